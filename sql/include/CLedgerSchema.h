#pragma once

/// The texts of all SQL files, in the order of the list, each ended by a zero.
const unsigned char *_Nonnull ledger_schema_texts(void);

/// The text of `scripts.h`, which lists the files, one a line; ended by a zero.
const unsigned char *_Nonnull ledger_schema_list(void);
