-- Budgets of awards by version, what explains an overrun, and what is ordered and not yet spent.

create table ledger.budget_line (
  organization_id bigint not null,
  award_code ledger.code not null,
  code ledger.code not null,
  name ledger.label not null,
  category text not null,
  account_code ledger.code not null,
  position smallint not null,
  salts bytea not null,
  constraint budget_line_pkey primary key (organization_id, award_code, code),
  constraint budget_line_award_fkey foreign key (organization_id, award_code) references ledger.award (organization_id, code),
  constraint budget_line_account_fkey foreign key (organization_id, account_code) references ledger.account (organization_id, code),
  constraint budget_line_category_check check (category in (
    'personnel', 'fringe', 'travel', 'equipment', 'supplies', 'contractual', 'construction', 'other', 'participant_support', 'indirect'
  )),
  constraint budget_line_salts_check check (octet_length(salts) = 16)
);
create unique index budget_line_code_key on ledger.budget_line (organization_id, award_code, lower(code));
comment on table ledger.budget_line is 'A line of an award''s budget; its identity is stable over versions of the budget.';
comment on column ledger.budget_line.organization_id is 'The grantee.';
comment on column ledger.budget_line.award_code is 'The award.';
comment on column ledger.budget_line.code is 'The funder''s or our short name of the line.';
comment on column ledger.budget_line.name is 'Name of the line as in the approved budget, the first one recorded; others are in ledger.renaming.';
comment on column ledger.budget_line.category is 'SF-424A object class, or participant_support; indirect is apart from the direct total.';
comment on column ledger.budget_line.account_code is 'Account charged where an expense names none.';
comment on column ledger.budget_line.position is 'Order on statements.';
comment on column ledger.budget_line.salts is
  'Salt of its free text, 16 bytes; given by the books. The leaf holds the text as a commitment made with it.';
comment on index ledger.budget_line_code_key is 'The award has a budget line of this code, perhaps in other case. See {award show: award}.';
comment on constraint budget_line_pkey on ledger.budget_line is 'The budget has a line of this code already.';
comment on constraint budget_line_account_fkey on ledger.budget_line is
  'The line''s account is not in the chart. See {account list}.';
comment on constraint budget_line_category_check on ledger.budget_line is
  'A category is personnel, fringe, travel, equipment, supplies, contractual, construction, other, participant_support or indirect.';

create table ledger.renaming (
  organization_id bigint not null,
  subject text not null,
  award_code text not null default '',
  code text not null,
  number smallint not null,
  name ledger.label not null,
  reason ledger.remark not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint renaming_pkey primary key (organization_id, subject, award_code, code, number),
  constraint renaming_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint renaming_subject_check check (subject in ('organization', 'party', 'account', 'fund', 'program', 'budget_line')),
  constraint renaming_award_check check ((subject = 'budget_line') = (award_code <> '')),
  constraint renaming_number_check check (number >= 1),
  constraint renaming_record_key unique (record_number),
  constraint renaming_salts_check check (octet_length(salts) = 32)
);
comment on table ledger.renaming is
  'Another name of an organization, party, account, fund, program or budget line. The first name stands in its own table, the last one recorded holds. Append-only.';
comment on column ledger.renaming.organization_id is 'Whose books.';
comment on column ledger.renaming.subject is 'organization, party, account, fund, program or budget_line.';
comment on column ledger.renaming.award_code is 'Of a budget line its award; else empty.';
comment on column ledger.renaming.code is 'Code of what has another name. It never changes.';
comment on column ledger.renaming.number is 'From 1 for each; counted by the books.';
comment on column ledger.renaming.name is 'The name from then on.';
comment on column ledger.renaming.reason is 'Why.';
comment on column ledger.renaming.salts is
  'Salts of its two free texts, 16 bytes each; given by the books. The leaf holds the texts as commitments made with them.';
comment on column ledger.renaming.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.renaming.recorded_at is 'When it was recorded.';
comment on column ledger.renaming.recorded_by is 'Login that recorded it.';
comment on constraint renaming_pkey on ledger.renaming is
  'Somebody recorded another name of this at the same moment. Look at {org names} and try again.';
comment on constraint renaming_organization_fkey on ledger.renaming is 'The organization does not exist. See {org list}.';
comment on constraint renaming_subject_check on ledger.renaming is
  'What has another name is an organization, party, account, fund, program or budget_line; of an award, see {award rename: award, name}.';
comment on constraint renaming_award_check on ledger.renaming is 'A budget line, and nothing else, is renamed within its award.';

