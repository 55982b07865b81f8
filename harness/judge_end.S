/* Linked last: closes the section of the oracles (JUDGE, trial.h) on a page boundary, so that whole
 * pages can be unmapped. */
    .section judge_text, "ax", @progbits
    .balign 4096
    .globl judge_text_end
    .hidden judge_text_end
judge_text_end:
    .skip 4096
    .section .note.GNU-stack, "", @progbits
