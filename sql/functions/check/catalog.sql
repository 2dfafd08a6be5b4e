-- A fingerprint of the rules themselves: what the installer left, against what is there. It is the same after a dump and a
-- restore: lists are in order of name, rights that are the default count as if they were written out, and parentheses of
-- expressions do not count, since "a between 1 and 2 and b" is written back as "a >= 1 and a <= 2 and b", grouped otherwise.

create or replace function meta.catalog_objects()
returns table (kind text, name text, checksum text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select c.kind, c.name, encode(sha256(convert_to(c.definition, 'UTF8')), 'hex')
  from (
    select 'function' as kind, p.oid::regprocedure::text as name,
      pg_get_functiondef(p.oid) || pg_get_userbyid(p.proowner)
        || coalesce((
          select string_agg(a::text, ',' order by a::text) from unnest(coalesce(p.proacl, acldefault('f', p.proowner))) a), '')
      as definition
    from pg_proc p
    where p.pronamespace in (select s.oid from pg_namespace s where s.nspname in ('ledger', 'identity', 'report', 'meta'))
      and p.prokind = 'f'
    union all
    select 'trigger', t.tgrelid::regclass || '.' || t.tgname, translate(pg_get_triggerdef(t.oid), '()', '') || t.tgenabled::text
    from pg_trigger t
    join pg_class r on r.oid = t.tgrelid
    where r.relnamespace = 'ledger'::regnamespace and not t.tgisinternal
    union all
    select 'constraint', coalesce(nullif(k.conrelid, 0)::regclass::text, k.contypid::regtype::text) || '.' || k.conname,
      translate(pg_get_constraintdef(k.oid), '()', '') || k.convalidated || coalesce((
        select string_agg(distinct t.tgenabled::text, '') from pg_trigger t where t.tgconstraint = k.oid), '')
    from pg_constraint k
    where k.connamespace = 'ledger'::regnamespace
    union all
    select 'policy', p.polrelid::regclass || '.' || p.polname,
      p.polcmd::text || coalesce((select string_agg(r::regrole::text, ',' order by r::regrole::text) from unnest(p.polroles) r), '')
        || translate(coalesce(pg_get_expr(p.polqual, p.polrelid), ''), '()', '')
        || translate(coalesce(pg_get_expr(p.polwithcheck, p.polrelid), ''), '()', '')
    from pg_policy p
    join pg_class r on r.oid = p.polrelid
    where r.relnamespace = 'ledger'::regnamespace
    union all
    select 'table', r.oid::regclass::text,
      r.relrowsecurity::text || r.relforcerowsecurity || r.relpersistence::text || pg_get_userbyid(r.relowner)
        || exists (select from pg_inherits h where h.inhparent = r.oid)
        || coalesce((
          select string_agg(a::text, ',' order by a::text)
          from unnest(coalesce(r.relacl, acldefault(case r.relkind when 'S' then 's'::"char" else 'r' end, r.relowner))) a), '')
        || coalesce((
          select string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || a.attnotnull || a.attidentity::text || a.attgenerated::text
            || coalesce((select string_agg(g::text, ',' order by g::text) from unnest(a.attacl) g), '')
            || coalesce(pg_get_expr(d.adbin, d.adrelid), ''), ',' order by a.attnum)
          from pg_attribute a
          left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
          where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped), '')
    from pg_class r
    where r.relnamespace = 'ledger'::regnamespace and r.relkind in ('r', 'S')
    union all
    select 'index', i.indexrelid::regclass::text, translate(pg_get_indexdef(i.indexrelid), '()', '') || i.indisvalid
    from pg_index i
    join pg_class r on r.oid = i.indrelid
    where r.relnamespace = 'ledger'::regnamespace
    union all
    select 'view', v.oid::regclass::text, translate(pg_get_viewdef(v.oid), '()', '') || coalesce(v.reloptions::text, '') || pg_get_userbyid(v.relowner)
      || coalesce((
        select string_agg(a::text, ',' order by a::text) from unnest(coalesce(v.relacl, acldefault('r', v.relowner))) a), '')
    from pg_class v
    where v.relnamespace in ('ledger'::regnamespace, 'report'::regnamespace) and v.relkind in ('v', 'm')
    union all
    select 'rewrite rule', w.ev_class::regclass || '.' || w.rulename, pg_get_ruledef(w.oid) || w.ev_enabled::text
    from pg_rewrite w
    join pg_class r on r.oid = w.ev_class
    where r.relnamespace = 'ledger'::regnamespace
    union all
    select 'schema', s.nspname, pg_get_userbyid(s.nspowner)
      || coalesce((
        select string_agg(a::text, ',' order by a::text) from unnest(coalesce(s.nspacl, acldefault('n', s.nspowner))) a), '')
    from pg_namespace s
    where s.nspname in ('ledger', 'identity', 'report', 'meta')
    union all
    -- Made by superusers alone, and none by the program.
    select 'event trigger', t.evtname, concat_ws(' ', t.evtevent, t.evtfoid::regprocedure, t.evtenabled, t.evttags)
    from pg_event_trigger t
    union all
    select 'role', o.rolname,
      concat_ws(' ', o.rolsuper, o.rolcreaterole, o.rolcreatedb, o.rolcanlogin, o.rolreplication, o.rolbypassrls, (
        select string_agg(m.member::regrole::text, ',' order by m.member::regrole::text)
        from pg_auth_members m
        where m.roleid = o.oid and o.rolname in ('ledger_fn', 'ledger_rules', 'ledger_eraser')))
    from pg_roles o
    where o.rolname in ('ledger_owner', 'ledger_fn', 'ledger_rules', 'ledger_eraser', 'ledger_recorder', 'ledger_approver',
      'ledger_finance_admin', 'ledger_auditor', 'ledger_funder')
  ) c
