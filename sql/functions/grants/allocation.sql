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
  'Says which rule split an entry that the session''s own login recorded. Raises LM001.';
grant execute on function ledger.note_allocation(bigint, bigint, text, integer) to ledger_recorder, ledger_finance_admin;

create or replace function ledger.indirect_due(organization_id bigint, award_code text, through date)
returns table (
  rate_basis_points integer, direct_cents bigint, excluded_cents bigint, subaward_excess_cents bigint, base_cents bigint,
  due_cents bigint, limit_cents bigint, charged_cents bigint
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with terms as (
    select t.*
    from ledger.award_terms t
    where t.organization_id = $1 and t.award_code = $2
    order by t.version desc
    limit 1
  ), cost as (
    select a.role, l.party_code, b.category, l.amount_cents,
      coalesce(b.category = 'indirect', a.role = 'indirect', false) as is_indirect,
      coalesce(b.category = any (t.indirect_excluded_categories), false)
        or l.account_code = any (t.indirect_excluded_accounts) as is_excluded
    from terms t
    join ledger.journal_line l on l.organization_id = t.organization_id and l.award_code = t.award_code
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    left join ledger.budget_line b
      on b.organization_id = l.organization_id and b.award_code = l.award_code and b.code = l.budget_line_code
    where l.entry_date <= $3 and a.counts_toward_budget and (l.budget_line_code is not null or a.type = 'expense')
  ), subaward as (
    select greatest(sum(c.amount_cents) - t.subaward_cap_cents, 0) as excess_cents
    from cost c, terms t
    where c.role = 'subawards' and not c.is_indirect and not c.is_excluded and t.subaward_cap_cents is not null
    group by c.party_code, t.subaward_cap_cents
  ), total as (
    select
      coalesce(sum(c.amount_cents) filter (where not c.is_indirect), 0) as direct_cents,
      coalesce(sum(c.amount_cents) filter (where not c.is_indirect and c.is_excluded), 0) as excluded_cents,
      coalesce((select sum(s.excess_cents) from subaward s), 0) as excess_cents,
      coalesce(sum(c.amount_cents) filter (where c.is_indirect), 0) as charged_cents
    from cost c
  )
  select t.indirect_rate_basis_points, x.direct_cents::bigint, x.excluded_cents::bigint, x.excess_cents::bigint, b.base_cents::bigint,
    round(greatest(b.base_cents, 0) * coalesce(t.indirect_rate_basis_points, 0) / 10000.0)::bigint,
    coalesce((
      select sum(m.limit_amount)
      from ledger.measure m
      join ledger.budget_line l
        on l.organization_id = m.organization_id and l.award_code = m.award_code and l.code = m.budget_line_code
      where m.organization_id = $1 and m.award_code = $2 and m.kind = 'budget_line' and l.category = 'indirect'), 0)::bigint,
    x.charged_cents::bigint
  from terms t
  cross join total x
  cross join lateral (select x.direct_cents - x.excluded_cents - x.excess_cents as base_cents) b
$$;
comment on function ledger.indirect_due(bigint, text, date) is
  'What an award''s indirect rate makes due on its spending through a day, what the budget gives indirect costs, and what is charged '
  'already; cents. The base leaves out the terms'' categories and accounts and what a subrecipient got above the cap. Within what the '
  'session may read.';
grant execute on function ledger.indirect_due(bigint, text, date)
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
