import ArgumentParser
import Glibc
import Ledger

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Recompute every rule from the rows, and name each that is broken.",
    discussion:
      """
      Reads what you may read, changes nothing, and compares the rules themselves with what the last upgrade left. What is sealed is made
      again by this program from the rows, whatever the database says of itself.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var output: OutputOptions
  @Option(
    help: ArgumentHelp(
      "Check a file that \"ledgerctl backup\" wrote, on a server of its own that is gone afterwards; no books are needed.",
      valueName: "file"))
  var backup: String?

  func validate() throws {
    if backup != nil, connection.books != nil {
      throw ValidationError("--backup reads a file and no books: leave --books out")
    }
  }

  func run() throws {
    if let backup { return try check(backup: backup) }
    try connection.open { books in
      guard try books.readsAny() else {
        throw ExplainedError(
          failure: Failure(
            .notPermitted,
            "your login reads the books of no organization here, so there is nothing that it could check",
            nextStep: "ask the owner of the books to run \"ledgerctl user grant\"; nothing was checked"))
      }
      let checked = try books.check()
      // Before the verdict where it is broken, which ends the command.
      if !checked.broken.isEmpty { tellOfServer(checked) }
      try say(
        checked,
        whenBroken:
          "stop posting and restore a sound backup; somebody with superuser rights changed the books past their rules")
      if checked.broken.isEmpty { tellOfServer(checked) }
      try tellOfOddBalances(books)
    }
  }

  private func check(backup: String) throws {
    let report = try BackupCheck(environment: Console.environment()).run(backup) { step in
      if isatty(STDERR_FILENO) == 1 { Console.writeError("\(step) ...\n") }
    }
    let path = VisibleText.escaped(backup)
    // Before the verdict: it is what the verdict is about. A list of faults goes to a file or a program by itself.
    if report.checked.broken.isEmpty {
      print(
        "\(path) holds the books as of \(report.takenAt) UTC; it was loaded into tables and rules of this program's own."
      )
    }
    try say(
      report.checked,
      whenBroken:
        "use an older backup; the books that it was taken from, or the file itself, were changed past their rules")
    print(report.sealSentence)
  }

  /// What no rule forbids and somebody is to look at.
  private func tellOfOddBalances(_ books: borrowing Books) throws {
    let today = try Console.today()
    for organization in try books.organizations() where try books.reads(organization) {
      for odd in try books.oddBalances(of: organization, asOf: today) {
        print(
          VisibleText.escaped(
            "No rule forbids it, and it is to be looked at: \(odd.inWords), in the books of \(organization.code). "
              + "See \"ledgerctl register --account \(odd.account) --org \(organization.code)\"."))
      }
    }
  }

  /// Who is not bound by what was checked.
  private func tellOfServer(_ checked: CheckedBooks) {
    let line =
      "By rights on the server, and not in these books, can go past their rules: \(checked.waysAround.joined(separator: "; "))."
    print(VisibleText.escaped(line))
  }

  /// The verdict; throws `Refusal` where a rule is broken.
  private func say(_ checked: CheckedBooks, whenBroken nextStep: String) throws {
    guard !checked.broken.isEmpty else {
      print("Sound: \(checked.inWords).")
      if checked.sealedCount > 0 {
        print(
          "\(checked.leafCount) of \(checked.sealedCount) sealed records were made again from their rows: none of them was changed, removed or added."
        )
      }
      if let sentence = checked.unsealedSentence { print(sentence) }
      if checked.holes > 0 {
        print(
          "\(checked.holes) \(checked.holes == 1 ? "number was" : "numbers were") drawn for entries that were refused, broken off or recorded before; nothing is lost."
        )
      }
      return
    }
    try output.write(
      .list(
        "Broken rules",
        [
          StatementColumn("rule", "Rule", .text), StatementColumn("organization", "Organization", .text),
          StatementColumn("place", "Place", .text), StatementColumn("problem", "Problem", .text),
        ],
        checked.broken.map { [.text($0.rule), .optional($0.organization), .text($0.place), .text($0.problem)] },
        empty: ""))
    throw Refusal(
      "\(checked.broken.count) broken \(checked.broken.count == 1 ? "rule" : "rules")",
      nextStep: nextStep)
  }
}

extension CheckedBooks {
  /// What no seal proves; nil where all is sealed.
  var unsealedSentence: String? {
    guard unsealedCount > 0 else { return nil }
    return unsealedCount == 1
      ? "1 record is not sealed yet: no root says anything of it."
      : "\(unsealedCount) records are not sealed yet: no root says anything of them."
  }
}

extension Restore.Report {
  /// What proves that a backup holds what was recorded.
  var sealSentence: String {
    guard let seal = lastSeal else { return "Nothing in it is sealed, so nothing proves that it is what was recorded." }
    return
      "Last seal: number \(seal.number), \(seal.entryCount.counted("entry", "entries")), root \(seal.root). Compare it with one that somebody else keeps."
  }
}
