-- A reversal that was recorded on a wrong day, moved with all that was undone together with it.

create or replace function ledger.require_movable(organization_id bigint, named_id bigint, targets bigint[], entry_date date)
returns void
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := $1;
  again constant text := 'Record the same again, and undo that on the day that is meant.';
begin
  perform ledger.refuse('LO005', format('entry %s reverses %s', named_id, case
      when e.kind = 'release' and ledger.is_released_by_hand(e.idempotency_key) then 'a release, whose reversal stays on its day'
      else format('%s %s, which the books figured', case e.kind when 'indirect' then 'an' when 'opening' then 'an' else 'a' end, case e.kind
        when 'indirect' then 'indirect cost' when 'opening' then 'opening balance' else e.kind end) end),
    case when e.kind in ('release', 'indirect') then again end)
  from ledger.journal_entry e
  where e.organization_id = org and e.id = any (targets) and e.kind in ('release', 'indirect', 'opening', 'closing')
  limit 1;
  perform ledger.refuse('LO005', format('entry %s was corrected, and entry %s, which stands in its place, counts on %s: both count on one day', c.corrects_entry_id, s.id,
    s.entry_date), format('Let both count on the day that is meant: {correct: entry=%s, date, reason}.', s.id))
  from ledger.correction c
  join ledger.journal_entry s on s.organization_id = org and s.id = ledger.standing_correction(org, c.corrects_entry_id)
  where c.organization_id = org and c.corrects_entry_id = any (targets) and s.entry_date <> $4
  limit 1;
  perform ledger.refuse('LO005', format('what had settled or refunded entry %s was undone on %s, and it is not turned before that', f.entry_id, f.on_day), format(
    'Move it to %s or later.', f.on_day))
  from ledger.freed_days(org, targets) f
  where f.on_day > $4
  order by f.on_day desc
  limit 1;
  perform ledger.refuse('LO005', format('entry %s would count on %s, before %s, the day of what is reversed', named_id, $4, min(e.entry_date)))
  from ledger.journal_entry e
  where e.organization_id = org and e.id = any (targets)
  having min(e.entry_date) > $4;
end
$$;
alter function ledger.require_movable(bigint, bigint, bigint[], date) owner to ledger_fn;
comment on function ledger.require_movable(bigint, bigint, bigint[], date) is
  'Raises LO005 where the reversals of entries are none that are moved to that day: of what the books figure for a closing, of what was corrected to another day than what stands in its place, '
  'before what had settled it was undone, or before the day of what is reversed. For ledger.move_reversal.';

