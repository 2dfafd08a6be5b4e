import ArgumentParser
import Ledger

extension ImportCommand {
  struct Profile: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "profile", abstract: "How your own spreadsheets are written: declared once, kept, held to strictly.",
      subcommands: [Make.self, List.self, Show.self])
  }
}

extension ImportCommand.Profile {
  struct Make: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "make",
      abstract: "Declare a profile from a file: what is not said is asked about what stands in it.",
      discussion: """
        --column "THEIRS=OURS" says what a column is, --ignore "THEIRS" passes it over, --constant "OURS=VALUE" gives a column that the
        file does not have one value in every row. At a terminal the rest is asked; elsewhere it must be said.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "A file as you keep it: a workbook or CSV.") var file: String
    @Option(help: "The name of the profile.") var name: String
    @Option(help: "What its files hold: expenses, bills or payroll.") var kind: ProfileKind = .expenses
    @Option(help: "What a column of the file is, as \"Betrag=amount\".") var column: [String] = []
    @Option(help: "A column that is passed over.") var ignore: [String] = []
    @Option(help: "One value for every row, as \"award=YOUTH-22\".") var constant: [String] = []
    @Option(help: "The order of dates that are text: ymd, mdy or dmy.") var dateOrder: ImportProfile.DateOrder?
    @Option(help: "What stands between groups of three digits, as \",\"; none: nothing.") var grouping: String?
    @Option(help: "What stands before the cents: . or ,") var decimal: String?
    @Option(help: "A sign before or after amounts, as \"$\"; none: none.") var currency: String?
    @Option(help: "How amounts below zero are written: minus or brackets.") var negative: ImportProfile.Negative?
    @Option(help: "Of CSV, what stands between fields: \",\", \";\", \"|\" or tab.") var separator: String?
    @Option(help: "Of a workbook: the sheet.") var sheet: String?

    enum ProfileKind: String, ExpressibleByArgument, CaseIterable { case expenses, bills, payroll }

    func run() throws {
      let input = try Console.input(file)
      try connection.open { books in
        let organization = try books.organization(organization.org)
        _ = try Code(parsing: name)
        var profile = ImportProfile(kind: ImportKind(rawValue: kind.rawValue) ?? .expenses)
        let isWorkbook = try input.isZip()
        profile.sheet = sheet ?? ""
        let question = ProfileQuestions(kind: profile.kind)
        if !isWorkbook { profile.separator = try separator ?? question.separator(of: input) }
        let table = try SpreadsheetOptions.table(of: input, isWorkbook: isWorkbook, sheet: sheet, profile)
        for text in column {
          let (theirs, ours) = try Self.pair(text)
          profile.columns[theirs] = try question.ours(ours)
        }
        for text in constant {
          let (ours, value) = try Self.pair(text)
          profile.constants[try question.ours(ours)] = value
        }
        profile.ignored = ignore
        try question.columns(of: table, &profile)
        profile.grouping = try grouping ?? question.grouping(table, profile)
        if profile.grouping == "none" { profile.grouping = "" }
        profile.decimal = try decimal ?? question.decimal(profile)
        profile.currency = try currency ?? question.currency(table, profile)
        if profile.currency == "none" { profile.currency = "" }
        profile.negative = try negative ?? question.negative()
        profile.dateOrder = try dateOrder ?? question.dateOrder(table, profile)
        guard profile.decimal == "." || profile.decimal == ",", profile.grouping != profile.decimal,
          profile.grouping.count <= 1
        else {
          throw Refusal(
            "the cents stand behind . or , and groups of digits behind another sign",
            nextStep: "check --decimal and --grouping")
        }
        let version = try books.write(dryRun: write.dryRun) { try books.declare(profile, as: name, of: organization) }
        write.say(
          "Profile \(name), version \(version), for \(kind.rawValue). Try it: \(kind.command) import FILE --profile \(name) --dry-run"
        )
      }
    }

    private static func pair(_ text: String) throws -> (String, String) {
      guard let equals = text.utf8.lastIndex(of: UInt8(ascii: "=")) else {
        throw Refusal("‹\(VisibleText.escaped(text))› says nothing of a column", nextStep: "write it as NAME=NAME")
      }
      return (String(text[..<equals]), String(text[text.utf8.index(after: equals)...]))
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the profiles.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        try output.write(
          .list(
            "Import profiles of \(organization.name)",
            [
              StatementColumn("name", "Profile", .text), StatementColumn("version", "Version", .integer),
              StatementColumn("holds", "Holds", .text), StatementColumn("dates", "Dates", .text),
              StatementColumn("amounts", "Amounts", .text),
            ],
            try books.importProfiles(of: organization).map { name, version, profile in
              [
                .text(name), .integer(version), .text(profile.kind.rawValue), .text(profile.dateOrder.example),
                .text(profile.amountExample),
              ]
            }, empty: "No profile is declared; \"ledgerctl import profile make FILE --name NAME\" declares one."))
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show what a profile declares.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Argument(help: "The profile.") var name: String

    func run() throws {
      try connection.open { books in
        let organization = try books.readOrganization(organization.org)
        let profile = try books.importProfile(name, of: organization)
        let columns = profile.columns.sorted { $0.value < $1.value }.map {
          [StatementCell.text($0.value), .text($0.key)]
        }
        let constants = profile.constants.sorted { $0.key < $1.key }.map {
          [StatementCell.text($0.key), .text("always \($0.value)")]
        }
        let ignored = profile.ignored.map { [StatementCell.empty, .text("\($0), passed over")] }
        try output.write(
          Statement(
            title: "Profile \(name)",
            facts: [
              StatementFact("Holds", profile.kind.rawValue), StatementFact("Dates", profile.dateOrder.example),
              StatementFact("Amounts", profile.amountExample),
            ],
            columns: [StatementColumn("ours", "Column", .text), StatementColumn("theirs", "In the file", .text)],
            rows: (columns + constants + ignored).map { .detail($0) }))
      }
    }
  }
}

extension ImportCommand.Profile.Make.ProfileKind {
  var command: String {
    switch self {
    case .expenses: "ledgerctl expense"
    case .bills: "ledgerctl bill"
    case .payroll: "ledgerctl payroll"
    }
  }
}

extension ImportProfile.DateOrder: ExpressibleByArgument {}
extension ImportProfile.Negative: ExpressibleByArgument {}

/// What is asked about a file, each question with what stands in it. Where nobody can answer, it says which option does.
private struct ProfileQuestions {
  let kind: ImportKind

  private var names: [String] { ImportProfile.columns(of: kind).map(\.name) }

  private func ask(_ question: String, option: String, among: [String]? = nil, fallback: String? = nil) throws -> String
  {
    guard Console.isInteractive else {
      throw Refusal("it is not said: \(question)", nextStep: "say it with \(option)")
    }
    while true {
      let answer = try Console.ask(question, fallback: fallback)
      if among?.contains(answer) ?? true { return answer }
      print("Answer one of: \(among?.joined(separator: ", ") ?? "")")
    }
  }

  func ours(_ name: String) throws -> String {
    guard names.contains(name) else {
      throw Refusal(
        "there is no column ‹\(VisibleText.escaped(name))›",
        nextStep: "the columns are \(names.joined(separator: ", "))")
    }
    return name
  }

  func separator(of file: InputFile) throws -> String {
    let line = try String(decoding: file.bytes(2000).prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
    if !line.contains(where: { $0 == ";" || $0 == "\t" || $0 == "|" }) { return "," }
    return try ask(
      "The first line is ‹\(VisibleText.escaped(line))›. What stands between its fields: , ; | or tab",
      option: "--separator",
      among: [",", ";", "|", "tab"])
  }

  /// What each column is that nothing was said of, and each of ours that the file lacks.
  func columns(of table: SourceTable, _ profile: inout ImportProfile) throws {
    let required = ImportProfile.columns(of: kind).filter(\.isRequired).map(\.name)
    for (index, cell) in (table.rows.first ?? []).enumerated() where !cell.text.isEmpty {
      let theirs = cell.text
      if profile.columns[theirs] != nil || profile.ignored.contains(theirs) || names.contains(theirs.lowercased()) {
        continue
      }
      let sample = table.rows.dropFirst().prefix(3).compactMap { index < $0.count ? $0[index].text : nil }.joined(
        separator: " | ")
      let answer = try ask(
        "Column ‹\(VisibleText.escaped(theirs))› holds ‹\(VisibleText.escaped(sample))›. Which is it: \(names.joined(separator: ", ")), or - to pass it over",
        option: "--column \"\(VisibleText.escaped(theirs))=...\" or --ignore", among: names + ["-"])
      if answer == "-" { profile.ignored.append(theirs) } else { profile.columns[theirs] = answer }
    }
    let given = Set(profile.columns.values).union(profile.constants.keys).union(
      (table.rows.first ?? []).map { $0.text.lowercased() })
    for name in required where !given.contains(name) {
      profile.constants[name] = try ask(
        "The file has no \(name). What is it in every row", option: "--constant \(name)=VALUE")
    }
  }

  /// The texts in the columns of a kind that the file does not say itself.
  private func texts(_ table: SourceTable, _ profile: ImportProfile, of wanted: Set<String>) -> [String] {
    let header = table.rows.first ?? []
    return table.rows.dropFirst().flatMap { row in
      row.enumerated().compactMap { index, cell -> String? in
        guard index < header.count, cell.kind == .text, !cell.text.isEmpty else { return nil }
        let ours = profile.columns[header[index].text] ?? header[index].text.lowercased()
        return wanted.contains(ours) ? cell.text : nil
      }
    }
  }

  func grouping(_ table: SourceTable, _ profile: ImportProfile) throws -> String {
    let seen = texts(table, profile, of: ImportProfile.amountColumns).filter {
      $0.contains { ",.' \u{A0}".contains($0) }
    }
    guard let sample = seen.max(by: { $0.count < $1.count }) else { return "" }
    return try ask(
      "Amounts look like ‹\(VisibleText.escaped(sample))›. What stands between groups of three digits: , . ' or none",
      option: "--grouping",
      among: [",", ".", "'", "none"])
  }

  func decimal(_ profile: ImportProfile) throws -> String {
    profile.grouping == "," || profile.grouping == "'"
      ? "."
      : profile.grouping == "."
        ? "," : try ask("What stands before the cents: . or ,", option: "--decimal", among: [".", ","], fallback: ".")
  }

  func currency(_ table: SourceTable, _ profile: ImportProfile) throws -> String {
    let seen = texts(table, profile, of: ImportProfile.amountColumns).first {
      $0.unicodeScalars.contains { $0.properties.generalCategory == .currencySymbol || $0.properties.isAlphabetic }
    }
    guard let seen else { return "" }
    return try ask(
      "An amount is written ‹\(VisibleText.escaped(seen))›. Which sign is the currency, or none", option: "--currency")
  }

  func negative() throws -> ImportProfile.Negative {
    guard Console.isInteractive else { return .minus }
    let answer = try ask(
      "How is an amount below zero written: minus or brackets", option: "--negative", among: ["minus", "brackets"],
      fallback: "minus")
    return ImportProfile.Negative(rawValue: answer) ?? .minus
  }

  func dateOrder(_ table: SourceTable, _ profile: ImportProfile) throws -> ImportProfile.DateOrder {
    let seen = texts(table, profile, of: ImportProfile.dateColumns)
    guard let sample = seen.first(where: { (try? Day(parsing: $0)) == nil }) else { return .yearMonthDay }
    let orders = ImportProfile.DateOrder.allCases
    let answer = try ask(
      "A date is written ‹\(VisibleText.escaped(sample))›. In which order: \(orders.map { "\($0.rawValue) as \($0.example)" }.joined(separator: ", "))",
      option: "--date-order", among: orders.map(\.rawValue))
    return ImportProfile.DateOrder(rawValue: answer) ?? .yearMonthDay
  }
}
