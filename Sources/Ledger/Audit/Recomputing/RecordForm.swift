/// How a record that has a leaf is written, of the raw columns of its table. docs/canonical-entry.md says it in words; the database has its own
/// copy, and `check` compares what both make of the same rows.
struct RecordForm: Sendable {
  /// A field of a text, and the column that it is made of.
  enum Field: Sendable {
    /// As it stands.
    case plain(String)
    case truth(String)
    /// A list of codes.
    case codes(String)
    /// Bytes in hexadecimal digits.
    case hex(String)
    case login(String)
    /// A free text, by which of the salts of its row.
    case text(String, Int)
  }

  /// The further lines of a record, from rows that belong to it.
  struct Part: Sendable {
    let word: String
    /// Where its rows are, as `p`, in which order.
    let rows: Query
    /// Names the record that a row belongs to, as `RecordForm.key` does.
    let key: Query
    let fields: [Field]
    /// Whether its lines are in the order of their bytes instead: that of a free text is not that of its commitment.
    var isSorted = false
  }

  let kind: String
  /// Names a record in `Part.rows`.
  var key: Query = "''"
  let fields: [Field]
  var parts: [Part] = []
}

extension [RecordForm.Field] {
  /// What a query selects of a row for them.
  func selected(of row: Query) -> Query {
    var list: Query = ""
    var needsSalts = false
    for field in self {
      switch field {
      case .hex(let column): list.append(", encode(\(row).\(unescaped: column), 'hex') as \(unescaped: column)")
      case .plain(let column), .truth(let column), .codes(let column), .login(let column):
        list.append(", \(row).\(unescaped: column)")
      case .text(let column, _):
        list.append(", \(row).\(unescaped: column)")
        needsSalts = true
      }
    }
    if needsSalts { list.append(", encode(\(row).salts, 'hex') as salts") }
    return list
  }

  /// Codes as texts have them, of an array as the server writes it: `{equipment,travel}` is `equipment travel`.
  private static func codes(_ array: String) -> String {
    array.dropFirst().dropLast().split(separator: ",").joined(separator: " ")
  }

  /// Writes them of a row.
  func write(_ row: borrowing Row, to text: inout LeafText) throws {
    var salts: [UInt8]?
    for field in self {
      switch field {
      case .plain(let column), .hex(let column): text.field(try row.textOrNil(column))
      case .truth(let column): text.field(try row.boolOrNil(column).map { $0 ? "true" : "false" })
      case .codes(let column):
        text.field(try row.textOrNil(column).map(Self.codes))
      case .login(let column): text.login(try row.textOrNil(column))
      case .text(let column, let place):
        let found = try salts ?? row.textOrNil("salts").flatMap { ByteText(hex: $0)?.bytes } ?? []
        salts = found
        text.text(try row.textOrNil(column), salts: found, place: place)
      }
    }
  }
}

extension RecordForm {
  private static func plain(_ columns: String...) -> [Field] { columns.map { .plain($0) } }

  private static let terms = RecordForm(
    kind: "award_terms", key: "concat(r.organization_id, ' ', r.award_code, ' ', r.version)",
    fields: plain("award_code", "version", "effective_on")
      + [.text("approved_by", 1), .text("document", 2), .text("reason", 3), .text("preset", 4)]
      + plain(
        "overspend_policy", "variance_percent_tenths", "variance_amount_cents", "variance_test", "variance_basis",
        "revision_approval", "revision_percent_tenths", "revision_amount_cents", "revision_test", "revision_basis")
      + [.codes("locked_raise"), .codes("locked_lower")]
      + plain("receipt_threshold_cents", "retention_years", "indirect_rate_basis_points")
      + [.codes("indirect_excluded_categories"), .codes("indirect_excluded_accounts")]
      + plain("subaward_cap_cents", "interest", "unspent", "qualifying", "liquidation_days", "extension_notice_days"),
    parts: [
      Part(
        word: "report",
        rows: "ledger.award_report p",
        key: "concat(p.organization_id, ' ', p.award_code, ' ', p.version)",
        fields: [.plain("due_on"), .text("title", 1)], isSorted: true),
      Part(
        word: "tranche",
        rows: "ledger.award_tranche p order by p.number",
        key: "concat(p.organization_id, ' ', p.award_code, ' ', p.version)",
        fields: plain("number", "amount_cents", "due_on") + [.text("condition", 1)]),
    ])

