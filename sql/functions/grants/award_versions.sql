-- Awards as versions: name, amount and term, by day and document. The last holds for rules; statements read the one of their day.

create or replace function ledger.award_as_of(
  organization_id bigint, award_code text, as_of date, as_recorded bigint default null
)
returns table (version smallint, effective_on ledger.day, name ledger.label, amount_cents bigint, starts_on ledger.day, ends_on ledger.day)
language sql
stable
as $$
  select v.version, v.effective_on, v.name, v.amount_cents, v.starts_on, v.ends_on
  from ledger.award_version v
  where v.organization_id = $1 and v.award_code = $2 and ($4 is null or ledger.was_known($1, 'award_version', v.record_number, $4))
  order by v.effective_on <= $3 desc, case when v.effective_on <= $3 then -v.version else v.version end
  limit 1
$$;
comment on function ledger.award_as_of(bigint, text, date, bigint) is
  'The version of an award that holds on a day, of those that a seal covers, null for now: the last in effect by then; before the first takes '
  'effect, the first.';
grant execute on function ledger.award_as_of(bigint, text, date, bigint)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;

create or replace function ledger.apply_award_version()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  held ledger.award_progress;
  last ledger.award_version;
  limits constant ledger.measure_change[] := array(
    select row(v.organization_id, v.kind, v.award_code, null, null, null, v.on_day, v.limit_amount, v.used_amount, v.asks)::ledger.measure_change
    from ledger.measured_limit v
    where v.organization_id = new.organization_id and v.award_code = new.award_code and v.version = new.version and v.kind <> 'budget_line');
  fault record;
