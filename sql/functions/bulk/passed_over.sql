-- Rows of a file that say what is recorded otherwise already: by hand, by another file, or before it was undone.

grant update (idempotency_key) on ledger.staged_line to ledger_fn;

create or replace function ledger.bill_of_entry(organization_id bigint, entry_id bigint)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_nestloop = on
as $$
  select to_jsonb(ledger.bill_as_draft(b)) - 'is_repeated'
  from ledger.journal_entry e
  join ledger.bill b on b.organization_id = e.organization_id and b.origin_number = e.origin_number
  where e.organization_id = $1 and e.id = $2 and e.origin_kind = 'bill'
$$;
comment on function ledger.bill_of_entry(bigint, bigint) is
  'The invoice behind an entry, as it was given, but whether its number is repeated; null where there is none. Within what the session may read.';
create or replace function ledger.standing_twin(organization_id bigint, entry_id bigint)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_nestloop = on
as $$
  with said as (
    select o.id, to_jsonb(ledger.entry_as_draft(o)) - 'idempotency_key' as header
    from ledger.journal_entry e
    join ledger.journal_entry o
      on o.organization_id = e.organization_id and o.entry_date = e.entry_date and o.kind = e.kind
        and o.origin_kind is not distinct from e.origin_kind
    where e.organization_id = $1 and e.id = $2
  )
  select max(o.id)
  from said e
  join said o on o.id <> e.id and o.header = e.header
  where e.id = $2 and not exists (
      select from ledger.journal_entry r where r.organization_id = $1 and r.reverses_entry_id = o.id)
    -- The lines in whatever order.
    and (
      select array_agg(x.said order by x.said)
      from (
        select to_jsonb(ledger.line_as_draft(1, l)) - 'line_number' as said from ledger.journal_line l where l.organization_id = $1 and l.entry_id = e.id
      ) x
    ) = (
      select array_agg(x.said order by x.said)
      from (
        select to_jsonb(ledger.line_as_draft(1, l)) - 'line_number' as said from ledger.journal_line l where l.organization_id = $1 and l.entry_id = o.id
      ) x
    )
    and ledger.bill_of_entry($1, e.id) is not distinct from ledger.bill_of_entry($1, o.id)
$$;
comment on function ledger.standing_twin(bigint, bigint) is
  'The last entry that stands and says all that another one says, under another key; null where none does. Within what the session may read.';

grant execute on function ledger.standing_twin(bigint, bigint), ledger.bill_of_entry(bigint, bigint) to ledger_fn;

-- Books made before have them with fewer columns.
drop function if exists ledger.equal_entries(uuid);
drop function if exists ledger.pass_over_staged(uuid, text, boolean);

