#pragma once

#include <stddef.h>
#include <stdint.h>

/// The texts of all SQL files, in the order of the list, each ended by a zero.
const unsigned char *_Nonnull ledger_schema_texts(void);

/// The text of `scripts.h`, which lists the files, one a line; ended by a zero.
const unsigned char *_Nonnull ledger_schema_list(void);

/// A fast hash, 64 bits, of a name and a text, eight bytes at a time: every command asks for that of all files. Tells scripts apart; no
/// protection against forgery.
uint64_t ledger_schema_hash(const void *_Nullable name, size_t name_length, const void *_Nullable text, size_t text_length);
