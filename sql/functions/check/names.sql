-- The part of check that goes through names: each is of something that is there, and the names of one thing follow each other.

create or replace function ledger.check_names()
returns table (sqlstate text, organization_code text, place text, problem text)
language sql
stable
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  with renaming as (
    select r.*, f.code is not null as is_there,
      coalesce(lag(r.number) over w, 0) as before_number, coalesce(lag(r.name::text) over w, f.name) as before_name,
      lag(r.record_number) over w as before_record
    from ledger.renaming r
    left join ledger.first_name f
      on f.organization_id = r.organization_id and f.subject = r.subject and f.award_code = r.award_code and f.code = r.code
    window w as (partition by r.organization_id, r.subject, r.award_code, r.code order by r.number)
  ), problem as (
    select 'LN001' as sqlstate, r.*, 'there is no such thing' as problem
    from renaming r
    where not r.is_there
    union all
    select 'LN002', r.*, case
        when r.before_number <> r.number - 1 then format('follows name %s', r.before_number)
        when r.before_record > r.record_number then 'was recorded before the name it follows'
        else format('is ‹%s› as before', r.name)
      end
    from renaming r
    where r.before_number <> r.number - 1 or r.before_record > r.record_number or r.before_name = r.name
  )
  select p.sqlstate, o.code::text,
    concat_ws(' ', replace(p.subject, '_', ' '), nullif(p.award_code, ''), p.code, 'name', p.number), p.problem
  from problem p
  left join ledger.organization o on o.id = p.organization_id
$$;
comment on function ledger.check_names() is
  'Goes through the other names of what the session may read; one row a broken rule. For check_books.';
grant execute on function ledger.check_names() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
