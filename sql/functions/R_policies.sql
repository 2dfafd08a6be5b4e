-- Policies of an organization.

create or replace function ledger.adopt_policy(
  organization_id bigint, effective_on date, simultaneous_release boolean, approved_by text, reason text
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
alter function ledger.adopt_policy(bigint, date, boolean, text, text) owner to ledger_fn;
comment on function ledger.adopt_policy(bigint, date, boolean, text, text) is
  'Records a policy of an organization from a day on and returns its version. Raises LM001.';
grant execute on function ledger.adopt_policy(bigint, date, boolean, text, text) to ledger_finance_admin;
