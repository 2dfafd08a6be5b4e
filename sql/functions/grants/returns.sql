-- What of an award is not spent, and goes back to its funder.

create or replace function ledger.unspent_from(organization_id bigint, award ledger.award, from_day date, is_owed_too boolean)
returns bigint
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  -- Support, restricted or met directly, and what came ahead of it, less what was used of it and what is kept.
  with line as (
    -- Support and what came ahead; spending, and what was released by hand for time or equipment: of these two the greater is used.
    select l.entry_date::date, case when x.is_used then 0 else -l.amount_cents end as cents, 0::bigint as spent,
      case when x.is_used then l.amount_cents else 0 end as released
    from ledger.journal_line l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
    left join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = e.reverses_entry_id
    cross join lateral (
      select l.net_asset_class = 'with' and a.type = 'release' and not ledger.is_kept(coalesce(m.idempotency_key, e.idempotency_key)) is true as is_used
    ) x
    where l.organization_id = $1 and l.fund_code = $2.fund_code and coalesce(m.kind, e.kind) <> 'closing' and case
        -- Each day less what the funder owed of it then.
        when a.role = 'grants_receivable' then not $4
        when $2.recognition = 'agency' then a.role = 'custodial'
        when l.net_asset_class = 'with' then a.role is distinct from 'release_use'
          and (a.role is distinct from 'release_time' or ledger.is_released_by_hand(coalesce(m.idempotency_key, e.idempotency_key))
            or ledger.is_kept(coalesce(m.idempotency_key, e.idempotency_key)))
        when a.role = 'refundable_advance' then true
        when l.award_code is distinct from $2.code then false
        when a.role = 'losses' then true
        when a.type = 'revenue' then coalesce(m.kind, e.kind) = 'condition'
        else false
      end
    union all
    select q.on_day, 0, q.cents, 0 from ledger.qualifying_spending($1, $2.code) q where $2.recognition <> 'agency'
  ), day as (
    select d.entry_date, sum(sum(d.cents)) over o - greatest(sum(sum(d.spent)) over o, sum(sum(d.released)) over o) as unspent
    from line d
    group by d.entry_date
    window o as (order by d.entry_date)
  )
  select least(
    coalesce((select d.unspent from day d where d.entry_date <= $3 order by d.entry_date desc limit 1), 0),
    (select min(d.unspent) from day d where d.entry_date > $3))::bigint
$$;
alter function ledger.unspent_from(bigint, ledger.award, date, boolean) owner to ledger_rules;
comment on function ledger.unspent_from(bigint, ledger.award, date, boolean) is
  'What of the support of an award, and of what came ahead of it or is held of it, is not spent on a day nor on any later one, cents, with what the funder owes of it or '
  'without; below zero where more was spent. For functions.';
grant execute on function ledger.unspent_from(bigint, ledger.award, date, boolean) to ledger_fn;

