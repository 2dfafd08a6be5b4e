-- The terms of awards: recorded whole, and carried to the running rows that postings are held by.

create or replace function ledger.apply_terms()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.hold_books(new.organization_id, false);
  perform ledger.refuse('LA013', format('award %s is closed since %s, and its terms rest', new.award_code, p.closed_on),
    known => jsonb_build_object('award', new.award_code))
  from ledger.award_progress p
  where p.organization_id = new.organization_id and p.award_code = new.award_code and p.closed_on is not null;
  perform ledger.refuse('LP008', format('the books are closed through %s; what qualifies would change from %s on', c.closed_through, new.effective_on))
  from ledger.closing_in_force(new.organization_id) c
  join ledger.award_terms t on t.organization_id = new.organization_id and t.award_code = new.award_code and t.version = new.version - 1
  where c.closed_through >= new.effective_on and t.qualifying <> new.qualifying;
  if exists (
    select
    from ledger.award_terms t
    where t.organization_id = new.organization_id and t.award_code = new.award_code
      and (t.version > new.version or (t.version < new.version and t.effective_on > new.effective_on))
  ) or (
    select count(*) from ledger.award_terms t where t.organization_id = new.organization_id and t.award_code = new.award_code
  ) <> new.version then
    perform ledger.refuse('LA014', concat(format('version %s of the terms of award %s would be in force from %s, and does not follow the one before',
      new.version, new.award_code, new.effective_on), (
        select ', which is from ' || t.effective_on
        from ledger.award_terms t
        where t.organization_id = new.organization_id and t.award_code = new.award_code and t.version = new.version - 1)),
      'Terms follow each other by the day they are in force from: let it be that day or a later one.');
  end if;
  -- In the order in which postings lock them.
  update ledger.award_progress p
  set terms_version = new.version
  where p.organization_id = new.organization_id and p.award_code = new.award_code;
  perform ledger.lock_award(new.organization_id, new.award_code);
  update ledger.measure m
  set is_held = true
  where m.organization_id = new.organization_id and m.award_code = new.award_code and m.kind = 'budget_line' and new.overspend_policy = 'block';
  return null;
end
$$;
alter function ledger.apply_terms() owner to ledger_rules;
comment on function ledger.apply_terms() is 'Carries the version to the running row, and whether overspending is ever blocked to the measures of budget lines; raises LA014 for terms out of order, LA013 for those of a closed award, '
  'LP008 where closed months would release by others.';
create or replace trigger applies_terms after insert on ledger.award_terms
  for each row execute function ledger.apply_terms();
alter table ledger.award_terms enable always trigger applies_terms;

create or replace function ledger.current_terms(organization_id bigint, award_code text)
returns ledger.award_terms
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select t.*
  from ledger.award_terms t
  where t.organization_id = $1 and t.award_code = $2
  order by t.version desc
  limit 1
$$;
alter function ledger.current_terms(bigint, text) owner to ledger_rules;
comment on function ledger.current_terms(bigint, text) is 'The terms of an award that hold. For functions.';
grant execute on function ledger.current_terms(bigint, text) to ledger_fn;

create or replace function ledger.terms_on(organization_id bigint, award_code text, on_day date)
returns ledger.award_terms
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select t.*
  from ledger.award_terms t
  where t.organization_id = $1 and t.award_code = $2 and (t.effective_on <= $3 or t.version = 1)
  order by t.version desc
  limit 1
$$;
alter function ledger.terms_on(bigint, text, date) owner to ledger_rules;
comment on function ledger.terms_on(bigint, text, date) is
  'The terms of an award that hold on a day: the last that have begun by then, else its first. For functions.';
grant execute on function ledger.terms_on(bigint, text, date) to ledger_fn;

create or replace function ledger.first_blocked_day(organization_id bigint, award_code text, from_day date, before date, last_version integer default null)
returns date
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with span as (
    -- The first holds before it begins, too; of several that begin on a day, the last.
    select t.overspend_policy, case when t.version = 1 then '-infinity' else t.effective_on::date end as from_day,
      min(t.effective_on::date) over (order by t.version rows between 1 following and unbounded following) as before
    from ledger.award_terms t
    where t.organization_id = $1 and t.award_code = $2 and ($5 is null or t.version <= $5)
  )
  select min(greatest(s.from_day, $3))
  from span s
  where s.overspend_policy = 'block' and greatest(s.from_day, $3) < least(s.before, $4)
    or s.overspend_policy = 'block' and num_nonnulls(s.before, $4) = 0
