-- The part of check that goes through removed texts: each has its removal, each removal its text, and another person approved it.

create or replace function ledger.broken_removals(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set datestyle = 'ISO, YMD'
set enable_nestloop = on
as $$
#variable_conflict use_column
declare
  place record;
begin
  for place in select p.* from meta.text_place p where p.place is not null order by p.table_name, p.place loop
    return query execute format(
      'select ''LS006'', x.organization_id, concat_ws('':'', %1$L, x.row_key, %2$L), ''is removed, and no removal says so'' from ('
      'select %3$s as organization_id, %4$s as row_key, ledger.commitment(r.salts, %5$s, r.%2$I::text) as commitment from ledger.%1$I r '
      'where ledger.is_removed(r.salts, %5$s, r.%2$I::text)) x '
      'where x.organization_id = any ($1) and not exists (select from ledger.text_removal t where t.organization_id = x.organization_id '
      'and t.table_name = %1$L and t.row_key = x.row_key and t.column_name = %2$L and t.commitment = x.commitment)',
      place.table_name, place.column_name, case place.table_name when 'organization' then 'r.id'
        when 'network' then '0::bigint'
        when 'membership_revocation' then
          '(select coalesce(m.organization_id, 0) from ledger.membership m where m.number = r.membership_number)'
        else 'r.organization_id' end,
      place.key, place.place) using scope;
  end loop;
  return query
  select 'LS006', t.organization_id, concat_ws(':', t.table_name, t.row_key, t.column_name), x.problem
  from ledger.text_removal t
  left join ledger.proposal o on o.organization_id = t.organization_id and o.number = t.proposal_number
  left join ledger.decision d on d.organization_id = t.organization_id and d.proposal_number = t.proposal_number and d.is_given
  left join lateral ledger.text_at(t.organization_id, t.table_name, t.row_key, t.column_name) a on true
  cross join lateral (values
    (a.is_removed is not true, 'was removed by its removal, and stands'),
    (a.is_removed and a.commitment <> t.commitment, 'is removed with another commitment than its removal says'),
    (o.kind is distinct from 'removal' or d.proposal_number is null or d.recorded_by = o.recorded_by or d.recorded_by <> t.recorded_by,
      format('was removed by proposal %s, which no other person approved', t.proposal_number)),
    (o.kind = 'removal' and jsonb_typeof(o.content) = 'object' and not coalesce(o.content -> 'places' @> jsonb_build_array(jsonb_build_object(
        'table', t.table_name, 'key', t.row_key, 'column', t.column_name)), false),
      format('was removed by proposal %s, which does not name it', t.proposal_number))
  ) x (is_broken, problem)
  where t.organization_id = any (scope) and x.is_broken;
end
$$;
alter function ledger.broken_removals(bigint[]) owner to ledger_rules;
comment on function ledger.broken_removals(bigint[]) is
  'LS006: texts of these organizations that are removed without a removal, and removals whose text stands, whose commitment is another, or that no other '
  'person approved. For ledger.check_removals.';

create or replace function ledger.check_removals()
returns table (sqlstate text, organization_code text, place text, problem text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select b.sqlstate, coalesce(o.code::text, 'number ' || b.organization_id), b.place, b.problem
  from ledger.broken_removals(ledger.checked_organizations()) b
  left join ledger.organization o on o.id = b.organization_id
$$;
alter function ledger.check_removals() owner to ledger_rules;
comment on function ledger.check_removals() is
  'Compares removed texts with their removals, in the organizations that the session reads; one row a disagreement. For check_books.';
grant execute on function ledger.check_removals() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
