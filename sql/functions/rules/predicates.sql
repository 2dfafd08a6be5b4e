-- Rules of single lines and entries, each said once: a predicate over a row and the state that it relied on. The trigger passes the present state,
-- check that of the entry. One expression each, so that callers inline them; callers pin search_path.

create or replace function ledger.missing_reference(
  account_code text, found_account text, fund_code text, found_fund text, program_code text, found_program text, award_code text, found_award text,
  budget_line_code text, found_budget_line text, party_code text, found_party text, participant_code text, commitment_number bigint,
  found_commitment bigint
)
returns text
language sql
immutable
as $$
  select case
    when $2 is null then 'account ' || $1
    when $4 is null then 'fund ' || $3
    when $5 is not null and $6 is null then 'program ' || $5
    when $7 is not null and $8 is null then 'award ' || $7
    when $9 is not null and $10 is null then 'budget line ' || $9 || ' of award ' || coalesce($7, '(none)')
    when $11 is not null and $12 is null then 'party ' || $11
    -- There are no participants yet.
    when $13 is not null then 'participant ' || $13
    when $14 is not null and $15 is null then 'commitment ' || $14::text || ' on budget line ' || coalesce($9, '(none)') || ' of award ' || coalesce($7, '(none)')
  end
$$;
comment on function ledger.missing_reference is
  'What a line names that does not exist (LR002), in words; null where all of it does. Each name is followed by the one that was found.';

create or replace function ledger.has_wrong_class(account_type text, net_asset_class text, fund_kind text)
returns boolean
language sql
immutable
as $$ select ($1 in ('asset', 'liability')) <> ($2 is null) or $2 = 'with' and $3 = 'unrestricted' and $1 <> 'expense' $$;
comment on function ledger.has_wrong_class(text, text, text) is
  'LE005: assets and liabilities carry no net-asset class, all else does; and nothing of the unrestricted fund is with donor restrictions.';

create or replace function ledger.is_restricted_expense(account_type text, net_asset_class text)
returns boolean
language sql
immutable
as $$ select $1 = 'expense' and $2 <> 'without' $$;
comment on function ledger.is_restricted_expense(text, text) is 'LE006: an expense is without donor restrictions (ASU 2016-14).';

create or replace function ledger.has_wrong_function(account_type text, function text)
returns boolean
language sql
immutable
as $$ select ($1 = 'expense') <> ($2 is not null) $$;
comment on function ledger.has_wrong_function(text, text) is 'LE007: expenses, and only they, carry a function.';

create or replace function ledger.is_in_another_fund(fund_code text, award_fund_code text)
returns boolean
language sql
immutable
as $$ select $2 <> $1 $$;
comment on function ledger.is_in_another_fund(text, text) is 'LA002: a line that names an award is in its fund.';

create or replace function ledger.is_made_by_books(kind text)
returns boolean
language sql
immutable
as $$ select $1 in ('condition', 'indirect', 'release', 'return', 'loss', 'opening', 'closing', 'reversal') $$;
comment on function ledger.is_made_by_books(text) is
  'Whether entries of a kind are made by functions of the books alone, which figure their amounts or ask who may (LE021).';

create or replace function ledger.hides_award(account_type text, account_role text, fund_kind text, award_code text)
returns boolean
language sql
immutable
as $$
  select $3 = 'award' and $4 is null and (
    $1 in ('expense', 'revenue')
    or coalesce($2, '') in ('equipment', 'grants_receivable', 'accounts_receivable', 'refundable_advance', 'contract_liability', 'custodial',
      'due_to_funder'))
$$;
comment on function ledger.hides_award(text, text, text, text) is
  'LA003: in the fund of an award what is spent, recognized, owed by the funder, received ahead, held or owed back names the award, so that its limits count it. '
  'The closing of a year does not.';

create or replace function ledger.hides_budget_line(account_role text, amount_cents bigint, award_code text, budget_line_code text, kind text)
returns boolean
language sql
immutable
as $$ select $4 is null and $3 is not null and $2 > 0 and $1 in ('equipment', 'custodial') and not ledger.is_made_by_books($5) $$;
comment on function ledger.hides_budget_line is
  'LA003: equipment bought for an award, and custodial money spent, name the budget line that bears them: without one no limit counts them. Money that goes back '
  'to the funder, and openings, the books record.';

create or replace function ledger.charges_no_cost(
  account_type text, account_role text, budget_line_code text, commitment_number bigint, counts_toward_budget boolean, recognition text
)
returns boolean
language sql
immutable
as $$
  select $3 is not null and ($1 <> 'expense' and coalesce($2, '') not in ('equipment', 'custodial')
      and not coalesce($2 = 'grants_receivable' and $6 = 'agency', false)
    or $4 is not null and not $5)
