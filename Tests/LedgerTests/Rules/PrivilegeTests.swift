import Testing

@testable import Ledger

/// Who may call and touch what, against a table: a grant too many fails here.
@Suite struct PrivilegeTests {
  private static let groups = ["recorder", "approver", "finance_admin", "auditor", "funder"]
  private static let everybody: Set<String> = Set(groups)
  private static let readers: Set<String> = ["recorder", "approver", "finance_admin", "auditor"]
  private static let recorders: Set<String> = ["recorder", "finance_admin"]

  /// Every function of the books, and the group roles that may call it.
  private static let callers: [String: Set<String>] = [
    "ledger.record": recorders, "ledger.reverse_entry": recorders, "ledger.record_as": recorders,
    "ledger.propose_entry": recorders, "ledger.add_as": [], "ledger.require_whole": [], "ledger.record_undoing": [],
    "ledger.undone_together": readers, "ledger.origin_in_words": readers,
    "ledger.entry_of_origin": readers, "ledger.broken_origin": readers, "ledger.half_undone": readers,
    "ledger.broken_installments": readers, "ledger.check_entry_origins": [], "ledger.check_origin": [],
    "ledger.check_installment": [], "ledger.check_installments": [], "ledger.check_origins": readers,
    "ledger.staged_origins": [],
    "ledger.add_staged_bills": [], "ledger.staged_as_bill": [], "ledger.installment_as_draft": [],
    "ledger.add_entries": [], "ledger.require_drafts": [], "ledger.is_made_by_books": readers,
    "ledger.is_key_of_books": readers, "ledger.has_key_of_books": readers, "ledger.require_own_key": [],
    "ledger.next_key": [], "ledger.require_lasting_commit": [], "ledger.drawn_numbers": [],
    "ledger.broken_numbers": readers, "meta.ways_around": readers, "ledger.program_rows": readers,
    "ledger.repeated_numbers": [],
    "ledger.endless_moments": [],
    "ledger.approval_wanted": [],
    "ledger.broken_proposal": [], "ledger.broken_proposal_of": readers, "ledger.difference_from_shown": [],
    "ledger.moves_net_assets": readers, "ledger.broken_classes": [], "ledger.check_classes": readers,
    "ledger.award_to_move": [], "ledger.default_account": [],
    "ledger.record_figured": [],
    "ledger.figured_before": [], "ledger.meet_condition": recorders, "ledger.return_to_funder": recorders,
    "ledger.release_restriction": ["finance_admin"], "ledger.charge_indirect": recorders, "ledger.summary_of": [],
    "ledger.missing_reference": readers, "ledger.has_wrong_class": readers, "ledger.is_restricted_expense": readers,
    "ledger.has_wrong_function": readers, "ledger.is_in_another_fund": readers, "ledger.hides_award": readers,
    "ledger.charges_no_cost": readers, "ledger.moves_closed_award": readers, "ledger.is_outside_term": readers,
    "ledger.is_on_cash_basis": readers, "ledger.line_faults": readers, "ledger.moves_past_recognition": readers,
    "ledger.fault_stands": readers, "ledger.hides_budget_line": readers, "ledger.is_award_revenue": readers,
    "ledger.has_unknown_use": readers, "ledger.part_in_award": readers, "ledger.may_stand_beside": readers,
    "ledger.holds_receipts": readers, "ledger.is_paid_from": [], "ledger.is_owed": [],
    "ledger.recognizes": readers,
    "ledger.is_cash": readers,
    "ledger.is_received": readers, "ledger.takes_advance": readers, "ledger.propose_reversal": recorders,
    "ledger.propose_revision": ["finance_admin"], "ledger.require_same": [],
    "ledger.draft_faults": [],
    "ledger.require_same_satellite": [], "ledger.field_in_words": readers, "ledger.first_difference": [],
    "ledger.json_faults": [], "ledger.no_day": [], "ledger.is_day": [], "ledger.read_day": [], "ledger.turned": readers,
    "ledger.draft_entry": [], "ledger.draft_line": [], "ledger.entry_as_draft": [], "ledger.line_as_draft": readers,
    "ledger.bill_as_draft": [], "ledger.payment_as_draft": [], "ledger.draft_as_line": [],
    "ledger.staged_as_entry": [], "ledger.staged_as_line": [], "ledger.staged_as_balance": [],
    "ledger.check_entries_have_lines": [], "meta.make_mapping": [], "ledger.draw": [], "ledger.number_row": [],
    "ledger.refuse_trial": [], "ledger.ask_deferred_rules": ["recorder", "approver", "finance_admin"],
    "ledger.numbering": readers,
    "ledger.add_award": ["finance_admin"], "ledger.add_fund": ["finance_admin"],
    "ledger.add_organization": ["finance_admin"], "ledger.adopt_budget": ["finance_admin"],
    "ledger.set_award_terms": ["finance_admin"],
    "ledger.amend_award": ["finance_admin"], "ledger.revise_budget": ["finance_admin"],
    "ledger.add_allocation_rule": ["finance_admin"], "ledger.close_award": ["finance_admin"],
    "ledger.reopen_award": ["finance_admin"], "ledger.note_allocation": recorders, "ledger.indirect_due": readers,
    "ledger.closing_obstacles": readers, "ledger.award_obstacles": [], "ledger.apply_award_event": [],
    "ledger.add_commitment": recorders, "ledger.release_commitment": recorders, "ledger.explain_variance": recorders,
    "ledger.attach_document": recorders, "ledger.withdraw_document": recorders, "ledger.media_type": readers,
    "ledger.is_media_type_of": readers, "ledger.receipt_threshold": readers, "ledger.missing_documents": readers,
    "ledger.check_documents": readers, "ledger.check_document": [], "ledger.count_withdrawals": [],
    "ledger.check_awards": readers, "ledger.check_award_versions": readers, "ledger.terms_in_words": everybody,
    "ledger.terms_name": [],
    "ledger.limit_in_words": everybody, "ledger.passes_limit": everybody,
    "ledger.award_activity": everybody, "ledger.award_budgets": everybody,
    "ledger.check_books": readers, "ledger.check_adjustment": readers, "meta.catalog_objects": readers,
    "ledger.readable_organizations": everybody, "ledger.recordable_organizations": everybody,
    "ledger.administered_organizations": everybody, "ledger.readable_awards": everybody,
    "ledger.may_create_organizations": everybody, "ledger.dollars": everybody, "ledger.day_range": everybody,
    "ledger.organizations_of": [], "ledger.require_recorder": [], "ledger.require_administrator": [],
    "ledger.broken_adjustment": [], "ledger.refuse": [],
    "ledger.refuse_change": [], "ledger.refuse_removal": [], "ledger.stamp_entry": [], "ledger.stamp_record": [],
    "ledger.check_entry_state": [], "ledger.stamp_state": [], "ledger.state_relied_on": [], "ledger.note_awards": [],
    "ledger.check_entry_lines": [], "ledger.check_closing_event": [], "ledger.closing_in_force": [],
    "ledger.require_open": [], "ledger.hold": [], "ledger.await": [], "ledger.refuse_to_wait": [],
    "ledger.refuse_isolation": [],
    "ledger.hold_books": [], "ledger.locks_are_reserved": [], "ledger.hold_alone": [],
    "ledger.today": [], "ledger.hold_award": recorders, "ledger.lock_award": [], "ledger.grant_membership": [],
    "ledger.revoke_memberships": [], "ledger.check_state": readers, "ledger.checked_organizations": [],
    "ledger.broken_memberships": [],
    "ledger.broken_closings": [], "ledger.broken_versions": [],
    "ledger.check_budget_amounts": [], "ledger.check_budget_version": [], "ledger.check_budget_lines": [],
    "ledger.check_budget_total": [],
    "ledger.revision_beyond_terms": [], "ledger.add_line_measure": [], "ledger.meet_commitments": [],
    "ledger.move_measures": [], "ledger.move_line_measures": [], "ledger.room_from": [], "ledger.advance_from": [],
    "ledger.check_measures": readers, "ledger.broken_measures": [], "ledger.measure_key": readers,
    "ledger.is_beyond": readers, "ledger.is_received_ahead": readers, "ledger.measure_place": readers,
    "ledger.refuse_overspending": [], "ledger.current_terms": [], "ledger.apply_terms": [],
    "ledger.apply_award_version": [], "ledger.check_award_budget": [], "ledger.check_award_has_version": [],
    "ledger.award_as_of": everybody, "ledger.name_of": everybody, "ledger.follow_name": [],
    "ledger.rename": ["finance_admin"], "ledger.check_names": readers,
    "ledger.move_committed": [], "ledger.open_commitment": [],
    "ledger.apply_commitment_event": [],
    "ledger.close_books": ["finance_admin"], "ledger.reopen_books": ["finance_admin"],
    "ledger.close_year": ["finance_admin"],
    "ledger.post_releases": ["finance_admin"], "ledger.adopt_policy": ["finance_admin"],
    "ledger.due_releases": readers, "ledger.taken_back": [], "ledger.post_taken_back": [],
    "ledger.make_room_for_reversals": [], "ledger.unspent_from": [], "ledger.returnable_from": [],
    "ledger.unspent_of_ended": readers,
    "ledger.classified_balances": readers, "ledger.award_schedule": readers,
    "ledger.reads_books": readers, "ledger.is_closing": readers, "ledger.check_closing": readers,
    "ledger.broken_closing": [], "ledger.left_by_closing": [], "ledger.check_closing_entries": [],
    "ledger.closing_lines": [], "ledger.fiscal_year_end": [],
    "ledger.seal_books": recorders, "ledger.seal_is_due": readers,
    "ledger.limit_tail": ["finance_admin"], "ledger.seal_text": [], "ledger.canonical_seal": everybody,
    "ledger.canonical_entry": readers, "ledger.account_balances": readers,
    "ledger.month_balances": readers,
    "ledger.check_seals": readers, "ledger.broken_leaves": [], "ledger.broken_seals": [], "ledger.broken_trees": [],
    "ledger.tree_origin": [], "ledger.checkpoint_text": [], "ledger.tree_heads": [], "ledger.books_root": [],
    "ledger.restored_leaves": [], "ledger.reads_tree": [], "ledger.checkpoint": everybody,
    "ledger.trees_of_seal": everybody, "ledger.keep_note": recorders, "ledger.reads_whole_books": everybody,
    "ledger.broken_rollups": [], "ledger.broken_months": [],
    "ledger.first_unsealed": [], "ledger.number_record": [], "ledger.last_drawn": [], "ledger.may_seal": [],
    "ledger.grow_tree": [], "ledger.tree_root": [], "ledger.entry_leaves": [], "ledger.record_texts": [],
    "ledger.counted": [], "ledger.commitment": [], "ledger.give_salts": [], "ledger.open_entry": readers,
    "ledger.record_leaves": [], "ledger.add_leaves": [], "ledger.line_sums": [],
    "ledger.add_rollups": [], "ledger.was_sealed": [], "ledger.was_known": everybody, "ledger.movements": [],
    "ledger.number_staged": recorders, "ledger.post_staged": recorders, "ledger.staged_faults": recorders,
    "ledger.post_staged_slice": [],
    "ledger.stamp_adjustment": [],
    "ledger.set_mileage_rate": ["finance_admin"],
    "ledger.check_open_items": readers, "ledger.broken_payment": readers, "ledger.invoice_key": readers,
    "ledger.propose": [], "ledger.give_approval": ["approver", "finance_admin"],
    "ledger.refuse_proposal": ["recorder", "approver", "finance_admin"], "ledger.adopt_approvals": ["finance_admin"],
    "ledger.approvable_organizations": readers, "ledger.check_decisions": readers, "ledger.needs_approval_of": readers,
    "ledger.require_approver": [], "ledger.check_decision": [], "ledger.needs_approval": [],
    "ledger.check_approvals": [],
    "ledger.check_revision_approval": [], "ledger.record_proposed": [], "ledger.record_reversals": [],
    "ledger.record_revision": [],
    "ledger.declare_coverage": ["finance_admin"], "ledger.coverage_of": everybody, "ledger.people_keeping": [],
    "ledger.declare_profile": recorders, "ledger.open_import": recorders, "ledger.undo_import": recorders,
    "ledger.note_correction": recorders,
    "ledger.check_correction": [], "ledger.move_open_items": [], "ledger.count_bill": [], "ledger.check_payment": [],
    "ledger.check_payment_kind": [],
    "ledger.is_removed": readers, "ledger.removed_on": everybody, "ledger.shown": everybody,
    "ledger.as_shown": everybody, "ledger.passing_over": readers,
    "ledger.text_at": [], "ledger.related_entries": [], "ledger.copies_of_text": [], "ledger.remove_text": [],
    "ledger.erase_text": [], "ledger.propose_removal": ["finance_admin"], "ledger.find_text": ["finance_admin"],
    "ledger.broken_removals": [], "ledger.check_removals": readers,
    "ledger.check_history": readers, "ledger.broken_room": [],
    "ledger.broken_revisions": [], "ledger.broken_award_closings": [], "ledger.broken_bills": [],
    "ledger.broken_settlements": [], "ledger.broken_corrections": [], "ledger.broken_claims": [],
    "ledger.broken_notes": [],
    "ledger.was_before": [], "ledger.may_make_room": [], "ledger.settles_wrongly": [],
    "ledger.is_open_at_closing": [], "ledger.is_moved_as_recognized": [],
    "meta.ensure_login": [], "meta.withdraw_login": [], "meta.record_catalog": [],
    "meta.make_from_traits": [],
  ]

