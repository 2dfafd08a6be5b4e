-- Accounting periods and the journal.

create table ledger.accounting_period (
  organization_id bigint not null,
  starts_on ledger.day not null,
  state text not null default 'open',
  changed_at timestamptz,
  constraint accounting_period_pkey primary key (organization_id, starts_on),
  constraint accounting_period_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint accounting_period_month_check check (extract(day from starts_on) = 1),
  constraint accounting_period_state_check check (state in ('open', 'closed'))
);
comment on table ledger.accounting_period is 'One row a calendar month of 2000 to 2099. Posting locks the month''s row FOR SHARE, closing updates it, so no entry slips past a close.';
comment on column ledger.accounting_period.organization_id is 'Whose period.';
comment on column ledger.accounting_period.starts_on is 'First day of the month.';
comment on column ledger.accounting_period.state is 'open or closed; changed only by a period event.';
comment on column ledger.accounting_period.changed_at is 'When the state last changed, taken after waiting for postings under way.';

create table ledger.period_event (
  organization_id bigint not null,
  id bigint generated always as identity,
  starts_on ledger.day not null,
  action text not null,
  reason ledger.remark not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint period_event_pkey primary key (organization_id, id),
  constraint period_event_period_fkey foreign key (organization_id, starts_on)
    references ledger.accounting_period (organization_id, starts_on),
  constraint period_event_action_check check (action in ('close', 'reopen'))
);
comment on table ledger.period_event is 'Who closed or reopened which month, and why. Append-only.';
comment on column ledger.period_event.organization_id is 'Whose period.';
comment on column ledger.period_event.id is 'Event number.';
comment on column ledger.period_event.starts_on is 'First day of the month.';
comment on column ledger.period_event.action is 'close or reopen.';
comment on column ledger.period_event.reason is 'Why; required.';
comment on column ledger.period_event.recorded_at is 'When it was recorded.';
comment on column ledger.period_event.recorded_by is 'Login that recorded it.';
comment on constraint period_event_action_check on ledger.period_event is 'A period is closed or reopened.';
comment on constraint period_event_period_fkey on ledger.period_event is 'A period is a calendar month from 2000-01 to 2099-12.';

create sequence ledger.journal_entry_number as bigint cache 1;
comment on sequence ledger.journal_entry_number is 'Permanent entry numbers; drawn only by the trigger that stamps an entry.';

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
  adjustment_number smallint,
  recorded_at timestamptz not null,
  recorded_by text not null,
  first_line smallint not null default 1,
  constraint journal_entry_pkey primary key (organization_id, id),
  constraint journal_entry_date_key unique (organization_id, id, entry_date),
  constraint journal_entry_idempotency_key unique (organization_id, idempotency_key),
  constraint journal_entry_reversed_once unique (organization_id, reverses_entry_id),
  constraint journal_entry_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint journal_entry_reverses_fkey foreign key (organization_id, reverses_entry_id)
    references ledger.journal_entry (organization_id, id),
  constraint journal_entry_refunds_fkey foreign key (organization_id, refunds_entry_id)
    references ledger.journal_entry (organization_id, id),
  constraint journal_entry_kind_check check (kind in ('journal', 'promise', 'receipt', 'expense', 'refund', 'reversal')),
  constraint journal_entry_key_is_text check (
    idempotency_key is nfc normalized and idempotency_key <> '' and octet_length(idempotency_key) <= 200
  ),
  constraint journal_entry_reversal_check check (
    (kind = 'reversal') = (reverses_entry_id is not null) and (kind = 'reversal') = (reversal_reason is not null)
  ),
  constraint journal_entry_refund_check check ((kind = 'refund') = (refunds_entry_id is not null)),
  constraint journal_entry_adjustment_check check ((kind in ('reversal', 'refund')) = (adjustment_number is not null)),
  constraint journal_entry_first_line_check check (first_line = 1)
);
create unique index journal_entry_adjustment_key
  on ledger.journal_entry (organization_id, coalesce(reverses_entry_id, refunds_entry_id), adjustment_number)
  where adjustment_number is not null;
