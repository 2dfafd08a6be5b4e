-- What to do next, with the acts that do it: read in one place, told by every client in its own words.

create or replace function ledger.next_step_parts(next_step text, known jsonb default '{}')
returns jsonb
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_agg(case
      when m.part[2] is null then to_jsonb(m.part[1])
      else jsonb_build_object('act', m.part[2], 'fields', coalesce((
        select jsonb_object_agg(n.name, coalesce(nullif(substr(f.field, length(n.name) + 2), ''), $2 ->> n.name))
        from unnest(string_to_array(m.part[3], ', ')) f (field)
        cross join lateral split_part(f.field, '=', 1) n (name)
      ), '{}'))
    end order by m.place)
  from regexp_matches($1, '([^{}]+)|\{([^{}:]+)(?:: ([^{}]*))?\}', 'g') with ordinality m (part, place)
$$;
comment on function ledger.next_step_parts(text, jsonb) is
  'A next step as an array of JSON: texts, and between them acts, {"act": "undo", "fields": {"entry": "12", "reason": null}}. What a field is without a value, '
  'known says by its name, or whoever does it: null. In the text an act is {undo: entry=12, reason}.';

create or replace function ledger.in_words(next_step_parts jsonb)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(case
      when jsonb_typeof(p.part) = 'string' then p.part #>> '{}'
      else format('"%s"', p.part ->> 'act') || coalesce((
        select format(' (%s)', string_agg(concat_ws(' ', f.key, f.value), ', ')) from jsonb_each_text(p.part -> 'fields') f having count(*) > 0), '')
    end, '' order by p.place)
  from jsonb_array_elements($1) with ordinality p (part, place)
$$;
comment on function ledger.in_words(jsonb) is 'What ledger.next_step_parts gives, as a sentence for whoever reads it in SQL: each act by its name, with what is known of it.';

create or replace function ledger.explanation(named text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce((
    select obj_description(k.oid, 'pg_constraint')
    from pg_constraint k
    where k.conname = $1 and k.connamespace = 'ledger'::regnamespace
    limit 1
  ), (
    select obj_description(c.oid, 'pg_class') from pg_class c where c.relname = $1 and c.relnamespace = 'ledger'::regnamespace
  ))
$$;
comment on function ledger.explanation(text) is
  'What a constraint or a unique index of this name means and what to do where it is broken, from its comment; acts as ledger.next_step_parts reads them.';

grant execute on function ledger.next_step_parts(text, jsonb), ledger.in_words(jsonb), ledger.explanation(text)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;

create or replace function ledger.refuse(sqlstate text, message text, next_step text default null, known jsonb default '{}')
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  parts constant jsonb := ledger.next_step_parts(
    coalesce(next_step, (select r.next_step from ledger.rule r where r.sqlstate = refuse.sqlstate)), known);
begin
  raise exception using
    errcode = refuse.sqlstate,
    message = refuse.message,
    detail = jsonb_build_object('rule', refuse.sqlstate, 'next_step', parts),
    hint = ledger.in_words(parts);
end
$$;
alter function ledger.refuse(text, text, text, jsonb) owner to ledger_rules;
comment on function ledger.refuse(text, text, text, jsonb) is
  'Raises a rule''s SQLSTATE. Its next step is the detail, as JSON with the acts that do it, and the hint, as a sentence; known: what fields of these acts are, by name.';
grant execute on function ledger.refuse(text, text, text, jsonb) to ledger_fn, ledger_rules, ledger_eraser;
