-- The rules of an entry's lines, asked of a statement's lines as a set.

create or replace function ledger.check_entry_lines()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
-- Ten look-ups by key, in any order the same: to search for the best took a new session longer than everything else of a posting.
set join_collapse_limit = 1
as $$
declare
  broken record;
  fault record;
  adjusts boolean;
begin
  -- References and the rules of single lines in one pass; a line that refers to nothing is told before what does not balance.
  select x.* into broken
  from (
    select
      l.line_number, l.organization_id, l.entry_id, l.account_code, l.fund_code, l.award_code, l.service_from, l.service_through,
      w.fund_code as award_fund, p.starts_on, p.ends_on, q.award_code as closed_award, q.closed_on,
      ledger.missing_reference(
        l.account_code, a.code, l.fund_code, f.code, l.program_code, g.code, l.award_code, w.code, l.budget_line_code, b.code, l.party_code, t.code,
        l.participant_code, l.commitment_number, c.number) as missing,
      ledger.line_fault(
        a.type, a.role, l.net_asset_class, l.function, l.fund_code, f.kind, l.award_code, w.fund_code, l.budget_line_code, l.service_from,
        l.service_through, p.starts_on, p.ends_on, q.closed_on is not null, w.basis
      ) as broken
    from new_lines l
    left join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    left join ledger.fund f on f.organization_id = l.organization_id and f.code = l.fund_code
    left join ledger.program g on g.organization_id = l.organization_id and g.code = l.program_code
    left join ledger.award w on w.organization_id = l.organization_id and w.code = l.award_code
    left join ledger.budget_line b
      on b.organization_id = l.organization_id and b.award_code = l.award_code and b.code = l.budget_line_code
    left join ledger.party t on t.organization_id = l.organization_id and t.code = l.party_code
    left join ledger.commitment c
      on c.organization_id = l.organization_id and c.award_code = l.award_code and c.budget_line_code = l.budget_line_code
        and c.number = l.commitment_number
    left join ledger.award_progress p on p.organization_id = l.organization_id and p.award_code = l.award_code
    left join ledger.award wf on f.kind = 'award' and wf.organization_id = l.organization_id and wf.fund_code = l.fund_code
    left join ledger.award_progress q on q.organization_id = wf.organization_id and q.award_code = wf.code
  ) x
  where x.missing is not null
    or x.broken is not null and not (x.broken in ('LA003', 'LA013') and ledger.is_closing(x.organization_id, x.entry_id))
      and not (x.broken = 'LA006' and not exists (
        select
        from new_lines o
        join ledger.account oa on oa.organization_id = o.organization_id and oa.code = o.account_code
        where o.organization_id = x.organization_id and o.entry_id = x.entry_id and oa.type = 'liability' and o.budget_line_code is null))
  order by x.missing is null, x.entry_id, x.broken, x.line_number
  limit 1;
  if broken.missing is not null then
    perform ledger.refuse('LR002', format('line %s names %s, which does not exist', broken.line_number, broken.missing), format(
      'See "ledgerctl %s".', case split_part(broken.missing, ' ', 1)
        when 'budget' then 'award show ' || broken.award_code
        when 'participant' then 'party list'
        else split_part(broken.missing, ' ', 1) || ' list'
      end));
  end if;

  -- Each header is looked up through the primary key: a join may be planned as a scan of all entries.
  with entry as materialized (
    select e.*, (
        select case when h.entry_date = e.first_date and h.entry_date = e.last_date then h.kind else 'of another date' end
        from ledger.journal_entry h
        where h.organization_id = e.organization_id and h.id = e.entry_id
      ) as kind
    from (
      select l.organization_id, l.entry_id, count(*) as line_count, min(l.line_number) as first, max(l.line_number) as last,
        sum(l.amount_cents) as total, min(l.entry_date) as first_date, max(l.entry_date) as last_date
      from new_lines l
      group by l.organization_id, l.entry_id
    ) e
  )
  select a.adjusts, e.* into fault
  from (select bool_or(e.kind in ('reversal', 'refund', 'promise', 'condition', 'receipt')) as adjusts from entry e) a
  left join (
    select e.*
    from entry e
    where e.first <> 1 or e.last <> e.line_count or e.line_count < 2 or e.total <> 0
      or e.kind is null or e.kind = 'of another date'
    order by e.entry_id
    limit 1
  ) e on true;
  if fault.entry_id is not null then
    if fault.kind is null or fault.kind = 'of another date' then
      perform ledger.refuse('LE003', format('lines name entry %s, which %s', fault.entry_id,
        case when fault.kind is null then 'does not exist' else 'has another date' end));
    elsif fault.first <> 1 or fault.last <> fault.line_count then
      perform ledger.refuse('LE003', format('the lines of entry %s are not numbered 1 to %s', fault.entry_id, fault.line_count));
    elsif fault.line_count < 2 then
      perform ledger.refuse('LE004', 'an entry needs at least two lines');
    else
      perform ledger.refuse('LE001', format('the entry does not balance: debits less credits are %s', ledger.dollars(fault.total)));
    end if;
  end if;
  adjusts := fault.adjusts;

  select l.entry_id, l.fund_code, sum(l.amount_cents) as total into fault
  from new_lines l
  group by l.organization_id, l.entry_id, l.fund_code
  having sum(l.amount_cents) <> 0
  order by l.entry_id, l.fund_code
  limit 1;
  if found then
    perform ledger.refuse(
      'LE002',
      format('fund %s does not balance inside the entry: debits less credits are %s', fault.fund_code, ledger.dollars(fault.total)));
  end if;

  if broken.broken is not null then
    perform ledger.refuse(broken.broken, case broken.broken
      when 'LE005' then format('line %s on account %s has the wrong net-asset class, or none', broken.line_number, broken.account_code)
      when 'LE006' then format('line %s is an expense on account %s with donor restrictions', broken.line_number, broken.account_code)
      when 'LE007' then format('line %s on account %s has a function and is no expense, or is an expense and has none',
                               broken.line_number, broken.account_code)
      when 'LA002' then format('line %s names award %s and is in fund %s; the award''s fund is %s',
                               broken.line_number, broken.award_code, broken.fund_code, broken.award_fund)
      when 'LA003' then format('line %s is an expense in the award fund %s and names no award', broken.line_number, broken.fund_code)
      when 'LA013' then format('award %s is closed since %s, and line %s on account %s would change what was reported',
                               broken.closed_award, broken.closed_on, broken.line_number, broken.account_code)
      when 'LA017' then format('line %s charges account %s to budget line of award %s, and that account is no cost',
                               broken.line_number, broken.account_code, broken.award_code)
      when 'LA001' then format('service %s is outside the term of award %s, %s to %s',
                               ledger.day_range(broken.service_from, broken.service_through), broken.award_code, broken.starts_on, broken.ends_on)
      when 'LA006' then format('award %s is on the cash basis and line %s is owed, not paid', broken.award_code, broken.line_number)
    end);
  end if;

  -- Nothing makes room on a budget but a refund, a reversal, or indirect costs given back; a move between lines sums to zero.
  select l.entry_id, l.award_code, sum(l.amount_cents) as total into fault
  from new_lines l
  join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
  where l.budget_line_code is not null and exists (select from new_lines n where n.budget_line_code is not null and n.amount_cents < 0)
  group by l.organization_id, l.entry_id, l.award_code
  having sum(l.amount_cents) < 0 and (
    select ledger.may_make_room(e.kind, bool_and(coalesce(a.role = 'indirect', false)), e.kind = 'indirect' and (
      -- What the lines were charged of indirect costs, with what is given back now.
      select min(i.cents) >= 0
      from (
        select sum(c.amount_cents) as cents
        from ledger.journal_line c
        where c.organization_id = l.organization_id and c.award_code = l.award_code and c.budget_line_code is not null and (
          select ca.role = 'indirect' from ledger.account ca where ca.organization_id = c.organization_id and ca.code = c.account_code)
        group by c.budget_line_code
      ) i))
    from ledger.journal_entry e
    where e.organization_id = l.organization_id and e.id = l.entry_id
  ) is not true
  order by l.entry_id, l.award_code
  limit 1;
  if found then
    perform ledger.refuse('LA017', format('the entry takes %s off the budget of award %s and is no refund, reversal or indirect cost that was charged and is given back',
      ledger.dollars(-fault.total), fault.award_code));
  end if;

  if adjusts or exists (
    select
    from new_lines l
    where l.award_code is not null and l.function is null and (l.net_asset_class is not null or l.budget_line_code is null)
  ) then
    perform ledger.refuse(b.sqlstate, b.message)
    from (
      select n.organization_id, n.entry_id from new_lines n group by n.organization_id, n.entry_id order by n.entry_id
    ) e
    cross join lateral ledger.broken_adjustment(e.organization_id, e.entry_id) b;

    -- The running totals of the awards concerned: locked in one order, then moved only as far as the award allows.
    perform
    from ledger.award_progress p
    where (p.organization_id, p.award_code) in (select l.organization_id, l.award_code from new_lines l)
    order by p.organization_id, p.award_code
    for update;
    -- A receipt is counted by its credits, since its cash line may name the award as well.
    with change as (
      select
        l.organization_id, l.award_code,
        coalesce(-sum(l.amount_cents) filter (
          where ledger.recognizes(m.kind, a.type, l.account_code, w.recognition, w.revenue_account_code)), 0)::bigint as promised_cents,
        -- Only the side that a receipt credits: an award named on both sides is received no less.
        coalesce(-sum(case e.kind when 'reversal' then greatest(l.amount_cents, 0) else least(l.amount_cents, 0) end)
          filter (where ledger.is_received(m.kind, a.role, l.account_code, w.revenue_account_code, l.budget_line_code, (
            -- Through the key of accounts, which are otherwise read whole.
            select sum(c.amount_cents)
            from ledger.journal_line c
            where c.organization_id = m.organization_id and c.entry_id = m.id and ledger.is_cash((
              select ca.role from ledger.account ca where ca.organization_id = c.organization_id and ca.code = c.account_code))))), 0)::bigint
          as received_cents
      from new_lines l
      join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
      join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = coalesce(e.reverses_entry_id, e.id)
      join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
      join ledger.award w on w.organization_id = l.organization_id and w.code = l.award_code
      group by l.organization_id, l.award_code
    ), moved as (
      update ledger.award_progress p
      set promised_cents = p.promised_cents + c.promised_cents, received_cents = p.received_cents + c.received_cents
      from change c
      join ledger.award w on w.organization_id = c.organization_id and w.code = c.award_code
      where p.organization_id = c.organization_id and p.award_code = c.award_code
        and ledger.award_faults(w.recognition, p.amount_cents, p.promised_cents, p.received_cents, c.promised_cents, c.received_cents) = '{}'
      returning p.organization_id, p.award_code
    )
    select c.award_code, p.amount_cents, p.received_cents, (ledger.award_faults(
      w.recognition, p.amount_cents, p.promised_cents, p.received_cents, c.promised_cents, c.received_cents))[1] as broken
    into fault
    from change c
    join ledger.award w on w.organization_id = c.organization_id and w.code = c.award_code
    join ledger.award_progress p on p.organization_id = c.organization_id and p.award_code = c.award_code
    where not exists (select from moved m where m.organization_id = c.organization_id and m.award_code = c.award_code)
    order by c.award_code
    limit 1;
    if found then
      perform ledger.refuse(fault.broken, case fault.broken
        when 'LA004' then format('award %s is %s; what is recognized of it would be more',
                                 fault.award_code, ledger.dollars(fault.amount_cents))
        when 'LA005' then format('award %s is %s; the receipts recorded would be more',
                                 fault.award_code, ledger.dollars(fault.amount_cents))
        when 'LA008' then format('award %s has received %s, which stands on its promise',
                                 fault.award_code, ledger.dollars(fault.received_cents))
      end);
    end if;
  end if;
  return null;
end
$$;
alter function ledger.check_entry_lines() owner to ledger_rules;
comment on function ledger.check_entry_lines() is
  'Holds LR002, LE001 to LE007, LE010 to LE014, LA001 to LA006, LA008 and LA017 over the lines of one statement, entry after entry.';
create or replace trigger lines_hold after insert on ledger.journal_line
  referencing new table as new_lines
  for each statement execute function ledger.check_entry_lines();
alter table ledger.journal_line enable always trigger lines_hold;

create or replace function ledger.dollars(cents numeric)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select trim(to_char(cents / 100, '999,999,999,999,999,990.00'))
$$;
comment on function ledger.dollars(numeric) is 'Cents as dollars for a message: 1,234.50.';

create or replace function ledger.day_range(first date, last date)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case when first = last then to_char(first, 'YYYY-MM-DD') else to_char(first, 'YYYY-MM-DD') || ' to ' || to_char(last, 'YYYY-MM-DD') end
$$;
comment on function ledger.day_range(date, date) is 'One day or a range of days, for a message.';
grant execute on function ledger.dollars(numeric), ledger.day_range(date, date)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;
