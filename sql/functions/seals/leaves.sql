-- The canonical text of entries and records, and their leaves. docs/canonical-entry.md publishes the format: until 1.0.0 it is
-- rewritten in place, later added to under a new version.

create or replace function ledger.entry_leaves(
  after bigint, through bigint, of_organizations bigint[] default null, with_texts boolean default false, only_unsealed boolean default false
)
returns table (organization_id bigint, number bigint, hash bytea, text text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set datestyle = 'ISO, YMD'
set plan_cache_mode = force_custom_plan
set jit = off
set work_mem = '128MB'
-- Lines come in their order, and are put together in it: grouping by hash would not need to keep it.
set enable_hashagg = off
-- After a large import the statistics are those of before it: lines are then looked up entry by entry, and a bitmap for each costs most.
set enable_bitmapscan = off
as $$
#variable_conflict use_column
begin
  return query
  select t.organization_id, t.id, sha256('\x00'::bytea || convert_to(t.text, 'UTF8')), case when with_texts then t.text end
  from (
    -- What the entry relied on, and facts that few lines have, are told after the lines.
    select p.organization_id, p.id, 'entry/3' || string_agg(p.part, '') || string_agg(p.facts, '') as text
    from (
    select e.organization_id, e.id, concat(
      case when l.line_number = 1 or l.line_number is null then concat(
        E'relied\t', e.membership_number, E'\t', e.approval_version, E'\t', e.closing_number, E'\t', e.record_number, E'\t', e.import_number,
        E'\t', e.proposal_number, E'\n', (
          select string_agg(concat(
              E'award\t', a.award_code, E'\t', a.award_version, E'\t', a.terms_version, E'\t', a.budget_version, E'\n'),
            '' order by a.award_code)
          from ledger.entry_award a
          where a.organization_id = e.organization_id and a.entry_id = e.id))
      end,
      case when coalesce(l.line_number, 1) = 1 then E'origin\t' || e.origin_kind || E'\t' || e.origin_number || E'\t' || e.origin_part || E'\n' end,
      E'settles\t' || l.line_number || E'\t' || l.settles_entry_id || E'\n',
      E'participant\t' || l.line_number || E'\t' || l.participant_code || E'\n') as facts, concat(
      case when l.line_number = 1 or l.line_number is null then concat(
        E'\t', o.code, E'\t', e.id, E'\t', e.entry_date, E'\t', e.kind, E'\t', ledger.commitment(e.salts, 1, e.description),
        E'\t', ledger.commitment(e.salts, 2, e.idempotency_key), E'\t', e.reverses_entry_id, E'\t',
        ledger.commitment(e.salts, 3, e.reversal_reason), E'\t', e.refunds_entry_id, E'\t',
        to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), E'\t',
        octet_length(e.recorded_by), ':', e.recorded_by, E'\n')
      end,
      l.line_number, E'\t', l.account_code, E'\t', l.fund_code, E'\t', l.amount_cents, E'\t', l.net_asset_class, E'\t', l.function,
      E'\t', l.program_code, E'\t', l.award_code, E'\t', l.budget_line_code, E'\t', l.party_code, E'\t', l.service_from, E'\t',
      l.service_through, E'\t', ledger.commitment(l.salts, 1, l.memo), E'\t',
      l.commitment_number, E'\n') as part
    from ledger.journal_entry e
    join ledger.organization o on o.id = e.organization_id
    left join ledger.leaf f
      on only_unsealed and f.organization_id = e.organization_id and f.kind = 'entry' and f.number = e.id
    left join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id
    where e.id > after and e.id <= through and (of_organizations is null or e.organization_id = any (of_organizations))
      and f.number is null
    order by e.organization_id, e.id, l.line_number
    ) p
    group by p.organization_id, p.id
  ) t;
end
$$;
alter function ledger.entry_leaves(bigint, bigint, bigint[], boolean, boolean) owner to ledger_rules;
comment on function ledger.entry_leaves(bigint, bigint, bigint[], boolean, boolean) is
  'The leaves of the entries after one number through another, of all organizations or of these, and where asked for the canonical texts '
  'that they are the hashes of; where asked for only of those that have no leaf. For functions only.';

