-- Imports: opened before their rows are posted, listed, and undone as a whole; corrections.

create or replace function ledger.number_staged(import_id uuid)
returns table (row_number integer, first_row_number integer)
language sql
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set enable_nestloop = off
set work_mem = '64MB'
as $$
  with numbered as (
    update ledger.staged_line s
    set occurrence = r.occurrence
    from (
      select n.ctid, row_number() over (partition by n.idempotency_key, n.content_key order by n.entry_ordinal) as occurrence,
        first_value(n.row_number) over (partition by n.idempotency_key, n.content_key order by n.entry_ordinal) as first_row_number
      from ledger.staged_line n
      join (
        select m.idempotency_key, m.content_key
        from ledger.staged_line m
        where m.import_id = $1 and m.login = session_user and m.line_number = 1
        group by m.idempotency_key, m.content_key
        having count(*) > 1
      ) m on coalesce(m.idempotency_key, m.content_key::text) = coalesce(n.idempotency_key, n.content_key::text)
        and (m.idempotency_key is null) = (n.idempotency_key is null)
      where n.import_id = $1 and n.login = session_user and n.line_number = 1
    ) r
    where s.ctid = r.ctid and r.occurrence > 1
    returning s.row_number, r.first_row_number, s.idempotency_key, s.organization_id, s.entry_key
  )
  select n.row_number, n.first_row_number
  from numbered n
  where n.idempotency_key is null and not exists (
    select from ledger.journal_entry e where e.organization_id = n.organization_id and e.idempotency_key = n.entry_key)
  order by n.row_number
$$;
alter function ledger.number_staged(uuid) owner to ledger_fn;
comment on function ledger.number_staged(uuid) is
  'Counts how often each key or content stands in an import; called once, between copying and posting. Returns the rows without a key '
  'that are like one above and not recorded before, with the first that they are like: lines of the file.';
grant execute on function ledger.number_staged(uuid) to ledger_recorder, ledger_finance_admin;

create or replace function ledger.is_undone_with_import(organization_id bigint, entry_id bigint)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_nestloop = on
as $$
  select exists (
    select
    from ledger.journal_entry e
    join ledger.import_undo u on u.organization_id = e.organization_id and u.import_number = e.import_number
    -- The undo of the import is numbered before the reversals that it makes; what was reversed by itself was so before.
    join ledger.journal_entry r
      on r.organization_id = e.organization_id and r.reverses_entry_id = e.id and r.record_number > u.record_number
    where e.organization_id = $1 and e.id = $2
  )
$$;
comment on function ledger.is_undone_with_import(bigint, bigint) is
  'Whether an entry of a file stood until the import was undone as a whole, wherever its reversal was moved to since; what was undone or corrected by '
  'itself before that was not. Within what the session may read.';
grant execute on function ledger.is_undone_with_import(bigint, bigint)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.open_import(import_id uuid, kind text, file_name text)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set enable_nestloop = off
as $$
#variable_conflict use_column
declare
  import constant uuid := import_id;
  organizations bigint[];
  opened bigint;
begin
  select array_agg(distinct s.organization_id order by s.organization_id) into organizations
  from ledger.staged_line s
  where s.import_id = import and s.login = session_user;
  perform ledger.require_recorder(o) from unnest(organizations) o;
  opened := ledger.draw('ledger.import_number');
  insert into ledger.import_batch (organization_id, number, import_id, kind, file_name, entry_count)
  select s.organization_id, opened, import, $2, $3, count(*)
  from ledger.staged_line s
  where s.import_id = import and s.login = session_user and s.line_number = 1
  group by s.organization_id
  order by s.organization_id;

  -- A row whose entry was undone with its import comes again; one whose entry was reversed by itself does not.
  while exists (select from ledger.import_undo u where u.organization_id = any (organizations)) loop
    update ledger.staged_line s
    set generation = s.generation + 1
    where s.import_id = import and s.login = session_user and s.line_number = 1 and exists (
      select
      from ledger.journal_entry e
      join ledger.import_undo u on u.organization_id = e.organization_id and u.import_number = e.import_number
      -- As ledger.is_undone_with_import, for all of them at once.
      join ledger.journal_entry r
        on r.organization_id = e.organization_id and r.reverses_entry_id = e.id and r.record_number > u.record_number
      where e.organization_id = s.organization_id and e.idempotency_key = s.entry_key
    );
    exit when not found;
  end loop;
  return opened;
end
$$;
alter function ledger.open_import(uuid, text, text) owner to ledger_fn;
comment on function ledger.open_import(uuid, text, text) is
  'Records the import whose rows were staged and numbered, before they are posted in the same transaction; returns its number. Raises LM001.';
grant execute on function ledger.open_import(uuid, text, text) to ledger_recorder, ledger_finance_admin;

create or replace function ledger.undo_import(organization_id bigint, import_number bigint, on_date date, reason text)
returns table (reversed bigint, stood_reversed bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  undone constant bigint := import_number;
  targets bigint[];
begin
  perform ledger.require_recorder(org);
  insert into ledger.import_undo (organization_id, import_number, on_date, reason)
  values (org, undone, $3, $4);
  select array_agg(e.id order by e.id desc), count(*)
  into targets, reversed
  from ledger.journal_entry e
  where e.organization_id = org and e.import_number = undone and not exists (
    select from ledger.journal_entry r where r.organization_id = org and r.reverses_entry_id = e.id);
  -- As of an origin: what is dated later is turned on its own day; and what was paid or refunded, not before that was undone.
  perform from ledger.record_reversals(org, targets, array(
    select to_char(greatest(e.entry_date, $3, f.on_day), 'YYYY-MM-DD')
    from unnest(targets) with ordinality as u (id, place)
    join ledger.journal_entry e on e.organization_id = org and e.id = u.id
    left join ledger.freed_days(org, targets) f on f.entry_id = u.id
    order by u.place), $4);
  select count(*) - reversed into stood_reversed
  from ledger.journal_entry e
  where e.organization_id = org and e.import_number = undone;
  return next;
end
$$;
alter function ledger.undo_import(bigint, bigint, date, text) owner to ledger_fn;
comment on function ledger.undo_import(bigint, bigint, date, text) is
  'Reverses every entry of an import that stands on a day, those dated later on their own day, those that were settled or refunded not before that was undone, all or none; returns how many, and how many had '
  'been reversed before. Raises LM001, LB002, LE013, LP001, or constraint import_undo_pkey.';
grant execute on function ledger.undo_import(bigint, bigint, date, text) to ledger_recorder, ledger_finance_admin;

create or replace function ledger.declare_profile(organization_id bigint, name text, kind text, content jsonb)
returns smallint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  made smallint;
begin
  perform ledger.require_recorder(org);
  insert into ledger.import_profile (organization_id, name, version, kind, content)
  select org, $2, 1 + coalesce(max(p.version), 0), $3, $4
  from ledger.import_profile p
  where p.organization_id = org and p.name = $2
  returning version into made;
  return made;
end
$$;
alter function ledger.declare_profile(bigint, text, text, jsonb) owner to ledger_fn;
comment on function ledger.declare_profile(bigint, text, text, jsonb) is
  'Records how an organization writes its spreadsheets, and returns the version. Raises LM001.';
grant execute on function ledger.declare_profile(bigint, text, text, jsonb) to ledger_recorder, ledger_finance_admin;