$$;
comment on function ledger.charges_no_cost is
  'LA017: a budget line is charged on expenses, equipment and, of an agency award, custodial funds or what is claimed of its funder; a commitment is drawn by what counts toward the budget alone.';

create or replace function ledger.moves_closed_award(account_role text, is_closed boolean)
returns boolean
language sql
immutable
as $$ select $2 and coalesce($1, '') not in ('cash', 'savings', 'due_to_funder') $$;
comment on function ledger.moves_closed_award(text, boolean) is
  'LA013: in the fund of a closed award only money that is paid on to the funder moves. The closing of a year passes. By the fund, so that leaving the '
  'award out does not open it.';

create or replace function ledger.is_outside_term(
  account_type text, budget_line_code text, service_from date, service_through date, starts_on date, ends_on date
)
returns boolean
language sql
immutable
as $$ select ($2 is not null or $1 = 'expense') and ($3 < $5 or $4 > $6) $$;
comment on function ledger.is_outside_term is 'LA001: the service of an award''s cost lies within its term.';

create or replace function ledger.is_ordered_late(made_on date, ends_on date)
returns boolean
language sql
immutable
as $$ select $1 > $2 $$;
comment on function ledger.is_ordered_late(date, date) is
  'LA001: what is ordered of an award is ordered by the end of its term: nothing is obligated after it (2 CFR 200.344).';

create or replace function ledger.is_before_service(account_type text, budget_line_code text, service_from date, entry_date date, kind text)
returns boolean
language sql
immutable
as $$ select ($2 is not null or $1 = 'expense') and date_trunc('month', $3::timestamp) > $4::timestamp and $5 <> 'reversal' $$;
comment on function ledger.is_before_service(text, text, date, date, text) is
  'LE023: a cost counts in no month before its service begins; what is paid ahead is an asset until then (ASC 340-10). A reversal is what it reverses.';

create or replace function ledger.is_on_cash_basis(account_type text, budget_line_code text, basis text)
returns boolean
language sql
immutable
as $$ select ($2 is not null or $1 = 'expense') and $3 = 'cash' $$;
comment on function ledger.is_on_cash_basis is
  'LA006: spending of an award on the cash basis is paid; whether the entry owes it is the caller''s to look at, for few lines are.';

create or replace function ledger.is_key_of_books(key text)
returns boolean
language sql
immutable
as $$ select $1 ^@ 'books:' $$;
comment on function ledger.is_key_of_books(text) is 'Whether a key is one of those that the books give to what they make themselves (LK003).';

create or replace function ledger.is_released_by_hand(key text)
returns boolean
language sql
immutable
as $$ select $1 ^@ 'books:release-by-hand:' or $1 ^@ 'books:release-lifted:' $$;
comment on function ledger.is_released_by_hand(text) is
  'Whether a release has the key that the books give to what a finance administrator releases; any other release is figured by the books.';

create or replace function ledger.is_kept(key text)
returns boolean
language sql
immutable
as $$ select $1 ^@ 'books:release-kept:' or $1 ^@ 'books:release-lifted:' $$;
comment on function ledger.is_kept(text) is
  'Whether a release has the key of what the grantee keeps of an award that is closed, by its terms, or of what the funder lifted: its restrictions end for good, '
  'whatever is spent, and it is restricted support no longer.';

create or replace function ledger.is_time_lifted(key text)
returns boolean
language sql
immutable
as $$ select $1 ^@ 'books:release-lifted-time:' $$;
comment on function ledger.is_time_lifted(text) is
  'Whether a release has the key of a time restriction that the funder lifted while the purpose stays: it releases nothing, for its lines cancel out with donor restrictions, and says of '
  'each installment, by its day, how much waits no longer.';

create or replace function ledger.is_said_of_time(is_time_restricted boolean, due_on date, year_end date)
returns boolean
language sql
immutable
as $$ select case when $2 > $3 then $1 is not null else $1 is not true end $$;
comment on function ledger.is_said_of_time(boolean, date, date) is
  'LO004: whether what is said of an installment fits the fiscal year of its promise, given by its last day: of one due later it is said whether it is '
  'restricted by time, of one due within it there is nothing to say (ASC 958-605-45-5).';

create or replace function ledger.has_key_of_books(kind text, origin_kind text)
returns boolean
language sql
immutable
as $$ select $1 in ('indirect', 'release', 'closing', 'reversal') or coalesce($2 = 'moved_reversal', false) $$;
comment on function ledger.has_key_of_books(text, text) is
  'Whether the books give the key of entries of a kind, and of reversals that were moved: of the others that they make (LE021), conditions and returns carry the key of who asked, '
  'openings that of their file.';

