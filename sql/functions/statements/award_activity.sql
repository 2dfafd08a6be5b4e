-- What a budget statement reads of spending: whole months from rollups, what these do not tell line by line.

create or replace function ledger.activity_of_lines(
  organization_ids bigint[], award_codes text[], days date[], divided date[], as_recorded bigint
)
returns table (organization_id bigint, award_code text, budget_line_code text, account_code text, bucket integer, amount_cents bigint, earlier_cents bigint)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
-- How long the tail is decides whether it is read by number or by award.
set plan_cache_mode = force_custom_plan
set jit = off
-- The joins are written in the order to run them: looking for a better one took longer than the query.
set join_collapse_limit = 1
set from_collapse_limit = 1
as $$
#variable_conflict use_column
declare
  last_day constant date := days[cardinality(days)];
  last_seal constant bigint := coalesce(as_recorded, 9223372036854775807);
  sealed_through bigint;
begin
  if cardinality(divided) > 0 then
    return query
    select l.organization_id, l.award_code, l.budget_line_code, l.account_code, b.bucket, l.amount_cents::bigint,
      case when l.service_through < days[b.bucket] then l.amount_cents::bigint else 0 end
    from unnest(organization_ids, award_codes) s (organization_id, award_code)
    cross join unnest(divided) d (month)
    join ledger.journal_line l
      on l.organization_id = s.organization_id and l.award_code = s.award_code
        and l.entry_date >= d.month and l.entry_date < (d.month + interval '1 month')::date
    cross join lateral width_bucket(l.entry_date::date, days) b (bucket)
    where l.entry_date < last_day and (as_recorded is null or ledger.was_sealed(l.organization_id, 'entry', l.entry_id, as_recorded));
    -- Of whole months, what was served in the part of a month that lies before its bucket: rollups tell months only.
    return query
    select l.organization_id, l.award_code, l.budget_line_code, l.account_code, i, 0::bigint, l.amount_cents::bigint
    from generate_series(1, cardinality(days) - 1) i
    cross join unnest(organization_ids, award_codes) s (organization_id, award_code)
    join ledger.journal_line l
      on l.organization_id = s.organization_id and l.award_code = s.award_code
        and l.entry_date >= (date_trunc('month', days[i]) + interval '1 month')::date and l.entry_date < days[i + 1]
    where extract(day from days[i]) <> 1 and ledger.was_sealed(l.organization_id, 'entry', l.entry_id, last_seal)
      and l.service_through >= date_trunc('month', days[i])::date and l.service_through < days[i]
      and date_trunc('month', l.entry_date)::date <> all (divided);
  end if;
  if as_recorded is null then
    -- Of whole months what is not sealed yet.
    select s.entry_floor into sealed_through from ledger.sealing s;
    return query
    select l.organization_id, l.award_code, l.budget_line_code, l.account_code, b.bucket, l.amount_cents::bigint,
      case when l.service_through < days[b.bucket] then l.amount_cents::bigint else 0 end
    from unnest(organization_ids, award_codes) s (organization_id, award_code)
    join ledger.journal_line l on l.organization_id = s.organization_id and l.award_code = s.award_code
    cross join lateral width_bucket(l.entry_date::date, days) b (bucket)
    where l.entry_id > sealed_through and l.entry_date < last_day and date_trunc('month', l.entry_date)::date <> all (divided) and not exists (
      select from ledger.leaf f where f.organization_id = l.organization_id and f.kind = 'entry' and f.number = l.entry_id);
  end if;
end
$$;
alter function ledger.activity_of_lines(bigint[], text[], date[], date[], bigint) owner to ledger_rules;
comment on function ledger.activity_of_lines(bigint[], text[], date[], date[], bigint) is
  'For ledger.award_activity, with its bounds as days: what rollups do not tell of these awards, cents, a row a line. That are the months that a '
  'bound divides, each given by its first day, and of whole months what is not sealed yet and the service before a bucket that begins within a month.';

create or replace function ledger.award_activity(
  organization_ids bigint[], award_codes text[], bounds date[], as_recorded bigint default null
)
returns table (
  organization_id bigint, award_code text, budget_line_code text, bucket integer, actual_cents bigint, earlier_service_cents bigint
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
-- By key, award by award, whatever the size of the tables at the moment that it is planned.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_memoize = off
set jit = off
-- The joins are written in the order to run them: looking for a better one took longer than the query.
set join_collapse_limit = 1
set from_collapse_limit = 1
as $$
#variable_conflict use_column
declare
  days constant date[] := bounds;
  last_day constant date := bounds[cardinality(bounds)];
  -- What rollups are read through: now, all.
  last_seal constant bigint := coalesce(as_recorded, 9223372036854775807);
  -- Months that a bound divides: read line by line.
  divided constant date[] := array(
    select distinct date_trunc('month', b)::date from unnest(bounds) b where extract(day from b) <> 1);
  readable_ids bigint[];
  readable_codes text[];
begin
  select array_agg(w.organization_id), array_agg(w.award_code) into readable_ids, readable_codes
  from unnest(organization_ids, award_codes) w (organization_id, award_code)
  where (w.award_code = any (ledger.scope_within(w.organization_id))) is not false;
  return query
  with part as (
    select k.organization_id, k.award_code, k.budget_line_code, k.account_code, k.bucket, r.cents as amount_cents,
      case when k.service_month < date_trunc('month', days[k.bucket]) then r.cents else 0 end as earlier_cents
    from unnest(readable_ids, readable_codes) s (organization_id, award_code)
    cross join lateral (
      select k.*, width_bucket(k.month, days) as bucket
      from ledger.rollup_key k
      where k.organization_id = s.organization_id and k.award_code = s.award_code and k.month < last_day and k.month <> all (divided)
      offset 0
    ) k
    cross join lateral (
      select r.debit_cents - r.credit_cents as cents
      from ledger.rollup r
      where r.organization_id = k.organization_id and r.key_number = k.number and r.seal_number <= last_seal
      order by r.seal_number desc
      limit 1
    ) r
    union all
    select l.organization_id, l.award_code, coalesce(l.budget_line_code, ''), l.account_code, l.bucket, l.amount_cents, l.earlier_cents
    from ledger.activity_of_lines(readable_ids, readable_codes, days, divided, as_recorded) l
  )
  select p.organization_id, p.award_code::text, nullif(p.budget_line_code, '')::text, p.bucket, sum(p.amount_cents)::bigint,
    sum(p.earlier_cents)::bigint
  from part p
  join ledger.account a on a.organization_id = p.organization_id and a.code = p.account_code
  where a.organization_id = any (readable_ids) and a.counts_toward_budget and (p.budget_line_code <> '' or a.type = 'expense')
  group by 1, 2, 3, 4;
end
$$;
alter function ledger.award_activity(bigint[], text[], date[], bigint) owner to ledger_rules;
comment on function ledger.award_activity(bigint[], text[], date[], bigint) is
  'Actual spending of awards by budget line and bucket of days, cents, refunds deducted. bounds: first days of the buckets, ascending, '
  'then the day after the last; bucket 0 is before the first. A null budget line is spending in the award''s fund on no line. '
  'earlier_service_cents is the part whose service ended before the bucket began. Whole months come from rollups, the rest from its lines; '
  'as_recorded: as the books stood at that seal, null for now. Rows only of awards within the session''s memberships.';
grant execute on function ledger.award_activity(bigint[], text[], date[], bigint)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;
