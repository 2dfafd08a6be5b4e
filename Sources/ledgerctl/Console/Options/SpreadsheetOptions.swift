import ArgumentParser
import Ledger
import Spreadsheets

/// How a file that is imported is written.
struct SpreadsheetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("How the file is written: a profile of \"import profile\".", valueName: "name"),
    completion: .profiles)
  var profile: String?
  @Option(help: ArgumentHelp("Of a workbook: the sheet; needed where it has several.", valueName: "name")) var sheet:
    String?

  /// Imports a file: CSV as it stands, and a workbook, or whatever has a profile, cell by cell.
  func importing<Value>(
    _ file: InputFile, _ kind: ImportKind, columns: [CSVColumn]? = nil, of organization: () throws -> Organization,
    dryRun: Bool,
    _ books: borrowing Books, _ body: (InputFile, _ dryRun: Bool) throws -> Value
  ) throws -> Value {
    let declared = try profile.map { name in try books.importProfile(name, of: organization()) }
    if declared != nil, columns != nil {
      throw Refusal("a budget has no profile", nextStep: "fill in the workbook of \"ledgerctl template budget\"")
    }
    if let declared, declared.kind != kind {
      throw Refusal(
        "profile \(profile ?? "") is for \(declared.kind.rawValue)",
        nextStep: "name one for \(kind.rawValue): \"ledgerctl import profile list\"")
    }
    let isWorkbook = try file.isZip()
    guard isWorkbook || declared != nil else { return try body(file, dryRun) }
    let rules = declared ?? ImportProfile(kind: kind)
    let table = try Self.table(
      of: file, isWorkbook: isWorkbook, sheet: sheet ?? (rules.sheet.isEmpty ? nil : rules.sheet), rules)
    return try books.importing(table, by: rules, columns: columns, file: file.name, dryRun: dryRun, body)
  }

  /// The cells of a file.
  static func table(of file: InputFile, isWorkbook: Bool, sheet: String?, _ rules: ImportProfile) throws -> SourceTable
  {
    if isWorkbook {
      do { return try Workbook(file.bytes()).table(sheet: sheet) } catch let refusal as Refusal {
        throw Refusal("\(VisibleText.escaped(file.name)): \(refusal.cause)", nextStep: refusal.nextStep)
      }
    }
    return try SourceTable(csv: file.bytes(), name: file.name, separator: rules.separatorByte)
  }
}

extension InputFile {
  /// Whether it is packed as a workbook is.
  func isZip() throws -> Bool { try bytes(4) == [0x50, 0x4B, 0x03, 0x04] }
}
