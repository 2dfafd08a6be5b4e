/// What is done before the books are closed through a month, in this order, and what of it is still open: accrue, indirect costs, recognize,
/// release, close.
package struct ClosingChecklist: Sendable {
  /// A step of a closing.
  package enum Step: Int, Sendable, CaseIterable {
    /// Costs of the month that are not recorded: what was ordered and expected by its end, what waits for approval.
    case accrue = 1
    /// Indirect costs that the terms make due.
    case indirect
    /// Conditional support whose costs are spent and that is not recognized; promises of awards that ended, and are not paid.
    case recognize
    /// Restrictions that spending has met; the closing releases them.
    case release
    /// The closing itself.
    case close

    /// As the list calls it.
    package var name: String {
      switch self {
      case .accrue: "Accrue"
      case .indirect: "Indirect"
      case .recognize: "Recognize"
      case .release: "Release"
      case .close: "Close"
      }
    }
  }

  /// Something that is open.
  package struct Item: Sendable, Hashable {
    /// Its step.
    package let step: Step
    /// The award that it is about; nil for the organization.
    package let award: String?
    /// What is open.
    package let what: String
    /// The command that settles it, with capital letters where something is to be filled in; nil for what the closing does.
    package let command: String?
  }

  let organization: Organization
  /// The month that is to be closed.
  package let month: Month
  /// By step, then award.
  package let items: [Item]

  /// What is done before the closing and is still open.
  package var open: [Item] {
    items.filter { $0.step.rawValue < Step.release.rawValue || $0.step == .release && $0.command != nil }
  }

  /// The list as people read it: every step, with what is open of it.
  package func statement() -> Statement {
    Statement(
      title: "Closing of \(month)",
      facts: [StatementFact("Organization", organization.name), StatementFact("Through", "\(month.lastDay)")],
      columns: [
        StatementColumn("step", "Step", .text), StatementColumn("award", "Award", .text),
        StatementColumn("what", "What", .text, wraps: true), StatementColumn("command", "Command", .text, wraps: true),
      ],
      rows: Step.allCases.flatMap { step -> [StatementRow] in
        let found = items.filter { $0.step == step }
        let name = "\(step.rawValue). \(step.name)"
        if found.isEmpty { return [.detail([.text(name), .empty, .text("nothing is open"), .empty])] }
        return found.map { item in
          .detail([
            .text(name), item.award.map { .text($0) } ?? .empty, .text(item.what),
            item.command.map { .text($0) } ?? .empty,
          ])
        }
      })
  }
}

extension Books {
  /// What is open before the books of an organization are closed through a month, step by step.
  package func closingChecklist(of organization: Organization, through month: Month) throws -> ClosingChecklist {
    let day = month.lastDay
    let awards = try awards().filter {
      $0.organization == organization && $0.closedOn == nil && $0.term.from <= day
    }.sorted { $0.code < $1.code }
    var items = try expected(of: organization, awards, by: day)
    items += try awards.flatMap { try indirectItems(of: $0, day) }
    for release in try dueReleases(of: organization, through: day) {
      let uncovered = release.spent - release.direct - release.released - max(.zero, release.restricted)
      if let award = awards.first(where: { $0.code == release.award }), award.recognition == .conditional,
        uncovered > .zero
      {
        items.append(
          .init(
            step: .recognize, award: release.award,
            what: "\(uncovered.grouped) is spent, and no support for it is recognized",
            command:
              "ledgerctl award recognize \(award.reference) --amount \(uncovered) --date \(day) --evidence WHAT"))
      }
      if release.due != .zero {
        items.append(
          .init(
            step: .release, award: release.award,
            what: release.due > .zero
              ? "\(release.due.grouped) is released with the closing"
                + (release.dueByTime > .zero
                  ? ", \(release.dueByTime.grouped) of it because its time restriction ended" : "")
              : "\((-release.due).grouped) that was released is taken back with the closing", command: nil))
      }
    }
    items += try awards.filter {
      $0.term.through <= day && [.unconditional, .conditional].contains($0.recognition)
    }.compactMap { award in
      let owed = try outstanding(of: award, from: day)
      guard owed > .zero else { return nil }
      return ClosingChecklist.Item(
        step: .recognize, award: award.code,
        what: "\(award.funderName) owes \(owed.grouped), and the term has ended: what will not come is written off",
        command: "ledgerctl award write-off \(award.reference) --amount AMOUNT --date DAY --reason WHY"
      )
    }
    items += try returnedAndSpent(of: organization, through: day).map {
      ClosingChecklist.Item(step: .release, award: $0.award, what: $0.what, command: $0.command)
    }
    if let left = try yearLeftOpen(of: organization, before: day) {
      let month = left.month
      let isClosed = try closedThrough(of: organization).map { $0 >= left } ?? false
      let what = "the fiscal year ended \(left) is not closed to net assets"
      if isClosed {
        items.append(
          .init(
            step: .close, award: nil, what: what,
            command: "ledgerctl period reopen \(month) --org \(organization.code) --reason WHY"))
      }
      items.append(
        .init(
          step: .close, award: nil, what: isClosed ? "that year is closed again, with what is left of it" : what,
          command: "ledgerctl period close \(month) --year-end --org \(organization.code) --reason WHY"))
    }
    if try closedThrough(of: organization).map({ $0 < day }) ?? true {
      let yearEnd = organization.fiscalYear(of: day).through == day
      items.append(
        .init(
          step: .close, award: nil, what: "the books are open",
          command:
            "ledgerctl period close \(month)\(yearEnd ? " --year-end" : "") --org \(organization.code) --reason WHY"))
    }
    return ClosingChecklist(
      organization: organization, month: month, items: items.sorted { $0.step.rawValue < $1.step.rawValue })
  }

  /// What was ordered and expected by a day and is not drawn, and what waits for approval.
  private func expected(of organization: Organization, _ awards: [Award], by day: Day) throws -> [ClosingChecklist.Item]
  {
    let ordered = try awards.flatMap { award in
      try commitments(of: organization, award: award, asOf: day)
        .filter { commitment in commitment.open > .zero && commitment.expectedBy.map { $0 <= day } == true }
        .map { commitment in
          ClosingChecklist.Item(
            step: .accrue, award: award.code,
            what:
              "commitment \(commitment.number), \(commitment.description), was expected and has \(commitment.open.grouped) open",
            command:
              "ledgerctl commitment draw \(commitment.number) --org \(organization.code) --service-date DAY --paid-from payable"
          )
        }
    }
    let waiting = try proposals(of: organization).filter { $0.state == .waiting }.map { proposal in
      ClosingChecklist.Item(
        step: .accrue, award: nil, what: "proposal \(proposal.number) waits for approval: \(proposal.summary)",
        command: "ledgerctl approve show \(proposal.number) --org \(organization.code)")
    }
    return ordered + waiting
  }

  private func indirectItems(of award: Award, _ day: Day) throws -> [ClosingChecklist.Item] {
    let cost = try self.indirect(of: award, through: day)
    guard cost.rateBasisPoints != nil, cost.toCharge != .zero else { return [] }
    return [
      ClosingChecklist.Item(
        step: .indirect, award: award.code,
        what: cost.toCharge > .zero
          ? "\(cost.toCharge.grouped) of indirect costs is due and not charged"
          : "\((-cost.toCharge).grouped) of indirect costs is charged and not due",
        command: "ledgerctl indirect charge \(award.reference) --through \(day)")
    ]
  }
}