comment on table ledger.journal_entry is 'A journal entry: one event of one organization, on one date. Append-only; a mistake is corrected by one reversal.';
comment on column ledger.journal_entry.organization_id is 'Whose books.';
comment on column ledger.journal_entry.id is 'Permanent entry number, unique in the books; never chosen by a client.';
comment on column ledger.journal_entry.entry_date is 'The day it counts; windows of statements use it.';
comment on column ledger.journal_entry.kind is 'journal, promise, receipt, expense, refund or reversal.';
comment on column ledger.journal_entry.description is 'What happened, in words.';
comment on column ledger.journal_entry.idempotency_key is 'The caller''s key: the same key and content is the same entry. NFC, at most 200 bytes.';
comment on column ledger.journal_entry.reverses_entry_id is 'The entry this one reverses.';
comment on column ledger.journal_entry.reversal_reason is 'Why it was reversed.';
comment on column ledger.journal_entry.refunds_entry_id is 'The expense this one refunds, wholly or in part.';
comment on column ledger.journal_entry.adjustment_number is 'Counts the reversals and refunds of one entry, so that two at the same moment cannot both pass.';
comment on column ledger.journal_entry.recorded_at is 'When it was recorded, by the server''s clock.';
comment on column ledger.journal_entry.recorded_by is 'Login that recorded it (session_user).';
comment on column ledger.journal_entry.first_line is 'Always 1: with its foreign key, an entry without lines cannot be committed.';
comment on constraint journal_entry_idempotency_key on ledger.journal_entry is 'An entry with this key exists.';
comment on constraint journal_entry_reversed_once on ledger.journal_entry is 'The entry was reversed before; an entry is reversed once at most. Post a new entry instead.';
comment on constraint journal_entry_kind_check on ledger.journal_entry is 'A kind is journal, promise, receipt, expense, refund or reversal.';
comment on constraint journal_entry_key_is_text on ledger.journal_entry is 'An idempotency key is 1 to 200 bytes of NFC text.';
comment on constraint journal_entry_reversal_check on ledger.journal_entry is 'A reversal, and only a reversal, names the entry it reverses and why.';
comment on constraint journal_entry_refund_check on ledger.journal_entry is 'A refund, and only a refund, names the expense it refunds.';
comment on constraint journal_entry_adjustment_check on ledger.journal_entry is 'Reversals and refunds, and only they, are counted per adjusted entry.';
comment on index ledger.journal_entry_adjustment_key is 'Somebody adjusted the same entry at the same moment. Look at it and try again.';
comment on constraint journal_entry_reverses_fkey on ledger.journal_entry is 'The entry to reverse does not exist in this organization.';
comment on constraint journal_entry_refunds_fkey on ledger.journal_entry is 'The expense to refund does not exist in this organization.';

create table ledger.journal_line (
  organization_id bigint not null,
  entry_id bigint not null,
  line_number smallint not null,
  entry_date ledger.day not null,
  account_code ledger.code not null,
  fund_code ledger.code not null,
  amount_cents ledger.signed_cents not null,
  net_asset_class text,
  function text,
  program_code ledger.code,
  award_code ledger.code,
  budget_line_code ledger.code,
  party_code ledger.code,
  service_from ledger.day,
  service_through ledger.day,
  memo ledger.remark,
  constraint journal_line_pkey primary key (organization_id, entry_id, line_number),
  constraint journal_line_entry_fkey foreign key (organization_id, entry_id, entry_date)
    references ledger.journal_entry (organization_id, id, entry_date),
  constraint journal_line_account_fkey foreign key (organization_id, account_code) references ledger.account (organization_id, code),
  constraint journal_line_fund_fkey foreign key (organization_id, fund_code) references ledger.fund (organization_id, code),
  constraint journal_line_program_fkey foreign key (organization_id, program_code) references ledger.program (organization_id, code),
  constraint journal_line_award_fkey foreign key (organization_id, award_code) references ledger.award (organization_id, code),
  constraint journal_line_budget_line_fkey foreign key (organization_id, award_code, budget_line_code)
    references ledger.budget_line (organization_id, award_code, code),
  constraint journal_line_party_fkey foreign key (organization_id, party_code) references ledger.party (organization_id, code),
  constraint journal_line_class_check check (net_asset_class in ('with', 'without')),
  constraint journal_line_function_check check (function in ('program', 'management', 'fundraising')),
  constraint journal_line_program_check check ((function is not distinct from 'program') = (program_code is not null)),
  constraint journal_line_budget_check check (budget_line_code is null or award_code is not null),
  constraint journal_line_service_check check (
    (service_from is null) = (service_through is null) and service_from <= service_through
  ),
  constraint journal_line_service_required check (
    award_code is null or (budget_line_code is null and function is null) or service_from is not null
  )
);
create index journal_line_award_index
  on ledger.journal_line (organization_id, award_code, entry_date)
  include (budget_line_code, account_code, amount_cents, service_through)
  where award_code is not null;
