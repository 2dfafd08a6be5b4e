-- What entries meet of commitments, and the refusal of what an award blocks.

create or replace function ledger.meet_commitments()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from new_lines l where l.commitment_number is not null) then
    return null;
  end if;
  -- Draws and restores of commitments, in the order of the entries; the events bring down what is open.
  perform
  from ledger.commitment_progress p
  where (p.organization_id, p.commitment_number) in (select l.organization_id, l.commitment_number from new_lines l)
  order by p.organization_id, p.commitment_number
  for update;
  with met as (
    select l.organization_id, l.commitment_number, l.entry_id, e.entry_date, e.reverses_entry_id, sum(l.amount_cents) as amount_cents,
      case when e.origin_kind = 'moved_reversal' then ledger.reversal_moved_by(e.idempotency_key) end as moves_entry_id
    from new_lines l
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
    where l.commitment_number is not null
    group by l.organization_id, l.commitment_number, l.entry_id, e.entry_date, e.reverses_entry_id, e.origin_kind, e.idempotency_key
  ), drawn as (
    select m.*, least(m.amount_cents, p.open_cents - coalesce(sum(m.amount_cents) over (
        partition by m.organization_id, m.commitment_number order by m.entry_id
        rows between unbounded preceding and 1 preceding), 0)) as draw_cents
    from met m
    join ledger.commitment_progress p on p.organization_id = m.organization_id and p.commitment_number = m.commitment_number
    where m.reverses_entry_id is null and m.moves_entry_id is null
  ), again as (
    -- What stands again on the day of a reversal that is moved draws what that reversal restored; it is reversed in the same statement.
    select m.*, v.amount_cents as draw_cents
    from met m
    join ledger.commitment_event v
      on v.organization_id = m.organization_id and v.entry_id = m.moves_entry_id and v.commitment_number = m.commitment_number and v.kind = 'restore'
  ), refused as (
    select ledger.refuse('LC001', format('commitment %s has nothing open that entry %s could meet', d.commitment_number, d.entry_id))
    from drawn d
    where d.draw_cents <= 0 or d.amount_cents <= 0
  )
  insert into ledger.commitment_event (organization_id, commitment_number, kind, amount_cents, on_date, entry_id)
  select x.organization_id, x.commitment_number, x.kind, x.cents, x.entry_date, x.entry_id
  from (
    select d.organization_id, d.commitment_number, 'draw' as kind, d.draw_cents as cents, d.entry_date, d.entry_id, 1 as place
    from drawn d
    where (select count(*) from refused) = 0
    union all
    select m.organization_id, m.commitment_number, 'restore', v.amount_cents, m.entry_date, m.entry_id, 2
    from met m
    join ledger.commitment_event v
      on v.organization_id = m.organization_id and v.entry_id = m.reverses_entry_id
        and v.commitment_number = m.commitment_number and v.kind = 'draw'
    union all
    select m.organization_id, m.commitment_number, 'restore', a.draw_cents, m.entry_date, m.entry_id, 2
    from met m
    join again a on a.organization_id = m.organization_id and a.entry_id = m.reverses_entry_id and a.commitment_number = m.commitment_number
    union all
    select a.organization_id, a.commitment_number, 'draw', a.draw_cents, a.entry_date, a.entry_id, 3
    from again a
  ) x
  order by x.place;
  return null;
end
$$;
alter function ledger.meet_commitments() owner to ledger_rules;
comment on function ledger.meet_commitments() is
  'Draws the commitments that the entries of a statement meet, and restores those whose entry is reversed; raises LC001 where one has nothing open.';
create or replace trigger lines_meet_commitments after insert on ledger.journal_line
  referencing new table as new_lines
  for each statement execute function ledger.meet_commitments();
alter table ledger.journal_line enable always trigger lines_meet_commitments;

create or replace function ledger.refuse_overspending(
  organization_id bigint, award_code text, budget_line_code text, limit_cents bigint, used_cents bigint, taken_cents bigint, on_day date,
  entries bigint[] default null
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  left_cents constant bigint := greatest(limit_cents - used_cents, 0);
  -- Without what these entries draw, and without the commitment that is refused.
  committed_cents constant bigint := coalesce((
    select sum(v.used_amount)
    from ledger.measured_commitment v
    where v.organization_id = $1 and v.award_code = $2 and v.budget_line_code = $3 and ($7 is null or v.on_day <= $7)
      and (v.entry_id is null or v.entry_id <> all (coalesce(entries, array[]::bigint[])))), 0) - case when entries is null then taken_cents else 0 end;
  organization constant text := (select o.code from ledger.organization o where o.id = $1);
  expense text;
begin
  -- The entry to book instead: its largest line on this budget line, and what that was paid from.
  select format('account=%s, amount=%s%s, service-date=%s, date=%s, paid-from=%s', l.account_code, '%s',
      coalesce(', payee=' || l.party_code, ''), l.service_from, l.entry_date, coalesce((
        select case
            when a.role in ('cash', 'petty_cash', 'payables', 'card') and not a.is_default then a.code::text
            when a.role = 'petty_cash' then 'petty-cash'
            when a.role = 'payables' then 'payable'
            when a.role = 'card' then 'card'
            else 'bank'
          end
        from ledger.journal_line o
        join ledger.account a on a.organization_id = o.organization_id and a.code = o.account_code
        where o.organization_id = l.organization_id and o.entry_id = l.entry_id and o.amount_cents < 0
        order by o.amount_cents
        limit 1), 'bank'))
  into expense
  from ledger.journal_line l
  where l.organization_id = $1 and l.entry_id = any (entries) and l.award_code = $2
    and l.budget_line_code is not distinct from $3 and l.amount_cents > 0 and l.function is not null
  order by l.amount_cents desc, l.entry_id, l.line_number
  limit 1;
  perform ledger.refuse(
    'LA009',
    case when budget_line_code is null then format(
      'award %s blocks overspending, and nothing is budgeted for costs on no line; this takes %s', award_code, ledger.dollars(taken_cents))
    else format(
      'award %s blocks overspending: line %s has %s left of %s (%s spent, %s committed%s), and this takes %s', award_code, budget_line_code,
      ledger.dollars(left_cents), ledger.dollars(limit_cents), ledger.dollars(used_cents - committed_cents), ledger.dollars(committed_cents),
      coalesce(', through ' || to_char(on_day, 'YYYY-MM-DD'), ''), ledger.dollars(taken_cents))
    end || '; by ' || ledger.terms_name($1, award_code, coalesce(on_day, (
      select m.last_day from ledger.measure m
      where m.organization_id = $1 and m.kind = 'budget_line' and m.key = ledger.measure_key($2, $3, null, null)))),
    case
      when expense is null then format('Take at most %s, or ask the funder to revise the budget.', ledger.dollars(left_cents))
      else format('%s the unrestricted fund: {expense add: org=%s, unrestricted, %s}. Or ask the funder to revise the budget.',
        case when left_cents = 0 then 'Book it to'
          else format('Book %s here, and the excess to', ledger.dollars(left_cents)) end,
        organization, format(expense, trim(to_char((taken_cents - left_cents) / 100.0, '99999999990.00'))))
    end);
end
$$;
alter function ledger.refuse_overspending(bigint, text, text, bigint, bigint, bigint, date, bigint[]) owner to ledger_rules;
comment on function ledger.refuse_overspending(bigint, text, text, bigint, bigint, bigint, date, bigint[]) is
  'Raises LA009 with what was left of a budget line through a day, null for the last, the term it rests on and, of entries, the command that books the excess. Cents.';
