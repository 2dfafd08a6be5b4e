-- Whose books a session sees and writes: its scope, from its memberships. The actor is always session_user.

create or replace view ledger.membership_in_force
with (security_invoker = true)
as
select m.number, m.login, m.role, m.organization_id, m.network_code, m.award_code, m.first_day, m.last_day, m.recorded_at, m.recorded_by
from ledger.membership m
where m.first_day <= (now() at time zone 'UTC')::date and (m.last_day is null or m.last_day >= (now() at time zone 'UTC')::date)
  and not exists (select from ledger.membership_revocation r where r.membership_number = m.number);
comment on view ledger.membership_in_force is 'Memberships that hold today: begun, not over, and not taken back.';
comment on column ledger.membership_in_force.number is 'As ledger.membership.number.';
comment on column ledger.membership_in_force.login is 'As ledger.membership.login.';
comment on column ledger.membership_in_force.role is 'As ledger.membership.role.';
comment on column ledger.membership_in_force.organization_id is 'As ledger.membership.organization_id.';
comment on column ledger.membership_in_force.network_code is 'As ledger.membership.network_code.';
comment on column ledger.membership_in_force.award_code is 'As ledger.membership.award_code.';
comment on column ledger.membership_in_force.first_day is 'As ledger.membership.first_day.';
comment on column ledger.membership_in_force.last_day is 'As ledger.membership.last_day.';
comment on column ledger.membership_in_force.recorded_at is 'When it was granted.';
comment on column ledger.membership_in_force.recorded_by is 'Login that granted it.';
grant select on ledger.membership_in_force to ledger_rules, ledger_finance_admin, ledger_auditor;

-- PL/pgSQL, because it keeps its plan for the session: every policy of every table asks.
create or replace function ledger.organizations_of(roles text[])
returns bigint[]
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return array(
    select o.id
    from ledger.organization o
    where exists (
      select
      from ledger.membership_in_force m
      where m.login = session_user and m.role = any (roles) and m.award_code is null
        and case
          when m.organization_id is not null then m.organization_id = o.id
          when m.network_code is not null then exists (
            select
            from ledger.network_organization n
            where n.organization_id = o.id and n.network_code = m.network_code
          )
          else true
        end
    )
  );
end
$$;
alter function ledger.organizations_of(text[]) owner to ledger_rules;
comment on function ledger.organizations_of(text[]) is 'Organizations in which the session''s login holds one of the roles.';

create or replace function ledger.readable_organizations()
returns bigint[]
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return ledger.organizations_of(array['recorder', 'approver', 'finance_admin', 'auditor']);
end
$$;
alter function ledger.readable_organizations() owner to ledger_rules;
comment on function ledger.readable_organizations() is 'Organizations whose books the session''s login may read.';

create or replace function ledger.recordable_organizations()
returns bigint[]
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return ledger.organizations_of(array['recorder', 'finance_admin']);
end
$$;
alter function ledger.recordable_organizations() owner to ledger_rules;
comment on function ledger.recordable_organizations() is 'Organizations in whose books the session''s login may record.';

create or replace function ledger.administered_organizations()
returns bigint[]
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return ledger.organizations_of(array['finance_admin']);
end
$$;
alter function ledger.administered_organizations() owner to ledger_rules;
comment on function ledger.administered_organizations() is 'Organizations that the session''s login administers: accounts, awards, budgets, periods.';

create or replace function ledger.readable_awards()
returns table (organization_id bigint, award_code text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select m.organization_id, m.award_code::text
  from ledger.membership_in_force m
  where m.login = session_user and m.award_code is not null
$$;
alter function ledger.readable_awards() owner to ledger_rules;
comment on function ledger.readable_awards() is 'Awards that the session''s login may read one by one: a funder''s.';

create or replace function ledger.scope_within(organization_id bigint)
returns text[]
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  held record;
  award_codes text[] := '{}';
begin
  -- The owner of the books grants memberships of awards without being a member of anything.
  if pg_has_role(session_user, 'ledger_owner', 'member') then
    return null;
  end if;
  for held in
    select m.award_code, m.network_code
    from ledger.membership_in_force m
    where m.login = session_user and (m.organization_id = $1 or m.organization_id is null)
  loop
    -- A statement of its own, planned where there are networks.
    if held.network_code is not null then
      perform from ledger.network_organization n where n.network_code = held.network_code and n.organization_id = $1;
      continue when not found;
    end if;
    if held.award_code is null then
      return null;
    end if;
    award_codes := award_codes || held.award_code::text;
  end loop;
  return award_codes;
end
$$;
alter function ledger.scope_within(bigint) owner to ledger_rules;
comment on function ledger.scope_within(bigint) is
  'Awards of an organization that the session''s login may read one by one; null where it reads the whole books, empty where it reads nothing. '
  'For functions.';

create or replace function ledger.may_create_organizations()
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select pg_has_role(session_user, 'ledger_owner', 'member')
    or exists (
      select
      from ledger.membership_in_force m
      where m.login = session_user and m.role = 'finance_admin'
        and m.organization_id is null and m.network_code is null
    )
$$;
alter function ledger.may_create_organizations() owner to ledger_rules;
comment on function ledger.may_create_organizations() is 'Whether the session''s login administers the whole books.';

create or replace function ledger.reads_whole_books()
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select pg_has_role(session_user, 'ledger_owner', 'member')
    or exists (
      select
      from ledger.membership_in_force m
      where m.login = session_user and m.role in ('recorder', 'approver', 'finance_admin', 'auditor')
        and m.organization_id is null and m.network_code is null and m.award_code is null
    )
$$;
alter function ledger.reads_whole_books() owner to ledger_rules;
comment on function ledger.reads_whole_books() is 'Whether the session''s login reads the books of every organization, those to come included.';

create or replace function ledger.reads_books(organization_id bigint)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select $1 = any (ledger.readable_organizations()) or pg_has_role(session_user, 'ledger_owner', 'member')
$$;
alter function ledger.reads_books(bigint) owner to ledger_rules;
comment on function ledger.reads_books(bigint) is
  'Whether the session''s login reads the whole books of the organization; the owner of the books reads all.';
grant execute on function ledger.reads_books(bigint)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

grant execute on function
  ledger.readable_organizations(), ledger.recordable_organizations(), ledger.administered_organizations(),
  ledger.readable_awards(), ledger.may_create_organizations(), ledger.reads_whole_books()
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;
