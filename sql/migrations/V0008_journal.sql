-- Through which day books are closed, and the journal.

create table ledger.closing_event (
  organization_id bigint not null,
  number integer not null,
  action text not null,
  closed_through ledger.day not null,
  is_early boolean not null default false,
  approved_by ledger.label,
  document_sha256 bytea,
  reason ledger.remark not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint closing_event_pkey primary key (organization_id, number),
  constraint closing_event_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint closing_event_action_check check (action in ('close', 'reopen', 'adjust')),
  constraint closing_event_approval_check check (
    (action = 'adjust') = (approved_by is not null) and (action = 'adjust') = (document_sha256 is not null)
  ),
  constraint closing_event_month_check check (extract(day from closed_through + 1) = 1),
  constraint closing_event_early_check check (
    case when is_early then action = 'close' and closed_through >= (recorded_at at time zone 'UTC')::date
      else action in ('reopen', 'adjust') or closed_through < (recorded_at at time zone 'UTC')::date
    end
  ),
  constraint closing_event_record_key unique (record_number),
  constraint closing_event_salts_check check (octet_length(salts) = 32)
);
comment on table ledger.closing_event is
  'Who closed the books through which day, reopened them, or adjusted a year that was closed, and why. The last event says through which day they are closed; without one they are open. Append-only.';
comment on column ledger.closing_event.organization_id is 'Whose books.';
comment on column ledger.closing_event.number is 'From 1 in the order recorded, given by the books.';
comment on column ledger.closing_event.action is
  'close, reopen, or adjust: entries dated the last day of a closed fiscal year are recorded, and the books closed again, in the same transaction.';
comment on column ledger.closing_event.closed_through is
  'The last day, of a month, that no entry can be dated on any more from this event on; of a reopening, the day before the first open one; of an adjustment, the day before the last month of its year.';
comment on column ledger.closing_event.is_early is
  'Whether it closes a month that is not over, UTC, on asking: what is still to come of it then counts in the next one.';
comment on column ledger.closing_event.approved_by is 'Who approved an adjustment, such as the auditor or the board; of an adjustment only.';
comment on column ledger.closing_event.document_sha256 is 'The document that an adjustment rests on, attached to its entries; of an adjustment only.';
comment on column ledger.closing_event.reason is 'Why; required.';
comment on column ledger.closing_event.salts is
  'Salts of its free texts, 32 bytes; given by the books. The leaf holds each text as a commitment made with one.';
comment on column ledger.closing_event.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.closing_event.recorded_at is 'When it was recorded.';
comment on column ledger.closing_event.recorded_by is 'Login that recorded it.';
comment on constraint closing_event_organization_fkey on ledger.closing_event is
  'The organization does not exist. See {org list}.';
comment on constraint closing_event_action_check on ledger.closing_event is 'Books are closed, reopened or adjusted.';
comment on constraint closing_event_approval_check on ledger.closing_event is
  'An adjustment of a closed year names who approved it and the document it rests on; a closing and a reopening do not.';
comment on constraint closing_event_early_check on ledger.closing_event is
  'The month is not over, so what is still to come of it would count in the next one. Close it when it is over; --early closes it now.';
comment on constraint closing_event_month_check on ledger.closing_event is 'Books are closed through the last day of a month.';

create sequence ledger.journal_entry_number as bigint cache 1;
comment on sequence ledger.journal_entry_number is 'Permanent entry numbers; drawn by ledger.draw for the trigger that stamps an entry.';

create sequence ledger.trial_number as bigint cache 1;
comment on sequence ledger.trial_number is
  'Numbers of what is recorded on trial and rolled back, taken below zero, so that trying leaves no hole in the numbers of what stands.';

