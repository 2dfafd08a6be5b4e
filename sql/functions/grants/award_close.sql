-- Closing an award: nothing may be open, and then it rests.

create or replace function ledger.award_obstacles(organization_id bigint, award_code text, through date, equipment text)
returns table (obstacle text, amount_cents bigint, next_step text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with award as (
    select w.*, p.amount_cents, t.unspent, coalesce(-r.used_amount, 0) as restricted_cents, t.variance_percent_tenths, t.variance_amount_cents, t.variance_test,
      t.variance_basis
    from ledger.award w
    join ledger.award_progress p on p.organization_id = w.organization_id and p.award_code = w.code
    left join ledger.measure r
      on r.organization_id = w.organization_id and r.kind = 'restricted' and r.key = ledger.measure_key(null, null, w.fund_code, null)
    cross join lateral ledger.terms_on(w.organization_id, w.code, $3) t
    where w.organization_id = $1 and w.code = $2
  ), balance as (
    select l.account_code, a.role, sum(l.amount_cents) as cents
    from ledger.journal_line l
    join award w on w.organization_id = l.organization_id and w.fund_code = l.fund_code
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where ledger.is_open_at_closing(a.role)
    group by l.account_code, a.role
    having sum(l.amount_cents) <> 0
  ), line as (
    -- Without open commitments, which are an obstacle themselves.
    select m.budget_line_code, m.limit_amount as limit_cents, m.used_amount - coalesce((
        select sum(p.open_cents)
        from ledger.commitment c
        join ledger.commitment_progress p on p.organization_id = c.organization_id and p.commitment_number = c.number
        where c.organization_id = m.organization_id and c.award_code = m.award_code and c.budget_line_code = m.budget_line_code
      ), 0)::bigint as actual_cents
    from ledger.measure m
    where m.organization_id = $1 and m.award_code = $2 and m.kind = 'budget_line'
  ), found as (
    select 1 as position, format('commitment %s of %s is open', c.number, c.budget_line_code) as obstacle, p.open_cents as cents,
      format('{commitment release: commitment=%s, org=%s, reason}', c.number, o.code) as next_step
    from ledger.commitment c
    join ledger.organization o on o.id = c.organization_id
    join ledger.commitment_progress p on p.organization_id = c.organization_id and p.commitment_number = c.number
    where c.organization_id = $1 and c.award_code = $2 and p.open_cents <> 0
    union all
    select x.position, x.what || ' (' || b.account_code || ')', b.cents::bigint, case
        when b.role = 'grants_receivable' and exists (select from award w where w.recognition = 'agency') then format(
          'Receive it with {award receive: award=%s}; undo what the funder does not pay, and record it as the organization''s own cost with {expense add: unrestricted}.', $2)
        else replace(x.next_step, 'CODE', $2)
      end
    from balance b
    join (values
      (2, 'payables', 'bills are unpaid', 'Pay them, or reverse what is not owed.'),
      (2, 'card', 'card charges are unpaid', 'Pay the card statement.'),
      (2, 'grants_payable', 'grants are unpaid', 'Pay them.'),
      (2, 'stipends_payable', 'stipends are unpaid', 'Pay them.'),
      (2, 'payroll', 'wages are unpaid', 'Pay them.'),
      (2, 'payroll_taxes', 'payroll taxes are unpaid', 'Pay them.'),
      (2, 'withholdings', 'what was withheld is not paid on', 'Pay it.'),
      (2, 'accrued', 'accrued expenses stand', 'Pay or reverse them.'),
      (3, 'petty_cash', 'petty cash is out', 'Bring it back to the bank.'),
      (3, 'gift_cards', 'gift cards are on hand', 'Hand them out, or return them.'),
      (3, 'staff_advances', 'advances to staff are out', 'Settle them.'),
      (3, 'prepaid', 'prepaid expenses stand', 'Spend or reverse them.'),
      (4, 'interfund', 'the interfund account is not settled', 'Move the cash: {indirect settle: award=CODE, date}.'),
      (5, 'grants_receivable', 'the funder still owes money', 'Receive it with {award receive: award=CODE}, or write off what will not come with {award write-off: award=CODE}.'),
      (5, 'refundable_advance', 'an advance is unspent', 'Return it with {award return: award=CODE}.'),
      (5, 'custodial', 'custodial money is unspent', 'Return it with {award return: award=CODE}.'),
      (6, 'due_to_funder', 'money is due to the funder', 'Pay it: {award return: award=CODE, owed, paid-from=bank, date}.')
    ) as x (position, role, what, next_step) on x.role = b.role
    union all
    select 6, 'money that was returned is spent', b.cents, format(case
        when b.undone_on is not null then 'The return is undone on %2$s: close the award on that day or later, or let that count earlier with {entry move: entry=%1$s, date}.'
        else 'Undo the return with {undo: entry=%1$s, reason}, a payment of its own before it, and return what is left; or undo the cost, '
          'and record it as the organization''s own with {expense add: unrestricted}.'
      end, b.entry_id, b.undone_on)
    from ledger.award a
    cross join lateral ledger.returned_beyond($1, a, $3) b
    where a.organization_id = $1 and a.code = $2 and b.cents > 0
    union all
    select 7, 'restricted money is neither released nor returned', w.restricted_cents,
      format(
        'Close the months with {period close: month}, which releases what was spent; return the rest with {award return: award=%s}.',
        w.code)
    from award w
    where w.restricted_cents <> 0 and w.unspent <> 'keep'
    union all
    select 7, 'what was released is no longer spent', -d.due_cents, format(
        'Give it back with {award return: award=%s}, or close the months with {period close: month}, which takes the release back.', d.award_code)
    from ledger.due_releases($1, 'infinity') d
    where d.award_code = $2 and d.due_cents < 0
    union all
    select 8, coalesce('line ' || l.budget_line_code, 'spending on no line') || ' is above its budget and not explained',
      l.actual_cents - l.limit_cents,
      format('{budget explain: award=%s, line=%s, reason}', w.code, coalesce(l.budget_line_code, '-'))
    from award w
    cross join line l
    where l.actual_cents > l.limit_cents
      and ledger.passes_limit(
        l.actual_cents - l.limit_cents, case w.variance_basis when 'line' then l.limit_cents else w.amount_cents end,
        w.variance_percent_tenths, w.variance_amount_cents, w.variance_test)
      and not exists (
        select
        from ledger.variance_explanation e
        where e.organization_id = $1 and e.award_code = $2 and e.budget_line_code is not distinct from l.budget_line_code
          and e.overrun_cents >= l.actual_cents - l.limit_cents
      )
    union all
    select 9, 'indirect costs are not trued up', i.to_charge_cents,
      format('{indirect charge: award=%s, through=%s}', $2, $3)
    from ledger.indirect_to_charge($1, $2, $3, $3) i
    where i.to_charge_cents <> 0
    union all
    select 10, 'equipment was bought and its disposition is not said', sum(l.amount_cents)::bigint,
      format('Say what becomes of it: {award close: award=%s, equipment}.', $2)
    from ledger.journal_line l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where l.organization_id = $1 and l.award_code = $2 and a.role = 'equipment' and $4 is null
    having sum(l.amount_cents) <> 0
    union all
    select 11, format('entries of its fund are dated through %s, after the day of closing', max(l.entry_date)),
      sum(l.amount_cents) filter (where l.amount_cents > 0)::bigint,
      'Close it on that day or later.'
    from ledger.journal_line l
    join award w on w.organization_id = l.organization_id and w.fund_code = l.fund_code
    where l.entry_date > $3
    having count(*) > 0
  )
  select f.obstacle, f.cents, f.next_step
  from found f
  order by f.position, f.obstacle
$$;
alter function ledger.award_obstacles(bigint, text, date, text) owner to ledger_rules;
comment on function ledger.award_obstacles(bigint, text, date, text) is
  'What keeps an award from being closed, one row each with its amount (cents, debits positive for balances) and the next step; none '
  'where it can be. For the rule itself.';

create or replace function ledger.closing_obstacles(organization_id bigint, award_code text, through date, equipment text default null)
returns table (obstacle text, amount_cents bigint, next_step text, next_step_parts jsonb)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select o.obstacle, o.amount_cents, ledger.in_words(s.parts), s.parts
  from ledger.award_obstacles($1, $2, $3, $4) o
  cross join lateral ledger.next_step_parts(o.next_step) s (parts)
  where $1 = any (ledger.readable_organizations())
$$;
alter function ledger.closing_obstacles(bigint, text, date, text) owner to ledger_rules;
comment on function ledger.closing_obstacles(bigint, text, date, text) is 'ledger.award_obstacles for readers of the organization; what to do in words, and as ledger.next_step_parts.';
grant execute on function ledger.closing_obstacles(bigint, text, date, text)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.apply_award_event()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  closed date;
  obstacles text;
begin
  -- Locked as postings lock them, so that nothing is posted while it is looked at.
  select p.closed_on into closed
  from ledger.award_progress p
  where p.organization_id = new.organization_id and p.award_code = new.award_code
  for no key update;
  perform ledger.lock_award(new.organization_id, new.award_code);
  if (closed is null) <> (new.action = 'close') then
    perform ledger.refuse('LA014', format('award %s is %s', new.award_code, coalesce('closed since ' || closed, 'open')),
      known => jsonb_build_object('award', new.award_code));
  end if;
  if new.action = 'close' then
    select string_agg(format('%s: %s', o.obstacle, ledger.dollars(abs(o.amount_cents))), '; ') into obstacles
    from ledger.award_obstacles(new.organization_id, new.award_code, new.on_date, new.equipment) o;
    if new.final_report_on < (
      -- What came back since is no cost, nor is what was undone.
      select max(l.entry_date)
      from ledger.journal_line l
      join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
      where l.organization_id = new.organization_id and l.award_code = new.award_code and l.budget_line_code is not null and l.amount_cents > 0
        and e.kind <> 'reversal' and ledger.standing_reversal(e.organization_id, e.id) is null
    ) then
      perform ledger.refuse('LA016', format('the final report of award %s is dated %s, before its last cost', new.award_code, new.final_report_on),
        known => jsonb_build_object('award', new.award_code));
    end if;
    if obstacles is not null then
      perform ledger.refuse('LA016', format('award %s cannot be closed: %s; by %s', new.award_code, obstacles,
        ledger.terms_name(new.organization_id, new.award_code)), known => jsonb_build_object('award', new.award_code));
    end if;
  end if;
  update ledger.award_progress p
  set closed_on = case new.action when 'close' then new.on_date end
  where p.organization_id = new.organization_id and p.award_code = new.award_code;
  return null;
end
$$;
alter function ledger.apply_award_event() owner to ledger_rules;
comment on function ledger.apply_award_event() is
  'Closes or reopens an award; raises LA016 where anything is open, LA014 where it is closed or open already.';
create or replace trigger moves_award after insert on ledger.award_event
  for each row execute function ledger.apply_award_event();
alter table ledger.award_event enable always trigger moves_award;

create or replace function ledger.draft_kept(organization_id bigint, award_code text, entry_date text)
returns ledger.entry_draft
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select ledger.draft_entry(ledger.next_key($1, format('release-kept:%s:%s', $2, $3)), $3, 'release', format('Of %s, kept by its terms', $2))
$$;
alter function ledger.draft_kept(bigint, text, text) owner to ledger_fn;
comment on function ledger.draft_kept(bigint, text, text) is
  'The entry on a day (YYYY-MM-DD) that ends the restrictions of what is unspent of an award that is closed, where its terms let the grantee keep it. For functions.';

create or replace function ledger.close_award(
  organization_id bigint, award_code text, on_date date, reason text, equipment text, final_report_on date
)
returns table (retain_until date, kept_cents bigint, entry_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  w ledger.award;
  retained date;
  kept bigint;
  made bigint;
begin
  perform ledger.require_administrator(org);
  perform ledger.hold_award(org, $2);
  select a.* into w from ledger.award a where a.organization_id = org and a.code = $2;
  retained := ($6 + make_interval(years => (ledger.terms_on(org, $2, $6)).retention_years::integer))::date;
  insert into ledger.award_event (organization_id, award_code, number, action, on_date, reason, equipment, final_report_on, retain_until)
  select org, $2, 1 + count(*), 'close', $3, $4, $5, $6, retained
  from ledger.award_event e
  where e.organization_id = org and e.award_code = $2;
  -- Only terms that let the grantee keep it close over restricted money.
  select d.restricted_cents - greatest(0, d.due_cents) into kept from ledger.due_releases(org, 'infinity') d where d.award_code = $2;
  if kept > 0 then
    select a.id into made
    from unnest(ledger.add_entries(org, array[ledger.draft_kept(org, $2, to_char($3, 'YYYY-MM-DD'))],
      ledger.release_lines(1, ledger.default_account(org, 'release_time'), w, kept))) as a (id);
  end if;
  return query select retained, greatest(0, coalesce(kept, 0)), made;
end
$$;
alter function ledger.close_award(bigint, text, date, text, text, date) owner to ledger_fn;
comment on function ledger.close_award(bigint, text, date, text, text, date) is
  'Closes an award, and tells the last day that its records are kept: the terms'' years from the final report. What is unspent of one whose terms let the grantee keep it '
  'is released on that day, its restrictions ending with the award: how much, cents, and the entry. Raises LM001, LA014, LA016, LP001 where the day of that entry is closed.';

create or replace function ledger.reopen_award(organization_id bigint, award_code text, on_date date, reason text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.require_administrator($1);
  insert into ledger.award_event (organization_id, award_code, number, action, on_date, reason)
  select $1, $2, 1 + count(*), 'reopen', $3, $4
  from ledger.award_event e
  where e.organization_id = $1 and e.award_code = $2;
end
$$;
alter function ledger.reopen_award(bigint, text, date, text) owner to ledger_fn;
comment on function ledger.reopen_award(bigint, text, date, text) is 'Reopens a closed award, with a reason. Raises LM001, LA014.';
grant execute on function ledger.close_award(bigint, text, date, text, text, date), ledger.reopen_award(bigint, text, date, text)
  to ledger_finance_admin;
