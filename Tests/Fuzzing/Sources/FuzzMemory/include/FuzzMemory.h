#pragma once
#include <stddef.h>

/// Starts to count what is allocated, from what is allocated now.
void fuzz_memory_begin(void);

/// Ends the program if more than 64 MB and the size of the input were allocated at once since then.
void fuzz_memory_end(size_t input);
