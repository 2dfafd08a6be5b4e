-- Closing and reopening the books through a day.

create or replace function ledger.closing_in_force(organization_id bigint)
returns table (number integer, closed_through date)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select c.number, c.closed_through
  from ledger.closing_event c
  where c.organization_id = $1
  order by c.number desc
  limit 1
$$;
alter function ledger.closing_in_force(bigint) owner to ledger_rules;
comment on function ledger.closing_in_force(bigint) is
  'The closing event that holds and the day through which it closes the books; no row where nothing was ever closed. For functions.';
grant execute on function ledger.closing_in_force(bigint) to ledger_fn;

create or replace function ledger.check_closing_event()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  last record;
begin
  if new.number is not null then
    perform ledger.refuse('LE009', 'the number of a closing event was given by the client');
  end if;
  select c.number, c.closed_through into last from ledger.closing_in_force(new.organization_id) c;
  if new.action = 'close' and last.closed_through >= new.closed_through then
    perform ledger.refuse('LP002', format('the books are closed through %s already', last.closed_through));
  elsif new.action in ('reopen', 'adjust') and (last.closed_through <= new.closed_through) is not false then
    perform ledger.refuse('LP003', format('the books are %s',
      coalesce('open from ' || last.closed_through + 1 || ' on', 'open: nothing was ever closed')));
  end if;
  new.number := 1 + coalesce(last.number, 0);
  return new;
end
$$;
alter function ledger.check_closing_event() owner to ledger_rules;
comment on function ledger.check_closing_event() is
  'Numbers a closing event; raises LP002 where it closes nothing more, LP003 where it reopens nothing.';
-- After holds_alone, in the order of names: of two who close, the second reads what the first did.
create or replace trigger moves_closing before insert on ledger.closing_event
  for each row execute function ledger.check_closing_event();
alter table ledger.closing_event enable always trigger moves_closing;

create or replace function ledger.check_policy()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.hold_books(new.organization_id, false);
  perform ledger.refuse('LP008', format('the books are closed through %s; the policy takes effect on %s', c.closed_through, new.effective_on))
  from ledger.closing_in_force(new.organization_id) c
  where c.closed_through >= new.effective_on;
  return null;
end
$$;
alter function ledger.check_policy() owner to ledger_rules;
comment on function ledger.check_policy() is 'Raises LP008 for a policy that takes effect on a day that is closed; under the lock of those who record.';
create or replace trigger from_open_day after insert on ledger.organization_policy
  for each row execute function ledger.check_policy();
alter table ledger.organization_policy enable always trigger from_open_day;

create or replace function ledger.require_open(organization_id bigint, on_day date)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.refuse('LP002', format('the books are closed through %s already', c.closed_through))
  from ledger.closing_in_force($1) c
  where c.closed_through >= $2;
end
$$;
alter function ledger.require_open(bigint, date) owner to ledger_fn;
comment on function ledger.require_open(bigint, date) is 'Raises LP002 where the books are closed through a day or later. For functions.';

create or replace function ledger.reopen_books(organization_id bigint, first_month date, reason text)
returns table (entry_id bigint, reversal_id bigint, entry_date date)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  closings bigint[];
  days text[];
begin
  perform ledger.require_administrator(org);
  insert into ledger.closing_event (organization_id, action, closed_through, reason)
  values (org, 'reopen', date_trunc('month', $2)::date - 1, $3);
  select array_agg(e.id order by e.entry_date desc, e.id desc), array_agg(to_char(e.entry_date, 'YYYY-MM-DD') order by e.entry_date desc, e.id desc)
  into closings, days
  from ledger.journal_entry e
  where e.organization_id = org and e.kind = 'closing' and e.entry_date >= date_trunc('month', $2) and not exists (
    select from ledger.journal_entry r where r.organization_id = org and r.reverses_entry_id = e.id);
  if closings is null then
    return;
  end if;
  return query
  select c.id, r.entry_id, e.entry_date::date
  from rows from (unnest(closings), ledger.record_reversals(org, closings, days, $3)) as c (id, entry_id, already_recorded)
  cross join lateral (select c.entry_id) r
  join ledger.journal_entry e on e.organization_id = org and e.id = c.id
  order by e.entry_date, c.id;
end
$$;
alter function ledger.reopen_books(bigint, date, text) owner to ledger_fn;
comment on function ledger.reopen_books(bigint, date, text) is
  'Reopens the books from the first day of a month on, with a reason, and turns the closing of each year that is open again on its own day, so that '
  'the year closes as a whole again; a row for each. Releases stand, and the next closing trues them up. Raises LM001, LP003, LP004.';
grant execute on function ledger.reopen_books(bigint, date, text) to ledger_finance_admin;
