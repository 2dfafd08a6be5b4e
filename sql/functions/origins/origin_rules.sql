-- Origins: what entries came of. One is recorded whole, with what belongs to it, and undone whole.

create or replace function ledger.origin_in_words(kind text, number bigint, part bigint)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case when $1 is not null then format('part %s of %s %s', $3, replace($1, '_', ' '), $2) end
$$;
comment on function ledger.origin_in_words(text, bigint, bigint) is 'Which part of what an entry is; null for one that stands for itself.';

create or replace function ledger.entry_of_origin(organization_id bigint, kind text, number bigint)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select e.id
  from ledger.journal_entry e
  where e.organization_id = $1 and e.origin_kind = $2 and e.origin_number = $3 and e.origin_part = 1
$$;
comment on function ledger.entry_of_origin(bigint, text, bigint) is 'The first entry of an origin.';

create or replace function ledger.broken_origin(organization_id bigint, kind text, number bigint)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_nestloop = on
as $$
  select case
    when x.entries = 0 then 'has no entry'
    when x.first <> 1 or x.last <> x.entries then format('has %s entries, whose parts are not 1 to %s', x.entries, x.entries)
    when x.entries > 1 and not k.has_several then format('has %s entries, and a %s has one', x.entries, k.kind)
    when case k.satellite
        when 'bill' then not exists (select from ledger.bill b where b.organization_id = $1 and b.origin_number = $3)
        when 'payment' then not exists (select from ledger.payment p where p.organization_id = $1 and p.origin_number = $3)
        when 'promise_installment'
          then not exists (select from ledger.promise_installment i where i.organization_id = $1 and i.origin_number = $3)
      end then format('lacks its %s', replace(k.satellite, '_', ' '))
  end
  from ledger.origin_kind k
  cross join lateral (
    select count(*) as entries, min(e.origin_part) as first, max(e.origin_part) as last
    from ledger.journal_entry e
    where e.organization_id = $1 and e.origin_kind = $2 and e.origin_number = $3
  ) x
  where k.kind = $2
$$;
comment on function ledger.broken_origin(bigint, text, bigint) is 'What an origin lacks (LO001); null where it is whole. Also read by check.';

create or replace function ledger.half_undone(organization_id bigint, kind text, number bigint)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_nestloop = on
as $$
  select format('entry %s of %s %s is reversed, and %s would stand', min(e.id) filter (where r.id is not null), $2, $3,
    string_agg('entry ' || e.id, ', ' order by e.origin_part) filter (where r.id is null))
  from ledger.journal_entry e
  -- Not what turns a part of its own, as of a reversal that was moved.
  left join ledger.journal_entry r on r.organization_id = e.organization_id and r.reverses_entry_id = e.id
    and (r.origin_kind, r.origin_number) is distinct from (e.origin_kind, e.origin_number)
  where e.organization_id = $1 and e.origin_kind = $2 and e.origin_number = $3
  having count(r.id) between 1 and count(*) - 1
$$;
comment on function ledger.half_undone(bigint, text, bigint) is
  'Which entries of an origin stand while another is reversed (LO002); null where all or none are. Also read by check.';

create or replace function ledger.broken_installments(organization_id bigint, number bigint)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_nestloop = on
as $$
  select case
    when e.kind is distinct from 'promise' then format('belongs to entry %s of kind %s', e.id, e.kind)
    when not i.are_in_order then 'has installments that are not numbered in the order of their days'
    when i.cents is distinct from c.cents
      then format('has installments of %s and credits %s', ledger.dollars(i.cents), ledger.dollars(coalesce(c.cents, 0)))
  end
  from ledger.journal_entry e
  cross join lateral (
    select sum(x.amount_cents) as cents, bool_and(x.number = x.place) as are_in_order
    from (
      select n.amount_cents, n.number, row_number() over (order by n.due_on, n.number) as place
      from ledger.promise_installment n
      where n.organization_id = $1 and n.origin_number = $2
    ) x
  ) i
  cross join lateral (
    select -sum(l.amount_cents) as cents
    from ledger.journal_line l
    join ledger.award w on w.organization_id = l.organization_id and w.code = l.award_code and w.revenue_account_code = l.account_code
    where l.organization_id = $1 and l.entry_id = e.id
  ) c
  where e.organization_id = $1 and e.origin_kind = 'promise' and e.origin_number = $2
