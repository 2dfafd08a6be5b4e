-- Who sees and writes what: scope functions, grants and row-level policies. The actor is always session_user.

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

-- What each role may touch. Writers of the journal have no rights on its tables at all: they call ledger.post_entries.
do $$
declare
  scoped text[] := array[
    'account', 'program', 'fund', 'party', 'award', 'award_progress', 'budget_line', 'budget_version', 'budget_amount',
    'award_terms', 'award_report', 'award_tranche', 'award_extension', 'variance_explanation', 'budget_progress',
    'commitment', 'commitment_event', 'commitment_progress', 'allocation_rule', 'allocation_share', 'entry_allocation', 'award_event',
    'accounting_period', 'period_event', 'journal_entry', 'journal_line', 'organization_policy',
    'document', 'document_link', 'document_withdrawal', 'open_item', 'bill', 'payment', 'mileage_rate',
    'import_batch', 'import_undo', 'correction', 'approval_policy', 'proposal', 'decision', 'import_profile', 'coverage'
  ];
  of_award text[] := array[
    'award', 'award_progress', 'award_terms', 'award_report', 'award_tranche', 'award_extension', 'variance_explanation',
    'award_event', 'budget_line', 'budget_version', 'budget_amount', 'budget_progress'
  ];
  readers constant text := 'ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor';
  name text;
  code_column text;
begin
  foreach name in array scoped || array['organization', 'network', 'network_organization', 'membership'] loop
    execute format('alter table ledger.%I enable row level security', name);
    execute format('grant select on ledger.%I to ledger_rules', name);
    execute format('drop policy if exists rules_see_all on ledger.%I', name);
    execute format('create policy rules_see_all on ledger.%I to ledger_rules using (true) with check (true)', name);
    execute format('comment on policy rules_see_all on ledger.%I is %L', name,
      'A rule must hold whoever writes, so it sees every row it checks.');
  end loop;

  foreach name in array scoped loop
    execute format('grant select on ledger.%I to ledger_fn, %s', name, readers);
    execute format('drop policy if exists read_in_scope on ledger.%I', name);
    execute format(
      'create policy read_in_scope on ledger.%I for select to ledger_fn, %s '
      'using (organization_id = any ((select ledger.readable_organizations())::bigint[]))', name, readers);
  end loop;

  foreach name in array of_award loop
    code_column := case name when 'award' then 'code' else 'award_code' end;
    execute format('grant select on ledger.%I to ledger_funder', name);
    execute format('drop policy if exists read_own_awards on ledger.%I', name);
    execute format(
      'create policy read_own_awards on ledger.%I for select to ledger_fn, ledger_funder, ledger_auditor '
      'using ((organization_id, %I) in (select m.organization_id, m.award_code from ledger.readable_awards() m))',
      name, code_column);
  end loop;
end
$$;

-- A funder's award, read through ledger.award_activity, needs its lines; only ledger_fn sees them.
drop policy if exists read_own_awards on ledger.journal_line;
create policy read_own_awards on ledger.journal_line for select to ledger_fn
  using (award_code is not null and (organization_id, award_code) in (select m.organization_id, m.award_code from ledger.readable_awards() m));
drop policy if exists read_own_awards on ledger.account;
create policy read_own_awards on ledger.account for select to ledger_fn, ledger_funder, ledger_auditor
  using (organization_id in (select m.organization_id from ledger.readable_awards() m));

drop policy if exists read_own_awards on ledger.party;
create policy read_own_awards on ledger.party for select to ledger_funder, ledger_auditor
  using ((organization_id, code) in (select w.organization_id, w.funder_code from ledger.award w));
grant select on ledger.account, ledger.party to ledger_funder;

grant select on ledger.organization to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;
drop policy if exists read_in_scope on ledger.organization;
create policy read_in_scope on ledger.organization for select
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder
  using (
    id = any ((select ledger.readable_organizations())::bigint[])
    or id in (select m.organization_id from ledger.readable_awards() m)
    or (select ledger.may_create_organizations())
  );

grant select on ledger.network, ledger.network_organization, ledger.membership to ledger_finance_admin, ledger_auditor;
drop policy if exists read_in_scope on ledger.network;
create policy read_in_scope on ledger.network for select to ledger_finance_admin, ledger_auditor
  using (code in (select n.network_code from ledger.network_organization n));
drop policy if exists read_in_scope on ledger.network_organization;
create policy read_in_scope on ledger.network_organization for select to ledger_finance_admin, ledger_auditor
  using (organization_id = any ((select ledger.readable_organizations())::bigint[]));
