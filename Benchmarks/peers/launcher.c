/*
 * launcher CORE COUNT OUTPUT COMMAND [ARGUMENT...]
 *
 * Runs COMMAND COUNT times on one core, its standard output to the file OUTPUT (the last run's stays), and prints
 *     {"runs": 3, "wall_ms_min": 1.1, "wall_ms_median": 1.2, "peak_kb": 5120}
 * A child's peak memory starts at that of the process it was started from, so Python can't measure a small one: this
 * program is small, and posix_spawn (a vfork) copies nothing. The affinity is set here once and inherited.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    if (argc < 5) {
        fprintf(stderr, "usage: launcher CORE COUNT OUTPUT COMMAND [ARGUMENT...]\n");
        return 64;
    }
    int count = atoi(argv[2]);
    double *wall = count > 0 ? malloc(count * sizeof *wall) : NULL;
    if (wall == NULL) {
        fprintf(stderr, "launcher: COUNT must be positive\n");
        return 64;
    }
    cpu_set_t core;
    CPU_ZERO(&core);
    CPU_SET(atoi(argv[1]), &core);
    if (sched_setaffinity(0, sizeof core, &core) != 0) {
        fprintf(stderr, "launcher: core %s: %s\n", argv[1], strerror(errno));
        return 71;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, argv[3], O_WRONLY | O_CREAT | O_TRUNC, 0644);

    long peak = 0;
    for (int i = 0; i < count; i++) {
        pid_t child;
        int status;
        struct rusage usage;
        double start = milliseconds();
        int error = posix_spawnp(&child, argv[4], &actions, NULL, argv + 4, environ);
        if (error != 0) {
            fprintf(stderr, "launcher: %s: %s\n", argv[4], strerror(error));
            return 69;
        }
        while (wait4(child, &status, 0, &usage) < 0) {
            if (errno != EINTR) {
                perror("launcher: wait4");
                return 71;
            }
        }
        wall[i] = milliseconds() - start;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            fprintf(stderr, "launcher: %s: failed, status %d\n", argv[4], status);
            return 70;
        }
        if (usage.ru_maxrss > peak) {
            peak = usage.ru_maxrss;
        }
    }
    qsort(wall, count, sizeof *wall, ascending);
    double median = (wall[(count - 1) / 2] + wall[count / 2]) / 2;
    printf("{\"runs\": %d, \"wall_ms_min\": %.4f, ", count, wall[0]);
    printf("\"wall_ms_median\": %.4f, \"peak_kb\": %ld}\n", median, peak);
    free(wall);
    return 0;
}
