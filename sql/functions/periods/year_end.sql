-- The closing of a year: revenue, expenses and releases go to net assets.

create or replace view ledger.closing_entry as
select e.organization_id, e.id as entry_id
from ledger.journal_entry e
where e.kind = 'closing'
union all
select r.organization_id, r.id
from ledger.journal_entry e
join ledger.journal_entry r on r.organization_id = e.organization_id and r.reverses_entry_id = e.id
where e.kind = 'closing';
alter view ledger.closing_entry owner to ledger_rules;
comment on view ledger.closing_entry is
  'Entries that close a year, and those that reverse them: they are no activity. For functions only.';
comment on column ledger.closing_entry.organization_id is 'Whose books.';
comment on column ledger.closing_entry.entry_id is 'The entry.';

create or replace function ledger.is_closing(organization_id bigint, entry_id bigint)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select exists (select from ledger.closing_entry c where c.organization_id = $1 and c.entry_id = $2)
$$;
alter function ledger.is_closing(bigint, bigint) owner to ledger_rules;
comment on function ledger.is_closing(bigint, bigint) is 'Whether an entry closes a year, or reverses one that did. Its lines name no award.';
grant execute on function ledger.is_closing(bigint, bigint)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.last_day_of_year(first_month smallint, within date)
returns date
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select (date_trunc('month', within::timestamp) + make_interval(months => 1 + (first_month + 23 - extract(month from within)::integer) % 12) - interval '1 day')::date
$$;
comment on function ledger.last_day_of_year(smallint, date) is 'The last day of the fiscal year, of which the first month is given, 1 to 12, that a day lies in.';
grant execute on function ledger.last_day_of_year(smallint, date)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.fiscal_year_end(organization_id bigint, within date)
returns date
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select ledger.last_day_of_year(o.fiscal_year_first_month, within)
  from ledger.organization o
  where o.id = $1
$$;
alter function ledger.fiscal_year_end(bigint, date) owner to ledger_rules;
comment on function ledger.fiscal_year_end(bigint, date) is 'The last day of the organization''s fiscal year that the day lies in.';
grant execute on function ledger.fiscal_year_end(bigint, date) to ledger_fn;

create or replace function ledger.broken_closing(organization_id bigint, entry_id bigint)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with closing as (
    select e.organization_id, e.id, e.entry_date, ledger.fiscal_year_end(e.organization_id, e.entry_date) as year_end
    from ledger.journal_entry e
    where e.organization_id = $1 and e.id = $2 and e.kind = 'closing'
  ), line as (
    select l.*, a.role, a.type in ('revenue', 'expense', 'release') as is_activity
    from closing c
    join ledger.journal_line l on l.organization_id = c.organization_id and l.entry_id = c.id
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
  )
  select format('a closing entry is dated %s, the last day of the fiscal year, not %s', c.year_end, c.entry_date)
  from closing c
  where c.entry_date <> c.year_end
  union all
  select format('line %s of a closing entry names an award, a budget line or service dates', l.line_number)
  from line l
  where num_nonnulls(l.award_code, l.budget_line_code, l.service_from) > 0
  union all
  select format('line %s of a closing entry is on account %s with class %s; net assets close to 3010 without or 3110 with restrictions',
    l.line_number, l.account_code, coalesce(l.net_asset_class, 'none'))
  from line l
  where not l.is_activity and (l.role, l.net_asset_class) is distinct from ('net_assets', 'without')
    and (l.role, l.net_asset_class) is distinct from ('net_assets_for_use', 'with')
  union all
  select format('a closing entry moves %s of fund %s from one net-asset class to the other', ledger.dollars(abs(sum(l.amount_cents))), l.fund_code)
  from line l
  group by l.fund_code, l.net_asset_class
  having sum(l.amount_cents) <> 0
  limit 1
$$;
alter function ledger.broken_closing(bigint, bigint) owner to ledger_rules;
comment on function ledger.broken_closing(bigint, bigint) is
  'What is wrong with a closing entry (LE015) in itself; null where it holds. Also read by check.';

