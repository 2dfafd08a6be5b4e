-- Open items: what is owed on payables and cards and what staff owe of advances, moved by the lines that
-- settle or reverse it.

create or replace function ledger.move_open_items()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  fault record;
  item record;
begin
  if not exists (
    select
    from new_lines l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where l.settles_entry_id is not null or a.role in ('staff_advances', 'payables', 'card')
  ) then
    return null;
  end if;

  select l.entry_id, l.line_number, l.account_code, l.settles_entry_id, case
      when i.entry_id is null then format('has no open item on account %s, fund %s, party %s',
        l.account_code, l.fund_code, coalesce(l.party_code::text, 'nobody'))
      when t.entry_date > l.entry_date then format('is dated %s, after it', t.entry_date)
      when e.kind <> 'reversal' and sign(i.amount_cents) = sign(l.amount_cents) then 'goes the same way'
    end as why
  into fault
  from new_lines l
  join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
  left join ledger.open_item i
    on i.organization_id = l.organization_id and i.entry_id = l.settles_entry_id and i.account_code = l.account_code
      and i.fund_code = l.fund_code and i.party_code = coalesce(l.party_code, '')
      and i.participant_code = coalesce(l.participant_code, '')
  left join ledger.journal_entry t on t.organization_id = l.organization_id and t.id = l.settles_entry_id
  where l.settles_entry_id is not null
    and ledger.settles_wrongly(i.amount_cents, t.entry_date, l.amount_cents, l.entry_date, e.kind = 'reversal')
  order by l.entry_id, l.line_number
  limit 1;
  if found then
    perform ledger.refuse('LB003', format('line %s settles entry %s, which %s', fault.line_number, fault.settles_entry_id, fault.why));
  end if;

  -- First, since what they open may be taken away by the same statement, as where a reversal is moved.
  insert into ledger.open_item (
    organization_id, entry_id, account_code, fund_code, party_code, participant_code, amount_cents, open_cents
  )
  select l.organization_id, l.entry_id, l.account_code, l.fund_code, coalesce(l.party_code, ''), coalesce(l.participant_code, ''),
    sum(l.amount_cents), sum(l.amount_cents)
  from new_lines l
  join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
  where a.role in ('staff_advances', 'payables', 'card') and l.settles_entry_id is null and (
    select e.kind from ledger.journal_entry e where e.organization_id = l.organization_id and e.id = l.entry_id) <> 'reversal'
  group by l.organization_id, l.entry_id, l.account_code, l.fund_code, coalesce(l.party_code, ''), coalesce(l.participant_code, '')
  having sum(l.amount_cents) <> 0;

  perform
  from ledger.open_item i
  where (i.organization_id, i.entry_id) in (
    select l.organization_id, l.settles_entry_id from new_lines l where l.settles_entry_id is not null
    union
    select e.organization_id, e.reverses_entry_id
    from ledger.journal_entry e
    where (e.organization_id, e.id) in (select l.organization_id, l.entry_id from new_lines l) and e.reverses_entry_id is not null
  )
  order by i.organization_id, i.entry_id, i.account_code, i.fund_code, i.party_code, i.participant_code
  for update;

  with change as (
    select l.organization_id, l.settles_entry_id as entry_id, l.account_code, l.fund_code, coalesce(l.party_code, '') as party_code,
      coalesce(l.participant_code, '') as participant_code, sum(l.amount_cents) as cents
    from new_lines l
    where l.settles_entry_id is not null
    group by l.organization_id, l.settles_entry_id, l.account_code, l.fund_code, coalesce(l.party_code, ''), coalesce(l.participant_code, '')
  ), moved as (
    update ledger.open_item i
    set open_cents = i.open_cents + c.cents
    from change c
    where i.organization_id = c.organization_id and i.entry_id = c.entry_id and i.account_code = c.account_code
      and i.fund_code = c.fund_code and i.party_code = c.party_code and i.participant_code = c.participant_code
      and i.open_cents + c.cents between least(i.amount_cents, 0) and greatest(i.amount_cents, 0)
    returning i.organization_id, i.entry_id, i.account_code, i.fund_code, i.party_code, i.participant_code
  )
  select c.*, i.open_cents into fault
  from change c
  join ledger.open_item i
    on i.organization_id = c.organization_id and i.entry_id = c.entry_id and i.account_code = c.account_code
      and i.fund_code = c.fund_code and i.party_code = c.party_code and i.participant_code = c.participant_code
  where not exists (
    select
    from moved m
    where m.organization_id = c.organization_id and m.entry_id = c.entry_id and m.account_code = c.account_code
      and m.fund_code = c.fund_code and m.party_code = c.party_code and m.participant_code = c.participant_code
  )
  order by c.entry_id, c.account_code, c.fund_code, c.party_code, c.participant_code
  limit 1;
  if found then
    perform ledger.refuse('LB001', format('entry %s has %s open on account %s in fund %s, and %s would be settled',
      fault.entry_id, ledger.dollars(abs(fault.open_cents)), fault.account_code, fault.fund_code, ledger.dollars(abs(fault.cents))));
  end if;

  -- A reversal takes away what its entry left open, if nobody has settled any of it, or that is undone in the same statement.
  with target as (
    select e.organization_id, e.reverses_entry_id as entry_id
    from ledger.journal_entry e
    where (e.organization_id, e.id) in (select l.organization_id, l.entry_id from new_lines l) and e.reverses_entry_id is not null
  ), moved as (
    update ledger.open_item i
    set open_cents = 0
    from target t
    where i.organization_id = t.organization_id and i.entry_id = t.entry_id and i.open_cents = i.amount_cents
    returning i.organization_id, i.entry_id, i.account_code, i.fund_code, i.party_code, i.participant_code
  )
  select i.organization_id, i.entry_id, i.amount_cents - i.open_cents as settled_cents, (
      select min(o.id)
      from ledger.journal_line s
      join ledger.journal_entry o on o.organization_id = s.organization_id and o.id = s.entry_id and o.kind <> 'reversal'
      where s.organization_id = i.organization_id and s.settles_entry_id = i.entry_id and not exists (
        select from ledger.journal_entry r where r.organization_id = s.organization_id and r.reverses_entry_id = s.entry_id)
    ) as settled_by
  into fault
  from ledger.open_item i
  join target t on t.organization_id = i.organization_id and t.entry_id = i.entry_id
  where not exists (
    select
    from moved m
    where m.organization_id = i.organization_id and m.entry_id = i.entry_id and m.account_code = i.account_code
      and m.fund_code = i.fund_code and m.party_code = i.party_code and m.participant_code = i.participant_code
  )
  order by i.entry_id, i.account_code, i.fund_code, i.party_code, i.participant_code
  limit 1;
  if found then
    perform ledger.refuse('LB002', format('%s of entry %s is settled by entry %s, which stands',
      ledger.dollars(abs(fault.settled_cents)), fault.entry_id, fault.settled_by), case o.origin_kind is not distinct from 'payment'
        when true then format('Void that payment first: {payment void: payment=%s, reason}.', o.id)
        else format('Undo that first: {undo: entry=%s, reason}.', o.id)
      end)
    from (select) always
    left join ledger.journal_entry o on o.organization_id = fault.organization_id and o.id = fault.settled_by;
  end if;

  -- Where something of the item is dated later, as what undoes a payment, there may be less open on a day before.
  for item in
    select distinct t.organization_id, t.entry_id
    from (
      select l.organization_id, l.settles_entry_id as entry_id, l.entry_date from new_lines l where l.settles_entry_id is not null
      union all
      select e.organization_id, e.reverses_entry_id, e.entry_date
      from ledger.journal_entry e
      where (e.organization_id, e.id) in (select l.organization_id, l.entry_id from new_lines l) and e.reverses_entry_id is not null
    ) t
    where exists (
      select
      from ledger.journal_line s
      where s.organization_id = t.organization_id and s.settles_entry_id = t.entry_id and s.entry_date > t.entry_date)
  loop
    perform ledger.refuse('LB001', format('entry %s has %s %s on %s, on account %s in fund %s: what is dated later undoes it only then',
      d.entry_id, ledger.dollars(abs(d.open_cents)), case when sign(d.open_cents) = sign(d.amount_cents) then 'open, more than it is'
      else 'less than nothing open' end, to_char(d.on_day, 'YYYY-MM-DD'), d.account_code, d.fund_code))
    from ledger.open_item_day d
    where d.organization_id = item.organization_id and d.entry_id = item.entry_id
      and d.open_cents not between least(d.amount_cents, 0) and greatest(d.amount_cents, 0)
    order by d.on_day
    limit 1;
  end loop;
  return null;
