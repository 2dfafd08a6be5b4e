-- Releases of donor restrictions: what is due, and its posting when a month closes.

create or replace function ledger.due_releases(organization_id bigint, through date)
returns table (
  award_code text, fund_code text, spent_cents bigint, direct_cents bigint, released_cents bigint, restricted_cents bigint, due_cents bigint
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with scope as (
    -- What can be released without taking more than is there on a later day.
    select w.organization_id, w.code, w.fund_code,
      ledger.room_from(w.organization_id, 'restricted', ledger.measure_key(null, null, w.fund_code, null), through) as releasable_cents
    from ledger.award w
    where w.organization_id = $1 and w.recognition in ('unconditional', 'conditional') and ledger.reads_books($1)
  ), of_award as (
    select
      l.award_code,
      sum(l.amount_cents) filter (
        where a.counts_toward_budget and (l.budget_line_code is not null or a.type = 'expense')) as spent,
      -sum(l.amount_cents) filter (
        where a.type = 'revenue' and l.net_asset_class = 'without' and m.kind = 'condition') as direct
    from scope w
    join ledger.journal_line l on l.organization_id = w.organization_id and l.award_code = w.code
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
    join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = coalesce(e.reverses_entry_id, e.id)
    where l.entry_date <= through
    group by l.award_code
  ), of_fund as (
    -- Releases dated later are counted as well: a month that closes late releases nothing twice.
    select
      l.fund_code,
      -sum(l.amount_cents) filter (where l.entry_date <= through) as restricted,
      sum(l.amount_cents) filter (where l.entry_date <= through and a.type = 'release' and c.entry_id is null) as released,
      sum(l.amount_cents) filter (where l.entry_date > through and a.type = 'release' and c.entry_id is null) as released_later,
      sum(l.amount_cents) filter (where l.entry_date <= through and m.kind = 'release' and a.role = 'release_use') as released_for_spending
    from scope w
    join ledger.journal_line l on l.organization_id = w.organization_id and l.fund_code = w.fund_code and l.net_asset_class = 'with'
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
    join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = coalesce(e.reverses_entry_id, e.id)
    left join ledger.closing_entry c on c.organization_id = l.organization_id and c.entry_id = l.entry_id
    group by l.fund_code
  ), award as (
    select w.code, w.fund_code, coalesce(w.releasable_cents, 0) as releasable, coalesce(x.spent, 0) as spent, coalesce(x.direct, 0) as direct,
      coalesce(f.released, 0) as released, greatest(coalesce(f.released_later, 0), 0) as released_later,
      greatest(coalesce(f.released_for_spending, 0), 0) as released_for_spending, coalesce(f.restricted, 0) as restricted
    from scope w
    left join of_award x on x.award_code = w.code
    left join of_fund f on f.fund_code = w.fund_code
  )
  select
    w.code, w.fund_code, w.spent::bigint, w.direct::bigint, w.released::bigint, w.restricted::bigint,
    case
      when w.spent - w.direct >= w.released
        then greatest(least(w.spent - w.direct - w.released - w.released_later, w.restricted, w.releasable), 0)
      -- Spending that was taken back since: what was released for it is restricted again. Other releases, as of time, stand.
      else greatest(w.spent - w.direct - w.released, -w.released_for_spending)
    end::bigint
  from award w
  order by w.code
$$;
alter function ledger.due_releases(bigint, date) owner to ledger_rules;
comment on function ledger.due_releases(bigint, date) is
  'What is to be released of each unconditional or conditional award through a day, cents: its qualifying spending, less what was '
  'recognized without restrictions directly and released so far, at most its restricted balance then and on any later day; negative where spending was taken '
  'back after its release. No rows outside the session''s memberships.';
grant execute on function ledger.due_releases(bigint, date)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.post_releases(organization_id bigint, month date)
returns table (award_code text, amount_cents bigint, entry_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  last_day constant date := (date_trunc('month', month) + interval '1 month - 1 day')::date;
  release_code constant text := (
    select a.code from ledger.account a where a.organization_id = $1 and a.role = 'release_use' and a.is_default);
  due record;
  new_id bigint;
begin
  perform ledger.require_administrator(org);
  perform ledger.require_open(org, last_day);
  for due in select d.* from ledger.due_releases(org, last_day) d where d.due_cents <> 0 order by d.award_code loop
    new_id := (ledger.add_entries(org, array[ledger.draft_entry(
      ledger.next_key(org, 'release:' || due.award_code || ':' || to_char(last_day, 'YYYY-MM')), to_char(last_day, 'YYYY-MM-DD'), 'release', case
        when due.due_cents > 0 then 'Release of ' || due.award_code || ' for spending through ' || last_day
        else 'Release of ' || due.award_code || ' taken back with its spending'
      end)], array[
        ledger.draft_line(1, 1, release_code, due.fund_code, due.due_cents, 'with', award_code => due.award_code),
        ledger.draft_line(1, 2, release_code, due.fund_code, -due.due_cents, 'without', award_code => due.award_code)
      ]))[1];
    return query select due.award_code, due.due_cents, new_id;
  end loop;
end
$$;
alter function ledger.post_releases(bigint, date) owner to ledger_fn;
comment on function ledger.post_releases(bigint, date) is
  'Posts what ledger.due_releases tells through the last day of a month (Dr 6910 with, Cr 6910 without), one entry an award of kind release, '
  'cents. Raises LM001, LP002.';
grant execute on function ledger.post_releases(bigint, date) to ledger_finance_admin;

create or replace function ledger.close_books(organization_id bigint, through_month date, reason text, year_end boolean default false, early boolean default false)
returns table (starts_on date, kind text, award_code text, amount_cents bigint, entry_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  through constant date := (date_trunc('month', through_month) + interval '1 month - 1 day')::date;
  first_day date;
  month date;
  last_day date;
  why ledger.remark;
begin
  perform ledger.require_administrator(org);
  why := reason;
  perform ledger.require_open(org, through);
  select coalesce(
    (select c.closed_through + 1 from ledger.closing_in_force(org) c),
    (select date_trunc('month', min(e.entry_date))::date from ledger.journal_entry e where e.organization_id = org)
  ) into first_day;
  for month in select m::date from generate_series(first_day::timestamp, through::timestamp, interval '1 month') m order by m loop
    last_day := (month + interval '1 month - 1 day')::date;
    return query select month, 'release', r.award_code, r.amount_cents, r.entry_id from ledger.post_releases(org, month) r;
    if year_end and last_day = ledger.fiscal_year_end(org, last_day) then
      return query
      select month, 'closing', null::text, null::bigint, c.entry_id from ledger.close_year(org, last_day) c;
    end if;
  end loop;
  insert into ledger.closing_event (organization_id, action, closed_through, is_early, reason)
  values (org, 'close', through, early and through >= (now() at time zone 'UTC')::date, why);
end
$$;
alter function ledger.close_books(bigint, date, text, boolean, boolean) owner to ledger_fn;
comment on function ledger.close_books(bigint, date, text, boolean, boolean) is
  'Closes the books through the last day of a month, all or nothing: posts the releases of each open month on the way, with year_end the '
  'closing of each fiscal year that ends on the way, then closes. One row an entry posted. Raises LM001, LP002, LP004, and without early '
  'constraint closing_event_early_check where the month is not over.';
grant execute on function ledger.close_books(bigint, date, text, boolean, boolean) to ledger_finance_admin;
