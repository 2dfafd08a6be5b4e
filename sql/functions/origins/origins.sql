-- What is recorded as an origin: its entries through the door, and what belongs to it; and what is undone with it.

create or replace function ledger.require_same_satellite(entry_id bigint, given jsonb, stored jsonb, what text)
returns void
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  given constant jsonb := ledger.passing_over($3, $2);
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
comment on function ledger.require_same_satellite is 'Raises LK001, naming a field, where what belongs to a recorded origin is not what is given again.';

create or replace function ledger.add_as(
  organization_id bigint, kind text, entries ledger.entry_draft[], lines ledger.line_draft[], bill ledger.bill_draft,
  payment ledger.payment_draft, installments ledger.installment_draft[], proposal_number bigint default null
)
returns table (entry_id bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  approved constant bigint := proposal_number;
  as_kind constant text := kind;
  given_bill constant ledger.bill_draft := bill;
  given_payment constant ledger.payment_draft := payment;
  shape record;
  drawn bigint;
  places ledger.origin_part[];
  made bigint[];
  known bigint[];
  part ledger.installment_draft;
  parts ledger.installment_draft[];
  year_end date;
begin
  select k.has_several, k.satellite into shape from ledger.origin_kind k where k.kind = as_kind;
  if not found then
    perform ledger.refuse('LO001', format('there is no kind of origin %s', coalesce(quote_literal(as_kind), 'without a name')));
  end if;
  if coalesce(cardinality(entries), 0) = 0 or (cardinality(entries) > 1 and not shape.has_several) then
    perform ledger.refuse('LE003', format('a %s is one entry', as_kind));
  end if;
  perform ledger.refuse('LO001', format('a %s %s %s', as_kind, case when s.is_given then 'has no' else 'comes with its' end,
    replace(s.satellite, '_', ' ')))
  from (values
    ('bill', not given_bill is null), ('payment', not given_payment is null), ('promise_installment', cardinality(installments) > 0)
  ) s (satellite, is_given)
  where coalesce(s.is_given, false) <> (s.satellite is not distinct from shape.satellite);

  -- Of what is due in the year of the promise nothing is said, or that it is not restricted by time.
  if cardinality(installments) > 0 then
    year_end := ledger.fiscal_year_end(org, ledger.read_day(entries[1].entry_date));
    foreach part in array installments loop
      part.is_time_restricted := coalesce(part.is_time_restricted, case when ledger.read_day(part.due_on) <= year_end then false end);
      parts := parts || part;
    end loop;
  end if;
  -- A key that is known draws no number; whoever records it at this moment is waited for at the door.
  if not exists (
    select
    from unnest(entries) d
    join ledger.journal_entry e on e.organization_id = org and e.idempotency_key = d.idempotency_key
  ) then
    perform ledger.refuse('LO004', format(
      'installment %s is due on %s, after the fiscal year of the promise, which ends on %s: it is not said whether it is restricted by time',
      i.ordinality, i.due_on, year_end))
    from unnest(parts) with ordinality as i
    where i.is_time_restricted is null and ledger.read_day(i.due_on) > year_end
    order by i.ordinality
    limit 1;
    drawn := ledger.draw('ledger.origin_number');
    places := array(select row(as_kind, drawn, i)::ledger.origin_part from generate_series(1, cardinality(entries)) i order by i);
    made := ledger.add_entries(org, entries, lines, null, places, approved);
  end if;
  if made is null or array_position(made, null) is not null then
    places := array(select row(as_kind, null, i)::ledger.origin_part from generate_series(1, cardinality(entries)) i order by i);
    known := ledger.require_same(org, entries, lines, array_fill(null::bigint, array[cardinality(entries)]), places);
    drawn := ledger.require_whole(org, entries, known);
    perform ledger.require_same_satellite(known[1], to_jsonb(given_bill), (
      select to_jsonb(ledger.bill_as_draft(b)) from ledger.bill b where b.organization_id = org and b.origin_number = drawn), 'bill');
    perform ledger.require_same_satellite(known[1], to_jsonb(given_payment), (
      select to_jsonb(ledger.payment_as_draft(p)) from ledger.payment p where p.organization_id = org and p.origin_number = drawn), 'payment');
    perform ledger.require_same_satellite(known[1], jsonb_build_object('installment', parts), jsonb_build_object(
      'installment', (
        select array_agg(ledger.installment_as_draft(i) order by i.number)
        from ledger.promise_installment i
        where i.organization_id = org and i.origin_number = drawn)), 'promise');
    return query select i.id, true from unnest(known) with ordinality as i (id, place) order by i.place;
    return;
  end if;

  insert into ledger.bill (organization_id, origin_number, party_code, invoice_number, invoiced_on, due_on, is_repeated)
  select org, drawn, given_bill.party_code, given_bill.invoice_number, ledger.read_day(given_bill.invoiced_on),
    ledger.read_day(given_bill.due_on), given_bill.is_repeated
  where shape.satellite = 'bill';
  insert into ledger.payment (organization_id, origin_number, party_code, account_code, method, reference)
  select org, drawn, given_payment.party_code, given_payment.account_code, given_payment.method, given_payment.reference
  where shape.satellite = 'payment';
  insert into ledger.promise_installment (organization_id, origin_number, number, due_on, amount_cents, is_time_restricted)
  select org, drawn, i.ordinality, ledger.read_day(i.due_on), i.amount_cents, i.is_time_restricted
  from unnest(parts) with ordinality as i
  where shape.satellite = 'promise_installment';
  return query select i.id, false from unnest(made) with ordinality as i (id, place) order by i.place;
end
$$;
alter function ledger.add_as(
  bigint, text, ledger.entry_draft[], ledger.line_draft[], ledger.bill_draft, ledger.payment_draft, ledger.installment_draft[], bigint
) owner to ledger_fn;
comment on function ledger.add_as is
  'Records entries as an origin of a kind, with what belongs to it, as ledger.record_as does. For functions that have asked who may.';

create or replace function ledger.require_whole(organization_id bigint, entries ledger.entry_draft[], known bigint[])
returns bigint
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  found_number bigint;
begin
  if array_position(known, null) is not null then
    perform ledger.refuse('LK001', format('key %s belongs to entry %s, and key %s to none; they would be one origin',
      (select quote_literal(e.idempotency_key) from ledger.journal_entry e where e.organization_id = org and e.id = k.first_id), k.first_id,
      quote_literal(entries[array_position(known, null)].idempotency_key)))
    from (select min(k.id) as first_id from unnest(known) as k (id)) k;
  end if;
  select min(e.origin_number) into found_number from ledger.journal_entry e where e.organization_id = org and e.id = known[1];
  perform ledger.refuse('LK001', format('the keys belong to entries %s, which are not one origin, or not all of it',
    array_to_string(known, ', ')))
  where known is distinct from ledger.entries_of_origin(org, known[1]);
  return found_number;
end
$$;
alter function ledger.require_whole(bigint, ledger.entry_draft[], bigint[]) owner to ledger_fn;
comment on function ledger.require_whole is
  'The number of the origin whose entries these are, all of them; raises LK001 where some keys of a call are known and others not, or where '
  'they are of several origins.';

create or replace function ledger.record_as(
  organization_id bigint, kind text, entries ledger.entry_draft[], lines ledger.line_draft[], bill ledger.bill_draft default null,
  payment ledger.payment_draft default null, installments ledger.installment_draft[] default null
)
returns table (entry_id bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.require_recorder(organization_id);
  perform ledger.require_drafts(entries);
  return query
  select r.entry_id, r.already_recorded
  from ledger.add_as(organization_id, kind, entries, lines, bill, payment, installments) r;
end
$$;
alter function ledger.record_as(
  bigint, text, ledger.entry_draft[], ledger.line_draft[], ledger.bill_draft, ledger.payment_draft, ledger.installment_draft[]
) owner to ledger_fn;
comment on function ledger.record_as is
  'Records entries as one origin of a kind (ledger.origin_kind), with the invoice behind a bill, how a payment is paid, or the installments of a '
  'promise, of which those due in a later fiscal year say whether they are restricted by time: all or nothing, and a row an entry, in their order. The same '
  'keys with other content, or as another kind, are LK001. Raises LB001, LB003 to LB006, LO001, LO003, LO004, constraint payment_check_once, and what ledger.record raises.';
grant execute on function ledger.record_as to ledger_recorder, ledger_finance_admin;

create or replace function ledger.entries_of_origin(organization_id bigint, entry_id bigint)
returns bigint[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce((
    select array_agg(m.id order by m.origin_part)
    from ledger.journal_entry e
    join ledger.journal_entry m
      on m.organization_id = e.organization_id and m.origin_kind = e.origin_kind and m.origin_number = e.origin_number
    where e.organization_id = $1 and e.id = $2), array[$2])
$$;
comment on function ledger.entries_of_origin(bigint, bigint) is 'The entries of the origin of an entry, in their order; itself where it has none.';

create or replace function ledger.undone_together(organization_id bigint, entry_id bigint)
returns bigint[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select ledger.entries_of_origin($1, $2) || array(
    select r.id
    from unnest(ledger.entries_of_origin($1, $2)) as t (id)
    -- In the words of index journal_entry_adjustment_key.
    join ledger.journal_entry r
      on r.organization_id = $1 and coalesce(r.reverses_entry_id, r.refunds_entry_id) = t.id and r.adjustment_number is not null
        and r.refunds_entry_id = t.id
    where r.origin_number is null
      and exists (
        select
        from ledger.journal_line l
        where l.organization_id = $1 and l.entry_id = r.id and l.settles_entry_id = t.id)
      and not exists (select from ledger.journal_entry v where v.organization_id = $1 and v.reverses_entry_id = r.id)
    order by r.id)
$$;
comment on function ledger.undone_together(bigint, bigint) is
  'What is undone with an entry: the entries of its origin, in their order; and the credit notes that stand and lowered what is unpaid of it.';
grant execute on function ledger.entries_of_origin(bigint, bigint), ledger.undone_together(bigint, bigint)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.record_undoing(
  organization_id bigint, target_id bigint, entry_date text, reason text, proposal_number bigint default null
)
returns table (entry_id bigint, reversal_id bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := $1;
  targets constant bigint[] := ledger.undone_together($1, $2);
begin
  -- What is dated later, as the parts of a prepaid cost, is turned on its own day.
  return query
  select r.id, r.reversal_id, r.already_recorded
  from rows from (
    unnest(targets),
    ledger.record_reversals(org, targets,
      array(
        select case when cardinality(targets) > 1 and e.entry_date > ledger.read_day($3) then to_char(e.entry_date, 'YYYY-MM-DD') else $3 end
        from unnest(targets) with ordinality as u (id, place)
        left join ledger.journal_entry e on e.organization_id = org and e.id = u.id
        order by u.place), $4, $5)
  ) with ordinality as r (id, reversal_id, already_recorded, place)
  order by r.place;
end
$$;
alter function ledger.record_undoing(bigint, bigint, text, text, bigint) owner to ledger_fn;
comment on function ledger.record_undoing(bigint, bigint, text, text, bigint) is
  'Reverses an entry on a day (YYYY-MM-DD), and with it what is undone together with it, what is dated later on its own day; with the proposal '
  'that was approved where it was proposed. For functions that have asked who may.';