$$;
comment on function meta.catalog_objects() is 'Functions, triggers, constraints, policies, tables, indexes, views, rewrite rules, schemas, event triggers and roles of the books, each with a checksum of its definition.';

create table if not exists meta.catalog_object (
  kind text not null,
  name text not null,
  checksum text not null,
  constraint catalog_object_pkey primary key (kind, name)
);
comment on table meta.catalog_object is 'The catalog as the last upgrade left it; check compares.';
comment on column meta.catalog_object.kind is 'function, trigger, constraint, policy, table, index, view, rewrite rule, schema, event trigger or role.';
comment on column meta.catalog_object.name is 'Name in the database.';
comment on column meta.catalog_object.checksum is 'SHA-256 of the definition, hex.';
grant usage on schema meta
  to ledger_fn, ledger_rules, ledger_eraser, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;
grant select on meta.catalog_object to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
grant execute on function meta.catalog_objects() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function meta.record_catalog()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
  delete from meta.catalog_object;
  insert into meta.catalog_object (kind, name, checksum)
  select c.kind, c.name, c.checksum
  from meta.catalog_objects() c
$$;
comment on function meta.record_catalog() is 'Takes the fingerprint at the end of an upgrade.';
revoke execute on function meta.record_catalog() from public;

create or replace function meta.ways_around()
returns table (who text, why text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select w.who, string_agg(w.why, ', ' order by w.why)
  from (
    select r.rolname as who, 'superuser' as why
    from pg_roles r
    where r.rolsuper and r.rolcanlogin
    union all
    -- Some of PostgreSQL's own roles run programs and write files as the server does, which is as good as a superuser.
    select r.rolname, 'member of ' || o.rolname
    from pg_roles r
    join pg_roles o on o.rolname in ('ledger_owner', 'ledger_fn', 'ledger_rules', 'ledger_eraser', 'pg_execute_server_program',
      'pg_write_server_files', 'pg_read_server_files') and pg_has_role(r.oid, o.oid, 'member')
    where r.rolcanlogin and not r.rolsuper
      -- The owner is a member of the roles of functions.
      and (o.rolname not in ('ledger_fn', 'ledger_rules', 'ledger_eraser') or not pg_has_role(r.oid, 'ledger_owner', 'member'))
    union all
    select r.rolname, 'may make roles'
    from pg_roles r
    where r.rolcreaterole and r.rolcanlogin and not r.rolsuper
    union all
    select r.rolname, 'owner of the database'
    from pg_database d
    join pg_roles r on r.oid = d.datdba
    where d.datname = current_database() and not r.rolsuper
    union all
    select 'everybody who may connect', 'takes locks, makes large objects: ' || count(*) || ' functions'
    from pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^(pg_(try_)?advisory_|lo_|loread|lowrite)'
      and has_function_privilege('public', p.oid, 'execute')
    having count(*) > 0
  ) w
  group by w.who
  order by w.who
$$;
comment on function meta.ways_around() is
  'Who can go past the rules of these books by rights on the server, and why: what no rule holds and no fingerprint shows, since rights on a server are given and taken without the books.';
grant execute on function meta.ways_around() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
