-- The terms of awards: versions, the calendar of reports, and tranches.

create table ledger.award_terms (
  organization_id bigint not null,
  award_code ledger.code not null,
  version smallint not null,
  effective_on ledger.day not null,
  approved_by ledger.label not null,
  document ledger.label,
  reason ledger.remark not null,
  preset ledger.label,
  overspend_policy text not null default 'warn',
  variance_percent_tenths integer,
  variance_amount_cents bigint,
  variance_test text not null default 'both',
  variance_basis text not null default 'line',
  revision_approval text not null default 'always',
  revision_percent_tenths integer,
  revision_amount_cents bigint,
  revision_test text not null default 'both',
  revision_basis text not null default 'line',
  locked_raise text[] not null default '{}',
  locked_lower text[] not null default '{}',
  receipt_threshold_cents bigint default 7500,
  retention_years smallint not null default 3,
  indirect_rate_basis_points integer,
  indirect_excluded_categories text[] not null default '{equipment,participant_support}',
  indirect_excluded_accounts text[] not null default '{8210}',
  subaward_cap_cents bigint default 2500000,
  interest text not null default 'grantee',
  unspent text not null default 'return',
  qualifying text not null default 'award',
  liquidation_days smallint,
  extension_notice_days smallint,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint award_terms_pkey primary key (organization_id, award_code, version),
  constraint award_terms_award_fkey foreign key (organization_id, award_code) references ledger.award (organization_id, code),
  constraint award_terms_version_check check (version >= 1),
  constraint award_terms_overspend_check check (overspend_policy in ('allow', 'warn', 'block')),
  constraint award_terms_test_check check (variance_test in ('both', 'either') and revision_test in ('both', 'either')),
  constraint award_terms_variance_basis_check check (variance_basis in ('line', 'total')),
  constraint award_terms_revision_basis_check check (revision_basis in ('line', 'total', 'transfers')),
  constraint award_terms_revision_approval_check check (revision_approval in ('never', 'above', 'always')),
  constraint award_terms_revision_above_check check (
    (revision_approval = 'above') = (num_nonnulls(revision_percent_tenths, revision_amount_cents) > 0)
  ),
  constraint award_terms_percent_check check (
    variance_percent_tenths between 0 and 10000 and revision_percent_tenths between 0 and 10000
  ),
  constraint award_terms_amount_check check (
    variance_amount_cents >= 0 and revision_amount_cents >= 0 and receipt_threshold_cents >= 0 and subaward_cap_cents >= 0
  ),
  constraint award_terms_rate_check check (indirect_rate_basis_points between 1 and 10000),
  constraint award_terms_interest_check check (interest in ('grantee', 'award', 'return')),
  constraint award_terms_qualifying_check check (qualifying in ('award', 'lines')),
  constraint award_terms_unspent_check check (unspent in ('return', 'keep', 'ask')),
  constraint award_terms_days_check check (
    retention_years between 0 and 99 and liquidation_days between 0 and 3650 and extension_notice_days between 0 and 3650
  ),
  constraint award_terms_record_key unique (record_number),
  constraint award_terms_salts_check check (octet_length(salts) = 64)
);
comment on table ledger.award_terms is 'The terms of an award, a whole set a version; of those that began by a day the last holds. Append-only.';
comment on column ledger.award_terms.organization_id is 'The grantee.';
comment on column ledger.award_terms.award_code is 'The award.';
comment on column ledger.award_terms.version is '1 from the day the award was added; changes count up.';
comment on column ledger.award_terms.effective_on is 'First day it holds.';
comment on column ledger.award_terms.approved_by is 'Who agreed to it.';
comment on column ledger.award_terms.document is 'Where it is written: letter, agreement or message.';
comment on column ledger.award_terms.reason is 'Why it was recorded.';
comment on column ledger.award_terms.preset is 'The presets it was taken from, where any.';
comment on column ledger.award_terms.overspend_policy is
  'Spending above a budget line: allow, warn (an explanation is asked for) or block (refused).';
