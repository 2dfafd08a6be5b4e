-- Policies of an organization.

create or replace function ledger.adopt_policy(
  organization_id bigint, effective_on date, simultaneous_release text, approved_by text, reason text
)
returns smallint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  new_version smallint;
begin
  perform ledger.require_administrator(org);
  insert into ledger.organization_policy (organization_id, version, effective_on, simultaneous_release, approved_by, reason)
  select org, 1 + coalesce(max(p.version), 0), $2, $3, $4, $5
  from ledger.organization_policy p
  where p.organization_id = org
  returning version into new_version;
  return new_version;
end
$$;
alter function ledger.adopt_policy(bigint, date, text, text, text) owner to ledger_fn;
comment on function ledger.adopt_policy(bigint, date, text, text, text) is
  'Records a policy of an organization from a day on and returns its version. Raises LM001, LP008, LP004.';
grant execute on function ledger.adopt_policy(bigint, date, text, text, text) to ledger_finance_admin;

create or replace function ledger.declare_coverage(
  organization_id bigint, covers text, other_system text, approved_by text, reason text
)
returns smallint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  made smallint;
begin
  perform ledger.require_administrator(org);
  insert into ledger.coverage (organization_id, version, covers, other_system, approved_by, reason)
  select org, 1 + coalesce(max(c.version), 0), $2, $3, $4, $5
  from ledger.coverage c
  where c.organization_id = org
  returning version into made;
  return made;
end
$$;
alter function ledger.declare_coverage(bigint, text, text, text, text) owner to ledger_fn;
comment on function ledger.declare_coverage(bigint, text, text, text, text) is
  'Records what the books of an organization cover and returns the version. Raises LM001.';
grant execute on function ledger.declare_coverage(bigint, text, text, text, text) to ledger_finance_admin;

create or replace function ledger.people_keeping(organization_id bigint)
returns bigint
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select count(distinct m.login)
    from ledger.membership_in_force m
    where m.award_code is null and m.role in ('recorder', 'approver', 'finance_admin')
      and coalesce(m.organization_id, $1) = $1
      and (m.network_code is null or exists (
        select from ledger.network_organization n where n.organization_id = $1 and n.network_code = m.network_code)));
end
$$;
alter function ledger.people_keeping(bigint) owner to ledger_rules;
comment on function ledger.people_keeping(bigint) is 'How many logins record or approve in the books of the organization.';
grant execute on function ledger.people_keeping(bigint) to ledger_owner;

create or replace function ledger.coverage_of(organization_ids bigint[], as_recorded bigint default null)
returns table (organization_id bigint, other_system text, people bigint)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  return query
  select o.id, (
      select v.other_system::text
      from ledger.coverage v
      where v.organization_id = o.id and ($2 is null or ledger.was_known(o.id, 'coverage', v.record_number, $2))
      order by v.version desc
      limit 1
    ), case when $2 is null then ledger.people_keeping(o.id) end
  from ledger.organization o
  where o.id = any ($1) and ledger.scope_within(o.id) is distinct from '{}';
end
$$;
alter function ledger.coverage_of(bigint[], bigint) owner to ledger_rules;
comment on function ledger.coverage_of(bigint[], bigint) is
  'For the notes of statements: the system that keeps what these books do not, and how many logins record or approve, null as recorded at a seal; of the '
  'organizations that the session reads, in whole or by an award.';
grant execute on function ledger.coverage_of(bigint[], bigint)
  to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;
