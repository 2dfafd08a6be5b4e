-- What was applied to these books. Run once in the books' database, by ledger_owner, before the first migration.
create schema meta;
comment on schema meta is 'What was applied to these books, and by which program.';

create table meta.migration (
  version integer constraint migration_pkey primary key,
  name text not null,
  checksum text not null,
  applied_at timestamptz not null default now(),
  applied_by text not null default session_user
);
comment on table meta.migration is 'Migrations that were applied, once each, in order of version.';
comment on column meta.migration.version is 'The number in the name of the file.';
comment on column meta.migration.name is 'The name of the file, without .sql.';
comment on column meta.migration.checksum is 'SHA-256 of the text that was applied, in hexadecimal.';
comment on column meta.migration.applied_at is 'When it was applied.';
comment on column meta.migration.applied_by is 'The login that applied it.';

create table meta.function_script (
  name text constraint function_script_pkey primary key,
  checksum text not null,
  fingerprint bigint not null,
  applied_at timestamptz not null default now(),
  applied_by text not null default session_user
);
comment on table meta.function_script is 'Scripts of functions, views and policies, applied again whenever their text changes.';
comment on column meta.function_script.name is 'The name of the file, without .sql.';
comment on column meta.function_script.checksum is 'SHA-256 of the text last applied, in hexadecimal.';
comment on column meta.function_script.fingerprint is
  'A fast hash (64 bits) of name and text, compared by every command. No protection against forgery.';
comment on column meta.function_script.applied_at is 'When the text was last applied.';
comment on column meta.function_script.applied_by is 'The login that applied it.';

create table meta.lineage (
  name text constraint lineage_pkey primary key
);
insert into meta.lineage (name) values ('ledgerctl/1');
comment on table meta.lineage is
  'One row: which line of migrations these books were made from. Books of 0.1 have no such table, and no program of this line reads them.';
comment on column meta.lineage.name is 'ledgerctl/1.';

grant usage on schema meta to public;
grant select on meta.migration, meta.function_script, meta.lineage to public;
