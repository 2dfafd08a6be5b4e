-- What a version of a budget must keep: it adds up, follows the award's terms, and covers what is used.

create or replace function ledger.add_line_measure()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into ledger.measure (organization_id, kind, award_code, budget_line_code, is_held)
  select new.organization_id, 'budget_line', new.award_code, new.code, exists (
    select
    from ledger.award_terms t
    where t.organization_id = new.organization_id and t.award_code = new.award_code and t.overspend_policy = 'block');
  return null;
end
$$;
alter function ledger.add_line_measure() owner to ledger_rules;
comment on function ledger.add_line_measure() is 'Gives a budget line its measure.';
create or replace trigger adds_measure after insert on ledger.budget_line
  for each row execute function ledger.add_line_measure();
alter table ledger.budget_line enable always trigger adds_measure;

create or replace function ledger.check_budget_amounts()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  version record;
  held record;
  fault record;
begin
  perform
  from ledger.award_progress p
  where (p.organization_id, p.award_code) in (select n.organization_id, n.award_code from new_amounts n)
  order by p.organization_id, p.award_code
  for update;
  for version in
    select v.*
    from ledger.budget_version v
    where (v.organization_id, v.award_code, v.version) in (
      select n.organization_id, n.award_code, n.version from new_amounts n
    )
    order by v.organization_id, v.award_code, v.version
  loop
    perform ledger.check_budget_lines(version.organization_id, version.award_code, version.version, (
      select count(*)
      from new_amounts n
      where n.organization_id = version.organization_id and n.award_code = version.award_code and n.version = version.version
    ));
    if version.version > 1 and version.approver = 'grantee' then
      perform ledger.refuse('LA010', format('revision %s of the budget of award %s needs the funder''s approval: %s; by %s',
        version.version, version.award_code, r.why, ledger.terms_name(version.organization_id, version.award_code, version.effective_on)),
        known => jsonb_build_object('award', version.award_code))
      from ledger.revision_beyond_terms(version.organization_id, version.award_code, version.version) r
      limit 1;
    end if;

    update ledger.award_progress p
    set budget_version = version.version
    where p.organization_id = version.organization_id and p.award_code = version.award_code
    returning p.closed_on is not null as is_closed into held;
    if held.is_closed then
      perform ledger.refuse('LA013', format('award %s is closed; its budget stands', version.award_code),
        known => jsonb_build_object('award', version.award_code));
    end if;
    select m.* into fault
    from ledger.move_measures(array(
      select row(v.organization_id, v.kind, v.award_code, v.budget_line_code, null, null, v.on_day, v.limit_amount, v.used_amount, v.asks)
        ::ledger.measure_change
      from ledger.measured_limit v
      where v.organization_id = version.organization_id and v.award_code = version.award_code and v.version = version.version
        and v.kind = 'budget_line')) m;
    if found then
      perform ledger.refuse('LA011', format(
        'revision %s gives line %s of award %s %s, less than it has used through %s: %s spent and %s committed',
        version.version, fault.budget_line_code, version.award_code, ledger.dollars(fault.limit_amount), to_char(fault.on_day, 'YYYY-MM-DD'),
        ledger.dollars(fault.used_amount - c.cents), ledger.dollars(c.cents)), known => jsonb_build_object('award', version.award_code))
      from (
        select coalesce(sum(v.used_amount), 0) as cents
        from ledger.measured_commitment v
        where v.organization_id = version.organization_id and v.award_code = version.award_code
          and v.budget_line_code = fault.budget_line_code and v.on_day <= fault.on_day
      ) c;
    end if;
  end loop;
  return null;
end
$$;
alter function ledger.check_budget_amounts() owner to ledger_rules;
comment on function ledger.check_budget_amounts() is
  'Holds LA007, LA010, LA011 and LA013 over the amounts of a version, and makes them limits from the day it holds.';
create or replace trigger adds_up after insert on ledger.budget_amount
  referencing new table as new_amounts
  for each statement execute function ledger.check_budget_amounts();
alter table ledger.budget_amount enable always trigger adds_up;

