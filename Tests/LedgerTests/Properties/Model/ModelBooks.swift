import Foundation

@testable import Ledger

/// The books in memory, after the rules of accounting as the project states them; nothing here asks the library or the
/// database whether something is right.
struct ModelBooks {
  struct Award {
    let code: String
    let fund: String
    let amount: Int64
    let term: DayWindow
    let recognition: Recognition
    let basis: AwardBasis
    /// Line code, account, budget in cents, category.
    let lines: [(code: String, account: String, budget: Int64, category: BudgetCategory)]
    var promised: Int64 = 0
    var received: Int64 = 0
    /// Net assets with donor restrictions of its fund.
    var restricted: Int64 = 0
  }

  struct Entry {
    let draft: EntryDraft
    var reverses: Int64?
    var reason: String?
  }

  /// One organization.
  struct Site {
    let code: String
    var accounts: [String: Account.Kind] = [:]
    /// Depreciation and gifts in kind.
    var uncounted: Set<String> = []
    /// Whether it is the fund of an award.
    var funds: [String: Bool] = [:]
    var programs: Set<String> = []
    var parties: Set<String> = []
    var awards: [String: Award] = [:]
    /// The month through which the books are closed.
    var closed: Month?
    var entries: [Int64: Entry] = [:]
    var keys: [String: Int64] = [:]
    var reversedBy: [Int64: Int64] = [:]
    var refundedBy: [Int64: [Int64]] = [:]

    /// Refunds of an expense that were not reversed.
    func standingRefunds(of number: Int64) -> [Int64] {
      refundedBy[number, default: []].filter { reversedBy[$0] == nil }
    }
  }

  var sites: [Site]

  /// What the operation will be answered with.
  func answer(to operation: ModelOperation) -> ModelAnswer {
    let site = sites[operation.site]
    let mayRecord = operation.actor == .administrator || operation.site == 0
    switch operation.action {
    case .post(let drafts):
      let posting = ModelPosting(site: site, drafts: drafts, mayRecord: mayRecord)
      if let first = posting.breaches.min() { return .refused(first.name) }
      return .posted(drafts.map { site.keys[$0.key] })
    case .reverse(let reversal):
      let breaches = ModelReversal(site: site, reversal: reversal, mayRecord: mayRecord).breaches
      if let first = breaches.min() { return .refused(first.name) }
      return .posted([site.keys[reversal.key]])
    case .release(let release): return site.answer(to: release)
    case .close(let month, let reason), .reopen(let month, let reason):
      if operation.actor == .recorder { return .refused("42501") }
      if !Self.isText(reason, 2000) { return .refused("remark_is_text") }
      if operation.closes == site.isClosed(month) { return .refused(operation.closes ? "LP002" : "LP003") }
      return .changed
    }
  }

  /// Takes in an operation that was answered with success; `numbers` are those of its entries.
  mutating func record(_ operation: ModelOperation, numbers: [Int64]) {
    switch operation.action {
    case .post(let drafts):
      for (draft, number) in zip(drafts, numbers) where sites[operation.site].entries[number] == nil {
        add(Entry(draft: draft), number, operation.site)
      }
    case .reverse(let reversal):
      let number = numbers[0]
      guard sites[operation.site].entries[number] == nil,
        let target = sites[operation.site].entries[reversal.number]
      else { return }
      let words = "Reversal of \(reversal.number): \(target.draft.description)"
      let draft = EntryDraft(
        key: reversal.key, date: reversal.date, kind: .reversal,
        description: String(String.UnicodeScalarView(words.unicodeScalars.prefix(2000))),
        lines: target.draft.lines.map { line in
          var turned = line
          turned.amount = -line.amount
          return turned
        })
      add(Entry(draft: draft, reverses: reversal.number, reason: reversal.reason), number, operation.site)
    case .release(let release):
      let number = numbers[0]
      guard sites[operation.site].entries[number] == nil else { return }
      add(Entry(draft: sites[operation.site].entry(of: release)), number, operation.site)
    case .close(let through, _):
      var rest = numbers[...]
      let first = sites[operation.site].firstOpenMonth ?? through
      for month in sequence(first: first, next: { $0.adding(months: 1) }).prefix(while: { $0 <= through }) {
        for draft in sites[operation.site].releases(closing: month) {
          guard let number = rest.popFirst() else { preconditionFailure("a release was not posted") }
          add(Entry(draft: draft), number, operation.site)
        }
      }
      sites[operation.site].closed = through
      precondition(rest.isEmpty, "a release was posted that is not due")
    case .reopen(let month, _): sites[operation.site].closed = month.adding(months: -1)
    }
  }

  private mutating func add(_ entry: Entry, _ number: Int64, _ index: Int) {
    sites[index].entries[number] = entry
    sites[index].keys[entry.draft.key] = number
    if let target = entry.reverses { sites[index].reversedBy[target] = number }
    if let target = entry.draft.refunds { sites[index].refundedBy[target, default: []].append(number) }
    let kind = entry.reverses.flatMap { sites[index].entries[$0]?.draft.kind } ?? entry.draft.kind
    let site = sites[index]
    for moved in site.progress(of: entry.draft.lines, kind, turned: entry.reverses != nil) {
      sites[index].awards[moved.award]?.promised += moved.promised ?? 0
      sites[index].awards[moved.award]?.received += moved.received
    }
    for (code, moved) in site.restrictedChanges(by: entry.draft.lines) {
      sites[index].awards[code]?.restricted += moved
    }
  }

  static func isText(_ text: String, _ length: Int) -> Bool {
    text.unicodeScalars.count <= length && text.unicodeScalars.contains { !" \t\r\n".unicodeScalars.contains($0) }
  }
}

extension ModelBooks.Site {
  /// How each line moves promises and receipts of its award: revenue promised, nil where it is none; cash received.
  ///
  /// Whatever an entry calls itself, what it credits to money received ahead or held was received; so was what lowers the award's receivable
  /// unless it is written off, and what is credited to revenue but interest where cash rises. A line that debits cash may name the award as well.
  func progress(of lines: [EntryLine], _ kind: EntryKind, turned: Bool) -> [(
    award: String, promised: Int64?, received: Int64, isLoss: Bool
  )] {
    guard kind != .return, kind != .closing else { return [] }
    let sign: Int64 = turned ? -1 : 1
    func sum(_ matches: (EntryLine) -> Bool) -> Int64 { sign * lines.filter(matches).map(\.amount.cents).reduce(0, +) }
    let cash = sum { ["1010", "1040", "1045", "1070"].contains($0.account) }
    return lines.compactMap { line in
      guard let code = line.award, let award = awards[code] else { return nil }
      let cents = line.amount.cents
      let isPromise = kind == .promise || kind == .condition
      let isRecognized = award.recognition != .agency && award.isRevenue(line.account)
      let promised = accounts[line.account] == .revenue && (isPromise || isRecognized) ? -cents : nil
      let owedLess = -sum { $0.award == code && ["1240", "1110"].contains($0.account) }
      let writtenOff = sum { $0.award == code && (award.isRevenue($0.account) || $0.account == "8610") }
      let isReceived =
        switch line.account {
        case "2410", "2310", "2910": true
        case "1240", "1110": cash > 0 || owedLess > writtenOff
        default: accounts[line.account] == .revenue && line.account != "5310" && cash > 0
        }
      let counts = kind == .receipt || line.budgetLine == nil && isReceived
      let received = counts && sign * cents < 0 ? -cents : 0
      return promised == nil && received == 0 ? nil : (code, promised, received, line.account == "5495")
    }
  }
}