$$;
comment on function ledger.first_blocked_day(bigint, text, date, date, integer) is
  'The first day from one on and before another, null for no end, on which the terms of an award block overspending, as they were after a version, null for '
  'the last; null where they do on none. Also read by check.';
grant execute on function ledger.first_blocked_day(bigint, text, date, date, integer)
  to ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.terms_name(organization_id bigint, award_code text, on_day date default null)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select format('the terms of award %s (version %s, from %s)', t.award_code, t.version, t.effective_on)
  from ledger.terms_on($1, $2, coalesce($3, 'infinity')) t
$$;
alter function ledger.terms_name(bigint, text, date) owner to ledger_rules;
comment on function ledger.terms_name(bigint, text, date) is 'Names the terms that a refusal rests on, of a day or, where that is null, the last. For functions only.';

create or replace function ledger.set_award_terms(
  organization_id bigint, award_code text, effective_on date, approved_by text, document text, reason text, preset text,
  names text[], texts text[], report_due_on date[] default null, report_titles text[] default null,
  tranche_amounts_cents bigint[] default null, tranche_due_on date[] default null, tranche_conditions text[] default null
)
returns smallint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_variable
declare
  old ledger.award_terms;
  new ledger.award_terms;
begin
  perform ledger.require_administrator(organization_id);
  old := ledger.current_terms(organization_id, award_code);
  new := jsonb_populate_record(old, jsonb_object(names, texts));
  insert into ledger.award_terms (
    organization_id, award_code, version, effective_on, approved_by, document, reason, preset, overspend_policy,
    variance_percent_tenths, variance_amount_cents, variance_test, variance_basis, revision_approval, revision_percent_tenths,
    revision_amount_cents, revision_test, revision_basis, locked_raise, locked_lower, receipt_threshold_cents, retention_years,
    indirect_rate_basis_points, indirect_excluded_categories, indirect_excluded_accounts, subaward_cap_cents, interest, unspent,
    qualifying, liquidation_days, extension_notice_days
  )
  values (
    organization_id, award_code, coalesce(old.version, 0) + 1, effective_on, approved_by, document, reason, preset,
    new.overspend_policy, new.variance_percent_tenths, new.variance_amount_cents, new.variance_test, new.variance_basis,
    new.revision_approval, new.revision_percent_tenths, new.revision_amount_cents, new.revision_test, new.revision_basis,
    new.locked_raise, new.locked_lower, new.receipt_threshold_cents, new.retention_years, new.indirect_rate_basis_points,
    new.indirect_excluded_categories, new.indirect_excluded_accounts, new.subaward_cap_cents, new.interest, new.unspent,
    new.qualifying, new.liquidation_days, new.extension_notice_days
  );
  insert into ledger.award_report (organization_id, award_code, version, due_on, title)
  select organization_id, award_code, old.version + 1, r.due_on, r.title
  from unnest(report_due_on, report_titles) as r (due_on, title)
  union all
  select r.organization_id, r.award_code, old.version + 1, r.due_on, r.title
  from ledger.award_report r
  where report_due_on is null and r.organization_id = old.organization_id and r.award_code = old.award_code and r.version = old.version;
  insert into ledger.award_tranche (organization_id, award_code, version, number, amount_cents, due_on, condition)
  select organization_id, award_code, old.version + 1, t.number, t.amount_cents, t.due_on, t.condition
  from unnest(tranche_amounts_cents, tranche_due_on, tranche_conditions) with ordinality as t (amount_cents, due_on, condition, number)
  union all
  select t.organization_id, t.award_code, old.version + 1, t.number, t.amount_cents, t.due_on, t.condition
  from ledger.award_tranche t
  where tranche_amounts_cents is null and t.organization_id = old.organization_id and t.award_code = old.award_code
    and t.version = old.version;
  return old.version + 1;
end
$$;
alter function ledger.set_award_terms(bigint, text, date, text, text, text, text, text[], text[], date[], text[], bigint[], date[], text[])
  owner to ledger_fn;
comment on function ledger.set_award_terms(bigint, text, date, text, text, text, text, text[], text[], date[], text[], bigint[], date[], text[]) is
  'Records the terms of an award: those named (columns of ledger.award_terms, as text), the others as they were. Reports and tranches '
  'are replaced where given, else kept. Returns the version. Raises LM001, LA013, LA014, LP008, or the constraints of ledger.award_terms.';
grant execute on function
  ledger.set_award_terms(bigint, text, date, text, text, text, text, text[], text[], date[], text[], bigint[], date[], text[])
  to ledger_finance_admin;

