import Foundation
import Testing

@testable import Ledger

/// A bookkeeper's week at a real terminal, her answers to the prompts, against the same week by flags.
@Suite(.serialized) struct WorkingWeekTests {
  /// A command as she begins it, what she answers, and the whole of it by flags.
  private struct Step {
    let begun: [String]
    let answers: [(prompt: String, answer: String)]
    let flags: [String]
  }

  private static let record = ("Record it? yes or no", "yes")
  private static let noOther = ("Another one? yes or no", "")

  private static let week: [Step] = [
    Step(
      begun: ["expense", "add"],
      answers: [
        ("Which award bears it", "youth"), ("Which budget line", "foot"), ("Which budget line", "1"),
        ("Who is paid", "corner"), ("Amount", "12,50"),
        ("Amount", "12.50"), ("Day of the service", "2021-09-01"), ("Paid from", "bank"),
        ("What it was for", "Rice = \"good\" café"), record, noOther,
      ],
      flags: [
        "expense", "add", "--award", "YOUTH", "--line", "food", "--payee", "shop", "--amount", "12.50",
        "--service-date", "2021-09-01", "--paid-from",
        "bank", "--memo", "Rice = \"good\" café",
      ]),
    Step(
      // Payee and source are those of the expense before on the same line.
      begun: ["expense", "add", "--award", "YOUTH", "--amount", "7.00"],
      answers: [
        ("Which budget line", "food"), ("Who is paid [shop]", ""), ("Day of the service", "2021-09-02"),
        ("Paid from, or owed to [bank]", ""), ("What it was for", ""), record, noOther,
      ],
      flags: [
        "expense", "add", "--award", "YOUTH", "--amount", "7.00", "--line", "food", "--payee", "shop", "--service-date",
        "2021-09-02", "--paid-from", "bank",
      ]),
    Step(
      begun: ["bill", "add"],
      answers: [
        ("Which award", "unrestricted"), ("Which account", "8110"), ("Who is paid", "SHOP"), ("Amount", "$1,080.00"),
        ("Day of the service", "9/3/21"),
        ("Number of the invoice", "A-17"), ("Day it is to be paid by [2021-10-03]", ""), ("What it was for", "Paper"),
        record, noOther,
      ],
      flags: [
        "bill", "add", "--unrestricted", "--account", "8110", "--payee", "shop", "--amount", "1080.00",
        "--service-date",
        "2021-09-03", "--number", "A-17",
        "--due", "2021-10-03", "--memo", "Paper",
      ]),
    Step(
      begun: ["payment", "add"],
      answers: [
        ("Which bill is paid", "A-17"), ("Day it is paid", "9/10/2021"), ("How", "Check"),
        ("Number of the check", "1041"), record,
      ],
      flags: ["payment", "add", "--bill", "4", "--date", "2021-09-10", "--method", "check", "--number", "1041"]),
    Step(
      begun: ["payment", "void"],
      answers: [("Which payment", "5"), ("Why", "Lost in the mail"), ("Day it is void", "2021-09-12"), record],
      flags: ["payment", "void", "5", "--reason", "Lost in the mail", "--date", "2021-09-12"]),
    Step(
      begun: ["payment", "add", "--bill", "A-17"],
      answers: [("Day it is paid", "2021-09-13"), ("How [check]", ""), ("Number of the check [1042]", ""), record],
      flags: ["payment", "add", "--bill", "A-17", "--date", "2021-09-13", "--method", "check", "--number", "1042"]),
    Step(
      begun: ["mileage", "add", "lead", "--award", "YOUTH", "--line", "food"],
      answers: [("Miles", "12.5"), ("Day of the drive", "2021-09-04"), ("Where and what for", "To the venue"), record],
      flags: [
        "mileage", "add", "lead", "--award", "YOUTH", "--line", "food", "--miles", "12.5", "--service-date",
        "2021-09-04", "--memo", "To the venue",
      ]),
    Step(
      begun: ["correct"],
      answers: [
        ("Which expense or bill", "2021-09-02"),
        ("What was wrong", "Digits swapped"), ("The right amount", "70.00"), ("The right budget line", ""),
        ("What it was for", ""), record,
      ],
      flags: ["correct", "3", "--reason", "Digits swapped", "--amount", "70.00"]),
    Step(
      begun: ["undo"],
      answers: [
        // By its number, whether or not it is listed.
        ("Which entry", "2"), ("Why", "Twice"),
        ("Day the reversal counts", "2021-09-30"), record,
      ],
      flags: ["undo", "2", "--reason", "Twice", "--date", "2021-09-30"]),
  ]

