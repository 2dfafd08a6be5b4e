-- Balances of an award that no entry takes more from than is there: net assets with restrictions, advances, custodial money.

create or replace function ledger.keep_restricted()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  fault record;
begin
  if not exists (select from new_lines l where l.net_asset_class = 'with') then
    return null;
  end if;
  perform
  from ledger.award_progress p
  join ledger.award w on w.organization_id = p.organization_id and w.code = p.award_code
  where (w.organization_id, w.fund_code) in (
    select l.organization_id, l.fund_code from new_lines l where l.net_asset_class = 'with'
  )
  order by p.organization_id, p.award_code
  for update of p;
  with change as (
    select w.organization_id, w.code as award_code, -sum(l.amount_cents) as restricted_cents
    from new_lines l
    join ledger.award w on w.organization_id = l.organization_id and w.fund_code = l.fund_code
    where l.net_asset_class = 'with'
    group by w.organization_id, w.code
  ), moved as (
    update ledger.award_progress p
    set restricted_cents = p.restricted_cents + c.restricted_cents
    from change c
    where p.organization_id = c.organization_id and p.award_code = c.award_code
      and (c.restricted_cents >= 0 or p.restricted_cents + c.restricted_cents >= 0)
      and (c.restricted_cents = 0 or p.closed_on is null)
    returning p.organization_id, p.award_code
  )
  select c.award_code, -c.restricted_cents as taken_cents, p.restricted_cents as left_cents, p.closed_on into fault
  from change c
  join ledger.award_progress p on p.organization_id = c.organization_id and p.award_code = c.award_code
  where not exists (select from moved m where m.organization_id = c.organization_id and m.award_code = c.award_code)
  order by c.organization_id, c.award_code
  limit 1;
  if found and fault.closed_on is not null then
    perform ledger.refuse('LA013', format('award %s is closed since %s', fault.award_code, fault.closed_on));
  elsif found then
    perform ledger.refuse('LA012', format('award %s has %s with donor restrictions left, and this takes %s',
      fault.award_code, ledger.dollars(fault.left_cents), ledger.dollars(fault.taken_cents)));
  end if;
  return null;
end
$$;
alter function ledger.keep_restricted() owner to ledger_rules;
comment on function ledger.keep_restricted() is
  'Moves the restricted balance of awards by the lines of class with in their funds; raises LA012 where one would fall below zero, LA013 where the award is closed.';
-- After lines_hold and before moves_budgets, in the order of names: rows of awards are locked before those of budget lines.
create or replace trigger lines_hold_restricted after insert on ledger.journal_line
  referencing new table as new_lines
  for each statement execute function ledger.keep_restricted();
alter table ledger.journal_line enable always trigger lines_hold_restricted;

create or replace function ledger.keep_advances()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  fault record;
begin
  if not exists (
    select
    from new_lines l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where l.amount_cents > 0 and a.role in ('refundable_advance', 'custodial')
  ) then
    return null;
  end if;
  perform
  from ledger.award_progress p
  where (p.organization_id, p.award_code) in (select l.organization_id, l.award_code from new_lines l)
  order by p.organization_id, p.award_code
  for update;
  -- The rows are moved, not only locked: at REPEATABLE READ the second of two is told to begin again, and sums up what is there.
  update ledger.award_progress p
  set received_cents = p.received_cents
  where (p.organization_id, p.award_code) in (
    select l.organization_id, l.award_code
    from new_lines l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
    where ledger.takes_advance(a.role, l.amount_cents, e.kind)
  );
  select t.award_code, t.account_code, sum(o.amount_cents) as over_cents into fault
  from (
    select distinct l.organization_id, l.award_code, l.account_code, l.fund_code
    from new_lines l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
    where ledger.takes_advance(a.role, l.amount_cents, e.kind)
  ) t
  join ledger.journal_line o
    on o.organization_id = t.organization_id and o.award_code is not distinct from t.award_code and o.fund_code = t.fund_code
      and o.account_code = t.account_code
  group by t.organization_id, t.award_code, t.account_code
  having sum(o.amount_cents) > 0
  order by t.organization_id, t.award_code
  limit 1;
  if found then
    perform ledger.refuse('LA015', format('this takes %s more from account %s of award %s than was received ahead',
      ledger.dollars(fault.over_cents), fault.account_code, coalesce(fault.award_code, '(none named)')));
  end if;
  return null;
end
$$;
alter function ledger.keep_advances() owner to ledger_rules;
comment on function ledger.keep_advances() is
  'Raises LA015 where an entry takes more from an award''s refundable advance than is there, or returns more of custodial money.';
create or replace trigger lines_hold_advances after insert on ledger.journal_line
  referencing new table as new_lines
  for each statement execute function ledger.keep_advances();
alter table ledger.journal_line enable always trigger lines_hold_advances;

create or replace function ledger.sum_up_restricted()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  select coalesce(-sum(l.amount_cents), 0) into new.restricted_cents
  from ledger.award w
  join ledger.journal_line l on l.organization_id = w.organization_id and l.fund_code = w.fund_code
  where w.organization_id = new.organization_id and w.code = new.award_code and l.net_asset_class = 'with';
  return new;
end
$$;
alter function ledger.sum_up_restricted() owner to ledger_rules;
comment on function ledger.sum_up_restricted() is
  'Gives a new award the restricted balance of its fund, which may have been made, and posted to, ahead of it.';
create or replace trigger sums_up before insert on ledger.award_progress
  for each row execute function ledger.sum_up_restricted();
alter table ledger.award_progress enable always trigger sums_up;

create or replace function ledger.hold_award(organization_id bigint, award_code text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.require_recorder($1);
  perform ledger.lock_award($1, $2);
end
$$;
alter function ledger.hold_award(bigint, text) owner to ledger_fn;
comment on function ledger.hold_award(bigint, text) is
  'Locks the running row of an award, as entries that move it do, until the transaction ends: for who makes an entry of what its totals are. '
  'Raises LM001.';
grant execute on function ledger.hold_award(bigint, text) to ledger_recorder, ledger_finance_admin;

create or replace function ledger.lock_award(organization_id bigint, award_code text)
returns void
language sql
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '15s'
as $$
  select from ledger.award_progress p where p.organization_id = $1 and p.award_code = $2 for update
$$;
alter function ledger.lock_award(bigint, text) owner to ledger_rules;
comment on function ledger.lock_award(bigint, text) is 'Locks the running row of an award. For ledger.hold_award.';
grant execute on function ledger.lock_award(bigint, text) to ledger_fn;
