// exercise: reservoir
// expect: no-compile build/it_compiles nested
#include "includes_itself.c"
