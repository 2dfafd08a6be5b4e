-- Bills, payments and rates of mileage: how they are recorded, and what they must be.

create or replace function ledger.invoice_key(invoice_number text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(nullif(regexp_replace(regexp_replace(lower($1), '(^|[^0-9])0+([0-9])', '\1\2', 'g'), '[^[:alnum:]]', '', 'g'), ''), $1)
$$;
comment on function ledger.invoice_key(text) is
  'A number of an invoice without spaces, signs, leading zeros and case: INV-007 and inv 7 are one bill typed twice.';
grant execute on function ledger.invoice_key(text)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.count_bill()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  standing record;
  known integer;
  reversed integer;
begin
  if num_nonnulls(new.number_key, new.ordinal) > 0 then
    perform ledger.refuse('LE009', 'the key or ordinal of a bill was given by the client');
  end if;
  new.number_key := ledger.invoice_key(new.invoice_number);
  if not exists (
    select
    from ledger.open_item i
    join ledger.account a on a.organization_id = i.organization_id and a.code = i.account_code
    where i.organization_id = new.organization_id and i.entry_id = new.entry_id and a.role = 'payables'
      and i.party_code = new.party_code and i.amount_cents < 0
  ) then
    perform ledger.refuse('LB006', format('entry %s owes nothing to %s on accounts payable', new.entry_id, new.party_code));
  end if;
  select count(*), count(r.id) into known, reversed
  from ledger.bill b
  left join ledger.journal_entry r on r.organization_id = b.organization_id and r.reverses_entry_id = b.entry_id
  where b.organization_id = new.organization_id and b.party_code = new.party_code and b.number_key = new.number_key;
  if known > reversed and not new.is_repeated then
    select b.entry_id, b.invoice_number, b.invoiced_on into standing
    from ledger.bill b
    where b.organization_id = new.organization_id and b.party_code = new.party_code and b.number_key = new.number_key
      and not exists (
        select from ledger.journal_entry r where r.organization_id = b.organization_id and r.reverses_entry_id = b.entry_id)
    order by b.entry_id
    limit 1;
    perform ledger.refuse('LB004', format('bill %s of %s, invoice of %s, is recorded as entry %s',
      quote_literal(standing.invoice_number), new.party_code, standing.invoiced_on, standing.entry_id));
  end if;
  new.ordinal := 1 + case when new.is_repeated then known else reversed end;
  return new;
end
$$;
alter function ledger.count_bill() owner to ledger_rules;
comment on function ledger.count_bill() is
  'Counts the bills of a payee and number, those that were reversed apart; raises LB004 for a second one that nobody confirmed, LB006 for an '
  'entry that owes the payee nothing.';
create or replace trigger counted before insert on ledger.bill
  for each row execute function ledger.count_bill();
alter table ledger.bill enable always trigger counted;

create or replace function ledger.broken_payment(organization_id bigint, entry_id bigint)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when p.entry_id is null then 'says nowhere how it was paid'
    when not exists (
      select from ledger.journal_line l where l.organization_id = $1 and l.entry_id = $2 and l.settles_entry_id is not null
    ) then 'settles nothing'
    when exists (
      select
      from ledger.journal_line l
      join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
      where l.organization_id = $1 and l.entry_id = $2 and l.settles_entry_id is null
        and (l.account_code <> p.account_code or coalesce(a.role, '') not in ('cash', 'savings', 'petty_cash', 'gift_cards'))
    ) then format('has a line that settles nothing on another account than %s', p.account_code)
  end
  from (select 1) o
  left join ledger.payment p on p.organization_id = $1 and p.entry_id = $2
$$;
comment on function ledger.broken_payment(bigint, bigint) is 'What an entry of kind payment lacks (LB005); null where it holds. Also read by check.';
grant execute on function ledger.broken_payment(bigint, bigint)
  to ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.check_payment()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  why constant text := ledger.broken_payment(new.organization_id, new.id);
begin
  if why is not null then
    perform ledger.refuse('LB005', format('payment %s %s', new.id, why));
  end if;
  return null;
end
$$;
alter function ledger.check_payment() owner to ledger_rules;
comment on function ledger.check_payment() is 'Raises LB005 at commit for an entry of kind payment that does not say how it was paid, or that moves more.';
do $$
begin
  if not exists (
    select from pg_catalog.pg_trigger where tgname = 'pays' and tgrelid = 'ledger.journal_entry'::regclass
  ) then
    create constraint trigger pays after insert on ledger.journal_entry
      deferrable initially deferred
      for each row when (new.kind = 'payment') execute function ledger.check_payment();
  end if;
end
$$;
alter table ledger.journal_entry enable always trigger pays;

create or replace function ledger.check_payment_kind()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.refuse('LB005', format('entry %s is of kind %s, no payment', e.id, e.kind))
  from ledger.journal_entry e
  where e.organization_id = new.organization_id and e.id = new.entry_id and e.kind <> 'payment';
  return new;
end
$$;
alter function ledger.check_payment_kind() owner to ledger_rules;
comment on function ledger.check_payment_kind() is 'Raises LB005 where an entry of another kind is said to be a payment.';
create or replace trigger of_payment before insert on ledger.payment
  for each row execute function ledger.check_payment_kind();
alter table ledger.payment enable always trigger of_payment;

create or replace function ledger.add_bill(organization_id bigint, entry_id bigint, bill ledger.bill_draft)
returns void
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
  insert into ledger.bill (organization_id, entry_id, party_code, invoice_number, invoiced_on, due_on, is_repeated)
  values ($1, $2, bill.party_code, bill.invoice_number, ledger.read_day(bill.invoiced_on), ledger.read_day(bill.due_on), bill.is_repeated)
$$;
alter function ledger.add_bill(bigint, bigint, ledger.bill_draft) owner to ledger_fn;
comment on function ledger.add_bill(bigint, bigint, ledger.bill_draft) is
  'Writes the bill of an entry that the caller, a function, has just recorded. Raises LB004, LB006, or constraint bill_pkey.';

create or replace function ledger.record_bill(
  organization_id bigint, entries ledger.entry_draft[], lines ledger.line_draft[], bill ledger.bill_draft
)
returns table (entry_id bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
begin
  if cardinality(entries) <> 1 then
    perform ledger.refuse('LE003', 'a bill is one entry');
  end if;
  select r.entry_id, r.already_recorded into entry_id, already_recorded from ledger.record(org, entries, lines) r;
  if already_recorded then
    perform ledger.require_same_satellite(entry_id, to_jsonb(bill), (
      select to_jsonb(ledger.bill_as_draft(b)) from ledger.bill b where b.organization_id = org and b.entry_id = record_bill.entry_id), 'bill');
  else
    perform ledger.add_bill(org, entry_id, bill);
  end if;
  return next;
end
$$;
alter function ledger.record_bill(bigint, ledger.entry_draft[], ledger.line_draft[], ledger.bill_draft) owner to ledger_fn;
comment on function ledger.record_bill is
  'Records a bill: an entry that owes its payee, and the invoice behind it; both or neither. The same key with another entry or invoice is '
  'LK001. Raises LB004, LB006, and what ledger.record raises.';

create or replace function ledger.add_imported_bill(organization_id bigint, import_number bigint, idempotency_key text, bill ledger.bill_draft)
returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  made bigint;
begin
  perform ledger.require_recorder($1);
  -- An entry of an import that this transaction opened, under its key or a later generation of it.
  select e.id into made
  from ledger.import_batch b
  join ledger.journal_entry e on e.organization_id = b.organization_id and e.import_number = b.number
  where b.organization_id = $1 and b.number = $2 and b.recorded_by = session_user and b.recorded_at >= now()
    and split_part(e.idempotency_key, '~', 1) = $3
    and not exists (select from ledger.bill k where k.organization_id = e.organization_id and k.entry_id = e.id);
  if made is null then
    return false;
  end if;
  perform ledger.add_bill($1, made, bill);
  return true;
end
$$;
alter function ledger.add_imported_bill(bigint, bigint, text, ledger.bill_draft) owner to ledger_fn;
comment on function ledger.add_imported_bill is
  'Writes the bill of an entry of an import that is under way in this transaction; false where the entry is not new. Raises as record_bill.';

create or replace function ledger.add_payment(organization_id bigint, entry_id bigint, payment ledger.payment_draft)
returns void
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
  insert into ledger.payment (organization_id, entry_id, party_code, account_code, method, reference)
  values ($1, $2, payment.party_code, payment.account_code, payment.method, payment.reference)
$$;
alter function ledger.add_payment(bigint, bigint, ledger.payment_draft) owner to ledger_fn;
comment on function ledger.add_payment(bigint, bigint, ledger.payment_draft) is
  'Says how an entry that the caller, a function, has just recorded was paid. Raises LB005, or constraint payment_cheque_once.';

create or replace function ledger.record_payment(
  organization_id bigint, entries ledger.entry_draft[], lines ledger.line_draft[], payment ledger.payment_draft
)
returns table (entry_id bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
begin
  if cardinality(entries) <> 1 then
    perform ledger.refuse('LE003', 'a payment is one entry');
  end if;
  select r.entry_id, r.already_recorded into entry_id, already_recorded from ledger.record(org, entries, lines) r;
  if already_recorded then
    perform ledger.require_same_satellite(entry_id, to_jsonb(payment), (
      select to_jsonb(ledger.payment_as_draft(p))
      from ledger.payment p
      where p.organization_id = org and p.entry_id = record_payment.entry_id), 'payment');
  else
    perform ledger.add_payment(org, entry_id, payment);
  end if;
  return next;
end
$$;
alter function ledger.record_payment(bigint, ledger.entry_draft[], ledger.line_draft[], ledger.payment_draft) owner to ledger_fn;
comment on function ledger.record_payment is
  'Records a payment: an entry that settles what is owed, and how it was paid; both or neither. The same key with another entry or payment is '
  'LK001. Raises LB001, LB003, LB005, constraint payment_cheque_once, and what ledger.record raises.';
grant execute on function ledger.record_bill, ledger.record_payment, ledger.add_imported_bill to ledger_recorder, ledger_finance_admin;

create or replace function ledger.require_same_satellite(entry_id bigint, given jsonb, stored jsonb, what text)
returns void
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if given is distinct from stored then
    perform ledger.refuse('LK001', format('the key belongs to entry %s, whose %s has another %s', entry_id, what, coalesce((
      select ledger.field_in_words(k.name::name)
      from jsonb_object_keys(coalesce(stored, given)) k (name)
      where given -> k.name is distinct from stored -> k.name
      order by k.name
      limit 1), 'content')));
  end if;
end
$$;
alter function ledger.require_same_satellite(bigint, jsonb, jsonb, text) owner to ledger_fn;
comment on function ledger.require_same_satellite is 'Raises LK001, naming a field, where what belongs to a recorded entry is not what is given again.';

create or replace function ledger.set_mileage_rate(organization_id bigint, effective_on date, rate_tenths integer, source text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.require_administrator($1);
  insert into ledger.mileage_rate (organization_id, effective_on, rate_tenths, source)
  values ($1, $2, $3, $4);
end
$$;
alter function ledger.set_mileage_rate(bigint, date, integer, text) owner to ledger_fn;
comment on function ledger.set_mileage_rate(bigint, date, integer, text) is
  'Records what is paid for a mile from a day on, tenths of a cent. Raises LM001, or constraint mileage_rate_pkey.';
grant execute on function ledger.set_mileage_rate(bigint, date, integer, text) to ledger_finance_admin;
