-- Closing the books through a day: the releases of each month on the way, and the closing of years; and the adjustment of a year that is closed.

create or replace function ledger.month_end(within date)
returns date
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select (date_trunc('month', $1) + interval '1 month - 1 day')::date
$$;
comment on function ledger.month_end(date) is 'The last day of the month that the day lies in.';
grant execute on function ledger.month_end(date) to ledger_rules, ledger_fn;

create or replace function ledger.close_months(organization_id bigint, first_day date, through date, year_ends date[])
returns table (starts_on date, kind text, award_code text, amount_cents bigint, entry_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  month date;
  last_day date;
begin
  for month in select m::date from generate_series(first_day::timestamp, through::timestamp, interval '1 month') m order by m loop
    last_day := ledger.month_end(month);
    return query
    select date_trunc('month', r.entry_date)::date, r.role, r.award_code, r.amount_cents, r.entry_id from ledger.post_releases(org, month) r;
    if last_day = any (year_ends) then
      return query
      select month, 'closing', null::text, null::bigint, c.entry_id from ledger.close_year(org, last_day) c;
    end if;
  end loop;
end
$$;
alter function ledger.close_months(bigint, date, date, date[]) owner to ledger_fn;
comment on function ledger.close_months(bigint, date, date, date[]) is
  'Posts the releases of each month from a first day through a last one, in order, and after a month that ends one of these years its closing. One '
  'row an entry posted, its kind the role of the account that releases, or closing. For functions.';

create or replace function ledger.close_books(organization_id bigint, through_month date, reason text, year_end boolean default false, early boolean default false)
returns table (starts_on date, kind text, award_code text, amount_cents bigint, entry_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  through constant date := ledger.month_end(through_month);
  first_day date;
  why ledger.remark;
begin
  perform ledger.require_administrator(org);
  why := reason;
  perform ledger.require_open(org, through);
  select coalesce(
    (select c.closed_through + 1 from ledger.closing_in_force(org) c),
    (select date_trunc('month', min(e.entry_date))::date from ledger.journal_entry e where e.organization_id = org)
  ) into first_day;
  return query
  select * from ledger.close_months(org, first_day, through, array(
    select ledger.month_end(m::date)
    from generate_series(first_day::timestamp, through::timestamp, interval '1 month') m
    where year_end and ledger.month_end(m::date) = ledger.fiscal_year_end(org, m::date)));
  insert into ledger.closing_event (organization_id, action, closed_through, is_early, reason)
  values (org, 'close', through, early and through >= (now() at time zone 'UTC')::date, why);
end
$$;
alter function ledger.close_books(bigint, date, text, boolean, boolean) owner to ledger_fn;
comment on function ledger.close_books(bigint, date, text, boolean, boolean) is
  'Closes the books through the last day of a month, all or nothing: posts the releases of each open month on the way, with year_end the '
  'closing of each fiscal year that ends on the way, then closes. One row an entry posted, its kind release_use, release_time or closing. Raises LM001, LP002, LP004, and without early '
  'constraint closing_event_early_check where the month is not over.';
grant execute on function ledger.close_books(bigint, date, text, boolean, boolean) to ledger_finance_admin;

create or replace function ledger.year_closings(organization_id bigint, first_day date, before_record bigint)
returns table (year_end date)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select distinct e.entry_date::date
  from ledger.journal_entry e
  where e.organization_id = $1 and e.kind = 'closing' and e.entry_date >= $2 and (e.record_number < $3) <> ($3 < 0) and not exists (
    select
    from ledger.journal_entry r
    where r.organization_id = e.organization_id and r.reverses_entry_id = e.id and (r.record_number < $3) <> ($3 < 0))
$$;
alter function ledger.year_closings(bigint, date, bigint) owner to ledger_rules;
comment on function ledger.year_closings(bigint, date, bigint) is
  'The last days, from a day on, of the fiscal years that were closed to net assets when the record of that number was recorded. '
  'What is only tried draws numbers below zero, each lower than the one before. For functions.';
grant execute on function ledger.year_closings(bigint, date, bigint) to ledger_fn;

create or replace function ledger.adjusting_faults(organization_id bigint, number integer)
returns table (message text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with event as (
    select c.organization_id, c.number, c.document_sha256, c.record_number, ledger.month_end(c.closed_through + 1) as year_end,
      before.closed_through as closed_before, after.action as next_action, after.closed_through as closed_after
    from ledger.closing_event c
    left join ledger.closing_event before on before.organization_id = c.organization_id and before.number = c.number - 1
    left join ledger.closing_event after on after.organization_id = c.organization_id and after.number = c.number + 1
    where c.organization_id = $1 and c.number = $2 and c.action = 'adjust'
  ), adjustment as (
    select v.year_end, v.document_sha256, e.organization_id, e.id, e.entry_date
    from event v
    join ledger.journal_entry e on e.organization_id = v.organization_id and e.closing_number = v.number
    where not ledger.is_made_by_books(e.kind)
  )
  select format('no fiscal year that ended on %s was closed to net assets', v.year_end)
  from event v
  where (v.closed_before >= v.year_end) is not true or not exists (
    select from ledger.year_closings(v.organization_id, v.year_end, v.record_number) y where y.year_end = v.year_end)
  union all
  select format('the books were closed through %s before the adjustment, and through %s after it', coalesce(v.closed_before::text, 'no day'),
    case when v.next_action = 'close' then v.closed_after::text else 'no day' end)
  from event v
  where (v.next_action, v.closed_after::date) is distinct from ('close', v.closed_before::date)
  union all
  select 'it adjusts nothing'
  from event v
  where not exists (select from adjustment)
  union all
  select format('entry %s of an adjustment is dated %s, not %s', a.id, a.entry_date, a.year_end)
  from adjustment a
  where a.entry_date <> a.year_end
  union all
  select format('entry %s of an adjustment does not have its document', a.id)
  from adjustment a
  where not exists (
    select from ledger.document_link k where k.organization_id = a.organization_id and k.entry_id = a.id and k.sha256 = a.document_sha256)
$$;
alter function ledger.adjusting_faults(bigint, integer) owner to ledger_rules;
comment on function ledger.adjusting_faults(bigint, integer) is
  'LP007: what is wrong with an adjustment of a closed year, given by the number of its closing event; no row where nothing is, or where the event '
  'adjusts nothing. Asked as the transaction commits, and by check.';

create or replace function ledger.check_adjusting()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.refuse('LP007', f.message) from ledger.adjusting_faults(new.organization_id, new.number) f limit 1;
  return null;
end
$$;
alter function ledger.check_adjusting() owner to ledger_rules;
comment on function ledger.check_adjusting() is 'Raises LP007 at commit for an adjustment that is not one of a closed year, or that leaves the books open.';
do $$
begin
  if not exists (select from pg_catalog.pg_trigger where tgname = 'adjusts_closed_year' and tgrelid = 'ledger.closing_event'::regclass) then
    create constraint trigger adjusts_closed_year after insert on ledger.closing_event
      deferrable initially deferred
      for each row when (new.action = 'adjust') execute function ledger.check_adjusting();
  end if;
end
$$;
alter table ledger.closing_event enable always trigger adjusts_closed_year;
comment on constraint adjusts_closed_year on ledger.closing_event is
  'An adjustment of a closed year is dated its last day, and closes the books again in the same transaction.';

create or replace function ledger.adjust_year(
  organization_id bigint, year_end text, entries ledger.entry_draft[], lines ledger.line_draft[], approved_by text, bytes bytea, media_type text,
  file_name text, reason text
)
returns table (starts_on date, kind text, award_code text, amount_cents bigint, entry_id bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  last_day constant date := ledger.read_day(year_end);
  first_day constant date := date_trunc('month', last_day)::date;
  closed date;
  years date[];
  made record;
begin
  perform ledger.require_administrator(org);
  if exists (
    select
    from unnest(entries) d
    join ledger.journal_entry e on e.organization_id = org and e.idempotency_key = d.idempotency_key
  ) then
    -- What is recorded already is answered with; anything else is refused, for the books are closed.
    return query
    select first_day, 'journal', null::text, null::bigint, r.entry_id, r.already_recorded from ledger.record(org, entries, lines) r;
    return;
  end if;
  select c.closed_through into closed from ledger.closing_in_force(org) c;
  years := array(select y.year_end from ledger.year_closings(org, first_day, 9223372036854775807) y);
  if (closed >= last_day and last_day = any (years)) is not true then
    perform ledger.refuse('LP007', format('no fiscal year that ended on %s is closed to net assets', last_day));
  end if;
  insert into ledger.document (organization_id, sha256, media_type, file_name, bytes)
  values (org, sha256(bytes), media_type, file_name, bytes)
  on conflict on constraint document_pkey do nothing;
  insert into ledger.closing_event (organization_id, action, closed_through, approved_by, document_sha256, reason)
  values (org, 'adjust', first_day - 1, approved_by, sha256(bytes), reason);
  for made in select r.entry_id from ledger.record(org, entries, lines) r order by r.entry_ordinal loop
    perform ledger.attach_document(org, bytes, media_type, file_name, made.entry_id, null, null);
    return query select first_day, 'journal', null::text, null::bigint, made.entry_id, false;
  end loop;
  return query
  select m.*, false from ledger.close_months(org, first_day, closed, years) m;
  insert into ledger.closing_event (organization_id, action, closed_through, is_early, reason)
  values (org, 'close', closed, closed >= (now() at time zone 'UTC')::date, reason);
end
$$;
alter function ledger.adjust_year(bigint, text, ledger.entry_draft[], ledger.line_draft[], text, bytea, text, text, text) owner to ledger_fn;
comment on function ledger.adjust_year(bigint, text, ledger.entry_draft[], ledger.line_draft[], text, bytea, text, text, text) is
  'Records adjustments of a fiscal year that is closed to net assets, given by its last day (YYYY-MM-DD), on which they are dated: all in one '
  'transaction, with who approved them and the document they rest on, which is attached to each; then the releases that change in that month and in '
  'every later closed one, and a further closing of that year and of each later closed one. The books are closed through the same day as before. One row '
  'an entry, first the adjustments; a key recorded already answers with its entry. Raises LM001, LP007, LK001, LD001 to LD003, LP004, and whatever '
  'rule of the journal is broken.';
grant execute on function ledger.adjust_year(bigint, text, ledger.entry_draft[], ledger.line_draft[], text, bytea, text, text, text)
  to ledger_finance_admin;

create or replace view report.closings
with (security_invoker = true, security_barrier = true) as
select
  o.code::text as organization,
  c.number,
  c.action,
  c.closed_through::date as closed_through,
  c.is_early,
  ledger.shown(c.approved_by::text) as approved_by,
  encode(c.document_sha256, 'hex') as document,
  ledger.shown(c.reason::text) as reason,
  c.recorded_at,
  c.recorded_by
from ledger.closing_event c
join ledger.organization o on o.id = c.organization_id;
comment on view report.closings is 'Every closing and reopening of books, and every adjustment of a closed year, in their order.';
comment on column report.closings.organization is 'Code of the organization.';
comment on column report.closings.number is 'From 1 in the order recorded; an entry of report.journal names in closing the one that held.';
comment on column report.closings.action is
  'close, reopen, or adjust: entries dated the last day of the month after closed_through were recorded, and the books closed again by the next event.';
comment on column report.closings.closed_through is 'The last day that is closed from this event on.';
comment on column report.closings.is_early is 'Whether it closed a month that was not over.';
comment on column report.closings.approved_by is 'Who approved an adjustment.';
comment on column report.closings.document is 'SHA-256 of the document that an adjustment rests on, 64 hexadecimal digits.';
comment on column report.closings.reason is 'Why.';
comment on column report.closings.recorded_at is 'When it was recorded.';
comment on column report.closings.recorded_by is 'Login that recorded it.';
grant select on report.closings to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
