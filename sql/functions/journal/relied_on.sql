-- What an entry relied on: the membership of its login, the approval policy and the closing that held, and the version, terms and budget
-- of each award that its lines name. Read under the locks that keep it as it is; check asks the rules of an entry of what it names here.

-- PL/pgSQL, because it keeps its plans for the session.
create or replace function ledger.state_relied_on(
  organization_id bigint, out membership_number bigint, out approval_version smallint, out closing_number integer, out closed_through date
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := organization_id;
begin
  select m.number into membership_number
  from ledger.membership_in_force m
  where m.login = session_user and m.award_code is null and m.role in ('recorder', 'finance_admin', 'approver')
    and case
      when m.organization_id is not null then m.organization_id = org
      when m.network_code is not null then exists (
        select from ledger.network_organization n where n.organization_id = org and n.network_code = m.network_code)
      else true
    end
  order by m.role = 'approver', m.number
  limit 1;
  select max(p.version) into approval_version from ledger.approval_policy p where p.organization_id = org;
  select c.number, c.closed_through into closing_number, closed_through
  from ledger.closing_event c
  where c.organization_id = org
  order by c.number desc
  limit 1;
end
$$;
alter function ledger.state_relied_on(bigint) owner to ledger_rules;
comment on function ledger.state_relied_on(bigint) is
  'What an entry of the organization recorded now relies on: the membership by which the session''s login records, or approves what others '
  'prepared, the approval policy, the closing event and the day through which it closes the books; null where there is none. For functions.';
grant execute on function ledger.state_relied_on(bigint) to ledger_fn;

-- The door fills these in for all entries of a call at once; who owns the books may insert past it.
create or replace function ledger.stamp_state()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  select s.membership_number, s.approval_version, s.closing_number
  into new.membership_number, new.approval_version, new.closing_number
  from ledger.state_relied_on(new.organization_id) s;
  return new;
end
$$;
alter function ledger.stamp_state() owner to ledger_rules;
comment on function ledger.stamp_state() is 'Says what an entry that came past the door relies on.';
create or replace trigger stamp_state before insert on ledger.journal_entry
  for each row
  when (new.membership_number is null and new.approval_version is null and new.closing_number is null)
  execute function ledger.stamp_state();
alter table ledger.journal_entry enable always trigger stamp_state;

create or replace function ledger.check_entry_state()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  fault record;
begin
  perform ledger.hold_books(o.organization_id, false)
  from (select distinct e.organization_id from new_entries e order by e.organization_id) o;

  select e.id, e.entry_date, s.closed_through, s.membership_number,
    (e.membership_number, e.approval_version, e.closing_number)
      is distinct from (s.membership_number, s.approval_version, s.closing_number) as is_otherwise
  into fault
  from (select distinct e.organization_id from new_entries e) o
  cross join lateral ledger.state_relied_on(o.organization_id) s
  join new_entries e on e.organization_id = o.organization_id
  where e.entry_date <= s.closed_through
    or (e.membership_number, e.approval_version, e.closing_number)
      is distinct from (s.membership_number, s.approval_version, s.closing_number)
  order by e.entry_date <= s.closed_through desc nulls last, e.entry_date, e.id
  limit 1;
  if fault.entry_date <= fault.closed_through then
    perform ledger.refuse('LP001',
      format('the books are closed through %s; the entry is dated %s', fault.closed_through, fault.entry_date),
      known => jsonb_build_object('month', to_char(fault.entry_date, 'YYYY-MM')));
  elsif fault.is_otherwise then
    perform ledger.refuse('LE020', format('entry %s names another membership, approval policy or closing than the one that holds', fault.id));
  end if;
  return null;
end
$$;
alter function ledger.check_entry_state() owner to ledger_rules;
comment on function ledger.check_entry_state() is
  'Raises LP001 for an entry dated on a day that is closed, LE020 where an entry names what does not hold; under the locks of those who record.';
create or replace trigger state_holds after insert on ledger.journal_entry
  referencing new table as new_entries
  for each statement execute function ledger.check_entry_state();
alter table ledger.journal_entry enable always trigger state_holds;

create or replace function ledger.note_awards()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into ledger.entry_award (organization_id, entry_id, award_code, award_version, terms_version, budget_version)
  select l.organization_id, l.entry_id, l.award_code, p.award_version, p.terms_version, p.budget_version
  from (select distinct n.organization_id, n.entry_id, n.award_code from new_lines n where n.award_code is not null) l
  join ledger.award_progress p on p.organization_id = l.organization_id and p.award_code = l.award_code;
  return null;
end
$$;
alter function ledger.note_awards() owner to ledger_rules;
comment on function ledger.note_awards() is 'Writes down which versions of its awards, their terms and budgets an entry relied on.';
create or replace trigger notes_awards after insert on ledger.journal_line
  referencing new table as new_lines
  for each statement execute function ledger.note_awards();
alter table ledger.journal_line enable always trigger notes_awards;
