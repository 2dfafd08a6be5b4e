-- Origins whose entries turn each other: an accrual and its turning; a reversal that counts on another day.

create or replace function ledger.turns(organization_id bigint, entry_id bigint, target_id bigint)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select not exists (
    select
    from (select l as line, l.line_number from ledger.journal_line l where l.organization_id = $1 and l.entry_id = $2) n
    full join (select l as line, l.line_number from ledger.journal_line l where l.organization_id = $1 and l.entry_id = $3) o
      on o.line_number = n.line_number
    where ledger.line_as_draft(null, n.line) is distinct from ledger.turned(ledger.line_as_draft(null, o.line))
      -- A memo that was removed, of one of them or both, cannot be compared.
      and (not (ledger.is_removed((n.line).salts, 1, (n.line).memo) or ledger.is_removed((o.line).salts, 1, (o.line).memo))
        or to_jsonb(ledger.line_as_draft(null, n.line)) - 'memo'
          is distinct from to_jsonb(ledger.turned(ledger.line_as_draft(null, o.line))) - 'memo'))
$$;
comment on function ledger.turns(bigint, bigint, bigint) is
  'Whether the lines of an entry are those of another one, turned: field by field, in the same order. Also read by check.';

create or replace function ledger.broken_accrual(organization_id bigint, number bigint)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when t.id is null then 'has no part 2, which turns its cost'
    when t.entry_date <= c.entry_date then format('is turned on %s, which is not after %s', t.entry_date, c.entry_date)
    when not ledger.turns($1, t.id, c.id) then 'has a part 2 that does not turn part 1'
    else (
      select format('is owed on account %s, not on accrued expenses', l.account_code)
      from ledger.journal_line l
      join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
      where l.organization_id = $1 and l.entry_id = c.id and l.amount_cents < 0 and a.role is distinct from 'accrued'
      order by l.line_number
      limit 1)
  end
  from ledger.journal_entry c
  left join ledger.journal_entry t
    on t.organization_id = c.organization_id and t.origin_kind = c.origin_kind and t.origin_number = c.origin_number and t.origin_part = 2
  where c.organization_id = $1 and c.origin_kind = 'accrual' and c.origin_number = $2 and c.origin_part = 1
$$;
comment on function ledger.broken_accrual(bigint, bigint) is
  'What is wrong with an accrual (LO005): a cost owed on accrued expenses, and an entry of a later day that turns it; null where it is right. Also read by check.';

create or replace function ledger.reversal_moved_by(idempotency_key text)
returns bigint
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$ select substring($1 from '^books:again:([1-9][0-9]{0,17})$')::bigint $$;
comment on function ledger.reversal_moved_by(text) is
  'The number of the reversal whose entry stands again by an entry of that key, which the books alone give (LK003); null of any other key.';

create or replace function ledger.turned_from(organization_id bigint, reversal_id bigint)
returns date
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_nestloop = on
as $$
  with recursive turned as (
    select t.*
    from ledger.journal_entry r
    join ledger.journal_entry t on t.organization_id = r.organization_id and t.id = r.reverses_entry_id
    where r.organization_id = $1 and r.id = $2
    union all
    select b.*
    from turned t
    join ledger.journal_entry r on r.organization_id = $1 and r.id = ledger.reversal_moved_by(t.idempotency_key)
    join ledger.journal_entry b on b.organization_id = $1 and b.id = r.reverses_entry_id
    where t.origin_kind = 'moved_reversal'
  )
  select min(t.entry_date)::date from turned t
$$;
comment on function ledger.turned_from(bigint, bigint) is
  'The first day on which a reversal can count: that of the entry which it turns, before any move.';

create or replace function ledger.broken_move(organization_id bigint, number bigint)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when m.id is null or m.reverses_entry_id is distinct from a.id then 'has no part 2 that reverses part 1'
    when r.id is null or r.kind <> 'reversal' then 'moves no reversal'
    when r.entry_date <> a.entry_date then format('moves entry %s of %s, and part 1 is dated %s', r.id, r.entry_date, a.entry_date)
    when not ledger.turns($1, a.id, r.id) then format('has a part 1 that does not turn entry %s', r.id)
    when m.entry_date < ledger.turned_from($1, r.id)
      then format('counts on %s, before %s, the day of what is reversed', m.entry_date, ledger.turned_from($1, r.id))
  end
  from ledger.journal_entry a
  left join ledger.journal_entry m
    on m.organization_id = a.organization_id and m.origin_kind = a.origin_kind and m.origin_number = a.origin_number and m.origin_part = 2
  left join ledger.journal_entry r on r.organization_id = a.organization_id and r.id = ledger.reversal_moved_by(a.idempotency_key)
  where a.organization_id = $1 and a.origin_kind = 'moved_reversal' and a.origin_number = $2 and a.origin_part = 1
$$;
comment on function ledger.broken_move(bigint, bigint) is
  'What is wrong with a reversal that was moved (LO005): part 1 is what it had reversed again, on the day of that reversal, and part 2 reverses part 1 on '
  'the day that is meant, not before the day of what is reversed; null where it is right. Also read by check.';
create or replace function ledger.broken_turning(organization_id bigint, kind text, number bigint)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case $2
    when 'accrual' then ledger.broken_accrual($1, $3)
    when 'moved_reversal' then ledger.broken_move($1, $3)
    when 'refund' then (
      select format('has a part %s of kind %s', e.origin_part, e.kind)
      from ledger.journal_entry e
      where e.organization_id = $1 and e.origin_kind = $2 and e.origin_number = $3
        and not case e.origin_part when 1 then e.kind = 'refund' else e.kind in ('release', 'return') end
      order by e.origin_part
      limit 1)
  end
