import ArgumentParser
import Ledger

struct HandoverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "handover",
    abstract: "Pass the books on: back up, move every role of a login to another, and say where everything is.",
    discussion: """
      Writes a backup first. Then TO gets every role that FROM has, in the same scope, and FROM can no longer connect; what FROM recorded
      keeps its name. The document lists roles, awards, what is owed, cash, and what is missing or due, for both to sign: write it
      to a file with -o FILE.md. Run again, it moves nothing and writes the document as of that day. It is for a superuser of the
      server; of local books that is you.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @OptionGroup var output: OutputOptions
  @Option(help: ArgumentHelp("The backup; defaults to handover-FROM-TO-DAY.backup, here.", valueName: "file"))
  var backup: String?
  @Argument(help: "The login that leaves.", completion: .logins) var from: String
  @Argument(help: "The login that takes over; made where there is none.", completion: .logins) var to: String

  func validate() throws {
    if from == to { throw ValidationError("name two logins: FROM leaves, TO takes over") }
  }

  func run() throws {
    let day = try Console.today()
    let target = try connection.installerTarget()
    var handover = Handover(from: from, to: to, day: day)
    handover.facts = [StatementFact("Books", target.description)]

    // What the document says is what the login reads that has the roles, before they are moved.
    let pages = try connection.openAsInstaller { books in
      try books.reading(as: try books.holder(from: from, to: to)) {
        handover.facts += try Self.soundness(books)
        handover.places = try Self.places(books, target)
        return try books.organizations().flatMap { try books.handoverPages(of: $0, on: day) }
      }
    }
    try confirm()
    if !write.dryRun {
      let file = backup ?? "handover-\(Self.plain(from))-\(Self.plain(to))-\(day).backup"
      let report = try Backup(target).write(to: file)
      handover.facts.append(
        StatementFact("Backup", "\(file), \(report.byteCount) bytes, read back whole, as of \(report.takenAt) UTC"))
      handover.places.insert(
        .init("Backup", file, command: "ledgerctl check --backup \(Expense.shellQuoted(file))"), at: 1)
    }
    if let cluster = target.localCluster {
      handover.notes.append(
        "These books are local. Here, \(to) works with --as \(to), or with LEDGER_LOGIN=\(to) set. Whoever can act as the user of this machine who owns \(cluster.home), or as its administrator, can act as any login: pass that account on as well. On another machine, restore the backup and run this command there."
      )
    }
    if write.dryRun { handover.notes.insert("Dry run: nothing was backed up, and nobody's roles have changed.", at: 0) }
    try connection.openAsInstaller { books in
      // The document is written before the roles have moved for good: where it cannot be, they have not.
      try books.write(dryRun: write.dryRun) {
        let move = try books.moveMemberships(from: from, to: to)
        if !write.dryRun { try target.localCluster?.allow(login: to) }
        try output.write([handover.cover(), handover.people(move)] + pages)
      }
    }
    if output.output != nil, !write.dryRun {
      print("\(from) has handed the books over to \(to). Both sign the document: \(output.output ?? "")")
    }
  }

  private func confirm() throws {
    guard Console.isInteractive, !write.isSilent, !write.dryRun else { return }
    guard try Console.confirms("Back up, give every role of \(from) to \(to), and end the access of \(from)?") else {
      throw Refusal("nothing was handed over", nextStep: "--dry-run shows the document and changes nothing")
    }
  }

  /// Whether every rule holds, and the last seal.
  private static func soundness(_ books: borrowing Books) throws -> [StatementFact] {
    let checked = try books.check()
    let seal = try books.seals().max { $0.number < $1.number }
    return [
      StatementFact(
        "Check",
        checked.broken.isEmpty
          ? "sound: \(checked.inWords)"
          : "\(checked.broken.count) broken rules; \"ledgerctl check\" names them"),
      StatementFact(
        "Last seal",
        seal.map { "number \($0.number), \($0.entryCount.counted("entry", "entries")), root \($0.root)" } ?? "none yet"),
    ]
  }

  private static func places(_ books: borrowing Books, _ target: ConnectionTarget) throws -> [Handover.Place] {
    let documents = try books.organizations().map { try books.stats(of: $0).documents }.reduce(0, +)
    let local = target.localCluster
    return [
      .init(
        "The books",
        "PostgreSQL database \(try target.databaseName()), \(local.map { "in \($0.dataFolder)" } ?? target.description)",
        command: local == nil ? "ledgerctl stats --books ..." : "ledgerctl server status"),
      .init("Documents", "\(documents), inside the books", command: "ledgerctl document list"),
      .init("Imported files", "their batches are in the books, the files are not", command: "ledgerctl import list"),
      .init("Profiles of spreadsheets", "in the books", command: "ledgerctl import profile list"),
      .init("What waits for approval", "in the books", command: "ledgerctl approve list"),
      .init("What to do next", "in the books", command: "ledgerctl todo"),
      .init("How things are done", "in the command", command: "ledgerctl help tasks"),
      .init("What an error code means", "in the command", command: "ledgerctl help errors CODE"),
    ] + (local.map { [.init("Messages of the server", $0.logFile, command: "ledgerctl server status")] } ?? [])
  }

  /// A login as part of a file's name.
  private static func plain(_ login: String) -> String {
    String(
      String.UnicodeScalarView(
        login.unicodeScalars.map {
          $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil) ? $0 : "-"
        }))
  }
}
