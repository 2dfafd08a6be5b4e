-- Origins of entries; what is owed and how it is paid: open items, and what belongs to an origin: bills, payments, installments of promises.

insert into meta.not_backed_up (table_name, why) values ('origin_kind', 'same');
create table ledger.origin_kind (
  kind ledger.code not null,
  meaning text not null,
  satellite text,
  has_several boolean not null,
  constraint origin_kind_pkey primary key (kind)
);
insert into ledger.origin_kind (kind, meaning, satellite, has_several) values
  ('bill', 'An invoice that came.', 'bill', false),
  ('payment', 'A payment of what is owed.', 'payment', false),
  ('promise', 'A promise that is paid in installments.', 'promise_installment', false),
  ('prepayment', 'A cost paid ahead, and its parts month by month.', null, true),
  ('accrual', 'A cost that is due and not billed, and what turns it on a later day.', null, true),
  ('return', 'Money of an award that goes back to its funder, and its payment.', null, true),
  ('refund', 'A refund of an award that was closed, and what of it goes back to the funder.', null, true),
  ('moved_reversal', 'What a reversal had reversed, again on that day, and its reversal on the day that was meant.', null, true);
comment on table ledger.origin_kind is 'What entries come of, as the program knows it: a kind without a satellite is a row and no more.';
comment on column ledger.origin_kind.kind is 'Kind, as ledger.origin.kind names it.';
comment on column ledger.origin_kind.meaning is 'What it is.';
comment on column ledger.origin_kind.satellite is 'The table that must say more of it; null where the entries say all.';
comment on column ledger.origin_kind.has_several is 'Whether it may have several entries, which are then undone together.';

create sequence ledger.origin_number as bigint cache 1;
comment on sequence ledger.origin_number is 'Numbers of origins, of whatever kind; drawn by ledger.draw for ledger.add_as.';

create table ledger.origin (
  organization_id bigint not null,
  kind text not null,
  number bigint not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint origin_pkey primary key (organization_id, kind, number),
  constraint origin_kind_fkey foreign key (kind) references ledger.origin_kind (kind),
  constraint origin_record_key unique (record_number)
);
alter sequence ledger.origin_number owned by ledger.origin.number;
comment on table ledger.origin is
  'What one entry or several came of: a bill, a payment, a prepayment. It is recorded with them in one statement and undone with all of them. Append-only.';
comment on column ledger.origin.organization_id is 'Whose books.';
comment on column ledger.origin.kind is 'Kind, a row of ledger.origin_kind.';
comment on column ledger.origin.number is 'Number of the origin, given by the books.';
comment on column ledger.origin.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.origin.recorded_at is 'When it was recorded.';
comment on column ledger.origin.recorded_by is 'Login that recorded it.';
comment on constraint origin_kind_fkey on ledger.origin is 'There is no such kind of origin. See table ledger.origin_kind.';

create table ledger.open_item (
  organization_id bigint not null,
  entry_id bigint not null,
  account_code ledger.code not null,
  fund_code ledger.code not null,
  party_code text not null,
  participant_code text not null,
  amount_cents bigint not null,
  open_cents bigint not null,
  constraint open_item_pkey primary key (organization_id, entry_id, account_code, fund_code, party_code, participant_code),
  constraint open_item_entry_fkey foreign key (organization_id, entry_id) references ledger.journal_entry (organization_id, id),
  constraint open_item_amount_check check (amount_cents <> 0),
  constraint open_item_open_check check (open_cents between least(amount_cents, 0) and greatest(amount_cents, 0))
);
create index open_item_open_index on ledger.open_item (organization_id, account_code) where open_cents <> 0;
comment on table ledger.open_item is
  'What an entry left to be settled on accounts of the roles payables, card and staff_advances, and what is open of it: moved by the entries that settle or reverse it, recomputed by check. The open items of an account add up to its balance.';
