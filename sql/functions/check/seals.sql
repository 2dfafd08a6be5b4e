-- The part of check that recomputes seals: leaves from the rows, roots from the leaves, rollups from the lines.

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
  last ledger.seal;
begin
  select s.* into last from ledger.seal s order by s.number desc limit 1;
  return query
  select 'LS002', coalesce(f.organization_id, l.organization_id),
    case coalesce(f.kind, l.kind) when 'entry' then 'entry ' else coalesce(f.kind, l.kind) || ' record ' end || coalesce(f.number, l.number),
    case
      when l.leaf_index is null then format('has no leaf, and seal %s covers its number: it was added afterwards', last.number)
      when f.number is null then format('was sealed as leaf %s, and is gone', l.leaf_index)
      when f.organization_id <> l.organization_id then format('was sealed as leaf %s of another organization', l.leaf_index)
      else format('is not as it was sealed (leaf %s of seal %s)', l.leaf_index, l.seal_number)
    end
  from ledger.leaves(0, coalesce(last.last_entry_number, 0), 0, coalesce(last.last_record_number, 0), scope) f
  full join (select l.* from ledger.leaf l where l.organization_id = any (scope)) l on l.kind = f.kind and l.number = f.number
  where f.hash is distinct from l.hash or f.organization_id is distinct from l.organization_id;
end
$$;
alter function ledger.broken_leaves(bigint[]) owner to ledger_rules;
comment on function ledger.broken_leaves(bigint[]) is
  'LS002: entries and records of these organizations that are not as they were sealed, are gone, or were added below a seal. For ledger.check_seals.';

create or replace function ledger.broken_seals()
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
  seal ledger.seal;
  -- The seal before, as it was recorded, and the frontier as it is recomputed.
  before ledger.seal;
  frontier bytea := '';
begin
  before.number := 0;
  before.last_entry_number := 0;
  before.last_record_number := 0;
  before.leaf_count := 0;
  for seal in select s.* from ledger.seal s order by s.number loop
    if seal.number <> before.number + 1 or seal.leaf_count <= before.leaf_count or seal.last_entry_number < before.last_entry_number
      or seal.last_record_number < before.last_record_number
    then
      return query select 'LS003', null::bigint, 'seal ' || seal.number, format('does not follow seal %s', before.number);
    end if;
    frontier := ledger.grow_tree(before.leaf_count, frontier, coalesce((
      select string_agg(l.hash, ''::bytea order by l.leaf_index)
      from ledger.leaf l
      where l.leaf_index >= before.leaf_count and l.leaf_index < seal.leaf_count), ''));
    if frontier = '' or ledger.tree_root(frontier) <> seal.root or frontier <> seal.frontier then
      return query
      select 'LS003', null::bigint, 'seal ' || seal.number, 'its root is not that of its leaves: leaves or seals were changed';
      -- The seals after it are judged by themselves.
      frontier := seal.frontier;
    end if;
    before := seal;
  end loop;
  return query
  select 'LS003', null::bigint, 'leaf ' || l.leaf_index, case
      when l.leaf_index >= before.leaf_count then 'belongs to no seal'
      when l.leaf_index <> l.due_index then format('follows leaf %s', l.due_index - 1)
      when l.seal_number is distinct from l.due_seal then format('says seal %s, and lies in seal %s', l.seal_number, l.due_seal)
      else 'is not in the order of its seal'
    end
  from (
    select l.leaf_index, l.seal_number, row_number() over (order by l.leaf_index) - 1 as due_index,
      width_bucket(l.leaf_index, array(select s.leaf_count from ledger.seal s order by s.number))::bigint + 1 as due_seal,
      l.seal_number = lag(l.seal_number) over w
        and (l.kind <> 'entry', l.number) <= (lag(l.kind) over w <> 'entry', lag(l.number) over w) as is_out_of_order
    from ledger.leaf l
    window w as (order by l.leaf_index)
  ) l
  where l.leaf_index <> l.due_index or l.seal_number <> l.due_seal or l.is_out_of_order or l.leaf_index >= before.leaf_count;
