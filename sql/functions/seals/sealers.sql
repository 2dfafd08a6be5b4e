-- Who seals, when, and which numbers of records a seal looks at. Nobody who records waits for a sealer.

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

-- Who seals owns nothing and changes nothing: it adds rows here, and moves the floor.
grant update (tail_limit, entry_floor, record_floor, entry_candidate, record_candidate, candidate_xid) on ledger.sealing to ledger_rules;
grant insert (
  number, instance_number, last_entry_number, last_record_number, entry_count, leaf_count, entry_floor, record_floor, root, sealed_at, sealed_by
) on ledger.seal to ledger_rules;
grant insert (organization_id, seal_number, last_entry_number, leaf_count, root, frontier) on ledger.tree_head to ledger_rules;
grant insert (organization_id, leaf_index, seal_number, kind, number, hash) on ledger.leaf to ledger_rules;
grant insert (
  organization_id, number, fund_code, account_code, net_asset_class, function, program_code, award_code, budget_line_code, entry_kind,
  is_reversal, month, service_month
) on ledger.rollup_key to ledger_rules;
grant insert (organization_id, key_number, seal_number, debit_cents, credit_cents) on ledger.rollup to ledger_rules;
grant insert (organization_id, month, seal_number, account_codes, net_asset_classes, debit_cents, credit_cents)
  on ledger.month_rollup to ledger_rules;
grant usage on sequence ledger.rollup_key_number to ledger_rules;
grant select on meta.instance to ledger_rules;

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

create or replace function ledger.first_unsealed(above bigint)
returns bigint
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
-- One by one from the floor on: the first is nearly always near it.
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
set enable_bitmapscan = off
as $$
  select e.id
  from ledger.journal_entry e
  where e.id > above and not exists (
    select from ledger.leaf l where l.organization_id = e.organization_id and l.kind = 'entry' and l.number = e.id)
  order by e.id
  limit 1
$$;
alter function ledger.first_unsealed(bigint) owner to ledger_rules;
comment on function ledger.first_unsealed(bigint) is 'The lowest number of an entry above a floor that has no leaf; null where all have one. For functions.';

create or replace function ledger.seal_is_due()
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  last record;
  state record;
  drawn bigint;
begin
  select s.last_entry_number, s.instance_number into last from ledger.seal s order by s.number desc limit 1;
  select s.tail_limit, s.record_floor into state from ledger.sealing s;
  -- As ledger.last_drawn, whose plan would be made anew for every posting.
  select case when n.is_called then n.last_value else 0 end into drawn from ledger.journal_entry_number n;
  if drawn - coalesce(last.last_entry_number, 0) < state.tail_limit
    and not exists (
      select
      from ledger.closing_event e
      where e.record_number > state.record_floor and e.action = 'close' and not exists (
        select
        from ledger.leaf l
        where l.organization_id = e.organization_id and l.kind = 'closing_event' and l.number = e.record_number))
    and not exists (select from meta.instance i where i.number > last.instance_number)
  then
    return false;
  end if;
  return ledger.may_seal();
end
$$;
alter function ledger.seal_is_due() owner to ledger_rules;
comment on function ledger.seal_is_due() is
  'Whether whoever recorded should seal now: the tail has grown to its limit, a period was closed, or the books were restored since the last seal. '
  'False for those who do not seal.';

create or replace function ledger.limit_tail(entries integer)
returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not ledger.may_create_organizations() then
    perform ledger.refuse('LM001', format('login %s does not administer the whole books', session_user));
  end if;
  begin
    perform from ledger.sealing for update nowait;
  exception
    when lock_not_available then return false;
  end;
  update ledger.sealing set tail_limit = entries;
  return true;
end
$$;
alter function ledger.limit_tail(integer) owner to ledger_rules;
comment on function ledger.limit_tail(integer) is
  'Sets how many entries may stay unsealed before whoever records next seals them; false, and nothing is set, where somebody is sealing. For '
  'those who administer the whole books; raises LM001.';

grant execute on function ledger.seal_is_due() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
grant execute on function ledger.limit_tail(integer) to ledger_finance_admin;
