-- The rules of an entry's lines, asked of a statement's lines as a set.

create or replace function ledger.fault_stands(fault text, organization_id bigint, entry_id bigint, fund_code text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when $1 = 'LA003' then not ledger.is_closing($2, $3)
    when $1 = 'LA013' then not ledger.moves_after_closing($2, $3)
    when $1 = 'LA001' then not ledger.is_undone_at_once($2, $3)
    when $1 = 'LA006' then exists (
      select
      from ledger.journal_line o
      join ledger.account a on a.organization_id = o.organization_id and a.code = o.account_code
      where o.organization_id = $2 and o.entry_id = $3 and a.type = 'liability' and o.budget_line_code is null)
    when $1 = 'LE002:interfund' then (
      select sum(o.amount_cents) <> 0
      from ledger.journal_line o
      join ledger.account a on a.organization_id = o.organization_id and a.code = o.account_code
      where o.organization_id = $2 and o.entry_id = $3 and a.role = 'interfund')
    when left($1, 5) in ('LA018', 'LA019') and $1 like '%:%' then exists (
      select
      from ledger.journal_line o
      join ledger.account a on a.organization_id = o.organization_id and a.code = o.account_code
      left join ledger.award w on w.organization_id = o.organization_id and w.code = o.award_code
      where o.organization_id = $2 and o.entry_id = $3 and o.fund_code = $4
        -- Lines that do the same, it among them, stand beside each other.
        and ledger.part_in_award(a.type, a.role, o.amount_cents, a.counts_toward_budget, o.budget_line_code) is distinct from $1
        and not ledger.may_stand_beside($1, a.type, a.role, o.amount_cents, a.counts_toward_budget,
          ledger.is_award_revenue(a.role, o.account_code, w.revenue_account_code)))
    else true
  end
$$;
comment on function ledger.fault_stands(text, bigint, bigint, text) is
  'Whether a fault of a line in a fund is one, as its entry is: the closing of a year passes LA003 and LA013, what was undone on its '
  'own day LA001, a refund and what follows from it LA013, an entry that owes nothing '
  'LA006, one whose interfund lines cancel out LE002, and one whose other lines of the fund explain the line LA018 or LA019.';
grant execute on function ledger.fault_stands(text, bigint, bigint, text)
  to ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

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
  flags record;
  fault record;
begin
  -- References and the rules of single lines in one pass; a line that refers to nothing is told before what does not balance.
  select x.*, f.code as broken, f.fault into broken
  from (
    select
      l.line_number, l.organization_id, l.entry_id, l.account_code, l.fund_code, l.award_code, l.service_from, l.service_through, l.entry_date,
      l.amount_cents, l.commitment_number, l.net_asset_class, w.fund_code as award_fund, w.recognition, a.type as account_type,
      a.role as account_role, p.starts_on, p.ends_on, q.award_code as closed_award, q.closed_on,
      ledger.missing_reference(
        l.account_code, a.code, l.fund_code, f.code, l.program_code, g.code, l.award_code, w.code, l.budget_line_code, b.code, l.party_code, t.code,
        l.participant_code, l.commitment_number, c.number) as missing,
      ledger.line_faults(
        a.type, a.role, l.net_asset_class, l.function, l.fund_code, f.kind, l.award_code, w.fund_code, l.budget_line_code, l.service_from,
        l.service_through, p.starts_on, p.ends_on, q.closed_on is not null, w.basis, h.kind, l.account_code, l.amount_cents, w.recognition,
        w.revenue_account_code, a.counts_toward_budget, l.commitment_number, l.entry_date
      ) as faults
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
    left join ledger.journal_entry h on h.organization_id = l.organization_id and h.id = l.entry_id
    -- Planned as it stands: pulled up, the rules of a line would be planned wherever what they say is named.
    offset 0
  ) x
  left join lateral (
    select r.sqlstate as code, r.precedence, q.fault
    from unnest(x.faults) q (fault)
    join ledger.rule r on r.sqlstate = left(q.fault, 5)
    where x.missing is null and ledger.fault_stands(q.fault, x.organization_id, x.entry_id, x.fund_code)
    order by r.precedence, q.fault
    limit 1
  ) f on true
  where x.missing is not null or f.code is not null
  order by x.missing is null, x.entry_id, f.precedence, x.line_number
  limit 1;
  if broken.missing is not null then
    perform ledger.refuse('LR002', format('line %s names %s, which does not exist', broken.line_number, broken.missing), format(
      'See {%s}.', case split_part(broken.missing, ' ', 1)
        when 'budget' then 'award show: award=' || broken.award_code
        when 'participant' then 'party list'
        else split_part(broken.missing, ' ', 1) || ' list'
      end));
  end if;

  -- What there is to look at, in one pass; the rules below are asked where their flag is up. Each header is looked up through the primary key: a
  -- join may be planned as a scan of all entries.
  with entry as materialized (
    select e.*, (
        select case when h.entry_date = e.first_date and h.entry_date = e.last_date then h.kind else 'of another date' end
        from ledger.journal_entry h
        where h.organization_id = e.organization_id and h.id = e.entry_id
      ) as kind
    from (
      select f.organization_id, f.entry_id, sum(f.line_count) as line_count, min(f.first) as first, max(f.last) as last, sum(f.total) as total,
        min(f.first_date) as first_date, max(f.last_date) as last_date, bool_or(f.total <> 0) as is_off_in_a_fund,
        bool_or(f.lowers_budget) as lowers_budget
      from (
        select l.organization_id, l.entry_id, l.fund_code, count(*) as line_count, min(l.line_number) as first, max(l.line_number) as last,
          sum(l.amount_cents) as total, min(l.entry_date) as first_date, max(l.entry_date) as last_date,
          bool_or(l.budget_line_code is not null and l.amount_cents < 0) as lowers_budget
        from new_lines l
        group by l.organization_id, l.entry_id, l.fund_code
      ) f
      group by f.organization_id, f.entry_id
    ) e
  )
  select a.*, e.entry_id, e.kind, e.first, e.last, e.line_count, e.total into flags
  from (
    select bool_or(e.kind in ('reversal', 'refund', 'reclass')) as adjusts, bool_or(e.is_off_in_a_fund) as is_off_in_a_fund,
      bool_or(e.lowers_budget) as lowers_budget
    from entry e
  ) a
  left join (
    select e.*
    from entry e
    where e.first <> 1 or e.last <> e.line_count or e.line_count < 2 or e.total <> 0
      or e.kind is null or e.kind = 'of another date'
    order by e.entry_id
    limit 1
  ) e on true;
  if flags.entry_id is not null then
    if flags.kind is null or flags.kind = 'of another date' then
      perform ledger.refuse('LE003', format('lines name entry %s, which %s', flags.entry_id,
        case when flags.kind is null then 'does not exist' else 'has another date' end));
    elsif flags.first <> 1 or flags.last <> flags.line_count then
      perform ledger.refuse('LE003', format('the lines of entry %s are not numbered 1 to %s', flags.entry_id, flags.line_count));
    elsif flags.line_count < 2 then
      perform ledger.refuse('LE004', 'an entry needs at least two lines');
    else
      perform ledger.refuse('LE001', format('the entry does not balance: debits less credits are %s', ledger.dollars(flags.total)));
    end if;
  end if;

  if flags.is_off_in_a_fund then
    perform ledger.refuse('LE002', format('fund %s does not balance inside the entry: debits less credits are %s', f.fund_code, ledger.dollars(f.total)))
    from (
      select l.fund_code, sum(l.amount_cents) as total
      from new_lines l
      group by l.organization_id, l.entry_id, l.fund_code
      having sum(l.amount_cents) <> 0
      order by l.entry_id, l.fund_code
      limit 1
    ) f;
  end if;

  if broken.broken is not null then
    perform ledger.refuse(broken.broken, case broken.broken
      when 'LE002' then format('the interfund lines of the entry do not cancel out: line %s on account %s', broken.line_number, broken.account_code)
      when 'LE005' then format(case when broken.net_asset_class = 'with' and broken.account_type not in ('asset', 'liability')
                                 then 'line %s on account %s is with donor restrictions in the unrestricted fund'
                                 else 'line %s on account %s has the wrong net-asset class, or none' end, broken.line_number, broken.account_code)
      when 'LE006' then format('line %s is an expense on account %s with donor restrictions', broken.line_number, broken.account_code)
      when 'LE007' then format('line %s on account %s has a function and is no expense, or is an expense and has none',
                               broken.line_number, broken.account_code)
      when 'LA002' then format('line %s names award %s and is in fund %s; the award''s fund is %s',
                               broken.line_number, broken.award_code, broken.fund_code, broken.award_fund)
      when 'LA003' then format('line %s on account %s is in the award fund %s and %s', broken.line_number, broken.account_code,
                               broken.fund_code, case
                                 when broken.account_role is null and broken.account_type in ('asset', 'liability') then 'its account has no role'
                                 when broken.award_code is null then 'names no award'
                                 else 'names no budget line' end)
      when 'LA013' then format('award %s is closed since %s, and line %s on account %s would change what was reported',
                               broken.closed_award, broken.closed_on, broken.line_number, broken.account_code)
      when 'LA017' then format('line %s charges account %s to %s of award %s, and that account %s', broken.line_number, broken.account_code,
                               coalesce('commitment ' || broken.commitment_number, 'a budget line'), broken.award_code,
                               case when broken.commitment_number is null then 'is no cost' else 'counts toward no budget' end)
      when 'LA001' then format('service %s is outside the term of award %s, %s to %s',
                               ledger.day_range(broken.service_from, broken.service_through), broken.award_code, broken.starts_on, broken.ends_on)
      when 'LE023' then format('line %s, on account %s, would count on %s, in a month before its service, %s, begins', broken.line_number,
                               broken.account_code, broken.entry_date, ledger.day_range(broken.service_from, broken.service_through))
      when 'LA006' then format('award %s is on the cash basis and line %s is owed, not paid', broken.award_code, broken.line_number)
      when 'LA018' then format('award %s is %s: line %s on account %s %s', broken.award_code, broken.recognition, broken.line_number,
                               broken.account_code, case
                                 when broken.fault = 'LA018:promised' then 'raises what the funder owes beside something else than its revenue'
                                 when broken.fault = 'LA018:taken_back' then 'takes revenue back beside something else than what was owed for it'
                                 when broken.account_role = 'indirect' then 'charges indirect costs, which the books figure by the award''s rate'
                                 when broken.account_role = 'bad_debts'
                                   then 'bears as a cost what is a loss on its promise, with or without restrictions, which the books figure'
                                 when broken.account_role = 'refundable_advance'
                                   then 'takes of money received ahead, which the books do when a condition is met or money goes back'
                                 when broken.amount_cents > 0 then 'takes back revenue, which the reversal of its entry does'
                                 when broken.recognition = 'agency' then 'recognizes revenue, and its money is another''s'
                                 when broken.net_asset_class = 'without' then 'recognizes its revenue without donor restrictions'
                                 else 'recognizes revenue, which the books do when its condition is met' end)
      when 'LA019' then format('line %s on account %s, %s, stands in fund %s beside what is paid or owed', broken.line_number, broken.account_code,
                               case split_part(broken.fault, ':', 2)
                                 when 'uncounted' then 'which never counts toward a budget'
                                 when 'gift' then 'a gift in kind'
                                 when 'stock' then 'stock'
                                 else 'depreciation' end, broken.fund_code)
    end, known => jsonb_build_object('award', coalesce(broken.closed_award, broken.award_code)));
  end if;

  -- Nothing makes room on a budget but a refund, a reversal, or indirect costs given back; a move between lines sums to zero.
  if flags.lowers_budget then
    select l.entry_id, l.award_code, sum(l.amount_cents) as total into fault
    from new_lines l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where l.budget_line_code is not null and a.counts_toward_budget
    group by l.organization_id, l.entry_id, l.award_code
    having sum(l.amount_cents) < 0 and (
      select ledger.may_make_room(e.kind, bool_and(coalesce(a.role = 'indirect', false)), c.action, e.origin_kind, e.origin_part)
      from ledger.journal_entry e
      left join ledger.closing_event c on c.organization_id = e.organization_id and c.number = e.closing_number
      where e.organization_id = l.organization_id and e.id = l.entry_id
    ) is not true
    order by l.entry_id, l.award_code
    limit 1;
    if found then
      perform ledger.refuse('LA017', format('the entry takes %s off the budget of award %s and is no refund, reversal or indirect cost that is given back',
        ledger.dollars(-fault.total), fault.award_code), known => jsonb_build_object('award', fault.award_code));
    end if;
  end if;

  if flags.adjusts then
    perform ledger.refuse(b.sqlstate, b.message, known => jsonb_build_object('entry', case when b.sqlstate <> 'LE013' then h.adjusted_id else (
      select min(f.id)
      from ledger.journal_entry f
      where f.organization_id = h.organization_id and f.refunds_entry_id = h.adjusted_id
        and not exists (select from ledger.journal_entry v where v.organization_id = f.organization_id and v.reverses_entry_id = f.id)) end))
    from (
      select n.organization_id, n.entry_id from new_lines n group by n.organization_id, n.entry_id order by n.entry_id
    ) e
    cross join lateral ledger.broken_adjustment(e.organization_id, e.entry_id) b
    cross join lateral (
      select h.organization_id, coalesce(h.reverses_entry_id, h.refunds_entry_id) as adjusted_id
      from ledger.journal_entry h
      where h.organization_id = e.organization_id and h.id = e.entry_id
    ) h;
  end if;
  return null;
end
$$;
alter function ledger.check_entry_lines() owner to ledger_rules;
comment on function ledger.check_entry_lines() is
  'Holds LR002, LE001 to LE007, LE010 to LE015, LE023, LA001 to LA003, LA006, LA013 and LA017 to LA019 over the lines of one statement, entry after entry.';
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