create or replace function ledger.check_budget_lines(organization_id bigint, award_code text, version integer, line_count bigint)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  fault record;
begin
  select count(b.amount_cents) as with_amount, (
      select string_agg(m.code, ', ' order by m.code)
      from ledger.budget_line m
      where m.organization_id = $1 and m.award_code = $2 and not exists (
        select from ledger.budget_amount a
        where a.organization_id = $1 and a.award_code = $2 and a.version = $3 and a.budget_line_code = m.code)
    ) as missing
  into fault
  from ledger.budget_line l
  left join ledger.budget_amount b
    on b.organization_id = l.organization_id and b.award_code = l.award_code and b.version = $3 and b.budget_line_code = l.code
  where l.organization_id = $1 and l.award_code = $2;
  if fault.with_amount <> line_count then
    perform ledger.refuse('LA007', format('the amounts of budget version %s of award %s come in one statement', $3, $2));
  elsif fault.missing is not null then
    perform ledger.refuse('LA007', format('budget version %s of award %s leaves out %s; give it 0.00 where it has nothing', $3, $2, fault.missing));
  end if;
end
$$;
alter function ledger.check_budget_lines(bigint, text, integer, bigint) owner to ledger_rules;
comment on function ledger.check_budget_lines(bigint, text, integer, bigint) is
  'Raises LA007 unless a version has an amount for every line, given at once.';