drop policy if exists read_in_scope on ledger.membership;
create policy read_in_scope on ledger.membership for select to ledger_finance_admin, ledger_auditor
  using (
    login = session_user
    or (organization_id is null and (network_code is null or network_code in (select n.network_code from ledger.network_organization n)))
    or organization_id = any ((select ledger.readable_organizations())::bigint[])
    or (select ledger.may_create_organizations())
  );
grant select on ledger.standard_account
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;

-- Reference data is added by people directly, by column list, within their memberships.
grant insert (organization_id, code, name, type, counts_toward_budget) on ledger.account to ledger_fn, ledger_finance_admin;
grant insert (organization_id, code, name) on ledger.program to ledger_fn, ledger_finance_admin;
grant insert (organization_id, code, name, kind) on ledger.party to ledger_fn, ledger_recorder, ledger_finance_admin;
grant insert (organization_id, code, name, kind) on ledger.fund to ledger_fn;
grant insert (code, name, ein, fiscal_year_first_month) on ledger.organization to ledger_fn;
grant insert (organization_id, starts_on) on ledger.accounting_period to ledger_fn;
grant insert (organization_id, starts_on, action, reason) on ledger.period_event to ledger_fn;
grant insert (
  organization_id, code, name, funder_code, amount_cents, starts_on, ends_on, recognition, basis, fund_code, program_code,
  revenue_account_code
) on ledger.award to ledger_fn;
grant insert (organization_id, award_code, ends_on) on ledger.award_progress to ledger_fn;
grant insert (
  organization_id, award_code, version, effective_on, approved_by, document, reason, preset, overspend_policy,
  variance_percent_tenths, variance_amount_cents, variance_test, variance_basis, revision_approval, revision_percent_tenths,
  revision_amount_cents, revision_test, revision_basis, locked_raise, locked_lower, receipt_threshold_cents, retention_years,
  indirect_rate_basis_points, indirect_excluded_categories, indirect_excluded_accounts, subaward_cap_cents, interest, unspent,
  liquidation_days, extension_notice_days
) on ledger.award_terms to ledger_fn;
grant insert (organization_id, award_code, version, due_on, title) on ledger.award_report to ledger_fn;
grant insert (organization_id, award_code, version, number, amount_cents, due_on, condition) on ledger.award_tranche to ledger_fn;
grant insert (organization_id, award_code, number, ends_on, effective_on, approved_by, document, reason, budget_effect)
  on ledger.award_extension to ledger_fn;
grant insert (organization_id, award_code, number, budget_line_code, as_of, overrun_cents, explanation)
  on ledger.variance_explanation to ledger_fn;
grant insert (
  organization_id, award_code, budget_line_code, party_code, amount_cents, made_on, expected_by, description, document, idempotency_key
) on ledger.commitment to ledger_fn;
grant insert (organization_id, code, version, name, base, document, effective_on) on ledger.allocation_rule to ledger_fn;
grant insert (
  organization_id, rule_code, version, position, award_code, budget_line_code, account_code, function, weight_hundredths
) on ledger.allocation_share to ledger_fn;
grant insert (organization_id, entry_id, rule_code, version) on ledger.entry_allocation to ledger_fn;
grant insert (organization_id, award_code, number, action, on_date, reason, equipment, final_report_on, retain_until)
  on ledger.award_event to ledger_fn;
grant insert (organization_id, commitment_number, kind, amount_cents, on_date, entry_id, reason)
  on ledger.commitment_event to ledger_fn, ledger_rules;
grant insert (organization_id, commitment_number, open_cents) on ledger.commitment_progress to ledger_rules;
grant insert (organization_id, award_code, budget_line_code, overspend_policy, is_closed) on ledger.budget_progress to ledger_rules;
grant update (open_cents) on ledger.commitment_progress to ledger_rules;
grant update (limit_cents, actual_cents, committed_cents, overspend_policy, is_closed) on ledger.budget_progress to ledger_rules;
grant insert (organization_id, award_code, code, name, category, account_code, position) on ledger.budget_line to ledger_fn;
grant insert (organization_id, award_code, version, effective_on, approver, approved_by, document, reason, below_used)
  on ledger.budget_version to ledger_fn;
grant insert (organization_id, award_code, version, budget_line_code, amount_cents) on ledger.budget_amount to ledger_fn;
grant insert (organization_id, version, effective_on, simultaneous_release, approved_by, reason)
  on ledger.organization_policy to ledger_fn;