create or replace function ledger.record_leaves(after bigint, through bigint, of_organizations bigint[] default null)
returns table (organization_id bigint, kind text, number bigint, hash bytea)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select t.organization_id, t.kind, t.number, sha256('\x00'::bytea || convert_to(t.text, 'UTF8'))
  from ledger.record_texts($1, $2) t
  where of_organizations is null or t.organization_id = any (of_organizations)
$$;
alter function ledger.record_leaves(bigint, bigint, bigint[]) owner to ledger_rules;
comment on function ledger.record_leaves(bigint, bigint, bigint[]) is
  'The leaves of the records other than entries after one record number through another, of all organizations or of these: SHA-256 of a zero '
  'byte and the canonical text (RFC 6962). For functions only.';

create or replace function ledger.add_leaves(
  seal_number bigint, instance integer, last_instance integer, after_entry bigint, through_entry bigint, after_record bigint
)
returns table (entry_count bigint, record_count bigint, last_entry_number bigint, last_record_number bigint)
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  with new as (
    select l.organization_id, 'entry' as kind, 1 as place, l.number, l.hash
    from ledger.entry_leaves($4, $5, only_unsealed => true) l
    union all
    select l.organization_id, l.kind, 2, l.number, l.hash
    from ledger.record_leaves($6, 9223372036854775807) l
    where not exists (
      select from ledger.leaf f where f.organization_id = l.organization_id and f.kind = l.kind and f.number = l.number)
    union all
    select l.organization_id, 'restored', 0, l.number, l.hash
    from ledger.restored_leaves($1, $2, $3) l
  ), head as (
    -- The last head of each tree that grows.
    select o.organization_id, coalesce(h.leaf_count, 0) as leaf_count, coalesce(h.frontier, '') as frontier,
      coalesce(h.last_entry_number, 0) as last_entry_number
    from (select distinct n.organization_id from new n) o
    left join lateral (
      select t.* from ledger.tree_head t where t.organization_id = o.organization_id order by t.seal_number desc limit 1
    ) h on true
  ), added as (
    insert into ledger.leaf (organization_id, leaf_index, seal_number, kind, number, hash)
    select n.organization_id, h.leaf_count - 1 + row_number() over (partition by n.organization_id order by n.place, n.number), $1, n.kind,
      n.number, n.hash
    from new n
    join head h on h.organization_id = n.organization_id
    order by 1, 2
    returning organization_id, leaf_index, kind, number, hash
  ), grown as (
    insert into ledger.tree_head (organization_id, seal_number, last_entry_number, leaf_count, root, frontier)
    select h.organization_id, $1, greatest(h.last_entry_number, a.last_entry_number), h.leaf_count + a.leaf_count, ledger.tree_root(g.frontier),
      g.frontier
    from head h
    join (
      select a.organization_id, count(*) as leaf_count, max(a.number) filter (where a.kind = 'entry') as last_entry_number,
        string_agg(a.hash, ''::bytea order by a.leaf_index) as hashes
      from added a
      group by 1
    ) a on a.organization_id = h.organization_id
    cross join lateral (select ledger.grow_tree(h.leaf_count, h.frontier, a.hashes) as frontier offset 0) g
  )
  select count(*) filter (where a.kind = 'entry'), count(*) filter (where a.kind <> 'entry'),
    max(a.number) filter (where a.kind = 'entry'), max(a.number) filter (where a.kind not in ('entry', 'restored'))
  from added a
$$;
alter function ledger.add_leaves(bigint, integer, integer, bigint, bigint, bigint) owner to ledger_rules;
comment on function ledger.add_leaves(bigint, integer, integer, bigint, bigint, bigint) is
  'Adds the leaves of a seal to the trees, and the heads of the trees that grew: of each organization first what a restore left, then its '
  'entries without a leaf in a range of numbers, then its other records without one, each by number. For ledger.seal_books.';

create or replace function ledger.canonical_entry(organization_id bigint, entry_number bigint)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select t.text
  from ledger.entry_leaves($2 - 1, $2, array[$1], true) t
  where ledger.reads_books($1)
$$;
alter function ledger.canonical_entry(bigint, bigint) owner to ledger_rules;
comment on function ledger.canonical_entry(bigint, bigint) is
  'The canonical text of an entry (docs/canonical-entry.md), whose hash is its leaf; null outside the session''s memberships.';
grant execute on function ledger.canonical_entry(bigint, bigint)
  to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
