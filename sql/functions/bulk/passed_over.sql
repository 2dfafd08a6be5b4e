-- Rows of a file that say what is recorded otherwise already: by hand, by another file, or before it was undone.

grant update (idempotency_key) on ledger.staged_line to ledger_fn;

create or replace function ledger.equal_entries(import_id uuid)
returns table (row_number integer, entry_ordinal integer, entry_id bigint, idempotency_key text, undone_by bigint)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
-- Joined as written: by the day, then by keys.
set join_collapse_limit = 1
as $$
  with fresh as materialized (
    -- Rows of two lines without a key of their own, as costs are; a bill is known by its number. A day that is none is told by the rules.
    select s as row, s.row_number, s.entry_ordinal, s.content_key, s.organization_id, s.kind, s.account_code, s.amount_cents, s.party_code,
      s.balancing_account_code, case when ledger.is_day(s.entry_date) then ledger.read_day(s.entry_date) end as on_day
    from ledger.staged_line s
    where s.import_id = $1 and s.login = session_user and s.line_number = 1 and s.content_key is not null and s.idempotency_key is null
      and s.balancing_account_code is not null and not exists (
        select from ledger.journal_entry e where e.organization_id = s.organization_id and e.idempotency_key = s.entry_key)
  ), pair as materialized (
    select f.organization_id, f.row_number, f.entry_ordinal, f.content_key, e.id, e.idempotency_key,
      case when ledger.standing_correction(e.organization_id, e.id) is null then ledger.standing_reversal(e.organization_id, e.id) end as undone_by
    from fresh f
    join ledger.journal_entry e
      on e.organization_id = f.organization_id and e.kind = f.kind and e.entry_date = f.on_day
    join ledger.journal_line l
      on l.organization_id = e.organization_id and l.entry_id = e.id and l.line_number = 1 and l.account_code = f.account_code
        and l.amount_cents = f.amount_cents and l.party_code is not distinct from f.party_code
    join ledger.journal_line b on b.organization_id = l.organization_id and b.entry_id = l.entry_id and b.line_number = 2
    where ledger.entry_as_draft(e) = ledger.staged_as_entry(e.idempotency_key, f.row)
      and ledger.line_as_draft(1, l) is not distinct from ledger.staged_as_line(1, f.row)
      and ledger.line_as_draft(1, b)
        is not distinct from ledger.staged_as_balance(1, 2, f.balancing_account_code, -f.amount_cents, f.row)
      and e.origin_kind is null and not ledger.is_key_of_books(e.idempotency_key)
      and not exists (
        select from ledger.journal_line m where m.organization_id = e.organization_id and m.entry_id = e.id and m.line_number > 2)
      and not exists (
        select
        from ledger.staged_line o
        where o.import_id = $1 and o.login = session_user and o.line_number = 1 and o.organization_id = e.organization_id
          and o.entry_key = e.idempotency_key)
  ), placed as (
    -- Each entry is one row of several that say the same.
    select p.*, dense_rank() over (partition by p.content_key order by p.entry_ordinal) as row_place,
      dense_rank() over (partition by p.content_key order by p.undone_by is not null, p.id) as entry_place
    from pair p
    -- What was undone with its whole file comes again with it.
    where not ledger.is_undone_with_import(p.organization_id, p.id)
  )
  select p.row_number, p.entry_ordinal, p.id, p.idempotency_key::text, p.undone_by from placed p where p.row_place = p.entry_place
$$;
alter function ledger.equal_entries(uuid) owner to ledger_fn;
comment on function ledger.equal_entries(uuid) is
  'Of the rows that the session''s login staged without a key: those that are not recorded, and an entry recorded otherwise that says all that '
  'the row says, each for one row, what stands before what was undone (undone_by: and nothing stands in its place). For functions.';

create or replace function ledger.pass_over_staged(import_id uuid, file_name text, again boolean)
returns table (row_number integer, entry_id bigint, undone_by bigint, import_number bigint, other_file text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set enable_nestloop = on
set enable_seqscan = off
set enable_hashjoin = off
as $$
#variable_conflict use_column
declare
  import constant uuid := import_id;
  -- Whose keys the program made.
  made_keys constant boolean := (select b.kind = 'payroll' from ledger.import_batch b where b.import_id = import limit 1);
begin
  -- Few rows are looked up by their keys and days, however large the books; of many, all is read once.
  if (select count(*) from (
      select from ledger.staged_line s where s.import_id = import and s.login = session_user and s.line_number = 1 limit 1000) s) = 1000
  then
    perform set_config('enable_nestloop', 'off', true), set_config('enable_seqscan', 'on', true), set_config('enable_hashjoin', 'on', true);
  end if;
  if again then
    -- Each under the next key that is free.
    loop
      update ledger.staged_line s
      set generation = s.generation + 1
      where s.import_id = import and s.login = session_user and s.line_number = 1 and (s.content_key is not null or made_keys) and exists (
        select
        from ledger.journal_entry e
        left join ledger.import_batch b on b.organization_id = e.organization_id and b.number = e.import_number
        where e.organization_id = s.organization_id and e.idempotency_key = s.entry_key
          and (b.file_name is distinct from $2 or ledger.standing_reversal(e.organization_id, e.id) is not null)
          -- What stands in the place of a row that was corrected is that event.
          and ledger.standing_correction(e.organization_id, e.id) is null);
      exit when not found;
    end loop;
    return;
  end if;
  return query
  select s.row_number, e.id, case when ledger.standing_correction(e.organization_id, e.id) is null then r.id end, e.import_number,
    case when b.file_name is distinct from $2 then b.file_name end
  from ledger.staged_line s
  join ledger.journal_entry e on e.organization_id = s.organization_id and e.idempotency_key = s.entry_key
  left join ledger.journal_entry r on r.organization_id = e.organization_id and r.reverses_entry_id = e.id
  left join ledger.import_batch b on b.organization_id = e.organization_id and b.number = e.import_number
  where s.import_id = import and s.login = session_user and s.line_number = 1
    and ((s.content_key is not null or made_keys) and b.file_name is distinct from $2
      or r.id is not null and ledger.standing_correction(e.organization_id, e.id) is null)
  order by s.row_number;
  return query
  with equal as materialized (
    select q.* from ledger.equal_entries(import) q
  ), passed as (
    update ledger.staged_line s
    set idempotency_key = q.idempotency_key, occurrence = 1, generation = 1
    from equal q
    where s.import_id = import and s.login = session_user and s.line_number = 1 and s.entry_ordinal = q.entry_ordinal
  )
  select q.row_number, q.entry_id, q.undone_by, e.import_number, b.file_name::text
  from equal q
  join ledger.staged_line s
    on s.import_id = import and s.login = session_user and s.line_number = 1 and s.entry_ordinal = q.entry_ordinal
  join ledger.journal_entry e on e.organization_id = s.organization_id and e.id = q.entry_id
  left join ledger.import_batch b on b.organization_id = e.organization_id and b.number = e.import_number
  order by q.row_number;
end
$$;
alter function ledger.pass_over_staged(uuid, text, boolean) owner to ledger_fn;
comment on function ledger.pass_over_staged(uuid, text, boolean) is
  'Of an import that was opened, before it is posted: the rows that are not recorded again, since an entry that was recorded otherwise says the same, '
  'by hand (import_number null) or by another file (other_file), or since theirs was undone (undone_by) and nothing stands in its place. again: none of '
  'these is passed over; each is recorded under the next free key. Lines of the file.';
grant execute on function ledger.pass_over_staged(uuid, text, boolean) to ledger_recorder, ledger_finance_admin;
