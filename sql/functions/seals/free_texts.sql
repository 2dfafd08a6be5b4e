-- Free texts. A leaf holds each as a commitment: what SHA-256 makes of a salt and the text, so that a text can be left out where a leaf is
-- shown, or removed, and the leaf is proven all the same. The salts are beside the text, in the row.

create or replace view meta.free_text (table_name, column_name, place) as
values
  ('journal_entry', 'description', 1), ('journal_entry', 'idempotency_key', 2), ('journal_entry', 'reversal_reason', 3),
  ('journal_line', 'memo', 1),
  ('account', 'name', 1),
  ('allocation_rule', 'name', 1), ('allocation_rule', 'base', 2), ('allocation_rule', 'document', 3),
  ('approval_policy', 'approved_by', 1), ('approval_policy', 'reason', 2),
  ('award_event', 'reason', 1), ('award_event', 'equipment', 2),
  ('award_report', 'title', 1),
  ('award_terms', 'approved_by', 1), ('award_terms', 'document', 2), ('award_terms', 'reason', 3), ('award_terms', 'preset', 4),
  ('award_tranche', 'condition', 1),
  ('award_version', 'name', 1), ('award_version', 'approved_by', 2), ('award_version', 'document', 3),
  ('award_version', 'reason', 4), ('award_version', 'budget_effect', 5),
  ('bill', 'invoice_number', 1),
  ('budget_line', 'name', 1),
  ('budget_version', 'approved_by', 1), ('budget_version', 'document', 2), ('budget_version', 'reason', 3),
  ('closing_event', 'approved_by', 1), ('closing_event', 'reason', 2),
  ('commitment', 'description', 1), ('commitment', 'document', 2), ('commitment', 'idempotency_key', 3),
  ('commitment_event', 'reason', 1),
  ('coverage', 'other_system', 1), ('coverage', 'approved_by', 2), ('coverage', 'reason', 3),
  ('decision', 'reason', 1),
  ('document_link', 'title', 1),
  ('document_withdrawal', 'reason', 1),
  ('fund', 'name', 1),
  ('import_batch', 'file_name', 1),
  ('import_profile', 'content', 1),
  ('import_undo', 'reason', 1),
  ('membership_revocation', 'reason', 1),
  ('mileage_rate', 'source', 1),
  ('network', 'name', 1),
  ('organization', 'name', 1),
  ('organization_policy', 'approved_by', 1), ('organization_policy', 'reason', 2),
  ('party', 'name', 1),
  ('payment', 'reference', 1),
  ('program', 'name', 1),
  ('proposal', 'idempotency_key', 1), ('proposal', 'summary', 2), ('proposal', 'content', 3),
  ('renaming', 'name', 1), ('renaming', 'reason', 2),
  ('text_removal', 'reason', 1),
  ('variance_explanation', 'explanation', 1);
comment on view meta.free_text is
  'The free texts of records that have leaves, and which of the salts of its row each has: place n is bytes 16n - 15 to 16n of column salts. '
  'Triggers that give salts, and what opens a commitment, go by it.';
comment on column meta.free_text.table_name is 'A table of schema ledger.';
comment on column meta.free_text.column_name is 'A column of it: text, or jsonb as PostgreSQL writes it.';
comment on column meta.free_text.place is 'From 1 in the order of columns, never changed.';
grant select on meta.free_text to ledger_fn, ledger_rules, ledger_eraser, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

-- Of whatever table it fires for: as whoever inserts, and without settings of its own, which every line of an import would pay for. So every
-- name is qualified.
create or replace function ledger.give_salts()
returns trigger
language plpgsql
as $$
begin
  if new.salts is not null then
    perform ledger.refuse('LE009', pg_catalog.format('the salts of a row of %s were given by the client', tg_table_name));
  end if;
  -- A random UUID: 122 of its 128 bits are random.
  new.salts := pg_catalog.uuid_send(pg_catalog.gen_random_uuid());
  for place in 2 .. tg_argv[0]::pg_catalog.int4 loop
    new.salts := new.salts operator(pg_catalog.||) pg_catalog.uuid_send(pg_catalog.gen_random_uuid());
  end loop;
  return new;