-- A limit in words, as: above both 10.0% of the line and 1,000.00.
create or replace function ledger.limit_in_words(percent_tenths integer, amount_cents bigint, test text, basis text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when num_nulls(percent_tenths, amount_cents) = 2 then null
    else 'above ' || case when num_nulls(percent_tenths, amount_cents) = 0 and test = 'both' then 'both ' else '' end
      || concat_ws(
        case test when 'both' then ' and ' else ' or ' end,
        to_char(percent_tenths / 10.0, 'FM9990.0') || '% of '
          || case basis when 'line' then 'the line' when 'total' then 'the whole budget' else 'the whole budget, all transfers added up' end,
        ledger.dollars(amount_cents))
  end
$$;
comment on function ledger.limit_in_words(integer, bigint, text, text) is 'A limit of a variance or revision rule in words; null for none.';

-- Books made before have it of the last version alone.
drop function if exists ledger.terms_in_words(bigint, text);

create or replace function ledger.terms_in_words(organization_id bigint, award_code text, version integer default null)
returns table (term text, words text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select w.term, w.words
  from ledger.award_terms t
  cross join lateral (
    select ledger.limit_in_words(t.variance_percent_tenths, t.variance_amount_cents, t.variance_test, t.variance_basis) as words
  ) v
  cross join lateral (
    select ledger.limit_in_words(t.revision_percent_tenths, t.revision_amount_cents, t.revision_test, t.revision_basis) as words
  ) r
  cross join lateral (values
    (1, 'Overspending', case t.overspend_policy
      when 'allow' then 'Allowed; it is shown.'
      when 'warn' then 'Warned of; an overrun is marked and must be explained.'
      else 'Blocked: nothing is recorded above a budget line.' end),
    (2, 'Explain overruns', coalesce(upper(left(v.words, 1)) || substr(v.words, 2) || ', cumulative, against the revised budget.',
      'Every overrun.')),
    (3, 'Revise the budget', case t.revision_approval
      when 'always' then 'Only with the funder''s written approval.'
      when 'never' then 'The grantee may, and says why.'
      else format('The grantee may, and says why; changes %s need the funder''s approval.', r.words) end),
    (4, 'Only the funder raises', nullif(array_to_string(t.locked_raise, ', '), '')),
    (5, 'Only the funder lowers', nullif(array_to_string(t.locked_lower, ', '), '')),
    (6, 'Receipts', case
      when t.receipt_threshold_cents is null then 'None asked for.'
      when t.receipt_threshold_cents = 0 then 'For every expense.'
      else format('For expenses of %s or more.', ledger.dollars(t.receipt_threshold_cents)) end),
    (7, 'Indirect costs', case when t.indirect_rate_basis_points is null then 'None.' else format(
      '%s%% of direct costs, without %s%s.', to_char(t.indirect_rate_basis_points / 100.0, 'FM990.00'),
      array_to_string(t.indirect_excluded_categories || t.indirect_excluded_accounts, ', '),
      ' and what a subrecipient gets above ' || ledger.dollars(t.subaward_cap_cents)) end),
    (8, 'Interest', case t.interest when 'grantee' then 'Belongs to the grantee.' when 'award' then 'Is spent on the award''s purpose.'
      else 'Is owed to the funder.' end),
    (9, 'Unspent money', case t.unspent when 'return' then 'Goes back to the funder.' when 'keep' then 'Stays with the grantee.'
      else 'The funder decides.' end),
    (10, 'Qualifying costs', case t.qualifying when 'lines' then 'Each budget line as far as it was approved.' end),
    (11, 'After the end', format('What was ordered is paid within %s days.', t.liquidation_days)),
    (12, 'Extensions', format('Asked for at least %s days before the end.', t.extension_notice_days)),
    (13, 'Records', format('Kept %s years from the final report.', t.retention_years))
  ) as w (position, term, words)
  where t.organization_id = $1 and t.award_code = $2
    and t.version = coalesce($3, (select max(o.version) from ledger.award_terms o where o.organization_id = $1 and o.award_code = $2))
    and w.words is not null
    and not (w.position = 11 and t.liquidation_days is null) and not (w.position = 12 and t.extension_notice_days is null)
  order by w.position
$$;
comment on function ledger.terms_in_words(bigint, text, integer) is
  'A version of the terms of an award, null for the last, in words, as award show prints them.';
grant execute on function ledger.terms_name(bigint, text, date) to ledger_fn, ledger_rules;
grant execute on function ledger.limit_in_words(integer, bigint, text, text), ledger.terms_in_words(bigint, text, integer)
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;
