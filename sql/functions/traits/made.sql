-- Triggers, policies and rights of tables, made from the traits of each. What no trait asks for any more is taken away.

create or replace view meta.wanted_trigger as
select t.table_name, m.name, m.fires, m.function
from meta.table_trait t
cross join lateral (
  select count(*) as count, string_agg(format('new.%I is not null', f.column_name), ' or ' order by f.place) as texts,
    not bool_or(a.attnotnull) as is_optional
  from meta.free_text f
  join pg_attribute a on a.attrelid = format('ledger.%I', f.table_name)::regclass and a.attname = f.column_name
  where f.table_name = t.table_name
) s
cross join lateral (values
  (t.keeps = 'append_only', 'append_only', 'before update or delete or truncate on %s for each statement', 'ledger.refuse_change()'),
  (t.keeps = 'moved_by_rules', 'not_removed', 'before delete or truncate on %s for each statement',
    'ledger.refuse_removal()'),
  (t.keeps = 'one_row', 'not_removed', 'before insert or delete or truncate on %s for each statement', 'ledger.refuse_removal()'),
  -- Running rows are moved by the triggers of what they sum up, never by a statement of a session, the owner's included. Those of a month
  -- or an award are added with it.
  (t.keeps = 'moved_by_rules', 'moved_by_rules',
    case t.recorded_by when 'rules' then 'before insert or update' else 'before update' end
      || ' on %s for each statement when (pg_trigger_depth() = 0)',
    'ledger.refuse_change()'),
  -- An entry is stamped and numbered by a trigger of its own, in one go.
  (t.is_stamped and t.table_name <> 'journal_entry', 'stamp', 'before insert on %s for each row', 'ledger.stamp_record()'),
  (t.is_relied_on, 'holds_alone', 'before insert on %s for each row', 'ledger.hold_alone()'),
  (t.is_numbered and t.table_name <> 'journal_entry', 'numbers_record', 'before insert on %s for each row', 'ledger.number_record()'),
  -- A row without any text has no salts, so that most lines cost nothing.
  (s.texts is not null and t.table_name <> 'journal_entry', 'gives_salts',
    'before insert on %s for each row' || case when s.is_optional then format(' when (%s or new.salts is not null)', s.texts) else '' end,
    format('ledger.give_salts(%s)', s.count))
) m (is_wanted, name, fires, function)
where m.is_wanted;
comment on view meta.wanted_trigger is 'The triggers that traits ask for. Triggers of one table fire in the order of their names.';
comment on column meta.wanted_trigger.table_name is 'A table of schema ledger.';
comment on column meta.wanted_trigger.name is 'Name of the trigger.';
comment on column meta.wanted_trigger.fires is 'When it fires, with %s for the table.';
comment on column meta.wanted_trigger.function is 'What it calls.';

