/* A program in C that asks a file by hasbench.h; c_interface.py compares what it prints with the command's answers. */
#include <hasbench.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static hasb_error error;

/* Ends the program with what went wrong. */
static void check(hasb_code code, const char *what) {
    if (code == HASB_OK) return;
    fprintf(stderr, "%s: %d: %s (%s)\n", what, (int)error.code, error.message, error.place);
    exit(1);
}

/* A call that must fail with a code, words and a place. */
static void refused(hasb_code code, hasb_code expected, const char *what) {
    if (code == expected && error.code == (int32_t)expected && error.message && *error.message && error.place) return;
    fprintf(stderr, "%s: %d instead of %d\n", what, (int)code, (int)expected);
    exit(1);
}

static void print_run(const hasb_file *file, hasb_run run) {
    hasb_text text = {0};
    check(hasb_run_json(file, run, "{\"settings\": true}", &text, &error), "hasb_run_json");
    printf("%s\n", text.bytes);
    if (strlen(text.bytes) != text.count) exit(1);
    hasb_text_free(&text);
}

/* All runs through a stream: how many rows, how many columns, and the sum of the last column. */
static void print_stream(const hasb_file *file, const char *options) {
    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    int64_t rows = 0;
    double sum = 0;
    check(hasb_stream(file, options, &stream, &error), "hasb_stream");
    if (stream.get_schema(&stream, &schema)) exit(1);
    for (;;) {
        struct ArrowArray batch;
        if (stream.get_next(&stream, &batch)) {
            fprintf(stderr, "%s\n", stream.get_last_error(&stream));
            exit(1);
        }
        if (!batch.release) break;
        const double *values = batch.children[batch.n_children - 1]->buffers[1];
        for (int64_t row = 0; row < batch.length; row++) sum += values[row];
        rows += batch.length;
        batch.release(&batch);
    }
    printf("%" PRId64 " %" PRId64 " %.17g\n", rows, schema.n_children, sum);
    schema.release(&schema);
    stream.release(&stream);
}

int main(int count, char **arguments) {
    if (count != 4 || hasb_abi() != HASB_ABI || !*hasb_version()) return 64;
    const char *path = arguments[1], *config = arguments[2], *copy = arguments[3];
    hasb_file *file = NULL;
    check(hasb_open(path, 0, &file, &error), "hasb_open");

    uint8_t hash[16];
    hasb_run run = 0;
    size_t found = 0;
    check(hasb_hash(file, config, hash, &error), "hasb_hash");
    check(hasb_lookup(file, hash, &run, 1, &found, &error), "hasb_lookup");
    printf("%zu\n", found);
    print_run(file, run);

    int64_t runs = hasb_run_count(file);
    double *values = malloc(sizeof *values * (size_t)runs);
    check(hasb_numbers(file, hasb_scalar(file, "test_error"), values, NULL, &error), "hasb_numbers");
    for (int64_t place = 0; place < runs; place++) {
        double value = 0;
        int32_t is_there = 0;
        check(hasb_run_at(file, place, &run, &error), "hasb_run_at");
        check(hasb_number(file, run, hasb_scalar(file, "test_error"), &value, &is_there, &error), "hasb_number");
        if (!is_there || value != values[place]) return 1;
    }
    free(values);

    int64_t length = 0, all = 0, end = 0;
    double steps[1000], curve[1000];
    int32_t series = hasb_series(file, "test_ema_epoch.top1_err");
    check(hasb_curve(file, run, series, INFINITY, steps, curve, 1000, &length, &error), "hasb_curve");
    printf("%" PRId64 " %.17g %.17g\n", length, steps[length - 1], curve[length - 1]);
    check(hasb_curve(file, run, series, 3, NULL, curve, 1000, &length, &error), "hasb_curve");
    printf("%" PRId64 " %.17g\n", length, curve[length - 1]);
    check(hasb_value_count(file, series, &all, &error), "hasb_value_count");
    values = malloc(sizeof *values * (size_t)all);
    int64_t *ends = malloc(sizeof *ends * (size_t)runs);
    check(hasb_values(file, series, values, ends, &error), "hasb_values");
    end = ends[runs - 1];
    printf("%d %.17g\n", end == all, values[all - 1]);
    free(values);
    free(ends);

    print_stream(file, "{\"columns\": [\"hash\", \"train_energy\"]}");
    print_stream(file, "{\"columns\": [\"train_energy\"], \"where\": {\"OPTIM.OPTIMIZER\": \"sgd\"}, \"segments\": [0, 2]}");

    /* Written again by the same columns, the table has the same digest. */
    hasb_text info = {0}, summary = {0};
    hasb_writer *writer = NULL;
    struct ArrowArrayStream stream;
    check(hasb_info(file, &info, &error), "hasb_info");
    check(hasb_writer_open(copy, info.bytes, 0, &writer, &error), "hasb_writer_open");
    check(hasb_stream(file, NULL, &stream, &error), "hasb_stream");
    check(hasb_writer_add_stream(writer, &stream, &error), "hasb_writer_add_stream");
    check(hasb_writer_finish(writer, &summary, &error), "hasb_writer_finish");
    printf("%s\n", summary.bytes);

    hasb_file *none = NULL;
    hasb_text text = {0};
    refused(hasb_open("no/such/file", 0, &none, &error), HASB_NO_INPUT, "no file");
    refused(hasb_open(NULL, 0, &none, &error), HASB_USAGE, "no path");
    refused(hasb_hash(file, "{\"REGNET.DEPTH\": \"deep\"}", hash, &error), HASB_USAGE, "a value that can't be");
    refused(hasb_hash(file, "[", hash, &error), HASB_USAGE, "no JSON");
    refused(hasb_number(file, run, 1 << 20, NULL, NULL, &error), HASB_USAGE, "no column");
    refused(hasb_number(file, UINT64_MAX, hasb_scalar(file, "test_error"), NULL, NULL, &error), HASB_USAGE, "no run");
    refused(hasb_run_at(file, runs, &run, &error), HASB_USAGE, "a run beyond the last");
    refused(hasb_run_json(file, run, "{\"metrics\": 1}", &text, &error), HASB_USAGE, "options that can't be");
    refused(hasb_writer_open(copy, info.bytes, 0, &writer, &error), HASB_CANNOT_WRITE, "a file that is there");
    refused(hasb_number(NULL, run, 0, NULL, NULL, &error), HASB_USAGE, "no file");

    check(hasb_writer_open(copy, info.bytes, 1, &writer, &error), "hasb_writer_open");
    refused(hasb_writer_add_json(writer, "{\"config\": {\"x\": 1}}", 20, &error), HASB_USAGE, "a key that isn't");
    hasb_writer_cancel(writer);
    hasb_text_free(&info);
    hasb_text_free(&summary);
    hasb_error_free(&error);
    hasb_close(file);
    return 0;
}