create table ledger.journal_entry (
  organization_id bigint not null,
  id bigint not null,
  entry_date ledger.day not null,
  kind text not null,
  description ledger.remark not null,
  idempotency_key text not null,
  reverses_entry_id bigint,
  reversal_reason ledger.remark,
  refunds_entry_id bigint,
  import_number bigint,
  origin_kind text,
  origin_number bigint,
  origin_part smallint,
  adjustment_number smallint,
  membership_number bigint,
  approval_version smallint,
  closing_number integer,
  proposal_number bigint,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  constraint journal_entry_pkey primary key (organization_id, id),
  constraint journal_entry_idempotency_key unique (organization_id, idempotency_key),
  constraint journal_entry_reverses_fkey foreign key (organization_id, reverses_entry_id)
    references ledger.journal_entry (organization_id, id),
  constraint journal_entry_refunds_fkey foreign key (organization_id, refunds_entry_id)
    references ledger.journal_entry (organization_id, id),
  constraint journal_entry_key_is_text check (
    idempotency_key is nfc normalized and idempotency_key <> '' and octet_length(idempotency_key) <= 200
  ),
  constraint journal_entry_reversal_check check (
    (kind = 'reversal') = (reverses_entry_id is not null) and (kind = 'reversal') = (reversal_reason is not null)
  ),
  constraint journal_entry_refund_check check ((kind in ('refund', 'reclass')) = (refunds_entry_id is not null)),
  constraint journal_entry_adjustment_check check ((kind in ('reversal', 'refund', 'reclass')) = (adjustment_number is not null)),
  constraint journal_entry_origin_check check (num_nonnulls(origin_kind, origin_number, origin_part) in (0, 3) and origin_part >= 1),
  constraint journal_entry_number_key unique (id),
  constraint journal_entry_kind_check check (kind in (
    'journal', 'promise', 'condition', 'receipt', 'expense', 'payment', 'refund', 'reclass', 'indirect', 'release', 'return', 'loss', 'opening', 'closing', 'reversal'
  )),
  constraint journal_entry_salts_check check (octet_length(salts) = 48)
);
alter sequence ledger.journal_entry_number owned by ledger.journal_entry.id;
create unique index journal_entry_adjustment_key
  on ledger.journal_entry (organization_id, coalesce(reverses_entry_id, refunds_entry_id), adjustment_number)
  where adjustment_number is not null;
create index journal_entry_closing_index on ledger.journal_entry (organization_id, id) where kind = 'closing';
-- What statements of awards ask of an organization first: most have none.
create index journal_entry_turn_index on ledger.journal_entry (organization_id, id) where kind in ('opening', 'return', 'loss');
-- Entries of a range of days of one organization, for the parts of months that windows begin or end in.
create index journal_entry_day_index on ledger.journal_entry (organization_id, entry_date, id);
create unique index journal_entry_reversed_once
  on ledger.journal_entry (organization_id, reverses_entry_id)
  where reverses_entry_id is not null;
create unique index journal_entry_origin_key
  on ledger.journal_entry (organization_id, origin_kind, origin_number, origin_part)
  where origin_number is not null;
create index journal_entry_proposal_index on ledger.journal_entry (organization_id, proposal_number) where proposal_number is not null;
create index journal_entry_import_index on ledger.journal_entry (organization_id, import_number) where import_number is not null;
comment on table ledger.journal_entry is
  'A journal entry: one event of one organization, on one date. Append-only; a mistake is corrected by one reversal.';
comment on column ledger.journal_entry.organization_id is 'Whose books.';
comment on column ledger.journal_entry.id is 'Permanent entry number, unique in the books; never chosen by a client.';
comment on column ledger.journal_entry.entry_date is 'The day it counts; windows of statements use it.';
comment on column ledger.journal_entry.kind is
  'journal, promise, condition (a barrier met), receipt, expense, payment (of what is owed), refund, reclass (from a line that bore a cost to the one that bears it), indirect, release, return (to the funder), opening (balances), closing or reversal. '
  'What it does decides: condition, indirect, release, return, opening, closing and reversal are made by functions of the books alone (LE021).';
comment on column ledger.journal_entry.description is 'What happened, in words.';
comment on column ledger.journal_entry.idempotency_key is
  'The caller''s key: the same key and content is the same entry. NFC, at most 200 bytes.';
