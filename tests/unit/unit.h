/* The main of a unit suite: `return UNIT_RUN("text", this_claim, that_claim);`. Fails too if a
 * test was not run: Check calls zero tests out of zero a success. */
#ifndef KATA_UNIT_H
#define KATA_UNIT_H

#include <check.h>
#include <stdbool.h>
#include <stdlib.h>

static inline int unit_run(const char *name, const TTest *const *test, size_t n)
{
    unsetenv("CK_RUN_CASE");
    unsetenv("CK_RUN_SUITE");
    Suite *suite = suite_create(name);
    TCase *all = tcase_create(name);
    suite_add_tcase(suite, all);
    for (size_t i = 0; i < n; i++) tcase_add_test(all, test[i]);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    bool fine = srunner_ntests_run(runner) == (int)n && srunner_ntests_failed(runner) == 0;
    srunner_free(runner);
    return fine ? EXIT_SUCCESS : EXIT_FAILURE;
}
#define UNIT_RUN(name, ...)                                                                        \
    unit_run(name, (const TTest *const[]){__VA_ARGS__},                                            \
             sizeof((const TTest *const[]){__VA_ARGS__}) / sizeof(const TTest *))

/* Where AddressSanitizer watches, it is the first to stop what is done wrong on purpose. */
#if defined(__SANITIZE_ADDRESS__)
enum { UNIT_SANITIZED = true };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { UNIT_SANITIZED = true };
#else
enum { UNIT_SANITIZED = false };
#endif
#else
enum { UNIT_SANITIZED = false };
#endif

#endif
