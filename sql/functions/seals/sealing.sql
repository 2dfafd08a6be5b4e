-- The seal, which takes what is committed and has no leaf. What it seals is in leaves.sql and rollups.sql, its trees in trees.sql.

create or replace function ledger.grow_tree(leaf_count bigint, frontier bytea, hashes bytea)
returns bytea
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  count bigint := leaf_count;
  rest bytea := frontier;
  level bytea := hashes;
  grown bytea := '';
begin
  while octet_length(level) > 0 loop
    if count % 2 = 1 then
      -- The last subtree of this size stood alone; it has a neighbor now.
      level := substring(rest from octet_length(rest) - 31) || level;
      -- A frontier that does not go with its count is damage, for check to name.
      rest := substring(rest for greatest(octet_length(rest) - 32, 0));
    end if;
    count := count / 2;
    if octet_length(level) % 64 <> 0 then
      grown := substring(level from octet_length(level) - 31) || grown;
    end if;
    level := coalesce((
      select string_agg(sha256('\x01'::bytea || substring(level from 64 * i + 1 for 64)), ''::bytea order by i)
      from generate_series(0, octet_length(level) / 64 - 1) i), '');
  end loop;
  return rest || grown;
end
$$;
comment on function ledger.grow_tree(bigint, bytea, bytea) is
  'The frontier of a tree of so many leaves after more were added: roots of its perfect subtrees (RFC 6962), largest first, 32 bytes each. '
  'hashes: the hashes of the new leaves, one after the other.';

create or replace function ledger.tree_root(frontier bytea)
returns bytea
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  root bytea := substring(frontier from octet_length(frontier) - 31);
begin
  for i in reverse octet_length(frontier) / 32 - 2 .. 0 loop
    root := sha256('\x01'::bytea || substring(frontier from 32 * i + 1 for 32) || root);
  end loop;
  return root;
end
$$;
comment on function ledger.tree_root(bytea) is 'The Merkle tree hash (RFC 6962, section 2.1) of the tree that has this frontier.';
grant execute on function ledger.grow_tree(bigint, bytea, bytea), ledger.tree_root(bytea) to ledger_rules;

