-- Opening organizations, awards and budgets.

create or replace function ledger.add_organization(code text, name text, ein text, fiscal_year_first_month integer)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  new_id bigint;
begin
  if not ledger.may_create_organizations() then
    perform ledger.refuse('LM001', format('login %s may not add organizations', session_user));
  end if;
  insert into ledger.organization (code, name, ein, fiscal_year_first_month)
  values ($1, $2, $3, $4)
  returning id into new_id;
  insert into ledger.account (organization_id, code, name, type, counts_toward_budget)
  select new_id, s.code, s.name, s.type, s.counts_toward_budget
  from ledger.standard_account s;
  insert into ledger.fund (organization_id, code, name, kind)
  values (new_id, 'general', 'Unrestricted fund', 'unrestricted');
  insert into ledger.program (organization_id, code, name)
  values (new_id, 'program', 'Program services');
  insert into ledger.accounting_period (organization_id, starts_on)
  select new_id, m::date
  from generate_series(timestamp '2000-01-01', timestamp '2099-12-01', interval '1 month') m;
  return new_id;
end
$$;
alter function ledger.add_organization(text, text, text, integer) owner to ledger_fn;
comment on function ledger.add_organization(text, text, text, integer) is
  'Adds an organization with the standard chart, its unrestricted fund, one program and its periods. Raises LM001.';
grant execute on function ledger.add_organization(text, text, text, integer) to ledger_finance_admin;

create or replace function ledger.require_administrator(organization_id bigint)
returns void
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if organization_id is null or not organization_id = any (ledger.administered_organizations()) then
    perform ledger.refuse('LM001', format('login %s is no finance administrator of this organization', session_user));
  end if;
end
$$;
alter function ledger.require_administrator(bigint) owner to ledger_fn;
comment on function ledger.require_administrator(bigint) is 'Raises LM001 unless the session''s login administers the organization.';

