// The SQL of the books, in the order it is applied. A new file is a line here.

// Of the server, in database `postgres`, safe to repeat; then once in the books, before the first migration.
#embed "cluster/C0001_roles.sql" END
#embed "cluster/C0002_meta.sql" END

// One file a subject, each table in its form. Rewritten in place until version 1.0.0; from then on forward only.
#embed "migrations/V0001_books.sql" END
#embed "migrations/V0002_chart.sql" END
#embed "migrations/V0003_awards.sql" END
#embed "migrations/V0004_terms.sql" END
#embed "migrations/V0005_memberships.sql" END
#embed "migrations/V0006_budgets.sql" END
#embed "migrations/V0007_policies.sql" END
#embed "migrations/V0008_journal.sql" END
#embed "migrations/V0009_payables.sql" END
#embed "migrations/V0010_drafts.sql" END
#embed "migrations/V0011_imports.sql" END
#embed "migrations/V0012_approvals.sql" END
#embed "migrations/V0013_allocation.sql" END
#embed "migrations/V0014_documents.sql" END
#embed "migrations/V0015_seals.sql" END

// Applied whenever their text changes. Views, triggers and grants need what they name; bodies of functions may name what
// comes later.
#embed "functions/rules/refusals.sql" END
#embed "functions/access/scope.sql" END
#embed "functions/access/tables.sql" END
#embed "functions/rules/append_only.sql" END
#embed "functions/journal/numbers.sql" END
#embed "functions/journal/entry_rules.sql" END
#embed "functions/journal/line_rules.sql" END
#embed "functions/grants/terms.sql" END
#embed "functions/budgets/overspending.sql" END
#embed "functions/budgets/commitments.sql" END
#embed "functions/payables/open_items.sql" END
#embed "functions/journal/drafts.sql" END
#embed "functions/journal/sameness.sql" END
#embed "functions/journal/door.sql" END
#embed "functions/journal/door_json.sql" END
#embed "functions/bulk/faults.sql" END
#embed "functions/bulk/staged.sql" END
#embed "functions/bulk/imports.sql" END
#embed "functions/journal/adjustments.sql" END
#embed "functions/payables/bills_payments.sql" END
#embed "functions/access/logins.sql" END
#embed "functions/periods/months.sql" END
#embed "functions/setup/organizations_awards.sql" END
#embed "functions/seals/gate.sql" END
#embed "functions/seals/leaves.sql" END
#embed "functions/seals/rollups.sql" END
#embed "functions/seals/sealing.sql" END
#embed "functions/statements/budget_activity.sql" END
#embed "functions/budgets/versions.sql" END
#embed "functions/budgets/version_rules.sql" END
#embed "functions/approvals/policy.sql" END
#embed "functions/traits/made.sql" END
#embed "functions/traits/traits.sql" END
#embed "functions/approvals/proposals.sql" END
#embed "functions/grants/allocation.sql" END
#embed "functions/grants/award_close.sql" END
#embed "functions/periods/year_end.sql" END
#embed "functions/statements/financials.sql" END
#embed "functions/grants/advances_restricted.sql" END
#embed "functions/grants/releases.sql" END
#embed "functions/setup/policy_coverage.sql" END
#embed "functions/statements/report_views.sql" END
#embed "functions/documents/attachments.sql" END
#embed "functions/rules/instance.sql" END
#embed "functions/check/catalog.sql" END
#embed "functions/check/awards.sql" END
#embed "functions/check/seals.sql" END
#embed "functions/check/approvals.sql" END
#embed "functions/check/books.sql" END