create or replace function ledger.closing_lines(organization_id bigint, year_end date)
returns table (
  line_number smallint, account_code text, fund_code text, amount_cents bigint, net_asset_class text, function text, program_code text
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with balance as (
    select l.account_code, l.fund_code, l.net_asset_class, l.function, l.program_code, sum(l.amount_cents) as cents
    from ledger.journal_line l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where l.organization_id = $1 and l.entry_date <= $2 and a.type in ('revenue', 'expense', 'release')
    group by 1, 2, 3, 4, 5
    having sum(l.amount_cents) <> 0
  ), line as (
    select 1 as part, b.account_code, b.fund_code, -b.cents as cents, b.net_asset_class, b.function, b.program_code
    from balance b
    union all
    select 2, a.code, b.fund_code, sum(b.cents), b.net_asset_class, null, null
    from balance b
    join ledger.account a
      on a.organization_id = $1 and a.is_default
        and a.role = case b.net_asset_class when 'with' then 'net_assets_for_use' else 'net_assets' end
    group by a.code, b.fund_code, b.net_asset_class
    having sum(b.cents) <> 0
  )
  select
    row_number() over (order by l.fund_code, l.part, l.net_asset_class, l.account_code, l.function, l.program_code)::smallint,
    l.account_code, l.fund_code, l.cents::bigint, l.net_asset_class, l.function, l.program_code
  from line l
$$;
alter function ledger.closing_lines(bigint, date) owner to ledger_rules;
comment on function ledger.closing_lines(bigint, date) is
  'The lines that bring every balance of revenue, expense and release accounts through the day to zero, by fund and class, cents.';
grant execute on function ledger.closing_lines(bigint, date) to ledger_fn;

create or replace function ledger.left_by_closing(organization_id bigint, entry_id bigint)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select format('a closing entry leaves %s on account %s of fund %s', ledger.dollars(sum(l.amount_cents)), l.account_code, l.fund_code)
  from (
    select distinct n.organization_id, n.entry_date, n.account_code, n.fund_code, n.net_asset_class, n.function, n.program_code
    from ledger.journal_line n
    join ledger.account a on a.organization_id = n.organization_id and a.code = n.account_code
    where n.organization_id = $1 and n.entry_id = $2 and a.type in ('revenue', 'expense', 'release')
  ) c
  join ledger.journal_line l
    on l.organization_id = c.organization_id and l.account_code = c.account_code and l.fund_code = c.fund_code
      and l.net_asset_class = c.net_asset_class and l.function is not distinct from c.function
      and l.program_code is not distinct from c.program_code and l.entry_date <= c.entry_date
  group by l.account_code, l.fund_code, l.net_asset_class, l.function, l.program_code
  having sum(l.amount_cents) <> 0
  union all
  -- Each year is closed on its own day: what an earlier one left open is no part of this one.
  select format('the fiscal year ended %s is not closed to net assets, and the closing of %s would take what it left open', y.ended, e.entry_date)
  from ledger.journal_entry e
  cross join lateral (
    select ledger.fiscal_year_end(e.organization_id, (date_trunc('month', e.entry_date) - interval '1 year')::date) as ended
  ) y
  where e.organization_id = $1 and e.id = $2 and exists (select from ledger.closing_lines(e.organization_id, y.ended))
  limit 1
$$;
alter function ledger.left_by_closing(bigint, bigint) owner to ledger_rules;
comment on function ledger.left_by_closing(bigint, bigint) is
  'What a closing entry leaves on an account that it closes, through its day, or an earlier fiscal year that is not closed (LE015); null where '
  'nothing is left. Of a closing that stands, also read by check.';

create or replace function ledger.broken_classes(organization_id bigint, entry_id bigint)
returns text
-- PL/pgSQL, because it keeps its plan for the session.
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  fault record;
begin
  select x.* into fault
  from (
    select 1 as place, format('line %s of an entry of kind %s moves account %s', l.line_number, m.kind, l.account_code) as problem
    from ledger.journal_entry e
    join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = coalesce(e.reverses_entry_id, e.id)
    join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where e.organization_id = $1 and e.id = $2 and ledger.moves_net_assets(a.type, m.kind)
    union all
    select 2, format('the entry moves %s of revenue of fund %s from one net-asset class to the other',
      ledger.dollars(least(abs(sum(l.amount_cents) filter (where l.net_asset_class = 'with')),
        abs(sum(l.amount_cents) filter (where l.net_asset_class = 'without')))), l.fund_code)
    from ledger.journal_entry e
    join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where e.organization_id = $1 and e.id = $2 and e.kind not in ('closing', 'reversal') and a.type = 'revenue'
    group by l.fund_code
    having sign(sum(l.amount_cents) filter (where l.net_asset_class = 'with'))
      * sign(sum(l.amount_cents) filter (where l.net_asset_class = 'without')) < 0
  ) x
  order by x.place
  limit 1;
  return fault.problem;
end
$$;
alter function ledger.broken_classes(bigint, bigint) owner to ledger_rules;
comment on function ledger.broken_classes(bigint, bigint) is
  'How an entry moves net assets that releases, openings and closings alone move (LE022); null where it does not. Also read by check.';
create or replace function ledger.check_closing_entries()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  entry record;
begin
  -- Most entries touch neither net assets nor revenue of a class.
  if not exists (
    select
    from new_lines l
    where l.net_asset_class is not null and l.function is null
      or l.line_number = 1 and (
        select e.kind from ledger.journal_entry e where e.organization_id = l.organization_id and e.id = l.entry_id) = 'closing'
  ) then
    return null;
  end if;
  -- Asked entry by entry through the primary key: a join was planned as a scan of all entries.
  for entry in
    select n.organization_id, n.entry_id, (
        select e.kind from ledger.journal_entry e where e.organization_id = n.organization_id and e.id = n.entry_id) as kind
    from (select distinct l.organization_id, l.entry_id from new_lines l where l.line_number = 1 or l.net_asset_class is not null and l.function is null) n
    order by n.entry_id
  loop
    perform ledger.refuse('LE022', b.message)
    from (select ledger.broken_classes(entry.organization_id, entry.entry_id) as message) b
    where b.message is not null;
    if entry.kind = 'closing' then
      perform ledger.refuse('LE015', b.message)
      from (
        select coalesce(ledger.broken_closing(entry.organization_id, entry.entry_id),
          ledger.left_by_closing(entry.organization_id, entry.entry_id)) as message
      ) b
      where b.message is not null;
    end if;
  end loop;
  return null;
end
$$;
alter function ledger.check_closing_entries() owner to ledger_rules;
comment on function ledger.check_closing_entries() is
  'Raises LE022 for an entry that moves net assets and is neither release, opening nor closing, LE015 for an entry of kind closing that is not the '
  'closing of a fiscal year.';
create or replace trigger lines_hold_closing after insert on ledger.journal_line
  referencing new table as new_lines
  for each statement execute function ledger.check_closing_entries();
alter table ledger.journal_line enable always trigger lines_hold_closing;

create or replace function ledger.close_year(organization_id bigint, year_end date)
returns table (entry_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  last_day constant date := year_end;
  lines ledger.line_draft[];
begin
  perform ledger.require_administrator(org);
  if last_day is distinct from ledger.fiscal_year_end(org, last_day) then
    perform ledger.refuse('LE015', format('the fiscal year ends on %s, not on %s', ledger.fiscal_year_end(org, last_day), last_day));
  end if;
  perform ledger.require_open(org, last_day);

  select array_agg(ledger.draft_line(1, c.line_number, c.account_code, c.fund_code, c.amount_cents, c.net_asset_class, c.function, c.program_code)
    order by c.line_number) into lines
  from ledger.closing_lines(org, last_day) c;
  if lines is null then
    return;
  end if;
  return query
  select (ledger.add_entries(org, array[ledger.draft_entry(
    ledger.next_key(org, 'closing:' || to_char(last_day, 'YYYY-MM-DD')), to_char(last_day, 'YYYY-MM-DD'), 'closing',
    'Closing of the year ended ' || to_char(last_day, 'YYYY-MM-DD'))], lines))[1];
end
$$;
alter function ledger.close_year(bigint, date) owner to ledger_fn;
comment on function ledger.close_year(bigint, date) is
  'Closes the revenue, expenses and releases of a fiscal year, given by its last day, to net assets (3010, 3110), in one entry of kind '
  'closing; no row where nothing is open. After a reopening it closes what is new. Raises LM001, LE015, LP002.';
grant execute on function ledger.close_year(bigint, date) to ledger_finance_admin;
