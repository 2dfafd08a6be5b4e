@testable import Ledger

/// What entries move of a limit, by day.
struct ModelMeasure: Hashable {
  /// In the order in which they are told.
  enum Kind: Int {
    case charged, promise, promised, receipt, promiseReceived, advance, loss, restricted

    var rule: String { ["LA017", "LA004", "LA004", "LA005", "LA008", "LA015", "LA015", "LA012"][rawValue] }
  }

  struct Change {
    let day: Day
    /// More is used of the limit where it is above zero.
    let used: Int64
    let asks: Bool
  }

  let kind: Kind
  /// The award, the fund, or the account and what it is of.
  let of: [String?]

  /// Whether changes that ask for the limit pass it, on the first day that they do so or a later one.
  static func passes(_ limit: Int64, known: [Change], added: [Change]) -> Bool {
    let byDay = Dictionary(grouping: added, by: \.day)
    let asking = byDay.filter { $1.contains(where: \.asks) && $1.map(\.used).reduce(0, +) > 0 }.keys
    guard let first = asking.min() else { return false }
    let all = known + added
    return Set(all.map(\.day)).contains { day in
      day >= first && all.filter { $0.day <= day }.map(\.used).reduce(0, +) > limit
    }
  }
}

extension ModelBooks.Site {
  /// What the lines of an entry of a day move; of a reversal the kind of its original counts.
  func measured(_ lines: [EntryLine], _ kind: EntryKind, on day: Day, turned: Bool) -> [ModelMeasure: [ModelMeasure
    .Change]]
  {
    var found: [ModelMeasure: [ModelMeasure.Change]] = [:]
    func add(_ kind: ModelMeasure.Kind, _ of: [String?], _ used: Int64, asks: Bool = true) {
      found[ModelMeasure(kind: kind, of: of), default: []].append(.init(day: day, used: used, asks: asks))
    }
    for moved in progress(of: lines, kind, turned: turned) {
      if let promised = moved.promised {
        add(.promise, [moved.award], promised)
        // What was lost was promised all the same.
        if !moved.isLoss { add(.promised, [moved.award], promised) }
      }
      if moved.received != 0 { add(.receipt, [moved.award], moved.received) }
      if awards[moved.award]?.recognition == .unconditional {
        add(.promiseReceived, [moved.award], moved.received - (moved.promised ?? 0), asks: (moved.promised ?? 0) < 0)
      }
    }
    for line in lines where line.award.flatMap({ awards[$0]?.recognition }) == .agency {
      let isClaim = line.account == "1240" && line.budgetLine != nil
      let isHeld = line.account == "2910" && kind == .receipt
      if isClaim || isHeld {
        for kind in [ModelMeasure.Kind.promise, .promised] {
          add(kind, [line.award], isClaim ? line.amount.cents : -line.amount.cents)
        }
      }
    }
    for line in lines {
      if line.netAssetClass == .with, funds[line.fund] == true { add(.restricted, [line.fund], line.amount.cents) }
      if let award = line.award, line.budgetLine != nil || accounts[line.account] == .expense,
        !uncounted.contains(line.account)
      {
        add(.charged, [award, line.budgetLine], -line.amount.cents)
      }
      if line.account == "5495", let award = line.award {
        add(.loss, [award, line.netAssetClass?.rawValue], -line.amount.cents, asks: line.amount < .zero)
      }
      if ["2410", "2420", "2910"].contains(line.account) {
        add(.advance, [line.account, line.fund, line.award], line.amount.cents, asks: line.amount > .zero)
      } else if line.account == "1240" {
        add(.advance, [line.account, line.fund, line.award], -line.amount.cents, asks: line.amount < .zero)
      }
    }
    return found
  }

  /// All that was recorded of one measure.
  func known(_ measure: ModelMeasure) -> [ModelMeasure.Change] {
    entries.values.flatMap { entry in
      let kind = entry.reverses.flatMap { entries[$0]?.draft.kind } ?? entry.draft.kind
      return measured(entry.draft.lines, kind, on: entry.draft.date, turned: entry.reverses != nil)[measure] ?? []
    }
  }

  /// The limits that entries would pass.
  func passed(by added: [[ModelMeasure: [ModelMeasure.Change]]]) -> [Breach] {
    let all = added.reduce(into: [:]) { $0.merge($1) { $0 + $1 } }
    return all.compactMap { measure, changes in
      let limit: Int64 =
        switch measure.kind {
        case .promise, .promised, .receipt: measure.of[0].flatMap { awards[$0]?.amount } ?? 0
        default: 0
        }
      guard ModelMeasure.passes(limit, known: known(measure), added: changes) else { return nil }
      return Breach(stage: .measure, rank: measure.kind.rawValue, name: measure.kind.rule)
    }
  }
}
