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
  insert into ledger.account (organization_id, code, name, type, counts_toward_budget, role, is_default)
  select new_id, s.code, s.name, s.type, s.counts_toward_budget, s.role, s.is_default
  from ledger.standard_account s;
  insert into ledger.fund (organization_id, code, name, kind)
  values (new_id, 'general', 'Unrestricted fund', 'unrestricted');
  insert into ledger.program (organization_id, code, name)
  values (new_id, 'program', 'Program services');
  return new_id;
end
$$;
alter function ledger.add_organization(text, text, text, integer) owner to ledger_fn;
comment on function ledger.add_organization(text, text, text, integer) is
  'Adds an organization with the standard chart, its unrestricted fund and one program. Raises LM001.';
grant execute on function ledger.add_organization(text, text, text, integer) to ledger_finance_admin;

create or replace function ledger.account_roles(organization_id bigint)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select string_agg(a.code || ' ' || a.role, ',' order by a.is_default desc, a.code)
    from ledger.account a
    where a.organization_id = $1 and a.role is not null);
end
$$;
comment on function ledger.account_roles(bigint) is
  'The accounts of an organization that have a role, each with it, ''1010 bank,1020 bank'': of those of a role the default first.';
grant execute on function ledger.account_roles(bigint)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;

create or replace function ledger.require_administrator(organization_id bigint)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Before it waits for anybody, and again: what held before the wait may hold no longer.
  for i in 1..2 loop
    if organization_id is null or not organization_id = any (ledger.administered_organizations()) then
      perform ledger.refuse('LM001', format('login %s is no finance administrator of this organization', session_user));
    end if;
    if i = 1 then perform ledger.hold_books(organization_id, true); end if;
  end loop;
end
$$;
alter function ledger.require_administrator(bigint) owner to ledger_fn;
comment on function ledger.require_administrator(bigint) is 'Raises LM001 unless the session''s login administers the organization, and keeps others from recording there until the transaction ends: '
  'who administers changes what they rely on. Raises LP004 where somebody records for longer than it waits.';

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
    organization_id, code, funder_code, recognition, basis, fund_code, program_code, revenue_account_code
  )
  values (
    organization_id, code, funder_code, recognition, basis, coalesce(fund_code, code), program_code, revenue_account_code
  );
  insert into ledger.award_version (
    organization_id, award_code, version, effective_on, name, amount_cents, starts_on, ends_on, approved_by, reason
  )
  values (organization_id, code, 1, starts_on, name, amount_cents, starts_on, ends_on, 'Not stated', 'As it was awarded.');
  insert into ledger.award_terms (organization_id, award_code, version, effective_on, approved_by, reason)
  values (organization_id, code, 1, starts_on, 'Not stated', 'What holds until the agreement''s own terms are recorded.');
end
$$;
alter function ledger.add_award(bigint, text, text, text, bigint, date, date, text, text, text, text, text) owner to ledger_fn;
comment on function ledger.add_award(bigint, text, text, text, bigint, date, date, text, text, text, text, text) is
  'Adds an award in the fund named, or in a new fund that has the award''s code, with its first version, and terms that hold until its own '
  'are recorded. Raises LM001.';
grant execute on function ledger.add_award(bigint, text, text, text, bigint, date, date, text, text, text, text, text)
  to ledger_finance_admin;
