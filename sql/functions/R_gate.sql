-- The gate that whoever records goes through, and the watermark that a sealer takes behind it.

create or replace function ledger.hold_gate()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  lock table ledger.posting_gate in row exclusive mode;
  return null;
end
$$;
alter function ledger.hold_gate() owner to ledger_rules;
comment on function ledger.hold_gate() is
  'Takes the gate before a statement draws its numbers, until its transaction ends: while a sealer holds it in SHARE mode, nothing is drawn and not committed.';

create or replace function ledger.number_record()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.record_number is not null then
    perform ledger.refuse('LE009', format('the record number of a row of %s was given by the client', tg_table_name));
  end if;
  new.record_number := nextval('ledger.record_number');
  return new;
end
$$;
alter function ledger.number_record() owner to ledger_rules;
comment on function ledger.number_record() is 'Gives a record its number; raises LE009 where a client gave one.';
grant usage on sequence ledger.record_number to ledger_rules;
grant select on sequence ledger.record_number, ledger.journal_entry_number to ledger_rules;

do $$
declare
  name text;
  recorded constant text[] := array[
    'organization_policy', 'award', 'award_terms', 'award_extension', 'budget_version', 'variance_explanation', 'commitment',
    'commitment_event', 'award_event', 'period_event', 'document_link', 'document_withdrawal', 'bill', 'payment', 'mileage_rate',
    'import_batch', 'import_undo', 'correction', 'approval_policy', 'proposal', 'decision', 'coverage'
  ];
begin
  foreach name in array recorded || array['journal_entry'] loop
    execute format(
      'create or replace trigger holds_gate before insert on ledger.%I for each statement execute function ledger.hold_gate()', name);
    execute format('alter table ledger.%I enable always trigger holds_gate', name);
  end loop;
  foreach name in array recorded loop
    execute format(
      'create or replace trigger numbers_record before insert on ledger.%I for each row execute function ledger.number_record()', name);
    execute format('alter table ledger.%I enable always trigger numbers_record', name);
  end loop;
  foreach name in array array['seal', 'leaf', 'rollup_key', 'rollup'] loop
    execute format(
      'create or replace trigger append_only before update or delete or truncate on ledger.%I '
      'for each statement execute function ledger.refuse_change()', name);
    execute format('alter table ledger.%I enable always trigger append_only', name);
  end loop;
end
$$;
create or replace trigger not_removed before insert or delete or truncate on ledger.sealing
  for each statement execute function ledger.refuse_removal();
alter table ledger.sealing enable always trigger not_removed;

-- Who seals owns nothing and changes nothing: it adds rows here, and moves the watermark.
-- Any mode of lock that the sealer needs asks for UPDATE; there is nothing to update.
grant update on ledger.posting_gate to ledger_rules;
grant select, update (tail_limit, entry_number, record_number, taken_at) on ledger.sealing to ledger_rules;
grant select, insert (number, last_entry_number, last_record_number, leaf_count, root, frontier, sealed_at, sealed_by)
  on ledger.seal to ledger_rules;
grant select, insert (leaf_index, seal_number, organization_id, kind, number, hash) on ledger.leaf to ledger_rules;
grant select, insert (
  organization_id, number, fund_code, account_code, net_asset_class, function, program_code, award_code, budget_line_code, entry_kind,
  is_reversal, month, service_month
) on ledger.rollup_key to ledger_rules;
grant select, insert (organization_id, key_number, seal_number, debit_cents, credit_cents) on ledger.rollup to ledger_rules;
grant usage on sequence ledger.rollup_key_number to ledger_rules;

do $$
declare
  name text;
begin
  foreach name in array array['posting_gate', 'sealing', 'seal', 'leaf', 'rollup_key', 'rollup'] loop
    execute format('alter table ledger.%I enable row level security', name);
    execute format('drop policy if exists rules_see_all on ledger.%I', name);
    execute format('create policy rules_see_all on ledger.%I to ledger_rules using (true) with check (true)', name);
    execute format('comment on policy rules_see_all on ledger.%I is %L', name, 'A seal covers every organization, whoever asks for it.');
  end loop;
  -- Roots are for everybody who reads anything; leaves within one's scope; rollups through the functions of statements.
  foreach name in array array['sealing', 'seal'] loop
    execute format(
      'grant select on ledger.%I to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder', name);
    execute format('drop policy if exists read_all on ledger.%I', name);
    execute format(
      'create policy read_all on ledger.%I for select '
      'to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder using (true)', name);
  end loop;
end
$$;
grant select on ledger.leaf to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
drop policy if exists read_in_scope on ledger.leaf;
create policy read_in_scope on ledger.leaf for select to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor
  using (organization_id = any ((select ledger.readable_organizations())::bigint[]));

create or replace function ledger.last_drawn()
returns table (entry_number bigint, record_number bigint)
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select case when e.is_called then e.last_value else 0 end, case when r.is_called then r.last_value else 0 end
  from ledger.journal_entry_number e
  cross join ledger.record_number r
$$;
alter function ledger.last_drawn() owner to ledger_rules;
comment on function ledger.last_drawn() is 'The numbers drawn last, by anybody, committed or not.';

create or replace function ledger.may_seal()
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select cardinality(ledger.recordable_organizations()) > 0 or pg_has_role(session_user, 'ledger_owner', 'member')
$$;
alter function ledger.may_seal() owner to ledger_rules;
comment on function ledger.may_seal() is 'Whether the session''s login records in any books here, or owns them: who records also seals.';

create or replace function ledger.take_watermark()
returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
-- Whoever posts waits behind this lock, and no longer than it.
set lock_timeout = '50ms'
as $$
begin
  if not ledger.may_seal() then
    perform ledger.refuse('LM001', format('login %s records nowhere in these books, so it does not seal them', session_user));
  end if;
  -- The row first: nobody may wait for it while the gate is held.
  perform from ledger.sealing for update nowait;
  lock table ledger.posting_gate in share mode;
  update ledger.sealing s
  set entry_number = greatest(s.entry_number, d.entry_number), record_number = greatest(s.record_number, d.record_number),
    taken_at = clock_timestamp()
  from ledger.last_drawn() d;
  return true;
exception
  when lock_not_available then return false;
end
$$;
alter function ledger.take_watermark() owner to ledger_rules;
comment on function ledger.take_watermark() is
  'Moves the watermark to the numbers drawn last, at a moment when none of them is still to be committed; false, after 50 ms at most, where '
  'somebody is posting or sealing. Its transaction must end at once: postings wait for it. Raises LM001.';