grant insert (
  organization_id, entry_date, kind, description, idempotency_key, reverses_entry_id, reversal_reason, refunds_entry_id, import_number
) on ledger.journal_entry to ledger_fn;
grant insert (
  organization_id, entry_id, line_number, entry_date, account_code, fund_code, amount_cents, net_asset_class, function,
  program_code, award_code, budget_line_code, party_code, service_from, service_through, memo, commitment_number,
  settles_entry_id
) on ledger.journal_line to ledger_fn;
grant insert (organization_id, sha256, media_type, file_name, class, bytes) on ledger.document to ledger_fn;
grant insert (organization_id, sha256, entry_id, award_code, title) on ledger.document_link to ledger_fn;
grant insert (organization_id, link_number, reason) on ledger.document_withdrawal to ledger_fn;
grant insert (organization_id, entry_id, party_code, invoice_number, invoiced_on, due_on, is_repeated) on ledger.bill to ledger_fn;
grant insert (organization_id, entry_id, party_code, account_code, method, reference) on ledger.payment to ledger_fn;
grant insert (organization_id, effective_on, rate_tenths, source) on ledger.mileage_rate to ledger_fn;
grant insert (organization_id, number, import_id, kind, file_name, entry_count) on ledger.import_batch to ledger_fn;
grant insert (organization_id, import_number, on_date, reason) on ledger.import_undo to ledger_fn;
grant insert (organization_id, entry_id, corrects_entry_id) on ledger.correction to ledger_fn;
grant usage on sequence ledger.import_number to ledger_fn;
grant insert (organization_id, version, expense_above_cents, payments, reversals, revisions, approved_by, reason)
  on ledger.approval_policy to ledger_fn;
grant insert (organization_id, kind, idempotency_key, summary, content) on ledger.proposal to ledger_fn;
grant insert (organization_id, name, version, kind, content) on ledger.import_profile to ledger_fn;
grant insert (organization_id, version, covers, other_system, approved_by, reason) on ledger.coverage to ledger_fn;
grant insert (organization_id, proposal_number, is_given, reason) on ledger.decision to ledger_fn;
grant insert (organization_id, entry_id, account_code, fund_code, party_code, amount_cents, open_cents) on ledger.open_item to ledger_rules;
grant update (open_cents) on ledger.open_item to ledger_rules;
grant usage on sequence ledger.journal_entry_number to ledger_rules;
grant update (state, changed_at) on ledger.accounting_period to ledger_rules;
grant update (promised_cents, received_cents, ends_on, overspend_policy, closed_on, unbudgeted_cents, restricted_cents)
  on ledger.award_progress to ledger_rules;

do $$
declare
  name text;
begin
  foreach name in array array[
    'journal_entry', 'journal_line', 'party', 'commitment', 'commitment_event', 'variance_explanation', 'entry_allocation',
    'document', 'document_link', 'document_withdrawal', 'bill', 'payment', 'import_batch', 'import_undo', 'correction', 'proposal', 'decision', 'import_profile'
  ] loop
    execute format('drop policy if exists record_in_scope on ledger.%I', name);
    execute format(
      'create policy record_in_scope on ledger.%I for insert to %s '
      'with check (organization_id = any ((select ledger.recordable_organizations())::bigint[]))',
      name, case name when 'party' then 'ledger_fn, ledger_recorder, ledger_finance_admin' else 'ledger_fn' end);
  end loop;
  foreach name in array array[
    'account', 'program', 'fund', 'accounting_period', 'period_event', 'award', 'award_progress', 'award_terms', 'award_report',
    'award_tranche', 'award_extension', 'award_event', 'allocation_rule', 'allocation_share', 'budget_line', 'budget_version',
    'budget_amount', 'organization_policy', 'mileage_rate', 'approval_policy', 'coverage'
  ] loop
    execute format('drop policy if exists administer_in_scope on ledger.%I', name);
    execute format(
      'create policy administer_in_scope on ledger.%I for insert to ledger_fn, ledger_finance_admin '
      'with check (organization_id = any ((select ledger.administered_organizations())::bigint[]) '
      'or (select ledger.may_create_organizations()))', name);
  end loop;
end
$$;
drop policy if exists create_organizations on ledger.organization;
create policy create_organizations on ledger.organization for insert to ledger_fn
  with check ((select ledger.may_create_organizations()));