$$;
comment on function ledger.broken_installments(bigint, bigint) is
  'What is wrong with the installments of a promise (LO003); null where they add up. Also read by check.';

create or replace function ledger.broken_time_restrictions(organization_id bigint, number bigint)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_nestloop = on
as $$
  select coalesce(
    (
      select format('has installment %s, due on %s: the fiscal year of the promise ends on %s', i.number, i.due_on, y.year_end)
      from ledger.promise_installment i
      where i.organization_id = $1 and i.origin_number = $2 and not ledger.is_said_of_time(i.is_time_restricted, i.due_on, y.year_end)
      order by i.number
      limit 1),
    (
      select 'has installments that are restricted by time, and is to several awards'
      from ledger.journal_line l
      join ledger.award w on w.organization_id = l.organization_id and w.code = l.award_code and w.revenue_account_code = l.account_code
      where l.organization_id = $1 and l.entry_id = e.id
        and exists (
          select
          from ledger.promise_installment i
          where i.organization_id = $1 and i.origin_number = $2 and i.is_time_restricted)
      having count(distinct l.award_code) > 1))
  from ledger.journal_entry e
  cross join lateral (select ledger.last_day_of_year(o.fiscal_year_first_month, e.entry_date) as year_end from ledger.organization o where o.id = $1) y
  where e.organization_id = $1 and e.origin_kind = 'promise' and e.origin_number = $2
$$;
comment on function ledger.broken_time_restrictions(bigint, bigint) is
  'What is wrong with what the installments of a promise say of time (LO004); null where nothing is. Also read by check.';
grant execute on function ledger.origin_in_words, ledger.entry_of_origin, ledger.broken_origin, ledger.half_undone, ledger.broken_installments,
  ledger.broken_time_restrictions
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.check_entry_origins()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  fault record;
begin
  -- Most entries stand for themselves, and an import has many.
  if not exists (select from new_entries e where e.origin_number is not null or e.kind = 'reversal' or e.proposal_number is not null) then
    return null;
  end if;
  perform ledger.refuse('LV004', format('proposal %s %s', p.proposal_number, b.problem), ledger.propose_again(p.proposal_number))
  from (
    select distinct e.organization_id, e.proposal_number
    from new_entries e
    where e.proposal_number is not null
      -- What is tried as it is proposed, nobody has approved yet; the trial of an approval is compared as the approval itself.
      and (pg_catalog.current_setting('ledger.trial', true) is distinct from 'on' or ledger.is_approved_now(e.organization_id, e.proposal_number))
  ) p
  cross join lateral (select ledger.broken_proposal(p.organization_id, p.proposal_number) as problem) b
  where b.problem is not null
  order by p.proposal_number
  limit 1;
  select n.first_id, ledger.origin_in_words(n.origin_kind, n.origin_number, n.first_part) as what, o.number is not null as is_known into fault
  from (
    select e.organization_id, e.origin_kind, e.origin_number, count(*) as entries, min(e.id) as first_id, min(e.origin_part) as first_part
    from new_entries e
    where e.origin_number is not null
    group by e.organization_id, e.origin_kind, e.origin_number
  ) n
  left join ledger.origin o on o.organization_id = n.organization_id and o.kind = n.origin_kind and o.number = n.origin_number
  where o.number is null or n.entries < (
    select count(*)
    from ledger.journal_entry e
    where e.organization_id = n.organization_id and e.origin_kind = n.origin_kind and e.origin_number = n.origin_number)
  order by n.first_id
  limit 1;
  if found then
    perform ledger.refuse('LO001', format('entry %s would be %s, which %s', fault.first_id, fault.what,
      case when fault.is_known then 'was recorded before' else 'does not exist' end));
  end if;
  perform ledger.refuse('LO002', x.why)
  from (
    select distinct t.organization_id, t.origin_kind, t.origin_number
    from new_entries e
    join ledger.journal_entry t on t.organization_id = e.organization_id and t.id = e.reverses_entry_id
    join ledger.origin_kind k on k.kind = t.origin_kind and k.has_several
    where e.kind = 'reversal'
  ) u
  cross join lateral (select ledger.half_undone(u.organization_id, u.origin_kind, u.origin_number) as why) x
  where x.why is not null
  order by u.origin_number
  limit 1;
  return null;
