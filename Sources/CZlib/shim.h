// zlib's public header, with inputs that are not written to; Debian: zlib1g-dev.
#define ZLIB_CONST
#include <zlib.h>
