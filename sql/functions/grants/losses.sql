-- What a funder owes, and what of it is not paid.

-- Books made before have it: what is owed is asked of each day now.
drop function if exists ledger.unpaid_from(bigint, ledger.award, date);

create or replace function ledger.outstanding_from(organization_id bigint, award ledger.award, from_day date)
returns bigint
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with day as (
    select l.entry_date::date as on_day, sum(sum(l.amount_cents)) over (order by l.entry_date) as cents
    from ledger.journal_line l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where l.organization_id = $1 and l.fund_code = $2.fund_code and a.role = 'grants_receivable' and ledger.reads_books($1)
    group by l.entry_date
  )
  select greatest(0, least(
    coalesce((select d.cents from day d where d.on_day <= $3 order by d.on_day desc limit 1), 0),
    (select min(d.cents) from day d where d.on_day > $3)))::bigint
$$;
alter function ledger.outstanding_from(bigint, ledger.award, date) owner to ledger_rules;
comment on function ledger.outstanding_from(bigint, ledger.award, date) is
  'What the funder of an award owes of it on a day and on every later one, cents; zero outside the session''s memberships.';
grant execute on function ledger.outstanding_from(bigint, ledger.award, date)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.installment_left(organization_id bigint, award ledger.award, due_on date)
returns bigint
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with part as (
    select p.due_on, p.amount_cents
    from ledger.promised_parts($1) p
    where p.award_code = $2.code and p.reversed_on is null
  ), owed as (
    select l.service_from as lost_of, case when e.kind = 'loss' and not exists (
        select from ledger.journal_entry r where r.organization_id = e.organization_id and r.reverses_entry_id = e.id) then -l.amount_cents end as lost,
      l.amount_cents
    from ledger.journal_line l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code and a.role = 'grants_receivable'
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
    where l.organization_id = $1 and l.award_code = $2.code
  ), total as (
    select (select sum(p.amount_cents) from part p) as promised, coalesce(sum(o.lost), 0) as lost, coalesce(sum(o.amount_cents), 0) as owed,
      coalesce(sum(o.lost) filter (where o.lost_of = $3), 0) as lost_of_it, coalesce(sum(o.lost) filter (where o.lost_of <= $3), 0) as lost_through
    from owed o
  )
  -- What came is of the parts that were due first.
  select greatest(0, least(
    coalesce((select sum(p.amount_cents) from part p where p.due_on = $3), 0) - t.lost_of_it,
    coalesce((select sum(p.amount_cents) from part p where p.due_on <= $3), 0) - t.lost_through - (t.promised - t.lost - t.owed)))::bigint
  from total t
$$;
alter function ledger.installment_left(bigint, ledger.award, date) owner to ledger_rules;
comment on function ledger.installment_left(bigint, ledger.award, date) is
  'What of an award''s promises that stand is due on a day and neither paid nor written off by name, cents: what came is of the parts that were due first. For functions.';
grant execute on function ledger.installment_left(bigint, ledger.award, date) to ledger_fn;

create or replace function ledger.recoverable_from(organization_id bigint, award ledger.award, from_day date, out without_cents bigint, out with_cents bigint)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(max(x.cents) filter (where x.kind = 'loss_without'), 0), coalesce(max(x.cents) filter (where x.kind = 'loss_with'), 0)
  from (
    select k.kind, greatest(0, ledger.room_from($1, k.kind, ledger.measure_key($2.code, null, null, null), $3)) as cents
    from (values ('loss_without'), ('loss_with')) k (kind)
    where ledger.reads_books($1)
  ) x
$$;
alter function ledger.recoverable_from(bigint, ledger.award, date) owner to ledger_rules;
comment on function ledger.recoverable_from(bigint, ledger.award, date) is
  'What was written off of promises of an award and is not recovered, on a day and every later one, by the class that the loss stands in, cents; zero outside the session''s memberships.';
grant execute on function ledger.recoverable_from(bigint, ledger.award, date)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.not_waiting_from(
  organization_id bigint, award ledger.award, from_day date, lost_cents bigint default 0, lost_due_on date default null
)
returns bigint
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with moved as (
    -- What is restricted on a day is that of the last day without what moved it since.
    select y.on_day::date as on_day, m.limit_amount - m.used_amount
        - coalesce(sum(y.limit_amount - y.used_amount) over (order by y.on_day desc rows between unbounded preceding and 1 preceding), 0) as restricted
    from ledger.measure m
    join ledger.measure_day y on y.organization_id = m.organization_id and y.kind = m.kind and y.key = m.key
    where m.organization_id = $1 and m.kind = 'restricted' and m.key = ledger.measure_key(null, null, $2.fund_code, null)
  ), day as (
    select $3 as on_day, coalesce((select w.restricted from moved w where w.on_day <= $3 order by w.on_day desc limit 1), 0) as restricted
    union all
    select w.on_day, w.restricted from moved w where w.on_day > $3
  ), waiting as (
    select t.* from ledger.time_restrictions($1) t where t.fund_code = $2.fund_code
  )
  select min(d.restricted - x.later)::bigint
  from day d
  cross join lateral (
    select case when exists (select from waiting t where t.due_on > d.on_day) then greatest(0, least(
      -- What stays restricted by time is no part of it: of what is due later, all but the installment that is named; where none is, what is due first
      -- is lost first.
      ledger.time_restricted($1, $2.fund_code, d.on_day) - (
        select least($4, greatest(0, coalesce(sum(t.amount_cents), 0)))
        from waiting t
        where t.due_on = $5 and t.due_on > d.on_day and t.promised_on <= d.on_day and (t.reversed_on <= d.on_day) is not true),
      ledger.time_restricted($1, $2.fund_code, d.on_day, (
        select coalesce(sum(l.amount_cents), 0)::bigint - $4
        from ledger.journal_line l
        join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code and a.role = 'grants_receivable'
        where l.organization_id = $1 and l.fund_code = $2.fund_code and l.entry_date <= d.on_day)))) else 0 end as later
  ) x
