-- What is owed and how it is paid: open items, bills, payments, and the rates of mileage.

alter table ledger.journal_entry drop constraint journal_entry_kind_check;
alter table ledger.journal_entry add constraint journal_entry_kind_check check (kind in (
  'journal', 'promise', 'condition', 'receipt', 'expense', 'payment', 'refund', 'indirect', 'release', 'return', 'closing', 'reversal'
));
comment on constraint journal_entry_kind_check on ledger.journal_entry
  is 'A kind is journal, promise, condition, receipt, expense, payment, refund, indirect, release, return, closing or reversal.';
comment on column ledger.journal_entry.kind is
  'journal, promise, condition (a barrier met), receipt, expense, payment (of what is owed), refund, indirect, release, return (to the funder), closing or reversal.';

alter table ledger.journal_line add column settles_entry_id bigint;
comment on column ledger.journal_line.settles_entry_id is
  'The entry whose open item on the same account, fund and party this line settles: the bill that is paid, the advance that is cleared.';
create index journal_line_settles_index on ledger.journal_line (organization_id, settles_entry_id) where settles_entry_id is not null;
comment on index ledger.journal_line_settles_index is 'What settled an entry.';

create table ledger.open_item (
  organization_id bigint not null,
  entry_id bigint not null,
  account_code ledger.code not null,
  fund_code ledger.code not null,
  party_code text not null,
  amount_cents bigint not null,
  open_cents bigint not null,
  constraint open_item_pkey primary key (organization_id, entry_id, account_code, fund_code, party_code),
  constraint open_item_entry_fkey foreign key (organization_id, entry_id) references ledger.journal_entry (organization_id, id),
  constraint open_item_amount_check check (amount_cents <> 0),
  constraint open_item_open_check check (open_cents between least(amount_cents, 0) and greatest(amount_cents, 0))
);
create index open_item_open_index on ledger.open_item (organization_id, account_code) where open_cents <> 0;
comment on table ledger.open_item is
  'What an entry left to be settled on payables (2010), cards (2015) and advances (1310), and what is open of it: moved by the entries that settle or reverse it, recomputed by check. The open items of an account add up to its balance.';
comment on column ledger.open_item.organization_id is 'Whose books.';
comment on column ledger.open_item.entry_id is 'The entry: a bill, a purchase on a card, an advance, a refund to come.';
comment on column ledger.open_item.account_code is '1310, 2010 or 2015.';
comment on column ledger.open_item.fund_code is 'Fund: each fund pays its own part.';
comment on column ledger.open_item.party_code is 'Who is owed, or owes; empty where the line names nobody.';
comment on column ledger.open_item.amount_cents is 'US cents as posted: a credit, owed by us, is negative.';
comment on column ledger.open_item.open_cents is 'What is not yet settled, cents of the same sign; zero when settled or reversed.';
comment on constraint open_item_amount_check on ledger.open_item is 'An item of nothing is none.';
comment on constraint open_item_open_check on ledger.open_item is 'Nothing is settled beyond what is open.';
comment on index ledger.open_item_open_index is 'What is open now.';

insert into ledger.open_item (organization_id, entry_id, account_code, fund_code, party_code, amount_cents, open_cents)
select l.organization_id, l.entry_id, l.account_code, l.fund_code, coalesce(l.party_code, ''), sum(l.amount_cents),
  case when r.id is null then sum(l.amount_cents) else 0 end
from ledger.journal_line l
join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
left join ledger.journal_entry r on r.organization_id = e.organization_id and r.reverses_entry_id = e.id
where l.account_code in ('1310', '2010', '2015') and e.kind <> 'reversal'
group by l.organization_id, l.entry_id, l.account_code, l.fund_code, coalesce(l.party_code, ''), r.id
having sum(l.amount_cents) <> 0;

create table ledger.bill (
  organization_id bigint not null,
  entry_id bigint not null,
  party_code ledger.code not null,
  invoice_number ledger.label not null,
  number_key text not null,
  invoiced_on ledger.day not null,
  due_on ledger.day not null,
  is_repeated boolean not null default false,
  ordinal smallint not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint bill_pkey primary key (organization_id, entry_id),
  constraint bill_once unique (organization_id, party_code, number_key, ordinal),
  constraint bill_record_key unique (record_number),
  constraint bill_entry_fkey foreign key (organization_id, entry_id) references ledger.journal_entry (organization_id, id),
  constraint bill_party_fkey foreign key (organization_id, party_code) references ledger.party (organization_id, code),
  constraint bill_due_check check (due_on >= invoiced_on)
);
comment on table ledger.bill is 'A bill: the invoice behind an entry that credits accounts payable (2010). Append-only; undone by the reversal of its entry.';
comment on column ledger.bill.organization_id is 'Whose books.';
comment on column ledger.bill.entry_id is 'The entry that recorded it.';
comment on column ledger.bill.party_code is 'Who billed.';
comment on column ledger.bill.invoice_number is 'Number on the invoice, as printed there.';
comment on column ledger.bill.number_key is 'The number without spaces, signs, leading zeros and case, by which a second recording is seen.';
comment on column ledger.bill.invoiced_on is 'Day of the invoice.';
comment on column ledger.bill.due_on is 'Day it is to be paid by; what is owed is aged from it.';
comment on column ledger.bill.is_repeated is 'Whether somebody confirmed that a second bill of this number is meant.';
comment on column ledger.bill.ordinal is 'Counts the bills of one payee and number, so that an unconfirmed second cannot pass.';
comment on column ledger.bill.record_number is
  'Number in the order of recording over all records that are no entries, for seals; never chosen by a client.';