comment on column ledger.journal_entry.reverses_entry_id is 'The entry this one reverses.';
comment on column ledger.journal_entry.reversal_reason is 'Why it was reversed.';
comment on column ledger.journal_entry.refunds_entry_id is 'The expense, or the reclassification, that this one refunds, wholly or in part; of a reclassification the expense whose cost it moves.';
comment on column ledger.journal_entry.import_number is 'The import that recorded it; null where it was typed.';
comment on column ledger.journal_entry.origin_kind is 'Kind of what it came of, given by the books; null where it stands for itself.';
comment on column ledger.journal_entry.origin_number is 'Number of what it came of, given by the books.';
comment on column ledger.journal_entry.origin_part is 'Which entry of its origin it is, from 1.';
comment on column ledger.journal_entry.adjustment_number is
  'Counts the reversals, refunds and reclassifications of one entry, so that two at the same moment cannot both pass.';
comment on column ledger.journal_entry.membership_number is
  'The membership by which its login recorded it, given by the books; null where the owner of the books did so past all functions.';
comment on column ledger.journal_entry.approval_version is
  'The approval policy that held when it was recorded, given by the books; null where there was none.';
comment on column ledger.journal_entry.closing_number is
  'The closing event that held when it was recorded, given by the books; null where nothing had been closed.';
comment on column ledger.journal_entry.proposal_number is
  'The proposal that another person approved and that it was recorded of, given by the books; null where it needed none.';
comment on column ledger.journal_entry.salts is
  'Salts of its three free texts, 16 bytes each; given by the books. The leaf holds the texts as commitments made with them.';
comment on column ledger.journal_entry.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.journal_entry.recorded_at is 'When it was recorded, by the server''s clock.';
comment on column ledger.journal_entry.recorded_by is 'Login that recorded it (session_user).';
comment on constraint journal_entry_idempotency_key on ledger.journal_entry is 'An entry with this key exists.';
comment on constraint journal_entry_reverses_fkey on ledger.journal_entry is 'The entry to reverse does not exist in this organization.';
comment on constraint journal_entry_refunds_fkey on ledger.journal_entry is 'The expense to refund does not exist in this organization.';
comment on constraint journal_entry_key_is_text on ledger.journal_entry is 'An idempotency key is 1 to 200 bytes of NFC text.';
comment on constraint journal_entry_reversal_check on ledger.journal_entry is
  'A reversal, and only a reversal, names the entry it reverses and why.';
comment on constraint journal_entry_refund_check on ledger.journal_entry is 'A refund, and only a refund, names the expense it refunds.';
comment on constraint journal_entry_adjustment_check on ledger.journal_entry is
  'Reversals and refunds, and only they, are counted per adjusted entry.';
comment on constraint journal_entry_origin_check on ledger.journal_entry is
  'An entry names kind and number of its origin and which part it is, from 1, or none of them.';
comment on constraint journal_entry_number_key on ledger.journal_entry is 'An entry number is given once in the books.';
comment on constraint journal_entry_kind_check on ledger.journal_entry is
  'A kind is journal, promise, condition, receipt, expense, payment, refund, indirect, release, return, loss, opening, closing or reversal.';
comment on index ledger.journal_entry_adjustment_key is 'Somebody adjusted the same entry at the same moment. Look at it and try again.';
comment on index ledger.journal_entry_closing_index is 'Entries that close a year: statements of activities leave them out.';
comment on index ledger.journal_entry_day_index is 'Entries by day.';
comment on index ledger.journal_entry_reversed_once is
  'The entry was reversed before; an entry is reversed once at most. Post a new entry instead.';
comment on index ledger.journal_entry_origin_key is 'The entries of an origin: each part is one.';
comment on index ledger.journal_entry_proposal_index is 'The entries of a proposal.';
comment on index ledger.journal_entry_import_index is 'The entries of an import.';