  private func texts(_ sql: String) throws -> [String] {
    try SampleBooks.copy().books.asInstaller().execute(Query(unescaped: sql)).map { try $0.text("x") }
  }

  @Test func functionsAreCalledByWhomTheyAreMeantFor() throws {
    let rows = try SampleBooks.copy().books.asInstaller().execute(
      """
      select n.nspname || '.' || p.proname as name, coalesce((
          select string_agg(g, ' ' order by g)
          from unnest(\(Self.groups)::text[]) g
          where has_function_privilege('ledger_' || g, p.oid, 'execute')), '') as callers,
        exists (
          select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0
        ) as is_public
      from pg_proc p
      join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ('ledger', 'meta', 'report', 'identity')
      """
    ).map { (name: try $0.text("name"), callers: try $0.text("callers"), isPublic: try $0.bool("is_public")) }
    #expect(Set(rows.map(\.name)) == Set(Self.callers.keys))
    // One function has two faces; any other name means one.
    let doubled = Dictionary(grouping: rows, by: \.name).filter { $0.value.count > 1 }.keys
    #expect(Array(doubled) == ["ledger.record"])
    for row in rows {
      #expect(Set(row.callers.split(separator: " ").map(String.init)) == Self.callers[row.name], "\(row.name)")
      #expect(!row.isPublic, "\(row.name)")
    }
  }