create or replace view meta.wanted_policy as
with common (readable, awards) as (
  values (
    '(select ledger.readable_organizations())::bigint[]',
    'in (select m.organization_id, m.award_code from ledger.readable_awards() m)')
),
-- What one table alone asks for.
own (table_name, name, command, roles, condition) as (
  select o.*
  from common c
  cross join lateral (values
    ('organization', 'read_in_scope', 'select',
      'ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder',
      format('id = any (%s) or id in (select m.organization_id from ledger.readable_awards() m) '
        'or (select ledger.may_create_organizations())', c.readable)),
    ('organization', 'create_organizations', 'insert', 'ledger_fn', '(select ledger.may_create_organizations())'),
    ('network', 'read_in_scope', 'select', 'ledger_finance_admin, ledger_auditor',
      'code in (select n.network_code from ledger.network_organization n) or (select ledger.reads_whole_books())'),
    ('network_organization', 'read_in_scope', 'select', 'ledger_finance_admin, ledger_auditor',
      format('organization_id = any (%s)', c.readable)),
    ('membership', 'read_in_scope', 'select', 'ledger_finance_admin, ledger_auditor',
      format('login = session_user or (organization_id is null and (network_code is null '
        'or network_code in (select n.network_code from ledger.network_organization n) or (select ledger.reads_whole_books()))) '
        'or organization_id = any (%s) or (select ledger.may_create_organizations())', c.readable)),
    ('membership_revocation', 'read_in_scope', 'select', 'ledger_finance_admin, ledger_auditor',
      'membership_number in (select m.number from ledger.membership m)'),
    -- The tree of the books tells of all organizations, so it is shown to who reads them all.
    ('leaf', 'read_in_scope', 'select', 'ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor',
      format('organization_id = any (%s) or (organization_id = 0 and (select ledger.reads_whole_books()))', c.readable)),
    ('tree_head', 'read_in_scope', 'select', 'ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor',
      format('organization_id = any (%s) or (organization_id = 0 and (select ledger.reads_whole_books()))', c.readable)),
    ('signed_note', 'read_in_scope', 'select', 'ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor',
      format('organization_id = any (%s) or organization_id = 0', c.readable)),
    -- The door has asked who may; that the membership of an entry is the session's and in force, state_holds asks, and lines come with their
    -- entry alone (LE003). To ask the scope again for each of the two took as long as a rule of lines.
    ('journal_entry', 'record_in_scope', 'insert', 'ledger_fn', 'membership_number is not null'),
    ('journal_line', 'record_in_scope', 'insert', 'ledger_fn', 'true'),
    ('account', 'read_own_awards', 'select', 'ledger_fn, ledger_funder, ledger_auditor',
      'organization_id in (select m.organization_id from ledger.readable_awards() m)'),
    ('party', 'read_own_awards', 'select', 'ledger_funder, ledger_auditor',
      '(organization_id, code) in (select w.organization_id, w.funder_code from ledger.award w)'),
    -- Other names are shown with what they are names of.
    ('renaming', 'read_own_awards', 'select', 'ledger_fn, ledger_funder, ledger_auditor',
      format('(organization_id, award_code) %s or (subject in (''organization'', ''account'') and organization_id in ('
        'select m.organization_id from ledger.readable_awards() m)) or (subject = ''party'' and (organization_id, code) in ('
        'select w.organization_id, w.funder_code from ledger.award w))', c.awards)),
    -- A funder's award, read through ledger.award_activity, needs its lines; only ledger_fn sees them.
    ('journal_line', 'read_own_awards', 'select', 'ledger_fn',
      format('award_code is not null and (organization_id, award_code) %s', c.awards))
  ) o (table_name, name, command, roles, condition)
),
made (table_name, name, command, roles, condition) as (
  select t.table_name, m.name, m.command, m.roles, m.condition
  from meta.table_trait t
  cross join common c
  cross join lateral (values
    (true, 'rules_see_all', 'all', 'ledger_rules', 'true'),
    -- What it may do there are its rights: to see, and to change free texts. A membership says whose a revocation is.
    (t.table_name = 'membership' or exists (select from meta.free_text f where f.table_name = t.table_name), 'erase_texts', 'all', 'ledger_eraser', 'true'),
    (t.shown_to in ('organization', 'award'), 'read_in_scope', 'select',
      -- Seals are made by functions of ledger_rules, and ledger_fn has no part in them.
      case t.recorded_by when 'sealer' then '' else 'ledger_fn, ' end
        || 'ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor',
      format('organization_id = any (%s)', c.readable)),
    -- An organization is shown to its funders by its one policy.
    (t.shown_to = 'award' and t.table_name <> 'organization', 'read_own_awards', 'select', 'ledger_fn, ledger_funder, ledger_auditor',
      format('(organization_id, %s) %s', case t.table_name when 'award' then 'code' else 'award_code' end, c.awards)),
    (t.shown_to = 'everybody', 'read_all', 'select',
      'ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder', 'true'),
    (t.recorded_by in ('recorder', 'recorder_directly') and t.table_name not in ('journal_entry', 'journal_line'), 'record_in_scope', 'insert',
      case t.recorded_by when 'recorder' then 'ledger_fn' else 'ledger_fn, ledger_recorder, ledger_finance_admin' end,
      'organization_id = any ((select ledger.recordable_organizations())::bigint[])'),
    (t.recorded_by = 'administrator', 'administer_in_scope', 'insert', 'ledger_fn, ledger_finance_admin',
      'organization_id = any ((select ledger.administered_organizations())::bigint[]) or (select ledger.may_create_organizations())'),
    -- What was approved is recorded by functions of ledger_fn in the approver's session, whatever else that login may not do.
    (t.is_recorded_by_approvers and t.table_name not in ('journal_entry', 'journal_line'), 'approve_in_scope', 'insert', 'ledger_fn',
      'organization_id = any ((select ledger.approvable_organizations())::bigint[])')
  ) m (is_wanted, name, command, roles, condition)
  where m.is_wanted and t.has_row_security
)
select o.table_name, o.name, o.command, o.roles, o.condition
from own o
join meta.table_trait t on t.table_name = o.table_name and t.has_row_security
union all
select m.table_name, m.name, m.command, m.roles, m.condition
from made m
where not exists (select from own o where o.table_name = m.table_name and o.name = m.name);
comment on view meta.wanted_policy is 'The row-level policies that traits ask for, and those of one table alone, which come before them.';
comment on column meta.wanted_policy.table_name is 'A table of schema ledger.';
comment on column meta.wanted_policy.name is 'Name of the policy.';
comment on column meta.wanted_policy.command is 'select, insert or all.';
comment on column meta.wanted_policy.roles is 'Whom it lets through.';
comment on column meta.wanted_policy.condition is 'Which rows.';

