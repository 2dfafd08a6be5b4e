-- Proposals: made by one person, given or refused by another, and recorded when they are given.

create or replace function ledger.record_proposed(organization_id bigint, proposal_number bigint)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  p ledger.proposal;
  c jsonb;
  entries ledger.entry_draft[];
  lines ledger.line_draft[];
  released bigint;
  made bigint;
begin
  select o.* into p from ledger.proposal o where o.organization_id = org and o.number = $2;
  c := p.content;
  if jsonb_typeof(c) <> 'object' then
    perform ledger.refuse('LV003', format('what proposal %s would record was removed', $2),
      format('Refuse it: {approve refuse: number=%s, reason}; and propose it again.', $2));
  end if;
  if p.kind = 'removal' then
    return ledger.remove_text(org, $2);
  elsif p.kind = 'act' then
    perform ledger.take_in_hand(org, $2);
    released := ledger.released_of(org, (c #>> '{said,commitment}')::bigint);
    perform from ledger.do_act(org, c ->> 'act', c -> 'said');
    perform ledger.let_go(org);
    released := ledger.released_of(org, (c #>> '{said,commitment}')::bigint) - released;
    if released <> coalesce((c ->> 'released_cents')::bigint, 0) then
      perform ledger.refuse('LV004', format('proposal %s was shown to release %s of commitment %s, and would release %s', $2,
        ledger.dollars(coalesce((c ->> 'released_cents')::bigint, 0)), c #>> '{said,commitment}', ledger.dollars(released)), ledger.propose_again($2));
    end if;
    select min(e.id) into made from ledger.journal_entry e where e.organization_id = org and e.proposal_number = $2;
    if made is null then
      perform ledger.refuse('LK001', format('what proposal %s would record is recorded', $2));
    end if;
    return made;
  elsif p.kind = 'reversal' then
    return (
      select r.reversal_id
      from ledger.record_undoing(org, (c ->> 'reverses')::bigint, c ->> 'date', c ->> 'reason', $2) r
      where r.entry_id = (c ->> 'reverses')::bigint and not r.already_recorded);
  elsif p.kind = 'revision' then
    return ledger.record_revision(
      org, c ->> 'award', ledger.read_day(c ->> 'effective_on'), c ->> 'approver', c ->> 'approved_by', c ->> 'document', c ->> 'reason',
      (c ->> 'below_used')::boolean, array_agg(l.code order by l.place), array_agg(l.name order by l.place),
      array_agg(l.category order by l.place), array_agg(l.account_code order by l.place), array_agg(l.amount_cents order by l.place))
    from rows from (jsonb_to_recordset(c -> 'lines') as (
      code text, name text, category text, account_code text, amount_cents bigint
    )) with ordinality as l (code, name, category, account_code, amount_cents, place);
  end if;
  entries := array(
    select jsonb_populate_record(null::ledger.entry_draft, e.draft)
    from jsonb_array_elements(c -> 'entries') with ordinality as e (draft, place)
    order by e.place);
  lines := array(select l from jsonb_populate_recordset(null::ledger.line_draft, c -> 'lines') l);
  if c ? 'origin' then
    select min(r.entry_id) filter (where not r.already_recorded) into made
    from ledger.add_as(org, c ->> 'origin', entries, lines,
      jsonb_populate_record(null::ledger.bill_draft, c -> 'bill'), jsonb_populate_record(null::ledger.payment_draft, c -> 'payment'),
      array(select i from jsonb_populate_recordset(null::ledger.installment_draft, c -> 'installments') i), $2) r;
  else
    made := (ledger.add_entries(org, entries, lines, proposal_number => $2))[1];
  end if;
  if made is null then
    perform ledger.refuse('LK001', format('key %s belongs to an entry that is recorded', quote_literal(p.idempotency_key)));
  end if;
  return made;
end
$$;
alter function ledger.record_proposed(bigint, bigint) owner to ledger_fn;
comment on function ledger.record_proposed(bigint, bigint) is
  'Records what a proposal says, and returns the number of the (first) entry, the version of the budget, or how many texts were removed. For ledger.propose and ledger.give_approval.';

create or replace function ledger.propose(organization_id bigint, kind text, idempotency_key text, content jsonb)
returns table (number bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  known record;
  made bigint;
begin
  -- Who revises a budget, or removes texts, keeps others out from the start, so that two who do so at once wait for each other in turn.
  if $2 in ('revision', 'removal') then
    perform ledger.require_administrator(org);
  end if;
  perform ledger.require_recorder(org);
  select o.number, o.content into known
  from ledger.proposal o
  where o.organization_id = org and o.idempotency_key = $3;
  if found then
    if known.content <> $4 and jsonb_typeof(known.content) = 'object' then
      perform ledger.refuse('LK001', format('proposal %s says this already, with another day, reason or result', known.number), format(
        'See {approve show: number=%s}; to propose it anew, refuse that one first: {approve refuse: number=%s, reason}.', known.number, known.number))
      where ledger.is_key_of_books($3);
      perform ledger.refuse('LK001', format('key %s belongs to proposal %s, which has another content', quote_literal($3), known.number));
    end if;
    return query select known.number, true;
    return;
  end if;
  insert into ledger.proposal (organization_id, kind, idempotency_key, summary, content)
  values (org, $2, $3, ledger.summary_of($2, $4), $4)
  returning proposal.number into made;
  -- Tried by all other rules now, so that nobody approves what cannot be recorded.
  begin
    perform set_config('ledger.trial', 'on', true);
    perform ledger.record_proposed(org, made);
    perform ledger.ask_deferred_rules();
    raise exception using errcode = 'LV002';
  exception when sqlstate 'LV002' then
    null;
  end;
  return query select made, false;
end
$$;
alter function ledger.propose(bigint, text, text, jsonb) owner to ledger_fn;
comment on function ledger.propose(bigint, text, text, jsonb) is
  'Records what somebody wants recorded and another person must approve; it is tried by every rule but that. The same key and content '
  'answers with the proposal already there. For the functions that make a content of what they have read. Raises LM001, LK001, and whatever rule it breaks.';

create or replace function ledger.propose_anew(organization_id bigint, kind text, own_key text, key_of_books text, content jsonb)
returns table (number bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  earlier bigint;
begin
  if $3 is not null then
    return query select p.number, p.already_recorded from ledger.propose($1, $2, $3, $5) p;
    return;
  end if;
  -- One that was refused may be proposed again, also where its text was removed; so may an act that was done and counts no more. An entry is reversed once.
  select count(*) into earlier
  from ledger.proposal o
  join ledger.decision d on d.organization_id = o.organization_id and d.proposal_number = o.number and (not d.is_given or $2 = 'act')
  where o.organization_id = $1 and o.kind = $2 and (o.idempotency_key = $4 or starts_with(o.idempotency_key, $4 || ':'));
  return query
  select p.number, p.already_recorded
  from ledger.propose($1, $2, $4 || case earlier when 0 then '' else ':' || earlier + 1 end, $5) p;
end
$$;
alter function ledger.propose_anew(bigint, text, text, text, jsonb) owner to ledger_fn;
comment on function ledger.propose_anew(bigint, text, text, text, jsonb) is
  'Proposes under the key that somebody gave, or else under one of the books, of which there is another for each time that it was decided. For the functions '
  'that make a content of what they have read. Raises what ledger.propose raises.';

create or replace function ledger.propose_entry(
  organization_id bigint, entries ledger.entry_draft[], lines ledger.line_draft[], origin_kind text default null,
  bill ledger.bill_draft default null, payment ledger.payment_draft default null, installments ledger.installment_draft[] default null
)
returns table (number bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  faults text;
begin
  if coalesce(cardinality(entries), 0) = 0 or (cardinality(entries) > 1 and origin_kind is null) then
    perform ledger.refuse('LE003', 'a proposal is one entry, or several that are one origin');
  end if;
  perform ledger.require_drafts(entries);
  select string_agg(f.message, '; ' order by f.place) into faults
  from ledger.draft_faults(entries, lines) with ordinality as f (message, place);
  if faults is not null then
    perform ledger.refuse('LE017', faults);
  end if;
  -- What is kept, shown and approved is what was read, never the text of a client.
  return query
  select p.number, p.already_recorded
  from ledger.propose(organization_id, 'entry', entries[1].idempotency_key, jsonb_strip_nulls(jsonb_build_object(
    'origin', origin_kind,
    'entries', (select jsonb_agg(to_jsonb(entries[i]) order by i) from generate_series(1, cardinality(entries)) i),
    'lines', (select jsonb_agg(to_jsonb(l) order by l.entry_ordinal, l.line_number) from unnest(lines) l),
    'bill', to_jsonb(bill), 'payment', to_jsonb(payment), 'installments', to_jsonb(nullif(installments, '{}'))))) p;
end
$$;
alter function ledger.propose_entry(
  bigint, ledger.entry_draft[], ledger.line_draft[], text, ledger.bill_draft, ledger.payment_draft, ledger.installment_draft[]
) owner to ledger_fn;
comment on function ledger.propose_entry is
  'Proposes an entry as ledger.record would record it, or the entries of an origin of a kind, with the invoice behind it or how it is paid, as '
  'ledger.record_as would. Raises LE003, LE017, LE021, LK003, and what ledger.propose raises.';
grant execute on function ledger.propose_entry to ledger_recorder, ledger_finance_admin;

create or replace function ledger.propose_reversal(organization_id bigint, entry_id bigint, entry_date text, reason text)
returns table (number bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  shown constant jsonb := jsonb_build_object('reverses', $2, 'undoes', ledger.undone_together($1, $2),
    'date', to_char(ledger.read_day($3), 'YYYY-MM-DD'), 'reason', $4);
begin
  perform ledger.require_recorder(org);
  if num_nonnulls($2, $3, $4) < 3 then
    perform ledger.refuse('LE017', 'a reversal is proposed with the entry, a day and a reason');
  end if;
  return query
  select p.number, p.already_recorded
  from ledger.propose_anew(org, 'reversal', null, 'books:reversal-of:' || $2, shown) p;
end
$$;
alter function ledger.propose_reversal(bigint, bigint, text, text) owner to ledger_fn;
comment on function ledger.propose_reversal(bigint, bigint, text, text) is
  'Proposes that an entry is reversed on a day (YYYY-MM-DD), with all that is undone with it. Raises LE017, and what ledger.propose raises.';
grant execute on function ledger.propose_reversal(bigint, bigint, text, text) to ledger_recorder, ledger_finance_admin;

create or replace function ledger.propose_revision(
  organization_id bigint, award_code text, effective_on text, approver text, approved_by text, document text, reason text,
  below_used boolean, line_codes text[], line_names text[], categories text[], account_codes text[], amounts_cents bigint[], idempotency_key text
)
returns table (number bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if ledger.is_key_of_books(idempotency_key) then
    perform ledger.refuse('LK003', format('key %s is one that the books give themselves', quote_literal(idempotency_key)));
  end if;
  return query
  select p.number, p.already_recorded
  from ledger.propose($1, 'revision', $14, jsonb_build_object(
    'award', $2, 'effective_on', to_char(ledger.read_day($3), 'YYYY-MM-DD'), 'approver', $4, 'approved_by', $5, 'document', $6, 'reason', $7,
    'below_used', $8, 'lines', (
      select jsonb_agg(jsonb_build_object('code', l.code, 'name', l.name, 'category', l.category, 'account_code', l.account_code,
        'amount_cents', l.amount_cents) order by l.place)
      from unnest($9, $10, $11, $12, $13) with ordinality as l (code, name, category, account_code, amount_cents, place)))) p;
end
$$;
alter function ledger.propose_revision(bigint, text, text, text, text, text, text, boolean, text[], text[], text[], text[], bigint[], text)
  owner to ledger_fn;
comment on function ledger.propose_revision is
  'Proposes a revision of a budget, as ledger.revise_budget would record it; the day as YYYY-MM-DD, amounts in cents. Raises LE017, LK003, and what '
  'ledger.propose raises.';
grant execute on function ledger.propose_revision to ledger_finance_admin;

create or replace function ledger.give_approval(organization_id bigint, proposal_number bigint, reason text)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if $1 = any (ledger.approvable_organizations())
    and exists (select from ledger.proposal o where o.organization_id = $1 and o.number = $2 and o.kind in ('revision', 'removal')) then
    perform ledger.hold_books($1, true);
  end if;
  perform ledger.require_approver($1);
  insert into ledger.decision (organization_id, proposal_number, is_given, reason)
  values ($1, $2, true, $3);
  return ledger.record_proposed($1, $2);
end
$$;
alter function ledger.give_approval(bigint, bigint, text) owner to ledger_fn;
comment on function ledger.give_approval(bigint, bigint, text) is
  'Approves a proposal and records it, both or neither; returns the number of the entry, the version of the budget, or how many texts were '
  'removed. Raises LM001, '
  'LV001 for the preparer, constraint decision_pkey, and whatever rule it breaks by now.';
grant execute on function ledger.give_approval(bigint, bigint, text) to ledger_approver, ledger_finance_admin;

create or replace function ledger.refuse_proposal(organization_id bigint, proposal_number bigint, reason text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Who prepared it may withdraw it.
  if not exists (
    select
    from ledger.proposal o
    where o.organization_id = $1 and o.number = $2 and o.recorded_by = session_user
  ) then
    perform ledger.require_approver($1);
  end if;
  insert into ledger.decision (organization_id, proposal_number, is_given, reason)
  values ($1, $2, false, $3);
end
$$;
alter function ledger.refuse_proposal(bigint, bigint, text) owner to ledger_fn;
comment on function ledger.refuse_proposal(bigint, bigint, text) is
  'Refuses a proposal, with a reason; its preparer withdraws it so. Raises LM001, or constraint decision_pkey.';
grant execute on function ledger.refuse_proposal(bigint, bigint, text) to ledger_recorder, ledger_approver, ledger_finance_admin;