  private static let budgets = RecordForm(
    kind: "budget_version", key: "concat(r.organization_id, ' ', r.award_code, ' ', r.version)",
    fields: plain("award_code", "version", "effective_on", "approver")
      + [.text("approved_by", 1), .text("document", 2), .text("reason", 3), .truth("below_used")],
    parts: [
      Part(
        word: "line",
        rows: """
          (
            select b.*, m.version, m.amount_cents
            from ledger.budget_amount m
            join ledger.budget_line b
              on b.organization_id = m.organization_id and b.award_code = m.award_code and b.code = m.budget_line_code
          ) p
          order by p.position, p.code collate "C"
          """, key: "concat(p.organization_id, ' ', p.award_code, ' ', p.version)",
        fields: plain("position", "code") + [.text("name", 1)] + plain("category", "account_code", "amount_cents"))
    ])

  private static let origins = RecordForm(
    kind: "origin", key: "concat(r.organization_id, ' ', r.kind, ' ', r.number)", fields: plain("kind", "number"),
    parts: [
      Part(
        word: "installment",
        rows: "ledger.promise_installment p order by p.number",
        key: "concat(p.organization_id, ' ', p.origin_kind, ' ', p.origin_number)",
        fields: plain("number", "due_on", "amount_cents") + [.truth("is_time_restricted")])
    ])

  private static let allocations = RecordForm(
    kind: "allocation_rule", key: "concat(r.organization_id, ' ', r.code, ' ', r.version)",
    fields: plain("code", "version", "effective_on") + [.text("name", 1), .text("base", 2), .text("document", 3)],
    parts: [
      Part(
        word: "share",
        rows: "ledger.allocation_share p order by p.position",
        key: "concat(p.organization_id, ' ', p.rule_code, ' ', p.version)",
        fields: plain("position", "award_code", "budget_line_code", "account_code", "function", "weight_hundredths"))
    ])

