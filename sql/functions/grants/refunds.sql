-- Refunds that come after their award was closed.

create or replace function ledger.moves_after_closing(organization_id bigint, entry_id bigint)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select ledger.is_closing($1, $2) or exists (
    select
    from ledger.journal_entry e
    where e.organization_id = $1 and e.id = $2 and e.kind in ('refund', 'release', 'return'))
$$;
alter function ledger.moves_after_closing(bigint, bigint) owner to ledger_rules;
comment on function ledger.moves_after_closing(bigint, bigint) is
  'LA013: whether an entry may move a closed award all the same: it closes a year; or it is a refund, a release or a return, which the books figure or hold '
  'at commit (ledger.unsettled_after_closing).';
grant execute on function ledger.moves_after_closing(bigint, bigint)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.unsettled_after_closing(organization_id bigint)
returns table (award_code text, message text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with closed as (
    select w.organization_id, w.code, w.fund_code, w.recognition
    from ledger.award w
    join ledger.award_progress p on p.organization_id = w.organization_id and p.award_code = w.code
    cross join lateral ledger.current_terms(w.organization_id, w.code) t
    where w.organization_id = $1 and p.closed_on is not null and t.unspent <> 'keep'
  ), held as (
    select d.award_code, abs(d.due_cents) + abs(d.restricted_cents) as cents
    from ledger.due_releases($1, 'infinity') d
    join closed c on c.code = d.award_code
    union all
    select c.code, abs(sum(l.amount_cents))
    from closed c
    join ledger.journal_line l on l.organization_id = c.organization_id and l.fund_code = c.fund_code
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where c.recognition = 'agency' and a.role = 'custodial'
    group by c.code
  )
  select h.award_code, format('%s of the closed award %s is neither earned nor due to the funder', ledger.dollars(h.cents), h.award_code)
  from held h
  where h.cents <> 0
$$;
alter function ledger.unsettled_after_closing(bigint) owner to ledger_rules;
comment on function ledger.unsettled_after_closing(bigint) is
  'LA013: what is left in closed awards of an organization after refunds: released, and no longer earned by spending, unless their terms leave it to the grantee. Asked as a refund commits, and by '
  'check; no rows outside the session''s memberships.';
grant execute on function ledger.unsettled_after_closing(bigint) to ledger_fn;

create or replace function ledger.check_refund()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from ledger.journal_line l
    join ledger.award_progress p on p.organization_id = l.organization_id and p.award_code = l.award_code
    where l.organization_id = new.organization_id and l.entry_id = new.id and p.closed_on is not null
  ) then
    perform ledger.refuse('LA013', u.message)
    from ledger.unsettled_after_closing(new.organization_id) u
    where u.award_code in (
      select l.award_code from ledger.journal_line l where l.organization_id = new.organization_id and l.entry_id = new.id)
    limit 1;
  end if;
  return null;
end
$$;
alter function ledger.check_refund() owner to ledger_rules;
comment on function ledger.check_refund() is 'Raises LA013 at commit for a refund of a closed award that leaves what its spending no longer earns.';
do $$
begin
  if not exists (select from pg_catalog.pg_trigger where tgname = 'refund_settles' and tgrelid = 'ledger.journal_entry'::regclass) then
    create constraint trigger refund_settles after insert on ledger.journal_entry
      deferrable initially deferred
      for each row when (new.kind = 'refund') execute function ledger.check_refund();
  end if;
end
$$;
alter table ledger.journal_entry enable always trigger refund_settles;
comment on constraint refund_settles on ledger.journal_entry is
  'What comes back of a closed award is due to its funder as far as the funder''s money paid for it: "ledgerctl expense refund".';

create or replace function ledger.refund_closed_award(
  organization_id bigint, award_code text, entries ledger.entry_draft[], lines ledger.line_draft[]
)
returns table (entry_id bigint, already_recorded boolean, return_id bigint, due_cents bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  the_award constant text := award_code;
  key constant text := entries[1].idempotency_key || ':due';
  on_day constant text := entries[1].entry_date;
  w ledger.award;
  made record;
  due bigint;
  back bigint;
begin
  perform ledger.hold_award(org, the_award);
  select a.* into w from ledger.award a where a.organization_id = org and a.code = the_award;
  if cardinality(entries) is distinct from 1 or entries[1].kind is distinct from 'refund' then
    perform ledger.refuse('LE012', 'a refund of a closed award is one entry of kind refund');
  end if;
  select r.entry_id, r.already_recorded into made from ledger.record(org, entries, lines) r;
  if made.already_recorded then
    return query
    select made.entry_id, true, e.id, (select sum(l.amount_cents) from ledger.journal_line l
      where l.organization_id = org and l.entry_id = e.id and l.amount_cents > 0)::bigint
    from (select) one
    left join ledger.journal_entry e on e.organization_id = org and e.idempotency_key = key;
    return;
  end if;
  if w.recognition = 'agency' then
    due := -(select sum(l.amount_cents) from ledger.journal_line l
      where l.organization_id = org and l.entry_id = made.entry_id and l.budget_line_code is not null);
  else
    -- What was released or recognized for the cost that came back; the rest of it was the organization's own.
    due := -(select d.due_cents from ledger.due_releases(org, 'infinity') d where d.award_code = the_award);
    if due > 0 then
      perform ledger.record_figured(org, 'release', on_day, ledger.next_key(org, format('release:%s:%s', w.code, on_day)),
        format('Release of %s taken back: refund of entry %s', w.code, entries[1].refunds_entry_id),
        ledger.release_lines(1, ledger.default_account(org, 'release_use'), w, -due));
    end if;
  end if;
  if due > 0 and (ledger.current_terms(org, the_award)).unspent <> 'keep' then
    select r.entry_id into back
    from ledger.record_figured(org, 'return', on_day, key, format('To be returned: refund of entry %s after award %s was closed',
        entries[1].refunds_entry_id, w.code), array[
      case w.recognition
        when 'agency' then ledger.draft_line(1, 1, ledger.default_account(org, 'custodial'), w.fund_code, due, award_code => w.code,
          party_code => w.funder_code)
        else ledger.draft_line(1, 1, w.revenue_account_code, w.fund_code, due, 'with', award_code => w.code, party_code => w.funder_code)
      end,
      ledger.draft_line(1, 2, ledger.default_account(org, 'due_to_funder'), w.fund_code, -due, award_code => w.code, party_code => w.funder_code)
    ]) r;
  end if;
  return query select made.entry_id, false, back, case when back is null then 0 else due end;
end
$$;
alter function ledger.refund_closed_award(bigint, text, ledger.entry_draft[], ledger.line_draft[]) owner to ledger_fn;
comment on function ledger.refund_closed_award(bigint, text, ledger.entry_draft[], ledger.line_draft[]) is
  'Records a refund of a cost of a closed award, on its line; then takes back what was released for it, and records that as due to the funder unless the '
  'terms let the grantee keep it: as far as the funder''s money paid for it, cents. What is more was borne by the organization, and is its own. Raises LM001, LE012, '
  'LA013, LK001, and whatever rule of the journal is broken.';
grant execute on function ledger.refund_closed_award(bigint, text, ledger.entry_draft[], ledger.line_draft[])
  to ledger_recorder, ledger_finance_admin;
