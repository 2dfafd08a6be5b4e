-- Whose books a session sees and writes: its scope, from its memberships. The actor is always session_user.

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
      from ledger.membership m
      where m.login = session_user and m.revoked_at is null and m.role = any (roles) and m.award_code is null
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
  from ledger.membership m
  where m.login = session_user and m.revoked_at is null and m.award_code is not null
$$;
alter function ledger.readable_awards() owner to ledger_rules;
comment on function ledger.readable_awards() is 'Awards that the session''s login may read one by one: a funder''s.';

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
      from ledger.membership m
      where m.login = session_user and m.revoked_at is null and m.role = 'finance_admin'
        and m.organization_id is null and m.network_code is null
    )
$$;
alter function ledger.may_create_organizations() owner to ledger_rules;
comment on function ledger.may_create_organizations() is 'Whether the session''s login administers the whole books.';

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
  ledger.readable_awards(), ledger.may_create_organizations()
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;
