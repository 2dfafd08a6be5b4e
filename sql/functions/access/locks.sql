-- Locks of the books. Whoever records holds the organization and its own login, together with others; whoever closes, revokes or changes
-- what entries rely on takes them alone, first. They are advisory locks, which only the functions of the books may take, so no session
-- holds another up at will; and what is read after a lock is read in a statement of its own, so that it is what holds.

create or replace function ledger.refuse_isolation()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.refuse('LE019', format('the transaction is at isolation level %s', current_setting('transaction_isolation')));
end
$$;
comment on function ledger.refuse_isolation() is 'Raises LE019 with the isolation level of the transaction.';
grant execute on function ledger.refuse_isolation() to ledger_rules;

create or replace function ledger.hold(what text, number integer, alone boolean)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  space constant integer := case what when 'organization' then 1 else 2 end;
begin
  -- A snapshot taken before the lock would read what held before it.
  if current_setting('transaction_isolation') <> 'read committed' then
    perform ledger.refuse_isolation();
  end if;
  if not (case when alone then pg_try_advisory_xact_lock(space, number) else pg_try_advisory_xact_lock_shared(space, number) end) then
    perform ledger.await(space, number, alone);
  end if;
end
$$;
alter function ledger.hold(text, integer, boolean) owner to ledger_rules;
comment on function ledger.hold(text, integer, boolean) is
  'Takes the lock of an organization (what organization, by id) or a login (what login, by the hash of its name) until the transaction ends, '
  'alone or together with others. Raises LE019 unless the transaction is READ COMMITTED, LP004 where it waits too long. For functions.';

create or replace function ledger.await(space integer, number integer, alone boolean)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
-- Whoever waits to be alone keeps others out meanwhile, so it gives up before they do.
set lock_timeout = '15s'
as $$
begin
  if alone then
    set local lock_timeout = '10s';
    perform pg_advisory_xact_lock(space, number);
  else
    perform pg_advisory_xact_lock_shared(space, number);
  end if;
exception
  when lock_not_available then perform ledger.refuse_to_wait(space, number);
end
$$;
alter function ledger.await(integer, integer, boolean) owner to ledger_rules;
comment on function ledger.await(integer, integer, boolean) is
  'Waits for a lock that ledger.hold did not get at once, 10 seconds for one alone and 15 for one together with others; raises LP004 then.';

create or replace function ledger.refuse_to_wait(space integer, number integer)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.refuse('LP004', format('%s is held by %s',
    case space when 1 then 'what is recorded of organization ' || coalesce((
      select o.code::text from ledger.organization o where o.id = number), number::text) else 'what the login records' end,
    coalesce((
      select string_agg(distinct 'login ' || a.usename, ', ')
      from pg_locks l
      join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'advisory' and l.classid = space::oid and l.objid = number::oid and l.granted
        and l.database = (select d.oid from pg_database d where d.datname = current_database()) and l.pid <> pg_backend_pid()
    ), 'somebody')));
end
$$;
alter function ledger.refuse_to_wait(integer, integer) owner to ledger_rules;
comment on function ledger.refuse_to_wait(integer, integer) is
  'Raises LP004 with who holds an organization (space 1, by id) or a login (space 2, by the hash of its name), for who waited long enough.';
grant execute on function ledger.refuse_to_wait(integer, integer) to ledger_fn;

-- PL/pgSQL, because it keeps its plan for the session.
create or replace function ledger.locks_are_reserved()
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return not has_function_privilege('public', 'pg_catalog.pg_advisory_xact_lock(integer, integer)'::regprocedure, 'execute');
end
$$;
comment on function ledger.locks_are_reserved() is
  'Whether only the functions of the books may take their locks: the installer of the books, as a superuser, takes them from everybody else.';
grant execute on function ledger.locks_are_reserved() to ledger_rules;

create or replace function ledger.require_lasting_commit()
returns void
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_setting('synchronous_commit') not in ('on', 'remote_apply') then
    perform ledger.refuse('LP006', format('synchronous_commit is %s', current_setting('synchronous_commit')));
  end if;
end
$$;
alter function ledger.require_lasting_commit() owner to ledger_rules;
comment on function ledger.require_lasting_commit() is
  'Raises LP006 where the session would be told of a COMMIT that a crash or a failover can still take away. Asked whenever something is recorded; '
  'who lowers it between that and COMMIT lowers it for himself alone.';
grant execute on function ledger.require_lasting_commit() to ledger_fn;

create or replace function ledger.hold_books(organization_id bigint, alone boolean)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not ledger.locks_are_reserved() then
    perform ledger.refuse('LP005', 'whoever may open these books could take their locks');
  end if;
  perform ledger.require_lasting_commit();
  -- As ledger.hold takes them, which is asked where they are not free: nearly always they are.
  if not alone and current_setting('transaction_isolation') = 'read committed'
    and pg_try_advisory_xact_lock_shared(1, organization_id::integer) and pg_try_advisory_xact_lock_shared(2, hashtext(session_user))
  then
    return;
  end if;
  perform ledger.hold('organization', organization_id::integer, alone);
  perform ledger.hold('login', hashtext(session_user), false);
end
$$;
alter function ledger.hold_books(bigint, boolean) owner to ledger_rules;
comment on function ledger.hold_books(bigint, boolean) is
  'Takes the lock of an organization, alone or together with others, and that of the session''s login. For functions: who takes it alone is asked '
  'before whether he may, so that nobody else makes others wait. Raises LE019, LP004, LP005, LP006.';
grant execute on function ledger.hold_books(bigint, boolean) to ledger_fn;

create or replace function ledger.hold_alone()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  case tg_table_name
    when 'membership' then
      perform ledger.hold('login', hashtext(new.login), true);
    when 'membership_revocation' then
      perform ledger.hold('login', hashtext(m.login), true) from ledger.membership m where m.number = new.membership_number;
    else
      perform ledger.hold('organization', new.organization_id::integer, true);
  end case;
  return new;
end
$$;
alter function ledger.hold_alone() owner to ledger_rules;
comment on function ledger.hold_alone() is
  'Takes the lock of what a record changes for those who record, alone, before the record draws its number: so an entry of a lower number relied on '
  'what held before, one of a higher number on this.';

create or replace function ledger.today()
returns date
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select (now() at time zone 'UTC')::date
$$;
comment on function ledger.today() is 'The day of the transaction, by the calendar of UTC, whatever the zone of the session.';
grant execute on function ledger.today() to ledger_fn, ledger_rules;
