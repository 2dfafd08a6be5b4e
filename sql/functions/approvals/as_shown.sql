-- What was recorded of a proposal against what was shown to who approved it.

create or replace function ledger.broken_proposal(organization_id bigint, proposal_number bigint)
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := $1;
  proposed record;
  entry ledger.journal_entry;
  place integer := 0;
  due bigint;
  difference text;
begin
  select o.kind, o.content, d.is_given and d.recorded_by <> o.recorded_by as is_approved into proposed
  from ledger.proposal o
  left join ledger.decision d on d.organization_id = o.organization_id and d.proposal_number = o.number
  where o.organization_id = org and o.number = $2;
  if not found then
    return 'does not exist';
  elsif proposed.is_approved is not true then
    return 'was not approved by another person';
  elsif proposed.kind not in ('entry', 'reversal', 'act') then
    return format('is a %s, of which no entry comes', proposed.kind);
  elsif jsonb_typeof(proposed.content) <> 'object' then
    -- What was removed of a proposal cannot be compared.
    return null;
  end if;
  -- In the order of recording; what is only tried has numbers that fall.
  for entry in
    select e.* from ledger.journal_entry e where e.organization_id = org and e.proposal_number = $2 order by abs(e.id)
  loop
    place := place + 1;
    -- What one entry of an act does to another has no number before.
    if proposed.kind = 'act' and exists (
      select from ledger.journal_entry t where t.organization_id = org and t.id = entry.reverses_entry_id and t.proposal_number = $2
    ) then
      entry.reverses_entry_id := null;
    end if;
    difference := case when proposed.kind in ('entry', 'act') then ledger.difference_from_shown(entry, proposed.content, place) else (
      select 'reversed entry'
      where not proposed.content -> 'undoes' @> to_jsonb(entry.reverses_entry_id)
      union all
      select 'reason'
      where entry.reversal_reason::text <> proposed.content ->> 'reason' and ledger.removed_on(entry.reversal_reason) is null
      limit 1) end;
    if difference is not null then
      return format('was shown with another %s than %s', difference, case when entry.id < 0 then 'what comes of it now' else format('entry %s has', entry.id) end);
    end if;
  end loop;
  due := ledger.entries_shown(proposed.kind, proposed.content);
  -- The entries of an act are recorded one after another; that none is missing in the end, decision_is_recorded asks.
  return case when place > due or (place not in (0, due) and proposed.kind <> 'act')
    then format('was shown with %s entries, and %s were recorded of it', due, place) end;
end
$$;
alter function ledger.broken_proposal(bigint, bigint) owner to ledger_rules;
comment on function ledger.broken_proposal(bigint, bigint) is
  'What differs between a proposal and the entries that were recorded of it, field by field (LV004); null where nothing does. Also read by check.';

create or replace function ledger.difference_from_shown(entry ledger.journal_entry, content jsonb, place bigint)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select ledger.first_difference(x.stored, x.given)
  from (
    select 0 as line_number, to_jsonb(ledger.entry_as_draft($1)) as stored,
      to_jsonb(jsonb_populate_record(null::ledger.entry_draft, $2 -> 'entries' -> ($3 - 1)::integer)) as given
    union all
    select coalesce(l.line_number, g.line_number), to_jsonb(l.draft), to_jsonb(g.draft)
    from (
      select j.line_number, ledger.line_as_draft($3, j) as draft
      from ledger.journal_line j
      where j.organization_id = ($1).organization_id and j.entry_id = ($1).id
    ) l
    full join (
      select p.line_number, p as draft
      from jsonb_populate_recordset(null::ledger.line_draft, $2 -> 'lines') p
      where p.entry_ordinal = $3
    ) g on g.line_number = l.line_number
  ) x
  where ledger.passing_over(x.stored, x.given) is distinct from x.stored
  order by x.line_number
  limit 1
$$;
alter function ledger.difference_from_shown(ledger.journal_entry, jsonb, bigint) owner to ledger_rules;
comment on function ledger.difference_from_shown is
  'The first field in which an entry differs from that of its place in the content of a proposal, in words; null where none does.';

