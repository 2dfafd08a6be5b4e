-- The part of check that asks rules of balances and of what follows something else, as of the moment at which each was recorded. Entries and
-- what they rely on are numbered in one order. Two entries that were under way together are told apart by a row lock alone, so what was
-- recorded within five minutes of an entry counts for it: of rows that nobody broke, check never says that they are.

create or replace function ledger.check_history()
returns table (sqlstate text, organization_code text, place text, problem text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set enable_nestloop = off
-- By hash of the whole key: merged by organization alone, entries meet all lines of theirs.
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  scope constant bigint[] := ledger.checked_organizations();
begin
  return query
  select b.sqlstate, coalesce(o.code::text, 'number ' || b.organization_id), b.place, b.problem
  from (
    select * from ledger.broken_measures(scope)
    union all
    select * from ledger.broken_room(scope)
    union all
    select * from ledger.broken_revisions(scope)
    union all
    select * from ledger.broken_award_closings(scope)
    union all
    select * from ledger.broken_bills(scope)
    union all
    select * from ledger.broken_settlements(scope)
    union all
    select * from ledger.broken_corrections(scope)
    union all
    select * from ledger.broken_claims(scope)
    union all
    select * from ledger.broken_notes(scope)
  ) b
  left join ledger.organization o on o.id = b.organization_id;
end
$$;
alter function ledger.check_history() owner to ledger_rules;
comment on function ledger.check_history() is
  'Asks rules of balances, revisions, closed awards, bills, settlements, corrections, keys and notes of the state at which each was recorded; one '
  'row a broken rule. For check_books.';
grant execute on function ledger.check_history() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.broken_room(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select 'LA017', l.organization_id, 'entry ' || l.entry_id, format('takes %s off the budget of award %s', ledger.dollars(-sum(l.amount_cents)),
    l.award_code)
  from ledger.journal_line l
  join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
  join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
  left join ledger.closing_event c on c.organization_id = e.organization_id and c.number = e.closing_number
  where l.organization_id = any (scope) and l.budget_line_code is not null and a.counts_toward_budget
  group by l.organization_id, l.entry_id, l.award_code, e.kind, c.action, e.origin_kind, e.origin_part
  having sum(l.amount_cents) < 0
    and ledger.may_make_room(e.kind, bool_and(coalesce(a.role = 'indirect', false)), c.action, e.origin_kind, e.origin_part) is not true
$$;
alter function ledger.broken_room(bigint[]) owner to ledger_rules;
comment on function ledger.broken_room(bigint[]) is
  'LA017: entries of these organizations that take more off a budget than they charge to it and may not. For ledger.check_history.';

create or replace function ledger.broken_revisions(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with lowered as (
    select m.organization_id, m.kind, m.award_code, m.version, m.budget_line_code, m.on_day, v.record_number, a.amount_cents
    from ledger.measured_limit m
    join ledger.budget_version v on v.organization_id = m.organization_id and v.award_code = m.award_code and v.version = m.version
    join ledger.budget_amount a
      on a.organization_id = m.organization_id and a.award_code = m.award_code and a.version = m.version and a.budget_line_code = m.budget_line_code
    where m.organization_id = any (scope) and m.kind = 'budget_line' and m.version > 1 and m.asks and m.limit_amount < 0
  ), used as (
    -- Of what entries had spent, through each day from its first: commitments are not numbered in one order with revisions.
    select m.*, sum(c.used_amount) over (
        partition by m.organization_id, m.award_code, m.version, m.budget_line_code order by greatest(c.on_day, m.on_day)) as used_cents
    from lowered m
    join ledger.measured_cost c
      on c.organization_id = m.organization_id and c.kind = m.kind and c.award_code = m.award_code and c.budget_line_code = m.budget_line_code
    join ledger.journal_entry e on e.organization_id = c.organization_id and e.id = c.entry_id and e.record_number < m.record_number
  )
  select 'LA011', u.organization_id, 'award ' || u.award_code || ' budget version ' || u.version,
    format('gives line %s %s, of which %s were spent', u.budget_line_code, ledger.dollars(u.amount_cents), ledger.dollars(max(u.used_cents)))
  from used u
  where ledger.is_beyond(u.amount_cents, u.used_cents)
  group by u.organization_id, u.award_code, u.version, u.budget_line_code, u.amount_cents
  union all
  select 'LA010', v.organization_id, 'award ' || v.award_code || ' budget version ' || v.version,
    'is the grantee''s own and needed the funder''s approval: ' || r.why
  from ledger.budget_version v
  cross join lateral (select x.why from ledger.revision_beyond_terms(v.organization_id, v.award_code, v.version) x limit 1) r
  where v.organization_id = any (scope) and v.version > 1 and v.approver = 'grantee'
$$;
alter function ledger.broken_revisions(bigint[]) owner to ledger_rules;
comment on function ledger.broken_revisions(bigint[]) is
  'LA010: revisions of budgets of these organizations that the funder had to approve; LA011: those that lowered a line below what was spent '
  'of it. By what was recorded before each. For ledger.check_history.';

create or replace function ledger.broken_award_closings(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with closed as (
    select c.*
    from (
      select v.organization_id, v.award_code, v.number, v.action, v.on_date, v.record_number, w.fund_code,
        lead(v.record_number) over (partition by v.organization_id, v.award_code order by v.number) as until
      from ledger.award_event v
      join ledger.award w on w.organization_id = v.organization_id and w.code = v.award_code
      where v.organization_id = any (scope)
    ) c
    where c.action = 'close'
  )
  select 'LA013', c.organization_id, 'award ' || c.award_code || ' ' || x.what, format('was recorded while the award was closed, since %s', c.on_date)
  from closed c
  join (
    select a.organization_id, a.award_code, 'version ' || a.version as what, a.record_number from ledger.award_version a
    union all
    select b.organization_id, b.award_code, 'budget version ' || b.version, b.record_number from ledger.budget_version b
  ) x on x.organization_id = c.organization_id and x.award_code = c.award_code
  where x.record_number > c.record_number and coalesce(x.record_number < c.until, true)
  union all
  select distinct 'LA013', c.organization_id, 'entry ' || e.id, format('moves account %s in the fund of award %s, which was closed since %s',
    l.account_code, c.award_code, c.on_date)
  from closed c
  join ledger.journal_entry e
    on e.organization_id = c.organization_id and e.record_number > c.record_number and coalesce(e.record_number < c.until, true)
  join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id and l.fund_code = c.fund_code
  join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
  where ledger.moves_closed_award(a.role, true) and not ledger.moves_after_closing(e.organization_id, e.id)
  union all
  select 'LA013', c.organization_id, 'award ' || c.award_code, u.message
  from (
    select distinct c.organization_id, c.award_code
    from closed c
    join ledger.journal_entry e on e.organization_id = c.organization_id and e.record_number > c.record_number and e.kind = 'refund'
    join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id and l.fund_code = c.fund_code
    where c.until is null
  ) c
  cross join lateral ledger.unsettled_after_closing(c.organization_id) u
  where u.award_code = c.award_code
  union all
  select 'LA016', c.organization_id, 'award ' || c.award_code, format('was closed on %s with %s on account %s', c.on_date,
    ledger.dollars(sum(l.amount_cents)), l.account_code)
  from closed c
  join ledger.journal_line l on l.organization_id = c.organization_id and l.fund_code = c.fund_code
  join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code and ledger.is_open_at_closing(a.role)
  join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id and e.record_number < c.record_number
  group by c.organization_id, c.award_code, c.number, c.on_date, l.account_code
  having sum(l.amount_cents) <> 0
  union all
  -- A closed award takes no commitment, and no closing leaves one.
  select 'LA016', c.organization_id, 'award ' || c.award_code, format('is closed since %s, and commitment %s is open', c.on_date, m.number)
  from closed c
  join ledger.commitment m on m.organization_id = c.organization_id and m.award_code = c.award_code
  join ledger.commitment_progress p on p.organization_id = m.organization_id and p.commitment_number = m.number and p.open_cents > 0
  where c.until is null
$$;
alter function ledger.broken_award_closings(bigint[]) owner to ledger_rules;
comment on function ledger.broken_award_closings(bigint[]) is
  'LA016: awards of these organizations that were closed while something was open; LA013: versions, budgets and entries recorded while they '
  'were closed. For ledger.check_history.';

create or replace function ledger.broken_corrections(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select 'LE016', c.organization_id, 'entry ' || c.corrects_entry_id, case
      when r.id is null then format('was corrected by entry %s and not reversed before', c.entry_id)
      else format('is corrected by entry %s, a reversal or itself', c.entry_id)
    end
  from ledger.correction c
  left join ledger.journal_entry e on e.organization_id = c.organization_id and e.id = c.entry_id
  left join ledger.journal_entry r
    on r.organization_id = c.organization_id and r.reverses_entry_id = c.corrects_entry_id and r.record_number < c.record_number
  where c.organization_id = any (scope) and (r.id is null or e.kind = 'reversal' or c.entry_id = c.corrects_entry_id)
$$;
alter function ledger.broken_corrections(bigint[]) owner to ledger_rules;
comment on function ledger.broken_corrections(bigint[]) is
  'LE016: entries of these organizations that were corrected and not reversed before, or corrected by a reversal. For ledger.check_history.';
