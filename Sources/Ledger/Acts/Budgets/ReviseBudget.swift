/// Records a revision of an award's budget, by file or by what moves between lines.
package struct ReviseBudget: FactAct {
  package static let words = ["budget", "revise"]
  package static let fields: [ActField] = [
    .award("Whose budget") { $0.closedOn == nil && $0.budgetVersion != nil }, file, move, approver,
    .needed("approved-by", "Who approved it, by name or office", .text), .day("effective", "First day it holds"),
    ActField("document", "Where the approval is: letter, message or file", .text), .needed("reason", "Why", .text),
    .flag("below-used", "The funder approved less than a line has spent and committed"),
    ActField("version", "The version that this must become", .number),
  ]

  private static var file: ActField {
    var field = ActField("file", "The whole revised budget as CSV", .file)
    field.isArgument = true
    return field
  }

  private static var move: ActField {
    var field = ActField.repeated("move", "What moves: the line it leaves, the line it goes to, the amount", .text)
    field.isNeeded = { !$0.has("file") }
    field.isAskedUntilEmpty = true
    field.refusal = { typed, values, books in
      guard let code = values["award"] else { return nil }
      do {
        _ = try BudgetDraft(moving: [BudgetMove(typed: typed)], in: books.award(code))
      } catch let refusal as Refusal {
        return refusal
      } catch let unknown as UnknownCode {
        return Refusal(unknown.cause, nextStep: unknown.nextStep)
      } catch let input as any InputError {
        return Refusal(input.cause, nextStep: input.nextStep)
      }
      return nil
    }
    return field
  }

  private static var approver: ActField {
    ActField.word(
      "approver", "Who approved",
      [
        (BudgetApprover.funder.rawValue, "the funder"),
        (BudgetApprover.grantee.rawValue, "we did, as the terms leave it to us"),
      ]
    ).always
  }

  private let award: Award
  private let effective: Day
  private let reason: String
  private let approver: BudgetApprover
  /// The version that this must become.
  private let version: Int?
  private let moves: [BudgetMove]
  private let budget: BudgetDraft
  private let approval: BudgetApproval
  private let isBelowUsed: Bool
  private let current: Int
  private let history: [BudgetVersion]

  package init(_ values: ActValues, _ books: borrowing Books) throws {
    var reader = Self.reader(values)
    if values.has("file"), values.has("move") {
      reader.object(to: "move", "a file says all of the budget", nextStep: "give either a file or --move")
    }
    let award = try reader.award(books)
    let file = try reader.file("file")
    var moves: [BudgetMove] = []
    for typed in values.all("move") {
      if let move = try reader.keep("move", { try BudgetMove(typed: typed) }) { moves.append(move) }
    }
    let moved = try reader.keep("move") { () throws -> BudgetDraft? in
      guard let award, award.budgetVersion != nil, !moves.isEmpty else { return nil }
      moves = try moves.map { try $0.named(in: award) }
      return try BudgetDraft(moving: moves, in: award)
    }
    let approver = try reader.choice("approver", BudgetApprover.self)
    if approver == .grantee, values.has("below-used") {
      reader.object(
        to: "below-used", "it needs the funder's approval", nextStep: "leave it out, or say --approver funder")
    }
    let effective = try reader.day("effective")
    version = try reader.count("version")
    _ = try reader.keep("award") { () throws(Refusal) -> Void? in try award?.requireBudget() }
    try reader.finish()
    guard let award, let current = award.budgetVersion, let approver, let effective,
      let approvedBy = values["approved-by"], let reason = values["reason"]
    else { preconditionFailure("a fault was kept") }
    (self.award, self.approver, self.effective, self.reason) = (award, approver, effective, reason)
    (self.moves, self.current, isBelowUsed) = (moves, current, values.has("below-used"))
    approval = BudgetApproval(
      effectiveOn: effective, approvedBy: approvedBy, document: values["document"], reason: reason)
    budget =
      try file.map {
        try BudgetDraft(
          parsing: $0.bytes, file: $0.name, award: award, accounts: try books.accounts(of: award.organization))
      } ?? moved ?? BudgetDraft(lines: [])
    history = try books.budgetHistory(of: award)
  }

  /// What says that the version is there already; nil where it is not. Throws `ActConflict` where it says something else.
  package func standing(_ books: borrowing Books) throws -> String? {
    if let version, version > current + 1 {
      throw Refusal(
        "the budget of \(award.code) is at version \(current), so the next is \(current + 1), not \(version)",
        nextStep: "record the versions in order, or leave --version out")
    }
    if let version, version <= current {
      try requireSame(version)
      return "Version \(version) of the budget of \(award.code) is there."
    }
    guard version == nil, let last = history.last, moves.isEmpty, last.amounts == budget.amounts, saysTheSame(last)
    else { return nil }
    return "Version \(last.number) of the budget of \(award.code) says this already."
  }

  /// What moves, moves again: the same words are another revision, or a second try.
  package func again(_ books: borrowing Books) -> RecordedAgain? {
    guard version == nil, let last = history.last, saysTheSame(last), let before = history.dropLast().last,
      moved(from: before) == last.amounts
    else { return nil }
    return RecordedAgain(
      what:
        "version \(last.number) of the budget of \(award.code), in force from \(effective), says the same: \(VisibleText.escaped(reason))",
      words: ["--version", "\(last.number + 1)"])
  }

  /// Records it. Inside a transaction. Throws `ActConflict` where somebody recorded a version at the same moment.
  package func record(_ books: borrowing Books) throws -> FactReport {
    let recorded = try books.revise(budget, for: award, by: approver, belowUsed: isBelowUsed, approval)
    // The amounts were reckoned from the version that was read: one in between would be undone by them.
    guard recorded == current + 1 else {
      throw ActConflict(
        cause: "somebody recorded version \(recorded - 1) of the budget of \(award.code) at the same moment",
        nextStep: "look at \"ledgerctl budget history \(award.reference)\", then run it again if it is still needed")
    }
    var report = FactReport("Recorded version \(recorded) of the budget of \(award.code), in force from \(effective).")
    guard version == nil, let last = history.last else { return report }
    if last.amounts == budget.amounts {
      report.notes.append("Version \(last.number), in force from \(last.effectiveOn), gives every line the same.")
    }
    if let before = history.dropLast().last, moved(from: before) == last.amounts {
      let same =
        "Version \(last.number), in force from \(last.effectiveOn), moved the same: \(VisibleText.escaped(last.reason))."
      report.notesOfTrial = report.notes + ["\(same) Where it is the same revision, it is recorded already."]
      report.notes.append(
        "\(same) Where \(last.number) and \(recorded) are the same revision: ledgerctl budget revise \(award.reference) \(backwards) --approver \(approver.rawValue) --approved-by WHO --effective \(effective) --reason WHY"
      )
    }
    return report
  }

  /// A revision is proposed whole, as the version that it would be.
  package func proposal(
    _ books: borrowing Books
  ) -> (draft: ProposalDraft, summary: String, organization: Organization)? {
    (
      .revision(
        budget, of: award, by: approver, belowUsed: isBelowUsed, approval,
        key: "revision:\(award.code):\(current + 1):\(effective)"),
      "version \(current + 1) of the budget of \(award.code), in force from \(effective): \(reason)",
      award.organization
    )
  }

  /// The moves that take it back.
  private var backwards: String {
    moves.map { "--move '\($0.to) \($0.from) \($0.amount)'" }.joined(separator: " ")
  }

  /// Whether a version was approved in these words.
  private func saysTheSame(_ last: BudgetVersion) -> Bool {
    last.approval == approval && last.approver == approver && last.isBelowUsed == isBelowUsed
  }

  private func moved(from version: BudgetVersion) -> [String: Money]? {
    if moves.isEmpty { return nil }
    var amounts = version.amounts
    for move in moves {
      amounts[move.from, default: .zero] -= move.amount
      amounts[move.to, default: .zero] += move.amount
    }
    return amounts
  }

  /// Throws where a version that is there says something else than this.
  private func requireSame(_ number: Int) throws {
    guard let there = history.first(where: { $0.number == number }) else { return }
    let said =
      moves.isEmpty ? budget.amounts : history.first { $0.number == number - 1 }.flatMap { moved(from: $0) } ?? [:]
    try ActConflict.require(
      "version \(number) of the budget of \(award.code)",
      there.approval.differences(from: approval)
        + Set(there.amounts.keys).union(said.keys).sorted().map {
          ("line \($0)", there.amounts[$0]?.grouped, said[$0]?.grouped)
        },
      nextStep:
        "\"ledgerctl budget history \(award.reference)\" lists the versions; leave --version out to record the next")
  }
}

extension BudgetApproval {
  /// Its fields, beside those of another.
  func differences(from said: BudgetApproval) -> [ActConflict.Field] {
    [
      ("in force from", effectiveOn.description, said.effectiveOn.description),
      ("approved by", approvedBy, said.approvedBy), ("document", document, said.document),
      ("reason", reason, said.reason),
    ]
  }
}

extension Award {
  /// Throws `Refusal` where no budget is approved yet.
  func requireBudget() throws(Refusal) {
    if budgetVersion == nil {
      throw Refusal(
        "award \(code) has no budget yet", nextStep: "record the approved one with \"ledgerctl budget import\"")
    }
  }
}
