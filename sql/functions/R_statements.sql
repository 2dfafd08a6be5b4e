-- What statements read. These functions ask once for the session's scope and then read as ledger_rules: row-level security
-- asked for every table of the query took most of a statement's time.

create or replace view ledger.award_in_scope as
select w.organization_id, w.code as award_code, o.is_owner or coalesce(m.reads_books, false) as reads_books
from ledger.award w
-- The owner of the books grants memberships of awards without being a member of anything.
cross join (select pg_has_role(session_user, 'ledger_owner', 'member') as is_owner) o
cross join lateral (
  select count(*) as memberships, bool_or(m.award_code is null) as reads_books
  from ledger.membership m
  where m.login = session_user and m.revoked_at is null
    and (m.award_code is null or m.award_code = w.code)
    and (m.organization_id = w.organization_id or (m.organization_id is null and (
      m.network_code is null or exists (
        select
        from ledger.network_organization n
        where n.network_code = m.network_code and n.organization_id = w.organization_id))))
) m
where o.is_owner or m.memberships > 0;
alter view ledger.award_in_scope owner to ledger_rules;
comment on view ledger.award_in_scope is
  'Awards that the session''s login may read, and whether it reads the whole books of the grantee. For functions only.';
comment on column ledger.award_in_scope.organization_id is 'The grantee.';
comment on column ledger.award_in_scope.award_code is 'The award.';
comment on column ledger.award_in_scope.reads_books is 'Whether the login reads the grantee''s entries, not this award''s totals only.';

