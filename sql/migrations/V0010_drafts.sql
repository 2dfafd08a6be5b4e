-- What callers say of what they record: composite types of text and bigint, and the table that files are staged in. Their fields are the
-- columns of the journal, which are said there and nowhere else; a column that the books give is left out here. Days are text,
-- YYYY-MM-DD, read by ledger.read_day, since PostgreSQL reads a parameter of type date before a function's settings apply.

do $$
declare
  made record;
begin
  for made in
    select d.draft, d.own, string_agg(format('%I %s', a.attname, f.type), ', ' order by a.attnum) as fields,
      string_agg(format('comment on column ledger.%I.%I is %L', d.draft, a.attname, col_description(a.attrelid, a.attnum)), '; ') as comments
    from (values
      ('entry_draft', 'journal_entry', '', array['id', 'import_number', 'adjustment_number', 'membership_number', 'approval_version', 'closing_number', 'proposal_number']),
      ('line_draft', 'journal_line', 'entry_ordinal bigint, ', array['entry_date']),
      ('bill_draft', 'bill', '', array['number_key', 'ordinal']),
      ('payment_draft', 'payment', '', array[]::text[]),
      ('installment_draft', 'promise_installment', '', array['number'])
    ) as d (draft, of_table, own, given)
    join pg_attribute a on a.attrelid = ('ledger.' || d.of_table)::regclass and a.attnum > 0 and a.attname <> all (d.given)
      and a.attname not in ('organization_id', 'entry_id', 'origin_kind', 'origin_number', 'origin_part', 'salts', 'record_number',
        'recorded_at', 'recorded_by')
    join pg_type t on t.oid = a.atttypid
    cross join lateral (
      select case coalesce(nullif(t.typbasetype, 0), t.oid)
        when 'bigint'::regtype then 'bigint'
        when 'smallint'::regtype then 'bigint'
        when 'boolean'::regtype then 'boolean'
        else 'text'
      end as type
    ) f
    group by d.draft, d.own
  loop
    execute format('create type ledger.%I as (%s%s)', made.draft, made.own, made.fields);
    execute made.comments;
  end loop;
end
$$;
comment on type ledger.entry_draft is 'What a caller says of an entry: the columns of ledger.journal_entry that the books do not give.';
comment on type ledger.line_draft is
  'What a caller says of a line: which entry of the call it belongs to, and the columns of ledger.journal_line that the books do not give.';
comment on column ledger.line_draft.entry_ordinal is 'Which entry of the call, from 1.';
comment on type ledger.bill_draft is 'What a caller says of the invoice behind a bill: the columns of ledger.bill that the books do not give.';
comment on type ledger.payment_draft is 'What a caller says of how something is paid: the columns of ledger.payment that the books do not give.';
comment on type ledger.installment_draft is
  'What a caller says of an installment of a promise: the columns of ledger.promise_installment that the books do not give; in order of their days.';
create type ledger.release_part as (on_day date, role text, amount_cents bigint, description text);
comment on type ledger.release_part is 'A release of an award that the books figured, before it is an entry; for functions.';
comment on column ledger.release_part.on_day is 'Its day.';
comment on column ledger.release_part.role is 'Role of the account: release_use or release_time.';
comment on column ledger.release_part.amount_cents is 'US cents; below zero what is taken back.';
comment on column ledger.release_part.description is 'What the entry says.';
create type ledger.origin_part as (kind text, number bigint, part bigint);
comment on type ledger.origin_part is 'Which part of which origin an entry is, as functions of the books tell the door; for functions.';
comment on column ledger.origin_part.kind is 'Kind of the origin.';
comment on column ledger.origin_part.number is 'Number of the origin.';
comment on column ledger.origin_part.part is 'Which entry of it, from 1.';

-- Unlogged: what is staged is posted in the same transaction or is of no worth; it is in no backup.
do $$
declare
  fields text;
  comments text;
