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

create or replace function ledger.award_faults(
  recognition text, amount_cents bigint, promised_cents bigint, received_cents bigint, more_promised_cents bigint, more_received_cents bigint
)
returns text[]
language sql
immutable
as $$
  select array_remove(array[
    case when more_promised_cents > 0 and promised_cents + more_promised_cents > amount_cents then 'LA004' end,
    case when more_received_cents > 0 and received_cents + more_received_cents > amount_cents then 'LA005' end,
    case when more_promised_cents < 0 and recognition = 'unconditional'
      and received_cents + more_received_cents > promised_cents + more_promised_cents then 'LA008' end
  ], null)
$$;
comment on function ledger.award_faults is
  'Every rule that an entry breaks which changes what is recognized or received of an award, by SQLSTATE: of the award''s amount, what was '
  'promised and received before, and what the entry adds, cents.';

create or replace function ledger.may_make_room(kind text, is_indirect boolean, was_charged boolean)
returns boolean
language sql
immutable
as $$
  select kind in ('refund', 'reversal') or (kind = 'indirect' and is_indirect and was_charged)
$$;
comment on function ledger.may_make_room is
  'LA017: whether an entry of that kind may take more off a budget than it charges; one of kind indirect on accounts of that role alone, and no more '
  'than the lines were charged of such costs.';

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

create or replace function ledger.lowers_below(amount_cents bigint, before_cents bigint, used_cents numeric, is_approved boolean)
returns boolean
language sql
immutable
as $$
  select amount_cents < before_cents and amount_cents < used_cents and not is_approved
$$;
comment on function ledger.lowers_below is
  'LA011: whether a revision lowers a line below what it has used, cents, and the funder did not approve just that.';

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
    when 'return' then array['conditional', 'unconditional', 'agency']
    when 'indirect' then array['conditional', 'unconditional', 'exchange']
    else array[recognition]
  end)
$$;
comment on function ledger.is_moved_as_recognized is
  'LA018: whether an award of that recognition may have entries of that kind: conditions are met of conditional awards alone, and so on.';

grant execute on function
  ledger.was_before, ledger.award_faults, ledger.may_make_room, ledger.settles_wrongly, ledger.lowers_below, ledger.is_open_at_closing,
  ledger.is_moved_as_recognized
  to ledger_fn, ledger_rules;
