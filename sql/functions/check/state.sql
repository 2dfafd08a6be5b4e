-- The part of check that asks what entries relied on. Entries and versions are numbered in one order, and a version is numbered while nobody
-- records, so what held for an entry is the version of the highest lower number.

create or replace function ledger.check_state()
returns table (sqlstate text, organization_code text, place text, problem text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set enable_nestloop = off
as $$
#variable_conflict use_column
declare
  scope constant bigint[] := ledger.checked_organizations();
begin
  return query
  select b.sqlstate, coalesce(o.code::text, 'number ' || b.organization_id), b.place, b.problem
  from (
    select * from ledger.broken_memberships(scope)
    union all
    select * from ledger.broken_closings(scope)
    union all
    select * from ledger.broken_versions(scope)
  ) b
  left join ledger.organization o on o.id = b.organization_id;
end
$$;
alter function ledger.check_state() owner to ledger_rules;
comment on function ledger.check_state() is
  'Looks whether entries relied on what held when they were recorded, by the one order of numbers, and whether they were open then; one row a '
  'disagreement. For check_books.';
grant execute on function ledger.check_state() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.broken_memberships(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select 'LM001', x.organization_id, 'entry ' || x.id, format('was recorded by %s by membership %s, %s', x.recorded_by, x.membership_number, x.why)
  from (
    select e.organization_id, e.id, e.recorded_by, e.membership_number, case
        when m.number is null then 'which does not exist'
        when m.login <> e.recorded_by then 'which is that of ' || m.login
        when m.role not in ('recorder', 'finance_admin', 'approver') or m.award_code is not null
          or m.organization_id <> e.organization_id then 'by which nobody records there'
        when m.record_number > e.record_number then 'which was granted later'
        when r.record_number < e.record_number then 'which was taken back before'
        when m.network_code is not null and coalesce(n.record_number > e.record_number, true)
          then 'of network ' || m.network_code || ', to which the organization did not belong'
        when (e.recorded_at at time zone 'UTC')::date < m.first_day then 'which begins later'
        -- A transaction that began on the last day may end on the next.
        when (e.recorded_at at time zone 'UTC')::date - 1 > m.last_day then 'which was over'
      end as why
    from ledger.journal_entry e
    left join ledger.membership m on m.number = e.membership_number
    left join ledger.membership_revocation r on r.membership_number = m.number
    left join ledger.network_organization n on n.organization_id = e.organization_id and n.network_code = m.network_code
    where e.organization_id = any (scope) and e.membership_number is not null
  ) x
  where x.why is not null
$$;
alter function ledger.broken_memberships(bigint[]) owner to ledger_rules;
comment on function ledger.broken_memberships(bigint[]) is
  'LM001: entries of these organizations whose membership is not one that held for their login. For ledger.check_state.';

create or replace function ledger.broken_closings(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with closing as (
    select c.*, row_number() over w as due, lag(c.closed_through) over w as closed_before, lead(c.record_number) over w as until
    from ledger.closing_event c
    where c.organization_id = any (scope)
    window w as (partition by c.organization_id order by c.record_number)
  )
  select 'LP001', e.organization_id, 'entry ' || e.id, case
      when e.closing_number is distinct from c.number
        then format('relied on closing %s; %s held', coalesce(e.closing_number::text, 'none'), coalesce(c.number::text, 'none'))
      else format('is dated %s and was recorded while the books were closed through %s', e.entry_date, c.closed_through)
    end
  from ledger.journal_entry e
  left join closing c
    on c.organization_id = e.organization_id and c.record_number < e.record_number and coalesce(c.until > e.record_number, true)
  where e.organization_id = any (scope) and (e.closing_number is distinct from c.number or e.entry_date <= c.closed_through)
  union all
  select case c.action when 'close' then 'LP002' else 'LP003' end, c.organization_id, 'closing ' || c.number, case
      when c.number <> c.due then format('is number %s of its organization', c.due)
      else format('%s through %s books that were closed through %s', case c.action when 'close' then 'closes' when 'adjust' then 'adjusts' else 'reopens' end,
        c.closed_through, coalesce(c.closed_before::text, 'no day'))
    end
  from closing c
  where c.number <> c.due or (c.action = 'close' and c.closed_before >= c.closed_through)
    or (c.action in ('reopen', 'adjust') and (c.closed_before <= c.closed_through) is not false)
  union all
  select 'LP007', c.organization_id, 'closing ' || c.number, f.message
  from closing c
  cross join lateral ledger.adjusting_faults(c.organization_id, c.number) f
  where c.action = 'adjust'
  union all
  select 'LP008', p.organization_id, 'policy ' || p.version, format('takes effect on %s and was recorded while the books were closed through %s',
    p.effective_on, c.closed_through)
  from ledger.organization_policy p
  join closing c
    on c.organization_id = p.organization_id and c.record_number < p.record_number and coalesce(c.until > p.record_number, true)
  where p.effective_on <= c.closed_through
  union all
  select 'LP008', t.organization_id, format('award %s terms version %s', t.award_code, t.version),
    format('change from %s on what qualifies, and were recorded while the books were closed through %s', t.effective_on, c.closed_through)
  from ledger.award_terms t
  join ledger.award_terms o on o.organization_id = t.organization_id and o.award_code = t.award_code and o.version = t.version - 1
    and o.qualifying <> t.qualifying
  join closing c
    on c.organization_id = t.organization_id and c.record_number < t.record_number and coalesce(c.until > t.record_number, true)
  where t.effective_on <= c.closed_through
$$;
alter function ledger.broken_closings(bigint[]) owner to ledger_rules;
comment on function ledger.broken_closings(bigint[]) is
  'LP001: entries of these organizations dated on a day that was closed when they were recorded, or that name another closing than the one that '
  'held; LP002, LP003: closing events that do not follow each other; LP007: adjustments of years that were not closed, or that were not closed again; LP008: policies from closed days. For ledger.check_state.';

create or replace function ledger.broken_versions(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with approval as (
    select p.organization_id, p.version, p.record_number,
      lead(p.record_number) over (partition by p.organization_id order by p.record_number) as until
    from ledger.approval_policy p
    where p.organization_id = any (scope)
  ), version as (
    select v.*, lead(v.record_number) over (partition by v.what, v.organization_id, v.award_code order by v.record_number) as until
    from (
      select 'version' as what, a.organization_id, a.award_code::text as award_code, a.version, a.record_number from ledger.award_version a
      union all
      select 'terms', t.organization_id, t.award_code, t.version, t.record_number from ledger.award_terms t
      union all
      select 'budget', b.organization_id, b.award_code, b.version, b.record_number from ledger.budget_version b
    ) v
    where v.organization_id = any (scope)
  ), relied as (
    select a.organization_id, a.entry_id, e.record_number, a.award_code, a.award_version, a.terms_version, a.budget_version
    from ledger.entry_award a
    join ledger.journal_entry e on e.organization_id = a.organization_id and e.id = a.entry_id
    where a.organization_id = any (scope)
  )
  select 'LE020', e.organization_id, 'entry ' || e.id, format('relied on approval policy %s; %s held', coalesce(e.approval_version::text, 'none'),
    coalesce(p.version::text, 'none'))
  from ledger.journal_entry e
  left join approval p
    on p.organization_id = e.organization_id and p.record_number < e.record_number and coalesce(p.until > e.record_number, true)
  where e.organization_id = any (scope) and e.approval_version is distinct from p.version
  union all
  select 'LE020', r.organization_id, 'entry ' || r.entry_id, format('relied on %s %s of award %s; %s held', x.what,
    coalesce(x.version::text, 'none'), r.award_code, coalesce(x.held::text, 'none'))
  from relied r
  left join version a
    on a.what = 'version' and a.organization_id = r.organization_id and a.award_code = r.award_code and a.record_number < r.record_number
      and coalesce(a.until > r.record_number, true)
  left join version t
    on t.what = 'terms' and t.organization_id = r.organization_id and t.award_code = r.award_code and t.record_number < r.record_number
      and coalesce(t.until > r.record_number, true)
  left join version b
    on b.what = 'budget' and b.organization_id = r.organization_id and b.award_code = r.award_code and b.record_number < r.record_number
      and coalesce(b.until > r.record_number, true)
  cross join lateral (values
    ('version', r.award_version, a.version), ('terms', r.terms_version, t.version), ('budget', r.budget_version, b.version)
  ) x (what, version, held)
  where (r.award_version, r.terms_version, r.budget_version) is distinct from (a.version, t.version, b.version)
    and x.version is distinct from x.held
  union all
  select 'LE020', coalesce(l.organization_id, a.organization_id), 'entry ' || coalesce(l.entry_id, a.entry_id), case
      when a.entry_id is null then format('does not say which terms of award %s it relied on', l.award_code)
      else format('relied on award %s, which no line of it names', a.award_code)
    end
  from (
    select distinct n.organization_id, n.entry_id, n.award_code
    from ledger.journal_line n
    where n.organization_id = any (scope) and n.award_code is not null
  ) l
  full join (select * from ledger.entry_award a where a.organization_id = any (scope)) a
    on a.organization_id = l.organization_id and a.entry_id = l.entry_id and a.award_code = l.award_code
  where l.entry_id is null or a.entry_id is null
  union all
  select 'LE020', p.organization_id, 'award ' || p.award_code, format('has %s %s by its versions, %s by its running row', x.what,
    coalesce(v.version::text, 'none'), coalesce(x.version::text, 'none'))
  from ledger.award_progress p
  cross join lateral (values ('version', p.award_version), ('terms', p.terms_version), ('budget', p.budget_version)) x (what, version)
  left join version v on v.what = x.what and v.organization_id = p.organization_id and v.award_code = p.award_code::text and v.until is null
  where p.organization_id = any (scope) and x.version is distinct from v.version
$$;
alter function ledger.broken_versions(bigint[]) owner to ledger_rules;
comment on function ledger.broken_versions(bigint[]) is
  'LE020: entries of these organizations that relied on another approval policy, award, terms or budget than held, or that do not say on '
  'which; and awards whose running row says other versions than there are. For ledger.check_state.';
