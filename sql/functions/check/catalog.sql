-- A fingerprint of the rules themselves: what the installer left, against what is there. It is the same after a dump and a
-- restore: lists are in order of name, rights that are the default count as if they were written out, and parentheses of
-- expressions do not count, since "a between 1 and 2 and b" is written back as "a >= 1 and a <= 2 and b", grouped otherwise.

create or replace function ledger.program_rows()
returns table (name text, content text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  for name in
    select r.oid::regclass::text
    from pg_class r
    where r.relkind = 'r' and (
      r.relnamespace = 'meta'::regnamespace and r.oid not in ('meta.catalog_object'::regclass, 'meta.instance'::regclass)
      or r.relnamespace = 'ledger'::regnamespace and exists (
        select from meta.not_backed_up b where b.table_name = r.relname and b.why = 'same'))
  loop
    content := '';
    -- A table that somebody else made is named by its name alone.
    if has_table_privilege('ledger_rules', name, 'select') then
      execute format('select coalesce(string_agg(t::text, chr(10) order by t::text collate "C"), '''') from %s t', name) into content;
    end if;
    return next;
  end loop;
end
$$;
alter function ledger.program_rows() owner to ledger_rules;
comment on function ledger.program_rows() is
  'What the program''s scripts wrote into tables (rules, roles of accounts, what is backed up, which scripts were applied): a row a table, its rows as one '
  'text, in order.';
grant select on all tables in schema meta to ledger_rules;
grant execute on function ledger.program_rows() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function meta.catalog_objects()
returns table (kind text, name text, checksum text)
language sql
stable
set search_path = pg_catalog, pg_temp
-- Whatever decides how PostgreSQL writes a definition.
set quote_all_identifiers = off
set bytea_output = 'hex'
set intervalstyle = 'postgres'
set datestyle = 'ISO, YMD'
set extra_float_digits = 1
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
      r.relrowsecurity::text || r.relforcerowsecurity || r.relhastriggers || coalesce((
          select concat_ws(' ', q.seqtypid::regtype, q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle)
          from pg_sequence q
          where q.seqrelid = r.oid), '') || r.relpersistence::text || pg_get_userbyid(r.relowner)
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
    select 'index', i.indexrelid::regclass::text, translate(pg_get_indexdef(i.indexrelid), '()', '') || i.indisvalid || i.indimmediate || i.indisready || i.indislive
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
    select 'rows', r.name, r.content
    from ledger.program_rows() r
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
comment on function meta.catalog_objects() is
  'Functions, triggers, constraints, policies, tables, indexes, views, rewrite rules, schemas, event triggers and roles of the books, and rows that the '
  'program''s scripts wrote, each with a checksum of its definition.';

create table if not exists meta.catalog_object (
  kind text not null,
  name text not null,
  checksum text not null,
  constraint catalog_object_pkey primary key (kind, name)
);
comment on table meta.catalog_object is 'The catalog as the last upgrade left it; check compares.';
comment on column meta.catalog_object.kind is 'function, trigger, constraint, policy, table, index, view, rewrite rule, schema, rows, event trigger or role.';
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
  with recursive login as (
    select r.oid, r.rolname, r.rolsuper, r.rolcreaterole, r.rolbypassrls, r.rolreplication
    from pg_roles r
    where r.rolcanlogin
  ), held as (
    -- Every role that a login can act as, itself among them; being a superuser is not inherited, but can be taken.
    select l.oid as login, l.oid as role from login l
    union
    select h.login, m.roleid from held h join pg_auth_members m on m.member = h.role
  )
  select w.who, string_agg(w.why, ', ' order by w.why)
  from (
    select l.rolname as who, 'superuser' as why
    from login l
    where l.rolsuper
    union all
    -- Some of PostgreSQL's own roles run programs and write files as the server does, which is as good as a superuser; others read or write
    -- every table. The books give the roles of people for a session, never for good: who holds one has it without a membership.
    select l.rolname, 'member of ' || o.rolname || case when o.rolsuper then ' (superuser)' else '' end
    from held h
    join login l on l.oid = h.login and h.role <> h.login
    join pg_roles o on o.oid = h.role
    where not l.rolsuper and (o.rolsuper or o.rolname in ('ledger_owner', 'ledger_fn', 'ledger_rules', 'ledger_eraser',
        'pg_execute_server_program', 'pg_write_server_files', 'pg_read_server_files', 'pg_write_all_data', 'pg_read_all_data'))
      -- The owner is a member of the roles of functions.
      and (o.rolname not in ('ledger_fn', 'ledger_rules', 'ledger_eraser') or not pg_has_role(l.oid, 'ledger_owner', 'member'))
    union all
    select l.rolname, x.why
    from held h
    join login l on l.oid = h.login
    join pg_roles o on o.oid = h.role
    cross join lateral (values
      (o.rolcreaterole, 'may make roles'), (o.rolbypassrls, 'not bound by row security'), (o.rolreplication, 'may replicate the whole server')
    ) x (may, why)
    where x.may and not l.rolsuper and not o.rolsuper
    group by l.rolname, x.why
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
    union all
    -- A function of the owner, or of a superuser, outside the schemas that the fingerprint covers does what they may do, for whoever calls it.
    select 'whoever may call ' || p.oid::regprocedure, 'runs as ' || o.rolname
    from pg_proc p
    join pg_roles o on o.oid = p.proowner
    where p.prosecdef and (o.rolsuper or o.rolname in ('ledger_owner', 'ledger_fn', 'ledger_rules', 'ledger_eraser'))
      and p.pronamespace not in (
        select s.oid from pg_namespace s where s.nspname in ('ledger', 'identity', 'report', 'meta', 'pg_catalog', 'information_schema'))
    union all
    -- Rights to set what only a superuser sets (PostgreSQL 15).
    select case a.grantee when 0 then 'everybody who may connect' else a.grantee::regrole::text end, 'may set ' || p.parname
    from pg_parameter_acl p
    cross join lateral aclexplode(p.paracl) a
    join pg_roles g on a.grantee = 0 or g.oid = a.grantee
    where case when a.grantee = 0 then g.oid = 10 else not g.rolsuper end
    union all
    -- Settings that turn triggers off, or load a program into every session.
    select concat_ws(' in ', case s.setrole when 0 then 'every session' else 'sessions of ' || s.setrole::regrole end,
        (select 'database ' || d.datname from pg_database d where d.oid = s.setdatabase)), 'begin with ' || split_part(c.setting, '=', 1)
    from pg_db_role_setting s
    cross join unnest(s.setconfig) c (setting)
    where s.setdatabase in (0, (select d.oid from pg_database d where d.datname = current_database()))
      and split_part(c.setting, '=', 1) in ('session_replication_role', 'local_preload_libraries', 'session_preload_libraries', 'row_security',
        'search_path', 'ignore_checksum_failure', 'zero_damaged_pages', 'synchronous_commit', 'fsync', 'dynamic_library_path')
    union all
    select 'the server', 'runs with ' || s.name || ' = ' || s.reset_val
    from pg_settings s
    where (s.name, s.reset_val) in (('session_replication_role', 'replica'), ('fsync', 'off'), ('full_page_writes', 'off'),
        ('ignore_checksum_failure', 'on'), ('zero_damaged_pages', 'on'))
      or s.name in ('local_preload_libraries', 'session_preload_libraries') and s.reset_val <> ''
  ) w
  group by w.who
  order by w.who
$$;
comment on function meta.ways_around() is
  'Who can go past the rules of these books by rights on the server, and why: what no rule holds and no fingerprint shows, since rights on a server are given and taken without the books.';
grant execute on function meta.ways_around() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