-- What a revision changes that its award's terms leave to the funder, against the last budget that the funder approved. Terms are those that hold on
-- the day it takes effect; they and the amount are those recorded before it, whatever came since.
create or replace function ledger.revision_beyond_terms(organization_id bigint, award_code text, version integer)
returns table (why text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with this as (
    -- None takes effect before the one that it follows (LA014).
    select v.record_number, (
        select max(o.effective_on)
        from ledger.budget_version o
        where o.organization_id = $1 and o.award_code = $2 and o.version <= $3) as effective_on
    from ledger.budget_version v
    where v.organization_id = $1 and v.award_code = $2 and v.version = $3
  ), terms as (
    select t.*
    from ledger.award_terms t
    join this on ledger.was_before(t.record_number, this.record_number)
    where t.organization_id = $1 and t.award_code = $2 and (t.effective_on <= this.effective_on or t.version = 1)
    order by t.version desc
    limit 1
  ), award as (
    select w.amount_cents
    from ledger.award_version w
    join this on ledger.was_before(w.record_number, this.record_number)
    where w.organization_id = $1 and w.award_code = $2
    order by w.version desc
    limit 1
  ), base as (
    select max(v.version) as version
    from ledger.budget_version v
    where v.organization_id = $1 and v.award_code = $2 and v.version < $3 and v.approver = 'funder'
  ), step as (
    select l.code, l.category, v.version,
      coalesce(a.amount_cents, 0) as amount_cents,
      coalesce(lag(a.amount_cents) over (partition by l.code order by v.version), 0) as before_cents
    from ledger.budget_line l
    join ledger.budget_version v on v.organization_id = l.organization_id and v.award_code = l.award_code
    join base b on v.version between b.version and $3
    left join ledger.budget_amount a
      on a.organization_id = l.organization_id and a.award_code = l.award_code and a.version = v.version and a.budget_line_code = l.code
    where l.organization_id = $1 and l.award_code = $2
  ), change as (
    select n.code, n.category, o.amount_cents as old_cents, n.amount_cents as new_cents, n.amount_cents - o.amount_cents as change_cents
    from step n
    join step o on o.code = n.code and o.version = (select version from base)
    where n.version = $3 and n.amount_cents <> o.amount_cents
  ), measure as (
    -- What the award's rule measures, and what its percent is of.
    select c.change_cents as moved_cents, c.old_cents as basis_cents, format('line %s changes by %s, from %s to %s', c.code,
        ledger.dollars(abs(c.change_cents)), ledger.dollars(c.old_cents), ledger.dollars(c.new_cents)) as what
    from change c, terms t
    where t.revision_basis = 'line'
    union all
    select sum(greatest(c.change_cents, 0)), w.amount_cents, format('%s move between lines', ledger.dollars(sum(greatest(c.change_cents, 0))))
    from change c, terms t, award w
    where t.revision_basis = 'total'
    group by w.amount_cents
    union all
    select sum(greatest(s.amount_cents - s.before_cents, 0)), w.amount_cents,
      format('transfers since the funder''s last approval add up to %s', ledger.dollars(sum(greatest(s.amount_cents - s.before_cents, 0))))
    from step s, terms t, award w
    where t.revision_basis = 'transfers' and s.version > (select version from base)
    group by w.amount_cents
  )
  select x.why
  from (
    select 1 as position, format('line %s is raised by %s, and only the funder raises %s', c.code, ledger.dollars(c.change_cents),
      case when c.code = any (t.locked_raise) then 'it' else c.category end) as why
    from change c, terms t
    where c.change_cents > 0 and (c.code = any (t.locked_raise) or c.category = any (t.locked_raise))
    union all
    select 1, format('line %s is lowered by %s, and only the funder lowers %s', c.code, ledger.dollars(-c.change_cents),
      case when c.code = any (t.locked_lower) then 'it' else c.category end)
    from change c, terms t
    where c.change_cents < 0 and (c.code = any (t.locked_lower) or c.category = any (t.locked_lower))
    union all
    select 2, 'every revision does'
    from terms t
    where t.revision_approval = 'always' and exists (select from change)
    union all
    select 3, format('%s, %s', m.what,
      ledger.limit_in_words(t.revision_percent_tenths, t.revision_amount_cents, t.revision_test, t.revision_basis))
    from measure m, terms t
    where t.revision_approval = 'above' and ledger.passes_limit(
      abs(m.moved_cents), m.basis_cents, t.revision_percent_tenths, t.revision_amount_cents, t.revision_test)
  ) x
  order by x.position, x.why
$$;
alter function ledger.revision_beyond_terms(bigint, text, integer) owner to ledger_rules;
comment on function ledger.revision_beyond_terms(bigint, text, integer) is
  'Why a version of a budget needs the funder''s approval, one row a reason, none where it does not. Also read by check.';

create or replace function ledger.passes_limit(
  amount_cents numeric, basis_cents numeric, percent_tenths integer, limit_cents bigint, test text
)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when percent_tenths is null and limit_cents is null then amount_cents > 0
    when percent_tenths is null then amount_cents > limit_cents
    when limit_cents is null then amount_cents * 1000 > percent_tenths * basis_cents
    when test = 'both' then amount_cents * 1000 > percent_tenths * basis_cents and amount_cents > limit_cents
    else amount_cents * 1000 > percent_tenths * basis_cents or amount_cents > limit_cents
  end
$$;
comment on function ledger.passes_limit(numeric, numeric, integer, bigint, text) is
  'Whether an amount is above a limit of percent (tenths, of the basis), amount (cents), both or either; with no limit, whether it is above zero.';

create or replace function ledger.check_budget_version()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from ledger.budget_amount b
    where b.organization_id = new.organization_id and b.award_code = new.award_code and b.version = new.version
  ) then
    perform ledger.refuse('LA007', format('budget version %s of award %s has no amounts', new.version, new.award_code));
  end if;
  perform ledger.check_budget_total(new.organization_id, new.award_code, new.version);
  if exists (
    select
    from ledger.budget_version v
    where v.organization_id = new.organization_id and v.award_code = new.award_code
      and v.version < new.version and v.effective_on > new.effective_on
  ) or new.version <> (
    select count(*) from ledger.budget_version v
    where v.organization_id = new.organization_id and v.award_code = new.award_code and v.version <= new.version
  ) then
    perform ledger.refuse('LA014', format('budget version %s of award %s, in force from %s, does not follow the one before',
      new.version, new.award_code, new.effective_on), known => jsonb_build_object('award', new.award_code));
  end if;
  return null;
end
$$;
alter function ledger.check_budget_version() owner to ledger_rules;
comment on function ledger.check_budget_version() is
  'Raises LA007 at commit for a version of a budget without amounts, or that does not add up to the award, LA014 for one that does not follow the one before.';
do $$
begin
  if not exists (
    select from pg_catalog.pg_trigger where tgname = 'has_amounts' and tgrelid = 'ledger.budget_version'::regclass
  ) then
    create constraint trigger has_amounts after insert on ledger.budget_version
      deferrable initially deferred
      for each row execute function ledger.check_budget_version();
  end if;
end
$$;
alter table ledger.budget_version enable always trigger has_amounts;
grant execute on function ledger.passes_limit(numeric, numeric, integer, bigint, text)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;
