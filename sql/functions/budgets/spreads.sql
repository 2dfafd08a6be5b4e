-- Budgets spread over months: what a statement goes by that says what was planned by a day and what is projected.

create or replace function ledger.broken_spread(organization_id bigint, award_code text, number integer)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select format('line %s of award %s is spread as %s over months, and version %s of its budget gives it %s', s.budget_line_code, s.award_code,
    ledger.dollars(p.cents), s.budget_version, ledger.dollars(b.amount_cents))
  from ledger.budget_spread s
  join ledger.budget_amount b
    on b.organization_id = s.organization_id and b.award_code = s.award_code and b.version = s.budget_version
      and b.budget_line_code = s.budget_line_code
  cross join lateral (select sum(m.cents) as cents from unnest(s.months_cents) m (cents)) p
  where s.organization_id = $1 and s.award_code = $2 and s.number = $3 and p.cents is distinct from b.amount_cents
$$;
comment on function ledger.broken_spread(bigint, text, integer) is
  'How what a budget line is spread over months differs from what its version gives it (LA020); null where it adds up. Also read by check.';
grant execute on function ledger.broken_spread(bigint, text, integer)
  to ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.check_spread()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  fault constant text := ledger.broken_spread(new.organization_id, new.award_code, new.number);
begin
  if fault is not null then
    perform ledger.refuse('LA020', fault, known => jsonb_build_object('award', new.award_code));
  end if;
  return null;
end
$$;
alter function ledger.check_spread() owner to ledger_rules;
comment on function ledger.check_spread() is 'Raises LA020 for months that do not add up to the budget of their line.';
create or replace trigger adds_up after insert on ledger.budget_spread
  for each row execute function ledger.check_spread();
alter table ledger.budget_spread enable always trigger adds_up;

create or replace function ledger.spread_budget(
  organization_id bigint, award_code text, budget_version integer, effective_on date, line_codes text[], months date[], amounts_cents bigint[]
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.require_recorder($1);
  insert into ledger.budget_spread (organization_id, award_code, number, budget_version, budget_line_code, effective_on, first_month, months_cents)
  select $1, $2, row_number() over (order by l.place) + (
      select count(*) from ledger.budget_spread s where s.organization_id = $1 and s.award_code = $2
    ), $3, l.code, $4, l.first_month, array(
      select coalesce(sum(a.amount_cents), 0)::bigint
      from generate_series(l.first_month::timestamp, l.last_month::timestamp, interval '1 month') m
      left join unnest($5, $6, $7) a (code, month, amount_cents) on a.code = l.code and date_trunc('month', a.month::timestamp) = m
      group by m
      order by m)
  from (
    select a.code, min(a.place) as place, min(date_trunc('month', a.month::timestamp))::date as first_month,
      max(date_trunc('month', a.month::timestamp))::date as last_month
    from unnest($5, $6, $7) with ordinality a (code, month, amount_cents, place)
    group by a.code
  ) l;
end
$$;
alter function ledger.spread_budget(bigint, text, integer, date, text[], date[], bigint[]) owner to ledger_fn;
comment on function ledger.spread_budget(bigint, text, integer, date, text[], date[], bigint[]) is
  'Spreads lines of a version of an award''s budget over months: a line, a month and cents each, from a day on; months between that are left out '
  'have nothing. The months of a line add up to its budget. Raises LM001, LA020.';
grant execute on function ledger.spread_budget(bigint, text, integer, date, text[], date[], bigint[]) to ledger_recorder, ledger_finance_admin;

create or replace function ledger.spreads_as_of(
  organization_ids bigint[], award_codes text[], as_of date, as_recorded bigint default null
)
returns table (
  organization_id bigint, award_code text, budget_line_code text, number integer, budget_version smallint, effective_on date, first_month date,
  months_cents bigint[]
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
#variable_conflict use_column
begin
  return query
  select distinct on (s.organization_id, s.award_code, s.budget_line_code)
    s.organization_id, s.award_code::text, s.budget_line_code::text, s.number, s.budget_version, s.effective_on::date, s.first_month::date,
    s.months_cents
  from unnest($1, $2) as w (organization_id, award_code)
  join ledger.budget_spread s on s.organization_id = w.organization_id and s.award_code = w.award_code
  where (w.award_code = any (ledger.scope_within(w.organization_id))) is not false
    and ($4 is null or ledger.was_sealed(s.organization_id, 'budget_spread', s.record_number, $4))
  order by s.organization_id, s.award_code, s.budget_line_code, s.effective_on <= $3 desc, case when s.effective_on <= $3 then s.effective_on end desc,
    s.effective_on, case when s.effective_on <= $3 then -s.number else s.number end;
end
$$;
alter function ledger.spreads_as_of(bigint[], text[], date, bigint) owner to ledger_rules;
comment on function ledger.spreads_as_of(bigint[], text[], date, bigint) is
  'How the lines of awards are spread over months as of a day, cents: the spread of each line that took effect last by then, before the first takes effect '
  'the first. as_recorded: of those that the seal covers, null for now. Rows only of awards within the session''s memberships.';
grant execute on function ledger.spreads_as_of(bigint[], text[], date, bigint)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;

create or replace view report.budget_by_month
with (security_invoker = true, security_barrier = true) as
select
  o.code::text as organization,
  s.award_code::text as award,
  s.number,
  s.budget_version as version,
  s.budget_line_code::text as budget_line,
  s.effective_on::date as effective_on,
  (s.first_month + make_interval(months => m.place::integer - 1))::date as month,
  (m.cents::numeric / 100)::numeric(20, 2) as amount
from ledger.budget_spread s
cross join lateral unnest(s.months_cents) with ordinality m (cents, place)
join ledger.organization o on o.id = s.organization_id;
comment on view report.budget_by_month is
  'How lines of budgets are spread over months: of each line, what the last spread in effect says, while it adds up to the line''s budget; dollars.';
comment on column report.budget_by_month.organization is 'Code of the grantee.';
comment on column report.budget_by_month.award is 'Code of the award.';
comment on column report.budget_by_month.number is 'From 1 within the award; of a line the highest that is in effect holds.';
comment on column report.budget_by_month.version is 'The version of the budget that it spread.';
comment on column report.budget_by_month.budget_line is 'Code of the line.';
comment on column report.budget_by_month.effective_on is 'First day it holds.';
comment on column report.budget_by_month.month is 'First day of the month.';
comment on column report.budget_by_month.amount is 'What is planned for the month, dollars.';
grant select on report.budget_by_month to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;