begin
  if new.version = 1 then
    insert into ledger.award_progress (organization_id, award_code, amount_cents, starts_on, ends_on)
    values (new.organization_id, new.award_code, new.amount_cents, new.starts_on, new.ends_on);
    insert into ledger.measure (organization_id, kind, award_code, is_held) values (new.organization_id, 'budget_line', new.award_code, false);
    -- What the books were opened with in its fund, before there was the award.
    select m.* into fault
    from ledger.move_measures(limits || ledger.opening_changes(array[new.organization_id], null, new.award_code)) m;
    if found then
      perform ledger.refuse(k.rule, format('award %s is %s, and the books were opened with %s that is %s of it', new.award_code,
        ledger.dollars(new.amount_cents), ledger.dollars(fault.used_amount + fault.taken_amount), case fault.kind when 'receipt' then 'received' else 'promised' end))
      from ledger.measure_kind k
      where k.kind = fault.kind;
    end if;
    return null;
  end if;
  -- First the row, then what it stands for: whoever waited here reads what the other left.
  select p.* into held
  from ledger.award_progress p
  where p.organization_id = new.organization_id and p.award_code = new.award_code
  for update;
  select v.* into last
  from ledger.award_version v
  where v.organization_id = new.organization_id and v.award_code = new.award_code and v.version = new.version - 1;
  if last.version is null or exists (
    select
    from ledger.award_version v
    where v.organization_id = new.organization_id and v.award_code = new.award_code and v.version > new.version
  ) or (last.version > 1 and last.effective_on > new.effective_on) then
    perform ledger.refuse('LA014', format('version %s of award %s would be in force from %s, before the one it follows, which is from %s',
      new.version, new.award_code, new.effective_on, coalesce(last.effective_on::text, 'no day')),
      'Versions follow each other by the day they are in force from: let it be that day or a later one, and name the day of the letter in its document or reason.');
  elsif held.closed_on is not null then
    perform ledger.refuse('LA013', format('award %s is closed since %s; its name, amount and term stand', new.award_code, held.closed_on),
      known => jsonb_build_object('award', new.award_code));
  elsif (new.name, new.amount_cents, new.starts_on, new.ends_on) = (last.name, last.amount_cents, last.starts_on, last.ends_on) then
    perform ledger.refuse('LA014', format('award %s is ‹%s›, %s, %s to %s already; version %s changes nothing', new.award_code, last.name,
      ledger.dollars(last.amount_cents), last.starts_on, last.ends_on, new.version),
      known => jsonb_build_object('award', new.award_code));
  end if;
  -- Nobody charges anything meanwhile: a version takes the organization's lock alone.
  perform ledger.refuse('LA014', format('version %s of award %s, %s to %s, leaves out entry %s of the service of %s', new.version, new.award_code,
    new.starts_on, new.ends_on, l.entry_id, ledger.day_range(l.service_from, l.service_through)),
    coalesce(
      'Its undoing counts on ' || r.entry_date || ', and until then it was charged. Where it was a mistake from the start: {entry move: entry=' || l.entry_id || ', date='
        || l.entry_date || ', reason} lets it count on its own day; else leave the term as it is.',
      'Its term covers all that was charged to it: move that cost first, or leave the term as it is.'))
  from ledger.journal_line l
  left join ledger.journal_entry r on r.organization_id = l.organization_id and r.id = ledger.standing_reversal(l.organization_id, l.entry_id)
  join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
  where (new.starts_on > last.starts_on or new.ends_on < last.ends_on) and l.organization_id = new.organization_id and l.award_code = new.award_code
    and ledger.is_outside_term(a.type, l.budget_line_code, l.service_from, l.service_through, new.starts_on, new.ends_on)
    and ledger.fault_stands('LA001', l.organization_id, l.entry_id, l.fund_code)
  order by l.entry_id, l.line_number
  limit 1;
  perform ledger.refuse('LA014', format('version %s of award %s, through %s, leaves out commitment %s of %s', new.version, new.award_code, new.ends_on,
    c.number, c.made_on), format('Its term covers all that was ordered of it: let go of it with {commitment release: commitment=%s, reason} where it was not ordered, '
    'or leave the term as it is.', c.number))
  from ledger.orders_after(new.organization_id, new.award_code, new.ends_on) c
  where new.ends_on < last.ends_on
  order by c.number
  limit 1;
  select m.* into fault from ledger.move_measures(limits) m;
  if found then
    perform ledger.refuse(k.rule, format('award %s is %s; %s of it are %s through %s, and version %s would make it %s',
      new.award_code, ledger.dollars(held.amount_cents), ledger.dollars(fault.used_amount),
      case fault.kind when 'receipt' then 'received' else 'recognized' end, to_char(fault.on_day, 'YYYY-MM-DD'), new.version,
      ledger.dollars(fault.limit_amount)), known => jsonb_build_object('award', new.award_code))
    from ledger.measure_kind k
    where k.kind = fault.kind;
  end if;
  update ledger.award_progress p
  set amount_cents = new.amount_cents, starts_on = new.starts_on, ends_on = new.ends_on, award_version = new.version
  where p.organization_id = new.organization_id and p.award_code = new.award_code;
  return null;
end
$$;
alter function ledger.apply_award_version() owner to ledger_rules;
comment on function ledger.apply_award_version() is
  'Makes a version of an award what rules read; raises LA014 where it is out of order, leaves out of its term what was charged, or changes nothing, LA013 where the '
  'award is closed, LA004 and LA005 for an amount below what is recognized or received.';
create or replace trigger applies_version after insert on ledger.award_version
  for each row execute function ledger.apply_award_version();
alter table ledger.award_version enable always trigger applies_version;

-- Asked at commit, by whichever of the two was recorded: an amount and a budget may change together.
create or replace function ledger.check_budget_total(organization_id bigint, award_code text, version integer)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  awarded bigint;
  total numeric;
