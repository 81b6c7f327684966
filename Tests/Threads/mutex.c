// Tells the thread sanitizer of Swift's Mutex; loaded before the Swift libraries (LD_PRELOAD).
//
// The sanitizer sees what is compiled with it. Of a lock that nobody else wants that is all; where threads wait for one
// another, Swift's library and the kernel hand the lock over, unseen, and all that it guards would be reported.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

// Of the sanitizer, where a program has it.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lock(uint32_t thread, SELF void *mutex) __asm__(LOCK_SLOW);
SWIFT void lock(uint32_t thread, SELF void *mutex) {
    SWIFT void (*real)(uint32_t, SELF void *) = dlsym(RTLD_NEXT, LOCK_SLOW);
    real(thread, mutex);
    if (__tsan_acquire) __tsan_acquire(mutex);
}

SWIFT void unlock(SELF void *mutex) __asm__(UNLOCK_SLOW);
SWIFT void unlock(SELF void *mutex) {
    if (__tsan_release) __tsan_release(mutex);
    SWIFT void (*real)(SELF void *) = dlsym(RTLD_NEXT, UNLOCK_SLOW);
    real(mutex);
}
