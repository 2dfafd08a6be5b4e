import Ledger

/// What is asked for the commands of a working week, in the order in which it is asked.
struct Questions: Sendable {
  let command: [String]
  let list: [Question]

  /// The questions of a command; nil where it asks none.
  static func of(_ words: [String]) -> Questions? { all.first { words.starts(with: $0.command) } }

  private static let all: [Questions] = [
    Questions(command: ["expense", "add"], list: [organization, award, line] + cost + [paidFrom, staff, memo]),
    Questions(
      command: ["bill", "add"],
      list: [organization, award, line] + cost + [
        .words("--number", "Number of the invoice, as printed; without one, its date"),
        Question(
          option: "--due", text: "Day it is to be paid by",
          read: { try Day(typed: $0, today: Console.today(), .coming).description },
          fallback: { answers, _ in
            try answers["--service-date"].map { try Day(parsing: $0).adding(days: 30).description }
          }), memo,
      ]),
    Questions(
      command: ["payment", "add"], list: [organization, bill, .day("--date", "Day it is paid"), method, number]),
    Questions(
      command: ["payment", "void"],
      list: [organization, payment, .words("--reason", "Why"), dayOfReversal("Day it is void")]),
    Questions(
      command: ["undo"],
      list: [organization, entry, .words("--reason", "Why"), dayOfReversal("Day the reversal counts")]),
    Questions(
      command: ["correct"],
      list: [
        organization, costEntry, .words("--reason", "What was wrong"),
        changed("--amount", "The right amount", now: \.amount.grouped, Question.typedMoney),
        changed("--line", "The right budget line") { $0.budgetLine ?? "none" },
        changed("--memo", "What it was for") { $0.memo ?? "nothing" },
      ]),
    Questions(
      command: ["mileage", "add"],
      list: [
        organization, driver, award, line, account, .words("--miles", "Miles, as 42.5"),
        .day("--service-date", "Day of the drive"), .words("--memo", "Where and what for; never a young person's name"),
      ]),
  ]

  private static let organization = Question(
    option: "--org", text: "Which organization",
    choices: { _, books in try books.organizations().map { Choice(code: $0.code, about: $0.name) } },
    isAsked: { answers, books in try !answers.has("--award") && books.organizations().count > 1 })

  private static let award = Question(
    option: "--award", text: "Which award bears it, or unrestricted", word: "unrestricted",
    choices: { answers, books in
      let organization = try answers.organization(books)
      return try books.awards().filter { $0.organization == organization && $0.closedOn == nil }
        .map { Choice(code: $0.code, about: "\($0.name), through \($0.term.through)") }
        + [Choice(code: "unrestricted", about: "the organization's own money")]
    }, isAsked: { answers, _ in !answers.has("--award", "--unrestricted", "--share") })

  private static let line = Question(
    option: "--line", text: "Which budget line",
    choices: { answers, books in
      guard let code = answers["--award"] else { return [] }
      let award = try books.award(code)
      let standing = try books.standing(of: award)
      return award.lines.map { line in
        let left = standing?.lines.first { $0.code == line.code }?.available
        return Choice(code: line.code, about: left.map { "\(line.name), \($0.grouped) left" } ?? line.name)
      }
    },
    isAsked: { answers, _ in answers.has("--award") && !answers.has("--no-line") })

  private static let account = Question(
    option: "--account", text: "Which account",
    choices: { answers, books in
      try books.accounts(of: answers.organization(books)).filter { $0.kind == .expense }.map {
        Choice(code: $0.code, about: $0.name)
      }
    }, isAsked: { answers, _ in answers.has("--unrestricted") })

  private static let cost: [Question] = [
    account,
    Question(
      option: "--payee", text: "Who is paid",
      choices: { answers, books in
        try books.parties(of: answers.organization(books)).map { Choice(code: $0.code, about: $0.name) }
      }, adding: addParty, fallback: { answers, books in try similar(answers, books)?.payee }),
    .money("--amount", "Amount"), .day("--service-date", "Day of the service"),
  ]