comment on column ledger.award_terms.variance_percent_tenths is
  'An overrun above this, tenths of a percent, must be explained; null: not limited by percent.';
comment on column ledger.award_terms.variance_amount_cents is
  'An overrun above this, cents, must be explained; null: not limited by amount.';
comment on column ledger.award_terms.variance_test is 'Whether both or either of percent and amount must be passed, where both are given.';
comment on column ledger.award_terms.variance_basis is 'What the percent is of: the line, or the total budget.';
comment on column ledger.award_terms.revision_approval is
  'The funder''s approval of a revision: never, above (the limits that follow) or always.';
comment on column ledger.award_terms.revision_percent_tenths is
  'Limit of what the grantee may move by itself, tenths of a percent of the basis.';
comment on column ledger.award_terms.revision_amount_cents is 'Limit of what the grantee may move by itself, cents.';
comment on column ledger.award_terms.revision_test is 'Whether both or either of the limits must be passed, where both are given.';
comment on column ledger.award_terms.revision_basis is
  'line: a line''s change since the funder''s last approval, of the line; total: what moved between lines since then, of the budget; '
  'transfers: the same, each revision''s transfers added up (2 CFR 200.308).';
comment on column ledger.award_terms.locked_raise is 'Budget lines or categories that only the funder may raise.';
comment on column ledger.award_terms.locked_lower is 'Budget lines or categories that only the funder may lower.';
comment on column ledger.award_terms.receipt_threshold_cents is
  'Expenses of at least this, cents, need a document; 0: all; null: none asked for.';
comment on column ledger.award_terms.retention_years is 'Years that records are kept from the final report.';
comment on column ledger.award_terms.indirect_rate_basis_points is
  'Indirect rate in hundredths of a percent of the base; null: no indirect costs.';
comment on column ledger.award_terms.indirect_excluded_categories is 'Budget categories outside the indirect base.';
comment on column ledger.award_terms.indirect_excluded_accounts is 'Accounts outside the indirect base.';
comment on column ledger.award_terms.subaward_cap_cents is
  'Of each subrecipient''s grants (7020), what is above this, cents, is outside the indirect base; null: all of it is inside.';
comment on column ledger.award_terms.interest is
  'Interest earned on the award''s money: grantee (its own), award (more for its purpose) or return (owed to the funder).';
comment on column ledger.award_terms.unspent is 'Money left at the end: return, keep, or ask the funder.';
comment on column ledger.award_terms.qualifying is
  'Which spending meets the donor''s purpose, so that it is released and stays when money goes back: award, all of the award''s; lines, each budget line as far '
  'as it was approved on the day.';
comment on column ledger.award_terms.liquidation_days is 'Days after the end in which what was ordered must be paid; null: not stated.';
comment on column ledger.award_terms.extension_notice_days is 'An extension is asked for this many days before the end; null: not stated.';
comment on column ledger.award_terms.salts is
  'Salts of its four free texts, 16 bytes each; given by the books. The leaf holds the texts as commitments made with them.';
comment on column ledger.award_terms.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.award_terms.recorded_at is 'When it was recorded.';
comment on column ledger.award_terms.recorded_by is 'Login that recorded it.';
comment on constraint award_terms_pkey on ledger.award_terms is
  'Somebody recorded terms of this award at the same moment. Look at {award show: award} and try again.';
comment on constraint award_terms_award_fkey on ledger.award_terms is 'The award does not exist. See {award list}.';
comment on constraint award_terms_overspend_check on ledger.award_terms is 'An overspend policy is allow, warn or block.';
comment on constraint award_terms_test_check on ledger.award_terms is 'A rule of percent and amount asks for both or either.';
comment on constraint award_terms_variance_basis_check on ledger.award_terms is 'The percent of a variance is of the line or of the total.';
comment on constraint award_terms_revision_basis_check on ledger.award_terms is
  'The percent of a revision is of the line, of the total, or of the total for transfers.';
