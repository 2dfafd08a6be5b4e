-- The trees of organizations, the root over them, and checkpoints (C2SP): what a partner keeps to check the books by.

create or replace function ledger.tree_origin(instance integer, organization_id bigint)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select format('ledgerctl/%s-%s', i.id, i.number) || case when $2 is null then '' else '/' || coalesce((
    select o.code::text from ledger.organization o where o.id = $2), $2::text) end
  from meta.instance i
  where i.number = $1
$$;
alter function ledger.tree_origin(integer, bigint) owner to ledger_rules;
comment on function ledger.tree_origin(integer, bigint) is
  'The name of a tree in a life of the books: ledgerctl, the UUID and number of that life, and the code of the organization, 0 for the tree of '
  'what concerns the whole books; without it that of the root over the trees. For functions only.';

create or replace function ledger.checkpoint_text(instance integer, organization_id bigint, size bigint, root bytea)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select concat(ledger.tree_origin($1, $2), E'\n', $3, E'\n', encode($4, 'base64'), E'\n')
$$;
alter function ledger.checkpoint_text(integer, bigint, bigint, bytea) owner to ledger_rules;
comment on function ledger.checkpoint_text(integer, bigint, bigint, bytea) is
  'The body of a checkpoint (C2SP tlog-checkpoint): origin, size, root in base64, a line each. For functions only.';

create or replace function ledger.tree_heads(seal_number bigint)
returns table (organization_id bigint, leaf_count bigint, root bytea)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select o.id, h.leaf_count, h.root
  from (select 0 as id union all select o.id from ledger.organization o) o
  cross join lateral (
    select t.leaf_count, t.root
    from ledger.tree_head t
    where t.organization_id = o.id and t.seal_number <= $1
    order by t.seal_number desc
    limit 1
  ) h
$$;
alter function ledger.tree_heads(bigint) owner to ledger_rules;
comment on function ledger.tree_heads(bigint) is 'The trees that had leaves at a seal, with their sizes and roots then. For functions only.';

create or replace function ledger.seal_text(seal ledger.seal)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select concat(
    E'seal/1\t', $1.number, E'\t', to_char($1.sealed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), E'\t',
    ledger.counted($1.sealed_by), E'\t', $1.last_entry_number, E'\t', $1.last_record_number, E'\t', $1.entry_count, E'\t', $1.leaf_count,
    E'\t', $1.entry_floor, E'\t', $1.record_floor, E'\n')
$$;
alter function ledger.seal_text(ledger.seal) owner to ledger_rules;
comment on function ledger.seal_text(ledger.seal) is
  'What a seal says of itself: when and by whom it was made, and how far it goes. Its hash is the first leaf under the root. For functions only.';

create or replace function ledger.canonical_seal(seal_number bigint)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select ledger.seal_text(s) from ledger.seal s where s.number = $1
$$;
alter function ledger.canonical_seal(bigint) owner to ledger_rules;
comment on function ledger.canonical_seal(bigint) is
  'The canonical text of a seal (docs/canonical-entry.md), whose hash is the first leaf under its root; null where there is no such seal.';
grant execute on function ledger.canonical_seal(bigint)
  to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;

create or replace function ledger.books_root(seal ledger.seal)
returns bytea
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select ledger.tree_root(ledger.grow_tree(0, '', sha256('\x00'::bytea || convert_to(ledger.seal_text($1), 'UTF8')) || string_agg(
    sha256('\x00'::bytea || convert_to(ledger.checkpoint_text($1.instance_number, h.organization_id, h.leaf_count, h.root), 'UTF8')),
    ''::bytea order by h.organization_id)))
  from ledger.tree_heads($1.number) h
$$;
alter function ledger.books_root(ledger.seal) owner to ledger_rules;
comment on function ledger.books_root(ledger.seal) is
  'The root of a seal: of a tree (RFC 6962) whose leaves are what the seal says of itself and the checkpoints of the trees then, by id of the '
  'organization. For functions only.';