create table ledger.journal_line (
  organization_id bigint not null,
  entry_id bigint not null,
  line_number smallint not null,
  entry_date ledger.day not null,
  account_code text not null,
  fund_code text not null,
  amount_cents ledger.signed_cents not null,
  net_asset_class text,
  function text,
  program_code text,
  award_code text,
  budget_line_code text,
  party_code text,
  participant_code text,
  service_from ledger.day,
  service_through ledger.day,
  commitment_number bigint,
  settles_entry_id bigint,
  memo ledger.remark,
  salts bytea,
  constraint journal_line_pkey primary key (organization_id, entry_id, line_number),
  constraint journal_line_class_check check (net_asset_class in ('with', 'without')),
  constraint journal_line_function_check check (function in ('program', 'management', 'fundraising')),
  constraint journal_line_program_check check ((function is not distinct from 'program') = (program_code is not null)),
  constraint journal_line_budget_check check (budget_line_code is null or award_code is not null),
  constraint journal_line_service_check check (
    (service_from is null) = (service_through is null) and service_from <= service_through
  ),
  constraint journal_line_service_required check (
    award_code is null or (budget_line_code is null and function is null) or service_from is not null
  ),
  constraint journal_line_commitment_check check (commitment_number is null or budget_line_code is not null),
  constraint journal_line_salts_check check ((salts is null) = (memo is null) and octet_length(salts) = 16)
);
create index journal_line_award_index
  on ledger.journal_line (organization_id, award_code, entry_date)
  include (budget_line_code, account_code, amount_cents, service_through)
  where award_code is not null;
create index journal_line_restricted_index
  on ledger.journal_line (organization_id, fund_code, entry_date)
  include (account_code, amount_cents)
  where net_asset_class = 'with';
create index journal_line_settles_index on ledger.journal_line (organization_id, settles_entry_id) where settles_entry_id is not null;
create index journal_line_participant_index on ledger.journal_line (organization_id, participant_code, entry_date)
  where participant_code is not null;
comment on table ledger.journal_line is
  'The lines of an entry. They come in one statement, numbered 1 to n, and balance per entry and per fund. Append-only.';
comment on column ledger.journal_line.organization_id is 'Whose books.';
comment on column ledger.journal_line.entry_id is 'The entry.';
comment on column ledger.journal_line.line_number is '1 to n within the entry.';
comment on column ledger.journal_line.entry_date is 'The entry''s date, repeated here so that statements read lines alone; held by LE003.';
comment on column ledger.journal_line.account_code is 'Natural account.';
comment on column ledger.journal_line.fund_code is 'Fund.';
comment on column ledger.journal_line.amount_cents is 'US cents: debit positive, credit negative, never zero.';
comment on column ledger.journal_line.net_asset_class is
  'with or without donor restrictions: on net-asset, revenue, expense and release accounts; an expense is always without (ASU 2016-14).';
comment on column ledger.journal_line.function is 'On expenses: program, management (and general) or fundraising.';
comment on column ledger.journal_line.program_code is 'Which program, where the function is program.';
comment on column ledger.journal_line.award_code is 'The award, where one applies; its fund must be the line''s fund.';
comment on column ledger.journal_line.budget_line_code is 'The award''s budget line: such a line is actual spending of the award.';
comment on column ledger.journal_line.party_code is 'Payee, funder or other party.';
comment on column ledger.journal_line.participant_code is
  'The young person whom it concerns, by code; never a name. Refused until there are participants.';
comment on column ledger.journal_line.service_from is
  'First day of the service; eligibility for an award''s term uses it, not the invoice date. Of a loss on a promise, the day on which the installment was due.';
comment on column ledger.journal_line.service_through is 'Last day of the service.';
comment on column ledger.journal_line.commitment_number is 'The commitment that the line meets, on the same budget line.';
comment on column ledger.journal_line.settles_entry_id is
  'The entry whose open item on the same account, fund and party this line settles: the bill that is paid, the advance that is cleared.';
comment on column ledger.journal_line.memo is 'Free text; never a young person''s name.';
comment on column ledger.journal_line.salts is
  'Salt of its free text, 16 bytes, null where there is none; given by the books. The leaf holds the text as a commitment made with it.';
comment on constraint journal_line_pkey on ledger.journal_line is 'The entry has a line of this number; nothing can be added to an entry.';
comment on constraint journal_line_class_check on ledger.journal_line is 'A net-asset class is with or without (donor restrictions).';
comment on constraint journal_line_function_check on ledger.journal_line is 'A function is program, management or fundraising.';
comment on constraint journal_line_program_check on ledger.journal_line is
  'A line of function program, and only such a line, names the program.';