$$;
comment on function ledger.broken_turning(bigint, text, bigint) is
  'What is wrong with the entries of an accrual, a moved reversal or a refund of a closed award (LO005); null where nothing is, or it is of another kind. Also read by check.';

grant execute on function
  ledger.turns(bigint, bigint, bigint), ledger.broken_accrual(bigint, bigint), ledger.reversal_moved_by(text), ledger.turned_from(bigint, bigint),
  ledger.broken_move(bigint, bigint), ledger.broken_turning(bigint, text, bigint)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.move_reversal(organization_id bigint, reversal_id bigint, entry_date text, reason text)
returns table (entry_id bigint, moved_id bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := $1;
  meant constant date := ledger.read_day($3);
  key constant text := 'books:again:' || $2;
  moved ledger.journal_entry;
  turned ledger.journal_entry;
  again ledger.entry_draft;
  known record;
  falling record;
  made bigint[];
begin
  perform ledger.require_recorder(org);
  select e.* into moved from ledger.journal_entry e where e.organization_id = org and e.id = $2;
  select e.* into turned from ledger.journal_entry e where e.organization_id = org and e.id = moved.reverses_entry_id;
  if turned.id is null then
    perform ledger.refuse('LO005', format('entry %s is no reversal of these books', coalesce($2::text, '')));
  elsif ledger.is_made_by_books(turned.kind) then
    perform ledger.refuse('LO005', format('entry %s reverses a %s, which the books figured', moved.id, turned.kind));
  elsif turned.origin_kind <> 'moved_reversal' and cardinality(ledger.entries_of_origin(org, turned.id)) > 1 then
    perform ledger.refuse('LO005', format('entry %s reverses %s, which is undone whole', moved.id,
      ledger.origin_in_words(turned.origin_kind, turned.origin_number, turned.origin_part)),
      'Record the same again, and undo that on the day that is meant.');
  end if;
  select p.id, m.id as moved_id, m.entry_date::date as on_day, m.reversal_reason::text as why into known
  from ledger.journal_entry p
  join ledger.journal_entry m on m.organization_id = p.organization_id and m.reverses_entry_id = p.id
  where p.organization_id = org and p.idempotency_key = key;
  if found then
    if (known.on_day, known.why) is distinct from (meant, $4) then
      perform ledger.refuse('LK001', format('entry %s was moved before, to %s by entry %s', moved.id, known.on_day, known.moved_id),
        format('Move entry %s: it is what counts now.', known.moved_id));
    end if;
    return query select known.id, known.moved_id, true;
    return;
  elsif meant = moved.entry_date then
    perform ledger.refuse('LO005', format('entry %s counts on %s already', moved.id, moved.entry_date));
  elsif meant < ledger.turned_from(org, moved.id) then
    perform ledger.refuse('LO005', format('entry %s would count on %s, before %s, the day of what is reversed', moved.id, meant,
      ledger.turned_from(org, moved.id)));
  end if;
  for falling in
    select l.fund_code::text as fund, -sum(l.amount_cents)::bigint as cents
    from ledger.journal_line l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where l.organization_id = org and l.entry_id = turned.id and l.net_asset_class = 'with' and a.type = 'revenue'
    group by 1
    having sum(l.amount_cents) < 0
  loop
    -- Support that falls on an earlier day than before.
    perform ledger.take_back_releases(org, falling.fund, array[meant, moved.entry_date::date], array[falling.cents, -falling.cents],
      'its support fell');
  end loop;
  again := ledger.entry_as_draft(turned);
  again.idempotency_key := key;
  again.entry_date := to_char(moved.entry_date, 'YYYY-MM-DD');
  again.description := left(format('Again, for its reversal %s counts on %s: %s', moved.id, meant, turned.description), 2000);
  select array_agg(r.entry_id order by r.ordinality) into made
  from ledger.add_as(org, 'moved_reversal', array[again, ledger.draft_entry('books:moved:' || moved.id, to_char(meant, 'YYYY-MM-DD'), 'reversal',
      left(format('Reversal %s moved from %s: %s', moved.id, moved.entry_date, turned.description), 2000), null, $4)],
    array(
      select case p.part when 1 then ledger.line_as_draft(1, l) else ledger.turned(ledger.line_as_draft(2, l)) end
      from ledger.journal_line l
      cross join (values (1), (2)) p (part)
      where l.organization_id = org and l.entry_id = turned.id
      order by p.part, l.line_number), null, null, null) with ordinality r;
  return query select made[1], made[2], false;
end
$$;
alter function ledger.move_reversal(bigint, bigint, text, text) owner to ledger_fn;
comment on function ledger.move_reversal(bigint, bigint, text, text) is
  'Lets a reversal count on another open day (YYYY-MM-DD), with a reason: what it had reversed stands again on the day of that reversal, and is reversed on the '
  'day that is meant, as one origin. The two entries, and whether they were recorded before. Raises LM001, LO005, LK001 where it was moved to another day, '
  'LP001, and whatever rule of the journal is broken.';
grant execute on function ledger.move_reversal(bigint, bigint, text, text) to ledger_recorder, ledger_finance_admin;
