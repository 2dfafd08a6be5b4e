-- The part of check that recomputes seals: leaves from the rows, roots from the leaves. Rollups are in rollups.sql.

create or replace function ledger.broken_leaves(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
set jit = off
set work_mem = '128MB'
set enable_nestloop = off
as $$
#variable_conflict use_column
declare
  -- What the last seal says, and what has ended since: the first alone goes through a restore.
  state record;
begin
  select greatest(s.entry_floor, l.entry_floor) as entry_floor, greatest(s.record_floor, l.record_floor) as record_floor into state
  from ledger.sealing s
  full join (select l.* from ledger.seal l order by l.number desc limit 1) l on true;
  return query
  select 'LS002', coalesce(f.organization_id, l.organization_id),
    case coalesce(f.kind, l.kind) when 'entry' then 'entry ' when 'restored' then 'restore ' else coalesce(f.kind, l.kind) || ' record ' end
      || coalesce(f.number, l.number),
    case
      when l.leaf_index is null then 'has no leaf, and everything of so low a number is sealed: it was added afterwards'
      when f.number is null then format('was sealed as leaf %s, and is gone', l.leaf_index)
      else format('is not as it was sealed (leaf %s of seal %s)', l.leaf_index, l.seal_number)
    end
  from (
    select t.organization_id, 'entry' as kind, t.number, t.hash from ledger.entry_leaves(-9223372036854775808, 9223372036854775807, scope) t
    union all
    select t.organization_id, t.kind, t.number, t.hash from ledger.record_leaves(-9223372036854775808, 9223372036854775807, scope) t
    union all
    select t.organization_id, 'restored', t.number, t.hash
    from (select s.*, lag(s.instance_number) over (order by s.number) as last_instance from ledger.seal s) s
    cross join lateral ledger.restored_leaves(s.number, s.instance_number, s.last_instance) t
    where s.instance_number > s.last_instance and t.organization_id = any (scope)
  ) f
  full join (select l.* from ledger.leaf l where l.organization_id = any (scope)) l
    on l.organization_id = f.organization_id and l.kind = f.kind and l.number = f.number
  where f.hash is distinct from l.hash and (
    l.number is not null or f.kind = 'restored' or f.number <= case f.kind when 'entry' then state.entry_floor else state.record_floor end);
end
$$;
alter function ledger.broken_leaves(bigint[]) owner to ledger_rules;
comment on function ledger.broken_leaves(bigint[]) is
  'LS002: entries and records of these organizations that are not as they were sealed, are gone, or were added where all is sealed. For ledger.check_seals.';

create or replace function ledger.broken_trees(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
set work_mem = '128MB'
as $$
#variable_conflict use_column
declare
  head ledger.tree_head;
  -- The head before, as it was recorded, and the frontier as it is recomputed.
  before ledger.tree_head;
  frontier bytea;
begin
  for head in
    select t.* from ledger.tree_head t where scope is null or t.organization_id = any (scope) order by t.organization_id, t.seal_number
  loop
    if before.organization_id is distinct from head.organization_id then
      before := null;
      before.leaf_count := 0;
      before.last_entry_number := 0;
      frontier := '';
    end if;
    if head.leaf_count <= before.leaf_count or head.last_entry_number <> greatest(before.last_entry_number, (
      select max(l.number)
      from ledger.leaf l
      where l.organization_id = head.organization_id and l.leaf_index >= before.leaf_count and l.leaf_index < head.leaf_count
        and l.kind = 'entry'))
    then
      return query
      select 'LS003', head.organization_id, 'tree at seal ' || head.seal_number, format('does not follow that of seal %s, or does not say the last entry of its leaves', coalesce(before.seal_number, 0));
    end if;
    frontier := ledger.grow_tree(before.leaf_count, frontier, coalesce((
      select string_agg(l.hash, ''::bytea order by l.leaf_index)
      from ledger.leaf l
      where l.organization_id = head.organization_id and l.leaf_index >= before.leaf_count and l.leaf_index < head.leaf_count), ''));
    if frontier = '' or ledger.tree_root(frontier) <> head.root or frontier <> head.frontier then
      return query
      select 'LS003', head.organization_id, 'tree at seal ' || head.seal_number,
        'its root is not that of its leaves: leaves or roots were changed';
      -- The trees after it are judged by themselves.
      frontier := head.frontier;
    end if;
    before := head;
  end loop;
  return query
  select 'LS003', l.organization_id, 'leaf ' || l.leaf_index, case
      when l.due_seal is null then 'belongs to no tree'
      when l.leaf_index <> l.due_index then format('follows leaf %s', l.due_index - 1)
      when l.seal_number <> l.due_seal then format('says seal %s, and lies in seal %s', l.seal_number, l.due_seal)
      else 'is not in the order of its seal'
    end
  from (
    select l.organization_id, l.leaf_index, l.seal_number, h.seals[width_bucket(l.leaf_index, h.leaf_counts) + 1] as due_seal,
      row_number() over w - 1 as due_index,
      l.seal_number = lag(l.seal_number) over w and (l.place, l.number) <= (lag(l.place) over w, lag(l.number) over w) as is_out_of_order
    from (
      select l.*, case l.kind when 'restored' then 0 when 'entry' then 1 else 2 end as place
      from ledger.leaf l
      where scope is null or l.organization_id = any (scope)
    ) l
    left join (
      select t.organization_id, array_agg(t.leaf_count order by t.seal_number) as leaf_counts,
        array_agg(t.seal_number order by t.seal_number) as seals
      from ledger.tree_head t
      group by 1
    ) h on h.organization_id = l.organization_id
    window w as (partition by l.organization_id order by l.leaf_index)
  ) l
  where l.leaf_index <> l.due_index or l.due_seal is null or l.seal_number <> l.due_seal or l.is_out_of_order;
end
$$;
alter function ledger.broken_trees(bigint[]) owner to ledger_rules;
comment on function ledger.broken_trees(bigint[]) is
  'LS003: heads of trees of these organizations, of all for null, that do not follow each other, whose root is not that of their leaves, and leaves '
  'without their place. For ledger.check_seals.';

create or replace function ledger.broken_seals(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  select 'LS003', null::bigint, 'seal ' || s.number, case
      when s.number <> s.due_number then format('follows seal %s', s.due_number - 1)
      when s.instance_number < s.last_instance or s.last_entry_number < s.last_entry or s.entry_count < s.entries_before
        or s.entry_floor < s.entry_floor_before or s.record_floor < s.record_floor_before
        then format('does not follow seal %s', s.number - 1)
      when s.due_leaves is distinct from s.leaf_count or s.due_entries is distinct from s.entry_count
        then format('counts %s leaves, of which %s are entries; it and those before it have %s and %s', s.leaf_count, s.entry_count, s.due_leaves,
          s.due_entries)
      else 'its root is not that of what it says and of its trees'
    end
  from (
    select s.*, ledger.books_root(s) as due_root, row_number() over w as due_number, lag(s.instance_number, 1, 1) over w as last_instance,
      lag(s.last_entry_number, 1, 0::bigint) over w as last_entry, lag(s.entry_count, 1, 0::bigint) over w as entries_before,
      lag(s.entry_floor, 1, 0::bigint) over w as entry_floor_before, lag(s.record_floor, 1, 0::bigint) over w as record_floor_before,
      sum(l.leaf_count) over w as due_leaves, sum(l.entry_count) over w as due_entries
    from ledger.seal s
    left join (
      select l.seal_number, count(*) as leaf_count, count(*) filter (where l.kind = 'entry') as entry_count from ledger.leaf l group by 1
    ) l on l.seal_number = s.number
    window w as (order by s.number)
  ) s
  where s.number <> s.due_number or s.root is distinct from s.due_root
    or s.instance_number < s.last_instance or s.last_entry_number < s.last_entry or s.entry_count < s.entries_before
    or s.entry_floor < s.entry_floor_before or s.record_floor < s.record_floor_before
    or s.due_leaves is distinct from s.leaf_count or s.due_entries is distinct from s.entry_count
  union all
  select 'LS003', t.organization_id, 'tree at seal ' || t.seal_number, 'there is no such seal'
  from ledger.tree_head t
  where (scope is null or t.organization_id = any (scope)) and not exists (select from ledger.seal s where s.number = t.seal_number)
$$;
alter function ledger.broken_seals(bigint[]) owner to ledger_rules;
comment on function ledger.broken_seals(bigint[]) is
  'LS003: seals that do not follow each other, or whose root is not that of what they say and of the trees of then; heads of trees of these '
  'organizations, of all for null, that belong to no seal. For ledger.check_seals.';

create or replace function ledger.checked_organizations()
returns bigint[]
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select case
    when pg_has_role(session_user, 'ledger_owner', 'member') then
      -- Those as well that leaves name and that are gone.
      array(select o.id from ledger.organization o union select t.organization_id from ledger.tree_head t)
    when ledger.reads_whole_books() then 0 || ledger.readable_organizations()
    else ledger.readable_organizations()
  end
$$;
alter function ledger.checked_organizations() owner to ledger_rules;
comment on function ledger.checked_organizations() is
  'The organizations whose books check goes through for the session: those it reads, all for the owner of the books. For functions.';

create or replace function ledger.check_seals()
returns table (sqlstate text, organization_code text, place text, problem text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  scope constant bigint[] := ledger.checked_organizations();
  -- Who reads all trees is told of those, too, that belong to no organization.
  tree_scope constant bigint[] := case when not (pg_has_role(session_user, 'ledger_owner', 'member') or ledger.reads_whole_books()) then scope end;
begin
  return query
  select b.sqlstate, coalesce(o.code::text, 'number ' || b.organization_id), b.place, b.problem
  from (
    select * from ledger.broken_leaves(scope)
    union all
    select * from ledger.broken_trees(tree_scope)
    union all
    select * from ledger.broken_seals(tree_scope)
    union all
    select * from ledger.broken_rollups(scope)
    union all
    select * from ledger.broken_months(scope)
  ) b
  left join ledger.organization o on o.id = b.organization_id;
end
$$;
alter function ledger.check_seals() owner to ledger_rules;
comment on function ledger.check_seals() is
  'Recomputes leaves, trees and rollups of the organizations that the session may read, and every seal''s root from all trees; one row a '
  'disagreement. For check_books.';
grant execute on function ledger.check_seals() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
