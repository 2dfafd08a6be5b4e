-- Saved rules that split a cost.

create table ledger.allocation_rule (
  organization_id bigint not null,
  code ledger.code not null,
  version smallint not null,
  name ledger.label not null,
  base ledger.label not null,
  document ledger.label not null,
  effective_on ledger.day not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint allocation_rule_pkey primary key (organization_id, code, version),
  constraint allocation_rule_record_key unique (record_number),
  constraint allocation_rule_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint allocation_rule_salts_check check (octet_length(salts) = 48)
);
comment on table ledger.allocation_rule is
  'How a shared cost is split, with the base that justifies it. A change is a new version. Append-only.';
comment on column ledger.allocation_rule.organization_id is 'Whose rule.';
comment on column ledger.allocation_rule.code is 'Short name people type.';
comment on column ledger.allocation_rule.version is 'From 1; the last version in force on the day of a cost splits it.';
comment on column ledger.allocation_rule.name is 'What it splits, as: office rent.';
comment on column ledger.allocation_rule.base is 'The allocation base, as: desks in use.';
comment on column ledger.allocation_rule.document is 'Where the base is recorded.';
comment on column ledger.allocation_rule.effective_on is 'First day it holds.';
comment on column ledger.allocation_rule.salts is
  'Salts of its three free texts, 16 bytes each; given by the books. The leaf holds the texts as commitments made with them.';
comment on column ledger.allocation_rule.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.allocation_rule.recorded_at is 'When it was recorded.';
comment on column ledger.allocation_rule.recorded_by is 'Login that recorded it.';
comment on constraint allocation_rule_pkey on ledger.allocation_rule is
  'Somebody recorded a version of this rule at the same moment. Look at {allocation list} and try again.';

create table ledger.allocation_share (
  organization_id bigint not null,
  rule_code ledger.code not null,
  version smallint not null,
  position smallint not null,
  award_code ledger.code,
  budget_line_code ledger.code,
  account_code ledger.code,
  function text,
  weight_hundredths bigint not null,
  constraint allocation_share_pkey primary key (organization_id, rule_code, version, position),
  constraint allocation_share_rule_fkey foreign key (organization_id, rule_code, version)
    references ledger.allocation_rule (organization_id, code, version),
  constraint allocation_share_line_fkey foreign key (organization_id, award_code, budget_line_code)
    references ledger.budget_line (organization_id, award_code, code),
  constraint allocation_share_account_fkey foreign key (organization_id, account_code) references ledger.account (organization_id, code),
  constraint allocation_share_target_check check (
    (award_code is null) = (budget_line_code is null) and (award_code is not null or account_code is not null)
      and (award_code is null) = (function is not null)
  ),
  constraint allocation_share_function_check check (function in ('program', 'management', 'fundraising')),
  constraint allocation_share_weight_check check (weight_hundredths between 1 and 1000000000000)
);
comment on table ledger.allocation_share is
  'One share of a rule: a budget line of an award, or an account of the unrestricted fund. Append-only.';
comment on column ledger.allocation_share.organization_id is 'Whose rule.';
comment on column ledger.allocation_share.rule_code is 'The rule.';
comment on column ledger.allocation_share.version is 'Its version.';
comment on column ledger.allocation_share.position is
  'Order of the shares; a cent left over goes to the largest remainder, then to the first.';
comment on column ledger.allocation_share.award_code is 'The award; null for the unrestricted fund.';
comment on column ledger.allocation_share.budget_line_code is 'The award''s budget line.';
comment on column ledger.allocation_share.account_code is 'Account; null for the budget line''s.';
comment on column ledger.allocation_share.function is 'Of a share of the unrestricted fund: program, management or fundraising.';
comment on column ledger.allocation_share.weight_hundredths is 'Its weight in hundredths of the base''s unit, positive.';
comment on constraint allocation_share_line_fkey on ledger.allocation_share is
  'The award''s budget has no such line. See {award show: award}.';
comment on constraint allocation_share_account_fkey on ledger.allocation_share is
  'The account is not in the chart. See {account list}.';
comment on constraint allocation_share_target_check on ledger.allocation_share is
  'A share is a budget line of an award, or an account and function of the unrestricted fund.';
comment on constraint allocation_share_function_check on ledger.allocation_share is 'A function is program, management or fundraising.';
comment on constraint allocation_share_weight_check on ledger.allocation_share is 'A weight is more than zero.';

create table ledger.entry_allocation (
  organization_id bigint not null,
  entry_id bigint not null,
  rule_code ledger.code not null,
  version smallint not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint entry_allocation_pkey primary key (organization_id, entry_id),
  constraint entry_allocation_record_key unique (record_number),
  constraint entry_allocation_entry_fkey foreign key (organization_id, entry_id) references ledger.journal_entry (organization_id, id),
  constraint entry_allocation_rule_fkey foreign key (organization_id, rule_code, version)
    references ledger.allocation_rule (organization_id, code, version)
);
comment on table ledger.entry_allocation is 'Which rule split an entry. Append-only.';
comment on column ledger.entry_allocation.organization_id is 'Whose entry.';
comment on column ledger.entry_allocation.entry_id is 'The entry.';
comment on column ledger.entry_allocation.rule_code is 'The rule.';
comment on column ledger.entry_allocation.version is 'Its version.';
comment on column ledger.entry_allocation.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.entry_allocation.recorded_at is 'When it was recorded.';
comment on column ledger.entry_allocation.recorded_by is 'Login that recorded it.';