create or replace function ledger.award_budgets(codes text[], as_of date, asked_version integer default null)
returns table (
  organization_id bigint, organization_code text, organization_name text, ein text, fiscal_year_first_month smallint,
  code text, name text, funder_code text, funder_name text, amount_cents bigint, starts_on date, ends_on date,
  recognition text, basis text, fund_code text, program_code text, revenue_account_code text, overspend_policy text,
  closed_on date, recorded_through bigint, version smallint, variance_percent_tenths integer, variance_amount_cents bigint,
  variance_test text, variance_basis text, unbudgeted_explained_cents bigint,
  line_code text, line_name text, category text, account_code text, account_type text,
  approved_cents bigint, budget_cents bigint, is_in_version boolean, committed_cents bigint, explained_cents bigint
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
-- The joins are written in the order to run them: looking for a better one took longer than the query.
set join_collapse_limit = 1
set from_collapse_limit = 1
as $$
  select
    o.id, o.code, o.name, o.ein, o.fiscal_year_first_month,
    w.code, w.name, w.funder_code, f.name, w.amount_cents, w.starts_on, coalesce(x.ends_on, w.ends_on),
    w.recognition, w.basis, w.fund_code, w.program_code, w.revenue_account_code, p.overspend_policy, p.closed_on,
    case when s.reads_books then (
      select max(l.entry_id) from ledger.journal_line l where l.organization_id = w.organization_id
    ) end,
    v.version, t.variance_percent_tenths, t.variance_amount_cents, t.variance_test, t.variance_basis, u.overrun_cents,
    l.code, l.name, l.category, l.account_code, a.type,
    coalesce(b1.amount_cents, 0), coalesce(b.amount_cents, 0), b.amount_cents is not null, coalesce(c.open_cents, 0), coalesce(e.overrun_cents, 0)
  from ledger.award w
  join ledger.award_in_scope s on s.organization_id = w.organization_id and s.award_code = w.code
  join ledger.organization o on o.id = w.organization_id
  join ledger.party f on f.organization_id = w.organization_id and f.code = w.funder_code
  join ledger.award_progress p on p.organization_id = w.organization_id and p.award_code = w.code
  -- What held on the day: the end, the version of the budget and the terms; before the first takes effect, the first.
  left join lateral (
    select max(x.ends_on::date) as ends_on
    from ledger.award_extension x
    where x.organization_id = w.organization_id and x.award_code = w.code and x.effective_on <= as_of
  ) x on true
  left join lateral (
    select v.version
    from ledger.budget_version v
    where v.organization_id = w.organization_id and v.award_code = w.code and (asked_version is null or v.version = asked_version)
    order by v.effective_on <= as_of desc, case when v.effective_on <= as_of then -v.version else v.version end
    limit 1
  ) v on true
  left join lateral (
    select t.*
    from ledger.award_terms t
    where t.organization_id = w.organization_id and t.award_code = w.code
    order by t.effective_on <= as_of desc, case when t.effective_on <= as_of then -t.version else t.version end
    limit 1
  ) t on true
  left join lateral (
    select max(e.overrun_cents) as overrun_cents
    from ledger.variance_explanation e
    where e.organization_id = w.organization_id and e.award_code = w.code and e.budget_line_code is null and e.as_of <= award_budgets.as_of
  ) u on true
  left join ledger.budget_line l on l.organization_id = w.organization_id and l.award_code = w.code
  left join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
  left join ledger.budget_amount b
    on b.organization_id = l.organization_id and b.award_code = l.award_code and b.budget_line_code = l.code and b.version = v.version
  left join ledger.budget_amount b1
    on b1.organization_id = l.organization_id and b1.award_code = l.award_code and b1.budget_line_code = l.code and b1.version = 1
  left join lateral (
    select sum(c.amount_cents - coalesce((
        select sum(case d.kind when 'restore' then -d.amount_cents else d.amount_cents end)
        from ledger.commitment_event d
        where d.organization_id = c.organization_id and d.commitment_number = c.number and d.on_date <= as_of
      ), 0))::bigint as open_cents
    from ledger.commitment c
    where c.organization_id = l.organization_id and c.award_code = l.award_code and c.budget_line_code = l.code and c.made_on <= as_of
  ) c on true
  left join lateral (
    select max(e.overrun_cents) as overrun_cents
    from ledger.variance_explanation e
    where e.organization_id = l.organization_id and e.award_code = l.award_code and e.budget_line_code = l.code
      and e.as_of <= award_budgets.as_of
  ) e on true
  where codes is null or w.code = any (codes)
  order by o.code, w.code, l.position
$$;
alter function ledger.award_budgets(text[], date, integer) owner to ledger_rules;
comment on function ledger.award_budgets(text[], date, integer) is
  'Awards of these codes (null: all) within the session''s memberships, one row a budget line, with the term, terms and budget in force on '
  'the day, or the budget''s version asked for, open commitments as of the day and the overrun explained by then, cents. recorded_through '
  'is the last entry of the grantee, null for those who do not read its books.';
grant execute on function ledger.award_budgets(text[], date, integer)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;

create or replace function ledger.award_activity(organization_ids bigint[], award_codes text[], bounds date[])
returns table (
  organization_id bigint, award_code text, budget_line_code text, bucket integer, actual_cents bigint, earlier_service_cents bigint
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
-- The joins are written in the order to run them: looking for a better one took longer than the query.
set join_collapse_limit = 1
set from_collapse_limit = 1
as $$
  select
    l.organization_id, l.award_code::text, l.budget_line_code::text,
    width_bucket(l.entry_date::date, bounds) as bucket,
    sum(l.amount_cents)::bigint,
    coalesce(sum(l.amount_cents) filter (where l.service_through < bounds[width_bucket(l.entry_date::date, bounds)]), 0)::bigint
  from unnest(organization_ids, award_codes) as w (organization_id, award_code)
  join ledger.award_in_scope s on s.organization_id = w.organization_id and s.award_code = w.award_code
  join ledger.journal_line l on l.organization_id = s.organization_id and l.award_code = s.award_code
  join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
  where l.entry_date < bounds[cardinality(bounds)]
    and a.counts_toward_budget
    and (l.budget_line_code is not null or a.type = 'expense')
  group by 1, 2, 3, 4
$$;
alter function ledger.award_activity(bigint[], text[], date[]) owner to ledger_rules;
comment on function ledger.award_activity(bigint[], text[], date[]) is
  'Actual spending of awards by budget line and bucket of days, cents, refunds deducted. bounds: first days of the buckets, ascending, '
  'then the day after the last; bucket 0 is before the first. A null budget line is spending in the award''s fund on no line. '
  'earlier_service_cents is the part whose service ended before the bucket began. Rows only of awards within the session''s memberships.';
grant execute on function ledger.award_activity(bigint[], text[], date[])
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;
