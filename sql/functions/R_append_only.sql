-- What was recorded stays: no UPDATE, DELETE or TRUNCATE by anybody, the owner and replica sessions included.

create or replace function ledger.refuse_change()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.refuse('LE008', format('%s of %s refused: what was recorded is never changed', lower(tg_op), tg_table_name));
  return null;
end
$$;
alter function ledger.refuse_change() owner to ledger_rules;
comment on function ledger.refuse_change() is 'Raises LE008 for any change of an append-only table.';

create or replace function ledger.refuse_removal()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.refuse('LR001', format('%s of %s refused: reference data stays', lower(tg_op), tg_table_name));
  return null;
end
$$;
alter function ledger.refuse_removal() owner to ledger_rules;
comment on function ledger.refuse_removal() is 'Raises LR001 when reference data is deleted.';

do $$
declare
  name text;
begin
  foreach name in array array[
    'journal_entry', 'journal_line', 'award', 'budget_line', 'budget_version', 'budget_amount', 'period_event'
  ] loop
    execute format(
      'create or replace trigger append_only before update or delete or truncate on ledger.%I '
      'for each statement execute function ledger.refuse_change()', name);
    execute format('alter table ledger.%I enable always trigger append_only', name);
  end loop;
  foreach name in array array[
    'organization', 'account', 'program', 'fund', 'party', 'accounting_period', 'award_progress', 'membership'
  ] loop
    execute format(
      'create or replace trigger not_removed before delete or truncate on ledger.%I '
      'for each statement execute function ledger.refuse_removal()', name);
    execute format('alter table ledger.%I enable always trigger not_removed', name);
  end loop;
end
$$;
