-- Schemas, domains of values, traits of tables, and organizations.

create schema ledger;
comment on schema ledger is 'The books: tables, and the functions that are the only way to write to them.';
create schema identity;
comment on schema identity is 'Names of young people and every document that names one; nothing else. Empty until stipends are kept.';
create schema report;
comment on schema report is
  'Stable, documented views for spreadsheets, business intelligence and auditors. Amounts are dollars, numeric(20,2).';

grant usage on schema ledger, report
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;
grant usage on schema ledger to ledger_eraser;
-- Functions are executable only by whom they are granted to.
alter default privileges for role ledger_owner revoke execute on functions from public;
alter default privileges for role ledger_fn revoke execute on functions from public;
alter default privileges for role ledger_rules revoke execute on functions from public;

create table meta.not_backed_up (
  table_name name not null,
  why text not null,
  constraint not_backed_up_pkey primary key (table_name),
  constraint not_backed_up_why_check check (why in ('same', 'passing'))
);
comment on table meta.not_backed_up is
  'Tables of schema ledger whose rows no backup holds and no restore takes. Known before there are functions, since rows are restored first.';
comment on column meta.not_backed_up.table_name is 'A table of schema ledger.';
comment on column meta.not_backed_up.why is
  'same: the program makes the rows, the same in all books. passing: rows are on their way, and gone with their transaction.';
grant select on meta.not_backed_up to public;

insert into meta.not_backed_up (table_name, why) values ('rule', 'same');
create table ledger.rule (
  sqlstate text not null,
  name text not null,
  meaning text not null,
  next_step text not null,
  precedence smallint,
  held_by text,
  checked_by text,
  unseen_because text,
  constraint rule_pkey primary key (sqlstate),
  constraint rule_name_key unique (name),
  constraint rule_sqlstate_format check (sqlstate ~ '^L[A-Z][0-9]{3}$'),
  constraint rule_precedence_key unique (precedence) deferrable,
  constraint rule_seen_check check ((checked_by is null) <> (unseen_because is null))
);
comment on table ledger.rule is
  'The rules that triggers and functions hold, by the SQLSTATE each raises. Read by docs/errors.md and by every refusal.';
comment on column ledger.rule.sqlstate is
  'SQLSTATE raised: LE entries, LP closing and waiting, LA awards and budgets, LB bills and payments, LC commitments, LD documents, LK keys, LM memberships, LN names, LO origins, LR reference data, LS the schema and seals, LV approvals.';
comment on column ledger.rule.name is 'Short name of the rule, used by check.';
comment on column ledger.rule.meaning is 'What must hold.';
comment on column ledger.rule.next_step is 'What to do when it is refused, acts in braces as ledger.next_step_parts reads them: the detail and the hint of the error.';
comment on column ledger.rule.precedence is
  'Of the rules that one entry can break, which is told first: that of the lowest number. Null: it is no rule of an entry.';
comment on column ledger.rule.held_by is
  'What refuses a breach, each as "trigger TABLE.NAME", "constraint NAME", "index NAME" or "function SCHEMA.NAME", with commas between. Null: nothing '
  'can, and check sees it.';
comment on column ledger.rule.checked_by is 'The functions of check that see a breach in the rows, with commas between; null where no row can show one.';
comment on column ledger.rule.unseen_because is 'Why no row can show a breach, in words; null where check sees one.';

