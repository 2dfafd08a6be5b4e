/// What is missing or due in the books of an organization, by date, each with the command that settles it.
package struct ToDo: Sendable {
  /// One thing to do.
  package struct Item: Sendable, Hashable {
    /// The day it was due, or falls due.
    package let due: Day
    /// The award that it is about; nil for the organization.
    package let award: String?
    /// What is missing or due.
    package let what: String
    /// The command that settles it, one that can be copied whole, with capital letters where something is to be filled in.
    package let command: String
    /// Its place among what is due on the same day of the same award: what is done first, or instead, has a row of its own.
    var step = 0
    /// The step of what closes a month: after all else that is due by its last day, which could not be recorded afterwards.
    static let closing = 10
    fileprivate var order: (Day, Int, String, Int, String) { (due, step / Self.closing, award ?? "", step, what) }
  }

  let organization: Organization
  let today: Day
  /// By day, then award, each in the order in which it is done.
  package let items: [Item]

  /// The list as people read it.
  package func statement() -> Statement { Self.statement(items, of: organization, today) }

  /// The list of an organization, or of books that have none.
  static func statement(_ items: [Item], of organization: Organization?, _ today: Day) -> Statement {
    Statement(
      title: "To do",
      facts: (organization.map { [StatementFact("Organization", $0.name)] } ?? []) + [
        StatementFact("As of", "\(today)")
      ],
      columns: [
        StatementColumn("due", "Due", .date), StatementColumn("award", "Award", .text),
        StatementColumn("what", "What", .text, wraps: true), StatementColumn("command", "Command", .text, wraps: true),
      ],
      rows: items.map { item in
        .detail(
          [.day(item.due), item.award.map { .text($0) } ?? .empty, .text(item.what), .text(item.command)],
          keys: StatementKeys(award: item.award))
      }, notes: items.isEmpty ? ["Nothing is missing, and nothing falls due."] : [],
      scope: StatementScope("todo", StatementKeys(organization: organization?.code), asOf: today))
  }
}

extension Books {
  /// Days ahead that reports and requests are told.
  private static let noticeDays = 60
  /// How long reports are told after their day.
  private static let overdueDays = 365

  /// What is missing or due as of a day: of one award, or of the organization and all of its awards. Reports and extension
  /// requests are told 60 days ahead; reports for a year after their day as well, since whether one was sent is not recorded.
  package func toDo(of organization: Organization, award: Award? = nil, today: Day) throws -> ToDo {
    // With the terms of the day, whatever is recorded of later ones.
    let open = try awards(award.map { [$0.reference] } ?? [], asOf: today).filter { $0.organization == organization }
    var items = try firstSteps(of: organization, award, today) + missing(of: organization, award, today)
    items += try unspent(of: organization, today).filter { award == nil || $0.award == award?.code }
    for award in open where award.closedOn.map({ $0 > today }) ?? true && award.term.from <= today {
      items += try explanations(due: award, today)
      items += try commitments(open: award, today)
      items += try calendar(of: award, today)
      items += try owed(byFunderOf: award, today) + heldBesideClaims(of: award, today)
      items += try overdueInstallments(of: award, today)
      let owed = try interfund(of: award, on: today)
      if owed != .zero {
        items.append(
          item(
            today, award, "\((owed.isNegative ? -owed : owed).grouped) of interfund is not settled",
            "ledgerctl indirect settle \(award.reference) --date \(today)"))
      }
    }
    // Of closed awards too: what came back of their costs.
    for award in open { items += try owed(toFunderOf: award, today) }
    items += try returnedAndSpent(of: organization, through: today).filter { award == nil || $0.award == award?.code }
      .map {
        ToDo.Item(due: today, award: $0.award, what: $0.what, command: $0.command)
      }
    items += try owed(by: organization, open, today).filter { award == nil || $0.award == award?.code }
    if award == nil { items += try wholeBooks(organization, today) }
    return ToDo(
      organization: organization, today: today,
      items: items.sorted { $0.order < $1.order })
  }

  private func item(_ due: Day, _ award: Award?, _ what: String, _ command: String, step: Int = 0) -> ToDo.Item {
    ToDo.Item(due: due, award: award?.code, what: what, command: command, step: step)
  }

  /// Each expense that lacks a document, or of many of one award their number: they would hide all else.
  private func missing(of organization: Organization, _ award: Award?, _ today: Day) throws -> [ToDo.Item] {
    let expenses = try missingDocuments(of: organization, award: award?.code, asOf: today)
    return Dictionary(grouping: expenses, by: \.award).flatMap { award, expenses in
      if let first = expenses.first, expenses.count > 3 {
        return [
          ToDo.Item(
            due: first.date, award: award,
            what:
              "\(expenses.count.counted("expense has", "expenses have")) no document, \(expenses.map(\.share).total().grouped) in all",
            command:
              "ledgerctl document missing \(award.map { "\(organization.code)/\($0)" } ?? "--org \(organization.code)")"
          )
        ]
      }
      return expenses.map { expense in
        ToDo.Item(
          due: expense.date, award: award,
          what:
            "entry \(expense.entry), \(expense.description), \(expense.share.grouped)\(expense.share == expense.amount ? "" : " of \(expense.amount.grouped)"), has no document",
          command: "ledgerctl document attach FILE --entry \(expense.entry) --org \(organization.code)")
      }
    }
  }

