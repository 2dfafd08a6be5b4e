-- Imports as batches, their undoing, corrections, and how an organization writes its spreadsheets.

create sequence ledger.import_number as bigint cache 1;
comment on sequence ledger.import_number is 'Numbers of imports; drawn by ledger.draw for ledger.open_import.';

create table ledger.import_batch (
  organization_id bigint not null,
  number bigint not null,
  import_id uuid not null,
  kind text not null,
  file_name ledger.label not null,
  entry_count bigint not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint import_batch_pkey primary key (organization_id, number),
  constraint import_batch_once unique (organization_id, import_id),
  constraint import_batch_record_key unique (record_number),
  constraint import_batch_kind_check check (kind in ('expenses', 'payroll', 'bills', 'opening')),
  constraint import_batch_count_check check (entry_count > 0),
  constraint import_batch_salts_check check (octet_length(salts) = 16)
);
alter sequence ledger.import_number owned by ledger.import_batch.number;
comment on table ledger.import_batch is
  'An import: the entries that one file made in the books of one organization. Append-only; undone as a whole.';
comment on column ledger.import_batch.organization_id is 'Whose books.';
comment on column ledger.import_batch.number is 'Number of the import, the same in each organization that the file has entries of.';
comment on column ledger.import_batch.import_id is 'The random number under which its rows were staged.';
comment on column ledger.import_batch.kind is 'expenses, payroll, bills or opening: what the file holds.';
comment on column ledger.import_batch.file_name is 'Name of the file, without its folder.';
comment on column ledger.import_batch.entry_count is 'Entries that the file holds of the organization, those recorded before among them.';
comment on column ledger.import_batch.salts is
  'Salt of its free text, 16 bytes; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.import_batch.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.import_batch.recorded_at is 'When it was recorded.';
comment on column ledger.import_batch.recorded_by is 'Login that recorded it.';
comment on constraint import_batch_pkey on ledger.import_batch is 'The import is recorded.';
comment on constraint import_batch_once on ledger.import_batch is 'These rows were imported before.';
comment on constraint import_batch_kind_check on ledger.import_batch is 'A file holds expenses, payroll, bills or opening balances.';
comment on constraint import_batch_count_check on ledger.import_batch is 'A file without entries is not an import.';

create table ledger.import_undo (
  organization_id bigint not null,
  import_number bigint not null,
  on_date ledger.day not null,
  reason ledger.remark not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint import_undo_pkey primary key (organization_id, import_number),
  constraint import_undo_record_key unique (record_number),
  constraint import_undo_import_fkey foreign key (organization_id, import_number) references ledger.import_batch (organization_id, number),
  constraint import_undo_salts_check check (octet_length(salts) = 16)
);
comment on table ledger.import_undo is 'An import that was undone: each entry of it that stood was reversed. Append-only.';
comment on column ledger.import_undo.organization_id is 'Whose books.';
comment on column ledger.import_undo.import_number is 'The import.';
comment on column ledger.import_undo.on_date is 'The day that the reversals count; of what is dated later, its own day.';
comment on column ledger.import_undo.reason is 'Why.';
comment on column ledger.import_undo.salts is
  'Salt of its free text, 16 bytes; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.import_undo.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.import_undo.recorded_at is 'When it was recorded.';
comment on column ledger.import_undo.recorded_by is 'Login that recorded it.';
comment on constraint import_undo_pkey on ledger.import_undo is 'The import was undone before; the file can be imported again.';
comment on constraint import_undo_import_fkey on ledger.import_undo is 'There is no such import here. See {import list}.';

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
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.correction.recorded_at is 'When it was recorded.';
comment on column ledger.correction.recorded_by is 'Login that recorded it.';
comment on constraint correction_pkey on ledger.correction is 'The entry corrects another one already.';
comment on constraint correction_once on ledger.correction is 'The entry was corrected before. Correct the entry that stands in its place.';
comment on constraint correction_entry_fkey on ledger.correction is 'The entry does not exist in this organization.';
comment on constraint correction_corrects_fkey on ledger.correction is 'The entry to correct does not exist in this organization.';

create table ledger.import_profile (
  organization_id bigint not null,
  name ledger.code not null,
  version smallint not null,
  kind text not null,
  content jsonb not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint import_profile_pkey primary key (organization_id, name, version),
  constraint import_profile_record_key unique (record_number),
  constraint import_profile_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint import_profile_kind_check check (kind in ('expenses', 'payroll', 'bills')),
  -- Of a content that was removed its commitment stands there, and zeros for its salt.
  constraint import_profile_content_check check (
    (jsonb_typeof(content) = 'object' or salts = '\x00000000000000000000000000000000') and octet_length(content::text) <= 20000
  ),
  constraint import_profile_salts_check check (octet_length(salts) = 16)
);
comment on table ledger.import_profile is
  'How the spreadsheets of an organization write dates, amounts and column names. Append-only; the last version holds.';
comment on column ledger.import_profile.organization_id is 'Whose.';
comment on column ledger.import_profile.name is 'Name that people give it.';
comment on column ledger.import_profile.version is '1, 2, ... in the order of recording.';
comment on column ledger.import_profile.kind is 'expenses, payroll or bills: what its files hold.';
comment on column ledger.import_profile.content is
  'Columns, constants, date order, grouping, decimal sign, currency sign, negatives, separator and sheet: docs/imports.md.';
comment on column ledger.import_profile.salts is
  'Salt of its free text, 16 bytes; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.import_profile.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.import_profile.recorded_at is 'When it was recorded.';
comment on column ledger.import_profile.recorded_by is 'Login that recorded it.';
comment on constraint import_profile_pkey on ledger.import_profile is
  'Somebody recorded this profile at the same moment. Look at {import profile list} and try again.';
comment on constraint import_profile_kind_check on ledger.import_profile is 'A profile is for expenses, payroll or bills.';
comment on constraint import_profile_content_check on ledger.import_profile is 'A profile has at most 20,000 bytes.';
