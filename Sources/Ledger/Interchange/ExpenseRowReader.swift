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

  /// The award and the entry of a row, or nil where the row has faults, which are then in `faults`.
  func draft(_ row: CSVRow, _ faults: inout FaultCollector, _ keys: inout RowKeys) -> (Award, EntryDraft)? {
    let date = faults.day(row["date"])
    let service = self.service(row, &faults)
    let amount = faults.money(row["amount"])
    if let amount, amount <= .zero {
      faults.add(
        at: row["amount"], cause: "an expense is more than zero",
        nextStep: "record money that came back with \"ledgerctl expense refund\"")
    }
    let paidFrom = self.paidFrom(row, &faults)
    let memo = row["memo"].ifFilled?.text
    let award = self.award(row["award"], &faults)
    let scope = award.flatMap { scopes[$0.organization.id] }
    let line = award.flatMap { award in
      faults.choice(row["line"], of: award.lines.map(\.code)).flatMap { try? award.line($0) }
    }
    let payee = scope.flatMap { self.payee(row["payee"], $0, &faults) }
    let account = self.account(row["account"], scope, &faults)
    checkTerm(award, service, row, &faults)
    let key = keys.key(for: row, &faults)
    guard let date, let service, let amount, amount > .zero, let paidFrom, let award, let line, let payee, let key
    else { return nil }
    let expense = Expense(
      amount: amount, date: date, service: service, payee: payee, paidFrom: paidFrom, memo: memo, key: key)
    do throws(Refusal) {
      if award.basis == .cash, paidFrom == .payable || paidFrom == .card {
        throw Refusal(
          "award \(award.code) counts spending when it is paid",
          nextStep: "import it when it is paid, from bank or petty-cash")
      }
      return (award, try expense.entry(award: award, line: line, account: account))
    } catch {
      faults.add(
        at: row["paid_from"].isAbsent ? row["amount"] : row["paid_from"], cause: error.cause, nextStep: error.nextStep)
      return nil
    }
  }

  /// Whether a month of an organization's books is closed.
  func isClosed(_ month: Month, of organization: Organization) -> Bool {
    scopes[organization.id]?.closed.contains(month) == true
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
    let known = MoneyAccount.allCases.filter { $0 != .savings }.map(\.rawValue)
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
    let named = scope.parties.filter { $0.name == field.text }
    if named.count == 1 { return named[0].code }
    if named.count > 1, !scope.parties.contains(where: { $0.code == field.text }) {
      let refusal = Books.ambiguous(field.text, named)
      faults.add(at: field, cause: refusal.cause, nextStep: refusal.nextStep)
      return nil
    }
    return faults.choice(field, of: scope.parties.map(\.code))
  }

  private func account(_ field: CSVField, _ scope: ImportScope?, _ faults: inout FaultCollector) -> Account? {
    guard let field = field.ifFilled, let scope else { return nil }
    let expenses = scope.accounts.filter { $0.kind == .expense || $0.kind == .asset }
    return faults.choice(field, of: expenses.map(\.code)).flatMap { code in expenses.first { $0.code == code } }
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

/// The idempotency keys of the rows of one file.
struct RowKeys {
  private var seen: [String: Int] = [:]
  private var timesSeen: [UInt128: Int] = [:]

  /// The row's own key, or one made of its content; nil with a fault where its own key stood above.
  mutating func key(for row: CSVRow, _ faults: inout FaultCollector) -> String? {
    if let field = row["key"].ifFilled {
      if let first = seen.updateValue(row.line, forKey: field.text) {
        faults.add(
          at: field, cause: "key ‹\(field.text)› stands twice, first in line \(first)",
          nextStep: "give each row its own key")
        return nil
      }
      if field.text.utf8.count > 200 {
        faults.add(at: field, cause: "the key is longer than 200 bytes", nextStep: "shorten it, or leave it empty")
        return nil
      }
      return field.text
    }
    let content = ExpenseImport.columns.map { row[$0.name].text }.joined(separator: "\u{1f}")
    let fingerprint = Self.fingerprint(of: content)
    timesSeen[fingerprint, default: 0] += 1
    return "row:\(String(fingerprint, radix: 16)):\(timesSeen[fingerprint, default: 1])"
  }

  /// FNV-1a over 128 bits. Two contents of one fingerprint would be refused as a key conflict, never merged.
  private static func fingerprint(of text: String) -> UInt128 {
    text.utf8.reduce(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d) {
      ($0 ^ UInt128($1)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b
    }
  }
}
