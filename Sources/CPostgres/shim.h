#include <libpq-fe.h>

// The fields of an error or notice: character macros are not imported into Swift.
static const int ledger_diag_severity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int ledger_diag_sqlstate = PG_DIAG_SQLSTATE;
static const int ledger_diag_message = PG_DIAG_MESSAGE_PRIMARY;
static const int ledger_diag_detail = PG_DIAG_MESSAGE_DETAIL;
static const int ledger_diag_hint = PG_DIAG_MESSAGE_HINT;
static const int ledger_diag_table = PG_DIAG_TABLE_NAME;
static const int ledger_diag_column = PG_DIAG_COLUMN_NAME;
static const int ledger_diag_constraint = PG_DIAG_CONSTRAINT_NAME;
static const int ledger_diag_position = PG_DIAG_STATEMENT_POSITION;
static const int ledger_diag_source_file = PG_DIAG_SOURCE_FILE;
