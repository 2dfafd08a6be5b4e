-- The part of check that recomputes rollups from the lines of sealed entries.

create or replace function ledger.broken_rollups(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
set jit = off
set work_mem = '128MB'
set enable_nestloop = off
as $$
#variable_conflict use_column
begin
  return query
  with due as (
    select s.organization_id, s.fund_code, s.account_code, s.net_asset_class, s.function, s.program_code, s.award_code,
      s.budget_line_code, s.entry_kind, s.is_reversal, s.month, s.service_month, s.seal_number,
      sum(s.debit_cents) over w as debit_cents, sum(s.credit_cents) over w as credit_cents
    from ledger.line_sums(0, 9223372036854775807, null, scope) s
    window w as (
      partition by s.organization_id, s.fund_code, s.account_code, s.net_asset_class, s.function, s.program_code, s.award_code,
        s.budget_line_code, s.entry_kind, s.is_reversal, s.month, s.service_month
      order by s.seal_number)
  ), stored as (
    select k.organization_id, k.fund_code, k.account_code, k.net_asset_class, k.function, k.program_code, k.award_code,
      k.budget_line_code, k.entry_kind, k.is_reversal, k.month, k.service_month, r.seal_number, r.debit_cents, r.credit_cents
    from ledger.rollup r
    left join ledger.rollup_key k on k.organization_id = r.organization_id and k.number = r.key_number
    where r.organization_id = any (scope)
  )
  select 'LS004', coalesce(d.organization_id, r.organization_id),
    concat_ws(' ', 'rollup of', coalesce(nullif(d.award_code, ''), nullif(r.award_code, ''), 'fund ' || coalesce(d.fund_code, r.fund_code)),
      nullif(coalesce(d.budget_line_code, r.budget_line_code), ''), 'account', coalesce(d.account_code, r.account_code),
      to_char(coalesce(d.month, r.month), 'YYYY-MM'), 'at seal', coalesce(d.seal_number, r.seal_number)),
    format('says %s debit and %s credit; its lines say %s and %s', ledger.dollars(coalesce(r.debit_cents, 0)),
      ledger.dollars(coalesce(r.credit_cents, 0)), ledger.dollars(coalesce(d.debit_cents, 0)), ledger.dollars(coalesce(d.credit_cents, 0)))
  from due d
  full join stored r
    on r.organization_id = d.organization_id and r.fund_code = d.fund_code and r.account_code = d.account_code
      and r.net_asset_class = d.net_asset_class and r.function = d.function and r.program_code = d.program_code
      and r.award_code = d.award_code and r.budget_line_code = d.budget_line_code and r.entry_kind = d.entry_kind
      and r.is_reversal = d.is_reversal and r.month = d.month and r.service_month = d.service_month and r.seal_number = d.seal_number
  where d.debit_cents is distinct from r.debit_cents or d.credit_cents is distinct from r.credit_cents;
end
$$;
alter function ledger.broken_rollups(bigint[]) owner to ledger_rules;
comment on function ledger.broken_rollups(bigint[]) is
  'LS004: rollups of these organizations that are not the sums of their lines as of their seal, missing ones and needless ones. For ledger.check_seals.';

create or replace function ledger.broken_months(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
set jit = off
set work_mem = '128MB'
set enable_nestloop = off
as $$
#variable_conflict use_column
begin
  return query
  with due as (
    select s.organization_id, s.month, s.account_code, s.net_asset_class, s.seal_number, sum(s.debit_cents) as debit_cents,
      sum(s.credit_cents) as credit_cents
    from ledger.line_sums(0, 9223372036854775807, null, scope) s
    group by 1, 2, 3, 4, 5
  ), touched as (
    -- A seal writes the whole of a month that it touches.
    select t.organization_id, t.month, k.account_code, k.net_asset_class, t.seal_number,
      coalesce(sum(d.debit_cents) over w, 0) as debit_cents, coalesce(sum(d.credit_cents) over w, 0) as credit_cents
    from (select distinct d.organization_id, d.month, d.seal_number from due d) t
    join (
      select d.organization_id, d.month, d.account_code, d.net_asset_class, min(d.seal_number) as first_seal from due d group by 1, 2, 3, 4
    ) k on k.organization_id = t.organization_id and k.month = t.month and k.first_seal <= t.seal_number
    left join due d
      on d.organization_id = t.organization_id and d.month = t.month and d.account_code = k.account_code
        and d.net_asset_class = k.net_asset_class and d.seal_number = t.seal_number
    window w as (partition by t.organization_id, t.month, k.account_code, k.net_asset_class order by t.seal_number)
  ), stored as (
    select r.organization_id, r.month, u.account_code, u.net_asset_class, r.seal_number, u.debit_cents, u.credit_cents
    from ledger.month_rollup r
    cross join lateral unnest(r.account_codes, r.net_asset_classes, r.debit_cents, r.credit_cents)
      u (account_code, net_asset_class, debit_cents, credit_cents)
    where r.organization_id = any (scope)
  )
  select 'LS004', coalesce(d.organization_id, r.organization_id),
    concat_ws(' ', 'rollup of account', coalesce(d.account_code, r.account_code), nullif(coalesce(d.net_asset_class, r.net_asset_class), ''),
      to_char(coalesce(d.month, r.month), 'YYYY-MM'), 'at seal', coalesce(d.seal_number, r.seal_number)),
    format('says %s debit and %s credit; its lines say %s and %s', ledger.dollars(coalesce(r.debit_cents, 0)),
      ledger.dollars(coalesce(r.credit_cents, 0)), ledger.dollars(coalesce(d.debit_cents, 0)::bigint),
      ledger.dollars(coalesce(d.credit_cents, 0)::bigint))
  from touched d
  full join stored r
    on r.organization_id = d.organization_id and r.month = d.month and r.account_code = d.account_code
      and r.net_asset_class = d.net_asset_class and r.seal_number = d.seal_number
  where d.debit_cents is distinct from r.debit_cents or d.credit_cents is distinct from r.credit_cents;
end
$$;
alter function ledger.broken_months(bigint[]) owner to ledger_rules;
comment on function ledger.broken_months(bigint[]) is
  'LS004: rollups of months of these organizations that are not the sums of their lines as of their seal, missing ones and needless ones. For '
  'ledger.check_seals.';