comment on column ledger.bill.recorded_at is 'When it was recorded.';
comment on column ledger.bill.recorded_by is 'Login that recorded it.';
comment on constraint bill_pkey on ledger.bill is 'The entry has its bill.';
comment on constraint bill_once on ledger.bill is 'Somebody recorded a bill of this payee and number at the same moment. Look at "ledgerctl bill list".';
comment on constraint bill_entry_fkey on ledger.bill is 'The entry does not exist in this organization.';
comment on constraint bill_party_fkey on ledger.bill is 'The party does not exist. See "ledgerctl party list".';
comment on constraint bill_due_check on ledger.bill is 'A bill is due on the day of the invoice or later.';

create table ledger.payment (
  organization_id bigint not null,
  entry_id bigint not null,
  party_code ledger.code not null,
  account_code ledger.code not null,
  method text not null,
  reference ledger.label,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint payment_pkey primary key (organization_id, entry_id),
  constraint payment_record_key unique (record_number),
  constraint payment_entry_fkey foreign key (organization_id, entry_id) references ledger.journal_entry (organization_id, id),
  constraint payment_party_fkey foreign key (organization_id, party_code) references ledger.party (organization_id, code),
  constraint payment_method_check check (method in ('cheque', 'transfer', 'direct-debit', 'card', 'cash')),
  constraint payment_cheque_check check (method <> 'cheque' or reference is not null)
);
create unique index payment_cheque_once on ledger.payment (organization_id, account_code, reference) where method = 'cheque';
comment on table ledger.payment is 'How an entry of kind payment was paid. Append-only; a void is the reversal of the entry, and a voided cheque keeps its number.';
comment on column ledger.payment.organization_id is 'Whose books.';
comment on column ledger.payment.entry_id is 'The entry that recorded it.';
comment on column ledger.payment.party_code is 'Who was paid: the payee of the cheque, the bank of the card.';
comment on column ledger.payment.account_code is 'The cash account that it was paid from.';
comment on column ledger.payment.method is 'cheque, transfer, direct-debit, card or cash.';
comment on column ledger.payment.reference is 'Number of the cheque, or what the bank shows.';
comment on column ledger.payment.record_number is
  'Number in the order of recording over all records that are no entries, for seals; never chosen by a client.';
comment on column ledger.payment.recorded_at is 'When it was recorded.';
comment on column ledger.payment.recorded_by is 'Login that recorded it.';
comment on constraint payment_pkey on ledger.payment is 'The entry has its payment.';
comment on constraint payment_entry_fkey on ledger.payment is 'The entry does not exist in this organization.';
comment on constraint payment_party_fkey on ledger.payment is 'The party does not exist. See "ledgerctl party list".';
comment on constraint payment_method_check on ledger.payment is 'A payment is made by cheque, transfer, direct-debit, card or cash.';
comment on constraint payment_cheque_check on ledger.payment is 'A cheque has a number.';
comment on index ledger.payment_cheque_once is 'A cheque of this number was written on this account; a voided cheque keeps its number. See "ledgerctl payment list".';

create table ledger.mileage_rate (
  organization_id bigint not null,
  effective_on ledger.day not null,
  rate_tenths integer not null,
  source ledger.label not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint mileage_rate_pkey primary key (organization_id, effective_on),
  constraint mileage_rate_record_key unique (record_number),
  constraint mileage_rate_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint mileage_rate_check check (rate_tenths between 1 and 9999)
);
comment on table ledger.mileage_rate is 'What an organization pays for a mile driven, from a day on. Append-only.';
comment on column ledger.mileage_rate.organization_id is 'Whose rate.';
comment on column ledger.mileage_rate.effective_on is 'First day of driving that it holds for.';
comment on column ledger.mileage_rate.rate_tenths is 'Tenths of a US cent for a mile: 585 is 58.5 cents.';
comment on column ledger.mileage_rate.source is 'Where the rate is from: the policy, or the notice of the IRS.';
comment on column ledger.mileage_rate.record_number is
  'Number in the order of recording over all records that are no entries, for seals; never chosen by a client.';
comment on column ledger.mileage_rate.recorded_at is 'When it was recorded.';
comment on column ledger.mileage_rate.recorded_by is 'Login that recorded it.';
comment on constraint mileage_rate_pkey on ledger.mileage_rate is 'A rate from this day on is recorded; it stands. Record the new one from the day it changes.';
comment on constraint mileage_rate_check on ledger.mileage_rate is 'A rate is 0.1 to 999.9 cents a mile.';

-- post_entries takes one more array; functions of the old shape go.
drop function if exists ledger.post_entry(bigint, text, date, text, text[], text[], bigint[], text[], text[], text[], text[], text[], text[],
  date[], date[], text[], text);
drop function if exists ledger.post_entries(bigint, text[], date[], text[], text[], bigint[], integer[], text[], text[], bigint[], text[], text[],
  text[], text[], text[], text[], date[], date[], text[], bigint[]);
drop function if exists ledger.require_same_entries(bigint, bigint[], text[], date[], text[], text[], bigint[], integer[], text[], text[],
  bigint[], text[], text[], text[], text[], text[], text[], date[], date[], text[], bigint[]);
