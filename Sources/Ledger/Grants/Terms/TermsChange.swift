/// Terms of an award to be recorded; what is not set stays as it was.
package struct TermsChange: Sendable, Hashable {
  /// A report that is due.
  package struct Report: Sendable, Hashable {
    /// The day it is due.
    package let dueOn: Day
    /// Which report.
    package let title: String

    /// A report.
    package init(dueOn: Day, title: String) {
      self.dueOn = dueOn
      self.title = title
    }
  }

  /// A payment of the funder, and what it waits for.
  package struct Tranche: Sendable, Hashable {
    /// Positive.
    package let amount: Money
    /// The day it is expected, where one is agreed.
    package let dueOn: Day?
    /// What it waits for.
    package let condition: String

    /// A tranche.
    package init(amount: Money, dueOn: Day?, condition: String) {
      self.amount = amount
      self.dueOn = dueOn
      self.condition = condition
    }
  }

  /// Columns of `ledger.award_terms` with their new values as text; nil takes a value away.
  package private(set) var values: [(name: String, text: String?)] = []
  /// The whole report calendar; nil leaves it.
  package var reports: [Report]?
  /// All tranches in order; nil leaves them.
  package var tranches: [Tranche]?
  /// The presets it was taken from.
  package var presets: [TermsPreset] = []

  /// Changes nothing yet.
  package init() {}

  /// Whether it changes nothing.
  package var isEmpty: Bool { values.isEmpty && reports == nil && tranches == nil }

  package static func == (left: TermsChange, right: TermsChange) -> Bool {
    left.values.elementsEqual(right.values, by: ==) && left.reports == right.reports && left.tranches == right.tranches
      && left.presets == right.presets
  }

  /// Hashes the values.
  package func hash(into hasher: inout Hasher) {
    for value in values {
      hasher.combine(value.name)
      hasher.combine(value.text)
    }
  }

  /// Sets a column of `ledger.award_terms`; the last one said counts.
  package mutating func set(_ name: String, _ text: String?) {
    values.removeAll { $0.name == name }
    values.append((name, text))
  }

  /// Takes all of a preset.
  package mutating func take(_ preset: TermsPreset) {
    presets.append(preset)
    preset.apply(to: &self)
  }

  /// Which overruns must be explained: those above a limit of the line or of the whole budget.
  package mutating func explain(above rule: LimitRule) {
    set("variance_percent_tenths", rule.percentTenths.map(String.init))
    set("variance_amount_cents", rule.amount?.parameterText)
    set("variance_test", rule.test.rawValue)
    set("variance_basis", rule.basis.rawValue)
  }

  /// Which revisions need the funder: those above a limit.
  package mutating func revise(above rule: LimitRule) {
    set("revision_approval", "above")
    set("revision_percent_tenths", rule.percentTenths.map(String.init))
    set("revision_amount_cents", rule.amount?.parameterText)
    set("revision_test", rule.test.rawValue)
    set("revision_basis", rule.basis.rawValue)
  }

  /// Whether every revision needs the funder, or none.
  package mutating func revise(always: Bool) {
    set("revision_approval", always ? "always" : "never")
    set("revision_percent_tenths", nil)
    set("revision_amount_cents", nil)
  }

  /// Sets a column that holds codes.
  package mutating func set(_ name: String, codes: [String]) {
    set(name, "{" + codes.joined(separator: ",") + "}")
  }
}

/// Whose the interest is that an award's money earns.
package enum InterestTerm: String, Sendable, CaseIterable {
  /// The grantee's own.
  case grantee
  /// More money for the award's purpose.
  case award
  /// Owed to the funder.
  case `return`
}

/// What becomes of money left at the end.
package enum UnspentTerm: String, Sendable, CaseIterable {
  case `return`, keep, ask
}

/// Which spending of an award meets its donor's purpose: all of the award's, or each budget line as far as it was approved.
package enum QualifyingTerm: String, Sendable, CaseIterable {
  case award, lines
}

/// Rules of funders that are seen again and again; sources in docs/terms.md.
package enum TermsPreset: String, Sendable, CaseIterable {
  /// Explain overruns above both $1,000 and 10% of the line.
  case mott
  /// Consent when a line moves by more than 20% and $10,000; indirect never raised.
  case ncfp
  /// Up to 10% of the award moves freely, with the reason said.
  case parks
  /// Written approval of every revision; extensions asked for three months ahead.
  case mellon
  /// Cumulative transfers above 10% of the budget, and less participant support, need approval; receipts from $75.
  case federal
  /// 10% of modified total direct costs, $25,000 of each subaward in the base: awards before 1 October 2024.
  case deMinimis10 = "de-minimis-10"
  /// 15% of modified total direct costs, $50,000 of each subaward in the base: awards from 1 October 2024.
  case deMinimis15 = "de-minimis-15"

  func apply(to change: inout TermsChange) {
    switch self {
    case .mott:
      change.explain(
        above: LimitRule(percentTenths: 100, amount: Money(cents: 1_000_00), test: .both, basis: .line))
    case .ncfp:
      change.revise(
        above: LimitRule(percentTenths: 200, amount: Money(cents: 10_000_00), test: .both, basis: .line))
      change.set("locked_raise", codes: ["indirect"])
    case .parks: change.revise(above: LimitRule(percentTenths: 100, amount: nil, test: .both, basis: .total))
    case .mellon:
      change.revise(always: true)
      change.set("extension_notice_days", "90")
    case .federal:
      change.revise(above: LimitRule(percentTenths: 100, amount: nil, test: .both, basis: .transfers))
      change.set("locked_lower", codes: ["participant_support"])
      change.set("receipt_threshold_cents", "7500")
    case .deMinimis10: charge("1000", cap: "2500000", &change)
    case .deMinimis15: charge("1500", cap: "5000000", &change)
    }
  }

  private func charge(_ basisPoints: String, cap: String, _ change: inout TermsChange) {
    change.set("indirect_rate_basis_points", basisPoints)
    change.set("indirect_excluded_categories", codes: ["equipment", "participant_support"])
    change.set("indirect_excluded_accounts", codes: ["8210"])
    change.set("subaward_cap_cents", cap)
  }
}
