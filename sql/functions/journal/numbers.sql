-- Numbers that people see: one after the other for what stands, and numbers of their own for what is only tried, so that a dry run or the
-- trial of a proposal leaves no hole.

create or replace function ledger.draw(sequence regclass)
returns bigint
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
  select case
    when current_setting('ledger.trial', true) = 'on' then -nextval('ledger.trial_number')
    -- The transaction is known before its number is drawn, so that a seal sees that somebody may still record under it.
    when pg_current_xact_id() is not null then nextval($1)
  end
$$;
alter function ledger.draw(regclass) owner to ledger_rules;
comment on function ledger.draw(regclass) is
  'The next number of a sequence; below zero where the session records on trial (setting ledger.trial), which cannot be committed (LE018).';
grant execute on function ledger.draw(regclass) to ledger_fn;

create or replace function ledger.number_row()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.number is not null then
    perform ledger.refuse('LE009', format('the number of a row of %s was given by the client', tg_table_name));
  end if;
  new.number := ledger.draw(format('ledger.%I', tg_table_name || '_number')::regclass);
  return new;
end
$$;
alter function ledger.number_row() owner to ledger_rules;
comment on function ledger.number_row() is 'Gives a row of a table its number from the sequence of that name; raises LE009 where a client gave one.';

create or replace function ledger.refuse_trial()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.refuse('LE018', format('a row of %s was recorded on trial', tg_table_name));
  return null;
end
$$;
alter function ledger.refuse_trial() owner to ledger_rules;
comment on function ledger.refuse_trial() is 'Raises LE018 at commit for what was recorded on trial.';

do $$
declare
  target record;
begin
  for target in
    select c.relname as name, c.relname || '_not_on_trial' as constraint_name, exists (
        select from pg_trigger t where t.tgrelid = c.oid and t.tgname = c.relname || '_not_on_trial') as is_made
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'record_number'
    where c.relnamespace = 'ledger'::regnamespace and c.relkind = 'r' and c.relname <> 'sealing'
  loop
    if not target.is_made then
      execute format('create constraint trigger %I after insert on ledger.%I deferrable initially deferred '
        'for each row when (new.record_number < 0) execute function ledger.refuse_trial()', target.constraint_name, target.name);
    end if;
    execute format('alter table ledger.%I enable always trigger %I', target.name, target.constraint_name);
    execute format('comment on constraint %I on ledger.%I is %L', target.constraint_name, target.name,
      'What was recorded on trial cannot be committed. Record it again without the setting ledger.trial.');
  end loop;
  for target in select unnest(array['commitment', 'proposal', 'document', 'document_link']) as name loop
    execute format('create or replace trigger numbers before insert on ledger.%I for each row execute function ledger.number_row()', target.name);
    execute format('alter table ledger.%I enable always trigger numbers', target.name);
  end loop;
end
$$;

create or replace function ledger.ask_deferred_rules()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  execute (
    select 'set constraints ' || string_agg(distinct format('ledger.%I', k.conname), ', ') || ' immediate'
    from pg_constraint k
    where k.connamespace = 'ledger'::regnamespace and k.condeferrable and k.conname not like E'%\\_not\\_on\\_trial');
end
$$;
comment on function ledger.ask_deferred_rules() is
  'Asks the rules that are asked at commit now, for a trial that will not commit; all but that nothing tried is kept.';
grant execute on function ledger.ask_deferred_rules() to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin;

create or replace function ledger.numbering()
returns table (drawn bigint, recorded bigint, lost bigint)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select (select case when n.is_called then n.last_value else 0 end from ledger.journal_entry_number n),
    (select count(*) from ledger.journal_entry),
    (select count(*)
     from ledger.leaf l
     where l.kind = 'entry'
       and not exists (select from ledger.journal_entry e where e.organization_id = l.organization_id and e.id = l.number))
$$;
alter function ledger.numbering() owner to ledger_rules;
comment on function ledger.numbering() is
  'How many entry numbers were drawn, how many entries stand, and how many sealed entries are gone. A number that was drawn and neither stands '
  'nor was sealed is a hole: what drew it was refused, broken off, or recorded before under its key.';
grant execute on function ledger.numbering() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
grant usage on sequence ledger.trial_number, ledger.import_number, ledger.origin_number, ledger.commitment_number, ledger.proposal_number,
  ledger.document_number, ledger.document_link_number to ledger_rules;

create or replace function ledger.next_key(organization_id bigint, base text)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select x.key
  from generate_series(1, 10000) n
  cross join lateral (select 'books:' || $2 || case n when 1 then '' else ':' || n end as key) x
  where not exists (select from ledger.journal_entry e where e.organization_id = $1 and e.idempotency_key = x.key)
  order by n
  limit 1
$$;
alter function ledger.next_key(bigint, text) owner to ledger_rules;
comment on function ledger.next_key(bigint, text) is 'The first key of the books of that name which no entry has: itself, or with :2, :3, ... For functions.';
grant execute on function ledger.next_key(bigint, text) to ledger_fn;
