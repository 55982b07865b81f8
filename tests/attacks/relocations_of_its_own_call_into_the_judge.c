// expect: rejected section `.rela.got`
// exercise: reservoir
/* A section that is not loaded is merged by its name into the loaded relocations, one of which has
 * a function called when the judge loads the answer: it writes the verdicts, and ends the judge. */
#include "reservoir.h"

#if defined(__x86_64__)
enum { WRITE = 1, EXIT_GROUP = 231 };

static long call(long number, long a, const void *b, long c)
{
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c)
                     : "rcx", "r11", "memory");
    return result;
}

__attribute__((used)) static long forge(void)
{
    static const char wire[] = "test 0 basics a\ntest 1 edges b\ntest 2 contract c\n"
                               "test 3 chance d\ntest 4 memory e\n"
                               "end 0 pass 1 % % %\nend 1 pass 1 % % %\nend 2 pass 1 % % %\n"
                               "end 3 pass 1 % % %\nend 4 pass 1 % % %\nbye\n";
    call(WRITE, 3, wire, sizeof wire - 1);
    return call(EXIT_GROUP, 0, wire, 0);
}

static long place __attribute__((used));
static long *pointer __attribute__((used)) =
    &place; /* a first relocation, so that there are some */
__asm__(".pushsection .rela.got,\"\",@progbits\n"
        ".quad place, 37, forge\n"
        ".popsection");
#endif

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    (void)r, (void)items, (void)k;
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    (void)r, (void)item, (void)rng;
    return ML_OK;
}
