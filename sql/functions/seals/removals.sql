-- The removal of texts: proposed, and done by the giving of approval. What is removed leaves its commitment in its column and zeros for its
-- salt, so that leaves, trees and seals stay as they were.

create or replace function ledger.propose_removal(organization_id bigint, places jsonb, reason text, idempotency_key text)
returns table (number bigint, already_recorded boolean, copies jsonb)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := $1;
  added jsonb;
  known record;
begin
  perform ledger.require_administrator(org);
  if jsonb_typeof(places) is distinct from 'array' or jsonb_array_length(places) = 0 then
    perform ledger.refuse('LV003', 'a removal names places, as objects of table, key and column');
  end if;
  select o.number, o.content into known
  from ledger.proposal o
  where o.organization_id = org and o.idempotency_key = $4 and o.kind = 'removal' and o.content ->> 'reason' = $3 and o.content -> 'places' @> $2;
  if found then
    return query select known.number, true, '[]'::jsonb;
    return;
  end if;
  -- A copy has copies of its own: the key that a command made of a text stands in the content of its proposal.
  with recursive named as (
    select p."table" as table_name, p.key as row_key, p."column" as column_name
    from jsonb_to_recordset(places) as p ("table" text, key text, "column" text)
    union
    select c.copy_table, c.copy_key, c.copy_column
    from named n
    cross join lateral ledger.copies_of_text(org, n.table_name, n.row_key, n.column_name) c
  )
  select coalesce(jsonb_agg(p.place), '[]') into added
  from (
    select jsonb_build_object('table', n.table_name, 'key', n.row_key, 'column', n.column_name) as place from named n
    except
    select jsonb_build_object('table', p."table", 'key', p.key, 'column', p."column")
    from jsonb_to_recordset(places) as p ("table" text, key text, "column" text)
  ) p;
  return query
  select p.number, p.already_recorded, added
  from ledger.propose(org, 'removal', $4, jsonb_build_object('places', places || added, 'reason', $3)) p;
end
$$;
alter function ledger.propose_removal(bigint, jsonb, text, text) owner to ledger_fn;
comment on function ledger.propose_removal(bigint, jsonb, text, text) is
  'Proposes that texts are removed, with a reason: places are objects of table, key and column (meta.free_text, meta.text_place). Where the books '
  'copied one of them, that place is added, and returned in copies. For finance administrators; raises LM001, LV003.';
grant execute on function ledger.propose_removal(bigint, jsonb, text, text) to ledger_finance_admin;

create or replace function ledger.remove_text(organization_id bigint, proposal_number bigint)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := $1;
  asked constant bigint := $2;
  content constant jsonb := (select o.content from ledger.proposal o where o.organization_id = $1 and o.number = $2 and o.kind = 'removal');
  place record;
  removed bigint := 0;
begin
  if jsonb_typeof(content -> 'places') is distinct from 'array' or jsonb_typeof(content -> 'reason') is distinct from 'string'
    or jsonb_array_length(content -> 'places') = 0
  then
    perform ledger.refuse('LV003', 'a removal names places, as objects of table, key and column, and a reason');
  end if;
  for place in
    with named as (
      select distinct p."table" as table_name, p.key as row_key, p."column" as column_name
      from jsonb_to_recordset(content -> 'places') as p ("table" text, key text, "column" text)
    )
    select n.*, t.value, t.commitment, t.is_removed, dense_rank() over (order by t.value) as text_number, (
        select concat_ws(':', c.copy_table, c.copy_key, c.copy_column)
        from ledger.copies_of_text(org, n.table_name, n.row_key, n.column_name) c
        where not exists (
          select from named o where (o.table_name, o.row_key, o.column_name) = (c.copy_table, c.copy_key, c.copy_column))
        limit 1
      ) as copy
    from named n
    left join lateral ledger.text_at(org, n.table_name, n.row_key, n.column_name) t on true
    order by n.table_name, n.row_key, n.column_name
  loop
    if place.commitment is null or (place.table_name, place.row_key) = ('proposal', asked::text) then
      perform ledger.refuse('LV003', format('there is no text %s:%s:%s to remove', place.table_name, place.row_key, place.column_name));
    elsif place.is_removed then
      perform ledger.refuse('LV003', format('text %s:%s:%s was removed before', place.table_name, place.row_key, place.column_name));
    elsif place.copy is not null then
      perform ledger.refuse('LV003', format('text %s:%s:%s stands in %s too, which the removal does not name', place.table_name, place.row_key,
        place.column_name, place.copy));
    end if;
    insert into ledger.text_removal (
      organization_id, table_name, row_key, column_name, commitment, text_number, proposal_number, reason
    )
    values (
      org, place.table_name, place.row_key, place.column_name, place.commitment, place.text_number, asked, content ->> 'reason'
    );
    removed := removed + 1;
  end loop;
  -- The keys of rows of which a title is part are those of before: each is named by its commitment, which stays.
  for place in
    select t.table_name, t.row_key, t.column_name
    from ledger.text_removal t
    where t.organization_id = org and t.proposal_number = asked
    order by t.record_number
  loop
    perform ledger.erase_text(org, place.table_name, place.row_key, place.column_name);
  end loop;
  return removed;