alter table ledger.journal_entry
  add constraint journal_entry_has_lines foreign key (organization_id, id, first_line)
  references ledger.journal_line (organization_id, entry_id, line_number)
  deferrable initially deferred;

comment on table ledger.journal_line is 'The lines of an entry. They come in one statement, numbered 1 to n, and balance per entry and per fund. Append-only.';
comment on column ledger.journal_line.organization_id is 'Whose books.';
comment on column ledger.journal_line.entry_id is 'The entry.';
comment on column ledger.journal_line.line_number is '1 to n within the entry.';
comment on column ledger.journal_line.entry_date is 'The entry''s date, repeated here so that statements read lines alone; tied by foreign key.';
comment on column ledger.journal_line.account_code is 'Natural account.';
comment on column ledger.journal_line.fund_code is 'Fund.';
comment on column ledger.journal_line.amount_cents is 'US cents: debit positive, credit negative, never zero.';
comment on column ledger.journal_line.net_asset_class is 'with or without donor restrictions: on net-asset, revenue, expense and release accounts; an expense is always without (ASU 2016-14).';
comment on column ledger.journal_line.function is 'On expenses: program, management (and general) or fundraising.';
comment on column ledger.journal_line.program_code is 'Which program, where the function is program.';
comment on column ledger.journal_line.award_code is 'The award, where one applies; its fund must be the line''s fund.';
comment on column ledger.journal_line.budget_line_code is 'The award''s budget line: such a line is actual spending of the award.';
comment on column ledger.journal_line.party_code is 'Payee, funder or other party.';
comment on column ledger.journal_line.service_from is 'First day of the service; eligibility for an award''s term uses it, not the invoice date.';
comment on column ledger.journal_line.service_through is 'Last day of the service.';
comment on column ledger.journal_line.memo is 'Free text; never a young person''s name.';
comment on constraint journal_entry_has_lines on ledger.journal_entry is 'An entry without lines cannot be committed. Post the entry with its lines in one call.';
comment on constraint journal_line_pkey on ledger.journal_line is 'The entry has a line of this number; nothing can be added to an entry.';
comment on constraint journal_line_entry_fkey on ledger.journal_line is 'A line belongs to an entry and carries its date.';
comment on constraint journal_line_account_fkey on ledger.journal_line is 'The account is not in the chart. See "ledgerctl account list".';
comment on constraint journal_line_fund_fkey on ledger.journal_line is 'The fund does not exist. See "ledgerctl fund list".';
comment on constraint journal_line_program_fkey on ledger.journal_line is 'The program does not exist. See "ledgerctl program list".';
comment on constraint journal_line_award_fkey on ledger.journal_line is 'The award does not exist. See "ledgerctl award list".';
comment on constraint journal_line_budget_line_fkey on ledger.journal_line is 'The award''s budget has no such line. See "ledgerctl award show".';
comment on constraint journal_line_party_fkey on ledger.journal_line is 'The party does not exist. See "ledgerctl party list".';
comment on constraint journal_line_class_check on ledger.journal_line is 'A net-asset class is with or without (donor restrictions).';
comment on constraint journal_line_function_check on ledger.journal_line is 'A function is program, management or fundraising.';
comment on constraint journal_line_program_check on ledger.journal_line is 'A line of function program, and only such a line, names the program.';
comment on constraint journal_line_budget_check on ledger.journal_line is 'A budget line belongs to an award: name the award as well.';
comment on constraint journal_line_service_check on ledger.journal_line is 'Service dates come as a pair, first day not after last.';
comment on constraint journal_line_service_required on ledger.journal_line is 'A cost of an award needs its service dates: they decide whether the award''s term covers it.';
comment on index ledger.journal_line_award_index is 'Lines of an award by date: a budget statement reads only these.';
