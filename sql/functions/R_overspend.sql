-- Running totals of budget lines, and the refusal of what an award blocks. One path for every way of writing a line.

create or replace function ledger.move_budgets()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  fault record;
begin
  if not exists (
    select from new_lines l where l.award_code is not null and (l.budget_line_code is not null or l.function is not null)
  ) then
    return null;
  end if;

  -- Spending on no line of a budget.
  perform
  from ledger.award_progress p
  where (p.organization_id, p.award_code) in (
    select l.organization_id, l.award_code from new_lines l where l.budget_line_code is null and l.function is not null
  )
  order by p.organization_id, p.award_code
  for update;
  with change as (
    select l.organization_id, l.award_code, sum(l.amount_cents) as actual_cents
    from new_lines l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where l.award_code is not null and l.budget_line_code is null and a.type = 'expense' and a.counts_toward_budget
    group by l.organization_id, l.award_code
  ), moved as (
    update ledger.award_progress p
    set unbudgeted_cents = p.unbudgeted_cents + c.actual_cents
    from change c
    where p.organization_id = c.organization_id and p.award_code = c.award_code
      and p.closed_on is null and (c.actual_cents <= 0 or p.overspend_policy <> 'block')
    returning p.organization_id, p.award_code
  )
  -- Both faults have columns of the same types: the plans that read them are kept for the session.
  select c.organization_id, c.award_code::text, null::text as budget_line_code, c.actual_cents::bigint as taken_cents,
    0::bigint as limit_cents, p.unbudgeted_cents as actual_cents, 0::bigint as committed_cents, p.closed_on is not null as is_closed
  into fault
  from change c
  join ledger.award_progress p on p.organization_id = c.organization_id and p.award_code = c.award_code
  where not exists (select from moved m where m.organization_id = c.organization_id and m.award_code = c.award_code)
  order by c.organization_id, c.award_code
  limit 1;

  if not found then
    if exists (select from new_lines l where l.commitment_number is not null) then
      -- Draws and restores of commitments, in the order of the entries; the events bring down what is open.
      perform
      from ledger.commitment_progress p
      where (p.organization_id, p.commitment_number) in (select l.organization_id, l.commitment_number from new_lines l)
      order by p.organization_id, p.commitment_number
      for update;
      with met as (
        select l.organization_id, l.commitment_number, l.entry_id, e.entry_date, e.reverses_entry_id, sum(l.amount_cents) as amount_cents
        from new_lines l
        join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
        where l.commitment_number is not null
        group by l.organization_id, l.commitment_number, l.entry_id, e.entry_date, e.reverses_entry_id
      ), drawn as (
        select m.*, least(m.amount_cents, p.open_cents - coalesce(sum(m.amount_cents) over (
            partition by m.organization_id, m.commitment_number order by m.entry_id
            rows between unbounded preceding and 1 preceding), 0)) as draw_cents
        from met m
        join ledger.commitment_progress p on p.organization_id = m.organization_id and p.commitment_number = m.commitment_number
        where m.reverses_entry_id is null
      ), refused as (
        select ledger.refuse('LC001', format('commitment %s has nothing open that entry %s could meet', d.commitment_number, d.entry_id))
        from drawn d
        where d.draw_cents <= 0 or d.amount_cents <= 0
      )
      insert into ledger.commitment_event (organization_id, commitment_number, kind, amount_cents, on_date, entry_id)
      select d.organization_id, d.commitment_number, 'draw', d.draw_cents, d.entry_date, d.entry_id
      from drawn d
      where (select count(*) from refused) = 0
      union all
      select m.organization_id, m.commitment_number, 'restore', v.amount_cents, m.entry_date, m.entry_id
      from met m
      join ledger.commitment_event v
        on v.organization_id = m.organization_id and v.entry_id = m.reverses_entry_id
          and v.commitment_number = m.commitment_number and v.kind = 'draw';
    end if;

    -- Locked in one order, then moved only as far as the award allows. A line over its limit still takes a refund.
    perform
    from ledger.budget_progress p
    where (p.organization_id, p.award_code, p.budget_line_code) in (
      select l.organization_id, l.award_code, l.budget_line_code from new_lines l
    )
    order by p.organization_id, p.award_code, p.budget_line_code
    for update;
    with change as (
      select x.organization_id, x.award_code, x.budget_line_code, sum(x.actual_cents) as actual_cents, sum(x.committed_cents) as committed_cents
      from (
        select l.organization_id, l.award_code, l.budget_line_code, l.amount_cents::bigint as actual_cents, 0 as committed_cents
        from new_lines l
        join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
        where l.budget_line_code is not null and a.counts_toward_budget
        union all
        select c.organization_id, c.award_code, c.budget_line_code, 0, case v.kind when 'draw' then -v.amount_cents else v.amount_cents end
        from (select distinct l.organization_id, l.entry_id from new_lines l where l.commitment_number is not null) e
        join ledger.commitment_event v on v.organization_id = e.organization_id and v.entry_id = e.entry_id
        join ledger.commitment c on c.organization_id = v.organization_id and c.number = v.commitment_number
      ) x
      group by x.organization_id, x.award_code, x.budget_line_code
    ), moved as (
      update ledger.budget_progress p
      set actual_cents = p.actual_cents + c.actual_cents, committed_cents = p.committed_cents + c.committed_cents
      from change c
      where p.organization_id = c.organization_id and p.award_code = c.award_code and p.budget_line_code = c.budget_line_code
        and not p.is_closed
        and (
          c.actual_cents + c.committed_cents <= 0 or p.overspend_policy <> 'block'
          or p.actual_cents + p.committed_cents + c.actual_cents + c.committed_cents <= p.limit_cents
        )
      returning p.organization_id, p.award_code, p.budget_line_code
    )
    select c.organization_id, c.award_code::text, c.budget_line_code::text, (c.actual_cents + c.committed_cents)::bigint as taken_cents,
      p.limit_cents, p.actual_cents, p.committed_cents, p.is_closed
    into fault
    from change c
    join ledger.budget_progress p
      on p.organization_id = c.organization_id and p.award_code = c.award_code and p.budget_line_code = c.budget_line_code
    where not exists (
      select
      from moved m
      where m.organization_id = c.organization_id and m.award_code = c.award_code and m.budget_line_code = c.budget_line_code
    )
    order by c.organization_id, c.award_code, c.budget_line_code
    limit 1;
  end if;

  if fault.award_code is not null then
    perform ledger.refuse_overspending(
      fault.organization_id, fault.award_code, fault.budget_line_code, fault.taken_cents, fault.limit_cents, fault.actual_cents,
      fault.committed_cents, fault.is_closed, (
        -- The entry to book instead: its largest line on this budget line, and what that was paid from.
        select format('--account %s --amount %s%s --service-date %s --date %s --paid-from %s', l.account_code, '%s',
          coalesce(' --payee ' || l.party_code, ''), l.service_from, l.entry_date, coalesce((
            select case o.account_code when '1040' then 'petty-cash' when '2010' then 'payable' when '2015' then 'card' else 'bank' end
            from new_lines o
            where o.organization_id = l.organization_id and o.entry_id = l.entry_id and o.amount_cents < 0
            order by o.amount_cents
            limit 1), 'bank'))
        from new_lines l
        where l.organization_id = fault.organization_id and l.award_code = fault.award_code
          and l.budget_line_code is not distinct from fault.budget_line_code and l.amount_cents > 0 and l.function is not null
        order by l.amount_cents desc, l.entry_id, l.line_number
        limit 1
      ));
  end if;
  return null;
