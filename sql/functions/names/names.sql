-- Names of organizations, parties, accounts, funds, programs and budget lines: the first stands with each, others are renamings. The last
-- holds; a statement as recorded at a seal shows the last of those that the seal covers. Names of awards are in ledger.award_version.

create or replace view ledger.first_name
with (security_invoker = true)
as
select o.id as organization_id, 'organization' as subject, '' as award_code, o.code::text as code, o.name::text as name
from ledger.organization o
union all
select p.organization_id, 'party', '', p.code, p.name
from ledger.party p
union all
select a.organization_id, 'account', '', a.code, a.name
from ledger.account a
union all
select f.organization_id, 'fund', '', f.code, f.name
from ledger.fund f
union all
select g.organization_id, 'program', '', g.code, g.name
from ledger.program g
union all
select l.organization_id, 'budget_line', l.award_code, l.code, l.name
from ledger.budget_line l;
comment on view ledger.first_name is 'What has names that may change, with the first name of each.';
comment on column ledger.first_name.organization_id is 'Whose books.';
comment on column ledger.first_name.subject is 'As ledger.renaming.subject.';
comment on column ledger.first_name.award_code is 'As ledger.renaming.award_code.';
comment on column ledger.first_name.code is 'As ledger.renaming.code.';
comment on column ledger.first_name.name is 'The name it was recorded with.';
grant select on ledger.first_name to ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace view ledger.current_name
with (security_invoker = true)
as
select distinct on (r.organization_id, r.subject, r.award_code, r.code)
  r.organization_id, r.subject, r.award_code, r.code, r.name::text as name
from ledger.renaming r
order by r.organization_id, r.subject, r.award_code, r.code, r.number desc;
comment on view ledger.current_name is
  'The name of now of whatever was renamed: to be joined on the left, for what is not in it has its first name.';
comment on column ledger.current_name.organization_id is 'Whose books.';
comment on column ledger.current_name.subject is 'As ledger.renaming.subject.';
comment on column ledger.current_name.award_code is 'As ledger.renaming.award_code.';
comment on column ledger.current_name.code is 'As ledger.renaming.code.';
comment on column ledger.current_name.name is 'The last name recorded.';
grant select on ledger.current_name
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;

create or replace function ledger.name_of(
  organization_id bigint, subject text, code text, award_code text default '', as_recorded bigint default null
)
returns setof text
language sql
stable
as $$
  select r.name::text
  from ledger.renaming r
  where r.organization_id = $1 and r.subject = $2 and r.award_code = $4 and r.code = $3 and ($5 is null or ledger.was_known($1, 'renaming', r.record_number, $5))
  order by r.number desc
  limit 1
$$;
comment on function ledger.name_of(bigint, text, text, text, bigint) is
  'The last name given to something by a renaming, of those that a seal covers, null for now; no row where the first name holds.';
grant execute on function ledger.name_of(bigint, text, text, text, bigint)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;

create or replace function ledger.follow_name()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  what constant text := replace(new.subject, '_', ' ');
  held record;
begin
  select coalesce(r.number, 0) as number, coalesce(r.name::text, f.name) as name into held
  from ledger.first_name f
  left join lateral (
    select r.number, r.name
    from ledger.renaming r
    where r.organization_id = new.organization_id and r.subject = new.subject and r.award_code = new.award_code and r.code = new.code
    order by r.number desc
    limit 1
  ) r on true
  where f.organization_id = new.organization_id and f.subject = new.subject and f.award_code = new.award_code and f.code = new.code;
  if not found then
    perform ledger.refuse('LN001', format('there is no %s %s to give another name', what, new.code));
  elsif held.name = new.name then
    perform ledger.refuse('LN002', format('%s %s is ‹%s› already', what, new.code, held.name));
  elsif new.number is not null then
    perform ledger.refuse('LN002', format('the number of another name of %s %s was given by the client', what, new.code));
  end if;
  new.number := held.number + 1;
  return new;
end
$$;
alter function ledger.follow_name() owner to ledger_rules;
comment on function ledger.follow_name() is
  'Numbers another name of something; raises LN001 where there is no such thing, LN002 where it has this name already or the client numbers it.';
create or replace trigger follows_name before insert on ledger.renaming
  for each row execute function ledger.follow_name();
alter table ledger.renaming enable always trigger follows_name;

create or replace function ledger.rename(
  organization_id bigint, subject text, code text, name text, reason text, award_code text default ''
)
returns smallint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  given smallint;
begin
  perform ledger.require_administrator(organization_id);
  insert into ledger.renaming as r (organization_id, subject, award_code, code, name, reason)
  values (organization_id, subject, award_code, code, name, reason)
  returning r.number into given;
  return given;
end
$$;
alter function ledger.rename(bigint, text, text, text, text, text) owner to ledger_fn;
comment on function ledger.rename(bigint, text, text, text, text, text) is
  'Records another name of an organization, party, account, fund, program or budget line (then with its award). Returns how often it was '
  'renamed. Raises LM001, LN001, LN002, or the constraints of ledger.renaming.';
grant execute on function ledger.rename(bigint, text, text, text, text, text) to ledger_finance_admin;
