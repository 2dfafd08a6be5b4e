-- Commitments: made, released, and counted against the budget line at once.

create or replace function ledger.add_commitment(
  organization_id bigint, award_code text, budget_line_code text, party_code text, amount_cents bigint, made_on date,
  expected_by date, description text, document text, idempotency_key text
)
returns table (number bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  new_number bigint;
  known record;
  difference text;
begin
  perform ledger.require_recorder($1);
  insert into ledger.commitment (
    organization_id, award_code, budget_line_code, party_code, amount_cents, made_on, expected_by, description, document, idempotency_key
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  on conflict on constraint commitment_idempotency_key do nothing
  returning commitment.number into new_number;
  if new_number is not null then
    return query select new_number, false;
    return;
  end if;
  select c.* into known
  from ledger.commitment c
  where c.organization_id = $1 and c.idempotency_key = $10;
  difference := case
    when known.award_code is distinct from $2 then 'award'
    when known.budget_line_code is distinct from $3 then 'budget line'
    when known.party_code is distinct from $4 then 'party'
    when known.amount_cents is distinct from $5 then 'amount'
    when known.made_on is distinct from $6 then 'date'
    when known.expected_by is distinct from $7 then 'expected day'
    when known.description is distinct from $8 and ledger.removed_on(known.description) is null then 'description'
    when known.document is distinct from $9 and ledger.removed_on(known.document) is null then 'document'
  end;
  if difference is not null then
    perform ledger.refuse('LK001', format('key %s belongs to commitment %s, which has another %s', quote_literal($10), known.number, difference));
  end if;
  return query select known.number, true;
end
$$;
alter function ledger.add_commitment(bigint, text, text, text, bigint, date, date, text, text, text) owner to ledger_fn;
comment on function ledger.add_commitment(bigint, text, text, text, bigint, date, date, text, text, text) is
  'Records a commitment, cents. The same key and content answers with the one already there. Raises LM001, LK001, LA009, LA013.';
grant execute on function ledger.add_commitment(bigint, text, text, text, bigint, date, date, text, text, text)
  to ledger_recorder, ledger_finance_admin;

create or replace function ledger.release_commitment(
  organization_id bigint, number bigint, amount_cents bigint, on_date date, reason text
)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  open bigint;
begin
  perform ledger.require_recorder($1);
  select p.open_cents into open
  from ledger.commitment_progress p
  where p.organization_id = $1 and p.commitment_number = $2;
  if open = 0 or $3 > open then
    perform ledger.refuse('LC001', format('commitment %s has %s open', $2, ledger.dollars(open)));
  end if;
  insert into ledger.commitment_event (organization_id, commitment_number, kind, amount_cents, on_date, reason)
  values ($1, $2, 'release', coalesce($3, open), $4, $5);
  return coalesce($3, open);
end
$$;
alter function ledger.release_commitment(bigint, bigint, bigint, date, text) owner to ledger_fn;
comment on function ledger.release_commitment(bigint, bigint, bigint, date, text) is
  'Releases a commitment, wholly where no amount is given, and returns what was released, cents. Raises LM001, LC001.';
grant execute on function ledger.release_commitment(bigint, bigint, bigint, date, text) to ledger_recorder, ledger_finance_admin;

-- A commitment changes what is left of its line from its day on; a release gives it back from its own.
create or replace function ledger.move_committed(commitment_number bigint, event ledger.commitment_event default null)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  c ledger.commitment;
  fault record;
begin
  select o.* into c from ledger.commitment o where o.number = commitment_number;
  -- As entries do, so that an award is not closed meanwhile.
  perform ledger.hold_books(c.organization_id, false);
  if event is null and exists (
    select
    from ledger.award_progress p
    where p.organization_id = c.organization_id and p.award_code = c.award_code and p.closed_on is not null
  ) then
    perform ledger.refuse('LA013', format('award %s is closed: it bears no further cost', c.award_code),
      known => jsonb_build_object('award', c.award_code));
  end if;
  perform ledger.refuse('LA001', format('what is ordered on %s is outside the term of award %s, which runs through %s', c.made_on, c.award_code, p.ends_on),
    'Order it of an award whose term covers the day, or record first what its funder approved: {award extend: award, through}.', jsonb_build_object('award', c.award_code))
  from ledger.award_progress p
  where event is null and p.organization_id = c.organization_id and p.award_code = c.award_code and ledger.is_ordered_late(c.made_on, p.ends_on);
  select m.* into fault
  from ledger.move_measures(array[row(
    c.organization_id, 'budget_line', c.award_code, c.budget_line_code, null, null, coalesce(event.on_date, c.made_on), 0,
    coalesce(-event.amount_cents, c.amount_cents), event is null)::ledger.measure_change]) m;
  if found then
    perform ledger.refuse_overspending(c.organization_id, c.award_code, c.budget_line_code, fault.limit_amount, fault.used_amount,
      fault.taken_amount, case when not fault.is_last then fault.on_day end);
  end if;
end
$$;
alter function ledger.move_committed(bigint, ledger.commitment_event) owner to ledger_rules;
comment on function ledger.move_committed(bigint, ledger.commitment_event) is
  'Counts a commitment against its budget line from its day on, or gives back what an event releases of it; raises LA009 where the award blocks it, LA013 '
  'where it is closed, LA001 after the end of its term.';

create or replace function ledger.orders_after(organization_id bigint, award_code text, ends_on date)
returns table (number bigint, made_on date)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select c.number::bigint, c.made_on::date
  from ledger.commitment c
  where c.organization_id = $1 and c.award_code = $2 and ledger.is_ordered_late(c.made_on, $3) and c.amount_cents > (
    select coalesce(sum(v.amount_cents), 0)
    from ledger.commitment_event v
    where v.organization_id = c.organization_id and v.commitment_number = c.number and v.kind = 'release')
$$;
comment on function ledger.orders_after(bigint, text, date) is
  'LA001: commitments of an award that are ordered after a day, but those that were let go wholly. Within what the session may read. Also read by check.';
grant execute on function ledger.orders_after(bigint, text, date)
  to ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.open_commitment()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into ledger.commitment_progress (organization_id, commitment_number, open_cents)
  values (new.organization_id, new.number, new.amount_cents);
  perform ledger.move_committed(new.number);
  return null;
end
$$;
alter function ledger.open_commitment() owner to ledger_rules;
comment on function ledger.open_commitment() is 'Counts a commitment against its budget line; raises LA001, LA009, LA013.';
create or replace trigger opens after insert on ledger.commitment
  for each row execute function ledger.open_commitment();
alter table ledger.commitment enable always trigger opens;

create or replace view ledger.commitment_day with (security_invoker = true) as
select c.organization_id, c.number::bigint as commitment_number, v.on_date::date as on_day,
  (c.amount_cents + sum(sum(ledger.opened_by(v.kind, v.amount_cents))) over (partition by c.organization_id, c.number order by v.on_date))::bigint as open_cents
from ledger.commitment c
join ledger.commitment_event v on v.organization_id = c.organization_id and v.commitment_number = c.number
group by c.organization_id, c.number, c.amount_cents, v.on_date;
comment on view ledger.commitment_day is
  'What is open of each commitment on each day on which it is drawn, restored or released, cents: LC001 where that is less than nothing. For the trigger and check.';
comment on column ledger.commitment_day.organization_id is 'Whose books.';
comment on column ledger.commitment_day.commitment_number is 'The commitment.';
comment on column ledger.commitment_day.on_day is 'The day.';
comment on column ledger.commitment_day.open_cents is 'Ordered, less what was drawn and released through that day and not restored, cents.';
grant select on ledger.commitment_day to ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.apply_commitment_event()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.kind <> 'release' and pg_trigger_depth() < 2 then
    perform ledger.refuse('LE009', 'a commitment is drawn and restored by entries, not by a client');
  end if;
  perform ledger.refuse('LC001', format('commitment %s was ordered on %s, after %s', c.number, c.made_on, new.on_date))
  from ledger.commitment c
  where c.organization_id = new.organization_id and c.number = new.commitment_number and c.made_on > new.on_date;
  update ledger.commitment_progress p
  set open_cents = p.open_cents + ledger.opened_by(new.kind, new.amount_cents)
  where p.organization_id = new.organization_id and p.commitment_number = new.commitment_number
    and (new.kind = 'restore' or p.open_cents >= new.amount_cents);
  if not found then
    perform ledger.refuse('LC001', format('commitment %s has %s open', p.commitment_number, ledger.dollars(p.open_cents)))
    from ledger.commitment_progress p
    where p.organization_id = new.organization_id and p.commitment_number = new.commitment_number;
  end if;
  perform ledger.refuse('LC001', format('commitment %s had %s less than nothing open on %s', d.commitment_number, ledger.dollars(-d.open_cents), d.on_day),
    case when new.kind = 'release' then 'Let it go on a day from which that much is open.'
      else format('What is drawn or let go of it later leaves too little then: see {commitment list}, undo that first, or record the cost without commitment %s.',
        d.commitment_number) end)
  from ledger.commitment_day d
  where d.organization_id = new.organization_id and d.commitment_number = new.commitment_number and d.open_cents < 0
  order by d.on_day
  limit 1;
  if new.kind = 'release' then
    perform ledger.move_committed(new.commitment_number, new);
  end if;
  return null;
end
$$;
alter function ledger.apply_commitment_event() owner to ledger_rules;
comment on function ledger.apply_commitment_event() is
  'Moves what is open of a commitment; raises LC001 below zero, in all or on a day, LE009 for a draw that no entry made.';
create or replace trigger moves_commitment after insert on ledger.commitment_event
  for each row execute function ledger.apply_commitment_event();
alter table ledger.commitment_event enable always trigger moves_commitment;
