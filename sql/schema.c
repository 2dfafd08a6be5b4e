#include "CLedgerSchema.h"

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
