-- How an organization writes its spreadsheets, declared once and kept.

create table ledger.import_profile (
  organization_id bigint not null,
  name ledger.code not null,
  version smallint not null,
  kind text not null,
  content jsonb not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint import_profile_pkey primary key (organization_id, name, version),
  constraint import_profile_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint import_profile_kind_check check (kind in ('expenses', 'payroll', 'bills')),
  constraint import_profile_content_check check (jsonb_typeof(content) = 'object' and octet_length(content::text) <= 20000)
);
comment on table ledger.import_profile is 'How the spreadsheets of an organization write dates, amounts and column names. Append-only; the last version holds.';
comment on column ledger.import_profile.organization_id is 'Whose.';
comment on column ledger.import_profile.name is 'Name that people give it.';
comment on column ledger.import_profile.version is '1, 2, ... in the order of recording.';
comment on column ledger.import_profile.kind is 'expenses, payroll or bills: what its files hold.';
comment on column ledger.import_profile.content is 'Columns, constants, date order, grouping, decimal sign, currency sign, negatives, separator and sheet: docs/imports.md.';
comment on column ledger.import_profile.recorded_at is 'When it was recorded.';
comment on column ledger.import_profile.recorded_by is 'Login that recorded it.';
comment on constraint import_profile_pkey on ledger.import_profile is 'Somebody recorded this profile at the same moment. Look at "ledgerctl import profile list" and try again.';
comment on constraint import_profile_kind_check on ledger.import_profile is 'A profile is for expenses, payroll or bills.';
comment on constraint import_profile_content_check on ledger.import_profile is 'A profile has at most 20,000 bytes.';