  private func explanations(due award: Award, _ today: Day) throws -> [ToDo.Item] {
    let day = min(today, award.term.through)
    return try budgetVersusActual([award.reference], asOf: day, today: day).parts.flatMap { part in
      part.lines.filter { $0.variance == .unexplained }.map { line in
        item(
          day, award, "\(line.name) is \(line.overrun.grouped) above its budget, and the award asks why",
          "ledgerctl budget explain \(award.reference) \(line.code ?? "-") --as-of \(day) --reason WHY")
      }
    }
  }

  private func commitments(open award: Award, _ today: Day) throws -> [ToDo.Item] {
    try commitments(of: award.organization, award: award, asOf: today).filter { $0.open > .zero }.flatMap {
      commitment in
      let due = commitment.expectedBy ?? award.term.through
      let named = "\(commitment.number) --org \(award.organization.code)"
      return [
        item(
          due, award, "commitment \(commitment.number), \(commitment.description), has \(commitment.open.grouped) open",
          "ledgerctl commitment draw \(named) --service-date DAY --paid-from bank"),
        item(
          due, award, "commitment \(commitment.number): what will not come is let go",
          "ledgerctl commitment release \(named) --reason WHY"),
      ]
    }
  }

  /// What goes back and is not paid.
  private func owed(toFunderOf award: Award, _ today: Day) throws -> [ToDo.Item] {
    let due = -(try standing(.dueToFunder, of: award, today))
    guard due > .zero else { return [] }
    return [
      item(
        today, award, "\(due.grouped) is owed to \(award.funderName)",
        "ledgerctl award return \(award.reference) --owed --paid-from bank --date \(today)")
    ]
  }

  /// What the funder still owes of an award whose term has ended.
  private func owed(byFunderOf award: Award, _ today: Day) throws -> [ToDo.Item] {
    guard award.term.through < today, award.recognition != .exchange else { return [] }
    let owed = try standing(.grantsReceivable, of: award, today)
    guard owed > .zero else { return [] }
    return [
      item(
        award.term.through, award, "\(award.funderName) owes \(owed.grouped), and the term has ended",
        "ledgerctl award receive \(award.reference) --amount \(owed) --date DAY"),
      award.recognition == .agency
        ? item(
          award.term.through, award,
          "what \(award.funderName) will not pay is undone, and recorded again with \"expense add --unrestricted\"",
          "ledgerctl undo ENTRY --org \(award.organization.code) --reason WHY", step: 1)
        : item(
          award.term.through, award, "what \(award.funderName) will not pay is written off",
          "ledgerctl award write-off \(award.reference) --amount AMOUNT --date DAY --reason WHY", step: 1),
    ]
  }

  /// Money that came before a claim and was recorded after it: the cost is to be paid from what is held.
  private func heldBesideClaims(of award: Award, _ today: Day) throws -> [ToDo.Item] {
    guard award.recognition == .agency else { return [] }
    let both = min(-(try standing(.custodial, of: award, today)), try standing(.grantsReceivable, of: award, today))
    guard both > .zero else { return [] }
    let claims = award.accounts[.grantsReceivable]
    return [
      item(
        today, award, "\(both.grouped) is held of it and as much is claimed of \(award.funderName)",
        "ledgerctl register --account \(claims) --org \(award.organization.code)"),
      item(
        today, award, "a claim whose money is held is undone, and its cost recorded again without --account \(claims)",
        "ledgerctl undo ENTRY --org \(award.organization.code) --reason \"It is held\"", step: 1),
    ]
  }

  /// What an award has on the accounts of a role through a day; a debit is positive.
  func standing(_ role: AccountRole, of award: Award, _ day: Day) throws -> Money {
    try connection.execute(
      """
      select coalesce(sum(l.amount_cents), 0)::bigint as cents
      from ledger.journal_line l
      where l.organization_id = \(award.organization.id) and l.award_code = \(award.code) and l.entry_date <= \(day)::date
        and l.account_code = any (\(award.accounts.codes(of: role))::text[])
      """
    ).only { try $0.money("cents") }
  }

