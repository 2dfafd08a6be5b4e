-- The act that a function of the books is doing: approved by another person, or tried to see what would come of it.

create or replace function ledger.in_hand(organization_id bigint)
returns ledger.act_in_hand
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  found_act ledger.act_in_hand;
begin
  select h.* into found_act
  from ledger.act_in_hand h
  where h.organization_id = $1 and h.transaction = pg_current_xact_id_if_assigned();
  return found_act;
end
$$;
alter function ledger.in_hand(bigint) owner to ledger_rules;
comment on function ledger.in_hand(bigint) is
  'The act that a function of the books is doing for an organization in this transaction, approved or tried; null while it does none. No statement of a client runs meanwhile.';
grant execute on function ledger.in_hand(bigint) to ledger_fn;

create or replace function ledger.is_approved_now(organization_id bigint, proposal_number bigint)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select
    from ledger.proposal o
    join ledger.decision d on d.organization_id = o.organization_id and d.proposal_number = o.number
    where o.organization_id = $1 and o.number = $2 and d.is_given and d.recorded_by <> o.recorded_by and d.recorded_by = session_user
      and d.recorded_at >= now()
  )
$$;
alter function ledger.is_approved_now(bigint, bigint) owner to ledger_rules;
comment on function ledger.is_approved_now(bigint, bigint) is
  'Whether a proposal is approved in this transaction, by the session''s login, which did not prepare it.';
grant execute on function ledger.is_approved_now(bigint, bigint) to ledger_fn;

create or replace function ledger.take_in_hand(organization_id bigint, proposal_number bigint)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not ledger.is_approved_now($1, $2) and $2 is not null and current_setting('ledger.trial', true) is distinct from 'on' then
    perform ledger.refuse('LV004', format('proposal %s was not approved by another person', $2), known => jsonb_build_object('number', $2));
  end if;
  insert into ledger.act_in_hand (organization_id, proposal_number) values ($1, $2);
end
$$;
alter function ledger.take_in_hand(bigint, bigint) owner to ledger_rules;
comment on function ledger.take_in_hand(bigint, bigint) is
  'Takes a proposal in hand that was approved in this transaction, or null on trial. For ledger.record_proposed and ledger.propose_act, which let it go before they return.';

create or replace function ledger.let_go(organization_id bigint)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from ledger.act_in_hand h where h.organization_id = $1 and h.transaction = pg_current_xact_id_if_assigned();
end
$$;
alter function ledger.let_go(bigint) owner to ledger_rules;
comment on function ledger.let_go(bigint) is 'Lets the act in hand go.';
grant execute on function ledger.take_in_hand(bigint, bigint), ledger.let_go(bigint) to ledger_fn;

create or replace function ledger.check_let_go()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from ledger.act_in_hand h where h.organization_id = new.organization_id and h.transaction = new.transaction) then
    perform ledger.refuse('LV004', 'an act is still in hand where what it recorded would be committed');
  end if;
  return null;
end
$$;
alter function ledger.check_let_go() owner to ledger_rules;
comment on function ledger.check_let_go() is 'Raises LV004 at commit where an act was taken in hand and not let go: what is recorded beside it would pass as approved.';
do $$
begin
  if not exists (
    select from pg_catalog.pg_trigger where tgname = 'act_is_let_go' and tgrelid = 'ledger.act_in_hand'::regclass
  ) then
    create constraint trigger act_is_let_go after insert on ledger.act_in_hand
      deferrable initially deferred
      for each row execute function ledger.check_let_go();
  end if;
end
$$;
alter table ledger.act_in_hand enable always trigger act_is_let_go;
comment on constraint act_is_let_go on ledger.act_in_hand is 'An act is let go in the transaction that took it in hand. Record it again.';

create or replace function ledger.left_in_hand()
returns table (organization_id bigint, proposal_number bigint)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  select h.organization_id, h.proposal_number
  from ledger.act_in_hand h
  where ledger.reads_books(h.organization_id);
end
$$;
alter function ledger.left_in_hand() owner to ledger_rules;
comment on function ledger.left_in_hand() is 'Acts that somebody left in hand past the rules (LV004), of the organizations whose books the session reads whole. For check.';
grant execute on function ledger.left_in_hand() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.propose_again(proposal_number bigint)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select format('The books would record something else by now: refuse it with {approve refuse: number=%s, reason}, and propose it again.', $1)
$$;
comment on function ledger.propose_again(bigint) is 'What to do where what was proposed would be recorded otherwise than it was shown (LV004).';
grant execute on function ledger.propose_again(bigint) to ledger_fn, ledger_rules;

create or replace function ledger.check_given()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.refuse('LV004', format('proposal %s %s', new.proposal_number, b.problem), ledger.propose_again(new.proposal_number))
  from (select ledger.recorded_short(new.organization_id, new.proposal_number) as problem) b
  where b.problem is not null;
  return null;
end
$$;
alter function ledger.check_given() owner to ledger_rules;
comment on function ledger.check_given() is 'Raises LV004 at commit where not all of what was approved is recorded as it was shown.';
do $$
begin
  if not exists (
    select from pg_catalog.pg_trigger where tgname = 'decision_is_recorded' and tgrelid = 'ledger.decision'::regclass
  ) then
    create constraint trigger decision_is_recorded after insert on ledger.decision
      deferrable initially deferred
      for each row when (new.is_given) execute function ledger.check_given();
  end if;
end
$$;
alter table ledger.decision enable always trigger decision_is_recorded;
comment on constraint decision_is_recorded on ledger.decision is
  'What was approved is recorded whole, as it was shown. It would be something else by now: refuse it and propose it again.';
