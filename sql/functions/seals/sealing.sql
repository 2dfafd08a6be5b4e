-- The seal that takes everything below the watermark. What it seals is in leaves.sql and rollups.sql.

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
      -- The last subtree of this size stood alone; it has a neighbour now.
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
returns table (seal_number bigint, entry_count bigint, record_count bigint, leaf_count bigint, root text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  mark ledger.sealing;
  last ledger.seal;
  new_number bigint;
  entries bigint := 0;
  records bigint := 0;
  -- What is looked through, and what was before.
  after_entry bigint;
  through_entry bigint;
  grown bytea;
begin
  if not ledger.may_seal() then
    perform ledger.refuse('LM001', format('login %s records nowhere in these books, so it does not seal them', session_user));
  end if;
  begin
    select s.* into mark from ledger.sealing s for update nowait;
  exception
    when lock_not_available then return;
  end;
  select s.* into last from ledger.seal s order by s.number desc limit 1;
  new_number := coalesce(last.number, 0) + 1;
  last.leaf_count := coalesce(last.leaf_count, 0);
  last.frontier := coalesce(last.frontier, '');
  through_entry := coalesce(last.last_entry_number, 0);
  -- A million numbers a seal, so that its memory is bounded. Numbers of postings that were refused have no leaves.
  loop
    after_entry := through_entry;
    through_entry := least(mark.entry_number, after_entry + 1000000);
    select l.entry_count, l.record_count into entries, records
    from ledger.add_leaves(
      new_number, last.leaf_count, after_entry, through_entry, coalesce(last.last_record_number, 0), mark.record_number) l;
    exit when entries + records > 0 or through_entry >= mark.entry_number;
  end loop;
  if entries + records = 0 then
    return query select last.number, 0::bigint, 0::bigint, last.leaf_count, encode(last.root, 'hex');
    return;
  end if;
  perform ledger.add_rollups(new_number, after_entry, through_entry);
  grown := ledger.grow_tree(last.leaf_count, last.frontier, (
    select string_agg(l.hash, ''::bytea order by l.leaf_index) from ledger.leaf l where l.leaf_index >= last.leaf_count));
  insert into ledger.seal (
    number, last_entry_number, last_record_number, leaf_count, root, frontier, sealed_at, sealed_by
  )
  values (
    new_number, through_entry, mark.record_number, last.leaf_count + entries + records, ledger.tree_root(grown), grown,
    clock_timestamp(), session_user
  );
  return query
  select new_number, entries, records, last.leaf_count + entries + records, encode(ledger.tree_root(grown), 'hex');
end
$$;
alter function ledger.seal_books() owner to ledger_rules;
comment on function ledger.seal_books() is
  'Seals what lies below the watermark, of every organization, a million entry numbers at most: leaves, rollups and the root, all or '
  'nothing. No row where somebody is sealing; the last seal with no entries and no records where nothing is new (number null before the first). Raises LM001.';

create or replace function ledger.seal_is_due()
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  last record;
  drawn bigint;
begin
  select s.last_entry_number, s.last_record_number into last from ledger.seal s order by s.number desc limit 1;
  -- As ledger.last_drawn, whose plan would be made anew for every posting.
  select case when n.is_called then n.last_value else 0 end into drawn from ledger.journal_entry_number n;
  if drawn - coalesce(last.last_entry_number, 0) < (select s.tail_limit from ledger.sealing s)
    and not exists (
      select from ledger.closing_event e where e.record_number > coalesce(last.last_record_number, 0) and e.action = 'close')
  then
    return false;
  end if;
  return ledger.may_seal();
end
$$;
alter function ledger.seal_is_due() owner to ledger_rules;
comment on function ledger.seal_is_due() is
  'Whether whoever recorded should seal now: the tail has grown to its limit, or a period was closed since the last seal. False for those who do not seal.';

create or replace function ledger.limit_tail(entries integer)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not ledger.may_create_organizations() then
    perform ledger.refuse('LM001', format('login %s does not administer the whole books', session_user));
  end if;
  update ledger.sealing set tail_limit = entries;
end
$$;
alter function ledger.limit_tail(integer) owner to ledger_rules;
comment on function ledger.limit_tail(integer) is
  'Sets how many entries may stay unsealed before whoever records next seals them. For those who administer the whole books; raises LM001.';

grant execute on function ledger.take_watermark(), ledger.seal_books() to ledger_recorder, ledger_finance_admin;
grant execute on function ledger.seal_is_due() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
grant execute on function ledger.limit_tail(integer) to ledger_finance_admin;

create or replace view report.seal
with (security_invoker = true, security_barrier = true) as
select
  s.number as seal,
  s.sealed_at,
  s.sealed_by,
  s.last_entry_number as last_entry,
  s.leaf_count as leaves,
  encode(s.root, 'hex') as root
from ledger.seal s;
comment on view report.seal is 'The seals of the books; each covers every entry of its last number or less, under a root of RFC 6962.';
comment on column report.seal.seal is 'Number of the seal.';
comment on column report.seal.sealed_at is 'When it was made.';
comment on column report.seal.sealed_by is 'Login that made it.';
comment on column report.seal.last_entry is 'It covers entries up to this number, of every organization.';
comment on column report.seal.leaves is 'Leaves through this seal.';
comment on column report.seal.root is 'Root over those leaves, hex.';
grant select on report.seal to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;
