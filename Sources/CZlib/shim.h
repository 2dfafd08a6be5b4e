#include <zlib.h>

// A macro with sizeof, which Swift does not import.
static inline int ledger_inflate_init_raw(z_stream *stream) { return inflateInit2(stream, -MAX_WBITS); }
