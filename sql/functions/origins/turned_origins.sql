-- Origins whose entries turn each other: an accrual and its turning; a reversal that counts on another day.

create or replace function ledger.turns(organization_id bigint, entry_id bigint, target_id bigint)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select not exists (
    select
    from (select l as line, l.line_number from ledger.journal_line l where l.organization_id = $1 and l.entry_id = $2) n
    full join (select l as line, l.line_number from ledger.journal_line l where l.organization_id = $1 and l.entry_id = $3) o
      on o.line_number = n.line_number
    where ledger.line_as_draft(null, n.line) is distinct from ledger.turned(ledger.line_as_draft(null, o.line))
      -- A memo that was removed, of one of them or both, cannot be compared.
      and (not (ledger.is_removed((n.line).salts, 1, (n.line).memo) or ledger.is_removed((o.line).salts, 1, (o.line).memo))
        or to_jsonb(ledger.line_as_draft(null, n.line)) - 'memo'
          is distinct from to_jsonb(ledger.turned(ledger.line_as_draft(null, o.line))) - 'memo'))
$$;
comment on function ledger.turns(bigint, bigint, bigint) is
  'Whether the lines of an entry are those of another one, turned: field by field, in the same order. Also read by check.';

create or replace function ledger.broken_accrual(organization_id bigint, number bigint)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when t.id is null then 'has no part 2, which turns its cost'
    when t.entry_date <= c.entry_date then format('is turned on %s, which is not after %s', t.entry_date, c.entry_date)
    when not ledger.turns($1, t.id, c.id) then 'has a part 2 that does not turn part 1'
    else (
      select format('is owed on account %s, not on accrued expenses', l.account_code)
      from ledger.journal_line l
      join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
      where l.organization_id = $1 and l.entry_id = c.id and l.amount_cents < 0 and a.role is distinct from 'accrued'
      order by l.line_number
      limit 1)
  end
  from ledger.journal_entry c
  left join ledger.journal_entry t
    on t.organization_id = c.organization_id and t.origin_kind = c.origin_kind and t.origin_number = c.origin_number and t.origin_part = 2
  where c.organization_id = $1 and c.origin_kind = 'accrual' and c.origin_number = $2 and c.origin_part = 1
$$;
comment on function ledger.broken_accrual(bigint, bigint) is
  'What is wrong with an accrual (LO005): a cost owed on accrued expenses, and an entry of a later day that turns it; null where it is right. Also read by check.';

create or replace function ledger.reversal_moved_by(idempotency_key text)
returns bigint
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$ select substring($1 from '^books:again:([1-9][0-9]{0,17})$')::bigint $$;
comment on function ledger.reversal_moved_by(text) is
  'The number of the reversal whose entry stands again by an entry of that key, which the books alone give (LK003); null of any other key.';

create or replace function ledger.reversed_first(organization_id bigint, reversal_id bigint)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_nestloop = on
as $$
  with recursive turned as (
    select r.reverses_entry_id as id, 1 as step
    from ledger.journal_entry r
    where r.organization_id = $1 and r.id = $2
    union all
    select r.reverses_entry_id, t.step + 1
    from turned t
    join ledger.journal_entry a on a.organization_id = $1 and a.id = t.id and a.origin_kind = 'moved_reversal'
    join ledger.journal_entry r on r.organization_id = $1 and r.id = ledger.reversal_moved_by(a.idempotency_key)
  )
  select t.id from turned t order by t.step desc limit 1
$$;
comment on function ledger.reversed_first(bigint, bigint) is
  'What a reversal reverses, before any move of it; null of an entry that is not a reversal. Also read by check.';

create or replace function ledger.standing_reversal(organization_id bigint, entry_id bigint)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_nestloop = on
as $$
  with recursive reversal as (
    select r.id, 1 as step
    from ledger.journal_entry r
    where r.organization_id = $1 and r.reverses_entry_id = $2
    union all
    select m.id, r.step + 1
    from reversal r
    join ledger.journal_entry a on a.organization_id = $1 and a.idempotency_key = 'books:again:' || r.id
    join ledger.journal_entry m on m.organization_id = $1 and m.reverses_entry_id = a.id
  )
  select r.id from reversal r order by r.step desc limit 1
$$;
comment on function ledger.standing_reversal(bigint, bigint) is
  'The reversal of an entry that counts, wherever it was moved to; null of one that stands.';

create or replace function ledger.freed_days(organization_id bigint, entries bigint[])
returns table (entry_id bigint, on_day date)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select x.entry_id, max(s.entry_date)::date
  from (
    select l.settles_entry_id, l.entry_id
    from ledger.journal_line l
    where l.organization_id = $1 and l.settles_entry_id = any ($2)
    union
    select o.refunds_entry_id, o.id
    from ledger.journal_entry o
    where o.organization_id = $1 and o.refunds_entry_id = any ($2)
  ) x (entry_id, settled_by)
  join ledger.journal_entry o
    on o.organization_id = $1 and o.id = x.settled_by and x.settled_by <> all ($2) and o.kind <> 'reversal' and o.origin_kind is distinct from 'moved_reversal'
  join ledger.journal_entry s on s.organization_id = $1 and s.id = ledger.standing_reversal($1, o.id) and s.entry_date > o.entry_date
  group by x.entry_id
$$;
comment on function ledger.freed_days(bigint, bigint[]) is
  'Of entries that were settled or refunded by others than these, and that was undone on a later day than it was dated: that day, the last one. Before it they are not '
  'turned, or what settled them would settle nothing. Within what the session may read.';

