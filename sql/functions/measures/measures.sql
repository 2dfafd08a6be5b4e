-- Measures: the one mechanism that holds every dated limit. A balance that does not fall below zero is a limit of zero, of which what is there is
-- used less than nothing. What moves a measure is said in measured.sql.

create or replace function ledger.move_measures(changes ledger.measure_change[])
returns table (
  organization_id bigint, kind text, award_code text, budget_line_code text, fund_code text, account_code text, on_day date, is_last boolean, limit_amount bigint,
  used_amount bigint, taken_amount bigint
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  -- The measures that changes ask for, each from its first day.
  asked ledger.measure_change[];
  single ledger.measure_change;
  measured ledger.measure;
  is_simple boolean := cardinality(changes) <= 3;
  place text;
  before text := '';
begin
  -- Few changes, each of another measure, as most entries have: what the statement below does of many, at half its cost.
  foreach single in array changes loop
    exit when not is_simple;
    place := single.kind || ' ' || ledger.measure_key(single.award_code, single.budget_line_code, single.fund_code, single.account_code);
    is_simple := single.on_day is not null and place > before;
    before := place;
  end loop;
  if is_simple then
    foreach single in array changes loop
      insert into ledger.measure as m (
        organization_id, kind, award_code, budget_line_code, fund_code, account_code, limit_amount, used_amount, last_day
      )
      values (
        single.organization_id, single.kind, single.award_code, single.budget_line_code, single.fund_code, single.account_code, single.limit_amount,
        single.used_amount, single.on_day
      )
      on conflict (organization_id, kind, key) do update
      set limit_amount = m.limit_amount + excluded.limit_amount, used_amount = m.used_amount + excluded.used_amount,
        last_day = greatest(m.last_day, excluded.last_day)
      returning m.* into measured;
      insert into ledger.measure_day as d (organization_id, kind, key, on_day, limit_amount, used_amount)
      values (measured.organization_id, measured.kind, measured.key, single.on_day, single.limit_amount, single.used_amount)
      on conflict (organization_id, kind, key, on_day) do update
      set limit_amount = d.limit_amount + excluded.limit_amount, used_amount = d.used_amount + excluded.used_amount;
      if single.asks and single.used_amount > single.limit_amount and (measured.is_held or single.limit_amount < 0)
        and (measured.last_day <> single.on_day or ledger.is_beyond(measured.limit_amount, measured.used_amount))
      then
        asked := asked || single;
      end if;
    end loop;
  else
    -- Heads in the order of their keys, so that nobody waits for who waits for him; and their days.
    with change as (
      select c.organization_id, c.kind, c.award_code, c.budget_line_code, c.fund_code, c.account_code,
        ledger.measure_key(c.award_code, c.budget_line_code, c.fund_code, c.account_code) as key, c.on_day,
        sum(c.limit_amount)::bigint as limit_amount, sum(c.used_amount)::bigint as used_amount,
        bool_or(c.asks) and sum(c.used_amount) > sum(c.limit_amount) as asks
      from unnest(changes) c
      group by c.organization_id, c.kind, c.award_code, c.budget_line_code, c.fund_code, c.account_code, c.on_day
    ), head as (
      insert into ledger.measure as m (
        organization_id, kind, award_code, budget_line_code, fund_code, account_code, limit_amount, used_amount, last_day
      )
      select c.organization_id, c.kind, c.award_code, c.budget_line_code, c.fund_code, c.account_code, sum(c.limit_amount), sum(c.used_amount),
        max(c.on_day)
      from change c
      group by c.organization_id, c.kind, c.award_code, c.budget_line_code, c.fund_code, c.account_code
      order by c.organization_id, c.kind, c.award_code, c.budget_line_code, c.fund_code, c.account_code
      on conflict (organization_id, kind, key) do update
      set limit_amount = m.limit_amount + excluded.limit_amount, used_amount = m.used_amount + excluded.used_amount,
        last_day = greatest(m.last_day, excluded.last_day)
      returning m.organization_id, m.kind, m.key, m.limit_amount, m.used_amount, m.last_day, m.is_held
    ), day as (
      insert into ledger.measure_day as d (organization_id, kind, key, on_day, limit_amount, used_amount)
      select c.organization_id, c.kind, c.key, c.on_day, c.limit_amount, c.used_amount
      from change c
      where c.on_day is not null
      on conflict (organization_id, kind, key, on_day) do update
      set limit_amount = d.limit_amount + excluded.limit_amount, used_amount = d.used_amount + excluded.used_amount
    )
    select array_agg(row(a.organization_id, a.kind, a.award_code, a.budget_line_code, a.fund_code, a.account_code, a.first_day,
      case when a.is_lowered then -1 else 0 end, 0, true)::ledger.measure_change) into asked
    from (
      select c.organization_id, c.kind, c.award_code, c.budget_line_code, c.fund_code, c.account_code, c.key, min(c.on_day) as first_day,
        bool_or(c.limit_amount < 0) as is_lowered
      from change c
      where c.asks
      group by c.organization_id, c.kind, c.award_code, c.budget_line_code, c.fund_code, c.account_code, c.key
    ) a
    join head h on h.organization_id = a.organization_id and h.kind = a.kind and h.key = a.key
    -- A limit comes down to what is used at most, whether it refuses or not. In the order of days, the last day says all.
    where (h.is_held or a.is_lowered) and (h.last_day <> a.first_day or ledger.is_beyond(h.limit_amount, h.used_amount));
  end if;
  if asked is null then
    return;
  end if;

  -- A statement of its own: it reads what others left while this one waited for a head.
  return query
  select m.organization_id, m.kind, m.award_code::text, m.budget_line_code::text, m.fund_code::text, m.account_code::text, x.on_day, x.on_day = m.last_day,
    x.limit_amount::bigint, (x.used_amount - t.taken)::bigint, t.taken::bigint
  from unnest(asked) a
  join ledger.measure_kind k on k.kind = a.kind
  join ledger.rule r on r.sqlstate = k.rule
  join ledger.measure m on m.organization_id = a.organization_id and m.kind = a.kind
    and m.key = ledger.measure_key(a.award_code, a.budget_line_code, a.fund_code, a.account_code)
  cross join lateral (
    select h.on_day, y.limit_amount, y.used_amount
    from (
      select d.on_day, lead(d.on_day) over (order by d.on_day) as next_day, m.limit_amount - coalesce(sum(d.limit_amount) over later, 0) as limit_amount,
        m.used_amount - coalesce(sum(d.used_amount) over later, 0) as used_amount
      from ledger.measure_day d
      where d.organization_id = m.organization_id and d.kind = m.kind and d.key = m.key and d.on_day >= a.on_day
      window later as (order by d.on_day desc rows between unbounded preceding and 1 preceding)
    ) y
    -- Of a budget line, the first of these days on which the terms block; where its limit comes down, all days ask.
    cross join lateral (
      select case when m.kind <> 'budget_line' or a.limit_amount < 0 then y.on_day
        else ledger.first_blocked_day(m.organization_id, m.award_code, y.on_day, y.next_day) end as on_day
    ) h
    where ledger.is_beyond(y.limit_amount, y.used_amount) and h.on_day is not null
    order by y.on_day
    limit 1
  ) x
  cross join lateral (
    select coalesce(sum(c.used_amount), 0) as taken
    from unnest(changes) c
    where c.organization_id = m.organization_id and c.kind = m.kind and c.on_day <= x.on_day
      and ledger.measure_key(c.award_code, c.budget_line_code, c.fund_code, c.account_code) = m.key
  ) t
  order by r.precedence, m.organization_id, m.key
  limit 1;
end
$$;
alter function ledger.move_measures(ledger.measure_change[]) owner to ledger_rules;
comment on function ledger.move_measures(ledger.measure_change[]) is
  'Moves measures and their days, and tells the first day on which a limit that was asked for does not hold, by the precedence of its rule: what is used '
  'without the changes and what they take through that day, in the unit of the kind; no row where all hold. The caller refuses. A change that is the last '
  'of its measure is one update and one row; an earlier one sums up the days from its own on.';

create or replace function ledger.room_from(organization_id bigint, kind text, key text, from_day date)
returns bigint
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select (m.limit_amount - m.used_amount - greatest(0, coalesce((
      select max(d.later)
      from (
        select sum(y.limit_amount - y.used_amount) over (order by y.on_day desc) as later
        from ledger.measure_day y
        where y.organization_id = $1 and y.kind = $2 and y.key = $3 and y.on_day > $4
      ) d), 0)))::bigint
  from ledger.measure m
  where m.organization_id = $1 and m.kind = $2 and m.key = $3
$$;
alter function ledger.room_from(bigint, text, text, date) owner to ledger_rules;
comment on function ledger.room_from(bigint, text, text, date) is
  'What can be taken of a measure on a day without passing its limit then or on a later day, in the unit of the kind; below zero where that is so already, null '
  'where nothing moved it. For functions.';
grant execute on function ledger.room_from(bigint, text, text, date) to ledger_fn;

create or replace function ledger.move_line_measures()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
-- Look-ups by key, the same for one entry and for many: to plan them anew took longer than they do.
set plan_cache_mode = force_generic_plan
set join_collapse_limit = 1
as $$
declare
  touched record;
  changes ledger.measure_change[];
  fault record;
begin
  -- Which views have rows of these entries: most have costs alone, and to make ready the look-ups of balances takes a tenth of a posting. Where this
  -- passed over one, check would find its measures otherwise.
  select array_agg(distinct l.organization_id) as scope, array_agg(distinct l.entry_id) as entries,
    bool_or(l.budget_line_code is not null or l.function is not null) as costs,
    bool_or(l.net_asset_class = 'with' or l.award_code is null or l.function is null) as balances,
    bool_or(l.commitment_number is not null) as commitments,
    bool_or(l.budget_line_code is not null and l.function is null and l.amount_cents > 0) as claims
  into touched
  from new_lines l
  where l.award_code is not null or l.net_asset_class = 'with' or l.net_asset_class is null and (
    select ledger.taken_of_balance(a.role, l.amount_cents) is not null
    from ledger.account a
    where a.organization_id = l.organization_id and a.code = l.account_code);
  if touched.scope is null then
    return null;
  end if;
  if touched.costs then
    changes := array(
      select row(v.organization_id, v.kind, v.award_code, v.budget_line_code, v.fund_code, v.account_code, v.on_day, v.limit_amount, v.used_amount, v.asks)
        ::ledger.measure_change
      from ledger.measured_cost v
      where v.organization_id = any (touched.scope) and v.entry_id = any (touched.entries));
  end if;
  if touched.balances then
    changes := changes || array(
      select row(v.organization_id, v.kind, v.award_code, v.budget_line_code, v.fund_code, v.account_code, v.on_day, v.limit_amount, v.used_amount, v.asks)
        ::ledger.measure_change
      from ledger.measured_balance v
      where v.organization_id = any (touched.scope) and v.entry_id = any (touched.entries));
  end if;
  if touched.balances and exists (select from ledger.journal_entry e
      where e.organization_id = any (touched.scope) and e.id = any (touched.entries) and e.kind in ('opening', 'reversal')) then
    changes := changes || ledger.opening_changes(touched.scope, touched.entries, null);
  end if;
  if touched.commitments then
    changes := changes || array(
      select row(v.organization_id, v.kind, v.award_code, v.budget_line_code, v.fund_code, v.account_code, v.on_day, v.limit_amount, v.used_amount, v.asks)
        ::ledger.measure_change
      from ledger.measured_commitment v
      where v.organization_id = any (touched.scope) and v.entry_id = any (touched.entries));
  end if;
  select m.* into fault from ledger.move_measures(changes) m;
  if not found then
    if touched.claims then
      perform ledger.refuse('LA018', c.message, 'Spend what is held first, on the account of the budget line, and claim what is more.')
      from ledger.claims_beside_held(touched.scope, touched.entries) c
      limit 1;
    end if;
    return null;
  elsif fault.kind = 'budget_line' then
    perform ledger.refuse_overspending(
      fault.organization_id, fault.award_code, fault.budget_line_code, fault.limit_amount, fault.used_amount, fault.taken_amount,
      case when not fault.is_last then fault.on_day end, touched.entries);
  end if;
  perform ledger.refuse(k.rule, concat(case fault.kind
      when 'charged' then format('this takes %s more off %s of award %s than was charged there',
        ledger.dollars(fault.used_amount + fault.taken_amount - fault.limit_amount), coalesce('line ' || fault.budget_line_code, 'costs on no line'), fault.award_code)
      when 'promise' then format('award %s is %s; what is recognized, or held and claimed, of it would be more', fault.award_code, ledger.dollars(fault.limit_amount))
      when 'promised' then format('award %s is %s; what is promised of it, with what was written off, would be more', fault.award_code, ledger.dollars(fault.limit_amount))
      when 'receipt' then format('award %s is %s; the receipts recorded would be more', fault.award_code, ledger.dollars(fault.limit_amount))
      when 'promise_received' then format('award %s would have received %s more than is promised of it', fault.award_code, ledger.dollars(fault.used_amount + fault.taken_amount - fault.limit_amount))
      when 'loss_with' then format('less than that was written off of award %s', fault.award_code)
      when 'loss_without' then format('less than that was written off of award %s', fault.award_code)
      when 'restricted' then format('fund %s has %s with donor restrictions left, and this takes %s', fault.fund_code,
        ledger.dollars(fault.limit_amount - fault.used_amount), ledger.dollars(fault.taken_amount))
      when 'advance' then format('this takes %s more from account %s of award %s than is there',
        ledger.dollars(fault.used_amount + fault.taken_amount - fault.limit_amount), fault.account_code, coalesce(fault.award_code, '(none named)'))
      else format('this takes %s more than the limit of %s', ledger.dollars(fault.used_amount + fault.taken_amount - fault.limit_amount),
        ledger.measure_place(fault.kind, fault.award_code, fault.budget_line_code, fault.fund_code, fault.account_code))
    end, case when not fault.is_last then ', counted through ' || to_char(fault.on_day, 'YYYY-MM-DD') end),
    ledger.step_before(fault.kind, fault.organization_id, fault.award_code, touched.entries),
    known => jsonb_build_object('award', fault.award_code, 'line', fault.budget_line_code))
  from ledger.measure_kind k
  where k.kind = fault.kind;
  return null;
end
$$;
alter function ledger.move_line_measures() owner to ledger_rules;
comment on function ledger.move_line_measures() is
  'Moves the measures of the entries of a statement, and refuses what takes one beyond its limit on any day: LA004, LA005, LA008, LA009, LA012, LA015, LA017.';
-- After lines_hold and lines_meet_commitments, before moves_items, in the order of names.
create or replace trigger lines_move_measures after insert on ledger.journal_line
  referencing new table as new_lines
  for each statement execute function ledger.move_line_measures();
alter table ledger.journal_line enable always trigger lines_move_measures;

create or replace function ledger.lock_award(organization_id bigint, award_code text)
returns void
language sql
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '15s'
as $$
  select
  from ledger.measure m
  where m.organization_id = $1 and (m.award_code = $2 or m.fund_code = (
    select w.fund_code from ledger.award w where w.organization_id = $1 and w.code = $2))
  order by m.kind, m.award_code, m.budget_line_code, m.fund_code, m.account_code
  for update
$$;
alter function ledger.lock_award(bigint, text) owner to ledger_rules;
comment on function ledger.lock_award(bigint, text) is 'Locks the measures of an award and its fund, in their order. For ledger.hold_award.';
grant execute on function ledger.lock_award(bigint, text) to ledger_fn;

create or replace function ledger.hold_award(organization_id bigint, award_code text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.require_recorder($1);
  perform ledger.lock_award($1, $2);
end
$$;
alter function ledger.hold_award(bigint, text) owner to ledger_fn;
comment on function ledger.hold_award(bigint, text) is
  'Locks the measures of an award, as entries that move them do, until the transaction ends: for who makes an entry of what its totals are. '
  'Raises LM001.';
grant execute on function ledger.hold_award(bigint, text) to ledger_recorder, ledger_finance_admin;