end
$$;
alter function ledger.move_open_items() owner to ledger_rules;
comment on function ledger.move_open_items() is
  'Opens, settles and takes away open items, in the order of their keys; raises LB001 beyond what is open on a day, LB002 for the reversal of a '
  'settled item, LB003 where a line settles what it cannot.';
-- After lines_move_measures, in the order of names: measures are locked before open items.
create or replace trigger moves_items after insert on ledger.journal_line
  referencing new table as new_lines
  for each statement execute function ledger.move_open_items();
alter table ledger.journal_line enable always trigger moves_items;

create or replace function ledger.check_open_items()
returns table (sqlstate text, organization_code text, place text, problem text)
language sql
stable
set search_path = pg_catalog, pg_temp
set jit = off
set enable_nestloop = off
as $$
  with line as (
    select l.organization_id, l.entry_id, l.line_number, l.account_code, l.fund_code, coalesce(l.party_code::text, '') as party_code,
      coalesce(l.participant_code, '') as participant_code, l.amount_cents, e.kind,
      -- The item that a line opens or moves: that of the entry which it settles, or which its entry reverses.
      coalesce(l.settles_entry_id, e.reverses_entry_id, l.entry_id) as item_id,
      l.settles_entry_id is null and e.kind <> 'reversal' as opens
    from ledger.journal_line l
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where a.role in ('staff_advances', 'payables', 'card') or l.settles_entry_id is not null
  ), item as (
    select l.organization_id, l.item_id, l.account_code, l.fund_code, l.party_code, l.participant_code,
      coalesce(sum(l.amount_cents) filter (where l.opens), 0) as amount_cents, sum(l.amount_cents) as open_cents
    from line l
    group by l.organization_id, l.item_id, l.account_code, l.fund_code, l.party_code, l.participant_code
  ), problem as (
    select 'LB001' as sqlstate, coalesce(i.organization_id, o.organization_id) as organization_id,
      'entry ' || coalesce(i.item_id, o.entry_id) as place,
      format('has %s open of %s on account %s by its lines, %s of %s by its running row', ledger.dollars(coalesce(i.open_cents, 0)),
        ledger.dollars(coalesce(i.amount_cents, 0)), coalesce(i.account_code::text, o.account_code::text),
        ledger.dollars(coalesce(o.open_cents, 0)), ledger.dollars(coalesce(o.amount_cents, 0))) as problem
    from item i
    full join ledger.open_item o
      on o.organization_id = i.organization_id and o.entry_id = i.item_id and o.account_code::text = i.account_code::text
        and o.fund_code::text = i.fund_code::text and o.party_code = i.party_code
        and o.participant_code = i.participant_code
    where coalesce(i.open_cents, 0) <> coalesce(o.open_cents, 0) or coalesce(i.amount_cents, 0) <> coalesce(o.amount_cents::bigint, 0)
      or i.open_cents not between least(i.amount_cents, 0) and greatest(i.amount_cents, 0)
    union all
    select 'LB001', d.organization_id, 'entry ' || d.entry_id, format('has %s open of %s on account %s on %s', ledger.dollars(d.open_cents),
      ledger.dollars(d.amount_cents), d.account_code, d.on_day)
    from ledger.open_item_day d
    where d.open_cents not between least(d.amount_cents, 0) and greatest(d.amount_cents, 0)
    union all
    select 'LB005', e.organization_id, 'entry ' || e.id, ledger.broken_payment(e.organization_id, e.id)
    from ledger.journal_entry e
    where e.kind = 'payment' and ledger.broken_payment(e.organization_id, e.id) is not null
    union all
    select 'LB006', b.organization_id, 'bill ' || b.origin_number, format('is no payable of its entry to %s', b.party_code)
    from ledger.bill b
    left join ledger.journal_entry e
      on e.organization_id = b.organization_id and e.origin_kind = b.origin_kind and e.origin_number = b.origin_number
    where not exists (
      select
      from ledger.open_item o
      join ledger.account a on a.organization_id = o.organization_id and a.code = o.account_code
      where o.organization_id = b.organization_id and o.entry_id = e.id and a.role = 'payables'
        and o.party_code = b.party_code::text and o.amount_cents < 0)
  )
  select p.sqlstate, coalesce(o.code::text, 'number ' || p.organization_id), p.place, p.problem
  from problem p
  left join ledger.organization o on o.id = p.organization_id
$$;
comment on function ledger.check_open_items() is
  'Recomputes open items from their lines, and looks at bills and payments again; one row a broken rule. For check_books.';
grant execute on function ledger.check_open_items() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
