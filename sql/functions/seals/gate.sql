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
  new.record_number := ledger.draw('ledger.record_number');
  return new;
end
$$;
alter function ledger.number_record() owner to ledger_rules;
comment on function ledger.number_record() is 'Gives a record its number; raises LE009 where a client gave one.';
grant usage on sequence ledger.record_number to ledger_rules;
grant select on sequence ledger.record_number, ledger.journal_entry_number to ledger_rules;

-- Who seals owns nothing and changes nothing: it adds rows here, and moves the watermark.
-- Any mode of lock that the sealer needs asks for UPDATE; there is nothing to update.
grant update on ledger.posting_gate to ledger_rules;
grant update (tail_limit, entry_number, record_number, taken_at) on ledger.sealing to ledger_rules;
grant insert (number, last_entry_number, last_record_number, leaf_count, root, frontier, sealed_at, sealed_by)
  on ledger.seal to ledger_rules;
grant insert (leaf_index, seal_number, organization_id, kind, number, hash) on ledger.leaf to ledger_rules;
grant insert (
  organization_id, number, fund_code, account_code, net_asset_class, function, program_code, award_code, budget_line_code, entry_kind,
  is_reversal, month, service_month
) on ledger.rollup_key to ledger_rules;
grant insert (organization_id, key_number, seal_number, debit_cents, credit_cents) on ledger.rollup to ledger_rules;
grant usage on sequence ledger.rollup_key_number to ledger_rules;

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
