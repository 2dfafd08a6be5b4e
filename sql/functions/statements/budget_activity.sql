-- What statements read. These functions ask once for the session's scope and then read as ledger_rules: row-level security
-- asked for every table of the query took most of a statement's time.

create or replace view ledger.award_in_scope as
select w.organization_id, w.code as award_code, o.is_owner or coalesce(m.reads_books, false) as reads_books
from ledger.award w
-- The owner of the books grants memberships of awards without being a member of anything.
cross join (select pg_has_role(session_user, 'ledger_owner', 'member') as is_owner) o
cross join lateral (
  select count(*) as memberships, bool_or(m.award_code is null) as reads_books
  from ledger.membership_in_force m
  where m.login = session_user
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

create or replace function ledger.award_budgets(
  codes text[], as_of date, asked_version integer default null, as_recorded bigint default null
)
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
-- The joins are written in the order to run them, award by award: looking for a better one took longer than the query, and a
-- join over all budgets would cost what all awards cost.
set join_collapse_limit = 1
set from_collapse_limit = 1
set jit = off
as $$
  select
    o.id, o.code, o.last_name, o.ein, o.fiscal_year_first_month,
    w.code, a.name, w.funder_code, f.name, a.amount_cents, a.starts_on, a.ends_on,
    w.recognition, w.basis, w.fund_code, w.program_code, w.revenue_account_code,
    t.overspend_policy,
    case when as_recorded is null then p.closed_on else r.closed_on end,
    j.id, v.version, t.variance_percent_tenths, t.variance_amount_cents, t.variance_test, t.variance_basis, u.overrun_cents,
    l.code, l.name, l.category, l.account_code, l.type,
    coalesce(l.approved_cents, 0), coalesce(l.budget_cents, 0), l.budget_cents is not null, coalesce(c.open_cents, 0), coalesce(e.overrun_cents, 0)
  from (
    select distinct c.code from unnest(coalesce(codes, array(select w.code::text from ledger.award w))) c (code)
  ) asked
  cross join lateral (
    select w.*
    from ledger.award w
    where w.code = asked.code and (as_recorded is null or ledger.was_sealed(w.organization_id, 'award', w.record_number, as_recorded))
    offset 0
  ) w
  cross join lateral (
    select s.reads_books
    from ledger.award_in_scope s
    where s.organization_id = w.organization_id and s.award_code = w.code
    offset 0
  ) s
  -- Names are those of then, as all else that was recorded.
  cross join lateral (
    select o.*, coalesce((select m from ledger.name_of(o.id, 'organization', o.code, '', as_recorded) m), o.name) as last_name
    from ledger.organization o
    where o.id = w.organization_id
    offset 0
  ) o
  cross join lateral (
    select coalesce((select m from ledger.name_of(f.organization_id, 'party', f.code, '', as_recorded) m), f.name) as name
    from ledger.party f
    where f.organization_id = w.organization_id and f.code = w.funder_code
    offset 0
  ) f
  cross join lateral (
    select p.closed_on
    from ledger.award_progress p
    where p.organization_id = w.organization_id and p.award_code = w.code
    offset 0
  ) p
  -- The last entry of the grantee, from its lines: they are read anyway. Through the primary key, as the pair says: by
  -- number alone, the entries of all others would be passed on the way.
  left join lateral (
    select case when as_recorded is not null then (
        select t.last_entry_number
        from ledger.tree_head t
        where t.organization_id = w.organization_id and t.seal_number <= as_recorded
        order by t.seal_number desc
        limit 1)
      else (
        select case when e.organization_id = w.organization_id then e.entry_id end
        from ledger.journal_line e
        where (e.organization_id, e.entry_id) <= (w.organization_id, 9223372036854775807)
        order by e.organization_id desc, e.entry_id desc
        limit 1)
      end as id
  ) j on s.reads_books
  -- What running rows say now, as it was recorded by then.
  left join lateral (
    select (
        select case e.action when 'close' then e.on_date::date end
        from ledger.award_event e
        where e.organization_id = w.organization_id and e.award_code = w.code and (as_recorded is null or ledger.was_sealed(e.organization_id, 'award_event', e.record_number, as_recorded))
        order by e.number desc
        limit 1
      ) as closed_on
    where as_recorded is not null
  ) r on true
  -- What held on the day: name, amount and term, the version of the budget and the terms; before the first takes effect, the first.
  cross join lateral (
    select a.name, a.amount_cents, a.starts_on, a.ends_on
    from ledger.award_as_of(w.organization_id, w.code, award_budgets.as_of, as_recorded) a
    offset 0
  ) a
  left join lateral (
    select v.version
    from ledger.budget_version v
    where v.organization_id = w.organization_id and v.award_code = w.code and (asked_version is null or v.version = asked_version)
      and (as_recorded is null or ledger.was_sealed(v.organization_id, 'budget_version', v.record_number, as_recorded))
    order by v.effective_on <= as_of desc, case when v.effective_on <= as_of then -v.version else v.version end
    limit 1
  ) v on true
  left join lateral (
    select t.*
    from ledger.award_terms t
    where t.organization_id = w.organization_id and t.award_code = w.code and (as_recorded is null or ledger.was_sealed(t.organization_id, 'award_terms', t.record_number, as_recorded))
    order by t.effective_on <= as_of desc, case when t.effective_on <= as_of then -t.version else t.version end
    limit 1
  ) t on true
  left join lateral (
    select max(e.overrun_cents) as overrun_cents
    from ledger.variance_explanation e
    where e.organization_id = w.organization_id and e.award_code = w.code and e.budget_line_code is null and e.as_of <= award_budgets.as_of
      and (as_recorded is null or ledger.was_sealed(e.organization_id, 'variance_explanation', e.record_number, as_recorded))
  ) u on true
  left join lateral (
    select l.organization_id, l.award_code, l.code,
      coalesce((select m from ledger.name_of(l.organization_id, 'budget_line', l.code, l.award_code, as_recorded) m), l.name) as name, l.category, l.account_code, l.position, a.type,
      b1.amount_cents as approved_cents, b.amount_cents as budget_cents
    from ledger.budget_line l
    left join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    left join ledger.budget_amount b
      on b.organization_id = l.organization_id and b.award_code = l.award_code and b.budget_line_code = l.code and b.version = v.version
    left join ledger.budget_amount b1
      on b1.organization_id = l.organization_id and b1.award_code = l.award_code and b1.budget_line_code = l.code and b1.version = 1
    where l.organization_id = w.organization_id and l.award_code = w.code
    offset 0
  ) l on true
  left join lateral (
    select sum(c.amount_cents - coalesce((
        select sum(case d.kind when 'restore' then -d.amount_cents else d.amount_cents end)
        from ledger.commitment_event d
        where d.organization_id = c.organization_id and d.commitment_number = c.number and d.on_date <= as_of
          and (as_recorded is null or ledger.was_sealed(d.organization_id, 'commitment_event', d.record_number, as_recorded))
      ), 0))::bigint as open_cents
    from ledger.commitment c
    where c.organization_id = l.organization_id and c.award_code = l.award_code and c.budget_line_code = l.code and c.made_on <= as_of
      and (as_recorded is null or ledger.was_sealed(c.organization_id, 'commitment', c.record_number, as_recorded))
  ) c on true
  left join lateral (
    select max(e.overrun_cents) as overrun_cents
    from ledger.variance_explanation e
    where e.organization_id = l.organization_id and e.award_code = l.award_code and e.budget_line_code = l.code
      and e.as_of <= award_budgets.as_of and (as_recorded is null or ledger.was_sealed(e.organization_id, 'variance_explanation', e.record_number, as_recorded))
  ) e on true
  order by o.code, w.code, l.position
$$;
alter function ledger.award_budgets(text[], date, integer, bigint) owner to ledger_rules;
comment on function ledger.award_budgets(text[], date, integer, bigint) is
  'Awards of these codes (null: all) within the session''s memberships, one row a budget line, with the name, amount, term, terms and budget in '
  'force on the day, or the budget''s version asked for, open commitments as of the day and the overrun explained by then, cents. recorded_through '
  'is the last entry of the grantee, null for those who do not read its books. as_recorded: as the books stood at that seal; null for now.';
grant execute on function ledger.award_budgets(text[], date, integer, bigint)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;

create or replace function ledger.award_activity(
  organization_ids bigint[], award_codes text[], bounds date[], as_recorded bigint default null
)
returns table (
  organization_id bigint, award_code text, budget_line_code text, bucket integer, actual_cents bigint, earlier_service_cents bigint
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
set jit = off
-- The joins are written in the order to run them: looking for a better one took longer than the query.
set join_collapse_limit = 1
set from_collapse_limit = 1
as $$
#variable_conflict use_column
declare
  days constant date[] := bounds;
  last_day constant date := bounds[cardinality(bounds)];
  -- What rollups are read through, and from which entry on there may be some that are not in them; both of one moment.
  last_seal constant bigint := coalesce(as_recorded, (select max(s.number) from ledger.seal s), 0);
  entry_floor constant bigint := case when as_recorded is null then (select s.entry_floor from ledger.sealing s) end;
  -- Months that a bound divides: read line by line.
  divided constant date[] := array(
    select distinct date_trunc('month', b)::date from unnest(bounds) b where extract(day from b) <> 1);
begin
  return query
  with scope as (
    -- Award by award: a join would read all of them.
    select w.organization_id, w.award_code
    from unnest(organization_ids, award_codes) as w (organization_id, award_code)
    cross join lateral (
      select from ledger.award_in_scope s where s.organization_id = w.organization_id and s.award_code = w.award_code offset 0
    ) s
  ), line as (
    -- Divided months, and of whole months what is not sealed yet.
    select l.*
    from scope s
    cross join unnest(divided) d (month)
    join ledger.journal_line l
      on l.organization_id = s.organization_id and l.award_code = s.award_code
        and l.entry_date >= d.month and l.entry_date < (d.month + interval '1 month')::date
    where l.entry_date < last_day and (as_recorded is null or ledger.was_sealed(l.organization_id, 'entry', l.entry_id, as_recorded))
    union all
    select l.*
    from scope s
    join ledger.journal_line l on l.organization_id = s.organization_id and l.award_code = s.award_code
    where l.entry_id > entry_floor and l.entry_date < last_day and date_trunc('month', l.entry_date)::date <> all (divided) and not exists (
      select from ledger.leaf f where f.organization_id = l.organization_id and f.kind = 'entry' and f.number = l.entry_id)
  ), part as (
    select k.organization_id, k.award_code, k.budget_line_code, k.account_code, width_bucket(k.month, days) as bucket,
      r.debit_cents - r.credit_cents as amount_cents,
      case when k.service_month < date_trunc('month', days[width_bucket(k.month, days)]) then r.debit_cents - r.credit_cents else 0
        end as earlier_cents
    from scope s
    join ledger.rollup_key k on k.organization_id = s.organization_id and k.award_code = s.award_code
    cross join lateral (
      select r.debit_cents, r.credit_cents
      from ledger.rollup r
      where r.organization_id = k.organization_id and r.key_number = k.number and r.seal_number <= last_seal
      order by r.seal_number desc
      limit 1
    ) r
    where k.month < last_day and k.month <> all (divided)
    union all
    select l.organization_id, l.award_code, coalesce(l.budget_line_code, ''), l.account_code, width_bucket(l.entry_date::date, days),
      l.amount_cents, case when l.service_through < days[width_bucket(l.entry_date::date, days)] then l.amount_cents else 0 end
    from line l
    union all
    -- Of whole months, what was served in the part of a month that lies before its bucket: rollups tell months only.
    select l.organization_id, l.award_code, coalesce(l.budget_line_code, ''), l.account_code, i, 0, l.amount_cents
    from generate_series(1, cardinality(days) - 1) i
    cross join scope s
    join ledger.journal_line l
      on l.organization_id = s.organization_id and l.award_code = s.award_code
        and l.entry_date >= (date_trunc('month', days[i]) + interval '1 month')::date and l.entry_date < days[i + 1]
    where extract(day from days[i]) <> 1 and ledger.was_sealed(l.organization_id, 'entry', l.entry_id, last_seal)
      and l.service_through >= date_trunc('month', days[i])::date and l.service_through < days[i]
      and date_trunc('month', l.entry_date)::date <> all (divided)
  )
  select p.organization_id, p.award_code::text, nullif(p.budget_line_code, '')::text, p.bucket, sum(p.amount_cents)::bigint,
    sum(p.earlier_cents)::bigint
  from part p
  join ledger.account a on a.organization_id = p.organization_id and a.code = p.account_code
  where a.organization_id = any (organization_ids) and a.counts_toward_budget and (p.budget_line_code <> '' or a.type = 'expense')
  group by 1, 2, 3, 4;
end
$$;
alter function ledger.award_activity(bigint[], text[], date[], bigint) owner to ledger_rules;
comment on function ledger.award_activity(bigint[], text[], date[], bigint) is
  'Actual spending of awards by budget line and bucket of days, cents, refunds deducted. bounds: first days of the buckets, ascending, '
  'then the day after the last; bucket 0 is before the first. A null budget line is spending in the award''s fund on no line. '
  'earlier_service_cents is the part whose service ended before the bucket began. Whole months come from rollups, the rest from its lines; '
  'as_recorded: as the books stood at that seal, null for now. Rows only of awards within the session''s memberships.';
grant execute on function ledger.award_activity(bigint[], text[], date[], bigint)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;
