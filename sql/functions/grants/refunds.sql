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
    where w.organization_id = $1 and p.closed_on is not null
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
  'LA013: what is left in closed awards of an organization after refunds: released, and no longer earned by spending. Asked as a refund commits, and by '
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
  'What comes back of a closed award is due to its funder as far as the funder''s money paid for it.';

create or replace function ledger.due_after_refund(
  organization_id bigint, award ledger.award, entries ledger.entry_draft[], lines ledger.line_draft[], out cents bigint, out time_cents bigint
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  if ($2).recognition = 'agency' then
    cents := -(select sum(l.amount_cents) from unnest($4) l where l.budget_line_code is not null);
    return;
  end if;
  -- What was released or recognized for the cost that comes back, by the rules themselves: tried, and taken back.
  begin
    perform set_config('ledger.trial', 'on', true);
    perform ledger.add_entries($1, $3, $4);
    select -d.due_cents, -d.time_due_cents into cents, time_cents from ledger.due_releases($1, 'infinity') d where d.award_code = ($2).code;
    raise exception using errcode = 'LE018', message = 'tried';
  exception when sqlstate 'LE018' then null;
  end;
end
$$;
alter function ledger.due_after_refund(bigint, ledger.award, ledger.entry_draft[], ledger.line_draft[]) owner to ledger_fn;
comment on function ledger.due_after_refund(bigint, ledger.award, ledger.entry_draft[], ledger.line_draft[]) is
  'What of a closed award is no longer earned once a refund is recorded, cents, and what of it the calendar had released: of an agency award all of it; what is more was borne by the organization. Nothing stays recorded. For functions.';

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
  refund constant ledger.entry_draft := entries[1];
  drafts ledger.entry_draft[] := entries;
  parts ledger.line_draft[] := lines;
  w ledger.award;
  due bigint;
  of_time bigint;
  goes_back boolean;
  made bigint[];
begin
  perform ledger.require_recorder(org);
  perform ledger.require_drafts(entries);
  perform ledger.hold_award(org, the_award);
  select a.* into w from ledger.award a where a.organization_id = org and a.code = the_award;
  if cardinality(entries) is distinct from 1 or refund.kind is distinct from 'refund' then
    perform ledger.refuse('LE012', 'a refund of a closed award is one entry of kind refund');
  end if;
  if exists (select from ledger.journal_entry e where e.organization_id = org and e.idempotency_key = refund.idempotency_key) then
    made := ledger.require_same(org, entries, lines, array[null::bigint], array[row('refund', null, 1)::ledger.origin_part]);
    return query
    select made[1], true, e.id, coalesce((select sum(l.amount_cents) from ledger.journal_line l
      where l.organization_id = org and l.entry_id = e.id and l.amount_cents > 0), 0)::bigint
    from (select) one
    left join ledger.journal_entry e on e.organization_id = org and e.id = any (ledger.entries_of_origin(org, made[1])) and e.kind = 'return';
    return;
  end if;
  perform ledger.refuse('LA013', format('award %s was closed on %s, after %s', p.award_code, p.closed_on, refund.entry_date),
    'Date it on the day the money came, or reopen the award: {award reopen: award, reason}.',
    jsonb_build_object('award', p.award_code))
  from ledger.award_progress p
  where p.organization_id = org and p.award_code = the_award and p.closed_on > ledger.read_day(refund.entry_date);
  select d.cents, d.time_cents into due, of_time from ledger.due_after_refund(org, w, entries, lines) d;
  goes_back := due > 0 and (ledger.terms_on(org, the_award, ledger.read_day(refund.entry_date))).unspent <> 'keep';
  if due > 0 and w.recognition <> 'agency' then
    drafts := drafts || ledger.draft_entry(ledger.next_key(org, format('release:%s:%s', w.code, refund.entry_date)), refund.entry_date, 'release',
      format('Release of %s taken back: refund of entry %s', w.code, refund.refunds_entry_id));
    parts := parts || ledger.without_zeros(
      ledger.release_lines(cardinality(drafts), ledger.default_account(org, 'release_time'), w, -of_time)
      || ledger.release_lines(cardinality(drafts), ledger.default_account(org, 'release_use'), w, of_time - due));
  end if;
  if due > 0 and not goes_back and w.recognition <> 'agency' then
    drafts := drafts || ledger.draft_kept(org, w.code, refund.entry_date);
    parts := parts || ledger.release_lines(cardinality(drafts), ledger.default_account(org, 'release_time'), w, due);
  elsif goes_back then
    drafts := drafts || ledger.draft_entry(refund.idempotency_key || ':due', refund.entry_date, 'return',
      format('To be returned: refund of entry %s after award %s was closed', refund.refunds_entry_id, w.code));
    parts := parts || array[
      case w.recognition
        when 'agency' then ledger.draft_line(cardinality(drafts), 1, ledger.default_account(org, 'custodial'), w.fund_code, due,
          award_code => w.code, party_code => w.funder_code)
        else ledger.draft_line(cardinality(drafts), 1, w.revenue_account_code, w.fund_code, due, 'with', award_code => w.code,
          party_code => w.funder_code)
      end,
      ledger.draft_line(cardinality(drafts), 2, ledger.default_account(org, 'due_to_funder'), w.fund_code, -due, award_code => w.code,
        party_code => w.funder_code)
    ];
  end if;
  select array_agg(r.entry_id order by r.ordinality) into made
  from ledger.add_as(org, 'refund', drafts, parts, null, null, null) with ordinality r;
  return query select made[1], false, case when goes_back then made[cardinality(made)] end, case when goes_back then due else 0 end;
end
$$;
alter function ledger.refund_closed_award(bigint, text, ledger.entry_draft[], ledger.line_draft[]) owner to ledger_fn;
comment on function ledger.refund_closed_award(bigint, text, ledger.entry_draft[], ledger.line_draft[]) is
  'Records, as one origin, a refund of a cost of a closed award, on its line; what was released for it, taken back; and that as due to the funder, or released again '
  'where the terms let the grantee keep it: as far as the funder''s money paid for it, cents. What is more was borne by the organization, and is its own. Raises LM001, LE012, '
  'LA013, LK001, and whatever rule of the journal is broken.';
grant execute on function ledger.refund_closed_award(bigint, text, ledger.entry_draft[], ledger.line_draft[])
  to ledger_recorder, ledger_finance_admin;
