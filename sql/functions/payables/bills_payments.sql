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
  made constant bigint := ledger.entry_of_origin(new.organization_id, 'bill', new.origin_number);
begin
  if num_nonnulls(new.number_key, new.ordinal) > 0 then
    perform ledger.refuse('LE009', 'the key or ordinal of a bill was given by the client');
  end if;
  new.number_key := ledger.invoice_key(new.invoice_number);
  if not exists (
    select
    from ledger.open_item i
    join ledger.account a on a.organization_id = i.organization_id and a.code = i.account_code
    where i.organization_id = new.organization_id and i.entry_id = made and a.role = 'payables'
      and i.party_code = new.party_code and i.amount_cents < 0
  ) then
    perform ledger.refuse('LB006', format('entry %s owes nothing to %s on accounts payable', made, new.party_code));
  end if;
  select count(*), count(r.id) into known, reversed
  from ledger.bill b
  join ledger.journal_entry e on e.organization_id = b.organization_id and e.origin_kind = b.origin_kind and e.origin_number = b.origin_number
  left join ledger.journal_entry r on r.organization_id = e.organization_id and r.reverses_entry_id = e.id
  where b.organization_id = new.organization_id and b.party_code = new.party_code and b.number_key = new.number_key;
  if known > reversed and not new.is_repeated then
    select e.id as entry_id, b.invoice_number, b.invoiced_on into standing
    from ledger.bill b
    join ledger.journal_entry e
      on e.organization_id = b.organization_id and e.origin_kind = b.origin_kind and e.origin_number = b.origin_number
    where b.organization_id = new.organization_id and b.party_code = new.party_code and b.number_key = new.number_key
      and not exists (
        select from ledger.journal_entry r where r.organization_id = e.organization_id and r.reverses_entry_id = e.id)
    order by e.id
    limit 1;
    perform ledger.refuse('LB004', format('bill %s of %s, invoice of %s, is recorded as entry %s%s',
      quote_literal(standing.invoice_number), new.party_code, standing.invoiced_on, standing.entry_id,
      case when standing.invoice_number <> new.invoice_number then
        format('; %s is taken for the same number, since only letters and digits count', quote_literal(new.invoice_number)) else '' end));
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
    when p.origin_number is null then 'says nowhere how it was paid'
    when not exists (
      select from ledger.journal_line l where l.organization_id = $1 and l.entry_id = $2 and l.settles_entry_id is not null
    ) then 'settles nothing'
    when exists (
      select
      from ledger.journal_line l
      join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
      where l.organization_id = $1 and l.entry_id = $2 and l.settles_entry_id is null
        and (l.account_code <> p.account_code or ledger.is_cash(a.role) is not true)
    ) then format('has a line that settles nothing on another account than %s', p.account_code)
  end
  from (select 1) o
  left join ledger.payment p on p.organization_id = $1 and p.origin_number = (
    select o.origin_number
    from ledger.journal_entry e
    -- Of a void that was moved, the payment that was voided says it.
    join ledger.journal_entry o on o.organization_id = e.organization_id and o.origin_kind = 'payment' and o.id = case e.origin_kind
      when 'moved_reversal' then ledger.reversed_first($1, ledger.reversal_moved_by(e.idempotency_key))
      else e.id
    end
    where e.organization_id = $1 and e.id = $2)
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
  where e.organization_id = new.organization_id and e.id = ledger.entry_of_origin(new.organization_id, 'payment', new.origin_number)
    and e.kind <> 'payment';
  return new;
end
$$;
alter function ledger.check_payment_kind() owner to ledger_rules;
comment on function ledger.check_payment_kind() is 'Raises LB005 where an entry of another kind is said to be a payment.';
create or replace trigger of_payment before insert on ledger.payment
  for each row execute function ledger.check_payment_kind();
alter table ledger.payment enable always trigger of_payment;

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
