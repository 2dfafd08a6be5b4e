-- Rules that split a cost, and indirect costs by the award's rate.

create or replace function ledger.add_allocation_rule(
  organization_id bigint, code text, name text, base text, document text, effective_on date,
  award_codes text[], budget_line_codes text[], account_codes text[], functions text[], weights_hundredths bigint[]
)
returns smallint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  next_version smallint;
begin
  perform ledger.require_administrator($1);
  select 1 + count(*) into next_version
  from ledger.allocation_rule r
  where r.organization_id = $1 and r.code = $2;
  insert into ledger.allocation_rule (organization_id, code, version, name, base, document, effective_on)
  values ($1, $2, next_version, $3, $4, $5, $6);
  insert into ledger.allocation_share (
    organization_id, rule_code, version, position, award_code, budget_line_code, account_code, function, weight_hundredths
  )
  select $1, $2, next_version, s.position, s.award_code, s.budget_line_code, s.account_code, s.function, s.weight
  from unnest($7, $8, $9, $10, $11) with ordinality as s (award_code, budget_line_code, account_code, function, weight, position);
  return next_version;
end
$$;
alter function ledger.add_allocation_rule(bigint, text, text, text, text, date, text[], text[], text[], text[], bigint[]) owner to ledger_fn;
comment on function ledger.add_allocation_rule(bigint, text, text, text, text, date, text[], text[], text[], text[], bigint[]) is
  'Records a version of a rule with its shares in order, weights in hundredths of the base''s unit, and returns it. Raises LM001.';
grant execute on function ledger.add_allocation_rule(bigint, text, text, text, text, date, text[], text[], text[], text[], bigint[])
  to ledger_finance_admin;

create or replace function ledger.note_allocation(organization_id bigint, entry_id bigint, rule_code text, version integer)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.require_recorder($1);
  insert into ledger.entry_allocation (organization_id, entry_id, rule_code, version)
  select $1, e.id, $3, $4
  from ledger.journal_entry e
  where e.organization_id = $1 and e.id = $2 and e.recorded_by = session_user;
end
$$;
alter function ledger.note_allocation(bigint, bigint, text, integer) owner to ledger_fn;
comment on function ledger.note_allocation(bigint, bigint, text, integer) is
  'Says which rule split an entry that the session''s own login recorded. For ledger.do_act. Raises LM001.';

create or replace function ledger.cost_day(organization_id bigint, entry_id bigint)
returns date
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_nestloop = on
as $$
  with recursive turned as (
    select $2 as id, 0 as step
    union all
    select x.id, t.step + 1
    from turned t
    join ledger.journal_entry e on e.organization_id = $1 and e.id = t.id
    cross join lateral (
      select coalesce(e.reverses_entry_id, e.refunds_entry_id,
        case when e.origin_kind = 'moved_reversal' then ledger.reversal_moved_by(e.idempotency_key) end) as id
    ) x
    where x.id is not null
  )
  select e.entry_date::date
  from ledger.journal_entry e
  where e.organization_id = $1 and e.id = (select t.id from turned t order by t.step desc limit 1)
$$;
comment on function ledger.cost_day(bigint, bigint) is
  'The day of the cost that an entry records, or that it takes back: of a reversal, refund or reclassification that of what it reverses, refunds or moves, before any move.';

-- Books made before have it with fewer columns.
drop function if exists ledger.indirect_due(bigint, text, date);

