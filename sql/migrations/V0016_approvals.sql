-- Approvals: what an organization wants approved by a second person, what was proposed, and what was decided.

create table ledger.approval_policy (
  organization_id bigint not null,
  version smallint not null,
  expense_above_cents bigint,
  payments boolean not null,
  reversals boolean not null,
  revisions boolean not null,
  approved_by ledger.label not null,
  reason ledger.remark not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint approval_policy_pkey primary key (organization_id, version),
  constraint approval_policy_record_key unique (record_number),
  constraint approval_policy_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint approval_policy_limit_check check (expense_above_cents >= 0)
);
comment on table ledger.approval_policy is 'What a second person must approve in the books of an organization, from the moment it was recorded. Append-only; the last version holds.';
comment on column ledger.approval_policy.organization_id is 'Whose policy.';
comment on column ledger.approval_policy.version is '1, 2, ... in the order of recording.';
comment on column ledger.approval_policy.expense_above_cents is 'Costs of more than this in one entry, US cents; null: none.';
comment on column ledger.approval_policy.payments is 'Whether payments of payables and cards are approved.';
comment on column ledger.approval_policy.reversals is 'Whether reversals are approved, voids among them.';
comment on column ledger.approval_policy.revisions is 'Whether revisions of budgets are approved.';
comment on column ledger.approval_policy.approved_by is 'Who adopted it.';
comment on column ledger.approval_policy.reason is 'Why.';
comment on column ledger.approval_policy.record_number is
  'Number in the order of recording over all records that are no entries, for seals; never chosen by a client.';
comment on column ledger.approval_policy.recorded_at is 'When it was recorded; it holds from then on.';
comment on column ledger.approval_policy.recorded_by is 'Login that recorded it.';
comment on constraint approval_policy_pkey on ledger.approval_policy is 'Somebody recorded a policy at the same moment. Look at "ledgerctl org approvals" and try again.';
comment on constraint approval_policy_limit_check on ledger.approval_policy is 'The amount above which costs are approved is zero or more.';

create table ledger.proposal (
  organization_id bigint not null,
  number bigint generated always as identity,
  kind text not null,
  idempotency_key text not null,
  summary ledger.remark not null,
  content jsonb not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint proposal_pkey primary key (organization_id, number),
  constraint proposal_idempotency_key unique (organization_id, idempotency_key),
  constraint proposal_record_key unique (record_number),
  constraint proposal_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint proposal_kind_check check (kind in ('entry', 'reversal', 'revision')),
  constraint proposal_key_is_text check (
    idempotency_key is nfc normalized and idempotency_key <> '' and octet_length(idempotency_key) <= 200
  )
);
comment on table ledger.proposal is 'What somebody wants recorded and another person must approve. Append-only; recorded in the books when a decision gives it.';
comment on column ledger.proposal.organization_id is 'Whose books.';
comment on column ledger.proposal.number is 'Number of the proposal.';
comment on column ledger.proposal.kind is 'entry (an expense, a bill, a payment), reversal or revision (of a budget).';
comment on column ledger.proposal.idempotency_key is 'The key that the entry will have; the same key and content is the same proposal.';
comment on column ledger.proposal.summary is 'What it is, in words. Never a young person''s name.';
comment on column ledger.proposal.content is 'All that will be recorded, amounts in cents: docs/approvals.md.';
comment on column ledger.proposal.record_number is
  'Number in the order of recording over all records that are no entries, for seals; never chosen by a client.';
comment on column ledger.proposal.recorded_at is 'When it was proposed.';
comment on column ledger.proposal.recorded_by is 'Login that proposed it: the preparer.';
comment on constraint proposal_idempotency_key on ledger.proposal is 'A proposal with this key exists.';
comment on constraint proposal_kind_check on ledger.proposal is 'A proposal is an entry, a reversal or a revision.';
comment on constraint proposal_key_is_text on ledger.proposal is 'An idempotency key is 1 to 200 bytes of NFC text.';

create table ledger.decision (
  organization_id bigint not null,
  proposal_number bigint not null,
  is_given boolean not null,
  reason ledger.remark,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint decision_pkey primary key (organization_id, proposal_number),
  constraint decision_record_key unique (record_number),
  constraint decision_proposal_fkey foreign key (organization_id, proposal_number) references ledger.proposal (organization_id, number),
  constraint decision_reason_check check (is_given or reason is not null)
);
comment on table ledger.decision is 'Whether a proposal was approved or refused, by whom and why. Append-only; one a proposal.';
comment on column ledger.decision.organization_id is 'Whose books.';
comment on column ledger.decision.proposal_number is 'The proposal.';
comment on column ledger.decision.is_given is 'Approved, or refused.';
comment on column ledger.decision.reason is 'Why; required where it is refused.';
comment on column ledger.decision.record_number is
  'Number in the order of recording over all records that are no entries, for seals; never chosen by a client.';
comment on column ledger.decision.recorded_at is 'When it was decided.';
comment on column ledger.decision.recorded_by is 'Login that decided: the approver, never the preparer.';
comment on constraint decision_pkey on ledger.decision is 'The proposal was decided before. See "ledgerctl approve show".';
comment on constraint decision_proposal_fkey on ledger.decision is 'There is no such proposal here. See "ledgerctl approve list".';
comment on constraint decision_reason_check on ledger.decision is 'Who refuses a proposal says why.';
