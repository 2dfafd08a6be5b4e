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
  made bigint;
begin
  select o.* into p from ledger.proposal o where o.organization_id = org and o.number = $2;
  c := p.content;
  if p.kind = 'reversal' then
    return ledger.record_reversals(
      org, array[(c ->> 'reverses')::bigint], array[p.idempotency_key], (c ->> 'date')::date, c ->> 'reason');
  elsif p.kind = 'revision' then
    return ledger.record_revision(
      org, c ->> 'award', (c ->> 'effective_on')::date, c ->> 'approver', c ->> 'approved_by', c ->> 'document', c ->> 'reason',
      (c ->> 'below_used')::boolean, array_agg(l.code order by l.place), array_agg(l.name order by l.place),
      array_agg(l.category order by l.place), array_agg(l.account_code order by l.place), array_agg(l.amount_cents order by l.place))
    from rows from (jsonb_to_recordset(c -> 'lines') as (
      code text, name text, category text, account_code text, amount_cents bigint
    )) with ordinality as l (code, name, category, account_code, amount_cents, place);
  end if;
  insert into ledger.journal_entry (organization_id, entry_date, kind, description, idempotency_key)
  values (org, (c ->> 'date')::date, c ->> 'kind', c ->> 'description', p.idempotency_key)
  returning id into made;
  insert into ledger.journal_line (
    organization_id, entry_id, line_number, entry_date, account_code, fund_code, amount_cents, net_asset_class, function,
    program_code, award_code, budget_line_code, party_code, service_from, service_through, memo, commitment_number,
    settles_entry_id
  )
  select
    org, made, l.place, (c ->> 'date')::date, l.account_code, l.fund_code, l.amount_cents, l.net_asset_class, l.function,
    l.program_code, l.award_code, l.budget_line_code, l.party_code, l.service_from, l.service_through, l.memo, l.commitment_number,
    l.settles_entry_id
  from rows from (jsonb_to_recordset(c -> 'lines') as (
    account_code text, fund_code text, amount_cents bigint, net_asset_class text, function text, program_code text, award_code text,
    budget_line_code text, party_code text, service_from date, service_through date, memo text, commitment_number bigint,
    settles_entry_id bigint
  )) with ordinality as l (
    account_code, fund_code, amount_cents, net_asset_class, function, program_code, award_code, budget_line_code, party_code,
    service_from, service_through, memo, commitment_number, settles_entry_id, place
  );
  insert into ledger.bill (organization_id, entry_id, party_code, invoice_number, invoiced_on, due_on, is_repeated)
  select org, made, b.party_code, b.invoice_number, b.invoiced_on, b.due_on, b.is_repeated
  from jsonb_to_record(nullif(c -> 'bill', 'null')) as b (
    party_code text, invoice_number text, invoiced_on date, due_on date, is_repeated boolean)
  where b.party_code is not null;
  insert into ledger.payment (organization_id, entry_id, party_code, account_code, method, reference)
  select org, made, b.party_code, b.account_code, b.method, b.reference
  from jsonb_to_record(nullif(c -> 'payment', 'null')) as b (party_code text, account_code text, method text, reference text)
  where b.party_code is not null;
  return made;
end
$$;
alter function ledger.record_proposed(bigint, bigint) owner to ledger_fn;
comment on function ledger.record_proposed(bigint, bigint) is
  'Records what a proposal says, and returns the number of the entry, or the version of the budget. For ledger.propose and ledger.give_approval.';

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
  perform ledger.require_recorder(org);
  if $2 = 'revision' then
    perform ledger.require_administrator(org);
  end if;
  select o.number, o.content into known
  from ledger.proposal o
  where o.organization_id = org and o.idempotency_key = $3;
  if found then
    if known.content <> $5 then
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
    perform ledger.record_proposed(org, made);
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

create or replace function ledger.give_approval(organization_id bigint, proposal_number bigint, reason text)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.require_approver($1);
  insert into ledger.decision (organization_id, proposal_number, is_given, reason)
  values ($1, $2, true, $3);
  return ledger.record_proposed($1, $2);
end
$$;
alter function ledger.give_approval(bigint, bigint, text) owner to ledger_fn;
comment on function ledger.give_approval(bigint, bigint, text) is
  'Approves a proposal and records it, both or neither; returns the number of the entry, or the version of the budget. Raises LM001, '
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
