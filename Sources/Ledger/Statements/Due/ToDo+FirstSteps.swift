extension ToDo {
  /// What is done first in books that hold no organization.
  package static func first(today: Day) -> Statement {
    let item = Item(
      due: today, award: nil, what: "there is no organization yet",
      command: "ledgerctl org add ORG 'NAME' --fiscal-year-start MONTH")
    return statement([item], of: nil, today)
  }
}

extension Books {
  /// What new books need before anything can be recorded: an award and its funder, and of each award the budget and, where it is unconditional, the
  /// promise. The unrestricted fund and a program come with the organization, the fund of an award with the award.
  func firstSteps(of organization: Organization, _ award: Award?, _ today: Day) throws -> [ToDo.Item] {
    let all = try awards().filter { $0.organization == organization }
    if all.isEmpty { return try firstAward(of: organization, today) }
    return try all.filter { $0.closedOn == nil && (award == nil || $0.code == award?.code) }.flatMap {
      try firstSteps(of: $0, today)
    }
  }

  private func firstAward(of organization: Organization, _ today: Day) throws -> [ToDo.Item] {
    let funders: Set<Party.Kind> = [.foundation, .nonprofit, .government]
    let hasFunder = try parties(of: organization).contains { funders.contains($0.kind) }
    let funder = ToDo.Item(
      due: today, award: nil, what: "no funder is recorded: a foundation, a nonprofit or a government",
      command: "ledgerctl party add FUNDER 'NAME' --kind foundation --org \(organization.code)")
    let award = ToDo.Item(
      due: today, award: nil,
      what:
        "no award is recorded; KIND is \(Recognition.allCases.map(\.rawValue).joined(separator: ", ")), as its letter says",
      command:
        "ledgerctl award add AWARD 'TITLE' --org \(organization.code) --funder FUNDER --amount AMOUNT --from DAY --through DAY --recognition KIND",
      step: 1)
    return hasFunder ? [award] : [funder, award]
  }

  private func firstSteps(of award: Award, _ today: Day) throws -> [ToDo.Item] {
    let due = min(today, award.term.from)
    func item(_ step: Int, _ what: String, _ command: String) -> ToDo.Item {
      ToDo.Item(due: due, award: award.code, what: what, command: command, step: step)
    }
    var items: [ToDo.Item] = []
    if award.budgetVersion == nil {
      items += [
        item(
          0, "it has no budget: a workbook to fill in, where the budget is not in a file already",
          "ledgerctl template budget --award \(award.reference) -o FILE.xlsx"),
        item(
          1, "it has no budget: the file of it is recorded",
          "ledgerctl budget import \(award.reference) FILE.xlsx --approved-by WHO --effective \(award.term.from)"),
      ]
    }
    if award.recognition == .unconditional {
      let recorded = try recorded(of: award)
      if recorded.promised + recorded.takenOver.promised <= .zero {
        items.append(
          item(
            2, "its promise of \(award.amount.grouped) is not recorded; DAY is that of the award letter",
            "ledgerctl award promise \(award.reference) --date DAY"))
      }
    }
    return items
  }

  /// What came of awards whose term has ended, is neither spent nor committed, and goes back by their terms, unless more time is agreed.
  func unspent(of organization: Organization, _ today: Day) throws -> [ToDo.Item] {
    try unspentOfEndedAwards(of: organization, through: today).filter { $0.endedOn < today }.flatMap { unspent in
      let reference = "\(organization.code)/\(unspent.award)"
      return [
        ToDo.Item(
          due: unspent.endedOn, award: unspent.award,
          what: "\(unspent.amount.grouped) is unspent, and the term has ended: it goes back, or the term is extended",
          command:
            "ledgerctl award return \(reference) --amount \(unspent.amount) --date \(today) --reason WHY"),
        ToDo.Item(
          due: unspent.endedOn, award: unspent.award,
          what: "where the funder gives more time for what is unspent, the term is extended",
          command:
            "ledgerctl award extend \(reference) --through DAY --approved-on DAY --approved-by WHO --document WHERE --reason WHY",
          step: 1),
      ]
    }
  }
}
