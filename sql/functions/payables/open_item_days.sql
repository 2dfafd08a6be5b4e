-- Open items by day.

create or replace view ledger.open_item_day
with (security_invoker = true) as
select x.organization_id, x.entry_id, x.account_code, x.fund_code, x.party_code, x.participant_code, x.amount_cents, x.on_day,
  sum(x.cents) over (
    partition by x.organization_id, x.entry_id, x.account_code, x.fund_code, x.party_code, x.participant_code order by x.on_day
  ) as open_cents
from (
  select m.organization_id, m.entry_id, m.account_code, m.fund_code, m.party_code, m.participant_code, m.amount_cents, m.on_day, sum(m.cents) as cents
  from (
    select i.*, f.entry_date as on_day, i.amount_cents::bigint as cents
    from ledger.open_item i
    join ledger.journal_entry e on e.organization_id = i.organization_id and e.id = i.entry_id
    join ledger.journal_line f on f.organization_id = i.organization_id and f.entry_id = i.entry_id and f.line_number = 1
    where e.origin_kind is distinct from 'moved_reversal'
    union all
    select i.*, l.entry_date, l.amount_cents
    from ledger.open_item i
    join ledger.journal_line l
      on l.organization_id = i.organization_id and l.settles_entry_id = i.entry_id and l.account_code = i.account_code
        and l.fund_code = i.fund_code and coalesce(l.party_code, '') = i.party_code and coalesce(l.participant_code, '') = i.participant_code
    union all
    -- On the day on which its reversal counts, wherever it was moved to: what stood again in between is no item of its own here.
    select i.*, f.entry_date, -i.amount_cents
    from ledger.open_item i
    join ledger.journal_entry e on e.organization_id = i.organization_id and e.id = i.entry_id
    join ledger.journal_entry r on r.organization_id = i.organization_id and r.reverses_entry_id = i.entry_id
    join ledger.journal_line f
      on f.organization_id = i.organization_id and f.entry_id = ledger.standing_reversal(i.organization_id, i.entry_id) and f.line_number = 1
    where e.origin_kind is distinct from 'moved_reversal'
  ) m
  group by 1, 2, 3, 4, 5, 6, 7, 8
) x;
comment on view ledger.open_item_day is
  'What is open of each item at the end of each day on which it moved, cents: of what we owe negative. On no day more than it is, nor the other way (LB001). '
  'For functions.';
comment on column ledger.open_item_day.organization_id is 'Whose books.';
comment on column ledger.open_item_day.entry_id is 'The entry that left the item.';
comment on column ledger.open_item_day.account_code is 'Its account.';
comment on column ledger.open_item_day.fund_code is 'Its fund.';
comment on column ledger.open_item_day.party_code is 'Who is owed, or owes; empty where nobody is named.';
comment on column ledger.open_item_day.participant_code is 'The participant whom it concerns; empty where nobody is named.';
comment on column ledger.open_item_day.amount_cents is 'What the entry left, cents.';
comment on column ledger.open_item_day.on_day is 'The day.';
comment on column ledger.open_item_day.open_cents is 'What is open at its end, cents.';
grant select on ledger.open_item_day to ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