create or replace function ledger.moves_net_assets(account_type text, kind text)
returns boolean
language sql
immutable
as $$
  select $1 in ('net_assets', 'release')
    and $2 <> all (case $1 when 'release' then array['release', 'closing'] else array['opening', 'closing'] end)
$$;
comment on function ledger.moves_net_assets(text, text) is
  'Whether a line on an account of a type moves net assets in an entry whose kind may not (LE022): of a reversal the kind of what it reverses counts.';

create or replace function ledger.is_award_revenue(account_role text, account_code text, revenue_account_code text)
returns boolean
language sql
immutable
as $$ select $2 = $3 or coalesce($1, '') in ('foundation_grants', 'nonprofit_grants', 'losses') $$;
comment on function ledger.is_award_revenue(text, text, text) is
  'Whether an account of a line that names an award is its revenue: the award''s own account, those of grants, and losses on their promises.';

create or replace function ledger.recognizes(
  kind text, account_type text, account_role text, account_code text, recognition text, revenue_account_code text
)
returns boolean
language sql
immutable
as $$
  select $1 not in ('return', 'closing', 'opening') and $2 = 'revenue'
    and ($1 in ('promise', 'condition') or ledger.is_award_revenue($3, $4, $6) and $5 <> 'agency')
$$;
comment on function ledger.recognizes is
  'Whether a line that names an award recognizes its revenue (LA004), whatever the entry calls itself: what is credited to the revenue of an award but '
  'one of another''s money, or taken back of it as a loss. What is returned was recognized; a closing recognizes nothing, and of an opening ledger.measured_opening says it. Of a reversal the kind of what it reverses counts.';

create or replace function ledger.is_cash(account_role text)
returns boolean
language sql
immutable
as $$ select $1 in ('cash', 'savings', 'petty_cash', 'gift_cards') $$;
comment on function ledger.is_cash(text) is 'Whether an account of a role holds money: cash, savings, petty cash, gift cards.';

create or replace function ledger.holds_receipts(account_role text)
returns boolean
language sql
immutable
as $$ select coalesce($1 in ('refundable_advance', 'contract_liability', 'custodial'), false) $$;
comment on function ledger.holds_receipts(text) is
  'Whether an account of a role is credited with money that comes in: of a condition that is not met, of an exchange that is not earned, or of others.';

create or replace function ledger.is_received(
  kind text, account_type text, account_role text, budget_line_code text, cash_cents numeric, owed_less_cents numeric, written_off_cents numeric
)
returns boolean
language sql
immutable
as $$
  select $1 = 'receipt' or $1 <> 'opening' and $4 is null and (
    ledger.holds_receipts($3)
    or $3 in ('grants_receivable', 'accounts_receivable') and ($5 > 0 or $6 > $7)
    or $2 = 'revenue' and $5 > 0 and coalesce($3, '') <> 'interest')
$$;
comment on function ledger.is_received is
  'Whether the credit of a line that names an award is money received for it (LA005), whatever the entry calls itself: what is credited to money received ahead '
  'or held; to what is owed to the award, unless it is written off, for then the entry lowers its receivables by owed_less_cents and its revenue, or raises '
  'bad debts, by as much, written_off_cents; and, where cash rises, in sum by cash_cents, to any revenue but interest. Of a reversal its original counts.';

create or replace function ledger.taken_of_balance(account_role text, amount_cents bigint)
returns bigint
language sql
immutable
as $$
  select case
    when $1 in ('refundable_advance', 'custodial', 'due_to_funder') then $2
    when $1 = 'grants_receivable' then -$2
  end
$$;
comment on function ledger.taken_of_balance(text, bigint) is
  'What a line takes of a balance of an award that never falls below zero (LA015), in any entry, cents, below zero what it adds: of what was received ahead, is held for '
  'others, or goes back; and of what the funder owes. Null on an account of another role.';

grant execute on function
  ledger.missing_reference, ledger.has_wrong_class, ledger.is_restricted_expense, ledger.has_wrong_function,
  ledger.is_in_another_fund, ledger.hides_award, ledger.charges_no_cost, ledger.moves_closed_award, ledger.is_outside_term,
  ledger.is_on_cash_basis, ledger.is_before_service, ledger.is_ordered_late, ledger.hides_budget_line, ledger.is_award_revenue, ledger.is_made_by_books, ledger.is_key_of_books,
  ledger.is_released_by_hand, ledger.is_kept(text), ledger.is_time_lifted, ledger.is_said_of_time,
  ledger.has_key_of_books, ledger.moves_net_assets, ledger.recognizes, ledger.is_cash, ledger.holds_receipts, ledger.is_received,
  ledger.taken_of_balance(text, bigint)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
