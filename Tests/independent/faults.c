// Lets the n-th call of one kind that concerns one folder go wrong; loaded before the C library (LD_PRELOAD).
//
//   FAULT_FOLDER  calls count that name a path in it, or a file that was opened there
//   FAULT_CALL    open, read, pread, write, fsync, close, rename, link or linkat
//   FAULT_NUMBER  which of them, from 1
//   FAULT_KIND    an errno by number, or short (one byte is read or written), end (nothing is read), signal N
//   FAULT_LOG     a file that gets a byte when it happens
//   FAULT_NAMED   if set, files without a name can't be made
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NO_FAULT, FAIL, SHORT, END };

static atomic_int calls;

static int inside(const char *path) {
    const char *folder = getenv("FAULT_FOLDER");
    return path && folder && strncmp(path, folder, strlen(folder)) == 0;
}

static int concerns(int file) {
    char name[64], path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    ssize_t count = readlink(name, path, sizeof path - 1);
    if (count < 0) return 0;
    path[count] = 0;
    return inside(path);
}

static int fault(const char *call, int matters) {
    const char *wanted = getenv("FAULT_CALL"), *kind = getenv("FAULT_KIND"), *number = getenv("FAULT_NUMBER");
    if (!wanted || !kind || !number || strcmp(wanted, call) != 0 || !matters) return NO_FAULT;
    if (atomic_fetch_add(&calls, 1) + 1 != atoi(number)) return NO_FAULT;
    int (*real_open)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    ssize_t (*real_write)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    int (*real_close)(int) = dlsym(RTLD_NEXT, "close");
    int log = real_open(getenv("FAULT_LOG"), O_WRONLY | O_CREAT | O_APPEND, 0600);
    real_write(log, "x", 1);
    real_close(log);
    if (strcmp(kind, "short") == 0) return SHORT;
    if (strcmp(kind, "end") == 0) return END;
    if (strncmp(kind, "signal ", 7) == 0) {
        kill(getpid(), atoi(kind + 7));
        return NO_FAULT;
    }
    errno = atoi(kind);
    return FAIL;
}

#define OPEN(name)                                                                    \
    int name(const char *path, int flags, ...) {                                      \
        va_list list;                                                                 \
        va_start(list, flags);                                                        \
        int mode = va_arg(list, int);                                                 \
        va_end(list);                                                                 \
        if (getenv("FAULT_NAMED") && (flags & O_TMPFILE) == O_TMPFILE) {              \
            errno = EOPNOTSUPP;                                                       \
            return -1;                                                                \
        }                                                                             \
        if (fault("open", inside(path)) == FAIL) return -1;                           \
        int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, #name);                \
        return real(path, flags, mode);                                               \
    }
OPEN(open)
OPEN(open64)

#define TRANSFER(name, parameters, arguments, call)                                   \
    ssize_t name parameters {                                                         \
        switch (fault(call, concerns(file))) {                                        \
        case FAIL: return -1;                                                         \
        case END: return 0;                                                           \
        case SHORT: count = count ? 1 : 0;                                            \
        }                                                                             \
        ssize_t(*real) parameters = dlsym(RTLD_NEXT, #name);                          \
        return real arguments;                                                        \
    }
TRANSFER(read, (int file, void *bytes, size_t count), (file, bytes, count), "read")
TRANSFER(pread, (int file, void *bytes, size_t count, off_t place), (file, bytes, count, place), "pread")
TRANSFER(pread64, (int file, void *bytes, size_t count, off64_t place), (file, bytes, count, place), "pread")
TRANSFER(write, (int file, const void *bytes, size_t count), (file, bytes, count), "write")

#define OTHER(name, parameters, arguments, matters)                                   \
    int name parameters {                                                             \
        int failed = fault(#name, matters) == FAIL;                                   \
        int error = errno;                                                            \
        int(*real) parameters = dlsym(RTLD_NEXT, #name);                              \
        /* What can't be closed is closed all the same, as Linux does it. */          \
        int result = failed && strcmp(#name, "close") != 0 ? -1 : real arguments;     \
        if (!failed) return result;                                                   \
        errno = error;                                                                \
        return -1;                                                                    \
    }
OTHER(fsync, (int file), (file), concerns(file))
OTHER(close, (int file), (file), concerns(file))
OTHER(rename, (const char *from, const char *to), (from, to), inside(to))
OTHER(link, (const char *from, const char *to), (from, to), inside(to))
OTHER(linkat, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags), inside(to))
