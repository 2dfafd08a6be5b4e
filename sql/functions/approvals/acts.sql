-- Acts whose entries the books make: proposed by what is said of them, shown by the entries that come of it, and done again when another
-- person approves. What comes of it then is compared with what was shown (LV004).

create or replace function ledger.fields_not_known(said jsonb)
returns table (member text, field text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with draft as (
    select m.name as member, 'ledger.entry_draft'::regclass as form, d.draft
    from jsonb_each($1) m (name, value)
    cross join lateral jsonb_array_elements(m.value) d (draft)
    where m.name = 'entries'
    union all
    select m.name, 'ledger.line_draft'::regclass, d.draft
    from jsonb_each($1) m (name, value)
    cross join lateral jsonb_array_elements(m.value) d (draft)
    where m.name = 'lines'
    union all
    select m.name, 'ledger.bill_draft'::regclass, m.value
    from jsonb_each($1) m (name, value)
    where m.name = 'bill'
  )
  select distinct d.member, f.name
  from draft d
  cross join lateral jsonb_object_keys(d.draft) f (name)
  where not exists (select from pg_attribute a where a.attrelid = d.form and a.attname = f.name and a.attnum > 0 and not a.attisdropped)
$$;
comment on function ledger.fields_not_known(jsonb) is
  'Fields that the drafts of an act name and that no draft has: what they mean would be lost. A draft that is no object raises SQLSTATE 22023.';
grant execute on function ledger.fields_not_known(jsonb) to ledger_fn;

create or replace function ledger.read_act(act text, said jsonb)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  known constant text[] := (
    select k.members
    from (values
      ('write_off', array['award', 'amount_cents', 'day', 'reason', 'key', 'due']),
      ('return', array['award', 'amount_cents', 'day', 'reason', 'key', 'paid_from']),
      ('correct', array['wrong', 'day', 'reason', 'entries', 'lines', 'bill']),
      ('move', array['reversal', 'day', 'reason']),
      ('undo_import', array['import', 'day', 'reason']),
      ('split', array['entries', 'lines', 'rule', 'version']),
      ('draw_last', array['entries', 'lines', 'commitment'])
    ) k (act, members)
    where k.act = $1);
  other text;
begin
  if known is null or jsonb_typeof($2) is distinct from 'object' then
    perform ledger.refuse('LE017', format('there is no act %s', coalesce(quote_literal($1), 'without a name')));
  end if;
  select m.name into other from jsonb_object_keys($2) m (name) where m.name <> all (known) order by m.name limit 1;
  if found then
    perform ledger.refuse('LE017', format('act %s has no member %s', $1, quote_literal(other)));
  end if;
  if 'reason' = any (known) and btrim(coalesce($2 ->> 'reason', '')) = '' then
    perform ledger.refuse('LE017', format('act %s says no reason', $1));
  end if;
  perform ledger.refuse('LE017', format('%s of act %s has no field %s', f.member, $1, string_agg(quote_literal(f.field), ', ' order by f.field)))
  from ledger.fields_not_known($2) f
  group by f.member
  order by f.member
  limit 1;
  -- What is kept, shown and approved is what was read, never the text of a client.
  return jsonb_strip_nulls(jsonb_object_agg(m.name, case
    when m.name in ('day', 'due') then to_jsonb(to_char(ledger.read_day(m.value #>> '{}'), 'YYYY-MM-DD'))
    when m.name in ('amount_cents', 'wrong', 'reversal', 'import', 'version', 'commitment') then to_jsonb((m.value #>> '{}')::bigint)
    when m.name = 'entries' then (
      select jsonb_agg(to_jsonb(jsonb_populate_record(null::ledger.entry_draft, e.draft)) order by e.place)
      from jsonb_array_elements(m.value) with ordinality as e (draft, place))
    when m.name = 'lines' then (
      select jsonb_agg(to_jsonb(jsonb_populate_record(null::ledger.line_draft, e.draft)) order by e.place)
      from jsonb_array_elements(m.value) with ordinality as e (draft, place))
    when m.name = 'bill' then to_jsonb(jsonb_populate_record(null::ledger.bill_draft, m.value))
    else to_jsonb(m.value #>> '{}')
  end))
  from jsonb_each($2) m (name, value);
exception
  when invalid_text_representation or numeric_value_out_of_range or invalid_parameter_value then
    perform ledger.refuse('LE017', format('what is said of act %s cannot be read', $1));
    raise;
end
$$;
comment on function ledger.read_act(text, jsonb) is
  'What is said of an act as the books read it: days as YYYY-MM-DD, amounts in cents, drafts by their fields. Raises LE017 for an act, a member or a field that there is not, and where no reason is said.';
grant execute on function ledger.read_act(text, jsonb) to ledger_fn;

create or replace function ledger.do_act(organization_id bigint, act text, said jsonb)
returns table (entry_id bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := $1;
  what constant jsonb := $3;
  entries constant ledger.entry_draft[] := array(
    select jsonb_populate_record(null::ledger.entry_draft, e.draft)
    from jsonb_array_elements(what -> 'entries') with ordinality as e (draft, place)
    order by e.place);
  lines constant ledger.line_draft[] := array(select l from jsonb_populate_recordset(null::ledger.line_draft, what -> 'lines') l);
begin
  case $2
    when 'write_off' then
      return query
      select r.entry_id, r.already_recorded
      from ledger.write_off_promise(org, what ->> 'award', (what ->> 'amount_cents')::bigint, what ->> 'day', what ->> 'reason', what ->> 'key',
        what ->> 'due') r;
    when 'return' then
      return query
      select r.entry_id, r.already_recorded
      from ledger.return_to_funder(org, what ->> 'award', (what ->> 'amount_cents')::bigint, what ->> 'day', what ->> 'reason', what ->> 'key',
        what ->> 'paid_from') r;
    when 'correct' then
      return query
      select r.entry_id, r.already_recorded
      from ledger.correct_entry(org, (what ->> 'wrong')::bigint, what ->> 'day', what ->> 'reason', entries, lines,
        jsonb_populate_record(null::ledger.bill_draft, what -> 'bill')) r
      where r.part = 'correction';
    when 'move' then
      return query
      select r.moved_id, r.already_recorded
      from ledger.move_reversal(org, (what ->> 'reversal')::bigint, what ->> 'day', what ->> 'reason') r
      limit 1;
    when 'undo_import' then
      perform from ledger.undo_import(org, (what ->> 'import')::bigint, ledger.read_day(what ->> 'day'), what ->> 'reason');
      return query
      select min(r.id), false
      from ledger.journal_entry r
      join ledger.journal_entry e on e.organization_id = r.organization_id and e.id = r.reverses_entry_id
      where r.organization_id = org and e.import_number = (what ->> 'import')::bigint and r.recorded_at >= now();
    when 'split' then
      select r.entry_id, r.already_recorded into entry_id, already_recorded from ledger.record(org, entries, lines) r;
      if not already_recorded then
        perform ledger.note_allocation(org, entry_id, what ->> 'rule', (what ->> 'version')::integer);
      elsif not exists (
        select
        from ledger.entry_allocation a
        where a.organization_id = org and a.entry_id = do_act.entry_id and a.rule_code = what ->> 'rule' and a.version = (what ->> 'version')::integer
      ) then
        perform ledger.refuse('LK001', format('key %s belongs to entry %s, which rule %s did not split', quote_literal(entries[1].idempotency_key),
          entry_id, what ->> 'rule'));
      end if;
      return next;
    when 'draw_last' then
      if not exists (select from unnest(lines) l where l.commitment_number = (what ->> 'commitment')::bigint) then
        perform ledger.refuse('LE017', format('no line of the last draw meets commitment %s', what ->> 'commitment'));
      end if;
      select r.entry_id, r.already_recorded into entry_id, already_recorded from ledger.record(org, entries, lines) r;
      if not exists (
        select
        from ledger.commitment_progress p
        where p.organization_id = org and p.commitment_number = (what ->> 'commitment')::bigint and p.open_cents > 0
      ) then
        null;
      elsif already_recorded then
        perform ledger.refuse('LK001', format('key %s belongs to entry %s, after which commitment %s is open', quote_literal(entries[1].idempotency_key),
          entry_id, what ->> 'commitment'));
      else
        perform ledger.release_commitment(org, (what ->> 'commitment')::bigint, null, ledger.read_day(entries[1].entry_date),
          'Met by entry ' || entry_id);
      end if;
      return next;
  end case;
end
$$;
alter function ledger.do_act(bigint, text, jsonb) owner to ledger_fn;
comment on function ledger.do_act(bigint, text, jsonb) is
  'Does an act as the functions that it calls do it, and returns the entry that it is known by. For ledger.record_act and ledger.record_proposed.';

create or replace function ledger.record_act(organization_id bigint, act text, said jsonb)
returns table (entry_id bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.require_recorder($1);
  return query select r.entry_id, r.already_recorded from ledger.do_act($1, $2, ledger.read_act($2, $3)) r;
end
$$;
alter function ledger.record_act(bigint, text, jsonb) owner to ledger_fn;
comment on function ledger.record_act(bigint, text, jsonb) is
  'Records an act by what is said of it: days as YYYY-MM-DD, amounts in cents. Raises LM001, LE017, LV002 where it is proposed instead, and whatever the act raises.';
grant execute on function ledger.record_act(bigint, text, jsonb) to ledger_recorder, ledger_finance_admin;

create or replace function ledger.released_of(organization_id bigint, commitment_number bigint)
returns bigint
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(sum(v.amount_cents), 0)::bigint
  from ledger.commitment_event v
  where v.organization_id = $1 and v.commitment_number = $2 and v.kind = 'release'
$$;
alter function ledger.released_of(bigint, bigint) owner to ledger_rules;
comment on function ledger.released_of(bigint, bigint) is 'All that was released of a commitment, cents; zero of none.';
grant execute on function ledger.released_of(bigint, bigint) to ledger_fn;

create or replace function ledger.key_of_proposal(act text, said jsonb)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$ select format('books:%s:%s', $1, left(encode(sha256(convert_to($2::text, 'UTF8')), 'hex'), 32)) $$;
comment on function ledger.key_of_proposal(text, jsonb) is
  'The key of a proposal for which nobody gave one, of all that is said of the act: 32 hexadecimal figures, which go with a text that is removed (ledger.is_made_key).';
grant execute on function ledger.key_of_proposal(text, jsonb) to ledger_fn;

create or replace function ledger.propose_act(organization_id bigint, act text, said jsonb, idempotency_key text default null)
returns table (number bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := $1;
  what constant jsonb := ledger.read_act($2, $3);
  last_tried bigint;
  released constant bigint := ledger.released_of($1, (what ->> 'commitment')::bigint);
  shown jsonb;
begin
  perform ledger.require_recorder(org);
  if $4 is not null then
    perform ledger.require_own_key($4);
  end if;
  select coalesce(min(e.id), 0) into last_tried from ledger.journal_entry e where e.organization_id = org and e.id < 0;
  -- Tried by every rule but the approval, to see what comes of it: nothing of it stays.
  begin
    perform set_config('ledger.trial', 'on', true);
    perform ledger.take_in_hand(org, null);
    perform ledger.do_act(org, $2, what);
    select jsonb_build_object(
      -- What one entry of it does to another has no number yet.
      'entries', jsonb_agg(to_jsonb(ledger.entry_as_draft(e))
        || case when e.reverses_entry_id < 0 then jsonb_build_object('reverses_entry_id', null) else '{}' end order by e.id desc),
      'lines', (
        select jsonb_agg(to_jsonb(ledger.line_as_draft(o.place, l)) order by o.place, l.line_number)
        from (
          select t.id, row_number() over (order by t.id desc) as place
          from ledger.journal_entry t
          where t.organization_id = org and t.id < last_tried
        ) o
        join ledger.journal_line l on l.organization_id = org and l.entry_id = o.id))
    into shown
    from ledger.journal_entry e
    where e.organization_id = org and e.id < last_tried;
    if ledger.released_of(org, (what ->> 'commitment')::bigint) <> released then
      shown := shown || jsonb_build_object('released_cents', ledger.released_of(org, (what ->> 'commitment')::bigint) - released);
    end if;
    perform ledger.let_go(org);
    perform ledger.ask_deferred_rules();
    raise exception using errcode = 'LV002';
  exception when sqlstate 'LV002' then
    null;
  end;
  if shown -> 'entries' is null or jsonb_typeof(shown -> 'entries') = 'null' then
    perform ledger.refuse('LK001', 'it is recorded already, and is not proposed again');
  end if;
  return query
  select p.number, p.already_recorded
  from ledger.propose_anew(org, 'act', $4, ledger.key_of_proposal($2, what), jsonb_build_object('act', $2, 'said', what) || shown) p;
end
$$;
alter function ledger.propose_act(bigint, text, jsonb, text) owner to ledger_fn;
comment on function ledger.propose_act(bigint, text, jsonb, text) is
  'Proposes an act as ledger.record_act would record it, with the entries that would come of it. Raises LE017, LK001, LK003, and what ledger.propose raises.';
grant execute on function ledger.propose_act(bigint, text, jsonb, text) to ledger_recorder, ledger_finance_admin;
