-- The door: ledger.add_entries alone inserts into the journal. Whatever is recorded, by a call, a file, a proposal, a reversal, a
-- release or a closing, comes to it as drafts.

create or replace function ledger.require_recorder(organization_id bigint)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.hold_books(organization_id, false);
  -- What another person approved is recorded in the session of who did, who may not record anything else.
  if organization_id is null or not (
    organization_id = any (ledger.recordable_organizations()) or (ledger.in_hand(organization_id)).proposal_number is not null
  ) then
    perform ledger.refuse('LM001', format('login %s may not record in these books', session_user));
  end if;
end
$$;
alter function ledger.require_recorder(bigint) owner to ledger_fn;
comment on function ledger.require_recorder(bigint) is 'Raises LM001 unless the session''s login may record for the organization, and keeps what recording relies on as it is until the transaction '
  'ends. Raises LE019, LP004.';

create or replace function ledger.add_entries(
  organization_id bigint, entries ledger.entry_draft[], lines ledger.line_draft[], import_number bigint default null,
  origins ledger.origin_part[] default null, proposal_number bigint default null
)
returns bigint[]
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
-- For a row that another transaction has recorded and not yet committed: a key, a budget line, a balance.
set lock_timeout = '15s'
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  import constant bigint := import_number;
  approved constant bigint := coalesce(proposal_number, (ledger.in_hand(organization_id)).proposal_number);
  made bigint[];
  state record;
begin
  perform ledger.hold_books(org, false);
  select s.* into state from ledger.state_relied_on(org) s;
  if exists (select from unnest(lines) l where (l.entry_ordinal between 1 and cardinality(entries)) is not true) then
    perform ledger.refuse('LE003', 'a line belongs to no entry of this call');
  end if;
  -- One statement for headers and lines: its triggers see both, so that an entry without lines is refused by the set.
  with header as (
    insert into ledger.journal_entry (
      organization_id, entry_date, kind, description, idempotency_key, reverses_entry_id, reversal_reason, refunds_entry_id, import_number,
      membership_number, approval_version, closing_number, proposal_number, origin_kind, origin_number, origin_part
    )
    select org, ledger.read_day(d.entry_date), d.kind, d.description, d.idempotency_key, d.reverses_entry_id, d.reversal_reason,
      d.refunds_entry_id, import, state.membership_number, state.approval_version, state.closing_number, approved, o.kind,
      o.number, o.part
    from unnest(entries) with ordinality as d
    left join unnest(origins) with ordinality as o on o.ordinality = d.ordinality and o.number is not null
    order by d.ordinality
    on conflict on constraint journal_entry_idempotency_key do nothing
    returning id, entry_date, idempotency_key, origin_kind, origin_number
  ), origin as (
    insert into ledger.origin (organization_id, kind, number)
    select distinct org, h.origin_kind, h.origin_number
    from header h
    where h.origin_number is not null
  ), place as (
    select h.id, h.entry_date::date as entry_date, d.ordinality
    from header h
    join unnest(entries) with ordinality as d on d.idempotency_key = h.idempotency_key
  ), line as (
    insert into ledger.journal_line
    select (ledger.draft_as_line(org, o.id, o.entry_date, o.draft)).*
    from (
      -- In this order, so that of several lines that are refused the first is told, however the two are joined.
      select p.id, p.entry_date, l as draft
      from place p
      join unnest(lines) as l on l.entry_ordinal = p.ordinality
      order by p.ordinality, l.line_number
    ) o
  )
  select array_agg(p.id order by i) into made
  from generate_series(1, cardinality(entries)) i
  left join place p on p.ordinality = i;
  return made;
exception
  when check_violation or not_null_violation or datetime_field_overflow or numeric_value_out_of_range or sqlstate 'LE017' then
    perform ledger.refuse('LE017', string_agg(f.message, '; ' order by f.place))
    from ledger.draft_faults(entries, lines) with ordinality as f (message, place)
    having count(*) > 0;
    raise;
  when lock_not_available then perform ledger.refuse_to_wait(1, org::integer);
end
$$;
alter function ledger.add_entries(bigint, ledger.entry_draft[], ledger.line_draft[], bigint, ledger.origin_part[], bigint) owner to ledger_fn;
comment on function ledger.add_entries is
  'Inserts entries with their lines, and the origins that they name, all or none, and returns their numbers in the same order; null for a key that is recorded already. '
  'For functions that have asked who may, with the proposal that was approved where they were proposed. Raises LE003, LE017, LP004, and whatever rule of the journal is broken.';

create or replace function ledger.record(organization_id bigint, entries ledger.entry_draft[], lines ledger.line_draft[])
returns table (entry_ordinal bigint, entry_id bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  made bigint[];
  known bigint[];
begin
  perform ledger.require_recorder(org);
  perform ledger.require_drafts(entries);
  made := ledger.add_entries(org, entries, lines);
  if array_position(made, null) is not null then
    known := ledger.require_same(org, entries, lines, made);
  end if;
  return query
  select i.place, coalesce(i.new_id, i.old_id), i.new_id is null
  from unnest(made, known) with ordinality as i (new_id, old_id, place)
  order by i.place;
end
$$;
alter function ledger.record(bigint, ledger.entry_draft[], ledger.line_draft[]) owner to ledger_fn;
comment on function ledger.record(bigint, ledger.entry_draft[], ledger.line_draft[]) is
  'Records entries, all or none. Amounts in cents, debits positive; days YYYY-MM-DD. A key already recorded with the same content answers '
  'with that entry. Raises LM001, LK001, LK002, LE017, and whatever rule of the journal is broken.';
grant execute on function ledger.record(bigint, ledger.entry_draft[], ledger.line_draft[]) to ledger_recorder, ledger_finance_admin;

create or replace function ledger.require_drafts(entries ledger.entry_draft[])
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  draft ledger.entry_draft;
begin
  -- Most calls have one entry.
  if cardinality(entries) = 1 and entries[1].idempotency_key is null
    or cardinality(entries) > 1 and (select count(*) <> count(distinct d.idempotency_key) from unnest(entries) d)
  then
    perform ledger.refuse('LK002', 'a key is missing or stands twice in one call');
  end if;
  foreach draft in array entries loop
    if ledger.is_key_of_books(draft.idempotency_key) then
      perform ledger.refuse('LK003', format('key %s is one that the books give themselves', quote_literal(draft.idempotency_key)));
    elsif ledger.is_made_by_books(draft.kind) then
      perform ledger.refuse('LE021', format('an entry of kind %s comes from a client', draft.kind));
    end if;
  end loop;
end
$$;
comment on function ledger.require_drafts is
  'Raises LK002 where a key of a call is missing or stands twice, LK003 where a client gives a key of the books, LE021 where it gives a kind that '
  'the books make themselves.';
grant execute on function ledger.require_drafts to ledger_fn;
