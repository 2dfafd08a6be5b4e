-- Drafts: what a caller says of an entry and its lines, read into rows of the journal, and rows told as drafts again. Which fields
-- there are is said by the tables alone: the functions that go field by field are made here from their columns.

create or replace function ledger.no_day(value text)
returns date
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.refuse('LE017', format('%s is not a day', quote_literal(value)));
  return null;
end
$$;
comment on function ledger.no_day(text) is 'Raises LE017: a text is not a day.';

create or replace function ledger.is_day(value text)
returns boolean
language sql
immutable
as $$
  select case
    when $1 !~ '^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' then false
    else right($1, 2)::integer <= date_part('day', make_date(left($1, 4)::integer, substr($1, 6, 2)::integer, 1) + interval '1 month - 1 day')
  end
$$;
comment on function ledger.is_day(text) is 'Whether a text is a day of 2000 to 2099, YYYY-MM-DD; null for null.';

create or replace function ledger.read_day(value text)
returns date
language sql
immutable
as $$
  select case
    when $1 is null then null
    when ledger.is_day($1) then make_date(left($1, 4)::integer, substr($1, 6, 2)::integer, right($1, 2)::integer)
    else ledger.no_day($1)
  end
$$;
comment on function ledger.read_day(text) is
  'The one reader of days that callers give: YYYY-MM-DD, whatever the session''s DateStyle; no "today", no infinity. Raises LE017.';
grant execute on function ledger.no_day(text), ledger.is_day(text), ledger.read_day(text) to ledger_fn;

create or replace function meta.make_mapping(name text, source regclass, target regclass, received text default '', kept text[] default null)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  fields text;
  parameter constant text[] := array(select split_part(btrim(r), ' ', 1) from unnest(string_to_array(received, ',')) r);
begin
  select string_agg(case
      when t.attname = any (parameter) then format('%I', t.attname)
      when s.attname is null then 'null'
      when t.atttypid = 'text'::regtype and s.atttypid in ('date'::regtype, 'ledger.day'::regtype)
        then format('to_char((d).%I, ''YYYY-MM-DD'')', t.attname)
      when t.atttypid = 'ledger.day'::regtype and s.atttypid = 'text'::regtype then format('ledger.read_day((d).%I)', t.attname)
      else format('(d).%I', t.attname)
    end || '::' || format_type(t.atttypid, t.atttypmod), ', ' order by t.attnum)
  into fields
  from pg_attribute t
  left join pg_attribute s on s.attrelid = source and s.attname = t.attname and s.attnum > 0 and not s.attisdropped
    and (kept is null or s.attname = any (kept))
  where t.attrelid = target and t.attnum > 0 and not t.attisdropped;
  execute format('create or replace function ledger.%I(%sd %s) returns %s language sql stable as %L',
    name, nullif(received, '') || ', ', source, target, format('select row(%s)::%s', fields, target));
  execute format('alter function ledger.%I owner to ledger_fn', name);
  execute format('comment on function ledger.%I is %L', name,
    format('A row of %s as one of %s, field by field of the same name; made by meta.make_mapping. For functions.', source, target));
  execute format('grant execute on function ledger.%I to ledger_rules', name);
end
$$;
comment on function meta.make_mapping(text, regclass, regclass, text, text[]) is
  'Makes a function of schema ledger that turns a row of one type into one of another, field by field of the same name: days are read and '
  'written as YYYY-MM-DD; a field is a parameter where it is received so, and null where the source lacks it or it is not among the kept.';
revoke execute on function meta.make_mapping(text, regclass, regclass, text, text[]) from public;

do $$
begin
  perform meta.make_mapping('entry_as_draft', 'ledger.journal_entry', 'ledger.entry_draft');
  perform meta.make_mapping('line_as_draft', 'ledger.journal_line', 'ledger.line_draft', 'entry_ordinal bigint');
  perform meta.make_mapping('bill_as_draft', 'ledger.bill', 'ledger.bill_draft');
  perform meta.make_mapping('payment_as_draft', 'ledger.payment', 'ledger.payment_draft');
  perform meta.make_mapping('installment_as_draft', 'ledger.promise_installment', 'ledger.installment_draft');
  perform meta.make_mapping('staged_as_bill', 'ledger.staged_bill', 'ledger.bill_draft');
  perform meta.make_mapping('draft_as_line', 'ledger.line_draft', 'ledger.journal_line',
    'organization_id bigint, entry_id bigint, entry_date date');
  perform meta.make_mapping('staged_as_entry', 'ledger.staged_line', 'ledger.entry_draft', 'idempotency_key text');
  perform meta.make_mapping('staged_as_line', 'ledger.staged_line', 'ledger.line_draft', 'entry_ordinal bigint');
  -- The line that only balances another one says nothing else.
  perform meta.make_mapping('staged_as_balance', 'ledger.staged_line', 'ledger.line_draft',
    'entry_ordinal bigint, line_number bigint, account_code text, amount_cents bigint', array['fund_code', 'party_code']);
end
$$;

create or replace function ledger.turned(draft ledger.line_draft)
returns ledger.line_draft
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  draft.amount_cents := -draft.amount_cents;
  return draft;
end
$$;
comment on function ledger.turned(ledger.line_draft) is 'A line with its amount turned, as the reversal of its entry has it.';

grant execute on function ledger.turned(ledger.line_draft)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.draft_entry(
  idempotency_key text, entry_date text, kind text, description text, reverses_entry_id bigint default null, reversal_reason text default null
)
returns ledger.entry_draft
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  draft ledger.entry_draft;
begin
  draft.idempotency_key := idempotency_key;
  draft.entry_date := entry_date;
  draft.kind := kind;
  draft.description := description;
  draft.reverses_entry_id := reverses_entry_id;
  draft.reversal_reason := reversal_reason;
  return draft;
end
$$;
comment on function ledger.draft_entry is 'A draft of an entry that the books make themselves.';

create or replace function ledger.draft_line(
  entry_ordinal bigint, line_number bigint, account_code text, fund_code text, amount_cents bigint, net_asset_class text default null,
  function text default null, program_code text default null, award_code text default null, party_code text default null
)
returns ledger.line_draft
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  draft ledger.line_draft;
begin
  draft.entry_ordinal := entry_ordinal;
  draft.line_number := line_number;
  draft.account_code := account_code;
  draft.fund_code := fund_code;
  draft.amount_cents := amount_cents;
  draft.net_asset_class := net_asset_class;
  draft.function := function;
  draft.program_code := program_code;
  draft.award_code := award_code;
  draft.party_code := party_code;
  return draft;
end
$$;
comment on function ledger.draft_line is 'A draft of a line that the books make themselves; cents, debits positive.';
grant execute on function ledger.draft_entry, ledger.draft_line to ledger_fn;
