#include "grader/report.h"

const char *verdict_name(enum verdict v)
{
    switch (v) {
    case VERDICT_PASS: return "pass";
    case VERDICT_FAIL: return "fail";
    case VERDICT_UNSOLVED: return "unsolved";
    case VERDICT_NO_COMPILE: return "no-compile";
    case VERDICT_REJECTED: return "rejected";
    case VERDICT_FAULT: break;
    }
    return "fault";
}

const char *test_status_name(enum test_status s)
{
    switch (s) {
    case TEST_PASS: return "pass";
    case TEST_FAIL: return "fail";
    case TEST_CRASH: return "crash";
    case TEST_TIMEOUT: return "timeout";
    case TEST_SKIPPED: break;
    }
    return "skipped";
}
