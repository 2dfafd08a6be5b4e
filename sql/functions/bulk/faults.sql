-- What is wrong with staged entries: every entry that a rule refuses.

create or replace function ledger.staged_faults(import_id uuid, first_ordinal integer, last_ordinal integer, most integer)
returns table (row_number integer, sqlstate text, message text, hint text, detail text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  import constant uuid := import_id;
  place integer := first_ordinal;
  size integer := 1000;
  ordinals integer[] := '{}';
  states text[] := '{}';
  messages text[] := '{}';
  hints text[] := '{}';
  details text[] := '{}';
  state text;
  named text;
  said text;
  advice text;
  more text;
begin
  begin
    perform set_config('ledger.trial', 'on', true);
    while place <= last_ordinal and cardinality(ordinals) < most loop
      begin
        perform ledger.post_staged_slice(import, place, least(place + size - 1, last_ordinal));
        place := place + size;
        size := least(size * 4, 1000);
      exception when others then
        if size > 1 then
          size := greatest(least(size, last_ordinal - place + 1) / 4, 1);
        else
          get stacked diagnostics
            state = returned_sqlstate, named = constraint_name, said = message_text, advice = pg_exception_hint,
            more = pg_exception_detail;
          ordinals := ordinals || place;
          states := states || state;
          messages := messages || coalesce(ledger.in_words(ledger.next_step_parts(ledger.explanation(named))), said);
          hints := hints || advice;
          details := details || more;
          place := place + 1;
        end if;
      end;
    end loop;
    raise exception using errcode = 'XB000', message = 'nothing of this is kept';
  exception when sqlstate 'XB000' then
    -- What was posted on trial is undone; the variables stand.
  end;
  return query
  select s.row_number, f.state, f.message, nullif(f.hint, ''), case when f.state ~ '^L[A-Z][0-9]{3}$' then f.detail end
  from unnest(ordinals, states, messages, hints, details) with ordinality as f (ordinal, state, message, hint, detail, place)
  left join ledger.staged_line s
    on s.import_id = import and s.login = session_user and s.entry_ordinal = f.ordinal and s.line_number = 1
  order by f.place;
end
$$;
alter function ledger.staged_faults(uuid, integer, integer, integer) owner to ledger_fn;
comment on function ledger.staged_faults(uuid, integer, integer, integer) is
  'Tries entries first to last of an import by the rules themselves, keeps nothing, and tells for each that is refused its line of the '
  'file, SQLSTATE, message (of a constraint or index its comment) and next step, in words and, of a rule, as the detail of its refusal; at most so many.';
grant execute on function ledger.staged_faults(uuid, integer, integer, integer) to ledger_recorder, ledger_finance_admin;
