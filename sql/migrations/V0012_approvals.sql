-- What was proposed, and what another person decided.

insert into meta.not_backed_up (table_name, why) values ('proposal_kind', 'same');
create table ledger.proposal_kind (
  kind ledger.code not null,
  meaning text not null,
  constraint proposal_kind_pkey primary key (kind)
);
insert into ledger.proposal_kind (kind, meaning) values
  ('entry', 'Entries: an expense, a bill, a payment, or several that are one origin.'),
  ('reversal', 'The reversal of an entry, with all that is undone with it.'),
  ('revision', 'A revision of a budget.'),
  ('removal', 'The removal of texts from what is recorded.'),
  ('act', 'An act of which the books make the entries, as a promise that is written off.');
comment on table ledger.proposal_kind is 'What can be proposed, as the program knows it: a new kind is a row.';
comment on column ledger.proposal_kind.kind is 'Kind, as ledger.proposal.kind names it.';
comment on column ledger.proposal_kind.meaning is 'What it is.';

create sequence ledger.proposal_number as bigint cache 1;
comment on sequence ledger.proposal_number is 'Numbers of proposals; drawn by ledger.draw.';

create table ledger.proposal (
  organization_id bigint not null,
  number bigint not null,
  kind text not null,
  idempotency_key text not null,
  summary ledger.remark not null,
  content jsonb not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint proposal_pkey primary key (organization_id, number),
  constraint proposal_idempotency_key unique (organization_id, idempotency_key),
  constraint proposal_record_key unique (record_number),
  constraint proposal_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint proposal_kind_fkey foreign key (kind) references ledger.proposal_kind (kind),
  constraint proposal_key_is_text check (
    idempotency_key is nfc normalized and idempotency_key <> '' and octet_length(idempotency_key) <= 200
  ),
  constraint proposal_content_size check (octet_length(content::text) <= 1000000),
  constraint proposal_salts_check check (octet_length(salts) = 48)
);
alter sequence ledger.proposal_number owned by ledger.proposal.number;
comment on table ledger.proposal is
  'What somebody wants recorded and another person must approve. Append-only; recorded in the books when a decision gives it.';
comment on column ledger.proposal.organization_id is 'Whose books.';
comment on column ledger.proposal.number is 'Number of the proposal.';
comment on column ledger.proposal.kind is 'Kind, a row of ledger.proposal_kind.';
comment on column ledger.proposal.idempotency_key is 'Of entries the key that the first of them will have; the same key and content is the same proposal.';
comment on column ledger.proposal.summary is 'What it is, in words that the books made of its content.';
comment on column ledger.proposal.content is 'All that will be recorded, as the books read it, amounts in cents: docs/approvals.md.';
comment on column ledger.proposal.salts is
  'Salts of its three free texts, 16 bytes each; given by the books. The leaf holds the texts as commitments made with them.';
comment on column ledger.proposal.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.proposal.recorded_at is 'When it was proposed.';
comment on column ledger.proposal.recorded_by is 'Login that proposed it: the preparer.';
comment on constraint proposal_idempotency_key on ledger.proposal is 'A proposal with this key exists.';
comment on constraint proposal_content_size on ledger.proposal is 'A proposal has at most 1,000,000 bytes. Propose it in parts.';
comment on constraint proposal_kind_fkey on ledger.proposal is 'There is no such kind of proposal. See table ledger.proposal_kind.';
comment on constraint proposal_key_is_text on ledger.proposal is 'An idempotency key is 1 to 200 bytes of NFC text.';

create table ledger.decision (
  organization_id bigint not null,
  proposal_number bigint not null,
  is_given boolean not null,
  reason ledger.remark,
  salts bytea,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint decision_pkey primary key (organization_id, proposal_number),
  constraint decision_record_key unique (record_number),
  constraint decision_proposal_fkey foreign key (organization_id, proposal_number) references ledger.proposal (organization_id, number),
  constraint decision_reason_check check (is_given or reason is not null),
  constraint decision_salts_check check ((salts is null) = (reason is null) and octet_length(salts) = 16)
);
comment on table ledger.decision is 'Whether a proposal was approved or refused, by whom and why. Append-only; one a proposal.';
comment on column ledger.decision.organization_id is 'Whose books.';
comment on column ledger.decision.proposal_number is 'The proposal.';
comment on column ledger.decision.is_given is 'Approved, or refused.';
comment on column ledger.decision.reason is 'Why; required where it is refused.';
comment on column ledger.decision.salts is
  'Salt of its free text, 16 bytes, null where there is none; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.decision.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.decision.recorded_at is 'When it was decided.';
comment on column ledger.decision.recorded_by is 'Login that decided: the approver, never the preparer.';
comment on constraint decision_pkey on ledger.decision is 'The proposal was decided before. See {approve show: number}.';
comment on constraint decision_proposal_fkey on ledger.decision is 'There is no such proposal here. See {approve list}.';
comment on constraint decision_reason_check on ledger.decision is 'Who refuses a proposal says why.';

-- A row is there only while a function of the books runs, and no statement of a client sees it.
create table ledger.act_in_hand (
  organization_id bigint not null,
  transaction xid8 not null default pg_current_xact_id(),
  proposal_number bigint,
  constraint act_in_hand_pkey primary key (organization_id, transaction)
);
insert into meta.not_backed_up (table_name, why) values ('act_in_hand', 'passing');
comment on table ledger.act_in_hand is
  'The act that a function of the books is doing: what it records names the proposal that was approved, or is only tried. Never committed.';
comment on constraint act_in_hand_pkey on ledger.act_in_hand is 'The books do one act at a time in a transaction.';
comment on column ledger.act_in_hand.organization_id is 'Whose books.';
comment on column ledger.act_in_hand.transaction is 'The transaction that does it: no other sees it, nor waits for it.';
comment on column ledger.act_in_hand.proposal_number is 'The proposal that was approved; null while it is tried, to see what would come of it.';