  /// Adds a payee that is not there yet. What was answered so far is kept.
  private static func addParty(_ name: String, _ answers: Answers, _ books: borrowing Books) throws -> String? {
    let name = name.trimmingSpaces
    guard try Console.confirms("  Add \(VisibleText.quoted(name)) as a new payee, now?") else { return nil }
    let kinds = Party.Kind.allCases.map(\.rawValue)
    var kind: Party.Kind?
    while kind == nil {
      kind = Party.Kind(
        rawValue: try Console.ask(
          "  What it is: \(kinds.joined(separator: ", "))", fallback: Party.Kind.business.rawValue))
    }
    while true {
      do {
        let code = try Code(parsing: try Console.ask("  Short name for it", fallback: Self.code(of: name))).text
        try books.write(dryRun: false) {
          try books.addParties(
            [Party(code: code, name: name, kind: kind ?? .business)], to: answers.organization(books))
        }
        Recording.process.startAnew()
        print("  Added \(code), \(VisibleText.escaped(name)).")
        return code
      } catch let input as any InputError {
        print("  \(input.cause); \(input.nextStep)")
      }
    }
  }

  /// A short name: the letters and digits of a name, small, with - between its words.
  private static func code(of name: String) -> String {
    let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return String(words.joined(separator: "-").prefix(40))
  }

  private static let paidFrom = Question(
    option: "--paid-from", text: "Paid from, or owed to",
    choices: { _, _ in
      zip(
        ExpenseSource.named,
        [
          "the bank", "petty cash", "the card", "owed to the payee", "a member of staff paid it",
          "out of a member of staff's advance",
        ]
      )
      .map { Choice(code: $0.rawValue, about: $1) }
    },
    isThere: { typed, answers, books in
      // An account of money by its code, where there are several.
      (try? answers.organization(books).accounts.account(
        .account(typed), of: [.cash, .savings, .pettyCash, .card, .payables], refused: "", instead: "")) != nil
    }, fallback: { answers, books in try similar(answers, books)?.paidFrom })

  private static let staff = Question(
    option: "--staff", text: "Which member of staff", choices: { answers, books in try members(answers, books) },
    isAsked: { answers, _ in ["staff", "advance"].contains(answers["--paid-from"] ?? "") })

  private static let driver = Question(
    option: "", text: "Who drove", choices: { answers, books in try members(answers, books) })

  private static func members(_ answers: Answers, _ books: borrowing Books) throws -> [Choice] {
    try books.parties(of: answers.organization(books)).filter { $0.kind == .staff || $0.kind == .individual }
      .map { Choice(code: $0.code, about: $0.name) }
  }

  private static let memo = Question(
    option: "--memo", text: "What it was for; never a young person's name (empty: the line's name)", isOptional: true)

  /// The latest expense on the same budget line, or else to the same payee: its payee and what it was paid from.
  private static func similar(_ answers: Answers, _ books: borrowing Books) throws -> (
    payee: String?, paidFrom: String?
  )? {
    var filter = EntryFilter()
    filter.limit = 200
    filter.award = try answers["--award"].map { try books.award($0).code }
    let entries = try books.entries(of: answers.organization(books), filter).filter {
      $0.draft.kind == .expense && $0.reversedBy == nil
    }
    let payee = answers["--payee"]
    let best =
      entries.last { entry in
        entry.draft.lines.contains { $0.budgetLine == answers["--line"] && (payee == nil || $0.party == payee) }
      } ?? entries.last { entry in payee != nil && entry.draft.lines.contains { $0.party == payee } }
    guard let best else { return nil }
    let credit = best.draft.lines.first { $0.amount < .zero && $0.budgetLine == nil }
    let accounts = try answers.organization(books).accounts
    let source = credit.flatMap { credit in
      ExpenseSource.named.first {
        $0 != .staff
          && (try? accounts.account(
            $0.money, of: [.cash, .pettyCash, .card, .payables], refused: "", instead: "")) == credit.account
      } ?? (accounts.role(of: credit.account) == nil ? nil : .account(credit.account))
    }
    return (best.draft.lines.first { $0.budgetLine == answers["--line"] }?.party, source?.rawValue)
  }