  /// Expressions that are put into the queries of functions that pin their path: a setting of their own would keep them out. The triggers
  /// that stamp every entry and salt its texts qualify each name instead.
  private static let inlined =
    [
      "is_day", "read_day", "entry_as_draft", "line_as_draft", "bill_as_draft", "payment_as_draft", "draft_as_line",
      "installment_as_draft", "staged_as_entry", "staged_as_line", "staged_as_balance", "staged_as_bill", "stamp_entry",
      "award_as_of", "name_of", "give_salts", "commitment", "is_removed", "shown",
    ] + PredicateTests.names

  @Test func definersHaveAPinnedPathAndAnOwnerWithoutTables() throws {
    let loose = try texts(
      """
      select p.oid::regprocedure::text as x
      from pg_proc p
      where p.pronamespace in ('ledger'::regnamespace, 'meta'::regnamespace, 'report'::regnamespace)
        and not (p.proname = any (array[\(Self.inlined.map { "'\($0)'" }.joined(separator: ", "))]) and not p.prosecdef)
        and (p.proconfig is null or not 'search_path=pg_catalog, pg_temp' = any (p.proconfig)
          or p.prosecdef and pg_get_userbyid(p.proowner) not in ('ledger_fn', 'ledger_rules')
            and not (p.proname = 'erase_text' and pg_get_userbyid(p.proowner) = 'ledger_eraser')
          or not p.prosecdef and pg_get_userbyid(p.proowner) <> 'ledger_owner')
      """)
    #expect(loose == [])
    let owners = try texts(
      """
      select c.oid::regclass || ' ' || pg_get_userbyid(c.relowner) as x from pg_class c
      where c.relnamespace in ('ledger'::regnamespace, 'meta'::regnamespace, 'report'::regnamespace, 'identity'::regnamespace)
        and pg_get_userbyid(c.relowner) <> 'ledger_owner'
      """)
    // They read for functions of ledger_rules; nobody else may read it.
    #expect(Set(owners) == ["ledger.award_in_scope ledger_rules", "ledger.closing_entry ledger_rules"])
    let logins = try texts(
      """
      select rolname as x from pg_roles
      where rolname like 'ledger\\_%' and rolname <> 'ledger_installer' and (rolcanlogin or rolsuper or rolbypassrls or rolcreaterole)
      """)
    #expect(logins == [])
  }