create table ledger.budget_version (
  organization_id bigint not null,
  award_code ledger.code not null,
  version smallint not null,
  effective_on ledger.day not null,
  approved_by ledger.label not null,
  document ledger.label,
  reason ledger.remark not null,
  approver text not null default 'funder',
  below_used boolean not null default false,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint budget_version_pkey primary key (organization_id, award_code, version),
  constraint budget_version_award_fkey foreign key (organization_id, award_code) references ledger.award (organization_id, code),
  constraint budget_version_version_check check (version >= 1),
  constraint budget_version_approver_check check (approver in ('funder', 'grantee')),
  constraint budget_version_record_key unique (record_number),
  constraint budget_version_salts_check check (octet_length(salts) = 48)
);
comment on table ledger.budget_version is 'An approved budget of an award. Append-only.';
comment on column ledger.budget_version.organization_id is 'The grantee.';
comment on column ledger.budget_version.award_code is 'The award.';
comment on column ledger.budget_version.version is '1 for the approved budget; revisions count up.';
comment on column ledger.budget_version.effective_on is 'First day it holds.';
comment on column ledger.budget_version.approved_by is 'Who approved it, at the funder.';
comment on column ledger.budget_version.document is 'Where the approval is: letter, message or file name.';
comment on column ledger.budget_version.reason is 'Why.';
comment on column ledger.budget_version.approver is 'funder, or grantee where the terms leave the revision to it.';
comment on column ledger.budget_version.below_used is 'True where the funder approved amounts below what a line has spent and committed.';
comment on column ledger.budget_version.salts is
  'Salts of its three free texts, 16 bytes each; given by the books. The leaf holds the texts as commitments made with them.';
comment on column ledger.budget_version.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.budget_version.recorded_at is 'When it was recorded.';
comment on column ledger.budget_version.recorded_by is 'Login that recorded it.';
comment on constraint budget_version_pkey on ledger.budget_version is
  'Somebody recorded a version of this budget at the same moment. Look at {budget history: award} and try again.';
comment on constraint budget_version_award_fkey on ledger.budget_version is 'The award does not exist. See {award list}.';
comment on constraint budget_version_approver_check on ledger.budget_version is 'A budget is approved by the funder or the grantee.';

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
comment on table ledger.budget_amount is
  'What a version of the budget gives each line. Append-only; the amounts of a version add up to the award.';
comment on column ledger.budget_amount.organization_id is 'The grantee.';
comment on column ledger.budget_amount.award_code is 'The award.';
comment on column ledger.budget_amount.version is 'The version of the budget.';
comment on column ledger.budget_amount.budget_line_code is 'The line.';
comment on column ledger.budget_amount.amount_cents is 'US cents, zero or more.';
comment on constraint budget_amount_amount_check on ledger.budget_amount is 'A budget amount is zero or more.';

create table ledger.variance_explanation (
  organization_id bigint not null,
  award_code ledger.code not null,
  number integer not null,
  budget_line_code ledger.code,
  as_of ledger.day not null,
  overrun_cents bigint not null,
  explanation ledger.remark not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint variance_explanation_pkey primary key (organization_id, award_code, number),
  constraint variance_explanation_award_fkey foreign key (organization_id, award_code) references ledger.award (organization_id, code),
  constraint variance_explanation_line_fkey foreign key (organization_id, award_code, budget_line_code)
    references ledger.budget_line (organization_id, award_code, code),
  constraint variance_explanation_overrun_check check (overrun_cents > 0),
  constraint variance_explanation_record_key unique (record_number),
  constraint variance_explanation_salts_check check (octet_length(salts) = 16)
);
comment on table ledger.variance_explanation is
  'Why a line is above its budget. It holds while the overrun is no larger than the one explained. Append-only.';
comment on column ledger.variance_explanation.organization_id is 'The grantee.';
comment on column ledger.variance_explanation.award_code is 'The award.';
comment on column ledger.variance_explanation.number is 'From 1 within the award.';
comment on column ledger.variance_explanation.budget_line_code is 'The line; null explains spending on no budget line.';
comment on column ledger.variance_explanation.as_of is 'The day the overrun was seen.';
comment on column ledger.variance_explanation.overrun_cents is 'What was spent above the budget on that day, cents.';
comment on column ledger.variance_explanation.explanation is 'Why, in words for the funder. Never a young person''s name.';
comment on column ledger.variance_explanation.salts is
  'Salt of its free text, 16 bytes; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.variance_explanation.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.variance_explanation.recorded_at is 'When it was recorded.';
