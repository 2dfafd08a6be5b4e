/// A file of time by award: wages and fringe of each employee and pay date, split by the hours, one entry each.
package enum PayrollImport {
  /// Columns of a payroll file, in any order. Rows of one employee and pay date belong together and say the same gross and fringe.
  package static let columns: [CSVColumn] = [
    .required("pay_date"), .required("employee"), .required("service_from"), .required("service_through"),
    .required("gross"), .required("fringe"), .required("award"), .required("line"), .optional("fringe_line"),
    .required("hours"),
  ]
}

/// What wages and fringe are paid from, or owed to.
package enum PayrollAccount: String, Sendable, CaseIterable {
  case bank
  case accruedPayroll = "accrued-payroll"
  case payrollTaxes = "payroll-taxes"

  /// The role of the account it stands for.
  var role: AccountRole {
    switch self {
    case .bank: .cash
    case .accruedPayroll: .payroll
    case .payrollTaxes: .payrollTaxes
    }
  }
}

/// A row of a payroll file, read.
private struct PayrollRow {
  let row: CSVRow
  let date: Day
  let employee: String
  let service: DayWindow
  let gross: Money
  let fringe: Money
  /// Nil for the unrestricted fund.
  let award: Award?
  let line: BudgetLine?
  let fringeLine: BudgetLine?
  /// Hundredths of an hour.
  let hours: Int64
}

extension Books {
  /// Records a payroll file, all or none, in one transaction. Throws as `importExpenses`.
  ///
  /// `award` is a code, or `unrestricted`, whose `line` is program, management or fundraising. The key of an entry is its
  /// employee and pay date, so that the same file twice adds nothing. The rows are held until the file was read: those
  /// of one employee and pay date may stand anywhere in it.
  package func importPayroll(
    _ file: InputFile, of organization: Organization, wages: PayrollAccount = .bank,
    fringe: PayrollAccount = .payrollTaxes, dryRun: Bool = false, again: Bool = false,
    progress: @escaping (ImportProgress) -> Void = { _ in }
  ) throws -> RecordedFile {
    let reader = PayrollReader(
      awards: try awards().filter { $0.organization == organization },
      employees: try parties(of: organization).filter { $0.kind == .staff }.map(\.code),
      fund: try unrestrictedFund(of: organization), accounts: organization.accounts, wages: wages, fringe: fringe)
    return try record(
      file, .payroll, columns: PayrollImport.columns, dryRun: dryRun, again: again, progress: progress
    ) { stage in
      var rows = try CSVRows(file, columns: PayrollImport.columns)
      for (key, group) in try reader.groups(&rows) {
        let entry = FileEntry(organization: organization, draft: reader.entry(key, group), line: group[0].row.line)
        try stage(entry, rows.fraction)
      }
      return rows.faults
    }
  }
}

private struct PayrollReader {
  let awards: [Award]
  let employees: [String]
  let fund: String
  let accounts: RoleAccounts
  let wages: PayrollAccount
  let fringe: PayrollAccount

  /// The rows of each employee and pay date, by the key of their entry, in the order of the file.
  func groups(_ rows: inout CSVRows) throws -> [(key: String, rows: [PayrollRow])] {
    var groups: [(key: String, rows: [PayrollRow])] = []
    var places: [String: Int] = [:]
    while let row = try rows.next() {
      guard let read = read(row, &rows.faults) else { continue }
      let key = "payroll:\(read.employee):\(read.date)"
      if let place = places[key] {
        checkAgrees(read, with: groups[place].rows[0], &rows.faults)
        groups[place].rows.append(read)
      } else {
        places[key] = groups.count
        groups.append((key, [read]))
      }
    }
    return groups
  }

  private func read(_ row: CSVRow, _ faults: inout FaultCollector) -> PayrollRow? {
    let date = faults.day(row["pay_date"])
    let employee = faults.choice(row["employee"], of: employees)
    let from = faults.day(row["service_from"])
    let through = faults.day(row["service_through"])
    let gross = positive(row["gross"], &faults, orZero: false)
    let fringe = positive(row["fringe"], &faults, orZero: true)
    let hours = positive(row["hours"], &faults, orZero: false)
    let service = from.flatMap { from in through.flatMap { try? DayWindow(from: from, through: $0) } }
    if let from, let through, through < from {
      faults.add(
        at: row["service_through"], cause: "the service ends before it begins", nextStep: "write the last day worked")
    }
    guard let place = place(row, fringe, service, &faults), let date, let employee, let service, let gross, let fringe,
      let hours
    else { return nil }
    return PayrollRow(
      row: row, date: date, employee: employee, service: service, gross: gross, fringe: fringe, award: place.award,
      line: place.line, fringeLine: place.fringeLine, hours: hours.cents)
  }