create or replace function ledger.equal_entries(import_id uuid)
returns table (
  row_number integer, entry_ordinal integer, organization_id bigint, entry_id bigint, idempotency_key text, undone_by bigint, instead_id bigint,
  import_number bigint
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
-- Nobody knows how many rows a file has: what is staged is hashed, and the journal is looked up by days and keys alone, row by row.
set enable_nestloop = off
set enable_mergejoin = off
set enable_seqscan = off
set join_collapse_limit = 1
as $$
  with fresh as materialized (
    -- Rows of two lines without a key of their own, as costs and bills are. A day that is none is told by the rules.
    select s as row, (
        select to_jsonb(ledger.staged_as_bill(b)) - 'is_repeated'
        from ledger.staged_bill b
        where b.import_id = $1 and b.login = session_user and b.entry_ordinal = s.entry_ordinal
      ) as bill, s.row_number, s.entry_ordinal, s.content_key, s.organization_id, s.kind, s.account_code, s.amount_cents, s.party_code,
      s.balancing_account_code, case when ledger.is_day(s.entry_date) then ledger.read_day(s.entry_date) end as on_day
    from ledger.staged_line s
    where s.import_id = $1 and s.login = session_user and s.line_number = 1 and s.content_key is not null and s.idempotency_key is null
      and s.balancing_account_code is not null and (
        select true from ledger.journal_entry e where e.organization_id = s.organization_id and e.idempotency_key = s.entry_key) is null
  ), candidate as materialized (
    -- What stands on the days of the file, each read once: its rows are compared by what they say.
    select e.entry, l.line, e.organization_id, e.id, e.idempotency_key, e.import_number, e.origin_kind, e.kind, e.entry_date::date as on_day, l.account_code,
      l.amount_cents, l.party_code
    from (select distinct f.organization_id, f.on_day from fresh f) d
    cross join lateral (
      select e as entry, e.* from ledger.journal_entry e where e.organization_id = d.organization_id and e.entry_date = d.on_day
        and (e.origin_kind is null or e.origin_kind = 'bill')
      offset 0
    ) e
    cross join lateral (
      select l as line, l.* from ledger.journal_line l where l.organization_id = e.organization_id and l.entry_id = e.id and l.line_number = 1 offset 0
    ) l
    where not ledger.is_key_of_books(e.idempotency_key)
  ), alike as materialized (
    select f.row, f.bill, f.row_number, f.entry_ordinal, f.content_key, f.balancing_account_code, f.amount_cents, c.organization_id, c.id, c.idempotency_key,
      c.import_number, c.entry, c.line
    from fresh f
    join candidate c
      on c.organization_id = f.organization_id and c.kind = f.kind and c.on_day = f.on_day and c.account_code = f.account_code
        and c.amount_cents = f.amount_cents
    where c.party_code is not distinct from f.party_code and (f.bill is null) = (c.origin_kind is null) and not exists (
      select
      from ledger.staged_line o
      where o.import_id = $1 and o.login = session_user and o.line_number = 1 and o.organization_id = c.organization_id
        and o.entry_key = c.idempotency_key)
  ), pair as materialized (
    select a.*, case when r.is_reversed then ledger.standing_correction(a.organization_id, a.id) end as instead_id,
      case when r.is_reversed then ledger.standing_reversal(a.organization_id, a.id) end as reversed_by
    from alike a
    cross join lateral (
      select (
        select true from ledger.journal_entry r where r.organization_id = a.organization_id and r.reverses_entry_id = a.id) is true as is_reversed
    ) r
    cross join lateral (
      select b as line from ledger.journal_line b where b.organization_id = a.organization_id and b.entry_id = a.id and b.line_number = 2 offset 0
    ) b
    where ledger.entry_as_draft(a.entry) = ledger.staged_as_entry(a.idempotency_key, a.row)
      and ledger.line_as_draft(1, a.line) is not distinct from ledger.staged_as_line(1, a.row)
      and ledger.line_as_draft(1, b.line)
        is not distinct from ledger.staged_as_balance(1, 2, a.balancing_account_code, -a.amount_cents, a.row)
      and (a.bill is null or a.bill = ledger.bill_of_entry(a.organization_id, a.id))
      and (select true from ledger.journal_line m where m.organization_id = a.organization_id and m.entry_id = a.id and m.line_number = 3) is null
  ), placed as (
    -- Each entry is one row of several that say the same.
    select p.*, dense_rank() over (partition by p.content_key order by p.entry_ordinal) as row_place,
      dense_rank() over (partition by p.content_key order by p.instead_id is null and p.reversed_by is not null, p.id) as entry_place
    from pair p
    -- What was undone with its whole file comes again with it.
    where not (p.reversed_by is not null and ledger.is_undone_with_import(p.organization_id, p.id))
  )
  select p.row_number, p.entry_ordinal, p.organization_id, p.id, p.idempotency_key::text, case when p.instead_id is null then p.reversed_by end,
    p.instead_id, p.import_number
  from placed p
  where p.row_place = p.entry_place
$$;
alter function ledger.equal_entries(uuid) owner to ledger_fn;
comment on function ledger.equal_entries(uuid) is
  'Of the rows that the session''s login staged without a key: those that are not recorded, and an entry recorded otherwise that says all that '
  'the row says, each for one row, what stands before what was undone (undone_by: and nothing stands in its place) or corrected (instead_id does). For functions.';

create or replace function ledger.pass_over_staged(import_id uuid, file_name text, again boolean)
returns table (
  row_number integer, entry_id bigint, undone_by bigint, instead_id bigint, has_own_key boolean, import_number bigint, other_file text
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set jit = off
-- As ledger.equal_entries.
set enable_nestloop = off
set enable_mergejoin = off
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  import constant uuid := import_id;
  -- Whose keys the program made.
  made_keys constant boolean := (select b.kind = 'payroll' from ledger.import_batch b where b.import_id = import limit 1);
begin
  if again then
    -- Each under the next key that is free; what stands in the place of a row that was corrected is that event.
    loop
      update ledger.staged_line s
      set generation = s.generation + 1
      where s.import_id = import and s.login = session_user and s.line_number = 1 and (s.content_key is not null or made_keys) and (
        select (ledger.standing_reversal(e.organization_id, e.id) is not null or (
            select b.file_name from ledger.import_batch b where b.organization_id = e.organization_id and b.number = e.import_number
          ) is distinct from $2) and ledger.standing_correction(e.organization_id, e.id) is null
        from ledger.journal_entry e
        where e.organization_id = s.organization_id and e.idempotency_key = s.entry_key);
      exit when not found;
    end loop;
  end if;
  return query
  select s.row_number, coalesce(t.id, e.id), case when c.id is null and t.id is null then r.id end, c.id, s.content_key is null and not made_keys,
    coalesce(t.import_number, case when t.id is null then e.import_number end), nullif(coalesce(t.file_name, case when t.id is null then b.file_name end), $2)
  from ledger.staged_line s
  cross join lateral (
    select e.* from ledger.journal_entry e where e.organization_id = s.organization_id and e.idempotency_key = s.entry_key offset 0
  ) e
  cross join lateral (
    select (select b.file_name::text from ledger.import_batch b where b.organization_id = e.organization_id and b.number = e.import_number) as file_name
  ) b
  cross join lateral (
    select case when (
        select true from ledger.journal_entry v where v.organization_id = e.organization_id and v.reverses_entry_id = e.id
      ) then ledger.standing_reversal(e.organization_id, e.id) end as id
  ) r
  cross join lateral (
    select case when r.id is not null then ledger.standing_correction(e.organization_id, e.id) end as id
  ) c
  -- Recorded again under another key, by hand or by another file.
  cross join lateral (
    select x.id, (select o.import_number from ledger.journal_entry o where o.organization_id = e.organization_id and o.id = x.id) as import_number, (
        select b.file_name::text
        from ledger.journal_entry o
        join ledger.import_batch b on b.organization_id = o.organization_id and b.number = o.import_number
        where o.organization_id = e.organization_id and o.id = x.id
      ) as file_name
    from (select case when r.id is not null and c.id is null then ledger.standing_twin(e.organization_id, e.id) end as id) x
  ) t
  where s.import_id = import and s.login = session_user and s.line_number = 1
    and (not again and (s.content_key is not null or made_keys) and b.file_name is distinct from $2 or r.id is not null and (again or c.id is null))
  order by s.row_number;
  return query
  with equal as materialized (
    -- Again: what stands in the place of an entry that was corrected is that event, however that was recorded.
    select q.* from ledger.equal_entries(import) q where not again or q.instead_id is not null
  ), passed as (
    update ledger.staged_line s
    set idempotency_key = q.idempotency_key, occurrence = 1, generation = 1
    from equal q
    where s.import_id = import and s.login = session_user and s.line_number = 1 and s.entry_ordinal = q.entry_ordinal
  )
  select q.row_number, q.entry_id, q.undone_by, q.instead_id, false, q.import_number, (
    select b.file_name::text from ledger.import_batch b where b.organization_id = q.organization_id and b.number = q.import_number)
  from equal q
  order by q.row_number;
end
$$;
alter function ledger.pass_over_staged(uuid, text, boolean) owner to ledger_fn;
comment on function ledger.pass_over_staged(uuid, text, boolean) is
  'Of an import that was opened, before it is posted: the rows that are not recorded again, since an entry that was recorded otherwise says the same, '
  'by hand (import_number null) or by another file (other_file), or since theirs was undone (undone_by) and nothing stands in its place. again: each of '
  'these is recorded under the next free key, and rows are those that are not: of a key of their own that was undone, or with what stands in their place '
  '(instead_id). Lines of the file.';
grant execute on function ledger.pass_over_staged(uuid, text, boolean) to ledger_recorder, ledger_finance_admin;
