-- Commitments: money ordered and not yet spent, counted against the budget.

create table ledger.commitment (
  organization_id bigint not null,
  number bigint generated always as identity,
  award_code ledger.code not null,
  budget_line_code ledger.code not null,
  party_code ledger.code not null,
  amount_cents bigint not null,
  made_on ledger.day not null,
  expected_by ledger.day,
  description ledger.remark not null,
  document ledger.label,
  idempotency_key text not null,
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
  )
);
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
comment on column ledger.commitment.recorded_at is 'When it was recorded.';
comment on column ledger.commitment.recorded_by is 'Login that recorded it.';
comment on constraint commitment_idempotency_key on ledger.commitment is 'A commitment with this key exists.';
comment on constraint commitment_line_fkey on ledger.commitment is 'The award''s budget has no such line. See "ledgerctl award show".';
comment on constraint commitment_party_fkey on ledger.commitment is 'The party does not exist. See "ledgerctl party list".';
comment on constraint commitment_amount_check on ledger.commitment is 'A commitment is more than zero.';
comment on constraint commitment_key_is_text on ledger.commitment is 'An idempotency key is 1 to 200 bytes of NFC text.';

create table ledger.commitment_event (
  organization_id bigint not null,
  id bigint generated always as identity,
  commitment_number bigint not null,
  kind text not null,
  amount_cents bigint not null,
  on_date ledger.day not null,
  entry_id bigint,
  reason ledger.remark,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint commitment_event_pkey primary key (organization_id, id),
  constraint commitment_event_commitment_fkey foreign key (organization_id, commitment_number)
    references ledger.commitment (organization_id, number),
  constraint commitment_event_entry_fkey foreign key (organization_id, entry_id) references ledger.journal_entry (organization_id, id),
  constraint commitment_event_kind_check check (kind in ('draw', 'restore', 'release')),
  constraint commitment_event_amount_check check (amount_cents > 0),
  constraint commitment_event_source_check check (
    (kind = 'release') = (entry_id is null) and (kind = 'release') = (reason is not null)
  )
);
create index commitment_event_commitment_index on ledger.commitment_event (organization_id, commitment_number);
create index commitment_event_entry_index on ledger.commitment_event (organization_id, entry_id) where entry_id is not null;
comment on table ledger.commitment_event is 'How a commitment came down: drawn by an expense, restored when that was reversed, released. Append-only.';
comment on column ledger.commitment_event.organization_id is 'Whose books.';
comment on column ledger.commitment_event.id is 'Event number.';
comment on column ledger.commitment_event.commitment_number is 'The commitment.';
comment on column ledger.commitment_event.kind is 'draw, restore or release.';
comment on column ledger.commitment_event.amount_cents is 'Amount, cents, positive: a draw or release brings the commitment down, a restore up.';
comment on column ledger.commitment_event.on_date is 'The day it counts.';
comment on column ledger.commitment_event.entry_id is 'The entry that drew or restored it.';
comment on column ledger.commitment_event.reason is 'Why it was released.';
comment on column ledger.commitment_event.recorded_at is 'When it was recorded.';
comment on column ledger.commitment_event.recorded_by is 'Login that recorded it.';
comment on constraint commitment_event_commitment_fkey on ledger.commitment_event is 'The commitment does not exist. See "ledgerctl commitment list".';
comment on constraint commitment_event_amount_check on ledger.commitment_event is 'A release is more than zero.';
comment on index ledger.commitment_event_commitment_index is 'The events of a commitment.';
comment on index ledger.commitment_event_entry_index is 'What an entry drew, for its reversal.';

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

alter table ledger.journal_line
  add column commitment_number bigint,
  add constraint journal_line_commitment_check check (commitment_number is null or budget_line_code is not null),
  add constraint journal_line_commitment_fkey foreign key (organization_id, award_code, budget_line_code, commitment_number)
    references ledger.commitment (organization_id, award_code, budget_line_code, number);
comment on column ledger.journal_line.commitment_number is 'The commitment that the line meets, on the same budget line.';
comment on constraint journal_line_commitment_check on ledger.journal_line is 'A commitment is met on a budget line.';
comment on constraint journal_line_commitment_fkey on ledger.journal_line is 'The budget line has no such commitment. See "ledgerctl commitment list".';

-- post_entries takes one more array; functions of the old shape go.
drop function if exists ledger.post_entry(bigint, text, date, text, text[], text[], bigint[], text[], text[], text[], text[], text[],
  text[], date[], date[], text[], text);
drop function if exists ledger.post_entries(bigint, text[], date[], text[], text[], bigint[], integer[], text[], text[], bigint[],
  text[], text[], text[], text[], text[], text[], date[], date[], text[]);
drop function if exists ledger.require_same_entries(bigint, bigint[], text[], date[], text[], text[], bigint[], integer[], text[],
  text[], bigint[], text[], text[], text[], text[], text[], text[], date[], date[], text[]);
drop function if exists ledger.award_budgets(text[], date);
