@testable import Ledger

/// What a client writes that goes round the functions.
enum DirectSQL {
  /// One statement that inserts an entry and its lines into the tables; `reverses` makes it a reversal.
  static func insert(
    _ draft: EntryDraft, organization: Int64 = 1, reverses: Int64? = nil, numbering: (Int) -> Int = { $0 },
    origin: (kind: String, number: Int64, part: Int)? = nil, proposal: Int64? = nil
  ) -> String {
    let part = origin.map { "'\($0.kind)', \($0.number), \($0.part)" } ?? "null, null, null"
    let lines = draft.lines.enumerated().map { index, line in
      let fields = [
        "\(numbering(index + 1))::smallint", text(line.account), text(line.fund), "\(line.amount.cents)::bigint",
        text(line.netAssetClass?.rawValue), text(line.function?.rawValue), text(line.program), text(line.award),
        text(line.budgetLine), text(line.party), text(line.service?.from.description) + "::date",
        text(line.service?.through.description) + "::date", number(line.commitment) + "::bigint",
        number(line.settles) + "::bigint", text(line.participant),
      ]
      return "(\(fields.joined(separator: ", ")))"
    }
    return """
      with e as (
        insert into ledger.journal_entry (
          organization_id, entry_date, kind, description, idempotency_key, refunds_entry_id, reverses_entry_id,
          reversal_reason, origin_kind, origin_number, origin_part, proposal_number)
        values (
          \(organization), \(text(draft.date.description)), '\(reverses == nil ? draft.kind.rawValue : "reversal")',
          \(text(draft.description)), \(text(draft.key)), \(number(draft.refunds)), \(number(reverses)),
          \(reverses == nil ? "null" : "'attempt'"), \(part), \(number(proposal)))
        returning organization_id, id, entry_date
      )
      insert into ledger.journal_line (
        organization_id, entry_id, line_number, entry_date, account_code, fund_code, amount_cents, net_asset_class,
        function, program_code, award_code, budget_line_code, party_code, service_from, service_through,
        commitment_number, settles_entry_id, participant_code)
      select e.organization_id, e.id, l.n, e.entry_date, l.a, l.f, l.c, l.k, l.u, l.p, l.w, l.b, l.y, l.s, l.t, l.m, l.z, l.v
      from e, (values \(lines.joined(separator: ", "))) as l (n, a, f, c, k, u, p, w, b, y, s, t, m, z, v);
      """
  }

  /// Statements that insert an origin of number 9001 with these entries, and then what belongs to it.
  static func origin(_ kind: String, _ drafts: [EntryDraft], then: String = "") -> String {
    let entries = drafts.enumerated().map { insert($0.element, origin: (kind, 9001, $0.offset + 1)) }
    return "insert into ledger.origin (organization_id, kind, number) values (1, '\(kind)', 9001); "
      + "\(entries.joined(separator: " ")) \(then); set constraints all immediate"
  }

  /// Drafts as the two arguments of `ledger.record`, in SQL.
  static func drafts(_ drafts: [EntryDraft]) -> String {
    func array(_ rows: [CompositeParameter], _ type: String) -> String {
      let literals = rows.map { "'" + ($0.parameterText ?? "").replacingOccurrences(of: "'", with: "''") + "'" }
      return "array[\(literals.joined(separator: ", "))]::\(type)[]"
    }
    let parameters = DraftParameters(drafts)
    return "\(array(parameters.entries, "ledger.entry_draft")), \(array(parameters.lines, "ledger.line_draft"))"
  }

  /// A call of `ledger.record` with the same content.
  static func post(_ draft: EntryDraft, organization: Int64 = 1) -> String {
    "select * from ledger.record(\(organization), \(drafts([draft])));"
  }

  /// The same content as an adjustment of north's year that ended on that day.
  static func adjust(_ draft: EntryDraft, yearEnded day: String) -> String {
    """
    select * from ledger.adjust_year(1, '\(day)', \(drafts([draft])), 'Auditor', 'Proposed entries', 'text/plain', 'letter.txt', 'Audit');
    """
  }

  /// An event that opens the last month of a year for adjustments.
  static let adjusting = """
    insert into ledger.document (organization_id, sha256, media_type, file_name, bytes)
    values (1, pg_catalog.sha256('letter'), 'text/plain', 'letter.txt', 'letter');
    insert into ledger.closing_event (organization_id, action, closed_through, approved_by, document_sha256, reason)
    values (1, 'adjust', '2021-05-31', 'Auditor', pg_catalog.sha256('letter'), 'Audit');
    """

  /// The same content as the only entry of an import, staged and posted.
  static func staged(_ draft: EntryDraft, organization: Int64 = 1) -> String {
    let id = "'00000000-0000-0000-0000-00000000000a'"
    let entry = EntryDraft.fields.map(\.name).filter { !["reverses_entry_id", "reversal_reason"].contains($0) }
    let line = EntryLine.fields.map(\.name)
    let columns = ["import_id", "organization_id", "entry_ordinal", "line_number", "row_number"] + entry + line
    let rows = drafts([draft]).replacing(
      "]::ledger.entry_draft[], array[", with: "]::ledger.entry_draft[]) e, unnest(array[")
    return """
      insert into ledger.staged_line (\(columns.joined(separator: ", ")))
      select \(id), \(organization), 1, l.line_number, 2, \((entry.map { "e.\($0)" } + line.map { "l.\($0)" }).joined(separator: ", "))
      from unnest(\(rows)) l;
      select ledger.open_import(\(id), 'expenses', 'attempt.csv');
      select ledger.post_staged(\(id), 1, 1);
      """
  }

  /// A release by hand of so many cents of award OPEN, on the last day of September.
  static func release(key: String, cents: Int64) -> String {
    "select * from ledger.release_restriction(1, 'OPEN', \(cents), '2021-09-30', 'release_time', 'It came', '\(key)');"
  }

  /// A return of so many cents of an award to its funder.
  static func giveBack(key: String, cents: Int64, award: String = "OPEN") -> String {
    "select * from ledger.return_to_funder(1, '\(award)', \(cents), '2022-06-30', 'Unspent', '\(key)');"
  }

  /// The condition of an award met, over so many cents.
  static func condition(key: String, cents: Int64, award: String = "COND") -> String {
    "select * from ledger.meet_condition(1, '\(award)', \(cents), '2021-08-01', 'Counted', null, '\(key)');"
  }

  /// A proposal of the same content.
  static func propose(_ draft: EntryDraft, organization: Int64 = 1) -> String {
    "select * from ledger.propose_entry(\(organization), \(drafts([draft])));"
  }

  private static func text(_ value: String?) -> String { value.map { "'\($0)'" } ?? "null" }
  private static func number(_ value: Int64?) -> String { value.map(String.init) ?? "null" }
}

extension TestBooks {
  /// Every row of the books in one short text, but for seals, which come after the fact, and rows on their way.
  func digest() throws -> String {
    let installer = try asInstaller()
    let tables = try installer.execute(
      """
      select table_name::text as name from meta.table_trait
      where recorded_by not in ('sealer', 'nobody') and shown_to <> 'functions' order by 1
      """
    ).map { try $0.text("name") }
    let sums = tables.map { "(select md5(string_agg(t::text, '|' order by t::text)) from ledger.\($0) t)" }
    return try installer.execute("select concat_ws(' ', \(unescaped: sums.joined(separator: ", "))) as digest").only {
      try $0.text("digest")
    }
  }
}
