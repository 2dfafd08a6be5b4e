-- How a text that was removed is shown, and how it is compared: it is told when it was removed, never what stands in its place.

create or replace function ledger.removed_on(value text)
returns date
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select min((t.recorded_at at time zone 'UTC')::date)
  from ledger.text_removal t
  where $1 ~ '^removed:[A-Za-z0-9+/]{43}=$' and t.commitment = substr($1, 9)
$$;
alter function ledger.removed_on(text) owner to ledger_rules;
comment on function ledger.removed_on(text) is
  'The day, UTC, on which the text was removed in whose place this stands; null where it is a text. A commitment cannot be guessed, so whoever has one reads it already.';

create or replace function ledger.as_shown(value text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  shown text := value;
  found record;
begin
  for found in select distinct m.part[1] as mark from regexp_matches(value, 'removed:[A-Za-z0-9+/]{43}=', 'g') as m (part) loop
    shown := replace(shown, found.mark, coalesce('text removed on ' || ledger.removed_on(found.mark), found.mark));
  end loop;
  return shown;
end
$$;
comment on function ledger.as_shown(text) is 'ledger.shown of a text in which something may stand for what was removed.';

create or replace function ledger.shown(value text)
returns text
language sql
stable
as $$
  select case when pg_catalog.strpos($1, 'removed:') operator(pg_catalog.>) 0 then ledger.as_shown($1) else $1 end
$$;
comment on function ledger.shown(text) is
  'A text as it is shown: "text removed on DAY" where it was removed, or within it, where it was copied after that.';
grant execute on function ledger.removed_on(text), ledger.as_shown(text), ledger.shown(text)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;

create or replace function ledger.passing_over(stored jsonb, given jsonb)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case when jsonb_typeof($1) = 'object' and jsonb_typeof($2) = 'object' then $2 || coalesce((
    select jsonb_object_agg(f.key, f.value)
    from jsonb_each($1) f
    where jsonb_typeof(f.value) = 'string' and ledger.removed_on(f.value #>> '{}') is not null), '{}') else $2 end
$$;
comment on function ledger.passing_over(jsonb, jsonb) is
  'What is given again, with what was removed of the stored in its place: that cannot be compared, and is passed over.';
grant execute on function ledger.passing_over(jsonb, jsonb) to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
