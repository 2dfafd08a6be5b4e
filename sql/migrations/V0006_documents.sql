-- Instances of the books.

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
comment on table meta.instance is
  'The lives of these books: made once, and restored from a backup so many times. Books of one past and two last rows have parted.';
comment on column meta.instance.number is 'Counts from 1; the last row is the books at hand.';
comment on column meta.instance.id is 'Unlike that of any other books, those that were restored from the same backup included.';
comment on column meta.instance.source is 'made or restored.';
comment on column meta.instance.restored_from is 'Name of the backup file, without its folder.';
comment on column meta.instance.backup_taken_at is 'When the backup was taken.';
comment on column meta.instance.created_at is 'When it came into being; for books older than this table, when they got it.';
comment on column meta.instance.created_by is 'Login that made or restored the books.';
insert into meta.instance (source) values ('made');
