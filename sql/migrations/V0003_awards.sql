-- Awards and their budgets.

create table ledger.award (
  organization_id bigint not null,
  code ledger.code not null,
  name ledger.label not null,
  funder_code ledger.code not null,
  amount_cents bigint not null,
  starts_on ledger.day not null,
  ends_on ledger.day not null,
  recognition text not null,
  basis text not null default 'accrual',
  fund_code ledger.code not null,
  fund_kind text not null generated always as ('award') stored,
  program_code ledger.code not null,
  revenue_account_code ledger.code not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint award_pkey primary key (organization_id, code),
  constraint award_fund_key unique (organization_id, fund_code),
  constraint award_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint award_funder_fkey foreign key (organization_id, funder_code) references ledger.party (organization_id, code),
  constraint award_fund_fkey foreign key (organization_id, fund_code, fund_kind) references ledger.fund (organization_id, code, kind),
  constraint award_program_fkey foreign key (organization_id, program_code) references ledger.program (organization_id, code),
  constraint award_revenue_account_fkey foreign key (organization_id, revenue_account_code) references ledger.account (organization_id, code),
  constraint award_amount_check check (amount_cents between 1 and 9999999999999),
  constraint award_term_check check (starts_on <= ends_on),
  constraint award_recognition_check check (recognition in ('unconditional', 'conditional', 'agency', 'exchange')),
  constraint award_basis_check check (basis in ('accrual', 'cash'))
);
comment on table ledger.award is 'An award: the grant of one funder to one organization, with its term and how it is recognised.';
comment on column ledger.award.organization_id is 'The grantee.';
comment on column ledger.award.code is 'Short name people type.';
comment on column ledger.award.name is 'Title of the award.';
comment on column ledger.award.funder_code is 'The funder, a party.';
comment on column ledger.award.amount_cents is 'Amount awarded, US cents, positive.';
comment on column ledger.award.starts_on is 'First day of the term: no cost of an earlier service is eligible.';
comment on column ledger.award.ends_on is 'Last day of the term.';
comment on column ledger.award.recognition is 'unconditional, conditional, agency or exchange (ASC 958-605).';
comment on column ledger.award.basis is 'accrual or cash: when spending counts, as the agreement says; printed on every statement.';
comment on column ledger.award.fund_code is 'The award''s own fund.';
comment on column ledger.award.fund_kind is 'Always award; part of the key that ties the fund.';
comment on column ledger.award.program_code is 'The program its expenses serve.';
comment on column ledger.award.revenue_account_code is 'Revenue account: 4230 for foundations, 4250 for nonprofits, 5180 for exchange.';
comment on column ledger.award.recorded_at is 'When it was recorded.';
comment on column ledger.award.recorded_by is 'Login that recorded it.';
comment on constraint award_pkey on ledger.award is 'An award of this code exists. See "ledgerctl award list".';
comment on constraint award_fund_key on ledger.award is 'A fund belongs to one award.';
comment on constraint award_amount_check on ledger.award is 'An award''s amount is more than zero.';
comment on constraint award_term_check on ledger.award is 'An award''s term ends on or after the day it starts.';
comment on constraint award_recognition_check on ledger.award is 'Recognition is unconditional, conditional, agency or exchange.';
comment on constraint award_basis_check on ledger.award is 'The basis is accrual or cash.';
comment on constraint award_funder_fkey on ledger.award is 'The funder is not among the parties. Add it with "ledgerctl party add".';
comment on constraint award_fund_fkey on ledger.award is 'The fund does not exist, or is not the fund of an award. See "ledgerctl fund list".';
comment on constraint award_program_fkey on ledger.award is 'The program does not exist. See "ledgerctl program list".';
comment on constraint award_revenue_account_fkey on ledger.award is 'The revenue account is not in the chart. See "ledgerctl account list".';

alter table ledger.membership
  add constraint membership_award_fkey foreign key (organization_id, award_code) references ledger.award (organization_id, code);
comment on constraint membership_award_fkey on ledger.membership is 'The award does not exist. See "ledgerctl award list".';

create table ledger.award_progress (
  organization_id bigint not null,
  award_code ledger.code not null,
  promised_cents bigint not null default 0,
  received_cents bigint not null default 0,
  constraint award_progress_pkey primary key (organization_id, award_code),
  constraint award_progress_award_fkey foreign key (organization_id, award_code) references ledger.award (organization_id, code)
);
comment on table ledger.award_progress is 'Running totals of an award, kept by the posting rules and recomputed by check.';
comment on column ledger.award_progress.organization_id is 'The grantee.';
comment on column ledger.award_progress.award_code is 'The award.';
comment on column ledger.award_progress.promised_cents is 'Revenue recognised by promise entries, net of reversals, cents.';
comment on column ledger.award_progress.received_cents is 'Cash received by receipt entries, what they credit to the award, net of reversals, cents.';