end
$$;
alter function ledger.check_entry_origins() owner to ledger_rules;
comment on function ledger.check_entry_origins() is
  'Raises LO001 for entries that name an origin which does not exist or was recorded before, LO002 where one of several entries would be '
  'undone and others stand, LV004 for entries that are not what was proposed.';
create or replace trigger origins_hold after insert on ledger.journal_entry
  referencing new table as new_entries
  for each statement execute function ledger.check_entry_origins();
alter table ledger.journal_entry enable always trigger origins_hold;

create or replace function ledger.check_origin()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  fault record;
begin
  select f.* into fault
  from (values
    ('LO001', ledger.broken_origin(new.organization_id, new.kind, new.number)),
    ('LO005', ledger.broken_turning(new.organization_id, new.kind, new.number))
  ) f (sqlstate, why)
  where f.why is not null
  limit 1;
  if found then
    perform ledger.refuse(fault.sqlstate, format('%s %s %s', replace(new.kind, '_', ' '), new.number, fault.why));
  end if;
  return null;
end
$$;
alter function ledger.check_origin() owner to ledger_rules;
comment on function ledger.check_origin() is
  'Raises LO001 at commit for an origin that lacks an entry or what belongs to it, LO005 where its entries do not turn each other as its kind says.';
do $$
begin
  if not exists (select from pg_catalog.pg_trigger where tgname = 'is_whole' and tgrelid = 'ledger.origin'::regclass) then
    create constraint trigger is_whole after insert on ledger.origin
      deferrable initially deferred
      for each row execute function ledger.check_origin();
  end if;
end
$$;
alter table ledger.origin enable always trigger is_whole;
comment on constraint is_whole on ledger.origin is 'An origin is recorded whole, with its entries and what belongs to it.';

create or replace function ledger.check_installment()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.refuse('LO001', format('promise %s was recorded before', o.number))
  from ledger.origin o
  where o.organization_id = new.organization_id and o.kind = 'promise' and o.number = new.origin_number and o.recorded_at < now();
  return new;
end
$$;
alter function ledger.check_installment() owner to ledger_rules;
comment on function ledger.check_installment() is 'Raises LO001 for an installment that would be added to a promise which an earlier transaction recorded.';
create or replace trigger with_origin before insert on ledger.promise_installment
  for each row execute function ledger.check_installment();
alter table ledger.promise_installment enable always trigger with_origin;

-- A transaction may have begun before the promise was recorded: so what adds up is asked of each installment as well.
create or replace function ledger.check_installments()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.refuse(x.sqlstate, format('promise %s %s', new.origin_number, x.problem))
  from (values
    ('LO003', ledger.broken_installments(new.organization_id, new.origin_number)),
    ('LO004', ledger.broken_time_restrictions(new.organization_id, new.origin_number))
  ) x (sqlstate, problem)
  where x.problem is not null
  order by x.sqlstate
  limit 1;
  return null;
end
$$;
alter function ledger.check_installments() owner to ledger_rules;
comment on function ledger.check_installments() is 'Raises at commit LO003 where the installments of a promise do not add up, LO004 where they say of time what does not fit their days.';
do $$
begin
  if not exists (select from pg_catalog.pg_trigger where tgname = 'adds_up_to_promise' and tgrelid = 'ledger.promise_installment'::regclass) then
    create constraint trigger adds_up_to_promise after insert on ledger.promise_installment
      deferrable initially deferred
      for each row execute function ledger.check_installments();
  end if;
end
$$;
alter table ledger.promise_installment enable always trigger adds_up_to_promise;
comment on constraint adds_up_to_promise on ledger.promise_installment is 'The installments of a promise add up to what it credits, and those due in a later fiscal year say whether they are restricted by time.';
