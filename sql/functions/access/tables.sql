-- Rights to write, column by column: what the books stamp or count is granted to nobody. Writers of the journal have no rights on its tables
-- at all: they call functions. Rights to read and row-level policies are made from traits.

-- Reference data is added by people directly, by column list, within their memberships.
grant insert (organization_id, code, name, type, counts_toward_budget, role) on ledger.account to ledger_fn, ledger_finance_admin;
grant insert (is_default) on ledger.account to ledger_fn;
grant insert (organization_id, code, name) on ledger.program to ledger_fn, ledger_finance_admin;
grant insert (organization_id, code, name, kind) on ledger.party to ledger_fn, ledger_recorder, ledger_finance_admin;
grant insert (organization_id, code, name, kind) on ledger.fund to ledger_fn;
grant insert (code, name, ein, fiscal_year_first_month) on ledger.organization to ledger_fn;
grant insert (organization_id, action, closed_through, is_early, approved_by, document_sha256, reason) on ledger.closing_event to ledger_fn;
grant insert (
  organization_id, code, funder_code, recognition, basis, fund_code, program_code, revenue_account_code
) on ledger.award to ledger_fn;
grant insert (
  organization_id, award_code, version, effective_on, name, amount_cents, starts_on, ends_on, approved_by, document, reason, budget_effect
) on ledger.award_version to ledger_fn;
grant insert (organization_id, award_code, amount_cents, starts_on, ends_on) on ledger.award_progress to ledger_rules;
grant insert (
  organization_id, award_code, version, effective_on, approved_by, document, reason, preset, overspend_policy,
  variance_percent_tenths, variance_amount_cents, variance_test, variance_basis, revision_approval, revision_percent_tenths,
  revision_amount_cents, revision_test, revision_basis, locked_raise, locked_lower, receipt_threshold_cents, retention_years,
  indirect_rate_basis_points, indirect_excluded_categories, indirect_excluded_accounts, subaward_cap_cents, interest, unspent, qualifying,
  liquidation_days, extension_notice_days
) on ledger.award_terms to ledger_fn;
grant insert (organization_id, award_code, version, due_on, title) on ledger.award_report to ledger_fn;
grant insert (organization_id, award_code, version, number, amount_cents, due_on, condition) on ledger.award_tranche to ledger_fn;
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
grant insert (organization_id, proposal_number), delete on ledger.act_in_hand to ledger_rules;
grant insert (organization_id, commitment_number, open_cents) on ledger.commitment_progress to ledger_rules;
grant insert (
  organization_id, kind, award_code, budget_line_code, fund_code, account_code, limit_amount, used_amount, last_day, is_held
) on ledger.measure to ledger_rules;
grant insert (organization_id, kind, key, on_day, limit_amount, used_amount) on ledger.measure_day to ledger_rules;
grant update (open_cents) on ledger.commitment_progress to ledger_rules;
grant update (limit_amount, used_amount, last_day, is_held) on ledger.measure to ledger_rules;
grant update (limit_amount, used_amount) on ledger.measure_day to ledger_rules;
grant insert (organization_id, award_code, code, name, category, account_code, position) on ledger.budget_line to ledger_fn;
grant insert (organization_id, award_code, number, budget_version, budget_line_code, effective_on, first_month, months_cents)
  on ledger.budget_spread to ledger_fn;
grant insert (organization_id, subject, award_code, code, name, reason) on ledger.renaming to ledger_fn;
grant insert (organization_id, award_code, version, effective_on, approver, approved_by, document, reason, below_used)
  on ledger.budget_version to ledger_fn;
grant insert (organization_id, award_code, version, budget_line_code, amount_cents) on ledger.budget_amount to ledger_fn;
grant insert (organization_id, version, effective_on, simultaneous_release, approved_by, reason)
  on ledger.organization_policy to ledger_fn;
grant insert (
  organization_id, entry_date, kind, description, idempotency_key, reverses_entry_id, reversal_reason, refunds_entry_id, import_number,
  membership_number, approval_version, closing_number, proposal_number, origin_kind, origin_number, origin_part
) on ledger.journal_entry to ledger_fn;
grant insert (organization_id, kind, number) on ledger.origin to ledger_fn;
grant insert (organization_id, origin_number, number, due_on, amount_cents, is_time_restricted) on ledger.promise_installment to ledger_fn;
grant insert on ledger.journal_line to ledger_fn;
grant insert (organization_id, entry_id, award_code, award_version, terms_version, budget_version) on ledger.entry_award to ledger_rules;
grant insert (organization_id, sha256, media_type, file_name, class, bytes) on ledger.document to ledger_fn;
grant insert (organization_id, sha256, entry_id, award_code, title) on ledger.document_link to ledger_fn;
grant insert (organization_id, link_number, reason) on ledger.document_withdrawal to ledger_fn;
grant insert (organization_id, origin_number, party_code, invoice_number, invoiced_on, due_on, is_repeated) on ledger.bill to ledger_fn;
grant insert (organization_id, origin_number, party_code, account_code, method, reference) on ledger.payment to ledger_fn;
grant insert (organization_id, effective_on, rate_tenths, source) on ledger.mileage_rate to ledger_fn;
grant insert (organization_id, number, import_id, kind, file_name, entry_count) on ledger.import_batch to ledger_fn;
grant insert (organization_id, import_number, on_date, reason) on ledger.import_undo to ledger_fn;
grant insert (organization_id, entry_id, corrects_entry_id) on ledger.correction to ledger_fn;
grant insert (organization_id, version, above_cents, payments, transfers, reversals, revisions, approved_by, reason)
  on ledger.approval_policy to ledger_fn;
grant insert (organization_id, kind, idempotency_key, summary, content) on ledger.proposal to ledger_fn;
grant insert (organization_id, name, version, kind, content) on ledger.import_profile to ledger_fn;
grant insert (organization_id, version, covers, other_system, approved_by, reason) on ledger.coverage to ledger_fn;
grant insert (organization_id, proposal_number, is_given, reason) on ledger.decision to ledger_fn;
grant insert (organization_id, table_name, row_key, column_name, commitment, text_number, proposal_number, reason)
  on ledger.text_removal to ledger_fn;
grant insert (organization_id, entry_id, account_code, fund_code, party_code, participant_code, amount_cents, open_cents)
  on ledger.open_item to ledger_rules;
grant update (open_cents) on ledger.open_item to ledger_rules;
grant usage on sequence ledger.journal_entry_number to ledger_rules;
grant update (
  amount_cents, starts_on, ends_on, award_version, terms_version, budget_version, closed_on
) on ledger.award_progress to ledger_rules;