create or replace function ledger.entries_shown(kind text, content jsonb)
returns bigint
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when jsonb_typeof($2) <> 'object' then null
    when $1 in ('entry', 'act') then jsonb_array_length($2 -> 'entries')
    when $1 = 'reversal' then jsonb_array_length($2 -> 'undoes')
  end::bigint
$$;
comment on function ledger.entries_shown(text, jsonb) is
  'How many entries come of a proposal; null of one of which none comes, or whose content was removed.';

create or replace function ledger.recorded_short(organization_id bigint, proposal_number bigint)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select format('was shown with %s entries, and %s were recorded of it', s.due, r.made)
  from ledger.proposal o
  join ledger.decision d on d.organization_id = o.organization_id and d.proposal_number = o.number and d.is_given
  cross join lateral (select ledger.entries_shown(o.kind, o.content) as due) s
  cross join lateral (
    select count(*) as made from ledger.journal_entry e where e.organization_id = o.organization_id and e.proposal_number = o.number
  ) r
  where o.organization_id = $1 and o.number = $2 and r.made <> s.due
$$;
alter function ledger.recorded_short(bigint, bigint) owner to ledger_rules;
comment on function ledger.recorded_short(bigint, bigint) is
  'How many entries of a proposal that was approved are recorded, where they are not as many as were shown (LV004); null where they are. Also read by check.';
grant execute on function ledger.entries_shown(text, jsonb) to ledger_rules;

create or replace function ledger.act_in_words(act text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case $1
    when 'write_off' then 'Write-off' when 'return' then 'Return' when 'correct' then 'Correction' when 'move' then 'Reversal moved'
    when 'undo_import' then 'Import undone' when 'split' then 'Shared cost' when 'draw_last' then 'Last draw'
  end
$$;
comment on function ledger.act_in_words(text) is 'What an act is called in lists; null where there is no act.';
grant execute on function ledger.act_in_words(text) to ledger_fn;

create or replace function ledger.summary_of(kind text, content jsonb)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select left(case
    when $1 in ('entry', 'act') then concat(
      ledger.act_in_words($2 ->> 'act') || coalesce(' of entry ' || ($2 #>> '{said,wrong}'), '') || ': ',
      format('%s of %s, %s: %s', initcap(coalesce($2 ->> 'origin', s.entry ->> 'kind')), s.entry ->> 'entry_date',
        (
          select concat_ws(' to ', ledger.dollars(coalesce(
              sum((l.draft ->> 'amount_cents')::numeric) filter (where (l.draft ->> 'amount_cents')::numeric > 0), 0)),
            string_agg(distinct l.draft ->> 'party_code', ', '))
          from jsonb_array_elements(s.lines) l (draft)
          where (l.draft ->> 'entry_ordinal')::bigint = 1),
        concat_ws('; ', s.entry ->> 'description', s.others)))
    when $1 = 'reversal' then format('Reversal of entry %s on %s: %s', $2 ->> 'reverses', $2 ->> 'date', $2 ->> 'reason')
    when $1 = 'revision' then format('Revision of the budget of %s from %s, approved by %s: %s', $2 ->> 'award', $2 ->> 'effective_on',
      $2 ->> 'approved_by', $2 ->> 'reason')
    when $1 = 'removal' then format('Remove %s', case jsonb_array_length($2 -> 'places')
      when 1 then 'a text' else jsonb_array_length($2 -> 'places') || ' texts' end)
  end, 2000)
  -- Of an act the entry that somebody said, where one did; else the first that comes of it.
  from (
    select coalesce($2 #> '{said,entries,0}', $2 #> '{entries,0}') as entry, coalesce($2 #> '{said,lines}', $2 -> 'lines') as lines,
      case when $2 #> '{said,entries}' is null and jsonb_array_length($2 -> 'entries') > 1
        then format(case jsonb_array_length($2 -> 'entries') when 2 then 'with %s more entry' else 'with %s more entries' end,
          jsonb_array_length($2 -> 'entries') - 1)
      end as others
  ) s
$$;
comment on function ledger.summary_of(text, jsonb) is 'What a proposal is, in words made of its content: all that the entry which somebody said, or else its first, debits, and the codes of its parties.';
grant execute on function ledger.summary_of(text, jsonb) to ledger_fn;
