/// Turns rows of an expense file into entries, and tells every fault of a row, not only the first.
struct ExpenseRowReader {
  private let awards: [Award]
  private let scopes: [Int64: ImportScope]
  /// The awards by code and by reference: a file names one in each of many rows.
  private let awardsByName: [String: [Award]]

  init(awards: [Award], scopes: [Int64: ImportScope]) {
    self.awards = awards
    self.scopes = scopes
    awardsByName = awards.reduce(into: [:]) { found, award in
      found[award.code, default: []].append(award)
      found[award.reference, default: []].append(award)
    }
  }

  /// The entry of a row, or nil where the row has faults, which are then in `faults`.
  func entry(_ row: CSVRow, _ faults: inout FaultCollector) -> FileEntry? {
    let date = faults.day(row["date"])
    let paidFrom = self.paidFrom(row, &faults)
    let key = row["key"].ifFilled
    if let key, key.text.utf8.count > 200 {
      faults.add(at: key, cause: "the key is longer than 200 bytes", nextStep: "shorten it, or leave it empty")
    }
    guard let entry = cost(row, on: date, paidFrom: paidFrom, said: row["paid_from"], key: key?.text ?? "", &faults),
      date != nil,
      key.map({ $0.text.utf8.count <= 200 }) ?? true
    else { return nil }
    return key == nil
      ? FileEntry(
        organization: entry.organization, draft: entry.draft,
        contentKey: SHA256.mark(of: [entry.organization.code] + entry.draft.said), line: row.line)
      : entry
  }

  /// The entry of a bill's row, owed on payables; it counts on its date, else on the last day of the service.
  func bill(_ row: CSVRow, _ faults: inout FaultCollector) -> FileEntry? {
    let given = row["date"].ifFilled
    let date = given.flatMap { faults.day($0) }
    if given != nil, date == nil { return nil }
    return cost(row, on: date, paidFrom: .payable, said: row["amount"], key: "", &faults)
  }

  /// A cost; without a day of its own it counts on the last day of the service.
  private func cost(
    _ row: CSVRow, on date: Day?, paidFrom: MoneyAccount?, said source: CSVField, key: String,
    _ faults: inout FaultCollector
  ) -> FileEntry? {
    let service = self.service(row, &faults)
    let amount = faults.money(row["amount"])
    if let amount, amount <= .zero {
      faults.add(
        at: row["amount"], cause: "an expense is more than zero",
        nextStep: "record money that came back with \"ledgerctl expense refund\"")
    }
    let memo = row["memo"].ifFilled?.words.trimmingSpaces
    let award = self.award(row["award"], &faults)
    let scope = award.flatMap { scopes[$0.organization.id] }
    let line = award.flatMap { faults.choice(row["line"], of: $0.lines, by: \.code) }
    let payee = scope.flatMap { self.payee(row["payee"], $0, &faults) }
    let account = self.account(row["account"], scope, &faults)
    checkTerm(award, service, row, &faults)
    guard let service, let amount, amount > .zero, let paidFrom, let award, let line, let payee else { return nil }
    let expense = Expense(
      amount: amount, date: date ?? service.through, service: service, payee: payee, paidFrom: paidFrom, memo: memo,
      key: key)
    do throws(Refusal) {
      if award.basis == .cash, [.payables, .card].contains(paidFrom.role(in: award.accounts)) {
        throw Refusal(
          "award \(award.code) counts spending when it is paid",
          nextStep: "import it when it is paid, from bank or petty-cash")
      }
      return FileEntry(
        organization: award.organization, draft: try expense.entry(award: award, line: line, account: account),
        contentKey: nil, line: row.line)
    } catch {
      faults.add(
        at: source.isAbsent ? row["amount"] : source, cause: error.cause, nextStep: error.nextStep)
      return nil
    }
  }

  private func service(_ row: CSVRow, _ faults: inout FaultCollector) -> DayWindow? {
    guard let from = faults.day(row["service_date"]) else { return nil }
    guard let last = row["service_through"].ifFilled else { return try? DayWindow(from: from, through: from) }
    guard let through = faults.day(last) else { return nil }
    if through < from {
      faults.add(at: last, cause: "the service ends before it begins", nextStep: "write the last day of the service")
      return nil
    }
    return try? DayWindow(from: from, through: through)
  }

  private func paidFrom(_ row: CSVRow, _ faults: inout FaultCollector) -> MoneyAccount? {
    guard let field = row["paid_from"].ifFilled else { return .bank }
    var known = MoneyAccount.allCases.map(\.rawValue)
    if !known.contains(field.text), let award = awardsByName[row["award"].text]?.first {
      known += award.accounts.codes(of: RoleAccounts.ofExpenses)
    }
    return faults.choice(field, of: known).flatMap(MoneyAccount.init(rawValue:))
  }

  private func award(_ field: CSVField, _ faults: inout FaultCollector) -> Award? {
    let matches = awardsByName[field.text] ?? []
    if matches.count > 1 {
      faults.add(
        at: field, cause: "several organizations have an award ‹\(field.text)›",
        nextStep: "write one of \(matches.map(\.reference).joined(separator: ", "))")
      return nil
    }
    if let found = matches.first { return found }
    _ = faults.choice(field, of: awards.map(\.code))
    return nil
  }

  private func payee(_ field: CSVField, _ scope: ImportScope, _ faults: inout FaultCollector) -> String? {
    let named = scope.partiesByName[field.text] ?? []
    if named.count == 1 { return named[0].code }
    if let party = scope.partiesByCode[field.text], party.code.utf8.elementsEqual(field.text.utf8) { return party.code }
    if named.count > 1 {
      let refusal = Books.ambiguous(field.text, named)
      faults.add(at: field, cause: refusal.cause, nextStep: refusal.nextStep)
      return nil
    }
    return faults.choice(field, of: scope.parties.map(\.code))
  }

  private func account(_ field: CSVField, _ scope: ImportScope?, _ faults: inout FaultCollector) -> Account? {
    guard let field = field.ifFilled, let scope else { return nil }
    return faults.choice(field, of: scope.costAccounts, by: \.code)
  }

  private func checkTerm(_ award: Award?, _ service: DayWindow?, _ row: CSVRow, _ faults: inout FaultCollector) {
    guard let award, let service, !award.term.contains(service.from) || !award.term.contains(service.through) else {
      return
    }
    let field = award.term.contains(service.from) ? row["service_through"] : row["service_date"]
    faults.add(
      at: field, cause: "the service is outside the term of award \(award.code), \(award.term)",
      nextStep: "check the date, or take the row out and book it with \"ledgerctl expense add --unrestricted\"")
  }
}
