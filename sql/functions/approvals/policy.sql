-- Approvals: who may approve, and what needs it. Proposals are recorded by proposals.sql.

create or replace function ledger.approvable_organizations()
returns bigint[]
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return ledger.organizations_of(array['approver', 'finance_admin']);
end
$$;
alter function ledger.approvable_organizations() owner to ledger_rules;
comment on function ledger.approvable_organizations() is 'Organizations in which the session''s login may approve what others propose.';
grant execute on function ledger.approvable_organizations()
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.require_approver(organization_id bigint)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.hold_books(organization_id, false);
  if organization_id is null or not organization_id = any (ledger.approvable_organizations()) then
    perform ledger.refuse('LM001', format('login %s may not approve in these books', session_user));
  end if;
end
$$;
alter function ledger.require_approver(bigint) owner to ledger_fn;
comment on function ledger.require_approver(bigint) is 'Raises LM001 unless the session''s login may approve for the organization.';

create or replace function ledger.check_decision()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.is_given then
    perform ledger.refuse('LV001', format('proposal %s was prepared by %s', p.number, p.recorded_by), known => jsonb_build_object('number', p.number))
    from ledger.proposal p
    where p.organization_id = new.organization_id and p.number = new.proposal_number and p.recorded_by = session_user;
  end if;
  return new;
end
$$;
alter function ledger.check_decision() owner to ledger_rules;
comment on function ledger.check_decision() is 'Raises LV001 where the preparer of a proposal would approve it.';
create or replace trigger another_person before insert on ledger.decision
  for each row execute function ledger.check_decision();
alter table ledger.decision enable always trigger another_person;

-- What a policy wants approved is seen by what an entry does, not by what it calls itself.
create or replace function ledger.approval_wanted(
  policy ledger.approval_policy, kind text, cost_up_cents numeric, cost_down_cents numeric, paid_cents numeric, moved_cents numeric, owed_cents numeric
)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when $2 = 'reversal' and ($1).reversals then 'reversals'
    when ($1).payments and $5 > 0 then 'payments'
    when ($1).transfers and $6 > 0 then 'transfers'
    -- A reversal turns what was recorded, an opening says what was there; indirect costs and closings are figured by the books.
    when greatest($5, case when $2 not in ('reversal', 'opening', 'indirect', 'closing') then greatest($3, $4, $7) else 0 end) > ($1).above_cents
      then 'amounts above ' || ledger.dollars(($1).above_cents)
  end
$$;
comment on function ledger.approval_wanted is
  'What of a policy an entry needs another person for; null where for nothing. In cents: costs that rise, costs that fall, each zero or more; '
  'what leaves cash, savings, petty cash and gift cards, whatever else comes in; what is moved from one such account to another; what liabilities, and advances '
  'and receivables below zero, rise by, each account and party by itself, but for money that comes in ahead.';

