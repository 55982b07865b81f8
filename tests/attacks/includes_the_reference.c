// expect: no-compile build/it_compiles reference/reservoir/fast.c
// exercise: reservoir
/* Would be graded for the kit's own work. */
#include "../../reference/reservoir/fast.c"