begin
  -- Nobody changes the amount until this commits; the sum is read once that is so.
  select p.amount_cents into awarded
  from ledger.award_progress p
  where p.organization_id = $1 and p.award_code = $2
  for update;
  select coalesce(sum(b.amount_cents), 0) into total
  from ledger.budget_amount b
  where b.organization_id = $1 and b.award_code = $2 and b.version = $3;
  if total is distinct from awarded then
    perform ledger.refuse('LA007', format('the budget of award %s adds up to %s and the award is %s; the difference is %s',
      $2, ledger.dollars(total), ledger.dollars(awarded), ledger.dollars(total - awarded)));
  end if;
end
$$;
alter function ledger.check_budget_total(bigint, text, integer) owner to ledger_rules;
comment on function ledger.check_budget_total(bigint, text, integer) is
  'Raises LA007 unless a version of a budget adds up to the amount of the award''s last version.';

create or replace function ledger.check_award_budget()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.check_budget_total(new.organization_id, new.award_code, v.version)
  from ledger.budget_version v
  where v.organization_id = new.organization_id and v.award_code = new.award_code
  order by v.version desc
  limit 1;
  return null;
end
$$;
alter function ledger.check_award_budget() owner to ledger_rules;
comment on function ledger.check_award_budget() is
  'Raises LA007 at commit where the last version of an award''s budget does not add up to the amount of the award''s own.';

create or replace function ledger.check_award_has_version()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select from ledger.award_version v where v.organization_id = new.organization_id and v.award_code = new.code
  ) then
    perform ledger.refuse('LA014', format('award %s has no first version: name, amount and term', new.code));
  end if;
  return null;
end
$$;
alter function ledger.check_award_has_version() owner to ledger_rules;
comment on function ledger.check_award_has_version() is 'Raises LA014 at commit for an award without a version.';
do $$
begin
  if not exists (
    select from pg_catalog.pg_trigger where tgname = 'budget_adds_up' and tgrelid = 'ledger.award_version'::regclass
  ) then
    create constraint trigger budget_adds_up after insert on ledger.award_version
      deferrable initially deferred
      for each row execute function ledger.check_award_budget();
    create constraint trigger has_version after insert on ledger.award
      deferrable initially deferred
      for each row execute function ledger.check_award_has_version();
  end if;
end
$$;
alter table ledger.award_version enable always trigger budget_adds_up;
alter table ledger.award enable always trigger has_version;

create or replace function ledger.amend_award(
  organization_id bigint, award_code text, effective_on date, approved_by text, document text, reason text, budget_effect text,
  name text default null, amount_cents bigint default null, starts_on date default null, ends_on date default null
)
returns smallint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  last ledger.award_version;
begin
  perform ledger.require_administrator(organization_id);
  select v.* into last
  from ledger.award_version v
  where v.organization_id = amend_award.organization_id and v.award_code = amend_award.award_code
  order by v.version desc
  limit 1;
  if not found then
    raise exception using errcode = '23503', constraint = 'award_version_award_fkey', message = format('there is no award %s', award_code);
  end if;
  insert into ledger.award_version (
    organization_id, award_code, version, effective_on, name, amount_cents, starts_on, ends_on, approved_by, document, reason, budget_effect
  )
  values (
    organization_id, award_code, last.version + 1, effective_on, coalesce(name, last.name), coalesce(amount_cents, last.amount_cents),
    coalesce(starts_on, last.starts_on), coalesce(ends_on, last.ends_on), approved_by, document, reason, budget_effect
  );
  return last.version + 1;
end
$$;
alter function ledger.amend_award(bigint, text, date, text, text, text, text, text, bigint, date, date) owner to ledger_fn;
comment on function ledger.amend_award(bigint, text, date, text, text, text, text, text, bigint, date, date) is
  'Records the next version of an award, as the funder approved it: name, amount and term as given, null as it was. Returns the version. '
  'Raises LM001, LA004, LA005, LA013, LA014, at commit LA007, or the constraints of ledger.award_version.';
grant execute on function ledger.amend_award(bigint, text, date, text, text, text, text, text, bigint, date, date)
  to ledger_finance_admin;
