-- The part of check that recomputes awards: running rows of awards and commitments, terms, revisions.

create or replace function ledger.check_awards()
returns table (sqlstate text, organization_code text, place text, problem text)
language sql
stable
set search_path = pg_catalog, pg_temp
set jit = off
set enable_nestloop = off
-- Joined as written, each on its whole key: of tables without statistics, the planner would join whole organizations first.
set join_collapse_limit = 1
as $$
  with open as (
    select c.organization_id, c.number, c.award_code, c.budget_line_code,
      c.amount_cents + coalesce(sum(ledger.opened_by(v.kind, v.amount_cents)), 0) as open_cents
    from ledger.commitment c
    left join ledger.commitment_event v on v.organization_id = c.organization_id and v.commitment_number = c.number
    group by c.organization_id, c.number
  ), problem as (
    select 'LC001' as sqlstate, o.organization_id, 'commitment ' || o.number as place, format(
      'its events leave %s open; its running row says %s', ledger.dollars(o.open_cents), ledger.dollars(p.open_cents)) as problem
    from open o
    left join ledger.commitment_progress p on p.organization_id = o.organization_id and p.commitment_number = o.number
    where o.open_cents is distinct from p.open_cents::numeric or o.open_cents < 0
    union all
    select 'LA001', p.organization_id, 'commitment ' || c.number, format('is of %s, after the end of award %s on %s', c.made_on, p.award_code, p.ends_on)
    from ledger.award_progress p
    cross join lateral ledger.orders_after(p.organization_id, p.award_code, p.ends_on) c
    union all
    select 'LC001', d.organization_id, 'commitment ' || d.commitment_number, format('has %s less than nothing open on %s',
      ledger.dollars(-min(d.open_cents)), min(d.on_day))
    from ledger.commitment_day d
    where d.open_cents < 0
    group by d.organization_id, d.commitment_number
    union all
    select 'LC001', v.organization_id, 'commitment ' || v.commitment_number, format(
      'entry %s drew %s and met it with %s', v.entry_id, ledger.dollars(v.amount_cents), ledger.dollars(coalesce(l.amount_cents, 0)))
    from ledger.commitment_event v
    left join lateral (
      select abs(sum(l.amount_cents)) as amount_cents
      from ledger.journal_line l
      where l.organization_id = v.organization_id and l.entry_id = v.entry_id and l.commitment_number = v.commitment_number
    ) l on true
    where v.kind <> 'release' and v.amount_cents > coalesce(l.amount_cents, 0)
    union all
    select distinct 'LC001', l.organization_id, 'entry ' || l.entry_id, format('names commitment %s and neither draws nor restores it', l.commitment_number)
    from ledger.journal_line l
    left join ledger.commitment_event v
      on v.organization_id = l.organization_id and v.entry_id = l.entry_id and v.commitment_number = l.commitment_number
    where l.commitment_number is not null and v.entry_id is null
    union all
    select 'LA010', v.organization_id, 'award ' || v.award_code || ' budget version ' || v.version,
      'is the grantee''s own and its version before was approved by nobody'
    from ledger.budget_version v
    where v.version = 1 and v.approver = 'grantee'
    union all
    select 'LA013', p.organization_id, 'award ' || p.award_code, format('is %s by its events, %s by its running row',
      coalesce('closed on ' || x.closed_on, 'open'), coalesce('closed on ' || p.closed_on, 'open'))
    from ledger.award_progress p
    left join lateral (
      select case e.action when 'close' then e.on_date::date end as closed_on
      from ledger.award_event e
      where e.organization_id = p.organization_id and e.award_code = p.award_code
      order by e.number desc
      limit 1
    ) x on true
    where x.closed_on is distinct from p.closed_on::date
    union all
    select 'LA020', s.organization_id, 'award ' || s.award_code || ' spread ' || s.number, ledger.broken_spread(s.organization_id, s.award_code, s.number)
    from ledger.budget_spread s
    where ledger.broken_spread(s.organization_id, s.award_code, s.number) is not null
    union all
    select 'LA014', v.organization_id, 'award ' || v.award_code || ' budget version ' || v.version, 'takes effect before the version it follows'
    from ledger.budget_version v
    join ledger.budget_version o on o.organization_id = v.organization_id and o.award_code = v.award_code and o.version = v.version - 1
    where v.effective_on < o.effective_on
  )
  select p.sqlstate, o.code::text, p.place, p.problem
  from problem p
  left join ledger.organization o on o.id = p.organization_id
  -- Who reads single awards only, reads no entries to compare with.
  where p.organization_id = any (array(select o.id from ledger.organization o where ledger.reads_books(o.id)))
$$;
comment on function ledger.check_awards() is
  'Recomputes the running rows and the order of terms of awards from what the session may read; one row a broken rule. For check_books.';
grant execute on function ledger.check_awards() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