create table ledger.budget_line (
  organization_id bigint not null,
  award_code ledger.code not null,
  code ledger.code not null,
  name ledger.label not null,
  category text not null,
  account_code ledger.code not null,
  position smallint not null,
  constraint budget_line_pkey primary key (organization_id, award_code, code),
  constraint budget_line_award_fkey foreign key (organization_id, award_code) references ledger.award (organization_id, code),
  constraint budget_line_account_fkey foreign key (organization_id, account_code) references ledger.account (organization_id, code),
  constraint budget_line_category_check check (category in (
    'personnel', 'fringe', 'travel', 'equipment', 'supplies', 'contractual', 'construction', 'other', 'participant_support', 'indirect'
  ))
);
comment on table ledger.budget_line is 'A line of an award''s budget; its identity is stable over versions of the budget.';
comment on column ledger.budget_line.organization_id is 'The grantee.';
comment on column ledger.budget_line.award_code is 'The award.';
comment on column ledger.budget_line.code is 'The funder''s or our short name of the line.';
comment on column ledger.budget_line.name is 'Name of the line as in the approved budget.';
comment on column ledger.budget_line.category is 'SF-424A object class, or participant_support; indirect is apart from the direct total.';
comment on column ledger.budget_line.account_code is 'Account charged where an expense names none.';
comment on column ledger.budget_line.position is 'Order on statements.';
comment on constraint budget_line_pkey on ledger.budget_line is 'The budget has a line of this code already.';
comment on constraint budget_line_account_fkey on ledger.budget_line is 'The line''s account is not in the chart. See "ledgerctl account list".';
comment on constraint budget_line_category_check on ledger.budget_line is 'A category is personnel, fringe, travel, equipment, supplies, contractual, construction, other, participant_support or indirect.';

create table ledger.budget_version (
  organization_id bigint not null,
  award_code ledger.code not null,
  version smallint not null,
  effective_on ledger.day not null,
  approved_by ledger.label not null,
  document ledger.label,
  reason ledger.remark not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint budget_version_pkey primary key (organization_id, award_code, version),
  constraint budget_version_award_fkey foreign key (organization_id, award_code) references ledger.award (organization_id, code),
  constraint budget_version_version_check check (version >= 1)
);
comment on table ledger.budget_version is 'An approved budget of an award. Append-only.';
comment on column ledger.budget_version.organization_id is 'The grantee.';
comment on column ledger.budget_version.award_code is 'The award.';
comment on column ledger.budget_version.version is '1 for the approved budget; revisions count up.';
comment on column ledger.budget_version.effective_on is 'First day it holds.';
comment on column ledger.budget_version.approved_by is 'Who approved it, at the funder.';
comment on column ledger.budget_version.document is 'Where the approval is: letter, message or file name.';
comment on column ledger.budget_version.reason is 'Why.';
comment on column ledger.budget_version.recorded_at is 'When it was recorded.';
comment on column ledger.budget_version.recorded_by is 'Login that recorded it.';
comment on constraint budget_version_award_fkey on ledger.budget_version is 'The award does not exist. See "ledgerctl award list".';
comment on constraint budget_version_pkey on ledger.budget_version is 'The award has an approved budget already.';

create table ledger.budget_amount (
  organization_id bigint not null,
  award_code ledger.code not null,
  version smallint not null,
  budget_line_code ledger.code not null,
  amount_cents bigint not null,
  constraint budget_amount_pkey primary key (organization_id, award_code, version, budget_line_code),
  constraint budget_amount_version_fkey foreign key (organization_id, award_code, version)
    references ledger.budget_version (organization_id, award_code, version),
  constraint budget_amount_line_fkey foreign key (organization_id, award_code, budget_line_code)
    references ledger.budget_line (organization_id, award_code, code),
  constraint budget_amount_amount_check check (amount_cents between 0 and 9999999999999)
);
comment on table ledger.budget_amount is 'What a version of the budget gives each line. Append-only; the amounts of a version add up to the award.';
comment on column ledger.budget_amount.organization_id is 'The grantee.';
comment on column ledger.budget_amount.award_code is 'The award.';
comment on column ledger.budget_amount.version is 'The version of the budget.';
comment on column ledger.budget_amount.budget_line_code is 'The line.';
comment on column ledger.budget_amount.amount_cents is 'US cents, zero or more.';
comment on constraint budget_amount_amount_check on ledger.budget_amount is 'A budget amount is zero or more.';