create or replace function ledger.is_undone_at_once(organization_id bigint, entry_id bigint)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select
    from ledger.journal_entry e
    where e.organization_id = $1 and e.id = $2 and (e.kind = 'reversal' or exists (
      select
      from ledger.journal_entry o
      join ledger.journal_entry r on r.organization_id = $1 and r.id = ledger.standing_reversal($1, o.id) and r.entry_date = o.entry_date
      where o.organization_id = $1
        and o.id = case when e.origin_kind = 'moved_reversal' then ledger.reversed_first($1, ledger.reversal_moved_by(e.idempotency_key)) else e.id end)))
$$;
comment on function ledger.is_undone_at_once(bigint, bigint) is
  'Whether what an entry moved was undone on its own day, so that it counts on none: the entry itself, what stands again where its reversal was moved, or a reversal. '
  'Within what the session may read.';

create or replace function ledger.turned_from(organization_id bigint, reversal_id bigint)
returns date
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select e.entry_date::date from ledger.journal_entry e where e.organization_id = $1 and e.id = ledger.reversed_first($1, $2)
$$;
comment on function ledger.turned_from(bigint, bigint) is
  'The first day on which a reversal can count: that of the entry which it turns, before any move.';

create or replace function ledger.broken_move(organization_id bigint, number bigint)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when m.id is null or m.reverses_entry_id is distinct from a.id then 'has no part 2 that reverses part 1'
    when r.id is null or r.kind <> 'reversal' then 'moves no reversal'
    when r.entry_date <> a.entry_date then format('moves entry %s of %s, and part 1 is dated %s', r.id, r.entry_date, a.entry_date)
    when not ledger.turns($1, a.id, r.id) then format('has a part 1 that does not turn entry %s', r.id)
    when m.entry_date < ledger.turned_from($1, r.id)
      then format('counts on %s, before %s, the day of what is reversed', m.entry_date, ledger.turned_from($1, r.id))
  end
  from ledger.journal_entry a
  left join ledger.journal_entry m
    on m.organization_id = a.organization_id and m.origin_kind = a.origin_kind and m.origin_number = a.origin_number and m.origin_part = 2
  left join ledger.journal_entry r on r.organization_id = a.organization_id and r.id = ledger.reversal_moved_by(a.idempotency_key)
  where a.organization_id = $1 and a.origin_kind = 'moved_reversal' and a.origin_number = $2 and a.origin_part = 1
$$;
comment on function ledger.broken_move(bigint, bigint) is
  'What is wrong with a reversal that was moved (LO005): part 1 is what it had reversed again, on the day of that reversal, and part 2 reverses part 1 on '
  'the day that is meant, not before the day of what is reversed; null where it is right. Also read by check.';

create or replace function ledger.broken_return(organization_id bigint, number bigint)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when b.kind <> 'return' then format('has a part 1 of kind %s', b.kind)
    when p.id is not null and (x.left_cents <> 0 or x.others > 0) then 'has a part 2 that does not pay what is due by part 1'
  end
  from ledger.journal_entry b
  left join ledger.journal_entry p
    on p.organization_id = b.organization_id and p.origin_kind = b.origin_kind and p.origin_number = b.origin_number and p.origin_part = 2
  cross join lateral (
    select coalesce(sum(l.amount_cents) filter (where a.role = 'due_to_funder'), 0) as left_cents,
      count(*) filter (where l.entry_id = p.id and not (a.role = 'due_to_funder' or ledger.is_cash(a.role)) is not false) as others
    from ledger.journal_line l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    where l.organization_id = b.organization_id and l.entry_id in (b.id, p.id)
  ) x
  where b.organization_id = $1 and b.origin_kind = 'return' and b.origin_number = $2 and b.origin_part = 1
$$;
comment on function ledger.broken_return(bigint, bigint) is
  'What is wrong with the entries of money that goes back to a funder (LO005): what is due, and its payment in cash where it was paid at once; null where it is right. Also read by check.';

create or replace function ledger.broken_turning(organization_id bigint, kind text, number bigint)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case $2
    when 'accrual' then ledger.broken_accrual($1, $3)
    when 'moved_reversal' then ledger.broken_move($1, $3)
    when 'return' then ledger.broken_return($1, $3)
    when 'refund' then (
      select format('has a part %s of kind %s', e.origin_part, e.kind)
      from ledger.journal_entry e
      where e.organization_id = $1 and e.origin_kind = $2 and e.origin_number = $3
        and not case e.origin_part when 1 then e.kind = 'refund' else e.kind in ('release', 'return') end
      order by e.origin_part
      limit 1)
  end
$$;
comment on function ledger.broken_turning(bigint, text, bigint) is
  'What is wrong with the entries of an accrual, a moved reversal, a return or a refund of a closed award (LO005); null where nothing is, or it is of another kind. Also read by check.';

grant execute on function
  ledger.turns(bigint, bigint, bigint), ledger.broken_accrual(bigint, bigint), ledger.reversal_moved_by(text),
  ledger.reversed_first(bigint, bigint), ledger.standing_reversal(bigint, bigint), ledger.turned_from(bigint, bigint),
  ledger.freed_days(bigint, bigint[]), ledger.is_undone_at_once(bigint, bigint),
  ledger.broken_move(bigint, bigint), ledger.broken_return(bigint, bigint), ledger.broken_turning(bigint, text, bigint)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
