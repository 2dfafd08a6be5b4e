import Foundation
import Testing

@testable import Ledger

/// A folder of scans through `receipt import`.
@Suite struct ReceiptImportTests {
  private static func folder(_ files: [(String, [UInt8])]) throws -> String {
    let folder = URL(filePath: try temporaryFile([], name: ".hidden")).deletingLastPathComponent().path
    for (name, bytes) in files { try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)")) }
    return folder
  }

  private static func scan(_ mark: String) -> [UInt8] { SampleFiles.pdf + Array(mark.utf8) }

  @Test func certainOnesAreAttachedAndTheRestListed() throws {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    for (key, amount) in [
      ("first", "48.20"), ("second", "12.00"), ("third", "12.00"), ("fourth", "99.00"), ("fifth", "5.00"),
    ] {
      #expect(try program.addExpense(amount, key: key).status == 0)
    }
    _ = try program("entry", "reverse", "fifth", "--reason", "never bought", "--date", "2021-09-02")
    let folder = try Self.folder([
      ("2021-09-01 48.20 shop.pdf", Self.scan("a")), ("entry-5.pdf", Self.scan("b")), ("third.pdf", Self.scan("c")),
      ("2021-09-01 12.00 corner.pdf", Self.scan("d")), ("48,20.pdf", Self.scan("e")), ("99.00.pdf", Self.scan("f")),
      ("entry-6.pdf", Self.scan("g")), ("2021-10-01 99.00.pdf", Self.scan("h")), ("copy of third.pdf", Self.scan("c")),
      ("notes.docm", Self.scan("i")), ("shop.jpg", [0xFF, 0xD8, 0xFF, 0xE0]),
    ])
    let dry = try program("receipt", "import", folder, "--dry-run")
    #expect(dry.status == 0 && dry.output.contains("dry run, nothing recorded"), "\(dry.errors)")
    #expect(try program("document", "list").output.contains("no such documents"))

    let run = try program("receipt", "import", folder)
    try #require(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n").map(String.init)
    func line(_ name: String) -> String { lines.first { $0.hasPrefix(name) } ?? "" }
    #expect(line("2021-09-01 48.20 shop.pdf").contains("-> entry 2 "))
    #expect(line("entry-5.pdf").contains("-> entry 5 ") && line("entry-5.pdf").contains("its number"))
    #expect(line("copy of third.pdf").contains("its key") && line("third.pdf").contains("same bytes"))
    #expect(line("2021-09-01 12.00 corner.pdf").contains("several expenses fit"))
    #expect(line("48,20.pdf").contains("not attached"))
    #expect(line("99.00.pdf").contains("only its amount is named"))
    #expect(line("entry-6.pdf").contains("entry 6 is not an expense that stands"))
    #expect(line("2021-10-01 99.00.pdf").contains("no expense of that amount is of that day"))
    #expect(line("notes.docm").contains("passed over"))
    #expect(line("shop.jpg").contains("only its payee is named"))
    #expect(lines.contains { $0.hasPrefix("  ledgerctl document attach \(folder)/99.00.pdf --org site --entry 5 ") })
    #expect(lines.last == "3 attached, 0 attached before, 6 unsure, 2 passed over.")

    // At a terminal with --yes nobody is asked either.
    let silent = try Terminal(program, ["receipt", "import", folder, "--yes"])
    #expect(silent.end() == 0 && !silent.screen.contains("Which one?"), "\(silent.screen)")
    // The same folder again adds nothing; the command printed attaches what was left.
    let again = try program("receipt", "import", folder)
    #expect(again.output.hasSuffix("0 attached, 4 attached before, 6 unsure, 1 passed over.\n"), "\(again.output)")
    #expect(try program("document", "list", "--format", "csv").output.split(separator: "\n").count == 4)
    let printed = try #require(lines.first { $0.contains("99.00.pdf --org site --entry 5 ") })
    let shell = try program.run(
      ["-c", trimmed(printed).replacing("ledgerctl document", with: "\"$LEDGERCTL\" document")], executable: "/bin/sh")
    #expect(shell.status == 0, "\(shell.errors)")
    #expect(try program("document", "list", "--entry", "5", "--format", "csv").output.contains("99.00.pdf"))

    // What was withdrawn is not attached there again unasked.
    let reader = Books(try books.asInstaller())
    let shop = try #require(
      try reader.documents(of: reader.organization("site"), entry: 2).first { $0.fileName.contains("48.20") })
    #expect(
      try program("document", "withdraw", "\(shop.attachments[0].number)", "--reason", "wrong one").status == 0)
    let third = try program("receipt", "import", folder).output
    #expect(third.contains("and withdrawn") && third.contains("0 attached, "), "\(third)")
  }

  /// On a terminal, which `script` makes: a wrong answer is asked again, 0 skips, a number attaches.
  @Test func onATerminalItAsks() throws {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    for (key, amount) in [("second", "12.00"), ("third", "12.00")] { _ = try program.addExpense(amount, key: key) }
    let folder = try Self.folder([
      ("12.00.pdf", Self.scan("a")), ("2021-09-01 12.00.pdf", Self.scan("b")), ("x.pdf", Self.scan("c")),
    ])
    let command = "printf '7\\n2\\n0\\n' | script -qec \"$LEDGERCTL receipt import '\(folder)'\" /dev/null"
    let outcome = try program.run(["-c", command], executable: "/bin/sh")
    #expect(outcome.status == 0 && outcome.output.contains("Which one?"), "\(outcome.output)")
    #expect(outcome.output.contains("1 attached, 0 attached before, 2 unsure"), "\(outcome.output)")
    let reader = Books(try books.asInstaller())
    let kept = try reader.documents(of: reader.organization("site"))
    #expect(kept.map(\.fileName) == ["12.00.pdf"] && kept[0].attachments[0].entry == 3)
  }

  @Test func aFolderLandsWholeOrNotAtAll() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    for (key, amount) in [("first", "48.20"), ("second", "12.00")] { _ = try program.addExpense(amount, key: key) }
    let bad = try Self.folder([("first.pdf", Self.scan("a")), ("second.pdf", SampleFiles.png)])
    let refused = try program("receipt", "import", bad)
    #expect(refused.status == 1 && refused.errors.contains("LD001"), "\(refused.errors)")
    #expect(try program("document", "list").output.contains("no such documents"))
    let twice = try Self.folder([("2021-09-01 48.20.pdf", Self.scan("a")), ("2021-09-01 48.20 b.pdf", Self.scan("b"))])
    let unsure = try program("receipt", "import", twice)
    #expect(unsure.output.contains("another file fits the same expense") && unsure.output.contains("0 attached, "))
    #expect(try program("receipt", "import", "\(twice)/none").status == 1)
    #expect(try program("receipt", "import", "/dev/null").status == 1)
    let empty = try Self.folder([])
    #expect(
      try program("receipt", "import", empty).output == "0 attached, 0 attached before, 0 unsure, 0 passed over.\n")
    let other = try program("receipt", "import", twice, "--award", "YOUTHS")
    #expect(other.status == 1)
  }

  @Test func namesSayWhatTheySayStrictly() throws {
    let name = ScanName("2021-09-03 48.20 Corner_Shop.pdf")
    #expect(name.day == "2021-09-03".day && name.amount == Money(cents: 48_20) && name.words == ["corner", "shop"])
    for text in ["48,20", "48.2", "48.200", "$48.20", "-48.20", "1,048.20", ".20", "٤٨.٢٠", "1e3.00"] {
      #expect(ScanName("\(text) x.pdf").amount == nil, "\(text)")
    }
    for text in ["2021-9-3", "20210903", "2021-02-30", "03.09.2021", "infinity"] {
      #expect(ScanName("\(text) x.pdf").day == nil, "\(text)")
    }
    for text in ["entry 12", "entry-12", "Entry_12", "#12", "entry12"] {
      #expect(ScanName("\(text).pdf").entry == 12, "\(text)")
    }
    for text in ["12", "entry", "entry twelve", "entry-", "#", "entry-99999999999999999999"] {
      #expect(ScanName("\(text).pdf").entry == nil, "\(text)")
    }
    #expect(ScanName("1.00 2.00.pdf").amount == nil && ScanName("2021-01-01 2021-01-02.pdf").day == nil)
  }
}
