-- Running totals of budget lines, and the refusal of what an award blocks. One path for every way of writing a line.

create or replace function ledger.move_budgets()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  fault record;
  -- What the entries drew or restored of commitments: positive comes back to the open ones.
  drawn_lines text[];
  drawn_cents bigint[];
begin
  -- Spending on no line of a budget.
  if exists (
    select from new_lines l where l.award_code is not null and l.budget_line_code is null and l.function is not null
  ) then
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
    select c.organization_id, c.award_code::text, null::text as budget_line_code, c.actual_cents::bigint as taken_cents into fault
    from change c
    join ledger.award_progress p on p.organization_id = c.organization_id and p.award_code = c.award_code
    where not exists (select from moved m where m.organization_id = c.organization_id and m.award_code = c.award_code)
    order by c.organization_id, c.award_code
    limit 1;
  end if;

  if fault is null and exists (select from new_lines l where l.commitment_number is not null) then
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
    ), event as (
      insert into ledger.commitment_event (organization_id, commitment_number, kind, amount_cents, on_date, entry_id)
      select d.organization_id, d.commitment_number, 'draw', d.draw_cents, d.entry_date, d.entry_id
      from drawn d
      where (select count(*) from refused) = 0
      union all
      select m.organization_id, m.commitment_number, 'restore', v.amount_cents, m.entry_date, m.entry_id
      from met m
      join ledger.commitment_event v
        on v.organization_id = m.organization_id and v.entry_id = m.reverses_entry_id
          and v.commitment_number = m.commitment_number and v.kind = 'draw'
      returning organization_id, commitment_number, case kind when 'draw' then -amount_cents else amount_cents end as cents
    )
    select array_agg(c.organization_id || ' ' || c.award_code || ' ' || c.budget_line_code), array_agg(v.cents)
    into drawn_lines, drawn_cents
    from event v
    join ledger.commitment c on c.organization_id = v.organization_id and c.number = v.commitment_number;
  end if;

  if fault is null and exists (select from new_lines l where l.budget_line_code is not null) then
    -- Locked in one order, then moved only as far as the award allows. A line over its limit still takes a refund.
    if (
      select count(*) > 1
      from (
        select distinct l.organization_id, l.award_code, l.budget_line_code from new_lines l where l.budget_line_code is not null
      ) d
    ) then
      perform
      from ledger.budget_progress p
      where (p.organization_id, p.award_code, p.budget_line_code) in (
        select l.organization_id, l.award_code, l.budget_line_code from new_lines l
      )
      order by p.organization_id, p.award_code, p.budget_line_code
      for update;
    end if;
    with spent as (
      select l.organization_id, l.award_code, l.budget_line_code, coalesce(sum(l.amount_cents) filter (where (
          select a.counts_toward_budget from ledger.account a where a.organization_id = l.organization_id and a.code = l.account_code
        )), 0) as actual_cents
      from new_lines l
      where l.budget_line_code is not null
      group by l.organization_id, l.award_code, l.budget_line_code
    ), change as (
      select s.organization_id, s.award_code, s.budget_line_code, s.actual_cents, coalesce((
          select sum(d.cents)
          from unnest(drawn_lines, drawn_cents) as d (line, cents)
          where d.line = s.organization_id || ' ' || s.award_code || ' ' || s.budget_line_code), 0) as committed_cents
      from spent s
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
    select c.organization_id, c.award_code::text, c.budget_line_code::text, (c.actual_cents + c.committed_cents)::bigint as taken_cents
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

  if not (fault is null) then
    perform ledger.refuse_overspending(
      fault.organization_id, fault.award_code, fault.budget_line_code, fault.taken_cents, (
        -- The entry to book instead: its largest line on this budget line, and what that was paid from.
        select format('--account %s --amount %s%s --service-date %s --date %s --paid-from %s', l.account_code, '%s',
          coalesce(' --payee ' || l.party_code, ''), l.service_from, l.entry_date, coalesce((
            select case
                when a.role in ('cash', 'petty_cash', 'payables', 'card') and not a.is_default then a.code::text
                when a.role = 'petty_cash' then 'petty-cash'
                when a.role = 'payables' then 'payable'
                when a.role = 'card' then 'card'
                else 'bank'
              end
            from new_lines o
            join ledger.account a on a.organization_id = o.organization_id and a.code = o.account_code
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
  organization_id bigint, award_code text, budget_line_code text, taken_cents bigint, expense text default null
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  line ledger.budget_progress;
  left_cents bigint;
  organization text;
begin
  -- Read anew: the posting may have waited for another that took what was left.
  select p.* into line
  from ledger.budget_progress p
  where p.organization_id = $1 and p.award_code = $2 and p.budget_line_code = $3;
  left_cents := greatest(coalesce(line.limit_cents - line.actual_cents - line.committed_cents, 0), 0);
  if exists (
    select
    from ledger.award_progress p
    where p.organization_id = $1 and p.award_code = $2 and p.closed_on is not null
  ) then
    perform ledger.refuse('LA013', format('award %s is closed: it bears no further cost', award_code));
  end if;
  select o.code into organization from ledger.organization o where o.id = $1;
  perform ledger.refuse(
    'LA009',
    case when budget_line_code is null then format(
      'award %s blocks overspending, and nothing is budgeted for costs on no line; this takes %s', award_code, ledger.dollars(taken_cents))
    else format(
      'award %s blocks overspending: line %s has %s left of %s (%s spent, %s committed), and this takes %s', award_code, budget_line_code,
      ledger.dollars(left_cents), ledger.dollars(line.limit_cents), ledger.dollars(line.actual_cents), ledger.dollars(line.committed_cents),
      ledger.dollars(taken_cents))
    end || '; by ' || ledger.terms_name($1, award_code),
    case
      when expense is null then format('Take at most %s, or ask the funder to revise the budget.', ledger.dollars(left_cents))
      else format('%s the unrestricted fund: ledgerctl expense add --org %s --unrestricted %s. Or ask the funder to revise the budget.',
        case when left_cents = 0 then 'Book it to'
          else format('Book %s here, and the excess to', ledger.dollars(left_cents)) end,
        organization, format(expense, trim(to_char((taken_cents - left_cents) / 100.0, '99999999990.00'))))
    end);
end
$$;
alter function ledger.refuse_overspending(bigint, text, text, bigint, text) owner to ledger_rules;
comment on function ledger.refuse_overspending(bigint, text, text, bigint, text) is
  'Raises LA009 with what is left, the term it rests on and the command that books the excess; LA013 for a closed award. Cents.';