create or replace view meta.wanted_reader as
select t.table_name, r.role, case r.role
    when 'ledger_funder' then (
      select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
      from pg_attribute a
      where a.attrelid = format('ledger.%I', t.table_name)::regclass and a.attnum > 0 and not a.attisdropped and a.attname <> 'salts'
      having exists (select from meta.free_text f where f.table_name = t.table_name))
  end as columns
from meta.table_trait t
cross join unnest(array[
  'ledger_fn', 'ledger_rules', 'ledger_eraser', 'ledger_recorder', 'ledger_approver', 'ledger_finance_admin', 'ledger_auditor',
  'ledger_funder'
]) r (role)
where case r.role
    when 'ledger_fn' then t.shown_to in ('organization', 'award', 'functions', 'all') and t.recorded_by <> 'sealer'
    when 'ledger_rules' then t.shown_to not in ('functions', 'nobody')
    when 'ledger_eraser' then t.table_name = 'membership' or exists (select from meta.free_text f where f.table_name = t.table_name)
    when 'ledger_funder' then t.shown_to in ('award', 'everybody', 'all')
    when 'ledger_finance_admin' then t.shown_to in ('organization', 'award', 'administrators', 'everybody', 'all')
    when 'ledger_auditor' then t.shown_to in ('organization', 'award', 'administrators', 'everybody', 'all')
    else t.shown_to in ('organization', 'award', 'everybody', 'all')
  end;
comment on view meta.wanted_reader is 'The roles that may SELECT from a table; policies say which rows.';
comment on column meta.wanted_reader.table_name is 'A table of schema ledger.';
comment on column meta.wanted_reader.role is 'A role of the books.';
comment on column meta.wanted_reader.columns is
  'Which columns, null for all: salts are for those who make leaves again, and a funder is not shown them.';

create or replace view meta.wanted_erasure as
select f.table_name, f.column_name from meta.free_text f
union
select f.table_name, 'salts' from meta.free_text f
union
-- Made from the number of the invoice.
values ('bill', 'number_key');
comment on view meta.wanted_erasure is 'The columns that ledger_eraser may UPDATE: free texts, their salts, and what is made from a text.';
comment on column meta.wanted_erasure.table_name is 'A table of schema ledger.';
comment on column meta.wanted_erasure.column_name is 'A column of it.';

