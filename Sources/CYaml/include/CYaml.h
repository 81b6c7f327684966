// A thin view of libyaml: a document in, events out.
//
// Debian: libyaml-dev.
#pragma once

#include <stddef.h>

/// What an event is.
enum {
    CYAML_END = 0,
    CYAML_SCALAR = 1,
    CYAML_SEQUENCE_START = 2,
    CYAML_SEQUENCE_END = 3,
    CYAML_MAPPING_START = 4,
    CYAML_MAPPING_END = 5,
    CYAML_ALIAS = 6,
    CYAML_DOCUMENT_START = 7,
    CYAML_DOCUMENT_END = 8
};

/// One event; its texts hold until the next one is asked for. A text that isn't there is null.
typedef struct cyaml_event {
    int kind;
    /// A scalar's value, or the anchor that an alias names.
    const char *text;
    size_t length;
    /// Whether a scalar stands without quotes.
    int plain;
    const char *tag;
    const char *anchor;
} cyaml_event;

typedef struct cyaml_parser cyaml_parser;

/// Reads these bytes, which must stay; null if there is no memory.
cyaml_parser *cyaml_new(const unsigned char *bytes, size_t length);
void cyaml_free(cyaml_parser *parser);

/// Gives the next event; 0 if the text is no YAML.
int cyaml_next(cyaml_parser *parser, cyaml_event *event);

/// What is wrong, and on which line, from 1.
const char *cyaml_problem(const cyaml_parser *parser);
size_t cyaml_line(const cyaml_parser *parser);