end
$$;
comment on function ledger.give_salts() is
  'Gives a row the salts of its free texts, as many as the argument says; raises LE009 where a client gave some.';

-- Put into the query that calls it, so without settings, and every name qualified. A text whose salts somebody took away is no text less.
-- Where the salt is zeros, which no random one is, the text was removed and its commitment stands in its place, in quotes where it was JSON.
create or replace function ledger.commitment(salts bytea, place integer, value text)
returns text
language sql
stable
as $$
  select case
    when pg_catalog.substr($1, 16 operator(pg_catalog.*) $2 operator(pg_catalog.-) 15, 16)
        operator(pg_catalog.=) '\x00000000000000000000000000000000'::pg_catalog.bytea
      and $3 operator(pg_catalog.~) '^"?removed:[A-Za-z0-9+/]{43}="?$'
      then pg_catalog.substr(pg_catalog.btrim($3, '"'), 9)
    else pg_catalog.encode(pg_catalog.sha256(
      '\x02'::pg_catalog.bytea operator(pg_catalog.||)
        coalesce(pg_catalog.substr($1, 16 operator(pg_catalog.*) $2 operator(pg_catalog.-) 15, 16), '') operator(pg_catalog.||)
        pg_catalog.convert_to($3, 'UTF8')), 'base64')
  end
$$;
comment on function ledger.commitment(bytea, integer, text) is
  'What a leaf holds of a free text: SHA-256 of a byte 2, its salt and the text in UTF-8, in base64; null for null; of a text that was removed, '
  'what stands in its place. place: see meta.free_text.';
grant execute on function ledger.commitment(bytea, integer, text) to ledger_rules, ledger_eraser;

create or replace function ledger.is_removed(salts bytea, place integer, value text)
returns boolean
language sql
stable
as $$
  select coalesce(pg_catalog.substr($1, 16 operator(pg_catalog.*) $2 operator(pg_catalog.-) 15, 16)
      operator(pg_catalog.=) '\x00000000000000000000000000000000'::pg_catalog.bytea
    and $3 operator(pg_catalog.~) '^"?removed:[A-Za-z0-9+/]{43}="?$', false)
$$;
comment on function ledger.is_removed(bytea, integer, text) is
  'Whether a text was removed: its salt is zeros, and its commitment stands in its place. place: see meta.free_text.';
grant execute on function ledger.is_removed(bytea, integer, text)
  to ledger_rules, ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.open_entry(organization_id bigint, entry_number bigint)
returns table (line_number integer, field text, salt bytea, text text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select r.line_number, f.column_name, substr(r.salts, 16 * f.place - 15, 16), r.fields ->> f.column_name
  from (
    select 'journal_entry' as table_name, null::integer as line_number, e.salts, to_jsonb(e) as fields
    from ledger.journal_entry e
    where e.organization_id = $1 and e.id = $2
    union all
    select 'journal_line', l.line_number, l.salts, to_jsonb(l)
    from ledger.journal_line l
    where l.organization_id = $1 and l.entry_id = $2
  ) r
  join meta.free_text f on f.table_name = r.table_name
  where r.fields ->> f.column_name is not null and ledger.reads_books($1)
  order by r.line_number nulls first, f.place
$$;
alter function ledger.open_entry(bigint, bigint) owner to ledger_rules;
comment on function ledger.open_entry(bigint, bigint) is
  'What the commitments of an entry''s canonical text are made of, in their order: column, salt and text; line_number null for the entry''s own. '
  'No row outside the session''s memberships.';
grant execute on function ledger.open_entry(bigint, bigint) to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

-- Where this file alone has changed, traits are not made again; the first time there is nothing to make them yet.
do $$
begin
  if to_regprocedure('meta.make_from_traits()') is not null then
    perform meta.make_from_traits();
  end if;
end
$$;