create or replace function ledger.restored_leaves(seal_number bigint, instance integer, last_instance integer)
returns table (organization_id bigint, number bigint, hash bytea, text text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select t.organization_id, $2::bigint, sha256('\x00'::bytea || convert_to(t.text, 'UTF8')), t.text
  from (
    select h.organization_id, concat(
      E'restored/1\t', o.code, E'\t', i.number, E'\t', to_char(i.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), E'\t',
      ledger.counted(i.created_by), E'\t', ledger.tree_origin($3, h.organization_id), E'\t', h.leaf_count, E'\t',
      encode(h.root, 'base64'), E'\n') as text
    from ledger.tree_heads($1 - 1) h
    join meta.instance i on i.number = $2
    left join ledger.organization o on o.id = h.organization_id
    where $2 > $3
  ) t
$$;
alter function ledger.restored_leaves(bigint, integer, integer) owner to ledger_rules;
comment on function ledger.restored_leaves(bigint, integer, integer) is
  'The leaves of kind restored that a seal begins with, one for each tree, where the books were restored since the seal before it: they hold '
  'the origin, size and root of the tree before. For functions only.';

create or replace function ledger.checkpoint(seal_number bigint, organization_id bigint default null)
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  org constant bigint := organization_id;
  seal ledger.seal;
  tree record;
begin
  select s.* into seal from ledger.seal s where s.number = seal_number;
  if org is null then
    return (select ledger.checkpoint_text(seal.instance_number, null, 1 + count(*), seal.root) from ledger.tree_heads(seal_number) h);
  end if;
  select h.* into tree from ledger.tree_heads(seal_number) h where h.organization_id = org and ledger.reads_tree(org);
  return case when found then ledger.checkpoint_text(seal.instance_number, org, tree.leaf_count, tree.root) end;
end
$$;
alter function ledger.checkpoint(bigint, bigint) owner to ledger_rules;
comment on function ledger.checkpoint(bigint, bigint) is
  'The checkpoint of a seal: of the root over the trees, whose size is their number and one, or of the tree of an organization, 0 for that of the whole '
  'books. Null where there is none, or outside the session''s memberships.';

create or replace function ledger.reads_tree(organization_id bigint)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select case $1 when 0 then ledger.reads_whole_books() else ledger.reads_books($1) end
$$;
alter function ledger.reads_tree(bigint) owner to ledger_rules;
comment on function ledger.reads_tree(bigint) is 'Whether the session''s login reads the tree of an organization; 0 for that of the whole books. For functions only.';

create or replace function ledger.trees_of_seal(seal_number bigint)
returns table (place bigint, organization_id bigint, organization_code text, leaf_count bigint, root bytea, checkpoint_hash bytea)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select 0, null, null, null, null, sha256('\x00'::bytea || convert_to(ledger.seal_text(s), 'UTF8'))
  from ledger.seal s
  where s.number = $1
  union all
  select h.place, case when h.is_read then h.organization_id end, case when h.is_read then o.code::text end,
    case when h.is_read then h.leaf_count end, case when h.is_read then h.root end,
    sha256('\x00'::bytea || convert_to(ledger.checkpoint_text(s.instance_number, h.organization_id, h.leaf_count, h.root), 'UTF8'))
  from ledger.seal s
  cross join lateral (
    select h.*, row_number() over (order by h.organization_id) as place, ledger.reads_tree(h.organization_id) as is_read
    from ledger.tree_heads(s.number) h
  ) h
  left join ledger.organization o on o.id = h.organization_id
  where s.number = $1
  order by 1
$$;
alter function ledger.trees_of_seal(bigint) owner to ledger_rules;
comment on function ledger.trees_of_seal(bigint) is
  'The leaves of the root of a seal, in their order: at place 0 the hash of what the seal says of itself, then of each tree that of its '
  'checkpoint; id, code, size and root only of what the session reads. So whoever reads one organization can go from its tree to the root.';

create or replace function ledger.keep_note(organization_id bigint, note text)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  org constant bigint := organization_id;
  body constant text := split_part(note, E'\n\n', 1) || E'\n';
  signatures constant text := substr(note, length(body) + 2);
  signed bigint;
begin
  if (case org when 0 then ledger.may_create_organizations() else org = any (ledger.recordable_organizations()) end) is not true then
    perform ledger.refuse('LM001', format('login %s does not record in these books', session_user));
  end if;
  if org = 0 then
    select s.number into signed
    from ledger.seal s
    where encode(s.root, 'base64') = split_part(body, E'\n', 3) and ledger.checkpoint(s.number) = body;
  else
    select t.seal_number into signed
    from ledger.tree_head t
    where t.organization_id = org and encode(t.root, 'base64') = split_part(body, E'\n', 3) and ledger.checkpoint(t.seal_number, org) = body;
  end if;
  if signed is null then
    perform ledger.refuse('LS005', 'what it begins with is the checkpoint of no seal of these books');
  elsif signatures !~ E'^(\u2014 [^[:cntrl:][:space:]+]+ [A-Za-z0-9+/]{7,}={0,2}\n)+$' then
    perform ledger.refuse('LS005', format('what follows the checkpoint of seal %s is not an empty line and lines of signatures', signed));
  end if;
  insert into ledger.signed_note (organization_id, number, seal_number, note)
  select org, coalesce(max(n.number), 0) + 1, signed, note
  from ledger.signed_note n
  where n.organization_id = org;
  return signed;
end
$$;
alter function ledger.keep_note(bigint, text) owner to ledger_rules;
comment on function ledger.keep_note(bigint, text) is
  'Keeps a checkpoint that somebody else signed (C2SP signed note), of the tree of an organization or, for 0, of the root over the trees; returns '
  'the seal that it is of. The signatures are not verified. That of the root over the trees is kept by who administers the whole books. Raises LM001, LS005, or constraint signed_note_note_key.';
grant insert (organization_id, number, seal_number, note) on ledger.signed_note to ledger_rules;
grant execute on function ledger.keep_note(bigint, text) to ledger_recorder, ledger_finance_admin;
grant execute on function ledger.checkpoint(bigint, bigint), ledger.trees_of_seal(bigint)
  to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;

create or replace view report.seal
with (security_invoker = true, security_barrier = true) as
select
  s.number as seal,
  s.sealed_at,
  s.sealed_by,
  s.entry_count as entries,
  s.leaf_count as leaves,
  encode(s.root, 'hex') as root
from ledger.seal s;
comment on view report.seal is 'The seals of the books, each with a root over the trees of its organizations.';
comment on column report.seal.seal is 'Number of the seal.';
comment on column report.seal.sealed_at is 'When it was made.';
comment on column report.seal.sealed_by is 'Login that made it.';
comment on column report.seal.entries is 'Entries of it and the seals before it, of all organizations.';
comment on column report.seal.leaves is 'Leaves of it and the seals before it, of all organizations.';
comment on column report.seal.root is 'Root over the trees, hex.';
grant select on report.seal to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;

create or replace view report.tree
with (security_invoker = true, security_barrier = true) as
select
  o.code::text as organization,
  t.seal_number as seal,
  t.leaf_count as leaves,
  encode(t.root, 'hex') as root
from ledger.tree_head t
left join ledger.organization o on o.id = t.organization_id;
comment on view report.tree is 'The tree of each organization, as each seal that added to it left it.';
comment on column report.tree.organization is 'Code of the organization; empty for the tree of what concerns the whole books or a network.';
comment on column report.tree.seal is 'Number of the seal.';
comment on column report.tree.leaves is 'Leaves through it: the size of the tree.';
comment on column report.tree.root is 'Root over those leaves, hex.';
grant select on report.tree to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
