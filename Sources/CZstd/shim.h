// Debian: libzstd-dev.
#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
#include <zstd_errors.h>

// Entropy coding alone: no search for matches, literals always Huffman-coded. For noise and what is left of it, as small
// as the highest levels and ten times as fast. The parameters behind it are macros that Swift doesn't see.
static inline size_t hasb_zstd_entropy_only(ZSTD_CCtx *context) {
    size_t result = ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, -1000);
    if (ZSTD_isError(result)) return result;
    return ZSTD_CCtx_setParameter(context, ZSTD_c_literalCompressionMode, ZSTD_lcm_huffman);
}
