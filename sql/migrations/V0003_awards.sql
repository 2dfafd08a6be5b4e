-- Awards from the letter to the closing, and their running totals.

create sequence ledger.record_number as bigint cache 1;
comment on sequence ledger.record_number is
  'Numbers of records that are no entries and have leaves of their own; drawn only by the trigger that numbers them.';

create table ledger.award (
  organization_id bigint not null,
  code ledger.code not null,
  funder_code ledger.code not null,
  recognition text not null,
  basis text not null default 'accrual',
  fund_code ledger.code not null,
  fund_kind text not null generated always as ('award') stored,
  program_code ledger.code not null,
  revenue_account_code ledger.code not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint award_pkey primary key (organization_id, code),
  constraint award_fund_key unique (organization_id, fund_code),
  constraint award_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint award_funder_fkey foreign key (organization_id, funder_code) references ledger.party (organization_id, code),
  constraint award_fund_fkey foreign key (organization_id, fund_code, fund_kind) references ledger.fund (organization_id, code, kind),
  constraint award_program_fkey foreign key (organization_id, program_code) references ledger.program (organization_id, code),
  constraint award_revenue_account_fkey foreign key (organization_id, revenue_account_code) references ledger.account (organization_id, code),
  constraint award_recognition_check check (recognition in ('unconditional', 'conditional', 'agency', 'exchange')),
  constraint award_basis_check check (basis in ('accrual', 'cash')),
  constraint award_record_key unique (record_number)
);
create unique index award_code_key on ledger.award (organization_id, lower(code));
-- An award is asked for by its code, whoever has it.
create index award_code_index on ledger.award (code);
comment on table ledger.award is
  'An award: the grant of one funder to one organization, what never changes of it. Name, amount and term are in its versions. Append-only.';
comment on column ledger.award.organization_id is 'The grantee.';
comment on column ledger.award.code is 'Short name people type.';
comment on column ledger.award.funder_code is 'The funder, a party.';
comment on column ledger.award.recognition is 'unconditional, conditional, agency or exchange (ASC 958-605).';
comment on column ledger.award.basis is 'accrual or cash: when spending counts, as the agreement says; printed on every statement.';
comment on column ledger.award.fund_code is 'The award''s own fund.';
comment on column ledger.award.fund_kind is 'Always award; part of the key that ties the fund.';
comment on column ledger.award.program_code is 'The program its expenses serve.';
comment on column ledger.award.revenue_account_code is 'Revenue account: 4230 for foundations, 4250 for nonprofits, 5180 for exchange.';
comment on column ledger.award.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.award.recorded_at is 'When it was recorded.';
comment on column ledger.award.recorded_by is 'Login that recorded it.';
comment on index ledger.award_code_key is 'An award of this code exists, perhaps in other case. See {award list}.';
comment on constraint award_pkey on ledger.award is 'An award of this code exists. See {award list}.';
comment on constraint award_fund_key on ledger.award is 'A fund belongs to one award.';
comment on constraint award_funder_fkey on ledger.award is 'The funder is not among the parties. Add it with {party add}.';
comment on constraint award_fund_fkey on ledger.award is
  'The fund does not exist, or is not the fund of an award. See {fund list}.';
comment on constraint award_program_fkey on ledger.award is 'The program does not exist. See {program list}.';
comment on constraint award_revenue_account_fkey on ledger.award is
  'The revenue account is not in the chart. See {account list}.';
comment on constraint award_recognition_check on ledger.award is 'Recognition is unconditional, conditional, agency or exchange.';
comment on constraint award_basis_check on ledger.award is 'The basis is accrual or cash.';
comment on index ledger.award_code_index is 'Awards by code across organizations.';

create table ledger.award_version (
  organization_id bigint not null,
  award_code ledger.code not null,
  version smallint not null,
  effective_on ledger.day not null,
  name ledger.label not null,
  amount_cents bigint not null,
  starts_on ledger.day not null,
  ends_on ledger.day not null,
  approved_by ledger.label not null,
  document ledger.label,
  reason ledger.remark not null,
  budget_effect ledger.remark,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint award_version_pkey primary key (organization_id, award_code, version),
  constraint award_version_award_fkey foreign key (organization_id, award_code) references ledger.award (organization_id, code),
  constraint award_version_version_check check (version >= 1),
  constraint award_version_amount_check check (amount_cents between 1 and 9999999999999),
  constraint award_version_term_check check (starts_on <= ends_on),
  constraint award_version_document_check check (version = 1 or document is not null),
  constraint award_version_record_key unique (record_number),
  constraint award_version_salts_check check (octet_length(salts) = 80)
);
comment on table ledger.award_version is
  'Name, amount and term of an award, a whole set a version: the first as it was awarded, then each change that the funder approved; the last holds. Append-only.';
comment on column ledger.award_version.organization_id is 'The grantee.';
comment on column ledger.award_version.award_code is 'The award.';
comment on column ledger.award_version.version is 'From 1.';
comment on column ledger.award_version.effective_on is
  'First day it holds; statements as of earlier days show the version before. The first holds on every day before the second.';
