#include "CYaml.h"

#include <stdlib.h>
#include <yaml.h>

struct cyaml_parser {
    yaml_parser_t parser;
    yaml_event_t event;
    int has_event;
};

cyaml_parser *cyaml_new(const unsigned char *bytes, size_t length) {
    cyaml_parser *parser = calloc(1, sizeof *parser);
    if (!parser) return NULL;
    if (!yaml_parser_initialize(&parser->parser)) {
        free(parser);
        return NULL;
    }
    yaml_parser_set_input_string(&parser->parser, bytes, length);
    return parser;
}

void cyaml_free(cyaml_parser *parser) {
    if (!parser) return;
    if (parser->has_event) yaml_event_delete(&parser->event);
    yaml_parser_delete(&parser->parser);
    free(parser);
}

int cyaml_next(cyaml_parser *parser, cyaml_event *out) {
    if (parser->has_event) yaml_event_delete(&parser->event);
    parser->has_event = 0;
    do {
        if (parser->has_event) yaml_event_delete(&parser->event);
        parser->has_event = 0;
        if (!yaml_parser_parse(&parser->parser, &parser->event)) return 0;
        parser->has_event = 1;
    } while (parser->event.type == YAML_STREAM_START_EVENT);
    *out = (cyaml_event){0};
    yaml_event_t *event = &parser->event;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        out->kind = CYAML_SCALAR;
        out->text = (const char *)event->data.scalar.value;
        out->length = event->data.scalar.length;
        out->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
        out->tag = (const char *)event->data.scalar.tag;
        out->anchor = (const char *)event->data.scalar.anchor;
        break;
    case YAML_SEQUENCE_START_EVENT:
        out->kind = CYAML_SEQUENCE_START;
        out->anchor = (const char *)event->data.sequence_start.anchor;
        break;
    case YAML_MAPPING_START_EVENT:
        out->kind = CYAML_MAPPING_START;
        out->anchor = (const char *)event->data.mapping_start.anchor;
        break;
    case YAML_ALIAS_EVENT:
        out->kind = CYAML_ALIAS;
        out->text = (const char *)event->data.alias.anchor;
        break;
    case YAML_SEQUENCE_END_EVENT: out->kind = CYAML_SEQUENCE_END; break;
    case YAML_MAPPING_END_EVENT: out->kind = CYAML_MAPPING_END; break;
    case YAML_DOCUMENT_START_EVENT: out->kind = CYAML_DOCUMENT_START; break;
    case YAML_DOCUMENT_END_EVENT: out->kind = CYAML_DOCUMENT_END; break;
    default: out->kind = CYAML_END; break;
    }
    return 1;
}

const char *cyaml_problem(const cyaml_parser *parser) {
    return parser->parser.problem ? parser->parser.problem : "it can't be read";
}

size_t cyaml_line(const cyaml_parser *parser) { return parser->parser.problem_mark.line + 1; }
