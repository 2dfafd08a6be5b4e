-- Bills of a file: staged beside the lines of their entries, and recorded with them as origins of kind bill.

create or replace function ledger.staged_origins(organization_id bigint, import_id uuid, first_ordinal integer, last_ordinal integer)
returns ledger.origin_part[]
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  import constant uuid := import_id;
  twice integer;
begin
  if not exists (
    select
    from ledger.staged_bill b
    where b.import_id = import and b.login = session_user and b.entry_ordinal between first_ordinal and last_ordinal
  ) then
    return null;
  end if;
  select min(t.entry_ordinal) into twice
  from (
    select b.entry_ordinal
    from ledger.staged_bill b
    where b.import_id = import and b.login = session_user and b.entry_ordinal between first_ordinal and last_ordinal
    group by b.entry_ordinal
    having count(*) > 1
  ) t;
  if twice is not null then
    perform ledger.refuse('LE003', format('entry %s of the import has several bills', twice));
  end if;
  -- Of an entry that is recorded already, kind and part are compared; a number is drawn for a new one alone.
  return array(
    select case when n.has_bill then
        row('bill', case when n.is_new then ledger.draw('ledger.origin_number') end, 1)::ledger.origin_part
      end
    from (
      select b.entry_ordinal is not null as has_bill, e.id is null as is_new
      from ledger.staged_line s
      left join ledger.staged_bill b on b.import_id = import and b.login = session_user and b.entry_ordinal = s.entry_ordinal
      left join ledger.journal_entry e on e.organization_id = org and e.idempotency_key = s.entry_key
      where s.import_id = import and s.login = session_user and s.entry_ordinal between first_ordinal and last_ordinal
        and s.line_number = 1 and s.organization_id = org
      order by s.entry_ordinal
      offset 0
    ) n);
end
$$;
alter function ledger.staged_origins(bigint, uuid, integer, integer) owner to ledger_fn;
comment on function ledger.staged_origins(bigint, uuid, integer, integer) is
  'The origins of staged entries of an organization, in their order: of those with a staged bill, with a new number where the entry is new; null '
  'where there is no bill among them. For ledger.post_staged_slice.';

create or replace function ledger.add_staged_bills(
  organization_id bigint, import_id uuid, first_ordinal integer, last_ordinal integer, origins ledger.origin_part[], made bigint[]
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  import constant uuid := import_id;
  bills ledger.bill_draft[];
  difference record;
begin
  bills := array(
    select case when b.entry_ordinal is not null then ledger.staged_as_bill(b) end
    from ledger.staged_line s
    left join ledger.staged_bill b on b.import_id = import and b.login = session_user and b.entry_ordinal = s.entry_ordinal
    where s.import_id = import and s.login = session_user and s.entry_ordinal between first_ordinal and last_ordinal
      and s.line_number = 1 and s.organization_id = org
    order by s.entry_ordinal);
  insert into ledger.bill (organization_id, origin_number, party_code, invoice_number, invoiced_on, due_on, is_repeated)
  select org, o.number, b.party_code, b.invoice_number, ledger.read_day(b.invoiced_on), ledger.read_day(b.due_on), b.is_repeated
  from unnest(bills) with ordinality as b
  join unnest(origins) with ordinality as o on o.ordinality = b.ordinality and o.kind = 'bill'
  join unnest(made) with ordinality as m (id, place) on m.place = b.ordinality and m.id is not null
  order by b.ordinality;

  select e.id, to_jsonb(ledger.staged_as_bill(b)) as given, to_jsonb(ledger.bill_as_draft(k)) as stored into difference
  from ledger.staged_bill b
  join ledger.staged_line s
    on s.import_id = import and s.login = session_user and s.entry_ordinal = b.entry_ordinal and s.line_number = 1 and s.organization_id = org
  join ledger.journal_entry e on e.organization_id = org and e.idempotency_key = s.entry_key
  left join ledger.bill k on k.organization_id = org and k.origin_kind = e.origin_kind and k.origin_number = e.origin_number
  where b.import_id = import and b.login = session_user and b.entry_ordinal between first_ordinal and last_ordinal
    and ledger.staged_as_bill(b) is distinct from ledger.bill_as_draft(k)
  order by b.entry_ordinal
  limit 1;
  if found then
    perform ledger.require_same_satellite(difference.id, difference.given, difference.stored, 'bill');
  end if;
end
$$;
alter function ledger.add_staged_bills(bigint, uuid, integer, integer, ledger.origin_part[], bigint[]) owner to ledger_fn;
comment on function ledger.add_staged_bills(bigint, uuid, integer, integer, ledger.origin_part[], bigint[]) is
  'Records the staged bills of entries that were new, and compares those of entries that were not. For ledger.post_staged_slice. Raises LB004, LB006, '
  'LK001.';
