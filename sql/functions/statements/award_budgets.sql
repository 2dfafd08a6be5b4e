-- What a budget statement reads of awards. A command is a session of its own, where planning takes longer than reading. So these are small
-- look-ups by key in PL/pgSQL, which plans a statement when it is first run and keeps the plan: what an award has nothing of costs nothing.
-- They ask once for the session's scope and then read as ledger_rules: row-level security, asked for every table, took most of the time.

-- Books made before have them in another form.
drop function if exists ledger.award_budgets(text[], date, integer, bigint);
drop view if exists ledger.award_in_scope;

create or replace function ledger.last_name(
  organization_id bigint, subject text, code text, award_code text, as_recorded bigint, first_name text
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce((select m from ledger.name_of($1, $2, $3, $4, $5) m), first_name);
end
$$;
comment on function ledger.last_name(bigint, text, text, text, bigint, text) is
  'As ledger.name_of, the first name where that holds. For functions.';
grant execute on function ledger.last_name(bigint, text, text, text, bigint, text) to ledger_rules;

create or replace function ledger.open_by_then(
  organization_id bigint, award_code text, budget_line_code text, as_of date, as_recorded bigint
)
returns bigint
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return (
    select sum(c.amount_cents + coalesce((
        select sum(ledger.opened_by(d.kind, d.amount_cents))
        from ledger.commitment_event d
        where d.organization_id = c.organization_id and d.commitment_number = c.number and d.on_date <= $4
          and ($5 is null or ledger.was_sealed(d.organization_id, 'commitment_event', d.record_number, $5))
      ), 0))
    from ledger.commitment c
    where c.organization_id = $1 and c.award_code = $2 and c.budget_line_code = $3 and c.made_on <= $4
      and ($5 is null or ledger.was_sealed(c.organization_id, 'commitment', c.record_number, $5)));
end
$$;
alter function ledger.open_by_then(bigint, text, text, date, bigint) owner to ledger_rules;
comment on function ledger.open_by_then(bigint, text, text, date, bigint) is
  'What is open of the commitments on a budget line as of a day, cents, of what a seal covers, null for now. Null where none was made. For functions.';

create or replace function ledger.explained_by_then(
  organization_id bigint, award_code text, budget_line_code text, as_of date, as_recorded bigint
)
returns bigint
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return (
    select max(e.overrun_cents)
    from ledger.variance_explanation e
    where e.organization_id = $1 and e.award_code = $2 and e.budget_line_code is not distinct from $3 and e.as_of <= $4
      and ($5 is null or ledger.was_sealed(e.organization_id, 'variance_explanation', e.record_number, $5)));
end
$$;
alter function ledger.explained_by_then(bigint, text, text, date, bigint) owner to ledger_rules;
comment on function ledger.explained_by_then(bigint, text, text, date, bigint) is
  'The largest overrun of a budget line that was explained as of a day or before, cents, of what a seal covers, null for now; a null line: of '
  'spending on no line. Null where none was. For functions.';

create or replace function ledger.award_budgets(
  codes text[], as_of date, asked_version integer default null, as_recorded bigint default null
)
returns table (
  organization_id bigint, organization_code text, organization_name text, ein text, fiscal_year_first_month smallint, account_roles text,
  code text, name text, funder_code text, funder_name text, amount_cents bigint, starts_on date, ends_on date,
  recognition text, basis text, fund_code text, program_code text, revenue_account_code text, overspend_policy text,
  closed_on date, recorded_through bigint, version smallint, variance_percent_tenths integer, variance_amount_cents bigint,
  variance_test text, variance_basis text, unbudgeted_explained_cents bigint, is_spread boolean,
  line_code text, line_name text, category text, account_code text, account_type text,
  approved_cents bigint, budget_cents bigint, is_in_version boolean, committed_cents bigint, explained_cents bigint,
  opened_on date, opened_cents bigint, came_cents bigint, returned_cents bigint, owed_back_cents bigint, lost_cents bigint,
  opened_owed_cents bigint, version_in_force smallint
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
-- Every look-up is by key, whatever the size of the table at the moment that it is planned.
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
#variable_conflict use_column
declare
  wanted text[] := codes;
  last_id bigint;
  in_scope text[];
  -- Whether there is any of what many have none of; it is then asked line by line.
  is_renamed boolean;
  is_committed boolean;
  is_explained boolean;
  turns jsonb;
begin
  if wanted is null then
    wanted := array(select w.code::text from ledger.award w);
  end if;
  for organization_id, code, funder_code, recognition, basis, fund_code, program_code, revenue_account_code in
    select w.organization_id, w.code, w.funder_code, w.recognition, w.basis, w.fund_code, w.program_code, w.revenue_account_code
    from ledger.award w
    where w.code = any (wanted)
      and (as_recorded is null or ledger.was_sealed(w.organization_id, 'award', w.record_number, as_recorded))
    order by (select o.code from ledger.organization o where o.id = w.organization_id), w.code
  loop
    if organization_id is distinct from last_id then
      last_id := organization_id;
      in_scope := ledger.scope_within(organization_id);
      -- Names are those of then, as all else that was recorded.
      is_renamed := exists (select from ledger.renaming r where r.organization_id = last_id);
      select o.code, case when is_renamed then ledger.last_name(o.id, 'organization', o.code, '', as_recorded, o.name) else o.name end,
        o.ein, o.fiscal_year_first_month
      into organization_code, organization_name, ein, fiscal_year_first_month
      from ledger.organization o
      where o.id = last_id;
      account_roles := ledger.account_roles(last_id);
      recorded_through := null;
      turns := null;
      if exists (select from ledger.journal_entry e where e.organization_id = last_id and e.kind in ('opening', 'return', 'loss')) then
        turns := (select jsonb_object_agg(t.award_code, to_jsonb(t)) from ledger.award_turns(last_id, as_of, as_recorded) t);
      end if;
      if in_scope is null and as_recorded is null then
        -- The last entry from its lines: they are read anyway. Through the primary key, as the pair says: by number alone, the entries
        -- of all others would be passed on the way.
        select case when e.organization_id = last_id then e.entry_id end into recorded_through
        from ledger.journal_line e
        where (e.organization_id, e.entry_id) <= (last_id, 9223372036854775807)
        order by e.organization_id desc, e.entry_id desc
        limit 1;
      elsif in_scope is null then
        select t.last_entry_number into recorded_through
        from ledger.tree_head t
        where t.organization_id = last_id and t.seal_number <= as_recorded
        order by t.seal_number desc
        limit 1;
      end if;
    end if;
    continue when code <> all (in_scope);
    -- What held on the day: name, amount and term, the version of the budget and the terms; before the first takes effect, the first.
    select a.name, a.amount_cents, a.starts_on, a.ends_on
    into name, amount_cents, starts_on, ends_on
    from ledger.award_as_of(last_id, award_budgets.code, award_budgets.as_of, as_recorded) a;
    continue when not found;
    select case when is_renamed then ledger.last_name(last_id, 'party', f.code, '', as_recorded, f.name) else f.name end into funder_name
    from ledger.party f
    where f.organization_id = last_id and f.code = award_budgets.funder_code;
    if as_recorded is null then
      select p.closed_on into closed_on
      from ledger.award_progress p
      where p.organization_id = last_id and p.award_code = award_budgets.code;
    else
      -- What the running row says now, as it was recorded by then.
      select case e.action when 'close' then e.on_date end into closed_on
      from ledger.award_event e
      where e.organization_id = last_id and e.award_code = award_budgets.code
        and ledger.was_sealed(e.organization_id, 'award_event', e.record_number, as_recorded)
      order by e.number desc
      limit 1;
    end if;
    select v.version into version
    from ledger.budget_version v
    where v.organization_id = last_id and v.award_code = award_budgets.code and (asked_version is null or v.version = asked_version)
      and (as_recorded is null or ledger.was_sealed(v.organization_id, 'budget_version', v.record_number, as_recorded))
    order by v.effective_on <= as_of desc, case when v.effective_on <= as_of then -v.version else v.version end
    limit 1;
    select t.overspend_policy, t.variance_percent_tenths, t.variance_amount_cents, t.variance_test, t.variance_basis
    into overspend_policy, variance_percent_tenths, variance_amount_cents, variance_test, variance_basis
    from ledger.award_terms t
    where t.organization_id = last_id and t.award_code = award_budgets.code
      and (as_recorded is null or ledger.was_sealed(t.organization_id, 'award_terms', t.record_number, as_recorded))
    order by t.effective_on <= as_of desc, case when t.effective_on <= as_of then -t.version else t.version end
    limit 1;
    version_in_force := version;
    if asked_version is not null then
      select v.version into version_in_force
      from ledger.budget_version v
      where v.organization_id = last_id and v.award_code = award_budgets.code
        and (as_recorded is null or ledger.was_sealed(v.organization_id, 'budget_version', v.record_number, as_recorded))
      order by v.effective_on <= as_of desc, case when v.effective_on <= as_of then -v.version else v.version end
      limit 1;
    end if;
    -- Null where nothing turned it.
    opened_on := (turns -> code ->> 'opened_on')::date;
    opened_cents := (turns -> code ->> 'opened_cents')::bigint;
    came_cents := (turns -> code ->> 'came_cents')::bigint;
    returned_cents := (turns -> code ->> 'returned_cents')::bigint;
    owed_back_cents := (turns -> code ->> 'owed_back_cents')::bigint;
    lost_cents := (turns -> code ->> 'lost_cents')::bigint;
    opened_owed_cents := (turns -> code ->> 'opened_owed_cents')::bigint;
    is_committed := exists (
      select from ledger.commitment c where c.organization_id = last_id and c.award_code = award_budgets.code);
    is_explained := exists (
      select from ledger.variance_explanation e where e.organization_id = last_id and e.award_code = award_budgets.code);
    is_spread := exists (
      select from ledger.budget_spread s where s.organization_id = last_id and s.award_code = award_budgets.code);
    unbudgeted_explained_cents := case when is_explained then ledger.explained_by_then(last_id, code, null, as_of, as_recorded) end;
    -- One row where there is no line.
    for line_code, line_name, category, account_code, account_type, approved_cents, budget_cents, committed_cents, explained_cents in
      select l.code, case when is_renamed then ledger.last_name(last_id, 'budget_line', l.code, l.award_code, as_recorded, l.name) else l.name end,
        l.category, l.account_code,
        (select a.type from ledger.account a where a.organization_id = last_id and a.code = l.account_code), (
          select b.amount_cents
          from ledger.budget_amount b
          where b.organization_id = last_id and b.award_code = award_budgets.code and b.version = 1 and b.budget_line_code = l.code
        ), (
          select b.amount_cents
          from ledger.budget_amount b
          where b.organization_id = last_id and b.award_code = award_budgets.code and b.version = award_budgets.version
            and b.budget_line_code = l.code
        ), case when is_committed then ledger.open_by_then(last_id, l.award_code, l.code, award_budgets.as_of, as_recorded) end,
        case when is_explained then ledger.explained_by_then(last_id, l.award_code, l.code, award_budgets.as_of, as_recorded) end
      from (select) award
      left join ledger.budget_line l on l.organization_id = last_id and l.award_code = award_budgets.code
      order by l.position
    loop
      is_in_version := budget_cents is not null;
      approved_cents := coalesce(approved_cents, 0);
      budget_cents := coalesce(budget_cents, 0);
      committed_cents := coalesce(committed_cents, 0);
      explained_cents := coalesce(explained_cents, 0);
      return next;
      account_roles := null;
    end loop;
  end loop;
end
$$;
alter function ledger.award_budgets(text[], date, integer, bigint) owner to ledger_rules;
comment on function ledger.award_budgets(text[], date, integer, bigint) is
  'Awards of these codes (null: all) within the session''s memberships, one row a budget line, with the name, amount, term, terms and budget in '
  'force on the day, or the budget''s version asked for, open commitments as of the day and the overrun explained by then, cents. recorded_through '
  'is the last entry of the grantee, null for those who do not read its books; account_roles stands in the first row of each grantee alone. '
  'is_spread: whether a line was ever spread over months. version_in_force: the version of the budget of the day, whichever was asked for. '
  'opened_on to lost_cents as ledger.award_turns, null where it has none. '
  'as_recorded: as the books stood at that seal; null for now.';
grant execute on function ledger.award_budgets(text[], date, integer, bigint)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;
