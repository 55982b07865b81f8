// expect: pass ]52;c;
// exercise: reservoir
/* Clears the screen, sets its title, fills the clipboard, asks the terminal to type an answer,
 * turns text around: to be shown, never to be sent. */
#include "reservoir.h"

#include <stdbool.h>
#include <stdio.h>

enum ml_status reservoir_init(struct reservoir *r, int64_t *items, size_t k)
{
    if (!r || !items || k == 0) return ML_EINVAL;
    *r = (struct reservoir){.k = k, .items = items};
    return ML_OK;
}

enum ml_status reservoir_push(struct reservoir *r, int64_t item, struct ml_rng *rng)
{
    if (!r || !rng) return ML_EINVAL;
    static bool printed;
    if (!printed)
        puts("\033[2J\033[H\033]0;pass\a\033]52;c;cm0gLXJmIH4K\a\033[6n\033[21t\033P$"
             "q\"p\033\\\x9b\x32J"
             "\xc2\x9b\x32J \u202Eelttil a\u202C\r100 of 100\b\b\b\x7f\x0e");
    printed = true;
    uint64_t place = r->seen < r->k ? r->seen : ml_rng_below(rng, r->seen + 1);
    r->seen++;
    if (place < r->k) r->items[place] = item;
    return ML_OK;
}
