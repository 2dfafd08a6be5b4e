@testable import Ledger

/// Everything that is wrong with one line.
struct ModelLine {
  let site: ModelBooks.Site
  let line: EntryLine

  /// The rules of lines, in the order in which an entry's are told.
  static let order = [
    "LE002", "LE005", "LE006", "LE007", "LA002", "LA003", "LA017", "LA001", "LE023", "LA006", "LA018", "LA019",
  ]

  /// CHECK constraints by name.
  var values: [(Int, String)] {
    var found: [(Int, String)] = []
    if line.budgetLine != nil, line.award == nil { found.append((8, "journal_line_budget_check")) }
    if (line.function == .program) != (line.program != nil) { found.append((9, "journal_line_program_check")) }
    if isCostOfAward, line.service == nil { found.append((10, "journal_line_service_required")) }
    return found
  }

  private var isCostOfAward: Bool { line.award != nil && (line.budgetLine != nil || line.function != nil) }

  /// What the line refers to and is not there.
  var references: [(Int, String)] {
    var found: [(Int, String)] = []
    if site.accounts[line.account] == nil { found.append((0, "LR002")) }
    if site.funds[line.fund] == nil { found.append((1, "LR002")) }
    if let program = line.program, !site.programs.contains(program) { found.append((2, "LR002")) }
    if let code = line.award {
      let award = site.awards[code]
      if award == nil { found.append((3, "LR002")) }
      if let budgetLine = line.budgetLine, award?.lines.contains(where: { $0.code == budgetLine }) != true {
        found.append((4, "LR002"))
      }
    }
    if let party = line.party, !site.parties.contains(party) { found.append((5, "LR002")) }
    return found
  }

  /// The first rule of classes, functions and awards that the line breaks.
  func rule(in entry: EntryDraft) -> String? {
    guard let kind = site.accounts[line.account] else { return nil }
    let award = line.award.flatMap { site.awards[$0] }
    if line.account == "1990", entry.lines.filter({ $0.account == "1990" }).map(\.amount).total() != .zero {
      return "LE002"
    }
    let isBalanceSheet = kind == .asset || kind == .liability
    if isBalanceSheet != (line.netAssetClass == nil) { return "LE005" }
    if line.netAssetClass == .with, kind != .expense, site.funds[line.fund] == false { return "LE005" }
    if kind == .expense, line.netAssetClass == .with { return "LE006" }
    if (kind == .expense) != (line.function != nil) { return "LE007" }
    if let award, award.fund != line.fund { return "LA002" }
    let isOfAward =
      kind == .expense || kind == .revenue
      || ["1640", "1240", "1110", "2410", "2310", "2910", "2420"].contains(line.account)
    if isOfAward, line.award == nil, site.funds[line.fund] == true, entry.kind != .closing { return "LA003" }
    if ["1640", "2910"].contains(line.account), line.amount > .zero, line.award != nil, line.budgetLine == nil {
      return "LA003"
    }
    if line.budgetLine != nil, kind != .expense, line.account != "1640", line.account != "2910",
      line.account != "1240" || award?.recognition != .agency
    {
      return "LA017"
    }
    let isEarly = entry.kind != .reversal && line.service.map { $0.from.month > entry.date.month } == true
    if isCostOfAward, let award {
      if let service = line.service, service.from < award.term.from || service.through > award.term.through {
        return "LA001"
      }
      if isEarly { return "LE023" }
      let isOwed = entry.lines.contains { site.accounts[$0.account] == .liability && $0.budgetLine == nil }
      if award.basis == .cash, isOwed { return "LA006" }
    }
    if isEarly, kind == .expense || line.budgetLine != nil { return "LE023" }
    if isPastRecognition(award, entry.kind) { return "LA018" }
    guard site.funds[line.fund] == true, let part = Part(site, line) else { return nil }
    let others = entry.lines.filter { $0.fund == line.fund && Part(site, $0) != part }
    return others.allSatisfy { part.mayStand(beside: $0, site) } ? nil : part.rule
  }

  /// What the books alone do of an award: take of what was received ahead, charge indirect costs, recognize what is
  /// conditional or another's, or a contribution without its restrictions.
  private func isPastRecognition(_ award: ModelBooks.Award?, _ kind: EntryKind) -> Bool {
    if line.account == "2410", line.amount > .zero { return true }
    guard let award, !(kind == .receipt && line.account == "5495" && line.amount < .zero) else { return false }
    if line.account == "9930" { return true }
    guard site.accounts[line.account] == .revenue else { return false }
    if kind == .promise, award.recognition != .unconditional { return true }
    if !award.isRevenue(line.account), line.amount > .zero, !Part.gifts.contains(line.account) { return true }
    if award.recognition == .agency, line.amount < .zero, line.account != "5310", !Part.gifts.contains(line.account) {
      return true
    }
    guard award.isRevenue(line.account) else { return false }
    switch award.recognition {
    case .unconditional: return line.netAssetClass == .without
    case .conditional: return line.amount < .zero || line.netAssetClass == .without && line.account != "5495"
    case .agency, .exchange: return false
    }
  }
}

/// What a line does in the fund of an award that no limit counts, so that it stands only beside what explains it.
private enum Part {
  case uncounted, gift, stock, depreciation, takenBack, promised

  static let gifts = ["4110", "4120", "4130", "4140"]
  private static let cash = ["1010", "1040", "1045", "1070"]

  var rule: String { self == .takenBack || self == .promised ? "LA018" : "LA019" }

  init?(_ site: ModelBooks.Site, _ line: EntryLine) {
    switch line.account {
    case let account where site.uncounted.contains(account): self = .uncounted
    case let account where Self.gifts.contains(account): self = .gift
    case "1420" where line.amount > .zero: self = .stock
    case "1745" where line.amount > .zero: self = .depreciation
    case "1240" where line.amount > .zero && line.budgetLine == nil: self = .promised
    case let account where site.accounts[account] == .revenue && line.amount > .zero && account != "5495":
      self = .takenBack
    default: return nil
    }
  }

  func mayStand(beside other: EntryLine, _ site: ModelBooks.Site) -> Bool {
    let isUnpaid =
      site.uncounted.contains(other.account) || Self.gifts.contains(other.account) || other.account == "1420"
    let isAwardRevenue =
      other.award.flatMap { site.awards[$0] }?.isRevenue(other.account)
      ?? ModelBooks.Award.grants
      .contains(other.account)
    let kind = site.accounts[other.account]
    let isCash = Self.cash.contains(other.account)
    return switch self {
    case .uncounted: isUnpaid || other.account == "1745"
    case .gift, .stock: isUnpaid
    case .depreciation:
      kind == .expense || kind == .revenue || ["1640", "1745"].contains(other.account) || isCash && other.amount > .zero
    case .takenBack: isAwardRevenue || ["1240", "1110", "2310"].contains(other.account)
    case .promised: other.account == "1240" || isAwardRevenue || isCash && other.amount < .zero
    }
  }
}

extension ModelBooks.Award {
  static let grants = ["4230", "4250", "5495"]

  /// Whether an account is its revenue: that of its grants, or losses on their promises.
  func isRevenue(_ account: String) -> Bool {
    Self.grants.contains(account) || recognition == .exchange && account == "5180"
  }
}