  /// Reports, requests for an extension, and the end.
  private func calendar(of award: Award, _ today: Day) throws -> [ToDo.Item] {
    let soon = DayWindow(unchecked: today, today.adding(days: Self.noticeDays))
    let terms = try terms(of: award)
    let told = DayWindow(unchecked: today.adding(days: -Self.overdueDays), soon.through)
    var items = terms.reports.filter { told.contains($0.dueOn) }.map { report in
      item(
        report.dueOn, award,
        report.dueOn < today
          ? "\(report.title) was due on \(report.dueOn) to \(award.funderName)"
          : "\(report.title) is due to \(award.funderName)",
        "ledgerctl statement budget \(award.reference) --as-of DAY -o FILE.md")
    }
    if let days = terms.extensionNoticeDays {
      let last = award.term.through.adding(days: -days)
      if soon.contains(last) {
        items.append(
          item(
            last, award, "last day to ask for an extension beyond \(award.term.through)",
            "ledgerctl award extend \(award.reference) --through DAY --approved-on DAY --approved-by WHO --document WHERE --reason WHY"
          ))
      }
    }
    if award.term.through < today {
      items.append(
        item(
          award.term.through, award, "the term has ended, and the award is open",
          "ledgerctl award close \(award.reference) --date \(today) --final-report DAY"))
    }
    return items
  }

  /// Bills that fall due within a week, each payee's together, purchases on a card and advances that are a month old. Of one award is what its
  /// fund alone owes.
  private func owed(by organization: Organization, _ awards: [Award], _ today: Day) throws -> [ToDo.Item] {
    let open = try openItems(of: organization, asOf: today)
    func item(_ due: Day, _ items: [OpenItem], _ what: String, _ command: String) -> ToDo.Item {
      let funds = Set(items.map(\.fund))
      let award = funds.count == 1 ? awards.first { funds.contains($0.fund) } : nil
      return ToDo.Item(due: due, award: award?.code, what: what, command: command)
    }
    let due = open.filter { $0.kind == .payable && $0.owed > .zero && $0.due <= today.adding(days: 7) }
    let bills = Dictionary(grouping: due, by: \.party).values.map { bills in
      item(
        bills.map(\.due).min() ?? today, bills,
        "\(bills.map(\.owed).total().grouped) is due to \(bills[0].partyName.isEmpty ? "nobody named" : bills[0].partyName)",
        "ledgerctl payment add --org \(organization.code) --date DAY --method METHOD "
          + Set(bills.map(\.entry)).sorted().map { "--bill \($0)" }.joined(separator: " "))
    }
    let old = open.filter { $0.date.adding(days: 30) <= today }
    let charged = old.filter { $0.kind == .card && $0.owed > .zero }
    let cards = Dictionary(grouping: charged, by: \.account).values.map { purchases in
      let first = purchases.map(\.date).min() ?? today
      return item(
        first.adding(days: 30), purchases,
        "\(purchases.map(\.owed).total().grouped) on card \(purchases[0].account) is not paid, bought since \(first)",
        "ledgerctl payment add --org \(organization.code) --card --card-account \(purchases[0].account) --through DAY --amount TOTAL --payee BANK --method METHOD --date DAY"
      )
    }
    let advances = old.filter { $0.kind == .advance && $0.open > .zero }.map { advance in
      item(
        advance.date.adding(days: 30), [advance],
        "\(advance.partyName) has \(advance.open.grouped) of an advance without receipts",
        "ledgerctl advance return \(advance.party ?? "") --org \(organization.code) --fund \(advance.fund) --date DAY")
    }
    return bills + cards + advances
  }

  /// What waits for a second person.
  private func waiting(in organization: Organization, _ today: Day) throws -> [ToDo.Item] {
    try proposals(of: organization).filter { $0.state == .waiting }.map { proposal in
      item(
        today, nil, "proposal \(proposal.number) of \(proposal.preparedBy) waits for approval: \(proposal.summary)",
        "ledgerctl approve show \(proposal.number) --org \(organization.code)")
    }
  }

  /// Months to close, money accounts below zero, what is owed or waits for approval, and the seal.
  private func wholeBooks(_ organization: Organization, _ today: Day) throws -> [ToDo.Item] {
    let periods = try periods(of: organization)
    var items = periods.filter { !$0.isClosed && $0.month.lastDay < today && $0.entryCount > 0 }
      .map { period in
        item(
          period.month.lastDay, nil,
          "\(period.month) has ended and is open, \(period.entryCount.counted("entry", "entries"))",
          "ledgerctl period close \(period.month) --org \(organization.code)\(organization.endsYear(period.month) ? " --year-end" : "") --reason WHY",
          step: ToDo.Item.closing
        )
      }
    items += try yearsToClose(of: organization, periods, today)
    items += try oddBalances(of: organization, asOf: today).map { odd in
      item(today, nil, odd.inWords, "ledgerctl register --account \(odd.account) --org \(organization.code)")
    }
    items += try waiting(in: organization, today)
    if try isSealDue() { items.append(item(today, nil, "the books are due to be sealed", "ledgerctl seal")) }
    return items
  }
}
