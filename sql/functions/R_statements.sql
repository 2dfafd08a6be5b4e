-- What statements read.

create or replace function ledger.award_activity(organization_ids bigint[], award_codes text[], bounds date[])
returns table (
  organization_id bigint, award_code text, budget_line_code text, bucket integer, actual_cents bigint, earlier_service_cents bigint
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select
    l.organization_id, l.award_code::text, l.budget_line_code::text,
    width_bucket(l.entry_date::date, bounds) as bucket,
    sum(l.amount_cents)::bigint,
    coalesce(sum(l.amount_cents) filter (where l.service_through < bounds[width_bucket(l.entry_date::date, bounds)]), 0)::bigint
  from unnest(organization_ids, award_codes) as w (organization_id, award_code)
  join ledger.journal_line l on l.organization_id = w.organization_id and l.award_code = w.award_code
  join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
  where l.entry_date < bounds[cardinality(bounds)]
    and a.counts_toward_budget
    and (l.budget_line_code is not null or a.type = 'expense')
  group by 1, 2, 3, 4
$$;
alter function ledger.award_activity(bigint[], text[], date[]) owner to ledger_fn;
comment on function ledger.award_activity(bigint[], text[], date[]) is
  'Actual spending of awards by budget line and bucket of days, cents, refunds deducted. bounds: first days of the buckets, ascending, '
  'then the day after the last; bucket 0 is before the first. A null budget line is spending in the award''s fund on no line. '
  'earlier_service_cents is the part whose service ended before the bucket began. Rows only of awards within the session''s memberships.';
grant execute on function ledger.award_activity(bigint[], text[], date[])
  to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;

create or replace function ledger.recorded_through(organization_id bigint)
returns bigint
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select max(e.id) from ledger.journal_entry e where e.organization_id = $1
$$;
alter function ledger.recorded_through(bigint) owner to ledger_fn;
comment on function ledger.recorded_through(bigint) is 'The last entry number of an organization within the session''s memberships; null for funders.';
grant execute on function ledger.recorded_through(bigint)
  to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;