create or replace function ledger.indirect_due(organization_id bigint, award_code text, through date)
returns table (
  rate_basis_points integer, rates text, direct_cents bigint, excluded_cents bigint, subaward_excess_cents bigint, base_cents bigint,
  due_cents bigint, limit_cents bigint, charged_cents bigint
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with span as (
    -- The first holds before it begins, too; of several that begin on a day, the last.
    select t.*, case when t.version = 1 then '-infinity' else t.effective_on::date end as from_day,
      coalesce(min(t.effective_on::date) over (order by t.version rows between 1 following and unbounded following), 'infinity') as before
    from ledger.award_terms t
    where t.organization_id = $1 and t.award_code = $2
  ), terms as (
    select s.* from span s where s.from_day < s.before and s.from_day <= $3
  ), line as (
    select l.account_code, l.party_code, l.amount_cents, a.role, b.category,
      case when e.kind in ('reversal', 'refund', 'reclass') or e.origin_kind = 'moved_reversal' then ledger.cost_day(e.organization_id, e.id)
        else l.entry_date::date end as on_day
    from ledger.journal_line l
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    left join ledger.budget_line b
      on b.organization_id = l.organization_id and b.award_code = l.award_code and b.code = l.budget_line_code
    where l.organization_id = $1 and l.award_code = $2 and l.entry_date <= $3 and a.counts_toward_budget
      and (l.budget_line_code is not null or a.type = 'expense')
  ), cost as (
    select t.version, t.subaward_cap_cents, l.role, l.party_code, l.amount_cents,
      coalesce(l.category = 'indirect', l.role = 'indirect', false) as is_indirect,
      coalesce(l.category = any (t.indirect_excluded_categories), false)
        or l.account_code = any (t.indirect_excluded_accounts) as is_excluded
    from terms t
    join line l on l.on_day >= t.from_day and l.on_day < t.before
  ), subaward as (
    -- What each subrecipient got counts from the beginning, and the cap is that of the day.
    select x.version, sum(greatest(x.cents_through - x.subaward_cap_cents, 0) - greatest(x.cents_through - x.cents - x.subaward_cap_cents, 0)) as excess_cents
    from (
      select c.version, c.subaward_cap_cents, sum(c.amount_cents) as cents,
        sum(sum(c.amount_cents)) over (partition by c.party_code order by c.version) as cents_through
      from cost c
      where c.role = 'subawards' and not c.is_indirect and not c.is_excluded
      group by c.party_code, c.version, c.subaward_cap_cents
    ) x
    where x.subaward_cap_cents is not null
    group by x.version
  ), part as (
    select t.version, t.indirect_rate_basis_points as rate, coalesce(c.direct, 0) as direct, coalesce(c.excluded, 0) as excluded,
      coalesce(s.excess_cents, 0) as excess, coalesce(c.charged, 0) as charged,
      coalesce(c.direct, 0) - coalesce(c.excluded, 0) - coalesce(s.excess_cents, 0) as base
    from terms t
    left join (
      select c.version, sum(c.amount_cents) filter (where not c.is_indirect) as direct,
        sum(c.amount_cents) filter (where not c.is_indirect and c.is_excluded) as excluded,
        sum(c.amount_cents) filter (where c.is_indirect) as charged
      from cost c
      group by c.version
    ) c on c.version = t.version
    left join subaward s on s.version = t.version
  ), said as (
    select string_agg(x.words, ', then ' order by x.version) filter (where x.words is distinct from x.words_before) as words
    from (
      select p.version, w.words, lag(w.words) over (order by p.version) as words_before
      from part p
      cross join lateral (select coalesce(to_char(p.rate / 100.0, 'FM990.00') || '%', 'no rate') as words) w
      where p.base <> 0
    ) x
  ), last as (
    select p.rate from part p where p.rate is not null order by p.version desc limit 1
  ), total as (
    select sum(p.direct) as direct_cents, sum(p.excluded) as excluded_cents, sum(p.excess) as excess_cents, sum(p.base) as base_cents,
      sum(p.charged) as charged_cents, greatest(0, sum(round(p.base * coalesce(p.rate, 0) / 10000.0))) as due_cents, count(*) as terms_count
    from part p
  )
  select (select z.rate from last z), (
      select coalesce(case when s.words <> 'no rate' then s.words end, to_char(z.rate / 100.0, 'FM990.00') || '%') from last z cross join said s),
    x.direct_cents::bigint, x.excluded_cents::bigint, x.excess_cents::bigint, x.base_cents::bigint, x.due_cents::bigint,
    coalesce((
      select sum(m.limit_amount)
      from ledger.measure m
      join ledger.budget_line l
        on l.organization_id = m.organization_id and l.award_code = m.award_code and l.code = m.budget_line_code
      where m.organization_id = $1 and m.award_code = $2 and m.kind = 'budget_line' and l.category = 'indirect'), 0)::bigint,
    x.charged_cents::bigint
  from total x
  where x.terms_count > 0
$$;
comment on function ledger.indirect_due(bigint, text, date) is
  'What an award''s indirect rates make due on its spending through a day, what the budget gives indirect costs, and what is charged '
  'already; cents. Each cost goes by the terms that hold on its day: the rate, the categories and accounts that the base leaves out, and the cap of what a '
  'subrecipient gets; rounded once for each version. rate_basis_points is the last rate that holds by then, null where none does; rates are those that spending '
  'was charged by, in words. Within what the session may read.';
grant execute on function ledger.cost_day(bigint, bigint), ledger.indirect_due(bigint, text, date)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.indirect_to_charge(organization_id bigint, award_code text, through date, on_day date)
returns table (to_charge_cents bigint, charged_cents bigint, charged_later_cents bigint)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  -- Whatever is charged on or before the day of the charge is charged by then, whichever costs it was for.
  last_day constant date := greatest(through, on_day);
  due bigint;
  due_then bigint;
  least_room bigint;
  most_room bigint;
begin
  select case when i.rate_basis_points is not null then least(i.due_cents, i.limit_cents) end into due from ledger.indirect_due($1, $2, $3) i;
  select least(i.due_cents, i.limit_cents), i.charged_cents into due_then, charged_cents from ledger.indirect_due($1, $2, last_day) i;
  to_charge_cents := due - charged_cents;
  charged_later_cents := 0;
  if to_charge_cents < 0 then
    -- More than is due by then was charged, and not only more than these costs make due.
    to_charge_cents := least(0, due_then - charged_cents);
  end if;
  if to_charge_cents <> 0 then
    select min(x.cents), max(x.cents) into least_room, most_room
    from (
      select least(i.due_cents, i.limit_cents) - i.charged_cents as cents
      from (
        select distinct l.entry_date::date as on_date
        from ledger.journal_line l
        join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
        left join ledger.budget_line b on b.organization_id = l.organization_id and b.award_code = l.award_code and b.code = l.budget_line_code
        where l.organization_id = $1 and l.award_code = $2 and l.entry_date > last_day
          and coalesce(b.category = 'indirect', a.role = 'indirect') and a.counts_toward_budget
      ) later
      cross join lateral ledger.indirect_due($1, $2, later.on_date) i
    ) x;
    -- No later day on which it was trued up is charged beyond what is due by then, nor given back below it.
    charged_later_cents := to_charge_cents - case
      when to_charge_cents > 0 then greatest(0, least(to_charge_cents, least_room)) else least(0, greatest(to_charge_cents, most_room)) end;
    to_charge_cents := to_charge_cents - charged_later_cents;
  end if;
  return next;
end
$$;
comment on function ledger.indirect_to_charge(bigint, text, date, date) is
  'What of an award''s indirect costs through a day is to be charged on a day, cents: what is due (ledger.indirect_due) less what is charged by '
  'then (charged_cents), negative where more was; and what of that was charged or given back on a later day already, and is not twice '
  '(charged_later_cents). Null to_charge_cents without a rate. Within what the session may read.';
grant execute on function ledger.indirect_to_charge(bigint, text, date, date)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