comment on column ledger.open_item.organization_id is 'Whose books.';
comment on column ledger.open_item.entry_id is 'The entry: a bill, a purchase on a card, an advance, a refund to come.';
comment on column ledger.open_item.account_code is 'An account of role staff_advances, payables or card.';
comment on column ledger.open_item.fund_code is 'Fund: each fund pays its own part.';
comment on column ledger.open_item.party_code is 'Who is owed, or owes; empty where the line names nobody.';
comment on column ledger.open_item.participant_code is 'The young person whom it concerns, by code; empty where the line names nobody.';
comment on column ledger.open_item.amount_cents is 'US cents as posted: a credit, owed by us, is negative.';
comment on column ledger.open_item.open_cents is 'What is not yet settled, cents of the same sign; zero when settled or reversed.';
comment on constraint open_item_amount_check on ledger.open_item is 'An item of nothing is none.';
comment on constraint open_item_open_check on ledger.open_item is 'Nothing is settled beyond what is open.';
comment on index ledger.open_item_open_index is 'What is open now.';

create table ledger.bill (
  organization_id bigint not null,
  origin_number bigint not null,
  origin_kind text not null generated always as ('bill') stored,
  party_code ledger.code not null,
  invoice_number ledger.label not null,
  number_key text not null,
  invoiced_on ledger.day not null,
  due_on ledger.day not null,
  is_repeated boolean not null default false,
  ordinal smallint not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint bill_pkey primary key (organization_id, origin_number),
  constraint bill_once unique (organization_id, party_code, number_key, ordinal),
  constraint bill_record_key unique (record_number),
  constraint bill_origin_fkey foreign key (organization_id, origin_kind, origin_number) references ledger.origin (organization_id, kind, number),
  constraint bill_party_fkey foreign key (organization_id, party_code) references ledger.party (organization_id, code),
  constraint bill_due_check check (due_on >= invoiced_on),
  constraint bill_salts_check check (octet_length(salts) = 16)
);
comment on table ledger.bill is
  'A bill: the invoice behind an entry that credits accounts payable. Append-only; undone by the reversal of its entry.';
comment on column ledger.bill.organization_id is 'Whose books.';
comment on column ledger.bill.origin_number is 'The origin, of kind bill; its entry is the one that recorded the bill.';
comment on column ledger.bill.origin_kind is 'bill.';
comment on column ledger.bill.party_code is 'Who billed.';
comment on column ledger.bill.invoice_number is 'Number on the invoice, as printed there.';
comment on column ledger.bill.number_key is
  'The number without spaces, signs, leading zeros and case, by which a second recording is seen.';
comment on column ledger.bill.invoiced_on is 'Day of the invoice.';
comment on column ledger.bill.due_on is 'Day it is to be paid by; what is owed is aged from it.';
comment on column ledger.bill.is_repeated is 'Whether somebody confirmed that a second bill of this number is meant.';
comment on column ledger.bill.ordinal is 'Counts the bills of one payee and number, so that an unconfirmed second cannot pass.';
comment on column ledger.bill.salts is
  'Salt of its free text, 16 bytes; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.bill.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.bill.recorded_at is 'When it was recorded.';
comment on column ledger.bill.recorded_by is 'Login that recorded it.';
comment on constraint bill_pkey on ledger.bill is 'The origin has its bill.';
comment on constraint bill_once on ledger.bill is
  'Somebody recorded a bill of this payee and number at the same moment. Look at {bill list}.';
comment on constraint bill_origin_fkey on ledger.bill is 'The origin of kind bill does not exist in this organization.';
comment on constraint bill_party_fkey on ledger.bill is 'The party does not exist. See {party list}.';
comment on constraint bill_due_check on ledger.bill is 'A bill is due on the day of the invoice or later.';

