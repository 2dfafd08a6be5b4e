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
  made bigint;
begin
  select o.* into p from ledger.proposal o where o.organization_id = org and o.number = $2;
  c := p.content;
  if jsonb_typeof(c) <> 'object' then
    perform ledger.refuse('LV003', format('what proposal %s would record was removed', $2),
      'Refuse it with "ledgerctl approve refuse NUMBER --reason ...", and propose it again.');
  end if;
  if p.kind = 'removal' then
    return ledger.remove_text(org, $2);
  elsif p.kind = 'reversal' then
    return (
      select r.reversal_id
      from ledger.record_undoing(org, (c ->> 'reverses')::bigint, p.idempotency_key, c ->> 'date', c ->> 'reason') r
      where r.entry_id = (c ->> 'reverses')::bigint);
  elsif p.kind = 'revision' then
    return ledger.record_revision(
      org, c ->> 'award', (c ->> 'effective_on')::date, c ->> 'approver', c ->> 'approved_by', c ->> 'document', c ->> 'reason',
      (c ->> 'below_used')::boolean, array_agg(l.code order by l.place), array_agg(l.name order by l.place),
      array_agg(l.category order by l.place), array_agg(l.account_code order by l.place), array_agg(l.amount_cents order by l.place))
    from rows from (jsonb_to_recordset(c -> 'lines') as (
      code text, name text, category text, account_code text, amount_cents bigint
    )) with ordinality as l (code, name, category, account_code, amount_cents, place);
  end if;
  entries := array[jsonb_populate_record(null::ledger.entry_draft, c -> 'entry')];
  lines := array(select l from jsonb_populate_recordset(null::ledger.line_draft, c -> 'lines') l);
  if 'object' in (jsonb_typeof(c -> 'bill'), jsonb_typeof(c -> 'payment')) then
    select case when not r.already_recorded then r.entry_id end into made
    from ledger.add_as(org, case jsonb_typeof(c -> 'bill') when 'object' then 'bill' else 'payment' end, entries, lines,
      jsonb_populate_record(null::ledger.bill_draft, nullif(c -> 'bill', 'null')),
      jsonb_populate_record(null::ledger.payment_draft, nullif(c -> 'payment', 'null')), null) r;
  else
    made := (ledger.add_entries(org, entries, lines))[1];
  end if;
  if made is null then
    perform ledger.refuse('LK001', format('key %s belongs to an entry that is recorded', quote_literal(p.idempotency_key)));
  end if;
  return made;
end
$$;
alter function ledger.record_proposed(bigint, bigint) owner to ledger_fn;
comment on function ledger.record_proposed(bigint, bigint) is
  'Records what a proposal says, and returns the number of the entry, the version of the budget, or how many texts were removed. For ledger.propose and ledger.give_approval.';

create or replace function ledger.propose(organization_id bigint, kind text, idempotency_key text, summary text, content jsonb)
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
    if known.content <> $5 and jsonb_typeof(known.content) = 'object' then
      perform ledger.refuse('LK001', format('key %s belongs to proposal %s, which has another content', quote_literal($3), known.number));
    end if;
    return query select known.number, true;
    return;
  end if;
  insert into ledger.proposal (organization_id, kind, idempotency_key, summary, content)
  values (org, $2, $3, $4, $5)
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
alter function ledger.propose(bigint, text, text, text, jsonb) owner to ledger_fn;
comment on function ledger.propose(bigint, text, text, text, jsonb) is
  'Records what somebody wants recorded and another person must approve; it is tried by every rule but that. The same key and content '
  'answers with the proposal already there. Raises LM001, LK001, and whatever rule it breaks.';
grant execute on function ledger.propose(bigint, text, text, text, jsonb) to ledger_recorder, ledger_finance_admin;

create or replace function ledger.propose_entry(
  organization_id bigint, summary text, entries ledger.entry_draft[], lines ledger.line_draft[], bill ledger.bill_draft default null,
  payment ledger.payment_draft default null
)
returns table (number bigint, already_recorded boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if cardinality(entries) is distinct from 1 then
    perform ledger.refuse('LE003', 'a proposal is one entry');
  end if;
  -- What is kept, shown and approved is what was read, never the text of a client.
  return query
  select p.number, p.already_recorded
  from ledger.propose(organization_id, 'entry', entries[1].idempotency_key, summary, jsonb_build_object(
    'entry', jsonb_strip_nulls(to_jsonb(entries[1])),
    'lines', (select jsonb_agg(jsonb_strip_nulls(to_jsonb(l)) order by l.line_number) from unnest(lines) l),
    'bill', jsonb_strip_nulls(to_jsonb(bill)), 'payment', jsonb_strip_nulls(to_jsonb(payment)))) p;
end
$$;
alter function ledger.propose_entry(bigint, text, ledger.entry_draft[], ledger.line_draft[], ledger.bill_draft, ledger.payment_draft)
  owner to ledger_fn;
comment on function ledger.propose_entry is
  'Proposes an entry, with the invoice behind it or how it is paid, as ledger.record or record_as would record it.';
grant execute on function ledger.propose_entry to ledger_recorder, ledger_finance_admin;

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
