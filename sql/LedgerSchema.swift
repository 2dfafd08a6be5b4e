/// The SQL of the books, embedded in the binary: what the database must contain, in the order it is applied.
package enum LedgerSchema {
  /// One SQL file: its name without `.sql`, and its text.
  package struct Script: Sendable {
    package let name: String
    package let text: String

    init(_ name: String, _ bytes: [UInt8]) {
      self.name = name
      self.text = String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Group roles and function-owning roles: cluster-wide, run in database `postgres`, safe to repeat.
  package static var roles: Script { Script("C0001_roles", PackageResources.C0001_roles_sql) }

  /// The tables that record what was applied: run once in the books' database, before the first migration.
  package static var bootstrap: Script { Script("C0002_meta", PackageResources.C0002_meta_sql) }

  /// Forward-only migrations, in order of version. A file that was applied anywhere is never edited again.
  package static var migrations: [Script] {
    [
      Script("V0001_books", PackageResources.V0001_books_sql),
      Script("V0002_chart", PackageResources.V0002_chart_sql),
      Script("V0003_awards", PackageResources.V0003_awards_sql),
      Script("V0004_journal", PackageResources.V0004_journal_sql),
      Script("V0005_terms", PackageResources.V0005_terms_sql),
      Script("V0006_documents", PackageResources.V0006_documents_sql),
      Script("V0007_year_end", PackageResources.V0007_year_end_sql),
      Script("V0008_commitments", PackageResources.V0008_commitments_sql),
      Script("V0009_allocation", PackageResources.V0009_allocation_sql),
      Script("V0010_recognised", PackageResources.V0010_recognised_sql),
      Script("V0011_seals", PackageResources.V0011_seals_sql),
      Script("V0012_bulk", PackageResources.V0012_bulk_sql),
      Script("V0013_indexes", PackageResources.V0013_indexes_sql),
      Script("V0014_payables", PackageResources.V0014_payables_sql),
      Script("V0015_imports", PackageResources.V0015_imports_sql),
      Script("V0016_approvals", PackageResources.V0016_approvals_sql),
      Script("V0017_profiles", PackageResources.V0017_profiles_sql),
      Script("V0018_coverage", PackageResources.V0018_coverage_sql),
    ]
  }

  /// Functions, triggers, policies and views, applied in this order whenever their text changes.
  package static var functions: [Script] {
    [
      Script("R_rules", PackageResources.R_rules_sql),
      Script("R_access", PackageResources.R_access_sql),
      Script("R_append_only", PackageResources.R_append_only_sql),
      Script("R_entry_rules", PackageResources.R_entry_rules_sql),
      Script("R_line_rules", PackageResources.R_line_rules_sql),
      Script("R_terms", PackageResources.R_terms_sql),
      Script("R_overspend", PackageResources.R_overspend_sql),
      Script("R_commitments", PackageResources.R_commitments_sql),
      Script("R_open_items", PackageResources.R_open_items_sql),
      Script("R_posting", PackageResources.R_posting_sql),
      Script("R_bulk_faults", PackageResources.R_bulk_faults_sql),
      Script("R_bulk", PackageResources.R_bulk_sql),
      Script("R_imports", PackageResources.R_imports_sql),
      Script("R_adjustments", PackageResources.R_adjustments_sql),
      Script("R_payables", PackageResources.R_payables_sql),
      Script("R_logins", PackageResources.R_logins_sql),
      Script("R_periods", PackageResources.R_periods_sql),
      Script("R_setup", PackageResources.R_setup_sql),
      Script("R_gate", PackageResources.R_gate_sql),
      Script("R_leaves", PackageResources.R_leaves_sql),
      Script("R_rollups", PackageResources.R_rollups_sql),
      Script("R_seals", PackageResources.R_seals_sql),
      Script("R_statements", PackageResources.R_statements_sql),
      Script("R_budgets", PackageResources.R_budgets_sql),
      Script("R_budget_rules", PackageResources.R_budget_rules_sql),
      Script("R_approvals", PackageResources.R_approvals_sql),
      Script("R_proposals", PackageResources.R_proposals_sql),
      Script("R_allocation", PackageResources.R_allocation_sql),
      Script("R_award_close", PackageResources.R_award_close_sql),
      Script("R_year_end", PackageResources.R_year_end_sql),
      Script("R_financials", PackageResources.R_financials_sql),
      Script("R_restricted", PackageResources.R_restricted_sql),
      Script("R_releases", PackageResources.R_releases_sql),
      Script("R_policies", PackageResources.R_policies_sql),
      Script("R_report", PackageResources.R_report_sql),
      Script("R_documents", PackageResources.R_documents_sql),
      Script("R_instance", PackageResources.R_instance_sql),
      Script("R_catalog", PackageResources.R_catalog_sql),
      Script("R_check_awards", PackageResources.R_check_awards_sql),
      Script("R_check_seals", PackageResources.R_check_seals_sql),
      Script("R_check", PackageResources.R_check_sql),
    ]
  }
}
