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
  execute format('grant %I to %I', group_role, login);
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
    select from ledger.membership m where m.login = withdraw_login.login and m.revoked_at is null
  ) and exists (select from pg_roles where rolname = login) then
    execute format('revoke connect on database %I from %I', current_database(), login);
  end if;
end
$$;
comment on function meta.withdraw_login(text) is 'Takes the right to connect back once no membership of the login holds in these books.';
revoke execute on function meta.ensure_login(text, text), meta.withdraw_login(text) from public;
