-- Entries of an award that the books figure themselves: a condition met, indirect costs, releases by hand. A client
-- says how much, when and why; accounts, classes and how it is split come from the award.

create or replace function ledger.meet_condition(
  organization_id bigint, award_code text, amount_cents bigint, on_day text, evidence text, tranche integer, idempotency_key text
)
returns table (entry_id bigint, already_recorded boolean, direct_cents bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  known bigint;
  w constant ledger.award := ledger.award_to_move($1, $2, 'condition', $3, 'only a conditional one has a condition to meet');
  met_on constant date := ledger.read_day($4);
  -- Received ahead as far as it goes, on that day and later, else receivable.
  advance constant bigint := least($3, greatest(0, ledger.advance_from($1, w, 'refundable_advance', met_on)));
  -- What its spending has met already is without restrictions where the policy of that day is simultaneous release.
  direct bigint := 0;
  said constant text := concat('Condition met', ', tranche ' || $6, ': ', $5);
begin
  perform ledger.require_own_key($7);
  perform ledger.require_words($5, 'evidence');
  known := ledger.figured_before(org, 'condition', $4, $7, $3, said);
  if known is not null then
    return query select known, true, 0::bigint;
    return;
  end if;
  if (
    select p.simultaneous_release in ('conditional', 'all')
    from ledger.organization_policy p
    where p.organization_id = org and p.effective_on <= met_on
    order by p.version desc
    limit 1
  ) then
    select least($3, greatest(0, d.spent_cents - d.direct_cents - d.released_cents)) into direct
    from ledger.due_releases(org, met_on) d
    where d.award_code = $2;
  end if;
  direct := coalesce(direct, 0);
  return query
  select r.entry_id, r.already_recorded, direct
  from ledger.record_figured(org, 'condition', $4, $7, said, array[
    ledger.draft_line(1, 1, ledger.default_account(org, 'refundable_advance'), w.fund_code, advance, award_code => w.code, party_code => w.funder_code),
    ledger.draft_line(1, 2, ledger.default_account(org, 'grants_receivable'), w.fund_code, $3 - advance, award_code => w.code,
      party_code => w.funder_code),
    ledger.draft_line(1, 3, w.revenue_account_code, w.fund_code, direct - $3, 'with', award_code => w.code, party_code => w.funder_code),
    ledger.draft_line(1, 4, w.revenue_account_code, w.fund_code, -direct, 'without', award_code => w.code, party_code => w.funder_code)
  ]) r;
end
$$;
alter function ledger.meet_condition(bigint, text, bigint, text, text, integer, text) owner to ledger_fn;
comment on function ledger.meet_condition is
  'Recognizes revenue of a conditional award whose barrier is met (ASC 958-605), cents: Dr refundable advance as far as it goes, else grants receivable; Cr '
  'revenue with donor restrictions; without them, told in direct_cents, what its spending has met already where the organization releases '
  'simultaneously on that day (YYYY-MM-DD). Raises LM001, LA004, LA018, LK001, LK003, and whatever rule of the journal is broken.';
grant execute on function ledger.meet_condition to ledger_recorder, ledger_finance_admin;

create or replace function ledger.release_restriction(
  organization_id bigint, award_code text, amount_cents bigint, on_day text, release_role text, reason text, idempotency_key text,
  is_lifted boolean default false
)
returns table (entry_id bigint, already_recorded boolean, lifts_time boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  known bigint;
  w ledger.award;
  account text;
  lifted_key constant text := 'books:release-lifted:' || $7;
  time_key constant text := 'books:release-lifted-time:' || $7;
  met_key constant text := 'books:release-by-hand:' || $7;
  later_cents bigint;
begin
  perform ledger.require_administrator(org);
  w := ledger.award_to_move($1, $2, 'release', $3, 'has no donor restrictions to release');
  perform ledger.require_own_key($7);
  perform ledger.require_words($6, 'reason');
  known := ledger.figured_before(org, 'release', $4, met_key, $3, concat('Release of ', w.code, ': ', $6));
  if known is null and $8 then
    known := coalesce(
      ledger.figured_before(org, 'release', $4, lifted_key, $3, concat('Release of ', w.code, ': ', $6)),
      ledger.figured_before(org, 'release', $4, time_key, $3, concat('Time restriction of ', w.code, ' lifted: ', $6)));
  end if;
  account := ledger.default_account(org, $5);
  if known is not null then
    perform ledger.refuse('LK001', format('key %s belongs to entry %s, which releases on account %s', quote_literal($7), known, l.account_code))
    from ledger.journal_line l
    where l.organization_id = org and l.entry_id = known and l.line_number = 1 and l.account_code is distinct from account;
    return query select known, true, ledger.is_time_lifted(e.idempotency_key) from ledger.journal_entry e where e.organization_id = org and e.id = known;
    return;
  end if;
  perform ledger.refuse('LK001', format('key %s belongs to entry %s, which releases what the funder lifted', quote_literal($7), e.id))
  from ledger.journal_entry e
  where e.organization_id = org and e.idempotency_key in (lifted_key, time_key);
  if ($5 in ('release_equipment', 'release_time')) is not true or account is null then
    perform ledger.refuse('LA018', format('restrictions are released by hand for equipment or time, not for %s', coalesce($5, 'nothing')));
  end if;
  later_cents := ledger.time_restricted(org, w.fund_code, ledger.read_day($4));
  if $8 and later_cents > 0 then
    -- Where something waits for its time, that is what was lifted: it is restricted to its purpose still, and released as it is spent.
    if $3 > later_cents then
      perform ledger.refuse('LA018', format('of award %s, %s waits on %s for its time, less than %s', w.code, ledger.dollars(later_cents), $4, ledger.dollars($3)),
        'Lift the time of that; what the funder lifts where nothing waits is the purpose.');
    end if;
    return query
    select r.entry_id, r.already_recorded, true
    from ledger.record_figured(org, 'release', $4, time_key, concat('Time restriction of ', w.code, ' lifted: ', $6),
      ledger.lifted_lines(org, w, ledger.read_day($4), account, $3)) r;
    return;
  end if;
  -- What an installment restricts to a later day, nobody releases before.
  perform ledger.refuse('LA018', format('of award %s, %s is restricted by time until later than %s; %s is left to release', w.code,
    ledger.dollars(later_cents), $4, ledger.dollars(greatest(0, t.there))), known => jsonb_build_object('award', w.code))
  from (select ledger.not_waiting_from(org, w, ledger.read_day($4)) as there) t
  where later_cents > 0 and $3 > t.there;
  -- Where nothing waits for its time, what was lifted is the purpose, whatever is spent.
  return query
  select r.entry_id, r.already_recorded, false
  from ledger.record_figured(org, 'release', $4, case when $8 then lifted_key else met_key end, concat('Release of ', w.code, ': ', $6),
    ledger.release_lines(1, account, w, $3)) r;
end
$$;
alter function ledger.release_restriction(bigint, text, bigint, text, text, text, text, boolean) owner to ledger_fn;
comment on function ledger.release_restriction is
  'Releases donor restrictions of an award on a day (YYYY-MM-DD), cents, because time came or land, a building or equipment was bought '
  '(release_time, release_equipment: roles of accounts); what spending releases, the closing of months does. What an installment restricts to a later day is not released before. What '
  'was lifted while part of the award waits for its time is that time alone: nothing is released, and it waits no longer, of the installments that are due first; what was lifted where '
  'nothing waits is restricted support no longer, whatever is spent; all else counts as met by spending. For finance administrators; raises LM001, LA012 beyond what is restricted, LA018, LK003.';
grant execute on function ledger.release_restriction to ledger_finance_admin;

create or replace function ledger.charge_indirect(organization_id bigint, award_code text, through text, on_day text)
returns table (entry_id bigint, already_recorded boolean, amount_cents bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  w constant ledger.award := ledger.award_to_move($1, $2, 'indirect', 1, 'bears no costs of its own');
  last_day constant date := ledger.read_day($3);
  cost record;
  charge record;
  bears text;
  window_of record;
  due bigint;
  own_fund text;
  parts ledger.line_draft[];
  made_key text;
  place integer := 1;
begin
  select i.* into cost from ledger.indirect_due(org, $2, last_day) i;
  select b.code::text into bears
  from ledger.budget_line b
  where b.organization_id = org and b.award_code = $2 and b.category = 'indirect'
  order by b.position
  limit 1;
  select p.starts_on::date as starts_on, least(p.ends_on::date, last_day) as ends_on into window_of
  from ledger.award_progress p
  where p.organization_id = org and p.award_code = $2;
  if cost.rate_basis_points is null then
    perform ledger.refuse('LA018', format('the terms of award %s give no indirect rate', w.code), known => jsonb_build_object('award', w.code));
  elsif bears is null then
    perform ledger.refuse('LA018', format('the budget of award %s has no line of category indirect', w.code),
      known => jsonb_build_object('award', w.code));
  end if;
  select c.* into charge from ledger.indirect_to_charge(org, $2, last_day, ledger.read_day($4)) c;
  due := charge.to_charge_cents;
  if due = 0 then
    return;
  end if;
  -- Each is another one: what it is of was charged by no entry that stands. One that was undone keeps its key.
  loop
    made_key := format('books:indirect:%s:%s:%s', w.code, $3, charge.charged_cents) || case when place > 1 then '#' || place else '' end;
    exit when not exists (select from ledger.journal_entry e where e.organization_id = org and e.idempotency_key = made_key);
    place := place + 1;
  end loop;
  select f.code::text into own_fund from ledger.fund f where f.organization_id = org and f.kind = 'unrestricted';
  parts := array[
    ledger.draft_line(1, 1, ledger.default_account(org, 'indirect'), w.fund_code, due, 'without', 'management', award_code => w.code),
    ledger.draft_line(1, 2, ledger.default_account(org, 'interfund'), w.fund_code, -due),
    ledger.draft_line(1, 3, ledger.default_account(org, 'interfund'), own_fund, due),
    ledger.draft_line(1, 4, ledger.default_account(org, 'indirect'), own_fund, -due, 'without', 'management')
  ];
  parts[1].budget_line_code := bears;
  parts[1].service_from := to_char(window_of.starts_on, 'YYYY-MM-DD');
  parts[1].service_through := to_char(window_of.ends_on, 'YYYY-MM-DD');
  return query
  select r.entry_id, r.already_recorded, due
  from ledger.record_figured(org, 'indirect', $4, made_key, format(
    'Indirect costs through %s: %s of %s, %s charged before', $3, cost.rates, ledger.dollars(cost.base_cents),
    ledger.dollars(charge.charged_cents)), parts) r;
end
$$;
alter function ledger.charge_indirect(bigint, text, text, text) owner to ledger_fn;
comment on function ledger.charge_indirect is
  'Charges indirect costs of an award through a day, or gives back what was too much: the rates of its base, never beyond the budget''s line of category '
  'indirect, less what was charged by then or later (ledger.indirect_to_charge), cents; the days as YYYY-MM-DD. Dr indirect costs in the award''s fund against interfund, and the opposite in '
  'the unrestricted fund. No row where nothing is due. Raises LM001, LA018, and whatever rule of the journal is broken.';
grant execute on function ledger.charge_indirect to ledger_recorder, ledger_finance_admin;
