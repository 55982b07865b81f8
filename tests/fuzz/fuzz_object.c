/* The gate: any bytes as the object that a compiler left, of either build.
 *
 * What must hold: what does not open says why, and what opens defines the contract. */
#include <string.h>

#include "grader/gate.h"
#include "tests/fuzz/fuzz.h"

static void look(const char *path, bool cblas, bool instrumented, size_t size)
{
    struct arena a = {0};
    const struct manifest m = {.n_functions = 2, .function = {"f", "g"}, .cblas = cblas};
    struct gate gate = gate_look(path, &m, instrumented, &a);
    MUST((gate.verdict == GATE_OPEN) == !gate.words);
    MUST(!gate.words || *gate.words);
    MUST(cblas || !gate.uses_cblas);
    struct report_test test = {.group = "build",
                               .name = "it_keeps_to_the_contract",
                               .status = TEST_FAIL,
                               .message = (char *)gate.words,
                               .output = ""};
    struct report r = {.exercise = "mean", .n_tests = 1, .test = &test};
    r.verdict = VERDICT_REJECTED;
    r.reason = test.message;
    if (gate.words) fuzz_check_report(&r, size);
    arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = fuzz_file(data, size);
    look(path, false, false, size);
    look(path, true, true, size);
    return 0;
}
