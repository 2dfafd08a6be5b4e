-- Writing to the journal: ledger.post_entries, ledger.post_entry and ledger.reverse_entry (R_adjustments) are the only ways.

create or replace function ledger.require_recorder(organization_id bigint)
returns void
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if organization_id is null or not organization_id = any (ledger.recordable_organizations()) then
    perform ledger.refuse('LM001', format('login %s may not record in these books', session_user));
  end if;
end
$$;
alter function ledger.require_recorder(bigint) owner to ledger_fn;
comment on function ledger.require_recorder(bigint) is 'Raises LM001 unless the session''s login may record for the organization.';

create or replace function ledger.post_entries(
  organization_id bigint,
  keys text[],
  entry_dates date[],
  kinds text[],
  descriptions text[],
  refunds bigint[],
  line_entries integer[],
  account_codes text[],
  fund_codes text[],
  amounts_cents bigint[],
  net_asset_classes text[],
  functions text[],
  program_codes text[],
  award_codes text[],
  budget_line_codes text[],
  party_codes text[],
  services_from date[],
  services_through date[],
  memos text[],
  commitment_numbers bigint[] default null,
  settled_entries bigint[] default null
)
returns table (entry_ordinal bigint, entry_id bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  new_ids bigint[];
  old_ids bigint[];
begin
  perform ledger.require_recorder(org);
  if (select count(*) <> count(distinct k) from unnest(keys) k) then
    perform ledger.refuse('LK002', 'a key is missing or stands twice in one call');
  end if;
  -- Arrays are of one length, and some may be left out: of a longer one, the end would be lost.
  if num_nulls(keys, entry_dates, kinds, descriptions, line_entries, account_codes, fund_codes, amounts_cents) > 0
    or cardinality(keys) <> any (array[
      cardinality(entry_dates), cardinality(kinds), cardinality(descriptions), cardinality(refunds)])
    or cardinality(line_entries) <> any (array[
      cardinality(account_codes), cardinality(fund_codes), cardinality(amounts_cents), cardinality(net_asset_classes),
      cardinality(functions), cardinality(program_codes), cardinality(award_codes), cardinality(budget_line_codes),
      cardinality(party_codes), cardinality(services_from), cardinality(services_through), cardinality(memos),
      cardinality(commitment_numbers), cardinality(settled_entries)])
  then
    perform ledger.refuse('LE003', 'the arrays of a call have different lengths, or one is missing');
  end if;
  if exists (select from unnest(line_entries) e where (e between 1 and cardinality(keys)) is not true) then
    perform ledger.refuse('LE003', 'a line belongs to no entry of this call');
  end if;

  with inserted as (
    insert into ledger.journal_entry (organization_id, entry_date, kind, description, idempotency_key, refunds_entry_id)
    select org, i.entry_date, i.kind, i.description, i.key, i.refunds_entry_id
    from unnest(keys, entry_dates, kinds, descriptions, refunds) with ordinality
      as i (key, entry_date, kind, description, refunds_entry_id, ordinal)
    order by i.ordinal
    on conflict on constraint journal_entry_idempotency_key do nothing
    returning id, idempotency_key
  )
  select array_agg(n.id order by i.ordinal) into new_ids
  from unnest(keys) with ordinality as i (key, ordinal)
  left join inserted n on n.idempotency_key = i.key;

  insert into ledger.journal_line (
    organization_id, entry_id, line_number, entry_date, account_code, fund_code, amount_cents, net_asset_class, function,
    program_code, award_code, budget_line_code, party_code, service_from, service_through, memo, commitment_number,
    settles_entry_id
  )
  select
    org, n.id, row_number() over (partition by l.entry order by l.ordinal), n.entry_date, l.account_code, l.fund_code,
    l.amount_cents, l.net_asset_class, l.function, l.program_code, l.award_code, l.budget_line_code, l.party_code,
    l.service_from, l.service_through, l.memo, l.commitment_number, l.settles_entry_id
  from unnest(
    line_entries, account_codes, fund_codes, amounts_cents, net_asset_classes, functions, program_codes, award_codes,
    budget_line_codes, party_codes, services_from, services_through, memos, commitment_numbers, settled_entries
  ) with ordinality as l (
    entry, account_code, fund_code, amount_cents, net_asset_class, function, program_code, award_code, budget_line_code,
    party_code, service_from, service_through, memo, commitment_number, settles_entry_id, ordinal
  )
  join unnest(new_ids, entry_dates) with ordinality as n (id, entry_date, ordinal) on n.ordinal = l.entry
  where n.id is not null;

  if array_position(new_ids, null) is not null then
    select array_agg(e.id order by i.ordinal) into old_ids
    from unnest(keys, new_ids) with ordinality as i (key, new_id, ordinal)
    left join ledger.journal_entry e on e.organization_id = org and e.idempotency_key = i.key and i.new_id is null;
    perform ledger.require_same_entries(
      org, old_ids, keys, entry_dates, kinds, descriptions, refunds, line_entries, account_codes, fund_codes, amounts_cents,
      net_asset_classes, functions, program_codes, award_codes, budget_line_codes, party_codes, services_from,
      services_through, memos, commitment_numbers, settled_entries);
  end if;

  return query
  select i.ordinal, coalesce(i.new_id, i.old_id), i.new_id is null
  from unnest(new_ids, old_ids) with ordinality as i (new_id, old_id, ordinal)
  order by i.ordinal;
end
$$;
alter function ledger.post_entries(bigint, text[], date[], text[], text[], bigint[], integer[], text[], text[], bigint[], text[], text[],
  text[], text[], text[], text[], date[], date[], text[], bigint[], bigint[]) owner to ledger_fn;
comment on function ledger.post_entries(bigint, text[], date[], text[], text[], bigint[], integer[], text[], text[], bigint[], text[],
  text[], text[], text[], text[], text[], date[], date[], text[], bigint[], bigint[]) is
  'Posts entries, all or none. Parallel arrays: one element an entry, then one element a line; line_entries says which entry, from 1. '
  'Amounts in cents, debits positive. A key already recorded with the same content answers with that entry. '
  'Raises LM001, LK001, LK002, and whatever rule of the journal is broken.';
grant execute on function ledger.post_entries(bigint, text[], date[], text[], text[], bigint[], integer[], text[], text[], bigint[],
  text[], text[], text[], text[], text[], text[], date[], date[], text[], bigint[], bigint[]) to ledger_recorder, ledger_finance_admin;

create or replace function ledger.require_same_entries(
  organization_id bigint, entry_ids bigint[], keys text[], entry_dates date[], kinds text[], descriptions text[], refunds bigint[],
  line_entries integer[], account_codes text[], fund_codes text[], amounts_cents bigint[], net_asset_classes text[],
  functions text[], program_codes text[], award_codes text[], budget_line_codes text[], party_codes text[],
  services_from date[], services_through date[], memos text[], commitment_numbers bigint[], settled_entries bigint[]
)
returns void
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  difference record;
begin
  with given as (
    select *
    from unnest(entry_ids, keys, entry_dates, kinds, descriptions, refunds) with ordinality
      as i (entry_id, key, entry_date, kind, description, refunds_entry_id, entry)
    where i.entry_id is not null
  ), given_line as (
    select g.entry_id, row_number() over (partition by l.entry order by l.ordinal) as line_number, l.*
    from unnest(
      line_entries, account_codes, fund_codes, amounts_cents, net_asset_classes, functions, program_codes, award_codes,
      budget_line_codes, party_codes, services_from, services_through, memos, commitment_numbers, settled_entries
    ) with ordinality as l (
      entry, account_code, fund_code, amount_cents, net_asset_class, function, program_code, award_code, budget_line_code,
      party_code, service_from, service_through, memo, commitment_number, settles_entry_id, ordinal
    )
    join given g on g.entry = l.entry
  ), stored_line as (
    select s.* from ledger.journal_line s where s.organization_id = org and s.entry_id = any (entry_ids)
  )
  select d.* into difference
  from (
    select g.entry_id, 0 as line_number, g.key, case
        when g.kind is distinct from e.kind then 'kind'
        when g.entry_date is distinct from e.entry_date::date then 'date'
        when g.description is distinct from e.description::text then 'description'
        when g.refunds_entry_id is distinct from e.refunds_entry_id then 'refunded entry'
      end as field
    from given g
    join ledger.journal_entry e on e.organization_id = org and e.id = g.entry_id
    union all
    select g.entry_id, coalesce(l.line_number, s.line_number), g.key, case
        when l.line_number is null or s.line_number is null then 'number of lines'
        when l.account_code is distinct from s.account_code::text then 'account'
        when l.amount_cents is distinct from s.amount_cents::bigint then 'amount'
        when l.fund_code is distinct from s.fund_code::text then 'fund'
        when l.net_asset_class is distinct from s.net_asset_class then 'class'
        when l.function is distinct from s.function then 'function'
        when l.program_code is distinct from s.program_code::text then 'program'
        when l.award_code is distinct from s.award_code::text then 'award'
        when l.budget_line_code is distinct from s.budget_line_code::text then 'budget line'
        when l.party_code is distinct from s.party_code::text then 'party'
        when l.service_from is distinct from s.service_from::date then 'first service date'
        when l.service_through is distinct from s.service_through::date then 'last service date'
        when l.memo is distinct from s.memo::text then 'memo'
        when l.commitment_number is distinct from s.commitment_number then 'commitment'
        when l.settles_entry_id is distinct from s.settles_entry_id then 'settled entry'
      end
    from given_line l
    full join stored_line s on s.entry_id = l.entry_id and s.line_number = l.line_number
    join given g on g.entry_id = coalesce(l.entry_id, s.entry_id)
  ) d
  where d.field is not null
  order by d.entry_id, d.line_number
  limit 1;
  if found then
    perform ledger.refuse('LK001', format(
      'key %s belongs to entry %s, which has another %s%s', quote_literal(difference.key), difference.entry_id, difference.field,
      case when difference.line_number > 0 then format(' (line %s)', difference.line_number) else '' end));
  end if;
end
$$;
alter function ledger.require_same_entries(bigint, bigint[], text[], date[], text[], text[], bigint[], integer[], text[], text[],
  bigint[], text[], text[], text[], text[], text[], text[], date[], date[], text[], bigint[], bigint[]) owner to ledger_fn;
comment on function ledger.require_same_entries(bigint, bigint[], text[], date[], text[], text[], bigint[], integer[], text[], text[],
  bigint[], text[], text[], text[], text[], text[], text[], date[], date[], text[], bigint[], bigint[]) is
  'Raises LK001, naming the field, where entries recorded under the same keys have other content.';

create or replace function ledger.post_entry(
  organization_id bigint,
  idempotency_key text,
  entry_date date,
  description text,
  account_codes text[],
  fund_codes text[],
  amounts_cents bigint[],
  net_asset_classes text[] default null,
  functions text[] default null,
  program_codes text[] default null,
  award_codes text[] default null,
  budget_line_codes text[] default null,
  party_codes text[] default null,
  services_from date[] default null,
  services_through date[] default null,
  memos text[] default null,
  kind text default 'journal'
)
returns bigint
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
  select p.entry_id
  from ledger.post_entries(
    $1, array[$2], array[$3], array[$17], array[$4], array[null::bigint],
    array_fill(1, array[coalesce(cardinality($5), 0)]), $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16
  ) p
$$;
alter function ledger.post_entry(bigint, text, date, text, text[], text[], bigint[], text[], text[], text[], text[], text[], text[],
  date[], date[], text[], text) owner to ledger_fn;
comment on function ledger.post_entry(bigint, text, date, text, text[], text[], bigint[], text[], text[], text[], text[], text[],
  text[], date[], date[], text[], text) is
  'Posts one entry from arrays with one element a line and returns its number. See ledger.post_entries.';
grant execute on function ledger.post_entry(bigint, text, date, text, text[], text[], bigint[], text[], text[], text[], text[],
  text[], text[], date[], date[], text[], text) to ledger_recorder, ledger_finance_admin;