  private static let bill = Question(
    option: "--bill", text: "Which bill is paid",
    choices: { answers, books in
      try books.openItems(of: answers.organization(books), .payable).filter { $0.owed > .zero }
        .map {
          Choice(
            code: "\($0.entry)",
            about: "\($0.invoice.map { "\($0) of " } ?? "")\($0.partyName), \($0.owed.grouped), due \($0.due)")
        }
    }, isAsked: { answers, _ in !answers.has("--all", "--card") })

  private static let method = Question(
    option: "--method", text: "How",
    choices: { _, _ in
      PaymentMethod.allCases.map { Choice(code: $0.rawValue, about: $0 == .check ? "has a number" : "") }
    },
    fallback: { answers, books in try books.payments(of: answers.organization(books)).last?.method.rawValue })

  /// Of a check the number after the last one.
  private static let number = Question(
    option: "--number", text: "Number of the check",
    fallback: { answers, books in
      try books.payments(of: answers.organization(books)).last { $0.method == .check }?.reference.flatMap { Int($0) }
        .map { "\($0 + 1)" }
    }, isAsked: { answers, _ in answers["--method"] == "check" })

  /// The day that what is undone is turned on; the one that is meant where nobody says another.
  private static func dayOfReversal(_ text: String) -> Question {
    Question(
      option: "--date", text: text, read: Question.typedDay,
      fallback: { answers, books in
        guard let entry = answers[""] else { return nil }
        let organization = try answers.organization(books)
        // A payment is named by its check, too.
        let number =
          answers.words.starts(with: ["payment"])
          ? try books.payment(entry, of: organization).entry : try books.entry(entry, of: organization).number
        return try books.reversalDay(ofEntry: number, of: organization)?.day.description
      })
  }

  private static let payment = Question(
    option: "", text: "Which payment",
    choices: { answers, books in
      try books.payments(of: answers.organization(books)).filter { $0.voidedBy == nil }.suffix(20)
        .map { Choice(code: "\($0.entry)", about: "\($0.date), \($0.words), \($0.amount.grouped)") }
    },
    isThere: { typed, answers, books in
      try books.payments(of: answers.organization(books)).contains { "\($0.entry)" == typed || $0.reference == typed }
    })

  private static let entry = Question(
    option: "", text: "Which entry (the latest are listed; any other by its number or key)",
    choices: { answers, books in try latest(answers, books) { _ in true } }, isThere: isEntry)

  private static let costEntry = Question(
    option: "", text: "Which expense or bill (the latest are listed; any other by its number or key)",
    choices: { answers, books in try latest(answers, books) { $0.draft.kind == .expense } }, isThere: isEntry)

  private static func isEntry(_ typed: String, _ answers: Answers, _ books: borrowing Books) throws -> Bool {
    do {
      _ = try books.entry(typed, of: answers.organization(books))
      return true
    } catch is UnknownCode {
      return false
    }
  }

  /// The latest that can be undone, of a kind.
  private static func latest(
    _ answers: Answers, _ books: borrowing Books, _ isMeant: (RecordedEntry) -> Bool
  ) throws -> [Choice] {
    var filter = EntryFilter()
    filter.limit = 60
    return try books.entries(of: answers.organization(books), filter)
      .filter { $0.reversedBy == nil && $0.reverses == nil && isMeant($0) }.suffix(15)
      .map { Choice(code: "\($0.number)", about: "\($0.draft.date), \($0.draft.description), \($0.debits.grouped)") }
  }

  /// What is to be corrected: empty where it was right. Not asked where the command names what was wrong.
  private static func changed(
    _ option: String, _ text: String, now: @escaping @Sendable (EntryLine) -> String,
    _ read: @escaping @Sendable (String) throws -> String = { $0 }
  ) -> Question {
    Question(
      option: option, text: text, isOptional: true, read: read,
      now: { answers, books in
        guard let typed = answers[""] else { return nil }
        let entry = try books.entry(typed, of: answers.organization(books))
        return (try? entry.refundableLine()).map(now)
      },
      isAsked: { answers, _ in
        !answers.has("--award", "--account", "--payee", "--service-date", "--service-through") || answers.has(option)
      })
  }
}
