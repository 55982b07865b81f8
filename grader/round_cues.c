#include "grader/round_cues.h"

#include "grader/calendar.h"

static const struct {
    double share;
    const char *words;
} cues[ROUND_CUES] = {
    [CUE_RESTATE] = {0, "the task in your own words: what comes in, what goes out, what is an "
                        "error, and what you would ask about it"},
    [CUE_EXAMPLES] = {0.06, "a small example by hand, and the answer that you expect of it"},
    [CUE_INVARIANTS] = {0.12, "the idea before you write it, and the invariant that makes it "
                              "right"},
    [CUE_COMPLEXITY] = {0.4, "what it costs in time and memory, and whether less would do"},
    [CUE_EDGES] = {0.6, "the edges: nothing, one, ties, all alike, the largest, what is no "
                        "number"},
    [CUE_TESTS] = {0.75, "your test plan: what you would test, and how you would know that the "
                         "answer is right"},
    [CUE_TRADE_OFFS] = {0.9, "the trade-offs: what you gave up for what, and what you would change "
                             "with another hour"},
};

const char *round_cue_words(enum round_cue c)
{
    return cues[c].words;
}

unsigned round_cues_due(double at_ms, double for_ms, bool tried, bool passed, unsigned said)
{
    unsigned due = 0;
    for (unsigned i = 0; i < ROUND_CUES; i++)
        if (at_ms >= cues[i].share * for_ms) due |= 1u << i;
    if (tried) due |= 1u << CUE_EDGES;
    if (passed) due |= 1u << CUE_COMPLEXITY | 1u << CUE_TESTS | 1u << CUE_TRADE_OFFS;
    return due & ~said;
}

double round_warning(int minutes, double from_ms, double to_ms)
{
    const double left[] = {minutes / 2.0, 10, 2};
    double last = 0;
    for (int i = 0; i < 3; i++) {
        double at_ms = (minutes - left[i]) * CALENDAR_MINUTE;
        bool passed = from_ms < at_ms && at_ms <= to_ms;
        if (passed && (last == 0 || left[i] < last)) last = left[i];
    }
    return last;
}