end
$$;
alter function ledger.broken_seals() owner to ledger_rules;
comment on function ledger.broken_seals() is
  'LS003: seals that do not follow each other, whose root is not that of their leaves, and leaves without their place. For ledger.check_seals.';

create or replace function ledger.broken_rollups(scope bigint[])
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
  seal_ends constant bigint[] := array(select s.last_entry_number from ledger.seal s order by s.number);
begin
  return query
  with due as (
    select s.organization_id, s.fund_code, s.account_code, s.net_asset_class, s.function, s.program_code, s.award_code,
      s.budget_line_code, s.entry_kind, s.is_reversal, s.month, s.service_month, s.seal_number,
      sum(s.debit_cents) over w as debit_cents, sum(s.credit_cents) over w as credit_cents
    from ledger.line_sums(0, coalesce(seal_ends[cardinality(seal_ends)], 0), seal_ends, scope) s
    window w as (
      partition by s.organization_id, s.fund_code, s.account_code, s.net_asset_class, s.function, s.program_code, s.award_code,
        s.budget_line_code, s.entry_kind, s.is_reversal, s.month, s.service_month
      order by s.seal_number)
  ), stored as (
    select k.organization_id, k.fund_code, k.account_code, k.net_asset_class, k.function, k.program_code, k.award_code,
      k.budget_line_code, k.entry_kind, k.is_reversal, k.month, k.service_month, r.seal_number, r.debit_cents, r.credit_cents
    from ledger.rollup r
    left join ledger.rollup_key k on k.organization_id = r.organization_id and k.number = r.key_number
    where r.organization_id = any (scope)
  )
  select 'LS004', coalesce(d.organization_id, r.organization_id),
    concat_ws(' ', 'rollup of', coalesce(nullif(d.award_code, ''), nullif(r.award_code, ''), 'fund ' || coalesce(d.fund_code, r.fund_code)),
      nullif(coalesce(d.budget_line_code, r.budget_line_code), ''), 'account', coalesce(d.account_code, r.account_code),
      to_char(coalesce(d.month, r.month), 'YYYY-MM'), 'at seal', coalesce(d.seal_number, r.seal_number)),
    format('says %s debit and %s credit; its lines say %s and %s', ledger.dollars(coalesce(r.debit_cents, 0)),
      ledger.dollars(coalesce(r.credit_cents, 0)), ledger.dollars(coalesce(d.debit_cents, 0)), ledger.dollars(coalesce(d.credit_cents, 0)))
  from due d
  full join stored r
    on r.organization_id = d.organization_id and r.fund_code = d.fund_code and r.account_code = d.account_code
      and r.net_asset_class = d.net_asset_class and r.function = d.function and r.program_code = d.program_code
      and r.award_code = d.award_code and r.budget_line_code = d.budget_line_code and r.entry_kind = d.entry_kind
      and r.is_reversal = d.is_reversal and r.month = d.month and r.service_month = d.service_month and r.seal_number = d.seal_number
  where d.debit_cents is distinct from r.debit_cents or d.credit_cents is distinct from r.credit_cents;
end
$$;
alter function ledger.broken_rollups(bigint[]) owner to ledger_rules;
comment on function ledger.broken_rollups(bigint[]) is
  'LS004: rollups of these organizations that are not the sums of their lines as of their seal, missing ones and needless ones. For ledger.check_seals.';

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
      array(select o.id from ledger.organization o union select l.organization_id from ledger.leaf l)
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
begin
  return query
  select b.sqlstate, coalesce(o.code::text, 'number ' || b.organization_id), b.place, b.problem
  from (
    select * from ledger.broken_leaves(scope)
    union all
    select * from ledger.broken_seals()
    union all
    select * from ledger.broken_rollups(scope)
  ) b
  left join ledger.organization o on o.id = b.organization_id;
end
$$;
alter function ledger.check_seals() owner to ledger_rules;
comment on function ledger.check_seals() is
  'Recomputes leaves and rollups of the organizations that the session may read, and every seal''s root from all leaves; one row a '
  'disagreement. For check_books.';
grant execute on function ledger.check_seals() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
