-- The canonical text of entries and records, and their leaves. docs/canonical-entry.md publishes the format: it may be added to
-- under a new version, never changed.

create or replace function ledger.entry_leaves(
  after bigint, through bigint, of_organizations bigint[] default null, with_texts boolean default false
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
    select p.organization_id, p.id, 'entry/2' || string_agg(p.part, '') || string_agg(p.facts, '') as text
    from (
    select e.organization_id, e.id, concat(
      case when l.line_number = 1 or l.line_number is null then concat(
        E'relied\t', e.membership_number, E'\t', e.approval_version, E'\t', e.closing_number, E'\n', (
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
        E'\t', o.code, E'\t', e.id, E'\t', e.entry_date, E'\t', e.kind, E'\t', octet_length(e.description), ':',
        e.description, E'\t', octet_length(e.idempotency_key), ':', e.idempotency_key, E'\t', e.reverses_entry_id, E'\t',
        case when e.reversal_reason is not null then octet_length(e.reversal_reason) || ':' || e.reversal_reason end, E'\t',
        e.refunds_entry_id, E'\t', to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), E'\t',
        octet_length(e.recorded_by), ':', e.recorded_by, E'\n')
      end,
      l.line_number, E'\t', l.account_code, E'\t', l.fund_code, E'\t', l.amount_cents, E'\t', l.net_asset_class, E'\t', l.function,
      E'\t', l.program_code, E'\t', l.award_code, E'\t', l.budget_line_code, E'\t', l.party_code, E'\t', l.service_from, E'\t',
      l.service_through, E'\t', case when l.memo is not null then octet_length(l.memo) || ':' || l.memo end, E'\t',
      l.commitment_number, E'\n') as part
    from ledger.journal_entry e
    join ledger.organization o on o.id = e.organization_id
    left join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id
    where e.id > after and e.id <= through and (of_organizations is null or e.organization_id = any (of_organizations))
    order by e.organization_id, e.id, l.line_number
    ) p
    group by p.organization_id, p.id
  ) t;
end
$$;
alter function ledger.entry_leaves(bigint, bigint, bigint[], boolean) owner to ledger_rules;
comment on function ledger.entry_leaves(bigint, bigint, bigint[], boolean) is
  'The leaves of the entries after one number through another, of all organizations or of these, and where asked for the canonical texts '
  'that they are the hashes of. For functions only.';

create or replace function ledger.leaves(
  after_entry bigint, through_entry bigint, after_record bigint, through_record bigint, of_organizations bigint[] default null
)
returns table (organization_id bigint, kind text, number bigint, hash bytea)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select t.organization_id, 'entry', t.number, t.hash
  from ledger.entry_leaves($1, $2, of_organizations) t
  union all
  select t.organization_id, t.kind, t.number, sha256('\x00'::bytea || convert_to(t.text, 'UTF8'))
  from ledger.record_texts($3, $4) t
  where of_organizations is null or t.organization_id = any (of_organizations)
$$;
alter function ledger.leaves(bigint, bigint, bigint, bigint, bigint[]) owner to ledger_rules;
comment on function ledger.leaves(bigint, bigint, bigint, bigint, bigint[]) is
  'The leaves of what lies after two watermarks through two others, of all organizations or of these: SHA-256 of a zero byte and the '
  'canonical text (RFC 6962). For functions only.';

create or replace function ledger.add_leaves(
  seal_number bigint, first_index bigint, after_entry bigint, through_entry bigint, after_record bigint, through_record bigint
)
returns table (entry_count bigint, record_count bigint)
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  with added as (
    insert into ledger.leaf (leaf_index, seal_number, organization_id, kind, number, hash)
    select $2 - 1 + row_number() over (order by l.kind <> 'entry', l.number), $1, l.organization_id, l.kind, l.number, l.hash
    from ledger.leaves($3, $4, $5, $6) l
    order by 1
    returning kind
  )
  select count(*) filter (where a.kind = 'entry'), count(*) filter (where a.kind <> 'entry')
  from added a
$$;
alter function ledger.add_leaves(bigint, bigint, bigint, bigint, bigint, bigint) owner to ledger_rules;
comment on function ledger.add_leaves(bigint, bigint, bigint, bigint, bigint, bigint) is
  'Adds the leaves of a seal, from the first index on: its entries by number, then its other records by record number. For ledger.seal_books.';

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