$$;
alter function ledger.not_waiting_from(bigint, ledger.award, date, bigint, date) owner to ledger_rules;
comment on function ledger.not_waiting_from(bigint, ledger.award, date, bigint, date) is
  'What of the restricted money of an award does not wait for its time on a day and on every later one, cents: the least of what is restricted less what is '
  'restricted by time on the same day, once so much will not come, of the installment that is due on a day where one is named; below zero where there is none. For functions.';
grant execute on function ledger.not_waiting_from(bigint, ledger.award, date, bigint, date) to ledger_fn;

create or replace function ledger.write_off_promise(
  organization_id bigint, award_code text, amount_cents bigint, on_day text, reason text, idempotency_key text, due_on text default null
)
returns table (entry_id bigint, already_recorded boolean, restricted_cents bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  known bigint;
  w constant ledger.award := ledger.award_to_move($1, $2, 'loss', $3, 'nothing of it is owed as a promise');
  lost_on constant date := ledger.read_day($4);
  due_day constant date := ledger.read_day($7);
  outstanding constant bigint := ledger.outstanding_from($1, w, lost_on);
  said constant text := concat(' not paid', ', due ' || to_char(due_day, 'YYYY-MM-DD'), ': ', $5);
  unreleased constant bigint := coalesce((select d.due_cents from ledger.due_releases($1, lost_on) d where d.award_code = w.code), 0);
  loss constant text := ledger.default_account($1, 'losses');
  of_restricted bigint;
  parts ledger.line_draft[];
begin
  perform ledger.require_own_key($6);
  perform ledger.require_words($5, 'reason');
  known := ledger.figured_before(org, 'loss', $4, $6, $3, said);
  if known is not null then
    return query
    select known, true, coalesce((
      select sum(l.amount_cents)
      from ledger.journal_line l
      where l.organization_id = org and l.entry_id = known and l.net_asset_class = 'with'), 0)::bigint;
    return;
  end if;
  if $3 > outstanding then
    perform ledger.refuse('LA018', format('the funder owes %s of award %s on that day and later, less than %s', ledger.dollars(outstanding), w.code,
      ledger.dollars($3)), known => jsonb_build_object('award', w.code));
  elsif due_day is not null and $3 > ledger.installment_left(org, w, due_day) then
    perform ledger.refuse('LA018', format('of award %s, %s is due on %s and open, less than %s', w.code,
      ledger.dollars(ledger.installment_left(org, w, due_day)), due_day, ledger.dollars($3)), format(
      'See {award show: award=%s} for its installments.', w.code));
  end if;
  -- What spending has met by then is as good as released, whether or not its month is closed; and what was released of spending that came back since
  -- is restricted again.
  of_restricted := least($3, greatest(0, ledger.not_waiting_from(org, w, lost_on, $3, due_day) - unreleased));
  if unreleased < 0 then
    perform ledger.take_back_releases(org, w.fund_code, array[lost_on], array[of_restricted], 'its spending came back');
  end if;
  parts := array[
    ledger.draft_line(1, 1, loss, w.fund_code, of_restricted, 'with', award_code => w.code, party_code => w.funder_code),
    ledger.draft_line(1, 2, loss, w.fund_code, $3 - of_restricted, 'without', award_code => w.code, party_code => w.funder_code),
    ledger.draft_line(1, 3, ledger.default_account(org, 'grants_receivable'), w.fund_code, -$3, award_code => w.code, party_code => w.funder_code)
  ];
  for i in 1 .. 3 loop
    parts[i].service_from := to_char(due_day, 'YYYY-MM-DD');
    parts[i].service_through := to_char(due_day, 'YYYY-MM-DD');
  end loop;
  return query
  select r.entry_id, r.already_recorded, of_restricted
  from ledger.record_figured(org, 'loss', $4, $6, concat('Promise of ', w.code, said), parts) r;
end
$$;
alter function ledger.write_off_promise(bigint, text, bigint, text, text, text, text) owner to ledger_fn;
comment on function ledger.write_off_promise is
  'Writes off what a funder owes of an award and will not pay, on a day (YYYY-MM-DD), cents: Dr losses on promises, with donor restrictions as far as that is restricted still on that '
  'day and every later one, the rest without, where it was released already (ASC 958-310-35-7); Cr grants receivable. Of the installment that is due on a day, where that is named, '
  'and its lines carry that day as their service; else what is due first is lost first. Tells the restricted part. Raises LM001, LA018 beyond '
  'what is owed, or due on that day, LK001, LK003, and whatever rule of the journal is broken.';
grant execute on function ledger.write_off_promise to ledger_recorder, ledger_finance_admin;
