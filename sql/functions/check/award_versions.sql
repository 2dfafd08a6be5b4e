-- The part of check that recomputes awards from their versions: what rules read, the order of versions, and the budgets that go with them.

create or replace function ledger.check_award_versions()
returns table (sqlstate text, organization_code text, place text, problem text)
language sql
stable
set search_path = pg_catalog, pg_temp
set jit = off
set enable_nestloop = off
-- Joined as written, each on its whole key: of tables without statistics, the planner would join whole organizations first.
set join_collapse_limit = 1
as $$
  with version as (
    select v.*,
      lag(v.version) over w as before_version, lag(v.effective_on) over w as before_effective_on,
      lead(v.version) over w is null as is_last,
      lead(v.record_number) over w as next_record
    from ledger.award_version v
    window w as (partition by v.organization_id, v.award_code order by v.version)
  ), budget as (
    select v.organization_id, v.award_code, v.version, v.record_number, coalesce(m.amount_cents, 0) as amount_cents,
      lead(v.record_number) over (partition by v.organization_id, v.award_code order by v.version) as next_record
    from ledger.budget_version v
    left join (
      select a.organization_id, a.award_code, a.version, sum(a.amount_cents) as amount_cents
      from ledger.budget_amount a
      group by a.organization_id, a.award_code, a.version
    ) m on m.organization_id = v.organization_id and m.award_code = v.award_code and m.version = v.version
  ), problem as (
    select 'LA014' as sqlstate, w.organization_id, 'award ' || w.code as place, 'has no version: name, amount and term' as problem
    from ledger.award w
    left join version v on v.organization_id = w.organization_id and v.award_code = w.code and v.is_last
    where v.version is null
    union all
    select 'LA014', v.organization_id, 'award ' || v.award_code || ' version ' || v.version, case
        when coalesce(v.before_version, 0) <> v.version - 1 then format('follows version %s', coalesce(v.before_version, 0))
        else 'takes effect before the version it follows'
      end
    from version v
    where coalesce(v.before_version, 0) <> v.version - 1 or (v.before_version > 1 and v.before_effective_on > v.effective_on)
    union all
    select 'LA014', v.organization_id, 'award ' || v.award_code, format(
      'is %s, %s to %s by its last version, %s, %s to %s by its running row', ledger.dollars(v.amount_cents), v.starts_on, v.ends_on,
      ledger.dollars(p.amount_cents), p.starts_on, p.ends_on)
    from version v
    left join ledger.award_progress p on p.organization_id = v.organization_id and p.award_code = v.award_code
    where v.is_last
      and (v.amount_cents, v.starts_on::date, v.ends_on::date) is distinct from (p.amount_cents, p.starts_on::date, p.ends_on::date)
    union all
    -- The last budget adds up to the last amount; an earlier one to an amount that held while it was the last.
    select 'LA007', b.organization_id, 'award ' || b.award_code || ' budget version ' || b.version, format(
      'adds up to %s, the award is %s', ledger.dollars(b.amount_cents), string_agg(ledger.dollars(v.amount_cents), ', then ' order by v.version))
    from budget b
    join version v on v.organization_id = b.organization_id and v.award_code = b.award_code
    where case when b.next_record is null then v.is_last
      else v.record_number < b.next_record and coalesce(v.next_record > b.record_number, true) end
    group by b.organization_id, b.award_code, b.version, b.amount_cents
    having not bool_or(v.amount_cents = b.amount_cents)
  )
  select p.sqlstate, o.code::text, p.place, p.problem
  from problem p
  left join ledger.organization o on o.id = p.organization_id
$$;
comment on function ledger.check_award_versions() is
  'Compares awards and budgets with the versions of the awards that the session may read; one row a broken rule. For check_books.';
grant execute on function ledger.check_award_versions() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