create or replace function ledger.moved_together(organization_id bigint, original_id bigint)
returns bigint[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select ledger.entries_of_origin($1, $2) || array(
    select c.id
    from unnest(ledger.entries_of_origin($1, $2)) as t (id)
    join ledger.journal_entry bill on bill.organization_id = $1 and bill.reverses_entry_id = t.id
    -- In the words of index journal_entry_adjustment_key.
    join ledger.journal_entry c
      on c.organization_id = $1 and coalesce(c.reverses_entry_id, c.refunds_entry_id) = t.id and c.adjustment_number is not null and c.refunds_entry_id = t.id
    join ledger.journal_entry undone on undone.organization_id = $1 and undone.reverses_entry_id = c.id
    -- One that was undone before its bill is on a day of its own.
    where c.origin_number is null and undone.id > bill.id
    order by c.id)
$$;
comment on function ledger.moved_together(bigint, bigint) is
  'What was undone with an entry: the entries of its origin, in their order, and the credit notes that were undone with it. For ledger.move_reversal.';
grant execute on function ledger.moved_together(bigint, bigint) to ledger_fn;

create or replace function ledger.moved_before(organization_id bigint, named_id bigint, standing_id bigint, entry_date date, reason text)
returns boolean
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  standing record;
begin
  select m.entry_date::date as on_day, m.reversal_reason::text as why, m.origin_kind is not distinct from 'moved_reversal' as is_moved
  into standing
  from ledger.journal_entry m
  where m.organization_id = $1 and m.id = $3;
  if standing.is_moved and (standing.on_day, standing.why) is not distinct from ($4, $5) then
    return true;
  elsif exists (select from ledger.journal_entry e where e.organization_id = $1 and e.idempotency_key = 'books:again:' || named_id) then
    perform ledger.refuse('LK001', format('entry %s was moved before, to %s by entry %s', named_id, standing.on_day, $3),
      format('Move entry %s: it is what counts now.', $3));
  end if;
  return false;
end
$$;
alter function ledger.moved_before(bigint, bigint, bigint, date, text) owner to ledger_fn;
comment on function ledger.moved_before(bigint, bigint, bigint, date, text) is
  'Whether the reversal that counts is one moved to that day for that reason; raises LK001 where the one that is named was moved to another. For '
  'ledger.move_reversal.';

create or replace function ledger.make_room_for_move(organization_id bigint, turned_id bigint, from_day date, to_day date)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  falling record;
begin
  for falling in
    select l.fund_code::text as fund, -sum(l.amount_cents)::bigint as cents
    from ledger.journal_line l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where l.organization_id = $1 and l.entry_id = $2 and l.net_asset_class = 'with' and a.type = 'revenue'
    group by 1
    having sum(l.amount_cents) < 0
  loop
    -- Support that falls on another day than before.
    perform ledger.take_back_releases($1, falling.fund, array[to_day, from_day], array[falling.cents, -falling.cents], 'its support fell');
  end loop;
end
$$;
alter function ledger.make_room_for_move(bigint, bigint, date, date) owner to ledger_fn;
comment on function ledger.make_room_for_move(bigint, bigint, date, date) is
  'Takes back what was released of support whose reversal is about to move from one day to another. For ledger.move_reversal.';

create or replace function ledger.record_moves(organization_id bigint, reversals bigint[], days date[], reason text)
returns table (entry_id bigint, moved_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := $1;
  entries ledger.entry_draft[];
  lines ledger.line_draft[];
  places ledger.origin_part[];
  made bigint[];
  drawn bigint;
  again ledger.entry_draft;
  turned ledger.journal_entry;
  first_words text;
  item record;
begin
  for item in
    select r.id, r.entry_date::date as on_day, r.reverses_entry_id, m.place, m.meant
    from unnest($2, $3) with ordinality as m (id, meant, place)
    join ledger.journal_entry r on r.organization_id = org and r.id = m.id
    order by m.place
  loop
    select e.* into turned from ledger.journal_entry e where e.organization_id = org and e.id = item.reverses_entry_id;
    select o.description into first_words from ledger.journal_entry o where o.organization_id = org and o.id = ledger.reversed_first(org, item.id);
    perform ledger.make_room_for_move(org, turned.id, item.on_day, item.meant);
    again := ledger.entry_as_draft(turned);
    again.idempotency_key := 'books:again:' || item.id;
    again.entry_date := to_char(item.on_day, 'YYYY-MM-DD');
    again.description := left(format('Again, for its reversal %s counts on %s: %s', item.id, item.meant, first_words), 2000);
    entries := entries || again || ledger.draft_entry('books:moved:' || item.id, to_char(item.meant, 'YYYY-MM-DD'), 'reversal',
      left(format('Reversal %s moved from %s: %s', item.id, item.on_day, first_words), 2000), null, $4);
    lines := lines || array(
      select case p.part
        when 1 then ledger.line_as_draft(item.place * 2 - 1, l)
        else ledger.turned(ledger.line_as_draft(item.place * 2, l))
      end
      from ledger.journal_line l
      cross join (values (1), (2)) p (part)
      where l.organization_id = org and l.entry_id = turned.id
      order by p.part, l.line_number);
    drawn := ledger.draw('ledger.origin_number');
    places := places || row('moved_reversal', drawn, 1)::ledger.origin_part || row('moved_reversal', drawn, 2)::ledger.origin_part;
  end loop;
  made := ledger.add_entries(org, entries, lines, null, places, null);
  perform ledger.refuse('LK001', format('entry %s was moved at the same moment', m.id), format('See {entry show: entry=%s}.', m.id))
  from unnest($2) with ordinality as m (id, place)
  where made[m.place * 2 - 1] is null or made[m.place * 2] is null
  order by m.place
  limit 1;
  return query
  select made[g * 2 - 1], made[g * 2] from generate_series(1, cardinality($2)) as g order by g;
end
$$;
alter function ledger.record_moves(bigint, bigint[], date[], text) owner to ledger_fn;
comment on function ledger.record_moves(bigint, bigint[], date[], text) is
  'Moves reversals, each to its day: what it had reversed stands again on the day of the reversal, and is reversed on the day that is meant, as one origin. '
  'The two entries of each, in their order. Raises LK001 where one was moved meanwhile. For ledger.move_reversal.';

create or replace function ledger.move_reversal(organization_id bigint, reversal_id bigint, entry_date text, reason text)
returns table (moved_reversal bigint, counted_on date, counts_on date, entry_id bigint, moved_id bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := $1;
  meant constant date := ledger.read_day($3);
  original bigint;
  standing bigint;
  named bigint;
  targets bigint[];
  reversals bigint[];
  days date[];
begin
  perform ledger.require_recorder(org);
  original := coalesce(ledger.reversed_first(org, $2), $2);
  standing := ledger.standing_reversal(org, original);
  named := case when original = $2 then standing else $2 end;
  targets := ledger.moved_together(org, original);
  if standing is null then
    perform ledger.refuse('LO005', format('entry %s is not a reversal, and nothing reverses it', coalesce($2::text, '')));
  elsif ledger.moved_before(org, named, standing, meant, $4) then
    return query
    select ledger.reversal_moved_by(a.idempotency_key), a.entry_date::date, m.entry_date::date, a.id, m.id, true
    from unnest(targets) with ordinality as t (id, place)
    join ledger.journal_entry m on m.organization_id = org and m.id = ledger.standing_reversal(org, t.id)
    join ledger.journal_entry a on a.organization_id = org and a.id = m.reverses_entry_id and a.origin_kind = 'moved_reversal'
    order by t.place;
    return;
  end if;
  perform ledger.require_movable(org, named, targets, meant);
  -- As when it was undone: what is dated later is turned on its own day.
  select array_agg(r.id order by t.place), array_agg(greatest(e.entry_date::date, meant) order by t.place) into reversals, days
  from unnest(targets) with ordinality as t (id, place)
  join ledger.journal_entry e on e.organization_id = org and e.id = t.id
  join ledger.journal_entry r on r.organization_id = org and r.id = ledger.standing_reversal(org, t.id)
  where r.entry_date <> greatest(e.entry_date, meant);
  if reversals is null then
    perform ledger.refuse('LO005', format('entry %s counts on %s already', named, meant));
  end if;
  return query
  select r.id, o.entry_date::date, r.meant, r.entry_id, r.moved_id, false
  from rows from (unnest(reversals), unnest(days), ledger.record_moves(org, reversals, days, $4))
    with ordinality as r (id, meant, entry_id, moved_id, place)
  join ledger.journal_entry o on o.organization_id = org and o.id = r.id
  order by r.place;
end
$$;
alter function ledger.move_reversal(bigint, bigint, text, text) owner to ledger_fn;
comment on function ledger.move_reversal(bigint, bigint, text, text) is
  'Lets a reversal, named by itself or by what it reverses, count on another open day (YYYY-MM-DD), with a reason, and with it the reversals of all that was undone '
  'with it: what each had reversed stands again on the day of that reversal, and is reversed on the day that is meant, or its own where that is later. A row for '
  'each that moved. Raises LM001, LO005, LK001 where it was moved to another day, LP001, and whatever rule of the journal is broken.';
grant execute on function ledger.move_reversal(bigint, bigint, text, text) to ledger_recorder, ledger_finance_admin;
