-- The part of check that recomputes approvals: who approved what, and what nobody did.

create or replace function ledger.needs_approval_of(organization_id bigint, entry_id bigint)
returns text
-- PL/pgSQL, because it keeps its plan for the session: check asks it of each entry.
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return case when ledger.reads_books($1) then ledger.needs_approval($1, $2) end;
end
$$;
alter function ledger.needs_approval_of(bigint, bigint) owner to ledger_rules;
comment on function ledger.needs_approval_of(bigint, bigint) is 'ledger.needs_approval of a recorded entry, for readers of the organization.';

create or replace function ledger.broken_proposal_of(organization_id bigint, proposal_number bigint)
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return case when ledger.reads_books($1) then ledger.broken_proposal($1, $2) end;
end
$$;
alter function ledger.broken_proposal_of(bigint, bigint) owner to ledger_rules;
comment on function ledger.broken_proposal_of(bigint, bigint) is 'ledger.broken_proposal for readers of the organization.';

create or replace function ledger.recorded_short_of(organization_id bigint, proposal_number bigint)
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return case when ledger.reads_books($1) then ledger.recorded_short($1, $2) end;
end
$$;
alter function ledger.recorded_short_of(bigint, bigint) owner to ledger_rules;
comment on function ledger.recorded_short_of(bigint, bigint) is 'ledger.recorded_short for readers of the organization.';

create or replace function ledger.check_decisions()
returns table (sqlstate text, organization_code text, place text, problem text)
language sql
stable
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  with problem as (
    select 'LV001' as sqlstate, d.organization_id, 'proposal ' || d.proposal_number as place, format('was approved by %s, who prepared it', d.recorded_by) as problem
    from ledger.decision d
    join ledger.proposal o on o.organization_id = d.organization_id and o.number = d.proposal_number
    where d.is_given and d.recorded_by = o.recorded_by
    union all
    select 'LV002', e.organization_id, 'entry ' || e.id, format('is one of the %s that another person approves, and nobody did', n.what)
    from ledger.journal_entry e
    cross join lateral (select ledger.needs_approval_of(e.organization_id, e.id) as what) n
    where e.approval_version is not null and n.what is not null
    union all
    select 'LV004', x.organization_id, 'proposal ' || x.proposal_number, x.problem
    from (
      select e.organization_id, e.proposal_number, ledger.broken_proposal_of(e.organization_id, e.proposal_number) as problem
      from ledger.journal_entry e
      where e.proposal_number is not null
      group by e.organization_id, e.proposal_number
    ) x
    where x.problem is not null
    union all
    select 'LV004', o.organization_id, 'proposal ' || o.number, x.problem
    from ledger.proposal o
    cross join lateral (select ledger.recorded_short_of(o.organization_id, o.number) as problem) x
    where x.problem is not null
    union all
    select 'LV004', h.organization_id, coalesce('proposal ' || h.proposal_number, 'an act'), 'is in hand still'
    from ledger.left_in_hand() h
    union all
    select 'LE021', e.organization_id, 'entry ' || e.id, format('of kind %s has key %s', e.kind, quote_literal(e.idempotency_key))
    from ledger.journal_entry e
    where ledger.has_key_of_books(e.kind, e.origin_kind) and not ledger.is_key_of_books(e.idempotency_key)
      and ledger.removed_on(e.idempotency_key) is null
  )
  select p.sqlstate, coalesce(o.code::text, 'number ' || p.organization_id), p.place, p.problem
  from problem p
  left join ledger.organization o on o.id = p.organization_id
$$;
comment on function ledger.check_decisions() is
  'Looks again for who approved what, for entries without the approval that they needed, and for entries that are not what was approved. For check_books.';

grant execute on function ledger.check_decisions(), ledger.needs_approval_of(bigint, bigint), ledger.broken_proposal_of(bigint, bigint),
  ledger.recorded_short_of(bigint, bigint)
  to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
grant execute on function ledger.line_as_draft to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
