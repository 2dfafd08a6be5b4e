-- Bulk posting: lines wait in a staging table, and references of lines are held by one check a statement.

-- Unlogged: what is staged is posted in the same transaction or is of no worth; it is in no backup.
create unlogged table ledger.staged_line (
  login text not null default session_user,
  import_id uuid not null,
  organization_id bigint not null,
  entry_ordinal integer not null,
  line_number smallint not null default 1,
  row_number integer not null,
  idempotency_key text,
  content_key uuid,
  occurrence integer not null default 1,
  entry_date date,
  kind text,
  description text,
  refunds_entry_id bigint,
  account_code text,
  balancing_account_code text,
  fund_code text,
  amount_cents bigint,
  net_asset_class text,
  function text,
  program_code text,
  award_code text,
  budget_line_code text,
  party_code text,
  service_from date,
  service_through date,
  memo text,
  commitment_number bigint
);
create index staged_line_import_index on ledger.staged_line (import_id, entry_ordinal);
comment on table ledger.staged_line is
  'Lines on their way into the journal: copied in by recorders, posted by ledger.post_staged in the same transaction, read by nobody.';
comment on column ledger.staged_line.login is 'Who staged it; only their own lines are posted.';
comment on column ledger.staged_line.import_id is 'The import, a random number chosen by the client.';
comment on column ledger.staged_line.organization_id is 'Whose books.';
comment on column ledger.staged_line.entry_ordinal is 'Which entry of the import, from 1 without gaps.';
comment on column ledger.staged_line.line_number is 'Line within the entry, from 1.';
comment on column ledger.staged_line.row_number is 'The line of the file that the row stands on, for refusals.';
comment on column ledger.staged_line.idempotency_key is 'On line 1: the key of the entry, where the file gives one.';
comment on column ledger.staged_line.content_key is
  'On line 1 of an entry without a key: a fingerprint of its row. The key is made of it and of how often that content stood above.';
comment on column ledger.staged_line.occurrence is 'How often the key or content stands in the import up to this row; set by ledger.number_staged.';
comment on column ledger.staged_line.entry_date is 'The day the entry counts, on each of its lines.';
comment on column ledger.staged_line.kind is 'On line 1: what the entry records.';
comment on column ledger.staged_line.description is 'On line 1: what happened, in words.';
comment on column ledger.staged_line.refunds_entry_id is 'On line 1 of a refund: the expense.';
comment on column ledger.staged_line.account_code is 'Natural account.';
comment on column ledger.staged_line.balancing_account_code is
  'Where given, the row makes the next line of the entry too: on this account, same fund and party, the amount turned.';
comment on column ledger.staged_line.fund_code is 'Fund.';
comment on column ledger.staged_line.amount_cents is 'US cents: debit positive, credit negative.';
comment on column ledger.staged_line.net_asset_class is 'Net-asset class, as in journal_line.';
comment on column ledger.staged_line.function is 'Function, as in journal_line.';
comment on column ledger.staged_line.program_code is 'Program, as in journal_line.';
comment on column ledger.staged_line.award_code is 'Award, as in journal_line.';
comment on column ledger.staged_line.budget_line_code is 'Budget line, as in journal_line.';
comment on column ledger.staged_line.party_code is 'Party, as in journal_line.';
comment on column ledger.staged_line.service_from is 'First day of the service.';
comment on column ledger.staged_line.service_through is 'Last day of the service.';
comment on column ledger.staged_line.memo is 'Free text, as in journal_line.';
comment on column ledger.staged_line.commitment_number is 'Commitment, as in journal_line.';
comment on index ledger.staged_line_import_index is 'A slice of an import.';

-- A foreign key asks row by row, and took more time than all other rules together. The same is asked of a whole statement by
-- ledger.check_entry_lines (LR002, and LE003 for the entry and its date), in replica sessions too, which foreign keys are not.
-- It stays true: what is referred to is never deleted and its codes never change (LR001, LE008), whoever asks.
-- ledger.check_books recomputes it.
alter table ledger.journal_line
  drop constraint journal_line_entry_fkey,
  drop constraint journal_line_account_fkey,
  drop constraint journal_line_fund_fkey,
  drop constraint journal_line_program_fkey,
  drop constraint journal_line_award_fkey,
  drop constraint journal_line_budget_line_fkey,
  drop constraint journal_line_party_fkey,
  drop constraint journal_line_commitment_fkey;
-- An organization without periods takes no entry (LP001), and one that is not there has none.
alter table ledger.journal_entry
  drop constraint journal_entry_date_key,
  drop constraint journal_entry_organization_fkey,
  drop constraint journal_entry_reversed_once;
create unique index journal_entry_reversed_once
  on ledger.journal_entry (organization_id, reverses_entry_id)
  where reverses_entry_id is not null;
comment on index ledger.journal_entry_reversed_once is
  'The entry was reversed before; an entry is reversed once at most. Post a new entry instead.';
comment on column ledger.journal_line.entry_date is 'The entry''s date, repeated here so that statements read lines alone; held by LE003.';
