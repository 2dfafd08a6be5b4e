import ArgumentParser
import Ledger

struct AwardTermsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "terms", abstract: "Record the terms of an award, as its agreement says; \"award show\" prints them.",
    discussion: """
      What is not named stays as it was. A limit is written "10%", "1000.00", "10% and 1000.00" or "10% or 1000.00", then "of
      line", "of total" or "of transfers". Presets, which later options change: mott (explain above both 10% of the line and 1,000.00),
      ncfp (consent above 20% and 10,000.00; indirect never raised), parks (10% of the award moves freely), mellon (approval always),
      federal (10% of the budget, transfers added up), de-minimis-10 and de-minimis-15 (indirect rate and base).
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @Argument(help: "The award.", completion: .awards) var award: String
  @Option(help: "Take the rules of a kind of funder; may be repeated.") var preset: [TermsPreset] = []
  @Option(help: "Spending above a budget line: allow, warn or block.") var overspend: OverspendPolicy?
  @Option(help: "Overruns that must be explained: a limit, or all.", transform: Typed.keep) var explainAbove: Typed?
  @Option(help: "Revisions that need the funder: always, never, or a limit.", transform: Typed.keep) var revise: Typed?
  @Option(help: "A line or category that only the funder may raise; may be repeated.") var lockRaise: [String] = []
  @Option(help: "A line or category that only the funder may lower; may be repeated.") var lockLower: [String] = []
  @Option(help: "Expenses of at least this need a document: an amount, all or none.", transform: Typed.keep)
  var receiptsFrom: Typed?
  @Option(help: "Indirect rate, as 10% or 12.25%, or none.", transform: Typed.keep) var indirectRate: Typed?
  @Option(help: "A category or account outside the indirect base; may be repeated, and replaces the list.")
  var outsideBase: [String] = []
  @Option(
    help: "Of each subrecipient's grants, this is in the indirect base: an amount, or all.", transform: Typed.keep)
  var subawardCap: Typed?
  @Option(help: "Interest earned: grantee, award or return.") var interest: InterestTerm?
  @Option(help: "Money left at the end: return, keep or ask.") var unspent: UnspentTerm?
  @Option(help: "Which costs release restrictions: award, all of it; lines, each as far as it was approved.")
  var qualifying: QualifyingTerm?
  @Option(help: "Days after the end in which what was ordered is paid.") var liquidationDays: Int?
  @Option(help: "Days before the end by which an extension is asked for.") var extensionNoticeDays: Int?
  @Option(help: "Years that records are kept from the final report.") var retentionYears: Int?
  @Option(
    help: "A report that is due, as \"2022-08-31 Final financial report\"; may be repeated, and replaces the calendar.")
  var report: [String] = []
  @Option(help: "A tranche, as \"15000.00 2022-01-31 Interim report accepted\"; may be repeated, and replaces them.")
  var tranche: [String] = []
  @OptionGroup var approval: ApprovalOptions
  @Option(help: "The version that this must become; where it is there already, nothing is recorded.") var version: Int?

  func validate() throws {
    if let version, version < 1 { throw ValidationError("--version takes 1 or more") }
  }

  func run() throws {
    try connection.open { books in
      let award = try books.award(award)
      let change = try self.change(award)
      if change.isEmpty {
        throw Refusal(
          "no term is named", nextStep: "\"ledgerctl award terms --help\" lists them; \"award show\" prints what holds")
      }
      let last = try books.terms(of: award)
      let current = last.version
      let approval = try approval.read(default: award.term.from, reason: "Terms of the agreement")
      let isApproved =
        (last.effectiveOn, last.approvedBy) == (approval.effectiveOn, approval.approvedBy)
        && last.document == approval.document
      // Tried first: what changes nothing is the version that is there, said again. Of a closed award nothing can be tried.
      let isSame =
        (version ?? current) == current && isApproved
        && (try? books.write(dryRun: true) {
          try books.setTerms(change, of: award, approval)
          return try books.terms(of: award).says(last)
        }) ?? (version != nil)
      if let version, version == current, !isSame {
        throw ExplainedError(
          failure: Failure(
            .conflict, "version \(version) of the terms of \(award.code) is there and says something else",
            nextStep: "\"ledgerctl award show \(award.code)\" shows it; leave --version out to record the next"))
      }
      if let version, version < current, let there = try books.termsApproval(version: version, of: award) {
        try AlreadyThere.require(
          "version \(version) of the terms of \(award.code)",
          [
            ("in force from", there.effectiveOn.description, approval.effectiveOn.description),
            ("approved by", there.approvedBy, approval.approvedBy), ("document", there.document, approval.document),
          ], nextStep: "leave --version out to record the next")
        return print(
          "Version \(version) of the terms of \(award.code) is there, approved by \(VisibleText.escaped(there.approvedBy)); it holds no longer, and its terms are not compared with these."
        )
      }
      if let version, current >= version { return print("Version \(version) of the terms of \(award.code) is there.") }
      if version == nil, isSame {
        try write.confirmTwice(
          "version \(current) of the terms of \(award.code), in force from \(last.effectiveOn), says the same",
          also: ["--version", "\(current + 1)"])
      }
      if let version, version != current + 1 {
        throw Refusal(
          "the terms of \(award.code) is at version \(current), so the next is \(current + 1), not \(version)",
          nextStep: "record the versions in order, or leave --version out")
      }
      let recorded = try books.write(dryRun: write.dryRun) { try books.setTerms(change, of: award, approval) }
      write.say(
        "Recorded version \(recorded) of the terms of \(award.code); \"ledgerctl award show \(award.code)\" prints them."
      )
    }
  }

  private func change(_ award: Award) throws -> TermsChange {
    var faults = ArgumentFaults()
    var change = TermsChange()
    for preset in preset { change.take(preset) }
    if let overspend { change.set("overspend_policy", overspend.rawValue) }
    if let explainAbove {
      if explainAbove.text == "all" {
        change.explain(above: LimitRule.none)
      } else if let rule = try faults.read("--explain-above", { try LimitRule(parsing: explainAbove.text) }) {
        change.explain(above: rule)
      }
    }
    if let revise {
      if revise.text == "always" || revise.text == "never" {
        change.revise(always: revise.text == "always")
      } else if let rule = try faults.read("--revise", { try LimitRule(parsing: revise.text) }) {
        change.revise(above: rule)
      }
    }
    try readLocks(award, &change, &faults)
    try readAmounts(&change, &faults)
    if let interest { change.set("interest", interest.rawValue) }
    if let unspent { change.set("unspent", unspent.rawValue) }
    if let qualifying { change.set("qualifying", qualifying.rawValue) }
    for (name, days) in [
      ("liquidation_days", liquidationDays), ("extension_notice_days", extensionNoticeDays),
      ("retention_years", retentionYears),
    ] {
      if let days { change.set(name, String(days)) }
    }
    if !report.isEmpty {
      change.reports = try report.compactMap { try faults.read("--report", Self.report($0)) }
    }
    if !tranche.isEmpty {
      change.tranches = try tranche.compactMap { try faults.read("--tranche", Self.tranche($0)) }
    }
    try faults.throwIfAny()
    return change
  }

  /// Locks and the indirect base name categories, lines or accounts; a near miss is told, not stored.
  private func readLocks(_ award: Award, _ change: inout TermsChange, _ faults: inout ArgumentFaults) throws {
    let categories = BudgetCategory.allCases.map(\.rawValue)
    for (option, column, names) in [
      ("--lock-raise", "locked_raise", lockRaise), ("--lock-lower", "locked_lower", lockLower),
    ] where !names.isEmpty {
      let codes = try names.compactMap { name in
        try faults.read(option) { try categories.first { $0 == name.lowercased() } ?? award.line(name).code }
      }
      change.set(column, codes: codes)
    }
    if !outsideBase.isEmpty {
      let isAccount = { (name: String) in name.utf8.allSatisfy { (48...57).contains($0) } }
      for name in outsideBase where !isAccount(name) && !categories.contains(name.lowercased()) {
        _ = try faults.read("--outside-base") { () -> String? in
          throw UnknownCode.category(name, among: categories)
        }
      }
      change.set(
        "indirect_excluded_categories", codes: outsideBase.filter { !isAccount($0) }.map { $0.lowercased() })
      change.set("indirect_excluded_accounts", codes: outsideBase.filter(isAccount))
    }
  }

  private func readAmounts(_ change: inout TermsChange, _ faults: inout ArgumentFaults) throws {
    if let receiptsFrom {
      if receiptsFrom.text == "none" {
        change.set("receipt_threshold_cents", nil)
      } else if receiptsFrom.text == "all" {
        change.set("receipt_threshold_cents", "0")
      } else if let amount = try faults.read("--receipts-from", { try Money(typed: receiptsFrom.text) }) {
        change.set("receipt_threshold_cents", amount.parameterText)
      }
    }
    if let subawardCap {
      if subawardCap.text == "all" {
        change.set("subaward_cap_cents", nil)
      } else if let amount = try faults.read("--subaward-cap", { try Money(typed: subawardCap.text) }) {
        change.set("subaward_cap_cents", amount.parameterText)
      }
    }
    if let indirectRate {
      if indirectRate.text == "none" {
        change.set("indirect_rate_basis_points", nil)
      } else if let rate = try faults.read("--indirect-rate", { try Money(parsing: indirectRate.text.percentless) }) {
        change.set("indirect_rate_basis_points", rate.parameterText)
      }
    }
  }

  private static func report(_ text: String) -> () throws -> TermsChange.Report? {
    {
      let words = text.split(separator: " ", maxSplits: 1).map(String.init)
      guard words.count == 2 else {
        throw Refusal(
          "‹\(VisibleText.escaped(text))› is no report", nextStep: "write \"2022-08-31 Final financial report\"")
      }
      return .init(dueOn: try Day(parsing: words[0]), title: words[1])
    }
  }

  private static func tranche(_ text: String) -> () throws -> TermsChange.Tranche? {
    {
      let words = text.split(separator: " ", maxSplits: 2).map(String.init)
      guard words.count == 3 else {
        throw Refusal(
          "‹\(VisibleText.escaped(text))› is no tranche",
          nextStep: "write \"15000.00 2022-01-31 Interim report accepted\"")
      }
      return .init(amount: try Money(typed: words[0]), dueOn: try Day(parsing: words[1]), condition: words[2])
    }
  }
}

extension String {
  /// Without the percent sign at its end.
  fileprivate var percentless: String { utf8.last == UInt8(ascii: "%") ? String(dropLast()) : self }
}
