#include <zlib.h>

// A macro with sizeof, which Swift does not import.
static inline int ledger_inflate_init_raw(z_stream *stream) { return inflateInit2(stream, -MAX_WBITS); }

// The gzip format: 16 beside the size of the window.
static inline int ledger_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, MAX_WBITS + 16); }

static inline int ledger_deflate_init_gzip(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
}
