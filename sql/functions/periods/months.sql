-- Closing and reopening accounting periods.

create or replace function ledger.apply_period_event()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  found_state text;
begin
  -- Waits for postings under way, which hold the row FOR SHARE. FOR UPDATE would also wait for the key lock of another
  -- event's foreign key, and two closing at once would wait for each other.
  select p.state into found_state
  from ledger.accounting_period p
  where p.organization_id = new.organization_id and p.starts_on = new.starts_on
  for no key update;
  if new.action = 'close' and found_state = 'closed' then
    perform ledger.refuse('LP002', format('the accounting period %s is closed already', to_char(new.starts_on, 'YYYY-MM')));
  elsif new.action = 'reopen' and found_state = 'open' then
    perform ledger.refuse('LP003', format('the accounting period %s is open', to_char(new.starts_on, 'YYYY-MM')));
  end if;
  update ledger.accounting_period p
  set state = case new.action when 'close' then 'closed' else 'open' end, changed_at = clock_timestamp()
  where p.organization_id = new.organization_id and p.starts_on = new.starts_on;
  return null;
end
$$;
alter function ledger.apply_period_event() owner to ledger_rules;
comment on function ledger.apply_period_event() is 'Moves the period''s state by an event; raises LP002 or LP003 where it is there already.';
create or replace trigger moves_period after insert on ledger.period_event
  for each row execute function ledger.apply_period_event();
alter table ledger.period_event enable always trigger moves_period;

create or replace function ledger.change_period(organization_id bigint, months date[], action text, reason text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.require_administrator($1);
  insert into ledger.period_event (organization_id, starts_on, action, reason)
  select $1, m, $3, $4
  from unnest($2) m
  order by m;
end
$$;
alter function ledger.change_period(bigint, date[], text, text) owner to ledger_fn;
comment on function ledger.change_period(bigint, date[], text, text) is
  'Closes (action close) or reopens (action reopen) months, given by their first days, with a reason; all or none. Raises LM001, LP002, LP003.';
grant execute on function ledger.change_period(bigint, date[], text, text) to ledger_finance_admin;