begin
  select string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' order by d.place, a.attnum),
    string_agg(format('comment on column ledger.staged_line.%I is %L', a.attname,
      case d.place when 1 then 'On line 1: ' || col_description(a.attrelid, a.attnum) else col_description(a.attrelid, a.attnum) end), '; ')
  into fields, comments
  from (values (1, 'ledger.entry_draft'::regclass), (2, 'ledger.line_draft'::regclass)) as d (place, draft)
  join pg_attribute a on a.attrelid = d.draft and a.attnum > 0 and a.attname <> 'entry_ordinal';
  execute format($table$
    create unlogged table ledger.staged_line (
      login text not null default session_user,
      import_id uuid not null,
      organization_id bigint not null,
      entry_ordinal integer not null,
      row_number integer not null,
      content_key uuid,
      occurrence integer not null default 1,
      generation integer not null default 1,
      balancing_account_code text,
      %s,
      -- The key that an entry of a file has in the books, said once. An entry of an import that was undone keeps its key, so the same
      -- row of the same file comes again under the next generation of it.
      entry_key text generated always as (
        coalesce(idempotency_key, 'row:' || ltrim(replace(content_key::text, '-', ''), '0') || ':' || occurrence)
          || case when generation = 1 then '' else '~' || generation end
      ) stored
    )$table$, fields);
  execute comments;
end
$$;
create index staged_line_import_index on ledger.staged_line (organization_id, entry_ordinal);
comment on index ledger.staged_line_import_index is 'A slice of an import, organization by organization.';
insert into meta.not_backed_up (table_name, why) values ('staged_line', 'passing'), ('staged_bill', 'passing');
comment on table ledger.staged_line is
  'Lines on their way into the journal: copied in by recorders, posted by ledger.post_staged in the same transaction, read by nobody.';
comment on column ledger.staged_line.login is 'Who staged it; only their own lines are posted.';
comment on column ledger.staged_line.import_id is 'The import, a random number chosen by the client.';
comment on column ledger.staged_line.organization_id is 'Whose books.';
comment on column ledger.staged_line.entry_ordinal is 'Which entry of the import, from 1 without gaps.';
comment on column ledger.staged_line.row_number is 'The line of the file that the row stands on, for refusals.';
comment on column ledger.staged_line.content_key is
  'On line 1 of an entry without a key: a fingerprint of its row. The key is made of it and of how often that content stood above.';
comment on column ledger.staged_line.occurrence is 'How often the key or content stands in the import up to this row; set by ledger.number_staged.';
comment on column ledger.staged_line.generation is
  '1, and one more for each time that an entry of this key was undone with its import; set by ledger.open_import.';
comment on column ledger.staged_line.balancing_account_code is
  'Where given, the row makes the next line of the entry too: on this account, same fund and party, the amount turned.';
comment on column ledger.staged_line.entry_key is 'On line 1: the idempotency key that the entry gets.';

do $$
declare
  fields text;
  comments text;
begin
  select string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' order by a.attnum),
    string_agg(format('comment on column ledger.staged_bill.%I is %L', a.attname, col_description(a.attrelid, a.attnum)), '; ')
  into fields, comments
  from pg_attribute a
  where a.attrelid = 'ledger.bill_draft'::regclass and a.attnum > 0;
  execute format($table$
    create unlogged table ledger.staged_bill (
      login text not null default session_user,
      import_id uuid not null,
      entry_ordinal integer not null,
      %s
    )$table$, fields);
  execute comments;
end
$$;
create index staged_bill_import_index on ledger.staged_bill (entry_ordinal);
comment on index ledger.staged_bill_import_index is 'A slice of an import.';
comment on table ledger.staged_bill is
  'The invoices behind staged entries: copied in by recorders beside ledger.staged_line, recorded with their entries by ledger.post_staged, read by nobody.';
comment on column ledger.staged_bill.login is 'Who staged it.';
comment on column ledger.staged_bill.import_id is 'The import, as its lines name it.';
comment on column ledger.staged_bill.entry_ordinal is 'The entry of the import that it is the bill of.';
