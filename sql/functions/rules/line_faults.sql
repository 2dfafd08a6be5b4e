-- What a line breaks, and what it may stand beside in the fund of an award.

create or replace function ledger.is_recovery(kind text, account_role text, amount_cents bigint)
returns boolean
language sql
immutable
as $$ select coalesce($1 = 'receipt' and $2 = 'losses' and $3 < 0, false) $$;
comment on function ledger.is_recovery(text, text, bigint) is
  'Whether a line of a receipt is of a promise that was written off, in the class that the loss had: it never recovers more than was lost (LA015).';

create or replace function ledger.moves_past_recognition(
  kind text, account_type text, account_role text, account_code text, amount_cents bigint, net_asset_class text, award_code text, recognition text,
  revenue_account_code text
)
returns boolean
language sql
immutable
as $$
  select not ledger.is_made_by_books($1) and not ledger.is_recovery($1, $3, $5) and (
    $3 = 'refundable_advance' and $5 > 0
    or $3 = 'indirect' and $7 is not null
    or $3 = 'bad_debts' and $8 in ('unconditional', 'conditional')
    or $1 = 'promise' and $2 = 'revenue' and $8 <> 'unconditional'
    or $2 = 'revenue' and $5 > 0 and $7 is not null and not ledger.is_award_revenue($3, $4, $9) and not coalesce($3, '') ^@ 'contributed_'
    or $2 = 'revenue' and $5 < 0 and $8 = 'agency' and coalesce($3, '') <> 'interest' and not coalesce($3, '') ^@ 'contributed_'
    or ledger.is_award_revenue($3, $4, $9) and (
      $5 < 0 and $8 = 'conditional'
      or $6 = 'without' and ($8 = 'unconditional' or $8 = 'conditional' and coalesce($3, '') <> 'losses')))
$$;
comment on function ledger.moves_past_recognition is
  'LA018: whether a line of an entry that a client gives does what the books alone do, who ask for evidence, rate and amount: takes of money received ahead, '
  'charges indirect costs, bears a promise not paid as a cost (ASC 958-310-35-7: it is a loss where it stands), recognizes what is conditional, not its own, or promised by nobody, or a contribution without its restrictions, or '
  'takes back other revenue than the award''s, which a reversal does.';

create or replace function ledger.has_unknown_use(account_type text, account_role text, fund_kind text, kind text)
returns boolean
language sql
immutable
as $$ select $3 = 'award' and $2 is null and $1 in ('asset', 'liability') and not ledger.is_made_by_books($4) $$;
comment on function ledger.has_unknown_use(text, text, text, text) is
  'LA003: the fund of an award holds only assets and liabilities whose accounts have a role: of another the books know no limit.';

create or replace function ledger.part_in_award(
  account_type text, account_role text, amount_cents bigint, counts_toward_budget boolean, budget_line_code text
)
returns text
language sql
immutable
as $$
  select case
    when $1 = 'expense' and not $4 then 'LA019:uncounted'
    when $2 ^@ 'contributed_' then 'LA019:gift'
    when $2 = 'inventory' and $3 > 0 then 'LA019:stock'
    when $2 = 'accumulated_depreciation' and $3 > 0 then 'LA019:depreciation'
    when $1 = 'revenue' and $3 > 0 and coalesce($2, '') <> 'losses' then 'LA018:taken_back'
    -- A cost of an agency award that is claimed names its line.
    when $2 = 'grants_receivable' and $3 > 0 and $5 is null then 'LA018:promised'
  end
$$;
comment on function ledger.part_in_award(text, text, bigint, boolean, text) is
  'What a line does in the fund of an award that no limit counts, so that it stands only beside what explains it; null where it may stand beside anything.';

create or replace function ledger.may_stand_beside(
  part text, account_type text, account_role text, amount_cents bigint, counts_toward_budget boolean, is_award_revenue boolean
)
returns boolean
language sql
immutable
as $$
  select case $1
    when 'LA019:uncounted' then $2 = 'expense' and not $5 or $3 ^@ 'contributed_' or $3 in ('inventory', 'accumulated_depreciation')
    when 'LA019:gift' then $2 = 'expense' and not $5 or $3 ^@ 'contributed_' or $3 = 'inventory'
    when 'LA019:stock' then $2 = 'expense' and not $5 or $3 ^@ 'contributed_' or $3 = 'inventory'
    when 'LA019:depreciation' then $2 in ('expense', 'revenue') or $3 in ('equipment', 'accumulated_depreciation')
      or $4 > 0 and ledger.is_cash($3)
    when 'LA018:taken_back' then $6 or $3 in ('grants_receivable', 'accounts_receivable', 'contract_liability')
    -- A check of the funder that bounced gives the receivable back.
    when 'LA018:promised' then $3 = 'grants_receivable' or $6 or $4 < 0 and ledger.is_cash($3)
  end is true
$$;
comment on function ledger.may_stand_beside is
  'Whether a line of an account may stand in an entry and a fund beside what ledger.part_in_award names: gifts, their use and depreciation beside each other, stock '
  'that was given, depreciation that goes with its equipment (LA019); revenue that is taken back beside what was owed for it, and a promise beside its revenue (LA018).';

create or replace function ledger.line_faults(
  account_type text, account_role text, net_asset_class text, function text, fund_code text, fund_kind text, award_code text, award_fund_code text,
  budget_line_code text, service_from date, service_through date, starts_on date, ends_on date, is_closed boolean, basis text,
  kind text, account_code text, amount_cents bigint, recognition text, revenue_account_code text, counts_toward_budget boolean,
  commitment_number bigint, entry_date date
)
returns text[]
language sql
immutable
as $$
  select array_remove(array[
    case when ledger.has_wrong_class($1, $3, $6) then 'LE005' end,
    case when ledger.is_restricted_expense($1, $3) then 'LE006' end,
    case when ledger.has_wrong_function($1, $4) then 'LE007' end,
    case when ledger.is_in_another_fund($5, $8) then 'LA002' end,
    case when ledger.hides_award($1, $2, $6, $7) or ledger.hides_budget_line($2, $18, $7, $9, $16)
      or ledger.has_unknown_use($1, $2, $6, $16) then 'LA003' end,
    case when ledger.charges_no_cost($1, $2, $9, $22, $21, $19) then 'LA017' end,
    case when ledger.moves_closed_award($2, $14) then 'LA013' end,
    case when ledger.is_outside_term($1, $9, $10, $11, $12, $13) then 'LA001' end,
    case when ledger.is_before_service($1, $9, $10, $23, $16) then 'LE023' end,
    case when ledger.is_on_cash_basis($1, $9, $15) then 'LA006' end,
    case when ledger.moves_past_recognition($16, $1, $2, $17, $18, $3, $7, $19, $20) then 'LA018' end,
    -- What it stands beside is asked of the entry, by ledger.fault_stands.
    case when $2 = 'interfund' and not ledger.is_made_by_books($16) then 'LE002:interfund' end,
    case when not ledger.is_made_by_books($16) and $6 = 'award' then ledger.part_in_award($1, $2, $18, $21, $9) end
  ], null)
$$;
comment on function ledger.line_faults is
  'Every rule that a line breaks in itself, by SQLSTATE, some followed by a colon and a word; which is told first says ledger.rule.precedence. Of those found, '
  'ledger.fault_stands asks what only the whole entry can say.';

grant execute on function
  ledger.moves_past_recognition, ledger.is_recovery(text, text, bigint), ledger.has_unknown_use(text, text, text, text), ledger.part_in_award(text, text, bigint, boolean, text),
  ledger.may_stand_beside, ledger.line_faults
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