create domain ledger.code as text
  constraint code_is_plain check (value ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$');
comment on domain ledger.code is 'A short name people type: 1 to 40 of A-Z a-z 0-9 . _ - and no space, so always NFC.';
comment on constraint code_is_plain on domain ledger.code is
  'A code is 1 to 40 characters of A-Z, a-z, 0-9, full stop, underscore and hyphen, and starts with a letter or digit.';

create domain ledger.day as date
  constraint day_in_range check (value between date '2000-01-01' and date '2099-12-31');
comment on domain ledger.day is 'A calendar day from 2000-01-01 to 2099-12-31; infinity is not a day.';
comment on constraint day_in_range on domain ledger.day is 'A day must lie from 2000-01-01 to 2099-12-31. Check the year.';

create domain ledger.signed_cents as bigint
  constraint signed_cents_in_range check (value <> 0 and value between -9999999999999 and 9999999999999);
comment on domain ledger.signed_cents is 'US cents: debits positive, credits negative, never zero, at most $99,999,999,999.99 either way.';
comment on constraint signed_cents_in_range on domain ledger.signed_cents is
  'The amount of a line is never zero and at most 99,999,999,999.99 in size. Check the amount.';

create domain ledger.label as text
  constraint label_is_text check (btrim(value, E' \t\r\n') <> '' and length(value) <= 200);
comment on domain ledger.label is 'A name people read: not blank, at most 200 characters, stored exactly as typed.';
comment on constraint label_is_text on domain ledger.label is 'A name may not be blank and has at most 200 characters.';

create domain ledger.remark as text
  constraint remark_is_text check (btrim(value, E' \t\r\n') <> '' and length(value) <= 2000);
comment on domain ledger.remark is 'Free text: not blank, at most 2,000 characters, stored exactly as typed.';
comment on constraint remark_is_text on domain ledger.remark is
  'A text may not be blank and has at most 2,000 characters. Leave it out instead.';

create table meta.instance (
  number integer generated always as identity,
  id uuid not null default gen_random_uuid(),
  source text not null,
  restored_from text,
  backup_taken_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null default session_user,
  constraint instance_pkey primary key (number),
  constraint instance_id_key unique (id),
  constraint instance_source_check check (source in ('made', 'restored')),
  constraint instance_restored_check check (source = 'restored' or (restored_from is null and backup_taken_at is null))
);
insert into meta.instance (source) values ('made');
comment on table meta.instance is
  'The lives of these books: made once, and restored from a backup so many times. Books of one past and two last rows have parted.';
comment on column meta.instance.number is 'Counts from 1; the last row is the books at hand.';
comment on column meta.instance.id is 'Unlike that of any other books, those that were restored from the same backup included.';
comment on column meta.instance.source is 'made or restored.';
comment on column meta.instance.restored_from is 'Name of the backup file, without its folder.';
comment on column meta.instance.backup_taken_at is 'When the backup was taken.';
comment on column meta.instance.created_at is 'When it came into being; for books older than this table, when they got it.';
comment on column meta.instance.created_by is 'Login that made or restored the books.';

create table meta.table_trait (
  table_name name not null,
  keeps text not null,
  is_stamped boolean not null,
  is_numbered boolean not null,
  is_versioned boolean not null,
  is_sealed boolean not null,
  is_relied_on boolean not null,
  holds_names boolean not null,
  is_erasable boolean not null,
  has_row_security boolean not null,
  shown_to text not null,
  is_recorded_by_approvers boolean not null,
  recorded_by text not null,
  why text not null,
  constraint table_trait_pkey primary key (table_name),
  constraint table_trait_keeps_check check (keeps in ('append_only', 'moved_by_rules', 'one_row', 'free')),
  constraint table_trait_shown_to_check check (
    shown_to in ('organization', 'award', 'administrators', 'everybody', 'all', 'functions', 'rules', 'nobody')
  ),
  constraint table_trait_recorded_by_check check (
    recorded_by in ('recorder', 'recorder_directly', 'administrator', 'founder', 'owner', 'rules', 'sealer', 'nobody')
  ),
  constraint table_trait_sealed_check check (is_sealed or not is_numbered),
  constraint table_trait_relied_on_check check (is_numbered or not is_relied_on),
  constraint table_trait_kept_check check (keeps = 'append_only' or not (is_numbered or is_sealed or is_versioned)),
  constraint table_trait_erasable_check check (not is_erasable or (holds_names and keeps = 'free')),
  constraint table_trait_why_check check (
    btrim(why) <> ''
    and (keeps <> 'free' or why like '%free%:%')
    and (has_row_security or why like '%row security%:%')
    and (is_stamped or keeps in ('moved_by_rules', 'free') or why like '%stamped%:%')
    and (is_numbered or keeps <> 'append_only' or why like '%numbered%:%')
    and (is_sealed or keeps not in ('append_only', 'moved_by_rules', 'one_row') or why like '%sealed%:%')
    and (is_versioned or not is_numbered or why like '%versioned%:%')
    and (is_erasable or not holds_names or keeps = 'append_only' or why like '%erasable%:%')
  )
);
comment on table meta.table_trait is
  'What is true of every table of schema ledger. Triggers, row-level policies and rights to read are made from it; it says nothing of any books.';
comment on column meta.table_trait.table_name is 'A table of schema ledger.';
comment on column meta.table_trait.keeps is
  'append_only: no row is ever changed. moved_by_rules: rows stay, and only triggers of what they sum up change them. one_row: the one row stays, and rules change it. free: by rights alone.';
comment on column meta.table_trait.is_stamped is 'Whether the books say who recorded a row and when, and believe no client.';
comment on column meta.table_trait.is_numbered is 'Whether a row draws a record number, behind the gate.';
comment on column meta.table_trait.is_versioned is 'Whether a change is a further row, beside the one that held before.';
comment on column meta.table_trait.is_sealed is 'Whether what a row says is in the text of a leaf, its own or that of what it belongs to.';
comment on column meta.table_trait.is_relied_on is
  'Whether what is recorded elsewhere relies on it: a row is then added while nobody else records, so that the order of numbers says what relied on what.';
comment on column meta.table_trait.holds_names is
  'Whether a person may be named in it: in a free text, a file, or as a party or approver. The login that recorded a row does not count.';
comment on column meta.table_trait.is_erasable is
  'Whether the owner can take a person''s name out of it and no seal breaks. What is append-only is not.';
comment on column meta.table_trait.has_row_security is 'Whether row-level policies say who sees and adds which rows.';
comment on column meta.table_trait.shown_to is
  'organization: who may read the books of the row. award: also the funder of its award. administrators: finance administrators and auditors, within their scope. everybody: every group role, every row. all: the functions too. functions: ledger_fn alone. rules: ledger_rules alone. nobody.';
comment on column meta.table_trait.is_recorded_by_approvers is 'Whether who may approve records it too, by approving.';
comment on column meta.table_trait.recorded_by is
  'recorder: a function, for who may record in the books of the row. recorder_directly: they themselves too. administrator: a function, for who administers the books, or finance administrators themselves where columns are granted. founder: a function, for who may found an organization. owner, rules (triggers), sealer (functions of seals), nobody.';
comment on column meta.table_trait.why is 'Why each no that a reader would ask about: the traits, a colon, the reason.';

create table ledger.organization (
  id bigint generated always as identity,
  code ledger.code not null,
  name ledger.label not null,
  ein text,
  fiscal_year_first_month smallint not null default 7,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint organization_pkey primary key (id),
  constraint organization_code_key unique (code),
  constraint organization_record_key unique (record_number),
  constraint organization_ein_format check (ein ~ '^[0-9]{2}-[0-9]{7}$'),
  constraint organization_fiscal_year_first_month_check check (fiscal_year_first_month between 1 and 12),
  constraint organization_salts_check check (octet_length(salts) = 16)
);
comment on table ledger.organization is 'An organization that keeps its books here: a site''s backbone organization. Append-only: another name is in ledger.renaming.';
comment on column ledger.organization.id is 'Leads every key of the organization''s data.';
comment on column ledger.organization.code is 'Short name people type, unique in the books.';
comment on column ledger.organization.name is 'Legal or public name, the first one recorded; others are in ledger.renaming.';
comment on column ledger.organization.ein is 'Employer Identification Number, NN-NNNNNNN; null where not given.';
comment on column ledger.organization.fiscal_year_first_month is 'Month, 1 to 12, in which the fiscal year starts.';
comment on column ledger.organization.salts is
  'Salt of its free text, 16 bytes; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.organization.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.organization.recorded_at is 'When it was recorded.';
comment on column ledger.organization.recorded_by is 'Login that recorded it.';
comment on constraint organization_code_key on ledger.organization is
  'An organization of this code exists. Choose another code, or see {org list}.';
comment on constraint organization_ein_format on ledger.organization is 'An EIN is written NN-NNNNNNN, as 36-1234567.';
comment on constraint organization_fiscal_year_first_month_check on ledger.organization is
  'The fiscal year starts in a month from 1 to 12.';
