-- The part of check that asks of bills and of what settles them what held when they were recorded.

create or replace function ledger.broken_bills(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with bill as (
    select b.organization_id, b.origin_number, b.party_code, b.invoice_number, b.number_key, b.ordinal, b.is_repeated, b.record_number,
      r.record_number as until
    from ledger.bill b
    left join ledger.journal_entry e
      on e.organization_id = b.organization_id and e.origin_kind = 'bill' and e.origin_number = b.origin_number
    left join ledger.journal_entry r on r.organization_id = e.organization_id and r.reverses_entry_id = e.id
    where b.organization_id = any (scope)
  )
  select 'LB004', b.organization_id, 'bill ' || b.origin_number, format('has the number of bill %s of %s, and nobody confirmed it',
    min(o.origin_number), b.party_code)
  from bill b
  join bill o on o.organization_id = b.organization_id and o.party_code = b.party_code and o.number_key = b.number_key
  where not b.is_repeated and o.record_number < b.record_number and coalesce(o.until > b.record_number, true)
  group by b.organization_id, b.origin_number, b.party_code
  union all
  -- A removed number has a key of its own.
  select 'LE009', b.organization_id, 'bill ' || b.origin_number, format('counts as bill %s of number key %s of %s, and is another one', b.ordinal,
    quote_literal(b.number_key), b.party_code)
  from bill b
  left join lateral (
    select count(*) as known, count(*) filter (where o.until < b.record_number) as reversed
    from bill o
    where o.organization_id = b.organization_id and o.party_code = b.party_code and o.number_key = b.number_key
      and o.record_number < b.record_number
  ) x on true
  where b.invoice_number not like 'removed:%' and (
    b.number_key <> ledger.invoice_key(b.invoice_number) or b.ordinal <> 1 + case when b.is_repeated then x.known else x.reversed end)
$$;
alter function ledger.broken_bills(bigint[]) owner to ledger_rules;
comment on function ledger.broken_bills(bigint[]) is
  'LB004: bills of these organizations with the number of one that stood then, which nobody confirmed; LE009: bills that do not have the key and ordinal '
  'that the books give. For ledger.check_history.';

create or replace function ledger.broken_settlements(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with settled as (
    select l.organization_id, l.entry_id, l.line_number, l.settles_entry_id, l.account_code, l.fund_code, coalesce(l.party_code, '') as party_code,
      coalesce(l.participant_code, '') as participant_code, l.amount_cents, l.entry_date, e.kind
    from ledger.journal_line l
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
    where l.organization_id = any (scope) and l.settles_entry_id is not null
  )
  select 'LB003', s.organization_id, 'entry ' || s.entry_id, format('line %s settles entry %s, which has no such item', s.line_number,
    s.settles_entry_id)
  from settled s
  left join ledger.open_item i
    on i.organization_id = s.organization_id and i.entry_id = s.settles_entry_id and i.account_code::text = s.account_code
      and i.fund_code::text = s.fund_code and i.party_code = s.party_code and i.participant_code = s.participant_code
  left join ledger.journal_entry t on t.organization_id = s.organization_id and t.id = s.settles_entry_id
  where ledger.settles_wrongly(i.amount_cents, t.entry_date, s.amount_cents, s.entry_date, s.kind = 'reversal')
  union all
  select distinct 'LB002', s.organization_id, 'entry ' || s.settles_entry_id, format('is reversed and settled by entry %s, which stands', s.entry_id)
  from settled s
  join ledger.journal_entry r on r.organization_id = s.organization_id and r.reverses_entry_id = s.settles_entry_id
  left join ledger.journal_entry v on v.organization_id = s.organization_id and v.reverses_entry_id = s.entry_id
  where v.id is null and s.kind <> 'reversal'
$$;
alter function ledger.broken_settlements(bigint[]) owner to ledger_rules;
comment on function ledger.broken_settlements(bigint[]) is
  'LB003: lines of these organizations that settle what they cannot; LB002: entries that are reversed while what settles them stands. For '
  'ledger.check_history.';
