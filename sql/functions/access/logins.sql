-- Logins and their group roles, for the installer of the books alone.

create or replace function meta.ensure_login(login text, group_role text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if login in ('ledger_owner', 'ledger_fn', 'ledger_rules') or login like 'pg\_%' or login like 'ledger\_%' then
    raise exception using errcode = '42939', message = format('%s is not a name for a person''s login', login),
      hint = 'Choose a name that does not begin with ledger_ or pg_.';
  end if;
  if not exists (select from pg_roles where rolname = login) then
    execute format('create role %I login', login);
  end if;
  -- What is so is not done again, for it takes the right to give the role.
  if not pg_has_role(login, group_role, 'member') then execute format('grant %I to %I', group_role, login); end if;
  execute format('grant connect on database %I to %I', current_database(), login);
end
$$;
comment on function meta.ensure_login(text, text) is 'Makes a login where there is none, and puts it in a group role. Needs the right to make roles.';

create or replace function meta.withdraw_login(login text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  -- The group role stays: roles are the cluster's, and other books on it may count on it. Here the memberships decide.
  if not exists (
    select
    from ledger.membership m
    where m.login = withdraw_login.login and coalesce(m.last_day >= ledger.today(), true)
      and not exists (select from ledger.membership_revocation r where r.membership_number = m.number)
  ) and exists (select from pg_roles where rolname = login) then
    execute format('revoke connect on database %I from %I', current_database(), login);
  end if;
end
$$;
comment on function meta.withdraw_login(text) is 'Takes the right to connect back once no membership of the login holds in these books.';
revoke execute on function meta.ensure_login(text, text), meta.withdraw_login(text) from public;

create or replace function ledger.grant_membership(
  login text, role text, organization_id bigint, network_code text, award_code text, first_day date default null, last_day date default null
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  made bigint;
begin
  perform ledger.hold('login', hashtext(login), true);
  if exists (
    select
    from ledger.membership_in_force m
    where m.login = grant_membership.login and m.role = grant_membership.role
      and m.organization_id is not distinct from grant_membership.organization_id
      and m.network_code is not distinct from grant_membership.network_code::ledger.code
      and m.award_code is not distinct from grant_membership.award_code::ledger.code
      and coalesce(m.last_day, 'infinity') >= coalesce(grant_membership.last_day, 'infinity')
      and m.first_day <= coalesce(grant_membership.first_day, ledger.today())
  ) then
    return null;
  end if;
  insert into ledger.membership (login, role, organization_id, network_code, award_code, first_day, last_day)
  values (login, role, organization_id, network_code, award_code, coalesce(first_day, ledger.today()), last_day)
  returning number into made;
  return made;
end
$$;
comment on function ledger.grant_membership is
  'Gives a login a role in a scope from a day (else today) through a day (else until it is taken back); returns the number of the '
  'membership, null where one that holds now covers it. For the owner of the books.';

create or replace function ledger.revoke_memberships(
  login text, role text, organization_id bigint, network_code text, award_code text, reason text default null
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  revoked bigint;
begin
  perform ledger.hold('login', hashtext(login), true);
  insert into ledger.membership_revocation (membership_number, reason)
  select m.number, reason
  from ledger.membership m
  where m.login = revoke_memberships.login and m.role = revoke_memberships.role
    and m.organization_id is not distinct from revoke_memberships.organization_id
    and m.network_code is not distinct from revoke_memberships.network_code::ledger.code
    and m.award_code is not distinct from revoke_memberships.award_code::ledger.code
    and coalesce(m.last_day >= ledger.today(), true)
    and not exists (select from ledger.membership_revocation r where r.membership_number = m.number)
  order by m.number;
  get diagnostics revoked = row_count;
  return revoked;
end
$$;
comment on function ledger.revoke_memberships is
  'Takes back every membership of a login with that role and scope that is not over; returns how many. Waits for what the login is '
  'recording, at most 10 seconds (LP004). For the owner of the books.';
