-- The rules of awards, budgets and open items, each said once, as those of lines in predicates.sql.

create or replace function ledger.was_before(record_number bigint, other bigint)
returns boolean
language sql
immutable
as $$
  select case when other > 0 then record_number < other else record_number > other end
$$;
comment on function ledger.was_before is
  'Whether something of one record number was recorded before another; what is only tried has numbers below zero, after all others.';

create or replace function ledger.may_make_room(kind text, is_indirect boolean, closing_action text, origin_kind text, origin_part bigint)
returns boolean
language sql
immutable
as $$
  select kind in ('refund', 'reversal') or (kind = 'indirect' and is_indirect) or coalesce(closing_action = 'adjust', false)
    or coalesce(origin_kind = 'accrual' and origin_part = 2 or origin_kind = 'moved_reversal', false)
$$;
comment on function ledger.may_make_room is
  'LA017: whether an entry of that kind may take more off a budget than it charges; one of kind indirect on accounts of that role '
  'alone, one that adjusts a closed year, the turning of an accrual, and what a moved reversal had reversed (LO005). Off no line is more taken than it was charged: its measure holds that.';

create or replace function ledger.settles_wrongly(
  item_cents bigint, item_date date, amount_cents bigint, entry_date date, is_reversal boolean
)
returns boolean
language sql
immutable
as $$
  select item_cents is null or item_date > entry_date or (not is_reversal and sign(item_cents) = sign(amount_cents))
$$;
comment on function ledger.settles_wrongly is
  'LB003: whether a line settles what has no open item of its account, fund and party, what is dated later, or goes the same way.';

create or replace function ledger.is_open_at_closing(account_role text)
returns boolean
language sql
immutable
as $$
  select account_role in ('payables', 'card', 'grants_payable', 'stipends_payable', 'payroll', 'payroll_taxes', 'withholdings', 'accrued',
    'petty_cash', 'gift_cards', 'staff_advances', 'prepaid', 'interfund', 'grants_receivable', 'refundable_advance', 'custodial', 'due_to_funder')
$$;
comment on function ledger.is_open_at_closing is 'LA016: whether a balance on accounts of that role keeps an award from being closed.';

create or replace function ledger.is_moved_as_recognized(kind text, recognition text)
returns boolean
language sql
immutable
as $$
  select recognition = any (case kind
    when 'condition' then array['conditional']
    when 'release' then array['conditional', 'unconditional']
    when 'loss' then array['conditional', 'unconditional']
    when 'return' then array['conditional', 'unconditional', 'agency']
    when 'indirect' then array['conditional', 'unconditional', 'exchange']
    else array[recognition]
  end)
$$;
comment on function ledger.is_moved_as_recognized is
  'LA018: whether an award of that recognition may have entries of that kind: conditions are met of conditional awards alone, and so on.';

create or replace function ledger.measure_key(award_code text, budget_line_code text, fund_code text, account_code text)
returns text
language sql
immutable
as $$ select coalesce($1, '') || ' ' || coalesce($2, '') || ' ' || coalesce($3, '') || ' ' || coalesce($4, '') $$;
comment on function ledger.measure_key(text, text, text, text) is 'ledger.measure.key of these codes.';

create or replace function ledger.is_beyond(limit_amount numeric, used_amount numeric)
returns boolean
language sql
immutable
as $$ select $2 > $1 $$;
comment on function ledger.is_beyond(numeric, numeric) is
  'Whether more is used than a limit allows (LA004, LA005, LA008, LA009, LA011, LA012, LA015, LA017), in the unit of the measure; of a balance that does not fall '
  'below zero the limit is zero, and what is there is used less than zero.';

create or replace function ledger.opened_by(kind text, amount_cents bigint)
returns bigint
language sql
immutable
as $$ select case $1 when 'restore' then $2 else -$2 end $$;
comment on function ledger.opened_by(text, bigint) is
  'By how much an event of a commitment moves what is open of it, cents: a restore opens it again, a draw and a release take from it.';

create or replace function ledger.measure_place(kind text, award_code text, budget_line_code text, fund_code text, account_code text)
returns text
language sql
immutable
as $$
  select case $1
    when 'restricted' then 'fund ' || $4
    when 'advance' then 'account ' || $5 || ' of ' || coalesce('award ' || $2, 'fund ' || $4)
    else 'award ' || $2 || coalesce(' line ' || $3, '')
  end
$$;
comment on function ledger.measure_place(text, text, text, text, text) is 'Where check names a measure.';

grant execute on function
  ledger.was_before, ledger.may_make_room, ledger.settles_wrongly, ledger.is_open_at_closing,
  ledger.is_moved_as_recognized
  to ledger_fn, ledger_rules;
grant execute on function
  ledger.measure_key(text, text, text, text), ledger.is_beyond(numeric, numeric), ledger.opened_by(text, bigint), ledger.measure_place(text, text, text, text, text)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