  private func books() throws -> Program {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    try program("party", "add", "lead", "Program lead", "--kind", "staff")
    try program("mileage", "rate", "--cents", "56", "--from", "2021-01-01", "--source", "IRS Notice 2021-02")
    return program
  }

  @Test func theWeekTypedIsTheWeekByFlags() throws {
    let (typed, flagged) = (try books(), try books())
    for step in Self.week {
      let terminal = try Terminal(typed, step.begun)
      for (prompt, answer) in step.answers {
        #expect(terminal.answer(prompt, answer), "\(step.begun): waiting for \(prompt)\n\(terminal.screen)")
      }
      #expect(terminal.end() == 0, "\(terminal.screen)")
      #expect(
        terminal.screen.contains("This would be recorded:") && terminal.screen.contains("As a command:\n  ledgerctl "),
        "\(terminal.screen)")
      let outcome = try flagged.run(step.flags)
      #expect(outcome.status == 0, "\(step.flags): \(outcome.errors)")
      let difference = try typed.journal().difference(from: flagged.journal())
      #expect(difference.isEmpty, "\(step.begun): \(difference)\n\(terminal.screen)")
    }
    for statement in [["cash", "--as-of", "2021-09-30"], ["budget", "YOUTH", "--as-of", "2021-09-30"]] {
      let words = ["statement"] + statement
      let outputs = try [typed, flagged].map { try $0.run(words).output.replacing(/entry [0-9]+/, with: "entry N") }
      #expect(outputs[0] == outputs[1])
    }
    #expect(try typed("check").output == flagged("check").output)
  }

  /// A payee that is not there is added there, and what was answered is kept; what was read of an answer is shown.
  @Test func aNewPayeeIsAddedAndAnswersAreShown() throws {
    let program = try books()
    let terminal = try Terminal(
      program, ["expense", "add", "--award", "YOUTH", "--line", "food", "--paid-from", "bank", "--memo", "x"])
    #expect(terminal.answer("Who is paid", "Corner Deli & Co") && terminal.answer("as a new payee, now?", "no"))
    #expect(terminal.answer("Who is paid", "Corner Deli & Co") && terminal.answer("as a new payee, now?", "yes"))
    #expect(terminal.answer("What it is: ", "") && terminal.answer("Short name for it [corner-deli-co]", "no good"))
    #expect(terminal.answer("has a space in it", ""))
    #expect(terminal.answer("Amount", "$1,048.2") && terminal.answer("Day of the service", "9/2/2021"))
    #expect(terminal.answer("Record it?", "yes") && terminal.answer("Another one?", "n"), "\(terminal.screen)")
    #expect(terminal.end() == 0, "\(terminal.screen)")
    #expect(terminal.screen.contains("  1048.20") && terminal.screen.contains("  2021-09-02"), "\(terminal.screen)")
    #expect(terminal.screen.contains("--payee corner-deli-co --amount 1048.20"), "\(terminal.screen)")
    #expect(try program("party", "list").output.contains("Corner Deli & Co"))
    // What was added on the way stays, and is not taken for what was asked.
    let left = try Terminal(program, ["expense", "add", "--award", "YOUTH", "--line", "food", "--paid-from", "bank"])
    #expect(left.answer("Who is paid", "Other Deli") && left.answer("as a new payee, now?", "yes"))
    #expect(left.answer("What it is: ", "") && left.answer("Short name for it", "") && left.interrupt(at: "Amount"))
    #expect(left.end() == 130 && !left.screen.contains("Recorded"), "\(left.screen)")
  }

  /// Codes and names are known whatever their case, and amounts by flags with dollar sign and commas.
  @Test func codesAndNamesAreKnownInAnyCase() throws {
    let program = try books()
    try program(
      "expense", "add", "--award", "youth", "--line", "FOOD", "--amount", "$1,048.20", "--payee", "Shop",
      "--service-date", "2021-09-02", "--paid-from", "Bank", "--key", "plain")
    let other = try program.run([
      "expense", "add", "--award", "Youth engagement", "--line", "food", "--amount", "1048.2", "--payee", "shop",
      "--service-date", "2021-09-02", "--paid-from", "bank",
    ])
    #expect(other.status == 4 && other.errors.contains("says the same"), "\(other)")
    // What is listed is what was named, whatever it was called.
    for words in [
      ["--award", "youth", "--line", "Food"], ["--account", "SUPPLIES", "--party", "SHOP"],
      ["--party", "shop", "--fund", "youth"],
    ] {
      let register = try program.run(["register"] + words + ["--format", "csv"])
      #expect(register.status == 0 && register.output.contains("1048.20"), "\(words): \(register)")
    }
    let trial = try program.run(["statement", "trial-balance", "--org", "SITE", "--fund", "youth", "--format", "csv"])
    #expect(trial.status == 0 && trial.output.contains("1048.20"), "\(trial)")
    let wrong = try program.run([
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "12,50", "--payee", "shop", "--service-date",
      "2021-09-02", "--paid-from", "bank",
    ])
    #expect(wrong.status == 1 && wrong.errors.contains("has a comma in it"), "\(wrong.errors)")
  }

  /// A choice shows what is left; wrong answers are told; no, and an end of the input, record nothing.
  /// Who presses Enter undoes on the day of what is undone, in the past or to come, never on the day it happens to be.
  @Test func enterTakesTheDayThatIsMeant() throws {
    let program = try books()
    let cost = ["expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "3.00", "--payee", "shop"]
    for (key, day) in [("early", "2021-09-07"), ("late", "2022-06-08")] {
      let words = cost + ["--service-date", day, "--paid-from", "bank", "--key", key]
      #expect(try program.run(words).status == 0)
      let terminal = try Terminal(program, ["undo", key])
      #expect(terminal.answer("Why", "Twice"))
      #expect(terminal.answer("Day the reversal counts [\(day)]", "") && terminal.answer("Record it?", "yes"))
      #expect(terminal.end() == 0 && terminal.screen.contains("dated \(day)"), "\(terminal.screen)")
    }
  }

  @Test func nothingIsRecordedWithoutYes() throws {
    let program = try books()
    let before = try program.journal()
    let terminal = try Terminal(
      program,
      [
        "expense", "add", "--award", "YOUTH", "--payee", "shop", "--service-date", "2021-09-01", "--paid-from", "bank",
        "--memo", "x",
      ])
    #expect(terminal.answer("Which budget line", "food"))
    #expect(terminal.screen.contains("Food, 10,000.00 left"))
    #expect(
      terminal.answer("Amount", "1.2.3") && terminal.answer("Amount", "5") && terminal.answer("Record it?", "maybe"))
    #expect(terminal.answer("Answer yes or no.", "no"))
    #expect(terminal.end() == 1 && terminal.screen.contains("nothing was recorded"), "\(terminal.screen)")
    let refused = try Terminal(
      program,
      [
        "expense", "add", "--award", "YOUTH", "--line", "food", "--payee", "shop", "--service-date", "2022-09-01",
        "--paid-from", "bank", "--memo", "x",
      ])
    #expect(refused.answer("Amount", "5"))
    // What is refused is told, and the answer that is another one may be given.
    #expect(refused.answer("Change which answer: --amount", ""))
    #expect(
      refused.end() == 1 && refused.screen.contains("[LA001]") && !refused.screen.contains("Record it?"),
      "\(refused.screen)")
    // Ctrl-C at a question leaves.
    let left = try Terminal(program, ["undo", "1"])
    #expect(left.interrupt(at: "Why"))
    #expect(left.end() == 130 && left.screen.contains("interrupted"), "\(left.screen)")
    let ended = try Terminal(program, ["undo"])
    #expect(ended.answer("Which entry", "\u{4}"))
    _ = ended.end()
    #expect(try program.journal() == before)
  }

  /// Complete commands, --yes and whoever is no terminal are not asked.
  @Test func whoIsCompleteOrSilentIsNotAsked() throws {
    let program = try books()
    let whole = [
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "1.00", "--payee", "shop", "--service-date",
      "2021-09-01", "--paid-from", "bank", "--memo", "x",
    ]
    let terminal = try Terminal(program, whole)
    #expect(
      terminal.end() == 0 && terminal.screen.contains("Entry 2: 1.00") && !terminal.screen.contains("Record it?"),
      "\(terminal.screen)")
    let silent = try Terminal(program, ["expense", "add", "--yes", "--award", "YOUTH"])
    #expect(silent.end() == 2 && !silent.screen.contains("Which budget line:"), "\(silent.screen)")
    #expect(try program("expense", "add", "--award", "YOUTH").status == 2)
  }

  /// Two rows alike in one file are asked about.
  @Test func rowsAlikeAreAskedAbout() throws {
    let program = try books()
    let row = "2021-09-01,YOUTH,food,10.00,shop,2021-09-01\n"
    let path = try temporaryFile(Array(("date,award,line,amount,payee,service_date\n" + row + row).utf8))
    let no = try Terminal(program, ["expense", "import", path])
    #expect(no.answer("Two rows of the file say the same: line 2 and line 3.", "no"))
    #expect(no.end() == 1 && no.screen.contains("take the row at line 3 out of the file"), "\(no.screen)")
    let yes = try Terminal(program, ["expense", "import", path])
    #expect(yes.answer("Are they two purchases?", "yes"))
    #expect(yes.end() == 0 && yes.screen.contains("2 expenses recorded"), "\(yes.screen)")
  }

  /// A profile is declared by answering what stands in the file.
  @Test func aProfileIsMadeByAnswers() throws {
    let program = try books()
    let path = try temporaryFile(Array("When;Store;Cost\n9/1/2021;shop;$1,234.50\n".utf8), name: "own.csv")
    let terminal = try Terminal(program, ["import", "profile", "make", path, "--name", "own"])
    for (prompt, answer) in [
      ("What stands between its fields", ";"), ("Column ‹When› holds ‹9/1/2021›", "date"), ("Column ‹Store›", "payee"),
      ("Column ‹Cost›", "amount"),
      ("The file has no award", "YOUTH"), ("no line", "food"), ("no service_date", "2021-09-01"),
      ("groups of three digits", ","), ("currency", "$"),
      ("below zero", "brackets"), ("In which order", "mdy"),
    ] { #expect(terminal.answer(prompt, answer), "\(prompt)\n\(terminal.screen)") }
    #expect(terminal.end() == 0, "\(terminal.screen)")
    let imported = try program("expense", "import", path, "--profile", "own")
    #expect(imported.status == 0 && imported.output.contains("1,234.50"), "\(imported.errors)")
  }
}

extension Program {
  /// The journal without keys, times and logins, its entries numbered from 1.
  func journal(of organization: String = "site") throws -> [String] {
    let table = CSVTable(
      parsing: Array(try self("export", "journal", "--org", organization).output.utf8), file: "journal.csv",
      columns: JournalExport.columns.map { .required($0) })
    let left = ["idempotency_key", "recorded_at", "recorded_by", "prepared_by", "approved_by"]
    let columns = JournalExport.columns.filter { !left.contains($0) }
    var numbers: [String: String] = [:]
    for row in table.rows where numbers[row["entry_number"].text] == nil {
      numbers[row["entry_number"].text] = "\(numbers.count + 1)"
    }
    return table.rows.map { row in
      columns.map { $0.hasPrefix("entry_n") || $0.hasSuffix("_entry") ? numbers[row[$0].text] ?? "" : row[$0].text }
        .joined(separator: "|").replacing(/Reversal of [0-9]+/, with: "Reversal of N")
    }
  }
}