comment on column ledger.award_version.name is 'Title of the award.';
comment on column ledger.award_version.amount_cents is 'Amount awarded, US cents, positive.';
comment on column ledger.award_version.starts_on is 'First day of the term: no cost of an earlier service is eligible.';
comment on column ledger.award_version.ends_on is 'Last day of the term.';
comment on column ledger.award_version.approved_by is 'Who approved it, at the funder.';
comment on column ledger.award_version.document is 'Where the approval is; null for a first version alone.';
comment on column ledger.award_version.reason is 'Why.';
comment on column ledger.award_version.budget_effect is
  'What it means for the budget, as: no change, or see version 2; null where it means nothing.';
comment on column ledger.award_version.salts is
  'Salts of its five free texts, 16 bytes each; given by the books. The leaf holds the texts as commitments made with them.';
comment on column ledger.award_version.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.award_version.recorded_at is 'When it was recorded.';
comment on column ledger.award_version.recorded_by is 'Login that recorded it.';
comment on constraint award_version_pkey on ledger.award_version is
  'Somebody recorded a version of this award at the same moment. Look at {award show: award} and try again.';
comment on constraint award_version_award_fkey on ledger.award_version is 'The award does not exist. See {award list}.';
comment on constraint award_version_amount_check on ledger.award_version is 'An award''s amount is more than zero.';
comment on constraint award_version_term_check on ledger.award_version is 'An award''s term ends on or after the day it starts.';
comment on constraint award_version_document_check on ledger.award_version is
  'A change of an award names the document in which the funder approved it.';

create table ledger.award_progress (
  organization_id bigint not null,
  award_code ledger.code not null,
  amount_cents bigint not null,
  starts_on ledger.day not null,
  ends_on ledger.day not null,
  award_version smallint not null default 1,
  terms_version smallint not null default 0,
  budget_version smallint,
  closed_on ledger.day,
  constraint award_progress_pkey primary key (organization_id, award_code),
  constraint award_progress_award_fkey foreign key (organization_id, award_code) references ledger.award (organization_id, code)
);
comment on table ledger.award_progress is
  'What rules need of an award, in one row: amount and term of its last version, and which versions hold. Kept by the rules and recomputed by check.';
comment on column ledger.award_progress.organization_id is 'The grantee.';
comment on column ledger.award_progress.award_code is 'The award.';
comment on column ledger.award_progress.amount_cents is 'Amount awarded, by the last version, cents.';
comment on column ledger.award_progress.starts_on is 'First day of the term, by the last version.';
comment on column ledger.award_progress.ends_on is 'Last day of the term, by the last version.';
comment on column ledger.award_progress.award_version is 'The version of the award that holds.';
comment on column ledger.award_progress.terms_version is 'The version of the terms that holds; 0 for the moment before the first.';
comment on column ledger.award_progress.budget_version is 'The version of the budget that holds; null where there is none.';
comment on column ledger.award_progress.closed_on is 'The day the award was closed; null while it is open.';

create table ledger.award_event (
  organization_id bigint not null,
  award_code ledger.code not null,
  number smallint not null,
  action text not null,
  on_date ledger.day not null,
  reason ledger.remark not null,
  equipment ledger.remark,
  final_report_on ledger.day,
  retain_until ledger.day,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint award_event_pkey primary key (organization_id, award_code, number),
  constraint award_event_award_fkey foreign key (organization_id, award_code) references ledger.award (organization_id, code),
  constraint award_event_action_check check (action in ('close', 'reopen')),
  constraint award_event_retention_check check (
    (action = 'close') = (final_report_on is not null) and (action = 'close') = (retain_until is not null)
      and retain_until >= final_report_on
  ),
  constraint award_event_record_key unique (record_number),
  constraint award_event_salts_check check (octet_length(salts) = 32)
);
comment on table ledger.award_event is 'The closing and reopening of awards. Append-only.';
comment on column ledger.award_event.organization_id is 'The grantee.';
comment on column ledger.award_event.award_code is 'The award.';
comment on column ledger.award_event.number is 'From 1 within the award.';
comment on column ledger.award_event.action is 'close or reopen.';
comment on column ledger.award_event.on_date is 'The day it was closed or reopened.';
comment on column ledger.award_event.reason is 'Why, or what was agreed.';
comment on column ledger.award_event.equipment is 'What becomes of the equipment that the award bought.';
comment on column ledger.award_event.final_report_on is 'The day of the final report; records are kept from it.';
comment on column ledger.award_event.retain_until is 'The last day that records must be kept.';
comment on column ledger.award_event.salts is
  'Salts of its two free texts, 16 bytes each; given by the books. The leaf holds the texts as commitments made with them.';
comment on column ledger.award_event.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.award_event.recorded_at is 'When it was recorded.';
comment on column ledger.award_event.recorded_by is 'Login that recorded it.';
comment on constraint award_event_pkey on ledger.award_event is
  'Somebody closed or reopened this award at the same moment. Look at {award show: award} and try again.';
comment on constraint award_event_action_check on ledger.award_event is 'An award is closed or reopened.';
comment on constraint award_event_retention_check on ledger.award_event is
  'A closing names the final report, and records are kept at least until then.';