comment on column ledger.variance_explanation.recorded_by is 'Login that recorded it.';
comment on constraint variance_explanation_pkey on ledger.variance_explanation is
  'Somebody explained a variance of this award at the same moment. Try again.';
comment on constraint variance_explanation_line_fkey on ledger.variance_explanation is
  'The award''s budget has no such line. See {award show: award}.';
comment on constraint variance_explanation_overrun_check on ledger.variance_explanation is
  'The line is not above its budget on that day: there is nothing to explain.';

create sequence ledger.commitment_number as bigint cache 1;
comment on sequence ledger.commitment_number is 'Numbers of commitments; drawn by ledger.draw.';

create table ledger.commitment (
  organization_id bigint not null,
  number bigint not null,
  award_code ledger.code not null,
  budget_line_code ledger.code not null,
  party_code ledger.code not null,
  amount_cents bigint not null,
  made_on ledger.day not null,
  expected_by ledger.day,
  description ledger.remark not null,
  document ledger.label,
  idempotency_key text not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint commitment_pkey primary key (organization_id, number),
  constraint commitment_line_key unique (organization_id, award_code, budget_line_code, number),
  constraint commitment_idempotency_key unique (organization_id, idempotency_key),
  constraint commitment_line_fkey foreign key (organization_id, award_code, budget_line_code)
    references ledger.budget_line (organization_id, award_code, code),
  constraint commitment_party_fkey foreign key (organization_id, party_code) references ledger.party (organization_id, code),
  constraint commitment_amount_check check (amount_cents between 1 and 9999999999999),
  constraint commitment_key_is_text check (
    idempotency_key is nfc normalized and idempotency_key <> '' and octet_length(idempotency_key) <= 200
  ),
  constraint commitment_record_key unique (record_number),
  constraint commitment_salts_check check (octet_length(salts) = 48)
);
alter sequence ledger.commitment_number owned by ledger.commitment.number;
comment on table ledger.commitment is 'What was ordered for a budget line: a purchase order, a signed contract. Append-only.';
comment on column ledger.commitment.organization_id is 'Whose books.';
comment on column ledger.commitment.number is 'Number of the commitment.';
comment on column ledger.commitment.award_code is 'The award.';
comment on column ledger.commitment.budget_line_code is 'The budget line it holds money of.';
comment on column ledger.commitment.party_code is 'Who will be paid.';
comment on column ledger.commitment.amount_cents is 'Amount, cents, positive.';
comment on column ledger.commitment.made_on is 'The day it was ordered; statements as of earlier days leave it out.';
comment on column ledger.commitment.expected_by is 'The day it is expected to be spent; null where none is known.';
comment on column ledger.commitment.description is 'What for. Never a young person''s name.';
comment on column ledger.commitment.document is 'Where the order or contract is.';
comment on column ledger.commitment.idempotency_key is 'The caller''s key: the same key and content is the same commitment.';
comment on column ledger.commitment.salts is
  'Salts of its three free texts, 16 bytes each; given by the books. The leaf holds the texts as commitments made with them.';
comment on column ledger.commitment.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.commitment.recorded_at is 'When it was recorded.';
comment on column ledger.commitment.recorded_by is 'Login that recorded it.';
comment on constraint commitment_idempotency_key on ledger.commitment is 'A commitment with this key exists.';
comment on constraint commitment_line_fkey on ledger.commitment is 'The award''s budget has no such line. See {award show: award}.';
comment on constraint commitment_party_fkey on ledger.commitment is 'The party does not exist. See {party list}.';
comment on constraint commitment_amount_check on ledger.commitment is 'A commitment is more than zero.';
comment on constraint commitment_key_is_text on ledger.commitment is 'An idempotency key is 1 to 200 bytes of NFC text.';

create table ledger.commitment_progress (
  organization_id bigint not null,
  commitment_number bigint not null,
  open_cents bigint not null,
  constraint commitment_progress_pkey primary key (organization_id, commitment_number),
  constraint commitment_progress_commitment_fkey foreign key (organization_id, commitment_number)
    references ledger.commitment (organization_id, number),
  constraint commitment_progress_open_check check (open_cents >= 0)
);
comment on table ledger.commitment_progress is 'What is open of a commitment: moved by its events and recomputed by check.';
comment on column ledger.commitment_progress.organization_id is 'Whose books.';
comment on column ledger.commitment_progress.commitment_number is 'The commitment.';
comment on column ledger.commitment_progress.open_cents is 'Not yet drawn or released, cents.';
comment on constraint commitment_progress_open_check on ledger.commitment_progress is 'A commitment cannot come down below zero.';
