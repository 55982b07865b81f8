// expect: no-compile build/it_compiles nested
// exercise: reservoir
#include "includes_itself.c"
