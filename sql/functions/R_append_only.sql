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
comment on function ledger.refuse_removal() is 'Raises LR001 when reference data is deleted, or a code, type or kind of it is changed.';

do $$
declare
  name text;
begin
  foreach name in array array[
    'journal_entry', 'journal_line', 'award', 'award_terms', 'award_report', 'award_tranche', 'award_extension', 'budget_line',
    'budget_version', 'budget_amount', 'variance_explanation', 'commitment', 'commitment_event', 'allocation_rule',
    'allocation_share', 'entry_allocation', 'award_event', 'period_event', 'organization_policy',
    'document', 'document_link', 'document_withdrawal', 'bill', 'payment', 'mileage_rate', 'import_batch', 'import_undo',
    'correction', 'approval_policy', 'proposal', 'decision', 'import_profile', 'coverage'
  ] loop
    execute format(
      'create or replace trigger append_only before update or delete or truncate on ledger.%I '
      'for each statement execute function ledger.refuse_change()', name);
    execute format('alter table ledger.%I enable always trigger append_only', name);
  end loop;
  foreach name in array array[
    'organization', 'account', 'program', 'fund', 'party', 'accounting_period', 'award_progress', 'budget_progress',
    'commitment_progress', 'membership'
  ] loop
    execute format(
      'create or replace trigger not_removed before delete or truncate on ledger.%I '
      'for each statement execute function ledger.refuse_removal()', name);
    execute format('alter table ledger.%I enable always trigger not_removed', name);
  end loop;
end
$$;

-- What recorded entries mean depends on these columns; names may be corrected.
create or replace trigger meaning_stands before update of id, code on ledger.organization
  for each statement execute function ledger.refuse_removal();
create or replace trigger meaning_stands before update of organization_id, code, type, counts_toward_budget on ledger.account
  for each statement execute function ledger.refuse_removal();
create or replace trigger meaning_stands before update of organization_id, code, kind on ledger.fund
  for each statement execute function ledger.refuse_removal();
create or replace trigger meaning_stands before update of organization_id, code on ledger.program
  for each statement execute function ledger.refuse_removal();
create or replace trigger meaning_stands before update of organization_id, code on ledger.party
  for each statement execute function ledger.refuse_removal();

-- Running rows are moved by the triggers of what they sum up, never by a statement of a session, the owner's included.
create or replace trigger moved_by_rules before update on ledger.accounting_period
  for each statement when (pg_trigger_depth() = 0) execute function ledger.refuse_change();
create or replace trigger moved_by_rules before update on ledger.award_progress
  for each statement when (pg_trigger_depth() = 0) execute function ledger.refuse_change();
create or replace trigger moved_by_rules before insert or update on ledger.budget_progress
  for each statement when (pg_trigger_depth() = 0) execute function ledger.refuse_change();
create or replace trigger moved_by_rules before insert or update on ledger.commitment_progress
  for each statement when (pg_trigger_depth() = 0) execute function ledger.refuse_change();

create or replace function ledger.stamp_record()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.recorded_by is distinct from session_user then
    perform ledger.refuse('LE009', format('the login that recorded a row of %s was given by the client', tg_table_name));
  end if;
  new.recorded_at := clock_timestamp();
  return new;
end
$$;
alter function ledger.stamp_record() owner to ledger_rules;
comment on function ledger.stamp_record() is 'Gives a row its time; raises LE009 where its login is not the session''s.';

do $$
declare
  name text;
begin
  foreach name in array array[
    'organization', 'account', 'fund', 'party', 'award', 'award_terms', 'award_extension', 'budget_version', 'variance_explanation',
    'commitment', 'commitment_event', 'allocation_rule', 'award_event', 'period_event', 'organization_policy',
    'document', 'document_link', 'document_withdrawal', 'bill', 'payment', 'mileage_rate', 'import_batch', 'import_undo',
    'correction', 'approval_policy', 'proposal', 'decision', 'import_profile', 'coverage'
  ] loop
    execute format(
      'create or replace trigger stamp before insert on ledger.%I for each row execute function ledger.stamp_record()', name);
    execute format('alter table ledger.%I enable always trigger stamp', name);
  end loop;
  foreach name in array array['organization', 'account', 'fund', 'program', 'party'] loop
    execute format('alter table ledger.%I enable always trigger meaning_stands', name);
  end loop;
  foreach name in array array['accounting_period', 'award_progress', 'budget_progress', 'commitment_progress'] loop
    execute format('alter table ledger.%I enable always trigger moved_by_rules', name);
  end loop;
end
$$;
