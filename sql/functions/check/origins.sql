-- Origins, looked at again.

create or replace function ledger.check_origins()
returns table (sqlstate text, organization_code text, place text, problem text)
language sql
stable
set search_path = pg_catalog, pg_temp
set jit = off
set enable_nestloop = off
as $$
  with problem as (
    select 'LO001' as sqlstate, e.organization_id, 'entry ' || e.id as place,
      format('is %s, which does not exist', ledger.origin_in_words(e.origin_kind, e.origin_number, e.origin_part)) as problem
    from ledger.journal_entry e
    left join ledger.origin o on o.organization_id = e.organization_id and o.kind = e.origin_kind and o.number = e.origin_number
    where e.origin_number is not null and o.number is null
    union all
    select x.sqlstate, o.organization_id, replace(o.kind, '_', ' ') || ' ' || o.number, x.problem
    from ledger.origin o
    cross join lateral (values
      ('LO001', ledger.broken_origin(o.organization_id, o.kind, o.number)),
      ('LO002', case when o.kind in (select k.kind from ledger.origin_kind k where k.has_several)
        then ledger.half_undone(o.organization_id, o.kind, o.number) end),
      ('LO005', ledger.broken_turning(o.organization_id, o.kind, o.number)),
      ('LO003', case when o.kind = 'promise' then ledger.broken_installments(o.organization_id, o.number) end),
      ('LO004', case when o.kind = 'promise' then ledger.broken_time_restrictions(o.organization_id, o.number) end)
    ) x (sqlstate, problem)
    where x.problem is not null
    union all
    select 'LO002', c.organization_id, 'entry ' || c.corrects_entry_id, format('is %s and corrected by entry %s alone',
      ledger.origin_in_words(e.origin_kind, e.origin_number, e.origin_part), c.entry_id)
    from ledger.correction c
    join ledger.journal_entry e on e.organization_id = c.organization_id and e.id = c.corrects_entry_id
    where e.origin_kind in (select k.kind from ledger.origin_kind k where k.has_several)
  )
  select p.sqlstate, coalesce(o.code::text, 'number ' || p.organization_id), p.place, p.problem
  from problem p
  left join ledger.organization o on o.id = p.organization_id
$$;
comment on function ledger.check_origins() is
  'Looks again whether origins are whole, undone whole, whether installments add up and what they say of time fits; one row a broken rule. For check_books.';
grant execute on function ledger.check_origins() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
