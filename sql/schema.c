#include "CLedgerSchema.h"

#include <string.h>

// Every file, each with a zero behind it.
#define END suffix(, 0, )

static const unsigned char texts[] = {
#include "scripts.h"
};

// The list itself: its lines give the names.
static const unsigned char list[] = {
#embed "scripts.h" END
};

const unsigned char *ledger_schema_texts(void) { return texts; }
const unsigned char *ledger_schema_list(void) { return list; }

static uint64_t mixed(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15;
  return hash ^ hash >> 29;
}

static uint64_t mixed_bytes(uint64_t hash, const unsigned char *bytes, size_t length) {
  size_t place = 0;
  for (; place + 8 <= length; place += 8) {
    uint64_t word;
    memcpy(&word, bytes + place, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    hash = mixed(hash, word);
  }
  for (; place < length; place++) hash = mixed(hash, bytes[place]);
  return mixed(hash, length);
}

uint64_t ledger_schema_hash(const void *name, size_t name_length, const void *text, size_t text_length) {
  return mixed_bytes(mixed_bytes(0xcbf29ce484222325, name, name_length), text, text_length);
}