create or replace function ledger.add_fund(organization_id bigint, code text, name text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.require_administrator($1);
  insert into ledger.fund (organization_id, code, name, kind)
  values ($1, $2, $3, 'award');
end
$$;
alter function ledger.add_fund(bigint, text, text) owner to ledger_fn;
comment on function ledger.add_fund(bigint, text, text) is 'Makes the fund of an award ahead of the award itself. Raises LM001.';
grant execute on function ledger.add_fund(bigint, text, text) to ledger_finance_admin;

create or replace function ledger.add_award(
  organization_id bigint, code text, name text, funder_code text, amount_cents bigint, starts_on date, ends_on date,
  recognition text, basis text, program_code text, revenue_account_code text, fund_code text default null
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
begin
  perform ledger.require_administrator(organization_id);
  if exists (select from ledger.award w where w.organization_id = add_award.organization_id and w.code = add_award.code) then
    raise exception using errcode = '23505', constraint = 'award_pkey', message = format('award %s exists', code);
  end if;
  if fund_code is null then
    perform ledger.add_fund(organization_id, code, left('Award ' || name, 200));
  end if;
  insert into ledger.award (
    organization_id, code, name, funder_code, amount_cents, starts_on, ends_on, recognition, basis, fund_code, program_code,
    revenue_account_code
  )
  values (
    organization_id, code, name, funder_code, amount_cents, starts_on, ends_on, recognition, basis, coalesce(fund_code, code),
    program_code, revenue_account_code
  );
  insert into ledger.award_progress (organization_id, award_code)
  values (organization_id, code);
end
$$;
alter function ledger.add_award(bigint, text, text, text, bigint, date, date, text, text, text, text, text) owner to ledger_fn;
comment on function ledger.add_award(bigint, text, text, text, bigint, date, date, text, text, text, text, text) is
  'Adds an award in the fund named, or in a new fund that has the award''s code. Raises LM001.';
grant execute on function ledger.add_award(bigint, text, text, text, bigint, date, date, text, text, text, text, text)
  to ledger_finance_admin;

create or replace function ledger.adopt_budget(
  organization_id bigint, award_code text, effective_on date, approved_by text, document text, reason text,
  line_codes text[], line_names text[], categories text[], account_codes text[], amounts_cents bigint[]
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.require_administrator($1);
  insert into ledger.budget_version (organization_id, award_code, version, effective_on, approved_by, document, reason)
  values ($1, $2, 1, $3, $4, $5, $6);
  insert into ledger.budget_line (organization_id, award_code, code, name, category, account_code, position)
  select $1, $2, l.code, l.name, l.category, l.account_code, l.position
  from unnest($7, $8, $9, $10) with ordinality as l (code, name, category, account_code, position);
  insert into ledger.budget_amount (organization_id, award_code, version, budget_line_code, amount_cents)
  select $1, $2, 1, l.code, l.amount_cents
  from unnest($7, $11) as l (code, amount_cents);
end
$$;
alter function ledger.adopt_budget(bigint, text, date, text, text, text, text[], text[], text[], text[], bigint[]) owner to ledger_fn;
comment on function ledger.adopt_budget(bigint, text, date, text, text, text, text[], text[], text[], text[], bigint[]) is
  'Records an award''s approved budget, version 1, with its lines in order. Amounts in cents; they add up to the award (LA007). Raises LM001.';
grant execute on function ledger.adopt_budget(bigint, text, date, text, text, text, text[], text[], text[], text[], bigint[])
  to ledger_finance_admin;

create or replace function ledger.check_budget_amounts()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  fault record;
begin
  select n.award_code, n.version, n.total, w.amount_cents, n.line_count <> s.line_count as in_parts into fault
  from (
    select b.organization_id, b.award_code, b.version, sum(b.amount_cents) as total, count(*) as line_count
    from new_amounts b
    group by b.organization_id, b.award_code, b.version
  ) n
  join ledger.award w on w.organization_id = n.organization_id and w.code = n.award_code
  cross join lateral (
    select count(*) as line_count
    from ledger.budget_amount b
    where b.organization_id = n.organization_id and b.award_code = n.award_code and b.version = n.version
  ) s
  where n.total <> w.amount_cents or n.line_count <> s.line_count
  limit 1;
  if found and fault.in_parts then
    perform ledger.refuse('LA007', format('the amounts of budget version %s of award %s come in one statement', fault.version, fault.award_code));
  elsif found then
    perform ledger.refuse('LA007', format('the budget of award %s adds up to %s and the award is %s; the difference is %s',
      fault.award_code, ledger.dollars(fault.total), ledger.dollars(fault.amount_cents), ledger.dollars(fault.total - fault.amount_cents)));
  end if;
  return null;
end
$$;
alter function ledger.check_budget_amounts() owner to ledger_rules;
comment on function ledger.check_budget_amounts() is 'Raises LA007 unless a version''s amounts come at once and add up to the award.';
create or replace trigger adds_up after insert on ledger.budget_amount
  referencing new table as new_amounts
  for each statement execute function ledger.check_budget_amounts();
alter table ledger.budget_amount enable always trigger adds_up;

create or replace function ledger.check_budget_version()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from ledger.budget_amount b
    where b.organization_id = new.organization_id and b.award_code = new.award_code and b.version = new.version
  ) then
    perform ledger.refuse('LA007', format('budget version %s of award %s has no amounts', new.version, new.award_code));
  end if;
  return null;
end
$$;
alter function ledger.check_budget_version() owner to ledger_rules;
comment on function ledger.check_budget_version() is 'Raises LA007 at commit for a version of a budget without amounts.';
do $$
begin
  if not exists (
    select from pg_catalog.pg_trigger where tgname = 'has_amounts' and tgrelid = 'ledger.budget_version'::regclass
  ) then
    create constraint trigger has_amounts after insert on ledger.budget_version
      deferrable initially deferred
      for each row execute function ledger.check_budget_version();
  end if;
end
$$;
alter table ledger.budget_version enable always trigger has_amounts;