  /// Nobody but the owner writes to a whole row: columns that the books stamp are granted to nobody.
  @Test func writingIsByColumnList() throws {
    let wide = try texts(
      """
      select c.oid::regclass || ' ' || a.privilege_type || ' ' || a.grantee::regrole as x
      from pg_class c, aclexplode(c.relacl) a
      where c.relnamespace in ('ledger'::regnamespace, 'meta'::regnamespace, 'report'::regnamespace)
        and a.grantee <> c.relowner and a.privilege_type <> 'SELECT'
      """)
    #expect(
      Set(wide) == [
        "ledger.journal_entry_number USAGE ledger_rules", "ledger.journal_entry_number USAGE ledger_fn",
        "ledger.record_number USAGE ledger_fn", "ledger.trial_number USAGE ledger_fn",
        "ledger.record_number USAGE ledger_rules",
        "ledger.rollup_key_number USAGE ledger_rules", "ledger.import_number USAGE ledger_rules",
        "ledger.origin_number USAGE ledger_rules",
        "ledger.trial_number USAGE ledger_rules", "ledger.commitment_number USAGE ledger_rules",
        "ledger.proposal_number USAGE ledger_rules", "ledger.document_number USAGE ledger_rules",
        "ledger.document_link_number USAGE ledger_rules",
        // Every column of a line is said by its draft, but for salts, which its trigger gives, and refuses where they are given.
        "ledger.journal_line INSERT ledger_fn",
        "ledger.staged_line DELETE ledger_fn", "ledger.staged_bill DELETE ledger_fn",
      ])
    let stamped = try texts(
      """
      select distinct c.relname || '.' || t.attname || ' ' || a.grantee::regrole as x
      from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
      where c.relnamespace = 'ledger'::regnamespace
        and t.attname in ('id', 'record_number', 'recorded_at', 'recorded_by', 'adjustment_number', 'promised_cents', 'salts')
        and a.privilege_type = 'INSERT'
      """)
    #expect(stamped == [])
    let updates = try texts(
      """
      select c.relname || '.' || t.attname || ' ' || a.grantee::regrole as x
      from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
      where c.relnamespace = 'ledger'::regnamespace and a.privilege_type not in ('INSERT', 'SELECT')
        and a.grantee <> 'ledger_eraser'::regrole
      order by 1
      """)
    #expect(
      updates == [
        "award_progress.amount_cents ledger_rules", "award_progress.award_version ledger_rules",
        "award_progress.budget_version ledger_rules", "award_progress.closed_on ledger_rules",
        "award_progress.ends_on ledger_rules", "award_progress.overspend_policy ledger_rules",
        "award_progress.starts_on ledger_rules", "award_progress.terms_version ledger_rules",
        "commitment_progress.open_cents ledger_rules",
        "measure.is_held ledger_rules", "measure.last_day ledger_rules", "measure.limit_amount ledger_rules",
        "measure.used_amount ledger_rules", "measure_day.limit_amount ledger_rules",
        "measure_day.used_amount ledger_rules", "open_item.open_cents ledger_rules",
        "sealing.candidate_xid ledger_rules", "sealing.entry_candidate ledger_rules",
        "sealing.entry_floor ledger_rules",
        "sealing.record_candidate ledger_rules", "sealing.record_floor ledger_rules", "sealing.tail_limit ledger_rules",
        "staged_line.generation ledger_fn", "staged_line.occurrence ledger_fn",
      ])
    let writers = try texts(
      """
      select distinct c.relname || ' ' || a.grantee::regrole as x
      from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
      where c.relnamespace = 'ledger'::regnamespace and a.privilege_type = 'INSERT' and a.grantee::regrole::text <> 'ledger_fn'
      order by 1
      """)
    #expect(
      writers == [
        "account ledger_finance_admin", "award_progress ledger_rules",
        "commitment_event ledger_rules", "commitment_progress ledger_rules", "entry_award ledger_rules",
        "leaf ledger_rules", "measure ledger_rules", "measure_day ledger_rules", "month_rollup ledger_rules",
        "open_item ledger_rules", "party ledger_finance_admin",
        "party ledger_recorder", "program ledger_finance_admin", "rollup ledger_rules", "rollup_key ledger_rules",
        "seal ledger_rules", "signed_note ledger_rules", "staged_bill ledger_finance_admin",
        "staged_bill ledger_recorder",
        "staged_line ledger_finance_admin", "staged_line ledger_recorder", "tree_head ledger_rules",
      ])
  }

  /// The eraser changes free texts, their salts and what is made from one, and nothing else; it is nobody's role, and owns one function.
  @Test func theEraserChangesTextsAndNothingElse() throws {
    let rights = try texts(
      """
      select distinct c.relname || '.' || t.attname || ' ' || a.privilege_type as x
      from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
      where a.grantee = 'ledger_eraser'::regrole
      union
      select c.oid::regclass || ' ' || a.privilege_type
      from pg_class c, aclexplode(c.relacl) a
      where a.grantee = 'ledger_eraser'::regrole and a.privilege_type <> 'SELECT'
      order by 1
      """)
    let due = try texts(
      """
      select table_name || '.' || column_name || ' UPDATE' as x from meta.free_text
      union
      select table_name || '.salts UPDATE' from meta.free_text
      union
      select 'bill.number_key UPDATE'
      order by 1
      """)
    #expect(rights == due)
    let members = try texts(
      """
      select m.member::regrole || ' ' || m.roleid::regrole as x from pg_auth_members m
      where 'ledger_eraser'::regrole in (m.member, m.roleid)
      """)
    #expect(members == [])
    let owned = try texts("select oid::regproc::text as x from pg_proc where proowner = 'ledger_eraser'::regrole")
    #expect(owned == ["ledger.erase_text"])
  }

  /// Salts are for those who make leaves again, who read the texts as well: a funder reads every other column of its awards.
  @Test func fundersReadNoSalts() throws {
    let kept = try texts(
      """
      select c.relname || '.' || t.attname as x
      from pg_attribute t join pg_class c on c.oid = t.attrelid
      where c.relnamespace = 'ledger'::regnamespace and c.relkind = 'r' and t.attnum > 0
        and has_any_column_privilege('ledger_funder', c.oid, 'select')
        and not has_column_privilege('ledger_funder', c.oid, t.attnum, 'select')
      order by 1
      """)
    #expect(
      kept == [
        "account.salts", "award_event.salts", "award_report.salts", "award_terms.salts", "award_tranche.salts",
        "award_version.salts",
        "budget_line.salts", "budget_version.salts", "organization.salts", "party.salts", "renaming.salts",
        "variance_explanation.salts",
      ])
    let readers = try texts(
      """
      select distinct r.role as x
      from pg_attribute t join pg_class c on c.oid = t.attrelid
      cross join unnest(array['recorder', 'approver', 'finance_admin', 'auditor', 'funder']) r (role)
      where c.relnamespace = 'ledger'::regnamespace and t.attname = 'salts'
        and has_column_privilege('ledger_' || r.role, c.oid, t.attnum, 'select')
      order by 1
      """)
    #expect(Set(readers) == Self.readers)
    // By column, nobody else was given anything to read.
    let byColumn = try texts(
      """
      select distinct a.grantee::regrole::text as x
      from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
      where c.relnamespace = 'ledger'::regnamespace and a.privilege_type = 'SELECT'
      """)
    #expect(byColumn == ["ledger_funder"])
    let sample = try SampleBooks.copy()
    for table in ["award_version", "award_terms", "budget_version", "budget_line"] {
      let connection = try sample.as(.funder)
      #expect(outcome(connection, "select salts from ledger.\(table)") == "42501", "\(table)")
      #expect(outcome(connection, "select count(*) from ledger.\(table)") == "accepted", "\(table)")
    }
    #expect(try sample.as(.auditor).execute("select salts from ledger.award_version").count > 0)
  }

  /// Every table with an organization's rows has row-level security, and each rule fires for replicas as well.
  @Test func nothingIsLeftOpen() throws {
    let open = try texts(
      """
      select c.relname as x from pg_class c
      where c.relnamespace = 'ledger'::regnamespace and c.relkind = 'r' and not c.relrowsecurity order by 1
      """)
    #expect(
      open == [
        "account_role", "measure_kind", "origin_kind", "proposal_kind", "rule", "staged_bill", "staged_line",
        "standard_account",
      ])
    let sleeping = try texts(
      """
      select t.tgrelid::regclass || '.' || t.tgname as x
      from pg_trigger t join pg_class c on c.oid = t.tgrelid
      where c.relnamespace = 'ledger'::regnamespace and not t.tgisinternal and t.tgenabled <> 'A'
      """)
    #expect(sleeping == [])
    let views = try texts(
      """
      select c.relname as x from pg_class c
      where c.relnamespace = 'report'::regnamespace and c.relkind in ('v', 'm')
        and not coalesce(c.reloptions @> array['security_invoker=true', 'security_barrier=true'], false)
      """)
    #expect(views == [])
  }
}