comment on constraint journal_line_budget_check on ledger.journal_line is 'A budget line belongs to an award: name the award as well.';
comment on constraint journal_line_service_check on ledger.journal_line is 'Service dates come as a pair, first day not after last.';
comment on constraint journal_line_service_required on ledger.journal_line is
  'A cost of an award needs its service dates: they decide whether the award''s term covers it.';
comment on constraint journal_line_commitment_check on ledger.journal_line is 'A commitment is met on a budget line.';
comment on index ledger.journal_line_award_index is 'Lines of an award by date: a budget statement reads only these.';
comment on index ledger.journal_line_restricted_index is
  'Lines with donor restrictions by fund: the restricted balance of an award, and what was released of it.';
comment on index ledger.journal_line_settles_index is 'What settled an entry.';
comment on index ledger.journal_line_participant_index is 'What concerns a participant, by day.';

create table ledger.entry_award (
  organization_id bigint not null,
  entry_id bigint not null,
  award_code text not null,
  award_version smallint not null,
  terms_version smallint not null,
  budget_version smallint,
  constraint entry_award_pkey primary key (organization_id, entry_id, award_code)
);
comment on table ledger.entry_award is
  'What an entry relied on of each award that its lines name: the versions that held when it was recorded. Written by the books. Append-only.';
comment on column ledger.entry_award.organization_id is 'Whose books.';
comment on column ledger.entry_award.entry_id is 'The entry.';
comment on column ledger.entry_award.award_code is 'An award that a line of it names.';
comment on column ledger.entry_award.award_version is 'The version of the award: its amount and term.';
comment on column ledger.entry_award.terms_version is 'The version of its terms.';
comment on column ledger.entry_award.budget_version is 'The version of its budget; null where it had none.';

create table ledger.commitment_event (
  organization_id bigint not null,
  id bigint generated always as identity,
  commitment_number bigint not null,
  kind text not null,
  amount_cents bigint not null,
  on_date ledger.day not null,
  entry_id bigint,
  reason ledger.remark,
  salts bytea,
  record_number bigint not null,
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
  ),
  constraint commitment_event_record_key unique (record_number),
  constraint commitment_event_salts_check check ((salts is null) = (reason is null) and octet_length(salts) = 16)
);
create index commitment_event_commitment_index on ledger.commitment_event (organization_id, commitment_number);
create index commitment_event_entry_index on ledger.commitment_event (organization_id, entry_id) where entry_id is not null;
comment on table ledger.commitment_event is
  'How a commitment came down: drawn by an expense, restored when that was reversed, released. Append-only.';
comment on column ledger.commitment_event.organization_id is 'Whose books.';
comment on column ledger.commitment_event.id is 'Event number.';
comment on column ledger.commitment_event.commitment_number is 'The commitment.';
comment on column ledger.commitment_event.kind is 'draw, restore or release.';
comment on column ledger.commitment_event.amount_cents is
  'Amount, cents, positive: a draw or release brings the commitment down, a restore up.';
comment on column ledger.commitment_event.on_date is 'The day it counts.';
comment on column ledger.commitment_event.entry_id is 'The entry that drew or restored it.';
comment on column ledger.commitment_event.reason is 'Why it was released.';
comment on column ledger.commitment_event.salts is
  'Salt of its free text, 16 bytes, null where there is none; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.commitment_event.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.commitment_event.recorded_at is 'When it was recorded.';
comment on column ledger.commitment_event.recorded_by is 'Login that recorded it.';
comment on constraint commitment_event_commitment_fkey on ledger.commitment_event is
  'The commitment does not exist. See {commitment list}.';
comment on constraint commitment_event_amount_check on ledger.commitment_event is 'A release is more than zero.';
comment on index ledger.commitment_event_commitment_index is 'The events of a commitment.';
comment on index ledger.commitment_event_entry_index is 'What an entry drew, for its reversal.';
