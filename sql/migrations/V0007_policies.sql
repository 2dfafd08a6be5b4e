-- What an organization has decided: policies, what its books cover, what a second person approves, what it pays for a mile.

create table ledger.organization_policy (
  organization_id bigint not null,
  version smallint not null,
  effective_on ledger.day not null,
  simultaneous_release text not null,
  approved_by ledger.label not null,
  reason ledger.remark not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint organization_policy_pkey primary key (organization_id, version),
  constraint organization_policy_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint organization_policy_version_check check (version >= 1),
  constraint organization_policy_release_check check (simultaneous_release in ('none', 'conditional', 'all')),
  constraint organization_policy_record_key unique (record_number),
  constraint organization_policy_salts_check check (octet_length(salts) = 32)
);
comment on table ledger.organization_policy is
  'Accounting policies that an organization chose. On a day the last version counts that is in effect by then; before the first, none was chosen. Append-only.';
comment on column ledger.organization_policy.organization_id is 'Whose policy.';
comment on column ledger.organization_policy.version is 'From 1 in the order recorded.';
comment on column ledger.organization_policy.effective_on is 'First day it holds.';
comment on column ledger.organization_policy.simultaneous_release is
  'What support is shown without donor restrictions, instead of by a release: none; conditional, that of conditional awards met in the fiscal year it is recognized in '
  '(ASC 958-605-45-4B), recognized so where its spending came before, else shown so by statements of activities, which compute it; all, that and whatever other '
  'support is released in the fiscal year that it came in (45-4), which they compute too.';
comment on column ledger.organization_policy.approved_by is 'Who approved it: the board or its committee.';
comment on column ledger.organization_policy.reason is 'Why.';
comment on column ledger.organization_policy.salts is
  'Salts of its two free texts, 16 bytes each; given by the books. The leaf holds the texts as commitments made with them.';
comment on column ledger.organization_policy.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.organization_policy.recorded_at is 'When it was recorded.';
comment on column ledger.organization_policy.recorded_by is 'Login that recorded it.';
comment on constraint organization_policy_release_check on ledger.organization_policy is
  'Simultaneous release is none, conditional or all.';
comment on constraint organization_policy_pkey on ledger.organization_policy is
  'Somebody recorded a policy at the same moment. Look at {org show} and try again.';
comment on constraint organization_policy_organization_fkey on ledger.organization_policy is
  'The organization does not exist. See {org list}.';

create table ledger.coverage (
  organization_id bigint not null,
  version smallint not null,
  covers text not null,
  other_system ledger.label,
  approved_by ledger.label not null,
  reason ledger.remark not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint coverage_pkey primary key (organization_id, version),
  constraint coverage_record_key unique (record_number),
  constraint coverage_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint coverage_covers_check check (covers in ('everything', 'grants')),
  constraint coverage_other_check check ((covers = 'grants') = (other_system is not null)),
  constraint coverage_salts_check check (octet_length(salts) = 48)
);
comment on table ledger.coverage is
  'What the books of an organization cover, as it declared; without a row, everything. Append-only; the last version holds.';
comment on column ledger.coverage.organization_id is 'Whose books.';
comment on column ledger.coverage.version is '1, 2, ... in the order of recording.';
comment on column ledger.coverage.covers is 'everything, or grants: the awards alone, beside another accounting system.';
comment on column ledger.coverage.other_system is 'Where the other money is kept.';
comment on column ledger.coverage.approved_by is 'Who decided it.';
comment on column ledger.coverage.reason is 'Why.';
comment on column ledger.coverage.salts is
  'Salts of its three free texts, 16 bytes each; given by the books. The leaf holds the texts as commitments made with them.';
comment on column ledger.coverage.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.coverage.recorded_at is 'When it was recorded.';
comment on column ledger.coverage.recorded_by is 'Login that recorded it.';
comment on constraint coverage_pkey on ledger.coverage is
  'Somebody declared it at the same moment. Look at {org coverage} and try again.';
