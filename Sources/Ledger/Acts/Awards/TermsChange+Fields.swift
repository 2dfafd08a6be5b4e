extension TermsChange {
  /// What the fields of terms say; their faults are kept.
  init(_ reader: inout ActReader, _ award: Award?, _ books: borrowing Books) throws {
    self.init()
    let values = reader.values
    for typed in values.all("preset") {
      if let preset = try reader.keep("preset", { try ActReader.word(typed, TermsPreset.self) }) { take(preset) }
    }
    if let word = try reader.choice("overspend", OverspendPolicy.self) { set("overspend_policy", word.rawValue) }
    if values["explain-above"] == "all" {
      explain(above: LimitRule.none)
    } else if let rule = try reader.read("explain-above", { try LimitRule(parsing: $0, of: [.line, .total]) }) {
      explain(above: rule)
    }
    if let word = values["revise"], ["always", "never"].contains(word) {
      revise(always: word == "always")
    } else if let rule = try reader.read("revise", { try LimitRule(parsing: $0) }) {
      revise(above: rule)
    }
    try readLocks(&reader, award)
    try readBase(&reader, award, books)
    try readAmounts(&reader)
    if let word = try reader.choice("interest", InterestTerm.self) { set("interest", word.rawValue) }
    if let word = try reader.choice("unspent", UnspentTerm.self) { set("unspent", word.rawValue) }
    if let word = try reader.choice("qualifying", QualifyingTerm.self) { set("qualifying", word.rawValue) }
    for (field, column) in [
      ("liquidation-days", "liquidation_days"), ("extension-notice-days", "extension_notice_days"),
      ("retention-years", "retention_years"),
    ] {
      if let number = try reader.count(field, from: 0) { set(column, String(number)) }
    }
    if values.has("report") {
      reports = try values.all("report").compactMap { typed in try reader.keep("report") { try Report(typed: typed) } }
    }
    if values.has("tranche") {
      tranches = try values.all("tranche").compactMap { typed in
        try reader.keep("tranche") { try Tranche(typed: typed) }
      }
    }
  }

  /// Locks name categories or lines; a near miss is told, not stored.
  private mutating func readLocks(_ reader: inout ActReader, _ award: Award?) throws {
    let categories = BudgetCategory.allCases.map(\.rawValue)
    for (field, column) in [("lock-raise", "locked_raise"), ("lock-lower", "locked_lower")] {
      let codes = try reader.values.all(field).compactMap { name in
        try reader.keep(field) { try categories.first { $0 == name.lowercased() } ?? award?.line(name).code }
      }
      if !codes.isEmpty { set(column, codes: codes) }
    }
  }

  /// Categories by their word, accounts by their code or name.
  private mutating func readBase(_ reader: inout ActReader, _ award: Award?, _ books: borrowing Books) throws {
    let outside = reader.values.all("outside-base")
    guard !outside.isEmpty, let award else { return }
    let words = BudgetCategory.allCases.map(\.rawValue)
    var (categories, accounts): ([String], [String]) = ([], [])
    for name in outside {
      if words.contains(name.lowercased()) {
        categories.append(name.lowercased())
      } else if let code = try reader.keep(
        "outside-base",
        { () throws -> String? in
          // Figures are an account's code.
          if let first = name.utf8.first, (48...57).contains(first) {
            return try books.account(name, of: award.organization).code
          }
          guard let account = try? books.account(name, of: award.organization) else {
            throw UnknownCode.category(name, among: words)
          }
          return account.code
        })
      {
        accounts.append(code)
      }
    }
    set("indirect_excluded_categories", codes: categories)
    set("indirect_excluded_accounts", codes: accounts)
  }

  private mutating func readAmounts(_ reader: inout ActReader) throws {
    for (field, column, words) in [
      ("receipts-from", "receipt_threshold_cents", ["none": nil, "all": "0"]),
      ("subaward-cap", "subaward_cap_cents", ["all": nil]),
    ] as [(String, String, [String: String?])] {
      if let text = reader.values[field], let amount = words[text] {
        set(column, amount)
      } else if let amount = try reader.read(field, { try Money(typed: $0) }) {
        set(column, amount.parameterText)
      }
    }
    if reader.values["indirect-rate"] == "none" {
      set("indirect_rate_basis_points", nil)
    } else if let rate = try reader.read("indirect-rate", { try Money(parsing: $0.percentless) }) {
      set("indirect_rate_basis_points", rate.parameterText)
    }
  }
}

extension TermsChange.Report {
  /// Reads `2022-08-31 Final financial report`.
  fileprivate init(typed text: String) throws {
    let words = text.split(separator: " ", maxSplits: 1).map(String.init)
    guard words.count == 2 else {
      throw Refusal(
        "‹\(VisibleText.escaped(text))› is not a report", nextStep: "write \"2022-08-31 Final financial report\"")
    }
    self.init(dueOn: try Day(parsing: words[0]), title: words[1])
  }
}

extension TermsChange.Tranche {
  /// Reads `15000.00 2022-01-31 Interim report accepted`.
  fileprivate init(typed text: String) throws {
    let words = text.split(separator: " ", maxSplits: 2).map(String.init)
    guard words.count == 3 else {
      throw Refusal(
        "‹\(VisibleText.escaped(text))› is not a tranche",
        nextStep: "write \"15000.00 2022-01-31 Interim report accepted\"")
    }
    self.init(amount: try Money(typed: words[0]), dueOn: try Day(parsing: words[1]), condition: words[2])
  }
}

extension String {
  /// Without the percent sign at its end.
  fileprivate var percentless: String { utf8.last == UInt8(ascii: "%") ? String(dropLast()) : self }
}
