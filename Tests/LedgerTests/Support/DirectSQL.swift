@testable import Ledger

/// What a client writes that goes round the functions.
enum DirectSQL {
  /// One statement that inserts an entry and its lines into the tables; `reverses` makes it a reversal.
  static func insert(
    _ draft: EntryDraft, organization: Int64 = 1, reverses: Int64? = nil, numbering: (Int) -> Int = { $0 }
  ) -> String {
    let lines = draft.lines.enumerated().map { index, line in
      let fields = [
        "\(numbering(index + 1))::smallint", text(line.account), text(line.fund), "\(line.amount.cents)::bigint",
        text(line.netAssetClass?.rawValue), text(line.function?.rawValue), text(line.program), text(line.award),
        text(line.budgetLine), text(line.party), text(line.service?.from.description) + "::date",
        text(line.service?.through.description) + "::date", number(line.commitment) + "::bigint",
        number(line.settles) + "::bigint",
      ]
      return "(\(fields.joined(separator: ", ")))"
    }
    return """
      with e as (
        insert into ledger.journal_entry (
          organization_id, entry_date, kind, description, idempotency_key, refunds_entry_id, reverses_entry_id,
          reversal_reason)
        values (
          \(organization), \(text(draft.date.description)), '\(reverses == nil ? draft.kind.rawValue : "reversal")',
          \(text(draft.description)), \(text(draft.key)), \(number(draft.refunds)), \(number(reverses)),
          \(reverses == nil ? "null" : "'attempt'"))
        returning organization_id, id, entry_date
      )
      insert into ledger.journal_line (
        organization_id, entry_id, line_number, entry_date, account_code, fund_code, amount_cents, net_asset_class,
        function, program_code, award_code, budget_line_code, party_code, service_from, service_through,
        commitment_number, settles_entry_id)
      select e.organization_id, e.id, l.n, e.entry_date, l.a, l.f, l.c, l.k, l.u, l.p, l.w, l.b, l.y, l.s, l.t, l.m, l.z
      from e, (values \(lines.joined(separator: ", "))) as l (n, a, f, c, k, u, p, w, b, y, s, t, m, z);
      """
  }

  /// A call of `ledger.post_entry` with the same content.
  static func post(_ draft: EntryDraft, organization: Int64 = 1) -> String {
    func array(_ values: [String?], _ type: String) -> String {
      "array[\(values.map(text).joined(separator: ", "))]::\(type)[]"
    }
    let lines = draft.lines
    return """
      select * from ledger.post_entries(
        \(organization), \(array([draft.key], "text")), \(array([draft.date.description], "date")),
        \(array([draft.kind.rawValue], "text")), \(array([draft.description], "text")),
        array[\(number(draft.refunds))]::bigint[],
        \(array(lines.map { _ in "1" }, "integer")), \(array(lines.map(\.account), "text")),
        \(array(lines.map(\.fund), "text")), \(array(lines.map { String($0.amount.cents) }, "bigint")),
        \(array(lines.map(\.netAssetClass?.rawValue), "text")), \(array(lines.map(\.function?.rawValue), "text")),
        \(array(lines.map(\.program), "text")), \(array(lines.map(\.award), "text")),
        \(array(lines.map(\.budgetLine), "text")), \(array(lines.map(\.party), "text")),
        \(array(lines.map(\.service?.from.description), "date")),
        \(array(lines.map(\.service?.through.description), "date")), \(array(lines.map { _ in nil }, "text")),
        \(array(lines.map { $0.commitment.map(String.init) }, "bigint")),
        \(array(lines.map { $0.settles.map(String.init) }, "bigint")));
      """
  }

  private static func text(_ value: String?) -> String { value.map { "'\($0)'" } ?? "null" }
  private static func number(_ value: Int64?) -> String { value.map(String.init) ?? "null" }
}

extension TestBooks {
  /// Every row of the journal, the running totals, the periods and the budgets, in one short text.
  func digest() throws -> String {
    let tables = [
      "journal_entry", "journal_line", "award_progress", "accounting_period", "period_event", "award", "budget_line",
      "budget_version", "budget_amount", "award_terms", "award_extension", "variance_explanation", "budget_progress",
      "commitment", "commitment_event", "commitment_progress", "organization", "account", "program", "fund", "party",
      "membership", "open_item", "bill", "payment", "mileage_rate", "import_batch",
      "import_undo", "correction", "approval_policy", "proposal", "decision",
      "import_profile", "coverage",
    ]
    let sums = tables.map { "(select md5(string_agg(t::text, '|' order by t::text)) from ledger.\($0) t)" }
    return try asInstaller().execute("select concat_ws(' ', \(unescaped: sums.joined(separator: ", "))) as digest").only
    {
      try $0.text("digest")
    }
  }
}