comment on constraint coverage_covers_check on ledger.coverage is 'Books cover everything, or grants.';
comment on constraint coverage_other_check on ledger.coverage is 'Books of grants only name the system that keeps the rest.';

create table ledger.approval_policy (
  organization_id bigint not null,
  version smallint not null,
  above_cents bigint,
  payments boolean not null,
  transfers boolean not null,
  reversals boolean not null,
  revisions boolean not null,
  approved_by ledger.label not null,
  reason ledger.remark not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint approval_policy_pkey primary key (organization_id, version),
  constraint approval_policy_record_key unique (record_number),
  constraint approval_policy_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint approval_policy_limit_check check (above_cents >= 0),
  constraint approval_policy_salts_check check (octet_length(salts) = 32)
);
comment on table ledger.approval_policy is
  'What a second person must approve in the books of an organization, from the moment it was recorded. Append-only; the last version holds.';
comment on column ledger.approval_policy.organization_id is 'Whose policy.';
comment on column ledger.approval_policy.version is '1, 2, ... in the order of recording.';
comment on column ledger.approval_policy.above_cents is
  'Entries that take more than this out of cash, owe more than this, or move costs by more than this, up or down, US cents; null: none.';
comment on column ledger.approval_policy.payments is 'Whether whatever takes money out of cash, savings, petty cash and gift cards is approved.';
comment on column ledger.approval_policy.transfers is 'Whether transfers between such accounts are approved.';
comment on column ledger.approval_policy.reversals is 'Whether reversals are approved, voids among them.';
comment on column ledger.approval_policy.revisions is 'Whether revisions of budgets are approved.';
comment on column ledger.approval_policy.approved_by is 'Who adopted it.';
comment on column ledger.approval_policy.reason is 'Why.';
comment on column ledger.approval_policy.salts is
  'Salts of its two free texts, 16 bytes each; given by the books. The leaf holds the texts as commitments made with them.';
comment on column ledger.approval_policy.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.approval_policy.recorded_at is 'When it was recorded; it holds from then on.';
comment on column ledger.approval_policy.recorded_by is 'Login that recorded it.';
comment on constraint approval_policy_pkey on ledger.approval_policy is
  'Somebody recorded a policy at the same moment. Look at {org approvals} and try again.';
comment on constraint approval_policy_limit_check on ledger.approval_policy is 'The amount above which costs are approved is zero or more.';

create table ledger.mileage_rate (
  organization_id bigint not null,
  effective_on ledger.day not null,
  rate_tenths integer not null,
  source ledger.label not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint mileage_rate_pkey primary key (organization_id, effective_on),
  constraint mileage_rate_record_key unique (record_number),
  constraint mileage_rate_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint mileage_rate_check check (rate_tenths between 1 and 9999),
  constraint mileage_rate_salts_check check (octet_length(salts) = 16)
);
comment on table ledger.mileage_rate is 'What an organization pays for a mile driven, from a day on. Append-only.';
comment on column ledger.mileage_rate.organization_id is 'Whose rate.';
comment on column ledger.mileage_rate.effective_on is 'First day of driving that it holds for.';
comment on column ledger.mileage_rate.rate_tenths is 'Tenths of a US cent for a mile: 585 is 58.5 cents.';
comment on column ledger.mileage_rate.source is 'Where the rate is from: the policy, or the notice of the IRS.';
comment on column ledger.mileage_rate.salts is
  'Salt of its free text, 16 bytes; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.mileage_rate.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.mileage_rate.recorded_at is 'When it was recorded.';
comment on column ledger.mileage_rate.recorded_by is 'Login that recorded it.';
comment on constraint mileage_rate_pkey on ledger.mileage_rate is
  'A rate from this day on is recorded; it stands. Record the new one from the day it changes.';
comment on constraint mileage_rate_check on ledger.mileage_rate is 'A rate is 0.1 to 999.9 cents a mile.';
