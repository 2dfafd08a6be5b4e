-- What entries of an award that the books figure have in common: the award is held, its balances are read, the entry is recorded once.

create or replace function ledger.require_words(words text, field text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if coalesce(btrim(words), '') = '' then
    perform ledger.refuse('LE017', format('the %s is missing', field));
  end if;
end
$$;
comment on function ledger.require_words(text, text) is 'Raises LE017 where nothing is said of what has to be said, as why money goes back.';
grant execute on function ledger.require_words(text, text) to ledger_fn;

create or replace function ledger.award_to_move(organization_id bigint, award_code text, kind text, amount_cents bigint, otherwise text)
returns ledger.award
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  found_award ledger.award;
begin
  perform ledger.hold_award($1, $2);
  select w.* into found_award from ledger.award w where w.organization_id = $1 and w.code = $2;
  if not found then
    perform ledger.refuse('LR002', format('award %s does not exist here', $2), 'See {award list}.');
  elsif not ledger.is_moved_as_recognized($3, found_award.recognition) then
    perform ledger.refuse('LA018', format('award %s is %s, and %s', $2, found_award.recognition, $5), known => jsonb_build_object('award', $2));
  elsif ($4 > 0) is not true then
    perform ledger.refuse('LA018', format('an amount of award %s is more than zero', $2), known => jsonb_build_object('award', $2));
  end if;
  return found_award;
end
$$;
alter function ledger.award_to_move(bigint, text, text, bigint, text) owner to ledger_fn;
comment on function ledger.award_to_move is
  'An award whose totals an entry will move, held until the transaction ends. Raises LM001, LP004, LR002, LA018 where awards of its '
  'recognition have no entries of that kind, which it says otherwise, or the amount, cents, is not more than zero.';

create or replace function ledger.default_account(organization_id bigint, role text)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select a.code::text from ledger.account a where a.organization_id = $1 and a.role = $2 and a.is_default
$$;
alter function ledger.default_account(bigint, text) owner to ledger_rules;
comment on function ledger.default_account(bigint, text) is 'The account that is meant where a role is named. For functions.';
grant execute on function ledger.default_account(bigint, text) to ledger_fn;

create or replace function ledger.advance_from(organization_id bigint, award ledger.award, role text, from_day date)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(ledger.room_from($1, 'advance', ledger.measure_key($2.code, null, $2.fund_code, ledger.default_account($1, $3)), $4), 0)
$$;
comment on function ledger.advance_from(bigint, ledger.award, text, date) is
  'What can be taken from the default account of a role (refundable advance, custodial) of an award on a day and is there on every later day, cents; zero where '
  'there is no such role. For functions.';
grant execute on function ledger.advance_from(bigint, ledger.award, text, date) to ledger_fn;

create or replace function ledger.without_zeros(parts ledger.line_draft[])
returns ledger.line_draft[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  part ledger.line_draft;
  lines ledger.line_draft[];
begin
  foreach part in array parts loop
    if part.amount_cents <> 0 then
      part.line_number := coalesce(cardinality(lines), 0) + 1;
      lines := lines || part;
    end if;
  end loop;
  return lines;
end
$$;
comment on function ledger.without_zeros(ledger.line_draft[]) is 'The parts of one entry that are not zero, numbered from 1. For functions.';
grant execute on function ledger.without_zeros(ledger.line_draft[]) to ledger_fn;

create or replace function ledger.record_figured(
  organization_id bigint, kind text, entry_date text, idempotency_key text, description text, parts ledger.line_draft[]
)
returns table (entry_id bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  entries constant ledger.entry_draft[] := array[ledger.draft_entry($4, $3, $2, left($5, 2000))];
  lines constant ledger.line_draft[] := ledger.without_zeros($6);
  made bigint[];
begin
  made := ledger.add_entries(org, entries, lines);
  if made[1] is null then
    made := ledger.require_same(org, entries, lines, made);
    return query select made[1], true;
  else
    return query select made[1], false;
  end if;
end
$$;
alter function ledger.record_figured(bigint, text, text, text, text, ledger.line_draft[]) owner to ledger_fn;
comment on function ledger.record_figured is
  'Records an entry that the books figured, without the parts that are zero; a key recorded already with the same content answers with its entry. '
  'For functions that have asked who may.';

create or replace function ledger.figured_before(
  organization_id bigint, kind text, entry_date text, idempotency_key text, amount_cents bigint, said text
)
returns bigint
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  known record;
begin
  select e.id, e.kind, e.entry_date::date as on_date,
    -- What was said is the end of the description, which is no longer than 2,000 characters.
    right(e.description, char_length($6)) = $6 or char_length(e.description) = 2000 or ledger.is_removed(e.salts, 1, e.description) as says_same,
    ledger.standing_reversal(e.organization_id, e.id) as reversal_id, (
      select sum(l.amount_cents)
      from ledger.journal_line l
      where l.organization_id = e.organization_id and l.entry_id = e.id and l.amount_cents > 0) as cents
  into known
  from ledger.journal_entry e
  where e.organization_id = $1 and e.idempotency_key = $4;
  if known.id is not null and (known.kind, known.on_date, known.cents) is distinct from ($2, ledger.read_day($3), $5::numeric) then
    perform ledger.refuse('LK001', format('key %s belongs to entry %s, which is %s of %s over %s', quote_literal($4), known.id, known.kind,
      known.on_date, ledger.dollars(known.cents)));
  elsif not known.says_same then
    perform ledger.refuse('LK001', format('key %s belongs to entry %s, which says something else', quote_literal($4), known.id));
  elsif known.reversal_id is not null then
    perform ledger.refuse('LK001', format('key %s belongs to entry %s, which was reversed by entry %s', quote_literal($4), known.id, known.reversal_id),
      'To record it anew, give another key.');
  end if;
  return known.id;
end
$$;
alter function ledger.figured_before(bigint, text, text, text, bigint, text) owner to ledger_fn;
comment on function ledger.figured_before is
  'The entry that was figured under a key, of that kind, day, amount, cents, and of what is said at the end of its description: it is not figured anew from what stands today. Null where there is '
  'none; raises LK001 where the key belongs to another one, or to one that was reversed. For functions.';

create or replace function ledger.require_own_key(idempotency_key text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if idempotency_key is null then
    perform ledger.refuse('LK002', 'a key is missing');
  elsif ledger.is_key_of_books(idempotency_key) then
    perform ledger.refuse('LK003', format('key %s is one that the books give themselves', quote_literal(idempotency_key)));
  end if;
end
$$;
comment on function ledger.require_own_key(text) is 'Raises LK002 where a key is missing, LK003 where it is one that the books give.';
grant execute on function ledger.require_own_key(text) to ledger_fn;