create or replace function ledger.seal_books()
returns table (seal_number bigint, entry_count bigint, record_count bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  drawn record;
  -- Whether this transaction has recorded before it seals: then its id is older than numbers that others have drawn since.
  is_late constant boolean := pg_current_xact_id_if_assigned() is not null;
  own_xid xid8;
  oldest_xid xid8;
  state ledger.sealing;
  last ledger.seal;
  instance constant integer := (select max(i.number) from meta.instance i);
  new_number bigint;
  made ledger.seal;
  -- What is looked through of entries, and what came of it.
  after_entry bigint;
  through_entry bigint;
  added record;
begin
  if not ledger.may_seal() then
    perform ledger.refuse('LM001', format('login %s records nowhere in these books, so it does not seal them', session_user));
  end if;
  if current_setting('transaction_isolation') <> 'read committed' then
    perform ledger.refuse_isolation();
  end if;
  -- Each statement sees more than the one before. Whoever had drawn these numbers has a transaction id below our own, which is taken after
  -- them (that of a snapshot will not do: it is the one after the last that ended); whoever has one below oldest_xid has ended, and
  -- what it recorded is seen by all that follows.
  drawn := ledger.last_drawn();
  own_xid := pg_current_xact_id();
  oldest_xid := pg_snapshot_xmin(pg_current_snapshot());
  begin
    select s.* into state from ledger.sealing s for update nowait;
  exception
    when lock_not_available then return;
  end;
  -- Who keeps this transaction open without doing anything keeps others from sealing.
  if current_setting('idle_in_transaction_session_timeout')::interval not between interval '1 millisecond' and interval '5 seconds' then
    perform set_config('idle_in_transaction_session_timeout', '5s', true);
  end if;
  select s.* into last from ledger.seal s order by s.number desc limit 1;
  if coalesce(last.instance_number, 1) < instance then
    -- Of another server, from which these books were restored: its transaction ids say nothing here. Never told by the ids themselves: a
    -- transaction that began before the candidate was noted may seal after it.
    state.candidate_xid := null;
  end if;
  new_number := coalesce(last.number, 0) + 1;
  -- A million numbers a seal, so that its memory is bounded.
  after_entry := ledger.first_unsealed(state.entry_floor) - 1;
  through_entry := after_entry + 1000000;
  select a.* into added
  from ledger.add_leaves(new_number, instance, last.instance_number, after_entry, through_entry, state.record_floor) a;
  if added.entry_count > 0 then
    perform ledger.add_rollups(new_number, after_entry, through_entry);
  end if;
  -- The floor moves to a number below which all transactions have ended, as far as this seal came.
  if oldest_xid = own_xid and not is_late then
    state.entry_candidate := drawn.entry_number;
    state.record_candidate := drawn.record_number;
    state.candidate_xid := oldest_xid;
  end if;
  if state.candidate_xid <= oldest_xid then
    state.entry_floor := greatest(state.entry_floor, least(state.entry_candidate, coalesce(through_entry, state.entry_candidate)));
    state.record_floor := greatest(state.record_floor, state.record_candidate);
    state.candidate_xid := null;
  end if;
  if state.candidate_xid is null and not is_late and (state.entry_floor < drawn.entry_number or state.record_floor < drawn.record_number) then
    state.entry_candidate := drawn.entry_number;
    state.record_candidate := drawn.record_number;
    state.candidate_xid := own_xid;
  end if;

  if added.entry_count + added.record_count > 0 then
    made.number := new_number;
    made.instance_number := instance;
    made.last_entry_number := greatest(last.last_entry_number, added.last_entry_number, 0);
    made.last_record_number := greatest(last.last_record_number, added.last_record_number, 0);
    made.entry_count := coalesce(last.entry_count, 0) + added.entry_count;
    made.leaf_count := coalesce(last.leaf_count, 0) + added.entry_count + added.record_count;
    made.entry_floor := state.entry_floor;
    made.record_floor := state.record_floor;
    made.sealed_at := clock_timestamp();
    made.sealed_by := session_user;
    made.root := ledger.books_root(made);
    insert into ledger.seal (
      number, instance_number, last_entry_number, last_record_number, entry_count, leaf_count, entry_floor, record_floor, root,
      sealed_at, sealed_by
    )
    values (
      made.number, made.instance_number, made.last_entry_number, made.last_record_number, made.entry_count, made.leaf_count,
      made.entry_floor, made.record_floor, made.root, made.sealed_at, made.sealed_by
    );
  else
    new_number := last.number;
  end if;
  update ledger.sealing s
  set entry_floor = state.entry_floor, record_floor = state.record_floor, entry_candidate = state.entry_candidate,
    record_candidate = state.record_candidate, candidate_xid = state.candidate_xid
  where (s.entry_floor, s.record_floor, s.entry_candidate, s.record_candidate, s.candidate_xid)
    is distinct from (state.entry_floor, state.record_floor, state.entry_candidate, state.record_candidate, state.candidate_xid);
  return query select new_number, added.entry_count, added.record_count;
end
$$;
alter function ledger.seal_books() owner to ledger_rules;
comment on function ledger.seal_books() is
  'Seals what is committed and has no leaf, of every organization, a million entry numbers at most: leaves, heads of trees, rollups and the '
  'root, all or nothing. No row where somebody is sealing; the last seal with no entries and no records where nothing is new (number null '
  'before the first). Nobody who records waits for it, and a session that then does nothing for 5 seconds is ended, so that others can seal. '
  'Raises LM001, LE019.';
grant execute on function ledger.seal_books() to ledger_recorder, ledger_finance_admin;