comment on constraint award_terms_revision_approval_check on ledger.award_terms is
  'The funder''s approval is needed never, above a limit or always.';
comment on constraint award_terms_revision_above_check on ledger.award_terms is
  'A limit of revisions goes with approval above it, and only with that.';
comment on constraint award_terms_percent_check on ledger.award_terms is 'A percent of a rule is from 0 to 1000.';
comment on constraint award_terms_amount_check on ledger.award_terms is 'An amount of a term is zero or more.';
comment on constraint award_terms_rate_check on ledger.award_terms is 'An indirect rate is above 0 and at most 100 percent.';
comment on constraint award_terms_interest_check on ledger.award_terms is 'Interest belongs to grantee, award or return.';
comment on constraint award_terms_qualifying_check on ledger.award_terms is 'Qualifying costs: award or lines.';
comment on constraint award_terms_unspent_check on ledger.award_terms is 'Unspent money: return, keep or ask.';
comment on constraint award_terms_days_check on ledger.award_terms is 'Records are kept 0 to 99 years; days of a term are 0 to 3650.';

create table ledger.award_report (
  organization_id bigint not null,
  award_code ledger.code not null,
  version smallint not null,
  due_on ledger.day not null,
  title ledger.label not null,
  salts bytea not null,
  constraint award_report_pkey primary key (organization_id, award_code, version, due_on, title),
  constraint award_report_terms_fkey foreign key (organization_id, award_code, version)
    references ledger.award_terms (organization_id, award_code, version),
  constraint award_report_salts_check check (octet_length(salts) = 16)
);
comment on table ledger.award_report is 'The report calendar of an award: part of its terms. Append-only.';
comment on column ledger.award_report.organization_id is 'The grantee.';
comment on column ledger.award_report.award_code is 'The award.';
comment on column ledger.award_report.version is 'The version of the terms.';
comment on column ledger.award_report.due_on is 'The day it is due.';
comment on column ledger.award_report.title is 'Which report, as: Final financial report.';
comment on column ledger.award_report.salts is
  'Salt of its free text, 16 bytes; given by the books. The leaf holds the text as a commitment made with it.';
comment on constraint award_report_pkey on ledger.award_report is 'The calendar has this report twice on one day.';

create table ledger.award_tranche (
  organization_id bigint not null,
  award_code ledger.code not null,
  version smallint not null,
  number smallint not null,
  amount_cents bigint not null,
  due_on ledger.day,
  condition ledger.remark not null,
  salts bytea not null,
  constraint award_tranche_pkey primary key (organization_id, award_code, version, number),
  constraint award_tranche_terms_fkey foreign key (organization_id, award_code, version)
    references ledger.award_terms (organization_id, award_code, version),
  constraint award_tranche_amount_check check (amount_cents > 0),
  constraint award_tranche_salts_check check (octet_length(salts) = 16)
);
comment on table ledger.award_tranche is 'The payments that the funder makes, and what each waits for: part of the terms. Append-only.';
comment on column ledger.award_tranche.organization_id is 'The grantee.';
comment on column ledger.award_tranche.award_code is 'The award.';
comment on column ledger.award_tranche.version is 'The version of the terms.';
comment on column ledger.award_tranche.number is 'From 1, in order of time.';
comment on column ledger.award_tranche.amount_cents is 'Amount, cents, positive.';
comment on column ledger.award_tranche.due_on is 'The day it is expected; null where no day is agreed.';
comment on column ledger.award_tranche.condition is 'What it waits for.';
comment on column ledger.award_tranche.salts is
  'Salt of its free text, 16 bytes; given by the books. The leaf holds the text as a commitment made with it.';
comment on constraint award_tranche_amount_check on ledger.award_tranche is 'A tranche is more than zero.';
