-- Releases as entries: posted when a month closes, taken back where a day does not cover them.

create or replace function ledger.release_lines(draft bigint, account_code text, award ledger.award, amount_cents bigint)
returns ledger.line_draft[]
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select array[
    ledger.draft_line($1, 1, $2, $3.fund_code, $4, 'with', award_code => $3.code),
    ledger.draft_line($1, 2, $2, $3.fund_code, -$4, 'without', award_code => $3.code)
  ]
$$;
comment on function ledger.release_lines(bigint, text, ledger.award, bigint) is
  'The lines of a release of an award: Dr with, Cr without, cents; below zero what is taken back.';
grant execute on function ledger.release_lines(bigint, text, ledger.award, bigint) to ledger_fn;

create or replace function ledger.lifted_lines(organization_id bigint, award ledger.award, on_day date, account_code text, amount_cents bigint)
returns ledger.line_draft[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  w constant ledger.award := award;
  to_lift bigint := amount_cents;
  waiting record;
  part ledger.line_draft;
  lines ledger.line_draft[];
begin
  for waiting in select p.* from ledger.time_restricted_parts($1, w.fund_code, $3) p where p.cents > 0 order by p.due_on loop
    exit when to_lift = 0;
    foreach part in array array[
      ledger.draft_line(1, 1, $4, w.fund_code, least(to_lift, waiting.cents), 'with', award_code => w.code),
      ledger.draft_line(1, 2, $4, w.fund_code, -least(to_lift, waiting.cents), 'with', award_code => w.code)]
    loop
      part.service_from := to_char(waiting.due_on, 'YYYY-MM-DD');
      part.service_through := part.service_from;
      lines := lines || part;
    end loop;
    to_lift := to_lift - least(to_lift, waiting.cents);
  end loop;
  return lines;
end
$$;
comment on function ledger.lifted_lines(bigint, ledger.award, date, text, bigint) is
  'The lines of a time restriction that is lifted on a day, cents: of each installment that waits for its time, those due first, Dr and Cr with, its day as their service. For functions.';
grant execute on function ledger.lifted_lines(bigint, ledger.award, date, text, bigint) to ledger_fn;

create or replace function ledger.add_releases(organization_id bigint, award ledger.award, key_days text, parts ledger.release_part[])
returns table (entry_date date, award_code text, role text, amount_cents bigint, entry_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  w constant ledger.award := award;
  moved constant ledger.release_part[] := array(
    select row(p.on_day, p.role, p.amount_cents, p.description)::ledger.release_part
    from unnest(parts) with ordinality as p
    where p.amount_cents <> 0
    order by p.ordinality);
begin
  if cardinality(moved) = 0 then
    return;
  end if;
  -- In one call, so that what only moves between the accounts lowers no balance on the way.
  return query
  select p.on_day, w.code::text, p.role, p.amount_cents, p.id
  from rows from (unnest(moved), unnest(ledger.add_entries(org,
    array(
      select ledger.draft_entry(ledger.next_key(org, format('%s:%s:%s', case m.role when 'release_time' then 'release-time' else 'release' end, w.code,
        to_char(m.on_day, $3))), to_char(m.on_day, 'YYYY-MM-DD'), 'release', m.description)
      from unnest(moved) with ordinality as m
      order by m.ordinality),
    array(
      select l
      from unnest(moved) with ordinality as m
      cross join unnest(ledger.release_lines(m.ordinality, ledger.default_account(org, m.role), w, m.amount_cents)) l)
  ))) as p (on_day, role, amount_cents, description, id);
end
$$;
alter function ledger.add_releases(bigint, ledger.award, text, ledger.release_part[]) owner to ledger_fn;
comment on function ledger.add_releases(bigint, ledger.award, text, ledger.release_part[]) is
  'Records releases of an award that the books figured, an entry each without those of zero, cents; their keys name the day in that form. For functions that have '
  'asked who may.';

create or replace function ledger.take_back_releases(
  organization_id bigint, fund_code text, days date[], cents bigint[], why text, at_most bigint default null
)
returns table (entry_date date, award_code text, role text, amount_cents bigint, entry_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  fund constant text := fund_code;
  w ledger.award;
  taken record;
  there record;
  -- What is taken of each role so far, and on this day.
  for_use bigint := 0;
  by_time bigint := 0;
  of_time bigint;
  parts ledger.release_part[];
begin
  select a.* into w from ledger.award a where a.organization_id = org and a.fund_code = fund;
  if w.code is null or (select sum(t.amount_cents) from ledger.taken_back(org, fund, days, cents) t) > at_most then
    return;
  end if;
  -- First what the use released, then what time did; the next closing trues both up.
  for taken in select t.* from ledger.taken_back(org, fund, days, cents) t order by t.entry_date loop
    there := ledger.released_by_books(org, fund, taken.entry_date);
    of_time := least(taken.amount_cents - least(taken.amount_cents, greatest(0, there.use_cents - for_use)), greatest(0, there.time_cents - by_time));
    for_use := for_use + taken.amount_cents - of_time;
    by_time := by_time + of_time;
    parts := parts || array[
      row(taken.entry_date, 'release_time', -of_time, format('Release of %s taken back: %s', w.code, why))::ledger.release_part,
      row(taken.entry_date, 'release_use', of_time - taken.amount_cents, format('Release of %s taken back: %s', w.code, why))::ledger.release_part];
  end loop;
  return query select r.* from ledger.add_releases(org, w, 'YYYY-MM-DD', parts) r;
end
$$;
alter function ledger.take_back_releases(bigint, text, date[], bigint[], text, bigint) owner to ledger_fn;
comment on function ledger.take_back_releases(bigint, text, date[], bigint[], text, bigint) is
  'Takes back what ledger.taken_back tells of a fund, an entry of kind release a day and account (Dr 6910 or 6930 without, Cr with), so that its restricted money can fall '
  'on those days; nothing where that is more than at_most, cents. For functions that have asked who may.';

create or replace function ledger.post_releases(organization_id bigint, month date)
returns table (entry_date date, award_code text, role text, amount_cents bigint, entry_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
  last_day constant date := ledger.month_end(month);
  due record;
  w ledger.award;
begin
  perform ledger.require_administrator(org);
  perform ledger.require_open(org, last_day);
  for due in
    select d.*, d.due_cents - d.time_due_cents as use_cents
    from ledger.due_releases(org, last_day) d
    where d.due_cents <> 0 or d.time_due_cents <> 0
    order by d.award_code
  loop
    select a.* into w from ledger.award a where a.organization_id = org and a.code = due.award_code;
    -- First, so that no day is left with more released than there is.
    return query
    select t.*
    from ledger.take_back_releases(org, due.fund_code, array[last_day], array[due.due_cents], format('released through %s already', last_day)) t;
    return query
    select r.*
    from ledger.add_releases(org, w, 'YYYY-MM', array[
      row(last_day, 'release_time', due.time_due_cents, case
        when due.time_due_cents > 0 then format('Release of %s: time restriction ended by %s on what was spent before', w.code, last_day)
        else format('Release of %s for time taken back', w.code)
      end)::ledger.release_part,
      row(last_day, 'release_use', due.use_cents, case
        when due.use_cents > 0 then format('Release of %s for spending through %s', w.code, last_day)
        else format('Release of %s taken back with its spending', w.code)
      end)::ledger.release_part]) r;
  end loop;
end
$$;
alter function ledger.post_releases(bigint, date) owner to ledger_fn;
comment on function ledger.post_releases(bigint, date) is
  'Posts what ledger.due_releases tells through the last day of a month (Dr 6910 with, Cr 6910 without; what the calendar released on 6930 first), one entry an award and '
  'account of kind release, cents; and before it takes back on each later day what was released there and is no longer covered, where books were reopened. Raises LM001, LP002.';
grant execute on function ledger.post_releases(bigint, date) to ledger_finance_admin;