  /// Every kind of record but entries.
  static let all: [RecordForm] = [
    RecordForm(
      kind: "organization", fields: [.text("name", 1)] + plain("ein", "fiscal_year_first_month")),
    RecordForm(
      kind: "account",
      fields: [.plain("code"), .text("name", 1), .plain("type"), .truth("counts_toward_budget"), .plain("role")]
        + [.truth("is_default")]),
    RecordForm(kind: "fund", fields: [.plain("code"), .text("name", 1), .plain("kind")]),
    RecordForm(kind: "program", fields: [.plain("code"), .text("name", 1)]),
    RecordForm(kind: "party", fields: [.plain("code"), .text("name", 1), .plain("kind")]),
    RecordForm(
      kind: "award",
      fields: plain(
        "code", "funder_code", "recognition", "basis", "fund_code", "program_code", "revenue_account_code")),
    RecordForm(
      kind: "award_version",
      fields: plain("award_code", "version", "effective_on") + [.text("name", 1)]
        + plain("amount_cents", "starts_on", "ends_on")
        + [.text("approved_by", 2), .text("document", 3), .text("reason", 4), .text("budget_effect", 5)]),
    terms,
    RecordForm(
      kind: "award_event",
      fields: plain("award_code", "number", "action", "on_date") + [.text("reason", 1), .text("equipment", 2)]
        + plain("final_report_on", "retain_until")),
    budgets,
    RecordForm(
      kind: "budget_spread",
      fields: plain("award_code", "number", "budget_version", "budget_line_code", "effective_on", "first_month")
        + [.codes("months_cents")]),
    RecordForm(
      kind: "renaming",
      fields: plain("subject", "award_code", "code", "number") + [.text("name", 1), .text("reason", 2)]),
    RecordForm(
      kind: "variance_explanation",
      fields: plain("award_code", "number", "budget_line_code", "as_of", "overrun_cents") + [.text("explanation", 1)]),
    RecordForm(
      kind: "commitment",
      fields: plain("number", "award_code", "budget_line_code", "party_code", "amount_cents", "made_on", "expected_by")
        + [.text("description", 1), .text("document", 2), .text("idempotency_key", 3)]),
    RecordForm(
      kind: "commitment_event",
      fields: plain("id", "commitment_number", "kind", "amount_cents", "on_date", "entry_id") + [.text("reason", 1)]),
    origins,
    RecordForm(
      kind: "bill",
      fields: plain("origin_number", "party_code") + [.text("invoice_number", 1)] + plain("invoiced_on", "due_on")
        + [.truth("is_repeated")]),
    RecordForm(
      kind: "payment",
      fields: plain("origin_number", "party_code", "account_code", "method") + [.text("reference", 1)]),
    RecordForm(kind: "import_profile", fields: plain("name", "version", "kind") + [.text("content", 1)]),
    allocations,
    RecordForm(kind: "entry_allocation", fields: plain("entry_id", "rule_code", "version")),
    RecordForm(
      kind: "import_batch", fields: plain("number", "kind") + [.text("file_name", 1)] + plain("entry_count")),
    RecordForm(kind: "import_undo", fields: plain("import_number", "on_date") + [.text("reason", 1)]),
    RecordForm(kind: "correction", fields: plain("entry_id", "corrects_entry_id")),
    RecordForm(
      kind: "approval_policy",
      fields: plain("version", "above_cents")
        + [
          .truth("payments"), .truth("transfers"), .truth("reversals"), .truth("revisions"), .text("approved_by", 1),
          .text("reason", 2),
        ]),
    RecordForm(
      kind: "proposal",
      fields: plain("number", "kind") + [.text("idempotency_key", 1), .text("summary", 2), .text("content", 3)]),
    RecordForm(kind: "decision", fields: [.plain("proposal_number"), .truth("is_given"), .text("reason", 1)]),
    RecordForm(
      kind: "coverage",
      fields: plain("version", "covers") + [.text("other_system", 1), .text("approved_by", 2), .text("reason", 3)]),
    RecordForm(kind: "mileage_rate", fields: plain("effective_on", "rate_tenths") + [.text("source", 1)]),
    RecordForm(
      kind: "closing_event",
      fields: plain("number", "action", "closed_through")
        + [.truth("is_early"), .text("approved_by", 1), .hex("document_sha256"), .text("reason", 2)]),
    RecordForm(kind: "network", fields: [.plain("code"), .text("name", 1)]),
    RecordForm(kind: "network_organization", fields: plain("network_code")),
    RecordForm(
      kind: "membership",
      fields: [.plain("number"), .login("login")]
        + plain("role", "network_code", "award_code", "first_day", "last_day")),
    RecordForm(kind: "membership_revocation", fields: [.plain("membership_number"), .text("reason", 1)]),
    RecordForm(
      kind: "organization_policy",
      fields: plain("version", "effective_on", "simultaneous_release")
        + [.text("approved_by", 1), .text("reason", 2)]),
    RecordForm(
      kind: "document_link",
      fields: [.plain("number"), .hex("sha256")] + plain("entry_id", "award_code") + [.text("title", 1)]),
    RecordForm(kind: "document_withdrawal", fields: [.plain("link_number"), .text("reason", 1)]),
    RecordForm(
      kind: "text_removal",
      fields: plain("table_name", "row_key", "column_name", "commitment", "text_number", "proposal_number")
        + [.text("reason", 1)]),
  ]
}