create or replace function meta.make_from_traits()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  made record;
begin
  for made in
    select c.oid::regclass as place, t.tgname as name
    from pg_trigger t
    join pg_class c on c.oid = t.tgrelid and c.relnamespace = 'ledger'::regnamespace
    where not t.tgisinternal
      and t.tgfoid in ('ledger.refuse_change()'::regprocedure, 'ledger.refuse_removal()'::regprocedure,
        'ledger.stamp_record()'::regprocedure, 'ledger.hold_alone()'::regprocedure, 'ledger.number_record()'::regprocedure,
        'ledger.give_salts()'::regprocedure)
      and t.tgname in ('append_only', 'not_removed', 'moved_by_rules', 'stamp', 'holds_alone', 'numbers_record', 'gives_salts')
      and not exists (select from meta.wanted_trigger w where w.table_name = c.relname and w.name = t.tgname)
  loop
    execute format('drop trigger %I on %s', made.name, made.place);
  end loop;
  for made in select w.name, format('ledger.%I', w.table_name) as place, w.fires, w.function from meta.wanted_trigger w loop
    execute format('create or replace trigger %I ' || made.fires || ' execute function %s', made.name, made.place, made.function);
    execute format('alter table %s enable always trigger %I', made.place, made.name);
  end loop;

  for made in
    select c.oid::regclass as place, t.has_row_security
    from meta.table_trait t
    join pg_class c on c.relname = t.table_name and c.relnamespace = 'ledger'::regnamespace
    where c.relrowsecurity <> t.has_row_security
  loop
    execute format('alter table %s %s row level security', made.place, case when made.has_row_security then 'enable' else 'disable' end);
  end loop;
  for made in
    select c.oid::regclass as place, p.polname as name
    from pg_policy p
    join pg_class c on c.oid = p.polrelid and c.relnamespace = 'ledger'::regnamespace
    where p.polname in ('rules_see_all', 'read_in_scope', 'read_all', 'read_own_awards', 'record_in_scope', 'administer_in_scope',
      'approve_in_scope', 'create_organizations', 'erase_texts')
  loop
    execute format('drop policy %I on %s', made.name, made.place);
  end loop;
  for made in
    select format('policy %I on ledger.%I', w.name, w.table_name) as policy, w.name, w.command, w.roles, w.condition, t.recorded_by
    from meta.wanted_policy w
    join meta.table_trait t on t.table_name = w.table_name
  loop
    execute format('create %s for %s to %s', made.policy, made.command, made.roles)
      || case when made.command <> 'insert' then format(' using (%s)', made.condition) else '' end
      || case when made.command <> 'select' then format(' with check (%s)', made.condition) else '' end;
    if made.name = 'rules_see_all' then
      execute format('comment on %s is %L', made.policy, case
        when made.recorded_by in ('sealer', 'nobody') then 'A seal covers every organization, whoever asks for it.'
        else 'A rule must hold whoever writes, so it sees every row it checks.'
      end);
    end if;
  end loop;

  for made in
    select distinct c.oid::regclass as place, case a.grantee when 0 then 'public' else a.grantee::regrole::text end as role
    from meta.table_trait t
    join pg_class c on c.relname = t.table_name and c.relnamespace = 'ledger'::regnamespace
    cross join lateral (
      select null::text as column_name, a.grantee, a.privilege_type from aclexplode(c.relacl) a
      union all
      select quote_ident(k.attname), a.grantee, a.privilege_type from pg_attribute k cross join lateral aclexplode(k.attacl) a
      where k.attrelid = c.oid
    ) a
    where a.privilege_type = 'SELECT' and a.grantee <> c.relowner and not exists (
      select
      from meta.wanted_reader w
      where w.table_name = t.table_name and w.role = pg_get_userbyid(a.grantee)
        and case when w.columns is null then a.column_name is null else a.column_name = any (string_to_array(w.columns, ', ')) end)
  loop
    -- Of all columns as well.
    execute format('revoke select on %s from %s', made.place, made.role);
  end loop;
  for made in
    select w.table_name, w.columns, string_agg(w.role, ', ' order by w.role) as roles from meta.wanted_reader w group by 1, 2
  loop
    execute format('grant select%s on ledger.%I to %s', coalesce(' (' || made.columns || ')', ''), made.table_name, made.roles);
  end loop;

  for made in
    select t.table_name, string_agg(quote_ident(w.column_name), ', ' order by w.column_name) as columns
    from meta.table_trait t
    left join meta.wanted_erasure w on w.table_name = t.table_name
    group by 1
  loop
    -- Of all columns as well.
    execute format('revoke insert, update, delete, truncate on ledger.%I from ledger_eraser', made.table_name);
    if made.columns is not null then
      execute format('grant update (%s) on ledger.%I to ledger_eraser', made.columns, made.table_name);
    end if;
  end loop;
end
$$;
comment on function meta.make_from_traits() is
  'Makes the triggers, row-level policies and rights to read that traits ask for, and takes away those they no longer ask for.';
-- Where this file alone has changed, traits.sql is not applied again.
do $$ begin perform meta.make_from_traits(); end $$;