end
$$;
alter function ledger.move_budgets() owner to ledger_rules;
comment on function ledger.move_budgets() is
  'Moves the running rows of budget lines and draws commitments; raises LA009 where an award blocks what they would become, LA013 where '
  'the award is closed, LC001 where a commitment has nothing open.';
create or replace trigger moves_budgets after insert on ledger.journal_line
  referencing new table as new_lines
  for each statement execute function ledger.move_budgets();
alter table ledger.journal_line enable always trigger moves_budgets;

create or replace function ledger.refuse_overspending(
  organization_id bigint, award_code text, budget_line_code text, taken_cents bigint, limit_cents bigint, actual_cents bigint,
  committed_cents bigint, is_closed boolean, expense text default null
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  left_cents constant bigint := greatest(limit_cents - actual_cents - committed_cents, 0);
  excess_cents constant bigint := taken_cents - left_cents;
  organization text;
begin
  if is_closed then
    perform ledger.refuse('LA013', format('award %s is closed: it bears no further cost', award_code));
  end if;
  select o.code into organization from ledger.organization o where o.id = $1;
  perform ledger.refuse(
    'LA009',
    case when budget_line_code is null then format(
      'award %s blocks overspending, and nothing is budgeted for costs on no line; this takes %s', award_code, ledger.dollars(taken_cents))
    else format(
      'award %s blocks overspending: line %s has %s left of %s (%s spent, %s committed), and this takes %s', award_code, budget_line_code,
      ledger.dollars(left_cents), ledger.dollars(limit_cents), ledger.dollars(actual_cents), ledger.dollars(committed_cents),
      ledger.dollars(taken_cents))
    end || '; by ' || ledger.terms_name($1, award_code),
    case
      when expense is null then format('Take at most %s, or ask the funder to revise the budget.', ledger.dollars(left_cents))
      else format('%s the unrestricted fund: ledgerctl expense add --org %s --unrestricted %s. Or ask the funder to revise the budget.',
        case when left_cents = 0 then 'Book it to'
          else format('Book %s here, and the excess to', ledger.dollars(left_cents)) end,
        organization, format(expense, trim(to_char(excess_cents / 100.0, '99999999990.00'))))
    end);
end
$$;
alter function ledger.refuse_overspending(bigint, text, text, bigint, bigint, bigint, bigint, boolean, text) owner to ledger_rules;
comment on function ledger.refuse_overspending(bigint, text, text, bigint, bigint, bigint, bigint, boolean, text) is
  'Raises LA009 with what is left, the term it rests on and the command that books the excess; LA013 for a closed award. Cents.';
