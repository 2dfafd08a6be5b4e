import Foundation
import Testing

@testable import Ledger

/// First use and upgrades, through the command, on a cluster of the test's own.
@Suite struct InitTests {
  /// A server that is a copy makes no books.
  @Test func noBooksAreMadeOnAReadOnlyCopy() throws {
    let (program, cluster) = try Program.withLocalBooks()
    defer { cluster.destroy() }
    let server = try cluster.connectAsInstaller(database: "postgres")
    try server.script("alter database postgres set default_transaction_read_only = on")
    let found = try program("init", "--org", "site", "--name", "Site")
    #expect(found.status == 3)
    #expect(
      found.errors.hasPrefix(
        "ledgerctl: error: these books are a read-only copy, or this session is read-only; nothing was recorded [25006]\n"
      ),
      "\(found.errors)")
  }

  @Test func initIsSafeToRepeatAndSaysWhatItNeeds() throws {
    let (program, cluster) = try Program.withLocalBooks()
    defer { cluster.destroy() }

    let early = try program("award", "list")
    #expect(early.status == 1)
    #expect(early.errors.contains("ledgerctl init"))

    let bare = try program("init")
    #expect(bare.status == 1)
    #expect(bare.errors.contains("ledgerctl init --org"))

    let wrong = try program("init", "--org", "site", "--name", "Site", "--ein", "123")
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("NN-NNNNNNN"))

    let made = try program(
      "init", "--org", "site", "--name", "Site", "--ein", "12-3456789", "--fiscal-year-start", "10")
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.output.contains("Daily use connects as \(try LocalCluster.systemUserName())"))
    let again = try program("init", "--org", "site", "--name", "Site")
    #expect(again.status == 0)
    #expect(again.output == "The books are up to date.\n")
    #expect(try program("org", "list").output.contains("12-3456789"))

    #expect(try program("server", "status").output.contains("running"))
    #expect(try program("server", "stop").output.contains("stopped"))
    #expect(try program("server", "status").output.contains("stopped"))
    let sound = try program("check").output
    #expect(
      sound.hasPrefix("Sound: 0 entries, 0 lines and 0 seals keep all ")
        && sound.contains(" records are not sealed yet: no root says anything of them.\nBy rights on the server"),
      "\(sound)")

    let installer = try cluster.connectAsInstaller(database: LocalCluster.booksDatabase)
    try installer.execute("insert into meta.migration (version, name, checksum) values (9999, 'V9999_future', '')")
    let newer = try program("org", "list")
    #expect(newer.status == 1)
    #expect(newer.errors.contains("Install the newer ledgerctl"))
  }

  /// At a terminal a wrong answer is asked for again, and at the end stands what is done next.
  @Test func aWrongAnswerIsAskedForAgain() throws {
    let (program, cluster) = try Program.withLocalBooks()
    defer { cluster.destroy() }
    let terminal = try Terminal(program, ["init"])
    for (prompt, answer) in [
      ("Name of the organization", " "), ("a name has 1 to 200 characters", "Site"),
      ("Short name for it", "no good"), ("has a space in it", "site"), ("EIN, NN-NNNNNNN, or nothing", "123456789"),
      ("‹123456789› is no EIN", "12-3456789"), ("Month in which the fiscal year starts, 1 to 12 [7]", "13"),
      ("‹13› is not a month", "10"),
    ] { #expect(terminal.answer(prompt, answer), "\(prompt)\n\(terminal.screen)") }
    #expect(terminal.end() == 0 && terminal.screen.contains("Next: \"ledgerctl todo\""), "\(terminal.screen)")
    #expect(try program("org", "list").output.contains("12-3456789"))
    #expect(try program("todo").output.contains("ledgerctl party add FUNDER"))
  }

  /// Whoever makes books at the same moment waits; nobody reads of PostgreSQL's catalogs. `isRunning`: whether there is a server before.
  @Test(arguments: [true, false]) func severalAtOnceEndWell(isRunning: Bool) throws {
    let (program, cluster) = try Program.withLocalBooks()
    defer { cluster.destroy() }
    if !isRunning { try cluster.stop() }
    let several = try (1...4).map { _ in try RunningProgram(program, ["init", "--org", "site", "--name", "Site"]) }
    let outcomes = several.map { $0.finish() }
    for outcome in outcomes { #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)") }
    #expect(outcomes.count { $0.output.contains("The books are ready") } == 1)
    #expect(try program("org", "list", "--format", "csv").output.split(separator: "\n").count == 2)
    // Nor do logins of the server that are changed at once.
    for words in [["user", "grant", "same", "recorder"], ["user", "revoke", "same", "recorder"]] {
      let pair = try (1...4).map { _ in try RunningProgram(program, words) }.map { $0.finish() }
      #expect(pair.contains { $0.status == 0 })
      #expect(pair.allSatisfy { [0, 4].contains($0.status) || $0.errors.contains("does not have that role there") })
      for outcome in pair { #expect(!outcome.errors.contains("concurrently"), "\(outcome.errors)") }
    }
  }

  /// On local books the next login works at once, by --as or by a variable, and the old one no longer.
  @Test func localBooksPassOn() throws {
    let (program, cluster) = try Program.withLocalBooks()
    defer { cluster.destroy() }
    try program("init", "--org", "site", "--name", "Site")
    let me = try LocalCluster.systemUserName()
    let backup = try temporaryFile([], name: "local.backup")
    let document = try temporaryFile([], name: "handover.md")
    let handed = try program("handover", me, "local_next", "--backup", backup, "-o", document)
    #expect(handed.status == 0 && handed.output.contains("Both sign the document"), "\(handed.errors)")
    let text = try String(contentsOfFile: document, encoding: .utf8)
    #expect(
      text.contains("LEDGER") && text.contains("These books are local") && text.contains("server status"), "\(text)")
    let refused = try program("org", "list")
    #expect(refused.status == 3 && refused.errors.contains("your login may not open these books"), "\(refused.errors)")
    #expect(try program("org", "list", "--as", "local_next").output.contains("Site"))
    let next = Program(environment: ["LEDGER_HOME": cluster.home, "LEDGER_LOGIN": "local_next"])
    #expect(try next("org", "list").output.contains("Site"))
    #expect(try next("org", "list", "--as", me).status == 3)
    // The backup is from before: restored elsewhere, the books are handed over there.
    #expect(try program("restore", backup, "--dry-run").output.contains("keep all "))
  }

  @Test func helpIsThereForEveryCommand() throws {
    let program = Program(environment: [:])
    let help = try program("--help").output
    for line in help.split(separator: "\n") { #expect(line.count <= 80) }
    for command in [
      "init", "server", "user", "org", "account", "fund", "party", "award", "budget", "expense", "entry", "period",
      "statement", "check", "backup", "restore", "document", "receipt",
    ] {
      #expect(help.contains("  \(command) "))
      #expect(try program(command, "--help").status == 0)
    }
    #expect(try program("--version").output == "\(ledgerVersion)\n")
  }
}