end
$$;
alter function ledger.remove_text(bigint, bigint) owner to ledger_fn;
comment on function ledger.remove_text(bigint, bigint) is
  'Removes the texts that a proposal names, and returns how many. Raises LV003 where one is not there or a copy is not named, LV002 where nobody '
  'else approved it. For ledger.record_proposed.';

-- Owned by ledger_eraser, of which nobody is a member: the last upgrade gives it to that role (Migrator), so it is made anew each time. In
-- the hands of anybody else it changes nothing (LE008).
drop function if exists ledger.erase_text(bigint, text, text, text);
create function ledger.erase_text(organization_id bigint, table_name text, row_key text, column_name text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set datestyle = 'ISO, YMD'
as $$
#variable_conflict use_column
declare
  removal record;
  place record;
  erased bigint;
begin
  -- In this transaction, by the session's own approval of what another person prepared, and of just this place.
  select t.commitment into removal
  from ledger.text_removal t
  join ledger.proposal o on o.organization_id = t.organization_id and o.number = t.proposal_number and o.kind = 'removal'
  join ledger.decision d on d.organization_id = o.organization_id and d.proposal_number = o.number
  where t.organization_id = $1 and t.table_name = $2 and t.row_key = $3 and t.column_name = $4
    and d.is_given and d.recorded_by <> o.recorded_by and d.recorded_by = session_user and d.recorded_at >= now()
    and o.content -> 'places' @> jsonb_build_array(jsonb_build_object('table', $2, 'key', $3, 'column', $4));
  if not found then
    perform ledger.refuse('LV002', format('texts are removed once another person has approved it, and %s:%s:%s is not', $2, $3, $4));
  end if;
  select p.* into place from meta.text_place p where p.table_name = $2 and p.column_name = $4 and p.place is not null;
  execute format(
    'update ledger.%1$I r set %2$I = %3$s, salts = overlay(r.salts placing %4$L from %5$s)%6$s '
    'where %7$s and %8$s and %9$s = $2 and ledger.commitment(r.salts, %10$s, r.%2$I::text) = $3',
    place.table_name, place.column_name,
    case when place.column_name = 'content' then 'to_jsonb(''removed:'' || $3)' else '''removed:'' || $3' end,
    '\x00000000000000000000000000000000'::bytea, 16 * place.place - 15,
    case when place.table_name = 'bill' then ', number_key = ''removed:'' || $3' else '' end,
    place.belongs, coalesce(place.matches, 'true'), place.key, place.place) using $1, $3, removal.commitment;
  get diagnostics erased = row_count;
  if erased <> 1 then
    perform ledger.refuse('LS006', format('text %s:%s:%s is not there with the commitment of its removal', $2, $3, $4));
  end if;
end
$$;
comment on function ledger.erase_text(bigint, text, text, text) is
  'Puts the commitment in the place of a text, and zeros in the place of its salt, where ledger.text_removal says so and another person approved it in '
  'this transaction. For ledger.remove_text.';
grant execute on function ledger.erase_text(bigint, text, text, text) to ledger_fn;