create or replace function ledger.returnable_from(
  organization_id bigint, award ledger.award, from_day date, out ahead_role text, out ahead_cents bigint, out cents bigint
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  -- What its spending has earned stays, whether it is released by now or not, and what the funder never paid is not paid back.
  select x.role, x.ahead, greatest(0, ledger.unspent_from($1, $2, $3, false))
  from (
    select r.role, greatest(0, coalesce(
      ledger.room_from($1, 'advance', ledger.measure_key($2.code, null, $2.fund_code, ledger.default_account($1, r.role)), $3), 0)) as ahead
    from (select case $2.recognition when 'agency' then 'custodial' else 'refundable_advance' end as role) r
  ) x
$$;
alter function ledger.returnable_from(bigint, ledger.award, date) owner to ledger_rules;
comment on function ledger.returnable_from(bigint, ledger.award, date) is
  'What of an award can go back to its funder on a day, cents: what was received of it, as far as it is not spent then or later; and the role of '
  'the account that it is taken from first, with what is there. For functions.';
grant execute on function ledger.returnable_from(bigint, ledger.award, date) to ledger_fn;

create or replace function ledger.unspent_of_ended(organization_id bigint, through date)
returns table (award_code text, ended_on date, amount_cents bigint, committed_cents bigint)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select w.code::text, p.ends_on::date, r.cents - c.cents, c.cents
  from ledger.award w
  join ledger.award_progress p on p.organization_id = w.organization_id and p.award_code = w.code
  -- What nobody knew on the day, as an earlier end that was agreed later, changes nothing of it (ASC 855-10-25-3).
  join ledger.award_as_of(w.organization_id, w.code, $2) v on v.ends_on <= $2
  cross join lateral ledger.terms_on(w.organization_id, w.code, $2) t
  cross join lateral ledger.returnable_from(w.organization_id, w, $2) r
  cross join lateral (
    select coalesce(sum(g.open_cents), 0)::bigint as cents
    from ledger.commitment m
    join ledger.commitment_progress g on g.organization_id = m.organization_id and g.commitment_number = m.number
    where m.organization_id = w.organization_id and m.award_code = w.code
  ) c
  where w.organization_id = $1 and ledger.reads_books($1) and w.recognition <> 'exchange' and p.ends_on <= $2 and p.closed_on is null
    and t.unspent = 'return' and r.cents > c.cents
  order by w.code
$$;
alter function ledger.unspent_of_ended(bigint, date) owner to ledger_rules;
comment on function ledger.unspent_of_ended(bigint, date) is
  'Awards that ended by a day, whose terms say that unspent money goes back, what of each was received and is neither spent nor committed, and what is committed and open, cents. '
  'No rows outside the session''s memberships.';

-- Books made before have both with fewer columns.
drop function if exists ledger.returned_and_spent(bigint, date);
drop function if exists ledger.returned_beyond(bigint, ledger.award, date);

create or replace function ledger.returned_beyond(
  organization_id bigint, award ledger.award, through date, out cents bigint, out entry_id bigint, out undone_on date
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select least(b.cents, -u.cents), b.entry_id, (
    select r.entry_date::date
    from ledger.journal_entry r
    where r.organization_id = $1 and r.id = ledger.standing_reversal($1, b.entry_id))
  from (
    select -sum(l.amount_cents)::bigint as cents, max(e.id) filter (
        where e.kind = 'return' and e.origin_kind is distinct from 'moved_reversal' and not exists (
          select
          from ledger.journal_entry r
          where r.organization_id = e.organization_id and r.id = ledger.standing_reversal(e.organization_id, e.id) and r.entry_date <= $3)) as entry_id
    from ledger.journal_line l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
    left join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = e.reverses_entry_id
    where l.organization_id = $1 and l.fund_code = $2.fund_code and l.entry_date <= $3 and a.role = 'due_to_funder'
      and coalesce(m.kind, e.kind) = 'return'
  ) b
  cross join (select ledger.unspent_from($1, $2, $3, true) as cents) u
  where $2.recognition in ('unconditional', 'conditional') and b.cents > 0 and u.cents < 0
$$;
alter function ledger.returned_beyond(bigint, ledger.award, date) owner to ledger_rules;
comment on function ledger.returned_beyond(bigint, ledger.award, date) is
  'What was returned of an award by a day and is spent meanwhile, cents, the last return that stands on that day, and the later day on which it is undone, null where '
  'it is not; all null where nothing is. For functions.';

create or replace function ledger.returned_and_spent(organization_id bigint, through date)
returns table (award_code text, amount_cents bigint, entry_id bigint, undone_on date)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select w.code::text, b.cents, b.entry_id, b.undone_on
  from ledger.award w
  cross join lateral ledger.returned_beyond(w.organization_id, w, $2) b
  where w.organization_id = $1 and ledger.reads_books($1) and b.cents > 0
  order by w.code
$$;
alter function ledger.returned_and_spent(bigint, date) owner to ledger_rules;
comment on function ledger.returned_and_spent(bigint, date) is
  'Awards of which money is returned by a day that was spent meanwhile: how much, cents, the last return that stands on that day, and the later day on which it is '
  'undone, null where it is not. No rows outside the session''s memberships.';
grant execute on function ledger.unspent_of_ended(bigint, date), ledger.returned_and_spent(bigint, date)
  to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.return_to_funder(
  organization_id bigint, award_code text, amount_cents bigint, on_day text, reason text, idempotency_key text, paid_from text default null
)
returns table (entry_id bigint, already_recorded boolean, payment_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  known bigint;
  w constant ledger.award := ledger.award_to_move($1, $2, 'return', $3,
    'what was earned by an exchange is not returned');
  back constant record := (select r from ledger.returnable_from($1, w, ledger.read_day($4)) r);
  ahead bigint;
  due constant text := ledger.default_account($1, 'due_to_funder');
  funder text;
  drafts ledger.entry_draft[];
  parts ledger.line_draft[];
begin
  perform ledger.require_own_key($6);
  perform ledger.require_words($5, 'reason');
  known := ledger.figured_before(org, 'return', $4, $6, $3, concat(': ', $5));
  if known is not null then
    perform ledger.refuse('LK001', format('key %s belongs to entry %s, which is paid from %s', quote_literal($6), known, coalesce('account ' || p.account_code, 'nothing yet')))
    from (select) x
    left join lateral (
      select l.account_code
      from ledger.journal_entry e
      join ledger.journal_line l on l.organization_id = e.organization_id and l.entry_id = e.id and l.line_number = 2
      where e.organization_id = org and e.idempotency_key = $6 || ':paid') p on true
    where p.account_code is distinct from $7;
    return query
    select known, true, (select max(e.id) from ledger.journal_entry e where e.organization_id = org and e.idempotency_key = $6 || ':paid');
    return;
  end if;
  if $3 > back.cents then
    perform ledger.refuse('LA018', format('award %s has %s that was received, is not spent and could go back, less than %s', w.code,
      ledger.dollars(back.cents), ledger.dollars($3)), known => jsonb_build_object('award', w.code));
  end if;
  ahead := least($3, back.ahead_cents);
  if $3 > ahead then
    -- What was released for spending that came back since.
    perform ledger.take_back_releases(org, w.fund_code, array[ledger.read_day($4)], array[$3 - ahead], 'its spending came back');
  end if;
  select coalesce((select ledger.name_of(org, 'party', w.funder_code)), p.name::text) into funder
  from ledger.party p
  where p.organization_id = org and p.code = w.funder_code;
  drafts := array[ledger.draft_entry($6, $4, 'return', left(concat('To be returned to ', funder, ': ', $5), 2000))];
  parts := ledger.without_zeros(array[
    ledger.draft_line(1, 1, coalesce(ledger.default_account(org, back.ahead_role), ''), w.fund_code, ahead, award_code => w.code,
      party_code => w.funder_code),
    ledger.draft_line(1, 2, w.revenue_account_code, w.fund_code, $3 - ahead, 'with', award_code => w.code, party_code => w.funder_code),
    ledger.draft_line(1, 3, due, w.fund_code, -$3, award_code => w.code, party_code => w.funder_code)
  ]);
  if $7 is not null then
    drafts := drafts || ledger.draft_entry($6 || ':paid', $4, 'journal', left(format('Returned to %s from %s', funder, w.code), 2000));
    parts := parts || array[
      ledger.draft_line(2, 1, due, w.fund_code, $3, award_code => w.code, party_code => w.funder_code),
      ledger.draft_line(2, 2, $7, w.fund_code, -$3, party_code => w.funder_code)
    ];
  end if;
  return query
  select (array_agg(r.entry_id order by r.ordinality))[1], bool_and(r.already_recorded), (array_agg(r.entry_id order by r.ordinality))[2]
  from ledger.add_as(org, 'return', drafts, parts, null, null, null) with ordinality r;
end
$$;
alter function ledger.return_to_funder(bigint, text, bigint, text, text, text, text) owner to ledger_fn;
comment on function ledger.return_to_funder is
  'Records money of an award as owed back to its funder on a day (YYYY-MM-DD), cents: Dr custodial funds of an agency award, refundable advance of a '
  'conditional one as far as it goes, else its revenue with donor restrictions; Cr due to funder; and with the account that it is paid from, its payment that day, as one '
  'origin. Raises LM001, LA018 beyond what is there and not spent on that day and every later one, LK001, LK003, LV002 where payments are approved, '
  'and whatever rule of the journal is broken.';
grant execute on function ledger.return_to_funder to ledger_recorder, ledger_finance_admin;
