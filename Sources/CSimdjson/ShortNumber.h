// Reads short decimal numbers, of which logs and sweeps mostly consist.
#pragma once

#include <cstdint>

/// Reads a decimal number of at most 15 digits, 8 of them before and 8 behind the point, without an exponent: its double's
/// bits, or its integer, and CSJ_ELEMENT_DOUBLE or CSJ_ELEMENT_INT64. Returns where it ends; null if it is none of these.
/// Twenty-five bytes from `text` on must be readable.
extern const uint8_t *(*const csj_short_number)(const uint8_t *text, uint64_t *bits, uint8_t *kind);