create table ledger.payment (
  organization_id bigint not null,
  origin_number bigint not null,
  origin_kind text not null generated always as ('payment') stored,
  party_code ledger.code not null,
  account_code ledger.code not null,
  method text not null,
  reference ledger.label,
  salts bytea,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint payment_pkey primary key (organization_id, origin_number),
  constraint payment_record_key unique (record_number),
  constraint payment_origin_fkey foreign key (organization_id, origin_kind, origin_number) references ledger.origin (organization_id, kind, number),
  constraint payment_party_fkey foreign key (organization_id, party_code) references ledger.party (organization_id, code),
  constraint payment_method_check check (method in ('check', 'transfer', 'direct-debit', 'card', 'cash')),
  constraint payment_check_numbered check (method <> 'check' or reference is not null),
  constraint payment_salts_check check ((salts is null) = (reference is null) and octet_length(salts) = 16)
);
create unique index payment_check_once on ledger.payment (organization_id, account_code, reference) where method = 'check';
comment on table ledger.payment is
  'How an entry of kind payment was paid. Append-only; a void is the reversal of the entry, and a voided check keeps its number.';
comment on column ledger.payment.organization_id is 'Whose books.';
comment on column ledger.payment.origin_number is 'The origin, of kind payment; its entry is the one that recorded the payment.';
comment on column ledger.payment.origin_kind is 'payment.';
comment on column ledger.payment.party_code is 'Who was paid: the payee of the check, the bank of the card.';
comment on column ledger.payment.account_code is 'The cash account that it was paid from.';
comment on column ledger.payment.method is 'check, transfer, direct-debit, card or cash.';
comment on column ledger.payment.reference is 'Number of the check, or what the bank shows.';
comment on column ledger.payment.salts is
  'Salt of its free text, 16 bytes, null where there is none; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.payment.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.payment.recorded_at is 'When it was recorded.';
comment on column ledger.payment.recorded_by is 'Login that recorded it.';
comment on constraint payment_pkey on ledger.payment is 'The origin has its payment.';
comment on constraint payment_origin_fkey on ledger.payment is 'The origin of kind payment does not exist in this organization.';
comment on constraint payment_party_fkey on ledger.payment is 'The party does not exist. See {party list}.';
comment on constraint payment_method_check on ledger.payment is 'A payment is made by check, transfer, direct-debit, card or cash.';
comment on constraint payment_check_numbered on ledger.payment is 'A check has a number.';
comment on index ledger.payment_check_once is
  'A check of this number was written on this account; a voided check keeps its number. See {payment list}.';

create table ledger.promise_installment (
  organization_id bigint not null,
  origin_number bigint not null,
  origin_kind text not null generated always as ('promise') stored,
  number smallint not null,
  due_on ledger.day not null,
  amount_cents bigint not null,
  is_time_restricted boolean not null,
  constraint promise_installment_pkey primary key (organization_id, origin_number, number),
  constraint promise_installment_origin_fkey foreign key (organization_id, origin_kind, origin_number)
    references ledger.origin (organization_id, kind, number),
  constraint promise_installment_amount_check check (amount_cents > 0)
);
comment on table ledger.promise_installment is
  'When a promise is to be paid, part by part; together what its entry credits to the award''s revenue. Append-only, with the entry.';
comment on column ledger.promise_installment.organization_id is 'Whose books.';
comment on column ledger.promise_installment.origin_number is 'The origin, of kind promise; its entry is the one that recorded the promise.';
comment on column ledger.promise_installment.origin_kind is 'promise.';
comment on column ledger.promise_installment.number is '1 to n, in the order of their days.';
comment on column ledger.promise_installment.due_on is 'The day that it is to be paid.';
comment on column ledger.promise_installment.amount_cents is 'US cents, positive.';
comment on column ledger.promise_installment.is_time_restricted is
  'Whether it is for the time from the day that it is due on (ASC 958-605-45-5): due in a later fiscal year than the promise, and the letter does not show support of that one.';
comment on constraint promise_installment_pkey on ledger.promise_installment is 'The promise has an installment of this number.';
comment on constraint promise_installment_origin_fkey on ledger.promise_installment is
  'The origin of kind promise does not exist in this organization.';
comment on constraint promise_installment_amount_check on ledger.promise_installment is 'An installment is more than zero.';