create or replace function ledger.is_paid_from(account_type text, account_role text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$ select $1 = 'asset' and ($2 is null or ledger.is_cash($2)) $$;
comment on function ledger.is_paid_from(text, text) is
  'Whether money on an account may leave: cash and its like, and any asset whose account has no role, since nothing says that it is none.';

create or replace function ledger.is_owed(account_type text, account_role text, receives boolean)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when $1 = 'liability' then not ($3 and ledger.holds_receipts($2))
    else not $3 and coalesce($2, '') in ('staff_advances', 'accounts_receivable')
  end
$$;
comment on function ledger.is_owed(text, text, boolean) is
  'Whether what an account is credited is owed: liabilities but what comes in ahead or for others; and advances and receivables, which a credit may take below zero, '
  'where no money comes in.';
grant execute on function ledger.is_paid_from(text, text), ledger.is_owed(text, text, boolean) to ledger_rules;

create or replace function ledger.needs_approval(organization_id bigint, entry_id bigint)
returns text
-- PL/pgSQL, because it keeps its plan for the session: it is asked of each entry.
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  entry record;
begin
  select e.proposal_number, ledger.approval_wanted(p, case
      -- The closing of a year is undone by its reopening.
      when e.kind = 'reversal' and ledger.is_closing(e.organization_id, e.id) then 'closing' else e.kind end, x.cost_up_cents, x.cost_down_cents, y.paid_cents, y.moved_cents, z.owed_cents) as wanted
  into entry
  from ledger.journal_entry e
  join ledger.approval_policy p on p.organization_id = e.organization_id and p.version = e.approval_version
  cross join lateral (
    -- Taken back, revenue is a cost.
    select coalesce(sum(l.amount_cents) filter (
        where l.amount_cents > 0 and (l.function is not null or l.budget_line_code is not null or a.type = 'revenue')), 0) as cost_up_cents,
      coalesce(-sum(l.amount_cents) filter (where l.amount_cents < 0 and (l.function is not null or l.budget_line_code is not null)), 0)
        as cost_down_cents,
      coalesce(sum(l.amount_cents) filter (where ledger.is_paid_from(a.type, a.role)), 0) > 0 as receives
    from ledger.journal_line l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where l.organization_id = e.organization_id and l.entry_id = e.id
  ) x
  cross join lateral (
    -- Money that goes out, line by line, pays for what is debited beside it, whatever comes in; a debt that is paid of what comes in is paid too. What one
    -- account of money has less of and another more, is moved.
    select greatest(-sum(c.cash_cents), least(sum(c.out_cents), sum(c.other_cents)), case when x.receives then sum(c.settled_cents) end, 0)
        as paid_cents,
      least(coalesce(sum(c.cash_cents) filter (where c.cash_cents > 0), 0), coalesce(-sum(c.cash_cents) filter (where c.cash_cents < 0), 0)) as moved_cents
    from (
      select coalesce(sum(l.amount_cents) filter (where d.is_cash), 0) as cash_cents,
        coalesce(-sum(l.amount_cents) filter (where d.is_cash and l.amount_cents < 0), 0) as out_cents,
        coalesce(sum(l.amount_cents) filter (where not d.is_cash and l.amount_cents > 0), 0) as other_cents,
        coalesce(sum(l.amount_cents) filter (where a.type = 'liability' and l.amount_cents > 0), 0) as settled_cents
      from ledger.journal_line l
      join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
      cross join lateral (select ledger.is_paid_from(a.type, a.role) as is_cash) d
      where l.organization_id = e.organization_id and l.entry_id = e.id and a.role is distinct from 'interfund'
      group by l.account_code
    ) c
  ) y
  cross join lateral (
    select coalesce(sum(o.cents) filter (where o.cents > 0), 0) as owed_cents
    from (
      select -sum(l.amount_cents) as cents
      from ledger.journal_line l
      join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
      where l.organization_id = e.organization_id and l.entry_id = e.id and ledger.is_owed(a.type, a.role, x.receives)
      group by l.account_code, l.fund_code, l.party_code
    ) o
  ) z
  where e.organization_id = $1 and e.id = $2;
  -- Most need none, so proposals are looked for last.
  return case when entry.wanted is not null and not exists (
    select
    from ledger.proposal o
    join ledger.decision d on d.organization_id = o.organization_id and d.proposal_number = o.number
    where o.organization_id = $1 and o.number = entry.proposal_number and o.kind in ('entry', 'reversal', 'act')
      and d.is_given and d.recorded_by <> o.recorded_by
  ) then entry.wanted end;
end
$$;
alter function ledger.needs_approval(bigint, bigint) owner to ledger_rules;
comment on function ledger.needs_approval(bigint, bigint) is
  'What of the approval policy that it relied on an entry lacks; null where it needs none, or has it. Also read by check.';
grant execute on function ledger.approval_wanted to ledger_rules;

create or replace function ledger.check_approvals()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  missing record;
begin
  if not exists (select from ledger.approval_policy) then
    return null;
  end if;
  select n.entry_id, ledger.needs_approval(n.organization_id, n.entry_id) as what into missing
  from (
    select distinct l.organization_id, l.entry_id
    from new_lines l
    where l.organization_id in (select p.organization_id from ledger.approval_policy p)
      -- What is only tried, to be shown to who approves it.
      and not exists (
        select
        from ledger.act_in_hand h
        where h.organization_id = l.organization_id and h.transaction = pg_current_xact_id_if_assigned() and h.proposal_number is null)
  ) n
  where ledger.needs_approval(n.organization_id, n.entry_id) is not null
  order by n.entry_id
  limit 1;
  if found then
    perform ledger.refuse('LV002', format('%s are approved by another person here, and entry %s is not', missing.what, missing.entry_id));
  end if;
  return null;
end
$$;
alter function ledger.check_approvals() owner to ledger_rules;
comment on function ledger.check_approvals() is 'Raises LV002 for an entry that the approval policy wants approved and that nobody approved.';
-- Of the triggers that refuse the last, in the order of names: what is told to need approval breaks no other rule.
create or replace trigger needs_approval after insert on ledger.journal_line
  referencing new table as new_lines
  for each statement execute function ledger.check_approvals();
alter table ledger.journal_line enable always trigger needs_approval;

create or replace function ledger.check_revision_approval()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.refuse('LV002', format('revisions of budgets are approved by another person here, and version %s of award %s is not',
    n.version, n.award_code))
  from (select distinct a.organization_id, a.award_code, a.version from new_amounts a where a.version > 1) n
  cross join lateral (
    select q.revisions
    from ledger.approval_policy q
    where q.organization_id = n.organization_id
    order by q.version desc
    limit 1
  ) p
  where p.revisions and not exists (
    -- Approved in this transaction, line for line.
    select
    from ledger.proposal o
    where o.organization_id = n.organization_id and o.kind = 'revision' and o.content ->> 'award' = n.award_code::text
      and ledger.is_approved_now(o.organization_id, o.number)
      and not exists (
        select
        from (select * from jsonb_to_recordset(o.content -> 'lines') as l (code text, amount_cents bigint)) l
        full join (
          select a.budget_line_code::text as code, a.amount_cents
          from new_amounts a
          where a.organization_id = n.organization_id and a.award_code = n.award_code and a.version = n.version
        ) a on a.code = l.code
        where a.amount_cents is distinct from l.amount_cents
      )
  )
  limit 1;
  return null;
end
$$;
alter function ledger.check_revision_approval() owner to ledger_rules;
comment on function ledger.check_revision_approval() is 'Raises LV002 for a revision of a budget that the approval policy wants approved and that nobody approved.';
-- After adds_up, in the order of names.
create or replace trigger needs_approval after insert on ledger.budget_amount
  referencing new table as new_amounts
  for each statement execute function ledger.check_revision_approval();
alter table ledger.budget_amount enable always trigger needs_approval;

create or replace function ledger.adopt_approvals(
  organization_id bigint, above_cents bigint, payments boolean, transfers boolean, reversals boolean, revisions boolean, approved_by text,
  reason text
)
returns smallint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  made smallint;
begin
  perform ledger.require_administrator(org);
  insert into ledger.approval_policy (
    organization_id, version, above_cents, payments, transfers, reversals, revisions, approved_by, reason
  )
  select org, 1 + coalesce(max(p.version), 0), $2, $3, $4, $5, $6, $7, $8
  from ledger.approval_policy p
  where p.organization_id = org
  returning version into made;
  return made;
end
$$;
alter function ledger.adopt_approvals(bigint, bigint, boolean, boolean, boolean, boolean, text, text) owner to ledger_fn;
comment on function ledger.adopt_approvals(bigint, bigint, boolean, boolean, boolean, boolean, text, text) is
  'Records what a second person must approve from now on, amounts in cents, and returns the version. Raises LM001.';
grant execute on function ledger.adopt_approvals(bigint, bigint, boolean, boolean, boolean, boolean, text, text) to ledger_finance_admin;
