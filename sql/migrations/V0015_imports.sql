-- Imports as batches, their undoing, and corrections.

create sequence ledger.import_number as bigint cache 1;
comment on sequence ledger.import_number is 'Numbers of imports; drawn only by ledger.open_import.';

create table ledger.import_batch (
  organization_id bigint not null,
  number bigint not null,
  import_id uuid not null,
  kind text not null,
  file_name ledger.label not null,
  entry_count bigint not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint import_batch_pkey primary key (organization_id, number),
  constraint import_batch_once unique (organization_id, import_id),
  constraint import_batch_record_key unique (record_number),
  constraint import_batch_kind_check check (kind in ('expenses', 'payroll', 'bills', 'opening')),
  constraint import_batch_count_check check (entry_count > 0)
);
comment on table ledger.import_batch is 'An import: the entries that one file made in the books of one organization. Append-only; undone as a whole.';
comment on column ledger.import_batch.organization_id is 'Whose books.';
comment on column ledger.import_batch.number is 'Number of the import, the same in each organization that the file has entries of.';
comment on column ledger.import_batch.import_id is 'The random number under which its rows were staged.';
comment on column ledger.import_batch.kind is 'expenses, payroll, bills or opening: what the file holds.';
comment on column ledger.import_batch.file_name is 'Name of the file, without its folder.';
comment on column ledger.import_batch.entry_count is 'Entries that the file holds of the organization, those recorded before among them.';
comment on column ledger.import_batch.record_number is
  'Number in the order of recording over all records that are no entries, for seals; never chosen by a client.';
comment on column ledger.import_batch.recorded_at is 'When it was recorded.';
comment on column ledger.import_batch.recorded_by is 'Login that recorded it.';
comment on constraint import_batch_pkey on ledger.import_batch is 'The import is recorded.';
comment on constraint import_batch_once on ledger.import_batch is 'These rows were imported before.';
comment on constraint import_batch_kind_check on ledger.import_batch is 'A file holds expenses, payroll, bills or opening balances.';
comment on constraint import_batch_count_check on ledger.import_batch is 'A file without entries is no import.';

alter table ledger.journal_entry add column import_number bigint;
comment on column ledger.journal_entry.import_number is 'The import that recorded it; null where it was typed.';
create index journal_entry_import_index on ledger.journal_entry (organization_id, import_number) where import_number is not null;
comment on index ledger.journal_entry_import_index is 'The entries of an import.';

create table ledger.import_undo (
  organization_id bigint not null,
  import_number bigint not null,
  on_date ledger.day not null,
  reason ledger.remark not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint import_undo_pkey primary key (organization_id, import_number),
  constraint import_undo_record_key unique (record_number),
  constraint import_undo_import_fkey foreign key (organization_id, import_number) references ledger.import_batch (organization_id, number)
);
comment on table ledger.import_undo is 'An import that was undone: each entry of it that stood was reversed. Append-only.';
comment on column ledger.import_undo.organization_id is 'Whose books.';
comment on column ledger.import_undo.import_number is 'The import.';
comment on column ledger.import_undo.on_date is 'The day that the reversals count.';
comment on column ledger.import_undo.reason is 'Why.';
comment on column ledger.import_undo.record_number is
  'Number in the order of recording over all records that are no entries, for seals; never chosen by a client.';
comment on column ledger.import_undo.recorded_at is 'When it was recorded.';
comment on column ledger.import_undo.recorded_by is 'Login that recorded it.';
comment on constraint import_undo_pkey on ledger.import_undo is 'The import was undone before; the file can be imported again.';
comment on constraint import_undo_import_fkey on ledger.import_undo is 'There is no such import here. See "ledgerctl import list".';

create table ledger.correction (
  organization_id bigint not null,
  entry_id bigint not null,
  corrects_entry_id bigint not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint correction_pkey primary key (organization_id, entry_id),
  constraint correction_once unique (organization_id, corrects_entry_id),
  constraint correction_record_key unique (record_number),
  constraint correction_entry_fkey foreign key (organization_id, entry_id) references ledger.journal_entry (organization_id, id),
  constraint correction_corrects_fkey foreign key (organization_id, corrects_entry_id) references ledger.journal_entry (organization_id, id)
);
comment on table ledger.correction is 'The entry that says right what a reversed entry said wrong. Append-only.';
comment on column ledger.correction.organization_id is 'Whose books.';
comment on column ledger.correction.entry_id is 'The right entry.';
comment on column ledger.correction.corrects_entry_id is 'The wrong entry, which is reversed.';
comment on column ledger.correction.record_number is
  'Number in the order of recording over all records that are no entries, for seals; never chosen by a client.';
comment on column ledger.correction.recorded_at is 'When it was recorded.';
comment on column ledger.correction.recorded_by is 'Login that recorded it.';
comment on constraint correction_pkey on ledger.correction is 'The entry corrects another one already.';
comment on constraint correction_once on ledger.correction is 'The entry was corrected before. Correct the entry that stands in its place.';
comment on constraint correction_entry_fkey on ledger.correction is 'The entry does not exist in this organization.';
comment on constraint correction_corrects_fkey on ledger.correction is 'The entry to correct does not exist in this organization.';

-- The key that an entry of a file has in the books, said once. An entry of an import that was undone keeps its key, so the same row of
-- the same file comes again under the next generation of it.
alter table ledger.staged_line
  add column generation integer not null default 1,
  add column entry_key text generated always as (
    coalesce(idempotency_key, 'row:' || ltrim(replace(content_key::text, '-', ''), '0') || ':' || occurrence)
      || case when generation = 1 then '' else '~' || generation end
  ) stored;
comment on column ledger.staged_line.generation is '1, and one more for each time that an entry of this key was undone with its import; set by ledger.open_import.';
comment on column ledger.staged_line.entry_key is 'On line 1: the idempotency key that the entry gets.';

drop function if exists ledger.number_staged(uuid);
