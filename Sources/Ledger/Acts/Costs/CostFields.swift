extension [ActField] {
  /// Whose books, which award and line bear a cost, or the unrestricted fund, or several.
  static let bearer: [ActField] = [
    .organization, .award, .line, .flag("no-line", "A cost of the award on no budget line"),
    .flag("unrestricted", "A cost of the unrestricted fund"), .costAccount,
    .word(
      "function", "Of an unrestricted cost: program, management or fundraising",
      ExpenseFunction.allCases.map { ($0.rawValue, "") }),
    ActField("program", "Of an unrestricted cost: the program", .code(.program)),
    .repeated("share", "A share of a cost of several", .text),
  ]

  /// Who is paid how much, and the days of the service.
  static let cost: [ActField] = [
    .payee, .needed("amount", "Amount", .money), .serviceDate,
    ActField("service-through", "Last day of the service", .day(.past)),
    ActField("date", "Day it counts; defaults to the last day of the service", .day(.past)),
  ]
}

extension ActField {
  static var award: ActField {
    var field = ActField("award", "Which award bears it, or unrestricted", .code(.award))
    field.flagAnswer = "unrestricted"
    field.choices = { values, books in
      let organization = try values.organization(books)
      let all = try books.awards()
      return all.filter { $0.organization == organization && $0.closedOn == nil }
        .map { award in
          // Two organizations may have awards of one code.
          let isOne = all.count { $0.code == award.code } == 1
          return ActChoice(
            code: isOne ? award.code : award.reference, about: "\(award.name), through \(award.term.through)")
        }
        + [ActChoice(code: "unrestricted", about: "the organization's own money")]
    }
    field.isNeeded = { !$0.has("unrestricted", "share") }
    return field
  }

  static var line: ActField {
    var field = ActField("line", "Which budget line", .code(.budgetLine))
    field.choices = { values, books in
      guard let code = values["award"] else { return [] }
      let award = try books.award(code)
      let standing = try books.standing(of: award)
      return award.lines.map { line in
        let left = standing?.lines.first { $0.code == line.code }?.available
        return ActChoice(code: line.code, about: left.map { "\(line.name), \($0.grouped) left" } ?? line.name)
      }
    }
    field.isNeeded = { $0.has("award") && !$0.has("no-line") }
    return field
  }

  static var costAccount: ActField {
    var field = ActField("account", "Which account", .code(.account))
    field.choices = { values, books in
      try books.accounts(of: values.organization(books)).filter { $0.kind == .expense }.map {
        ActChoice(code: $0.code, about: $0.name)
      }
    }
    field.isNeeded = { $0.has("unrestricted", "no-line") }
    return field
  }

  static var payee: ActField {
    var field = ActField.needed("payee", "Who is paid", .code(.party)).choosingParty
    field.fallback = { values, books in try Similar(values, books)?.payee }
    return field
  }

  static var serviceDate: ActField { countingDay("service-date", "Day of the service") }

  static var paidFrom: ActField { paidFrom(ExpenseSource.named) }

  /// What a cost is paid from or owed to, one of these or an account by its code.
  static func paidFrom(_ sources: [ExpenseSource]) -> ActField {
    var field = ActField("paid-from", "Paid from, or owed to", .choice)
    field.choices = { _, _ in sources.map { ActChoice(code: $0.rawValue, about: $0.words) } }
    field.isThere = { typed, values, books in
      // An account of money by its code, where there are several.
      (try? values.organization(books).accounts.account(
        .account(typed), of: RoleAccounts.ofExpenses, refused: "", instead: "")) != nil
    }
    field.fallback = { values, books in try Similar(values, books)?.paidFrom }
    field.isNeeded = { _ in true }
    return field
  }

  static var staff: ActField {
    var field = ActField("staff", "Which member of staff", .code(.party))
    field.choices = { values, books in try members(values, books) }
    field.isNeeded = { ["staff", "advance"].contains($0["paid-from"]?.lowercased() ?? "") }
    return field
  }

}

/// The latest expense on the same budget line, or else to the same payee: its payee and what it was paid from.
struct Similar {
  let payee: String?
  let paidFrom: String?

  init?(_ values: ActValues, _ books: borrowing Books) throws {
    var filter = EntryFilter()
    filter.limit = 200
    filter.award = try values["award"].map { try books.award($0).code }
    let entries = try books.entries(of: values.organization(books), filter).filter {
      $0.draft.kind == .expense && $0.reversedBy == nil
    }
    let (line, paid) = (values["line"], values["payee"])
    let best =
      entries.last { entry in
        entry.draft.lines.contains { $0.budgetLine == line && (paid == nil || $0.party == paid) }
      } ?? entries.last { entry in paid != nil && entry.draft.lines.contains { $0.party == paid } }
    guard let best else { return nil }
    let credit = best.draft.lines.first { $0.amount < .zero && $0.budgetLine == nil }
    let accounts = try values.organization(books).accounts
    let source = credit.flatMap { credit in
      MoneyAccount.allCases.first {
        (try? accounts.account($0, of: RoleAccounts.ofExpenses, refused: "", instead: "")) == credit.account
      } ?? (accounts.codes(of: RoleAccounts.ofExpenses).contains(credit.account) ? .account(credit.account) : nil)
    }
    payee = best.draft.lines.first { $0.budgetLine == line }?.party
    paidFrom = source?.rawValue
  }
}