  private func positive(_ field: CSVField, _ faults: inout FaultCollector, orZero: Bool) -> Money? {
    guard let amount = faults.money(field) else { return nil }
    guard amount > .zero || (orZero && amount == .zero) else {
      faults.add(
        at: field, cause: "\(field.name) is \(orZero ? "less than zero" : "not above zero")", nextStep: "check it")
      return nil
    }
    return amount
  }

  private func place(_ row: CSVRow, _ fringe: Money?, _ service: DayWindow?, _ faults: inout FaultCollector)
    -> (award: Award?, line: BudgetLine?, fringeLine: BudgetLine?)?
  {
    if row["award"].text == "unrestricted" {
      let known = ExpenseFunction.allCases.map(\.rawValue)
      return faults.choice(row["line"], of: known).map { _ in (nil, nil, nil) }
    }
    guard let code = faults.choice(row["award"], of: awards.map(\.code) + ["unrestricted"]),
      let award = awards.first(where: { $0.code == code })
    else { return nil }
    let line = faults.choice(row["line"], of: award.lines.map(\.code)).flatMap { try? award.line($0) }
    var fringeLine: BudgetLine?
    if let field = row["fringe_line"].ifFilled {
      fringeLine = faults.choice(field, of: award.lines.map(\.code)).flatMap { try? award.line($0) }
    } else if let fringe, fringe > .zero {
      fringeLine = award.lines.first { $0.category == .fringe }
      if fringeLine == nil {
        faults.add(
          at: row["fringe"], cause: "the budget of \(award.code) has no line of category fringe",
          nextStep: "name the line in column fringe_line")
      }
    }
    if let service, !award.term.contains(service.from) || !award.term.contains(service.through) {
      faults.add(
        at: row["service_from"], cause: "the service is outside the term of award \(award.code), \(award.term)",
        nextStep: "give those hours a row of their own, with award unrestricted")
    }
    return line.map { (award, $0, fringeLine) }
  }

  private func checkAgrees(_ row: PayrollRow, with first: PayrollRow, _ faults: inout FaultCollector) {
    for (column, differs) in [("gross", row.gross != first.gross), ("fringe", row.fringe != first.fringe)] where differs
    {
      faults.add(
        at: row.row[column],
        cause: "\(column) of \(row.employee) on \(row.date) is another than in line \(first.row.line)",
        nextStep: "write the whole \(column) of the pay date in each row; the hours split it")
    }
  }

  /// Dr wages and fringe by the hours, Cr what each is paid from, in every fund.
  func entry(_ key: String, _ rows: [PayrollRow]) -> EntryDraft {
    let weights = rows.map(\.hours)
    let wageParts = rows[0].gross.split(weights: weights)
    let fringeParts = rows[0].fringe.split(weights: weights)
    var debits: [EntryLine] = []
    var credits: [EntryLine] = []
    for (index, row) in rows.enumerated() {
      for (amount, line, account, source) in [
        (wageParts[index], row.line, AccountRole.wages, wages),
        (fringeParts[index], row.fringeLine, .employerTaxes, fringe),
      ] where amount != .zero {
        debits.append(debit(amount, row, line, accounts[account]))
        let credit = EntryLine(
          account: accounts[source.role], fund: row.award?.fund ?? fund, amount: -amount, party: row.employee)
        if let same = credits.firstIndex(where: { $0.fund == credit.fund && $0.account == credit.account }) {
          credits[same].amount += credit.amount
        } else {
          credits.append(credit)
        }
      }
    }
    return EntryDraft(
      key: key, date: rows[0].date, kind: .expense, description: "Payroll of \(rows[0].employee), \(rows[0].service)",
      lines: debits + credits)
  }

  /// Lines of other accounts bear wages too, and wages stay wages.
  private static let payrollRoles: [AccountRole?] = [.wages, .benefits, .employerTaxes]

  private func debit(_ amount: Money, _ row: PayrollRow, _ line: BudgetLine?, _ account: String) -> EntryLine {
    guard let award = row.award else {
      let function = ExpenseFunction(rawValue: row.row["line"].text) ?? .management
      return EntryLine(
        account: account, fund: fund, amount: amount, netAssetClass: .without, function: function,
        program: function == .program ? "program" : nil, party: row.employee, service: row.service)
    }
    var debit = EntryLine(
      account: line.flatMap { Self.payrollRoles.contains(accounts.role(of: $0.account)) ? $0.account : nil } ?? account,
      fund: award.fund, amount: amount, netAssetClass: .without, function: .program,
      program: award.program, award: award.code, budgetLine: line?.code, party: row.employee, service: row.service)
    if award.recognition == .agency {
      debit.account = accounts[.custodial]
      (debit.netAssetClass, debit.function, debit.program) = (nil, nil, nil)
    }
    return debit
  }
}
