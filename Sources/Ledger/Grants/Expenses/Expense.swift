/// A cost charged to an award, or to the unrestricted fund.
package struct Expense: Sendable, Hashable {
  /// Positive.
  package var amount: Money
  /// The day it counts.
  package var date: Day
  /// The days of the service, which decide whether the award's term covers it.
  package var service: DayWindow
  /// Who is paid, by code.
  package var payee: String
  /// What it is paid from, or owed to.
  package var paidFrom: MoneyAccount
  /// What it was for; never a young person's name.
  package var memo: String?
  /// The caller's key.
  package var key: String
  /// The commitment that it meets.
  package var commitment: Int64?
  /// The member of staff who paid it and is owed it (`paidFrom` is then `.payable`), or who had an advance for it; by code.
  package var staff: String?
  /// The advances that it is paid out of, in whole; they replace `paidFrom`.
  package var advances: [SettledPart] = []

  /// Describes a cost.
  package init(
    amount: Money, date: Day, service: DayWindow, payee: String, paidFrom: MoneyAccount, memo: String? = nil,
    key: String, commitment: Int64? = nil, staff: String? = nil
  ) {
    self.amount = amount
    self.date = date
    self.service = service
    self.payee = payee
    self.paidFrom = paidFrom
    self.memo = memo
    self.key = key
    self.commitment = commitment
    self.staff = staff
  }

  /// The entry for a cost of `award` on `line`; without a line it is spending on no budget line.
  ///
  /// `account` overrides the line's account. An agency award's spending is Dr custodial funds, never an expense; what is spent beyond
  /// what is held, and the funder pays by its agreement, is Dr grants receivable, named as `account`.
  package func entry(award: Award, line: BudgetLine?, account: Account?) throws(Refusal) -> EntryDraft {
    try requireIncurred()
    if award.recognition == .agency {
      return try agencyEntry(award: award, line: line, account: account)
    }
    guard let charged = account.map({ ($0.code, $0.kind) }) ?? line.map({ ($0.account, $0.accountKind) }) else {
      throw Refusal("a cost on no budget line needs an account", nextStep: "name it with --account")
    }
    if let account, !account.countsTowardBudget {
      throw Refusal(
        "account \(account.code), \(account.name), never counts toward a budget, so it is not paid from an award",
        nextStep: "name the account of the cost; depreciation and gifts in kind are journal entries without cash")
    }
    if charged.1 == .asset, award.accounts.role(of: charged.0) != .equipment {
      throw Refusal(
        "account \(charged.0) is not a cost",
        nextStep: "of the assets, only equipment (\(award.accounts[.equipment])) is charged to a budget line")
    }
    var debit = EntryLine(
      account: charged.0, fund: award.fund, amount: amount, award: award.code, budgetLine: line?.code, party: payee,
      service: service, memo: memo, commitment: commitment)
    if charged.1 == .expense {
      debit.netAssetClass = .without
      debit.function = .program
      debit.program = award.program
    } else if charged.1 != .asset || line == nil {
      throw Refusal(
        "account \(charged.0) is not an expense account", nextStep: "choose one from \"ledgerctl account list\"")
    }
    return try draft(debit, line?.name ?? Self.onNoLine, award.accounts)
  }

  /// The entry for a cost of an agency award: Dr custodial funds; or, where `account` says so, what is claimed of its funder.
  private func agencyEntry(award: Award, line: BudgetLine?, account: Account?) throws(Refusal) -> EntryDraft {
    let isClaimed = account.map { award.accounts.role(of: $0.code) == .grantsReceivable } ?? false
    guard let line, account == nil || isClaimed else {
      throw Refusal(
        "award \(award.code) is an agency award: its spending is custodial money (\(award.accounts[.custodial])) on a budget line",
        nextStep: line == nil
          ? "name the line with --line"
          : "leave --account out; \(award.accounts[.grantsReceivable]) claims of the funder what is spent beyond what is held"
      )
    }
    let debit = EntryLine(
      account: account?.code ?? award.accounts[.custodial], fund: award.fund, amount: amount, award: award.code,
      budgetLine: line.code, party: isClaimed ? award.funder : payee, service: service, memo: memo,
      commitment: commitment)
    return try draft(debit, line.name, award.accounts)
  }

  /// The entry for a cost of the unrestricted fund.
  package func entry(
    unrestricted fund: String, of organization: Organization, account: Account, function: ExpenseFunction,
    program: String?
  ) throws(Refusal) -> EntryDraft {
    try requireIncurred()
    guard account.kind == .expense else {
      throw Refusal(
        "account \(account.code) is not an expense account", nextStep: "choose one from \"ledgerctl account list\"")
    }
    return try draft(
      EntryLine(
        account: account.code, fund: fund, amount: amount, netAssetClass: .without, function: function,
        program: function == .program ? program : nil, party: payee, service: service, memo: memo),
      account.name, organization.accounts)
  }

  /// What a cost of an award on no line says where nobody said what it was for.
  package static let onNoLine = "Cost on no budget line"

  private func draft(_ debit: EntryLine, _ subject: String, _ accounts: RoleAccounts) throws(Refusal) -> EntryDraft {
    let paid = try accounts.account(
      paidFrom, of: RoleAccounts.ofExpenses, refused: "expenses are not paid from",
      instead: "bank, savings, petty-cash, card or payable")
    let credits =
      advances.isEmpty
      ? [EntryLine(account: paid, fund: debit.fund, amount: -amount, party: staff ?? payee)]
      : advances.map(\.line)
    return EntryDraft(
      key: key, date: date, kind: .expense, description: memo ?? subject, lines: [debit] + credits)
  }

  private func requireIncurred() throws(Refusal) {
    guard amount > .zero else {
      throw Refusal(
        "an expense is more than zero",
        nextStep: "money that came back is recorded with \"ledgerctl expense refund ENTRY\"")
    }
  }

  package static func shellQuoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
  }
}
