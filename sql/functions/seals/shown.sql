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

create or replace function ledger.key_proposed(organization_id bigint, idempotency_key text)
returns text
language sql
stable
as $$
  select case when not $2 operator(pg_catalog.^@) 'removed:' then $2 else (
    select case when e.commitment is not null then 'removed:' operator(pg_catalog.||) p.commitment
      -- What stands in the place of a proposal's key is nobody's key: whoever types it has no proposal.
      when p.commitment is null then $2 end
    from (values (pg_catalog.substr($2, 9))) k (commitment)
    left join ledger.text_removal e
      on e.organization_id operator(pg_catalog.=) $1 and e.commitment operator(pg_catalog.=) k.commitment
        and e.table_name operator(pg_catalog.=) 'journal_entry' and e.column_name operator(pg_catalog.=) 'idempotency_key'
    left join ledger.text_removal p
      on p.organization_id operator(pg_catalog.=) $1 and p.table_name operator(pg_catalog.=) 'proposal'
        and p.column_name operator(pg_catalog.=) 'idempotency_key'
        and case when e.commitment is null then p.commitment operator(pg_catalog.=) k.commitment
          else p.proposal_number operator(pg_catalog.=) e.proposal_number and p.text_number operator(pg_catalog.=) e.text_number end
    limit 1
  ) end
$$;
comment on function ledger.key_proposed(bigint, text) is
  'The key that the proposal of an entry of this key has: the same; what stands in its place where both were removed; null where none has it.';
grant execute on function ledger.key_proposed(bigint, text)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
