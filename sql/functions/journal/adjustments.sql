-- Reversals, refunds and reclassifications: what they may be, and how an entry is reversed.

create or replace function ledger.broken_adjustment(organization_id bigint, entry_id bigint)
returns table (sqlstate text, message text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with adjusting as (
    select e.organization_id, e.id, e.kind, e.entry_date, coalesce(e.reverses_entry_id, e.refunds_entry_id) as target_id,
      e.origin_kind is not distinct from 'moved_reversal' as is_moved
    from ledger.journal_entry e
    where e.organization_id = $1 and e.id = $2 and e.kind in ('reversal', 'refund', 'reclass')
  ), target as (
    select a.kind as adjusting_kind, a.entry_date as adjusting_date, a.is_moved, t.*, case when t.kind in ('expense', 'reclass') then
      ledger.overrefunded_day(t.organization_id, t.id) end as overrefunded_on
    from adjusting a
    join ledger.journal_entry t on t.organization_id = a.organization_id and t.id = a.target_id
  ), live_refund as (
    select r.organization_id, r.id
    from target t
    -- In the words of index journal_entry_adjustment_key, so that no entry else is read.
    join ledger.journal_entry r
      on r.organization_id = t.organization_id and coalesce(r.reverses_entry_id, r.refunds_entry_id) = t.id and r.adjustment_number is not null
        and r.refunds_entry_id = t.id
    where not exists (
      select from ledger.journal_entry v where v.organization_id = r.organization_id and v.reverses_entry_id = r.id
    )
  ), new_line as (
    select l.* from ledger.journal_line l join adjusting a on a.organization_id = l.organization_id and a.id = l.entry_id
  )
  select 'LE011', format('entry %s is itself a reversal', t.id)
  from target t
  where t.kind = 'reversal' and t.adjusting_kind = 'reversal'
  union all
  select 'LE013', format('entry %s has %s that stand: %s', t.id, r.what, r.entries)
  from target t
  cross join lateral ledger.refunds_in_words(t.organization_id, array(select f.id from live_refund f)) r
  where t.adjusting_kind = 'reversal'
  union all
  select 'LE013', format('entry %s has refunds that stand on %s: what undoes one is dated later', t.id, t.overrefunded_on)
  from target t
  where t.adjusting_kind = 'reversal' and t.overrefunded_on is not null
  union all
  select 'LE010', format('the lines are not the turned lines of entry %s', t.id)
  from target t
  where t.adjusting_kind = 'reversal' and not ledger.turns(t.organization_id, (select a.id from adjusting a), t.id)
  union all
  select 'LE014', format('entry %s is dated %s, after its %s', t.id, t.entry_date, t.adjusting_kind)
  from target t
  -- Of one that was moved, the day is asked of what it reversed first (LO005).
  where t.entry_date > t.adjusting_date and t.origin_kind is distinct from 'moved_reversal'
  union all
  select 'LE012', format('entry %s is not an expense that stands, so nothing of it can be refunded', t.id)
  from target t
  -- A refund that stands again until its reversal counts is asked by its days, below.
  where t.adjusting_kind = 'refund' and (t.kind not in ('expense', 'reclass') or not t.is_moved and exists (
    select from ledger.journal_entry v where v.organization_id = t.organization_id and v.reverses_entry_id = t.id
  ))
  union all
  select 'LE012', format('entry %s is not an expense that stands, so its cost is not reclassified', t.id)
  from target t
  where t.adjusting_kind = 'reclass' and (t.kind <> 'expense' or not t.is_moved and exists (
    select from ledger.journal_entry v where v.organization_id = t.organization_id and v.reverses_entry_id = t.id
  ))
  union all
  select 'LE012', format('line %s on account %s bears no cost, and a reclassification moves nothing else', n.line_number, n.account_code)
  from target t
  cross join new_line n
  where t.adjusting_kind = 'reclass' and n.function is null and n.budget_line_code is null
  union all
  select 'LE012', format('entry %s is an accrual, which turns on its own day; a %s is of its bill', t.id, replace(t.adjusting_kind, '_', ' '))
  from target t
  where t.adjusting_kind in ('refund', 'reclass') and t.origin_kind = 'accrual'
  union all
  select 'LE012', format('the refunds of entry %s would be more than the expense, or go to another line', t.id)
  from target t
  where t.adjusting_kind in ('refund', 'reclass') and exists (
    select
    from (
      select l.fund_code, l.award_code, l.budget_line_code, l.function, l.program_code,
        sum(l.amount_cents) filter (where l.entry_id = t.id) as expense_cents,
        sum(l.amount_cents) filter (where l.entry_id = (select a.id from adjusting a)) as refund_cents,
        sum(l.amount_cents) as left_cents
      from ledger.journal_line l
      join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
      where l.organization_id = t.organization_id
        and (l.entry_id = t.id or l.entry_id in (select r.id from live_refund r))
        and (l.function is not null or l.budget_line_code is not null)
      -- What was claimed and is paid comes back to what is held.
      group by case when a.role in ('custodial', 'grants_receivable') then 'custodial' else l.account_code::text end, l.fund_code, l.award_code,
        l.budget_line_code, l.function, l.program_code
    ) x
    where (x.refund_cents > 0 and t.adjusting_kind = 'refund') or (x.refund_cents < 0 and (x.expense_cents > 0) is not true) or (x.left_cents < 0 and x.expense_cents > 0)
  )
  union all
  select 'LE012', format('the refunds of entry %s would be more than the expense on %s: what is dated later undoes one only then', t.id, t.overrefunded_on)
  from target t
  where t.adjusting_kind in ('refund', 'reclass') and t.overrefunded_on is not null
  union all
  select 'LE012', format('a refund of entry %s must give something back to its line', t.id)
  from target t
  where t.adjusting_kind = 'refund'
    and not exists (select from new_line n where n.function is not null or n.budget_line_code is not null)
  union all
  select 'LE012', format('line %s on account %s is none that money of a refund comes back to', n.line_number, n.account_code)
  from target t
  cross join new_line n
  join ledger.account a on a.organization_id = n.organization_id and a.code = n.account_code
  where t.adjusting_kind = 'refund' and n.function is null and n.budget_line_code is null
    and (n.amount_cents > 0 and (ledger.is_cash(a.role) or a.role in ('payables', 'card', 'staff_advances'))) is not true
  union all
  select 'LE015', format('entry %s closes the year ended %s, and is undone on that day', t.id, t.entry_date)
  from target t
  where t.kind = 'closing' and t.adjusting_kind = 'reversal' and t.entry_date <> t.adjusting_date
  union all
  select 'LP009', format('entry %s opened the books on %s, and is undone on that day, not on %s', t.id, t.entry_date, t.adjusting_date)
  from target t
  where t.kind = 'opening' and t.adjusting_kind = 'reversal' and t.adjusting_date <> t.entry_date
  limit 1
$$;
alter function ledger.broken_adjustment(bigint, bigint) owner to ledger_rules;
comment on function ledger.broken_adjustment(bigint, bigint) is
  'The first rule (LE010 to LE015, LP009) that a reversal, a refund or a reclassification breaks; no row where it holds. Also read by check.';

create or replace function ledger.overrefunded_day(organization_id bigint, entry_id bigint)
returns date
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  first_day date;
begin
  -- Only where a refund was undone is more given back on a day than in the end.
  if not exists (
    select
    from ledger.journal_entry r
    join ledger.journal_entry v on v.organization_id = r.organization_id and v.reverses_entry_id = r.id
    where r.organization_id = $1 and r.refunds_entry_id = $2
  ) then
    return null;
  end if;
  with event as (
    select r.id, r.entry_date as on_day, 1 as sign
    from ledger.journal_entry r
    where r.organization_id = $1 and r.refunds_entry_id = $2
    union all
    -- Where its reversal was moved, what stands again in between is a refund of its own.
    select r.id, v.entry_date, -1
    from ledger.journal_entry r
    join ledger.journal_entry v on v.organization_id = r.organization_id and v.reverses_entry_id = r.id
    where r.organization_id = $1 and r.refunds_entry_id = $2
    union all
    select $2, '-infinity', 1
    union all
    select $2, s.entry_date, -1
    from ledger.journal_entry s
    where s.organization_id = $1 and s.id = ledger.standing_reversal($1, $2)
  )
  select min(x.on_day) into first_day
  from (
    select v.on_day, sum(sum(v.sign * l.amount_cents)) over (
      partition by l.fund_code, l.award_code, l.budget_line_code, l.function, l.program_code order by v.on_day) as left_cents,
      sum(sum(l.amount_cents) filter (where v.id = $2 and v.sign = 1)) over (
        partition by l.fund_code, l.award_code, l.budget_line_code, l.function, l.program_code) as cost_cents
    from event v
    join ledger.journal_line l on l.organization_id = $1 and l.entry_id = v.id
    where l.function is not null or l.budget_line_code is not null
    group by v.on_day, l.fund_code, l.award_code, l.budget_line_code, l.function, l.program_code
  ) x
  -- What bore a cost before it was moved has less by it.
  where x.left_cents < 0 and x.cost_cents > 0;
  return first_day;
end
$$;
alter function ledger.overrefunded_day(bigint, bigint) owner to ledger_rules;
comment on function ledger.overrefunded_day(bigint, bigint) is
  'The first day on which more of an expense is refunded than is left of it, as where a refund is undone on a later day and recorded again before it; null '
  'where there is none. For functions.';
grant execute on function ledger.overrefunded_day(bigint, bigint) to ledger_fn;

create or replace function ledger.make_room_for_reversals(organization_id bigint, entry_ids bigint[], entry_dates text[])
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  falling record;
begin
  for falling in
    with fall as (
      -- Turned: a credit of restricted money becomes a debit.
      select l.fund_code, ledger.read_day(t.on_date) as on_day, -sum(l.amount_cents)::bigint as cents
      from unnest(entry_ids, entry_dates) as t (target, on_date)
      -- The closing of a year moves what it closes, and no support.
      join ledger.journal_entry e on e.organization_id = org and e.id = t.target and e.kind <> 'closing'
      join ledger.journal_line l on l.organization_id = org and l.entry_id = t.target and l.net_asset_class = 'with'
      join ledger.account a on a.organization_id = org and a.code = l.account_code and a.type = 'revenue'
      where not exists (
        select from ledger.journal_entry r where r.organization_id = org and r.reverses_entry_id = t.target)
      group by 1, 2
    )
    select f.fund_code, array_agg(f.on_day order by f.on_day) as days, array_agg(f.cents order by f.on_day) as cents
    from fall f
    where exists (select from ledger.award w where w.organization_id = org and w.fund_code = f.fund_code)
    group by f.fund_code
    having sum(f.cents) > 0
    order by f.fund_code
  loop
    -- As far as spending released it: what more is missing is refused (LA012).
    perform ledger.take_back_releases(org, falling.fund_code, falling.days, falling.cents, 'its support fell', (
      select r.use_cents + r.time_cents from ledger.released_by_books(org, falling.fund_code, 'infinity') r));
  end loop;
end
$$;
alter function ledger.make_room_for_reversals(bigint, bigint[], text[]) owner to ledger_fn;
comment on function ledger.make_room_for_reversals(bigint, bigint[], text[]) is
  'Takes back what was released of support that is about to be reversed on those days (YYYY-MM-DD), as far as it is released for spending: what was spent '
  'is then borne by the organization. For ledger.record_reversals.';

create or replace function ledger.record_reversals(
  organization_id bigint, entry_ids bigint[], entry_dates text[], reason text, proposal_number bigint default null
)
returns table (entry_id bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  entries ledger.entry_draft[];
  lines ledger.line_draft[];
  made bigint[];
  known bigint[];
begin
  -- An entry is reversed once, so its number is all that its reversal's key says.
  select array_agg(ledger.draft_entry('books:reversal-of:' || t.target, t.on_date, 'reversal', left(concat('Reversal of ', t.target, ': ' || e.description), 2000),
    t.target, reason) order by t.place)
  into entries
  from unnest(entry_ids, entry_dates) with ordinality as t (target, on_date, place)
  left join ledger.journal_entry e on e.organization_id = org and e.id = t.target;
  select array_agg(ledger.turned(ledger.line_as_draft(t.place, l)) order by t.place, l.line_number) into lines
  from unnest(entry_ids) with ordinality as t (target, place)
  join ledger.journal_line l on l.organization_id = org and l.entry_id = t.target;
  perform ledger.make_room_for_reversals(org, entry_ids, entry_dates);
  made := ledger.add_entries(org, entries, lines, proposal_number => $5);
  if array_position(made, null) is not null then
    begin
      known := ledger.require_same(org, entries, lines, made);
    exception when sqlstate 'LK001' then
      raise exception using errcode = 'unique_violation', schema = 'ledger', table = 'journal_entry',
        constraint = 'journal_entry_reversed_once', message = 'an entry was reversed before, on another day or for another reason';
    end;
  end if;
  return query
  select coalesce(i.new_id, i.old_id), i.new_id is null
  from unnest(made, known) with ordinality as i (new_id, old_id, place)
  order by i.place;
end
$$;
alter function ledger.record_reversals(bigint, bigint[], text[], text, bigint) owner to ledger_fn;
comment on function ledger.record_reversals(bigint, bigint[], text[], text, bigint) is
  'Records the reversals of entries, each on its day (YYYY-MM-DD), and returns their numbers in the same order; one recorded already with the same '
  'content is answered with. Raises constraint journal_entry_reversed_once for another. For functions that have asked who may.';

create or replace function ledger.reverse_entry(organization_id bigint, entry_id bigint, entry_date text, reason text)
returns table (reversed_id bigint, reversal_id bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.require_recorder($1);
  return query select r.entry_id, r.reversal_id, r.already_recorded from ledger.record_undoing($1, $2, $3, $4) r;
end
$$;
alter function ledger.reverse_entry(bigint, bigint, text, text) owner to ledger_fn;
comment on function ledger.reverse_entry(bigint, bigint, text, text) is
  'Reverses an entry once, on a day (YYYY-MM-DD) in an open period, with a reason, and with it every other entry of its origin; a row for each, '
  'in their order. Raises LK001, LE011, LE013, LP001, '
  'or constraint journal_entry_reversed_once.';
grant execute on function ledger.reverse_entry(bigint, bigint, text, text) to ledger_recorder, ledger_finance_admin;
