-- Balances from rollups and the tail: what a seal adds, and what statements read.

create or replace function ledger.line_sums(
  after bigint, through bigint, only_seal bigint default null, of_organizations bigint[] default null
)
returns table (
  organization_id bigint, fund_code text, account_code text, net_asset_class text, function text, program_code text, award_code text,
  budget_line_code text, entry_kind text, is_reversal boolean, month date, service_month date, seal_number bigint, debit_cents bigint,
  credit_cents bigint
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
set jit = off
set work_mem = '128MB'
set enable_seqscan = on
-- As for the leaves: after a large import, statistics are old.
set enable_bitmapscan = off
as $$
#variable_conflict use_column
begin
  return query
  select
    l.organization_id, l.fund_code::text, l.account_code::text, coalesce(l.net_asset_class, ''), coalesce(l.function, ''),
    coalesce(l.program_code, ''), coalesce(l.award_code, ''), coalesce(l.budget_line_code, ''), coalesce(r.kind, e.kind),
    e.reverses_entry_id is not null,
    (l.entry_date - extract(day from l.entry_date)::integer + 1)::date,
    (least(l.service_through, l.entry_date) - extract(day from least(l.service_through, l.entry_date))::integer + 1)::date,
    f.seal_number,
    sum(greatest(l.amount_cents, 0))::bigint, sum(greatest(-l.amount_cents, 0))::bigint
  from ledger.journal_entry e
  join ledger.leaf f on f.organization_id = e.organization_id and f.kind = 'entry' and f.number = e.id
  join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id
  left join ledger.journal_entry r on r.organization_id = e.organization_id and r.id = e.reverses_entry_id
  where e.id > after and e.id <= through and (only_seal is null or f.seal_number = only_seal) and (of_organizations is null or e.organization_id = any (of_organizations))
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13;
end
$$;
alter function ledger.line_sums(bigint, bigint, bigint, bigint[]) owner to ledger_rules;
comment on function ledger.line_sums(bigint, bigint, bigint, bigint[]) is
  'Debits and credits of the sealed entries after one number through another, of all seals or of one, of all organizations or of these, by the '
  'keys of rollups and by seal, cents. For functions only.';

create or replace function ledger.add_rollups(seal_number bigint, after bigint, through bigint)
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
-- While the tables are small in their statistics, each look-up would be planned as a scan of a table that grows meanwhile.
set enable_seqscan = off
set enable_bitmapscan = off
as $$
  with sum as materialized (
    select d.*, k.number as known_number, coalesce(k.number, nextval('ledger.rollup_key_number')) as key_number
    from ledger.line_sums($2, $3, $1) d
    -- Looked up one by one: a join may be planned as a scan of all keys.
    left join lateral (
      select k.number
      from ledger.rollup_key k
      where k.organization_id = d.organization_id and k.award_code = d.award_code and k.month = d.month
        and k.account_code = d.account_code and k.fund_code = d.fund_code and k.budget_line_code = d.budget_line_code
        and k.net_asset_class = d.net_asset_class and k.function = d.function and k.program_code = d.program_code
        and k.entry_kind = d.entry_kind and k.is_reversal = d.is_reversal and k.service_month = d.service_month
      limit 1
    ) k on true
  ), added as (
    insert into ledger.rollup_key (
      organization_id, number, fund_code, account_code, net_asset_class, function, program_code, award_code, budget_line_code,
      entry_kind, is_reversal, month, service_month
    )
    select s.organization_id, s.key_number, s.fund_code, s.account_code, s.net_asset_class, s.function, s.program_code, s.award_code,
      s.budget_line_code, s.entry_kind, s.is_reversal, s.month, s.service_month
    from sum s
    where s.known_number is null
  ), month as (
    select s.organization_id, s.month, s.account_code, s.net_asset_class, sum(s.debit_cents) as debit_cents, sum(s.credit_cents) as credit_cents
    from sum s
    group by 1, 2, 3, 4
  ), added_months as (
    insert into ledger.month_rollup (
      organization_id, month, seal_number, account_codes, net_asset_classes, debit_cents, credit_cents
    )
    select n.organization_id, n.month, $1, array_agg(n.account_code order by n.account_code, n.net_asset_class),
      array_agg(n.net_asset_class order by n.account_code, n.net_asset_class),
      array_agg(n.debit_cents order by n.account_code, n.net_asset_class), array_agg(n.credit_cents order by n.account_code, n.net_asset_class)
    from (
      select m.organization_id, m.month, m.account_code, m.net_asset_class, sum(m.debit_cents)::bigint as debit_cents,
        sum(m.credit_cents)::bigint as credit_cents
      from (
        select * from month
        union all
        select t.organization_id, t.month, u.*
        from (select distinct m.organization_id, m.month from month m) t
        cross join lateral (
          select r.*
          from ledger.month_rollup r
          where r.organization_id = t.organization_id and r.month = t.month
          order by r.seal_number desc
          limit 1
        ) r
        cross join lateral unnest(r.account_codes, r.net_asset_classes, r.debit_cents, r.credit_cents) u
      ) m
      group by 1, 2, 3, 4
    ) n
    group by 1, 2
  )
  insert into ledger.rollup (organization_id, key_number, seal_number, debit_cents, credit_cents)
  select s.organization_id, s.key_number, $1, s.debit_cents + coalesce(p.debit_cents, 0), s.credit_cents + coalesce(p.credit_cents, 0)
  from sum s
  left join lateral (
    select r.debit_cents, r.credit_cents
    from ledger.rollup r
    where r.organization_id = s.organization_id and r.key_number = s.known_number
    order by r.seal_number desc
    limit 1
  ) p on true
$$;
alter function ledger.add_rollups(bigint, bigint, bigint) owner to ledger_rules;
comment on function ledger.add_rollups(bigint, bigint, bigint) is
  'Adds the sums of a seal''s entries to those of the seals before it, for the keys and months that they touch. For ledger.seal_books.';

create or replace function ledger.was_sealed(organization_id bigint, kind text, number bigint, by_seal bigint)
returns boolean
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (
    select
    from ledger.leaf f
    where f.organization_id = $1 and f.kind = $2 and f.number = $3 and f.seal_number <= by_seal);
end
$$;
alter function ledger.was_sealed(bigint, text, bigint, bigint) owner to ledger_rules;
comment on function ledger.was_sealed(bigint, text, bigint, bigint) is
  'Whether a seal, or one before it, covers an entry (kind entry, by number) or another record (its table, by record number): what was '
  'recorded under a low number and committed late is in a late seal. For functions only.';

create or replace function ledger.was_known(organization_id bigint, kind text, number bigint, by_seal bigint)
returns boolean
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Whoever reads an award alone is told of what its statement is made of, not which numbers are whose.
  return (ledger.reads_books($1)
      or $2 in ('award_version', 'renaming', 'variance_explanation') and exists (
        select from ledger.readable_awards() a where a.organization_id = $1))
    and ledger.was_sealed($1, $2, $3, $4);
end
$$;
alter function ledger.was_known(bigint, text, bigint, bigint) owner to ledger_rules;
comment on function ledger.was_known(bigint, text, bigint, bigint) is
  'As ledger.was_sealed, of organizations that the session reads; of those of which it reads an award alone, for versions of awards, names and '
  'explanations; else false.';
grant execute on function ledger.was_known(bigint, text, bigint, bigint)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;

create or replace function ledger.movements(organization_id bigint, bounds date[], as_recorded bigint)
returns table (
  fund_code text, account_code text, net_asset_class text, function text, program_code text, award_code text,
  entry_kind text, is_reversal boolean, on_budget_line boolean, bucket integer, debit_cents bigint, credit_cents bigint
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
set jit = off
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  days constant date[] := bounds;
  last_day constant date := bounds[cardinality(bounds)];
  -- What rollups are read through, and from which entry on there may be some that are not in them; both of one moment.
  last_seal constant bigint := coalesce(as_recorded, (select max(s.number) from ledger.seal s), 0);
  entry_floor constant bigint := case when as_recorded is null then (select s.entry_floor from ledger.sealing s) end;
  -- Months that a bound divides: read line by line, through the day.
  divided constant date[] := array(
    select distinct date_trunc('month', b)::date from unnest(bounds) b where extract(day from b) <> 1);
begin
  return query
  select m.fund_code, m.account_code, m.net_asset_class, m.function, m.program_code, m.award_code, m.entry_kind, m.is_reversal,
    m.on_budget_line, m.bucket, sum(m.debit_cents)::bigint, sum(m.credit_cents)::bigint
  from (
    select k.fund_code, k.account_code, k.net_asset_class, k.function, k.program_code, k.award_code, k.entry_kind, k.is_reversal,
      k.budget_line_code <> '' as on_budget_line, width_bucket(k.month, days) as bucket, r.debit_cents, r.credit_cents
    from ledger.rollup_key k
    cross join lateral (
      select r.debit_cents, r.credit_cents
      from ledger.rollup r
      where r.organization_id = k.organization_id and r.key_number = k.number and r.seal_number <= last_seal
      order by r.seal_number desc
      limit 1
    ) r
    where k.organization_id = org and k.month < last_day and k.month <> all (divided)
    union all
    select l.fund_code, l.account_code, coalesce(l.net_asset_class, ''), coalesce(l.function, ''), coalesce(l.program_code, ''),
      coalesce(l.award_code, ''), coalesce(r.kind, e.kind), e.reverses_entry_id is not null, l.budget_line_code is not null,
      width_bucket(e.entry_date::date, days), greatest(l.amount_cents, 0), greatest(-l.amount_cents, 0)
    from (
      select e.organization_id, e.id, e.entry_date, e.kind, e.reverses_entry_id
      from unnest(divided) d (month)
      join ledger.journal_entry e
        on e.organization_id = org and e.entry_date >= d.month and e.entry_date < (d.month + interval '1 month')::date
      where e.entry_date < last_day and (as_recorded is null or ledger.was_sealed(org, 'entry', e.id, as_recorded))
      union all
      select e.organization_id, e.id, e.entry_date, e.kind, e.reverses_entry_id
      from ledger.journal_entry e
      where e.organization_id = org and e.id > entry_floor and e.entry_date < last_day
        and date_trunc('month', e.entry_date)::date <> all (divided) and not exists (
          select from ledger.leaf f where f.organization_id = org and f.kind = 'entry' and f.number = e.id)
    ) e
    join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id
    left join ledger.journal_entry r on r.organization_id = e.organization_id and r.id = e.reverses_entry_id
  ) m
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;
end
$$;
alter function ledger.movements(bigint, date[], bigint) owner to ledger_rules;
comment on function ledger.movements(bigint, date[], bigint) is
  'Debits and credits of an organization by what statements tell apart and by bucket of days, cents. bounds: first days of the buckets, '
  'ascending, then the day after the last; bucket 0 is before the first. Whole months come from the rollups of the last seal, or of the seal '
  'asked for; divided months and what is not sealed yet from their lines. Texts are empty where lines have none. For functions that ask for the scope.';
