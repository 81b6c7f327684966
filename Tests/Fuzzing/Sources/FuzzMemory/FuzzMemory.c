// Counts the heap by the hooks of the address sanitizer's allocator, of which these are the declarations
// (sanitizer/allocator_interface.h). In C, since a hook must not allocate.
#include "FuzzMemory.h"
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void *, size_t),
                                              void (*on_free)(const volatile void *));
size_t __sanitizer_get_allocated_size(const volatile void *);

static atomic_long live, peak;
static long start;

static void on_malloc(const volatile void *block, size_t size) {
    (void)block;
    long now = atomic_fetch_add_explicit(&live, (long)size, memory_order_relaxed) + (long)size;
    if (now > atomic_load_explicit(&peak, memory_order_relaxed)) {
        atomic_store_explicit(&peak, now, memory_order_relaxed);
    }
}

static void on_free(const volatile void *block) {
    if (block) {
        atomic_fetch_sub_explicit(&live, (long)__sanitizer_get_allocated_size(block), memory_order_relaxed);
    }
}

void fuzz_memory_begin(void) {
    static atomic_flag is_installed = ATOMIC_FLAG_INIT;
    if (!atomic_flag_test_and_set(&is_installed)) {
        __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);
    }
    start = atomic_load_explicit(&live, memory_order_relaxed);
    atomic_store_explicit(&peak, start, memory_order_relaxed);
}

void fuzz_memory_end(size_t input) {
    long used = atomic_load_explicit(&peak, memory_order_relaxed) - start;
    if (used > (64L << 20) + (long)input) {
        fprintf(stderr, "fuzz: %ld bytes of memory for an input of %zu\n", used, input);
        abort();
    }
}
