import Foundation
import Testing

@testable import Ledger

/// Sealing, and statements as of a seal, through the command.
@Suite struct SealCommandTests {
  @Test func aStatementAsRecordedIsTheOneThatWasPrinted() throws {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    let statement = ["statement", "budget", "YOUTH", "--as-of", "2021-12-31", "--format", "csv"]
    #expect(try program.run(statement + ["--as-recorded", "1"]).errors.contains("these books have no seal yet"))
    _ = try program.addExpense(key: "first")
    let sealed = try program("seal")
    #expect(sealed.status == 0 && sealed.output.contains("\nSeal 1: "))
    let printed = try program.run(statement).output
    _ = try program.addExpense(key: "second")
    #expect(try program.run(statement).output != printed)
    #expect(try program.run(statement + ["--as-recorded", "1"]).output == printed)
    let today = try books.asInstaller().execute("select (now() at time zone 'UTC')::date::text as day").only {
      try $0.text("day")
    }
    #expect(try program.run(statement + ["--as-recorded", today]).output == printed)
    let head = try program.run(Array(statement.dropLast(2)) + ["--as-recorded", "1"]).output
    #expect(head.contains("As recorded:       seal 1 of 20"))
    for other in [["trial-balance"], ["activities"], ["position"], ["award-schedule"]] {
      let found = try program.run(["statement"] + other + ["--as-recorded", "1"])
      #expect(found.status == 0 && found.output.contains("seal 1 of 20"), "\(other): \(found.errors)")
    }
  }

  @Test func wrongSealsAreExplained() throws {
    let (program, _, _) = try Program.withBooks()
    #expect(try program("seal").output.contains("Seal 1: "))
    try program.addAward()
    #expect(try program("seal").status == 0)
    #expect(try program("seal").output.hasPrefix("Everything is sealed.\nSeal 2: "))
    let unknown = try program("statement", "position", "--as-recorded", "7")
    #expect(unknown.status == 1)
    #expect(unknown.errors == "ledgerctl: error: there is no seal 7\n  \"ledgerctl seal --list\" lists them\n")
    #expect(
      try program("statement", "position", "--as-recorded", "2001-01-01").errors.contains("nothing was sealed through"))
    #expect(try program("statement", "position", "--as-recorded", "yesterday").status == 1)
    #expect(try program("seal", "--list", "--every", "5").status == 2)
    #expect(try program("seal", "--every", "0").status == 2)
    #expect(try program("seal", "--every", "2").status == 0)
    #expect(try program("seal", "--list", "--format", "csv").output.split(separator: "\n").count == 3)
    for number in 1...2 { _ = try program.addExpense(key: "tail \(number)") }
    #expect(try program("seal", "--list", "--format", "csv").output.split(separator: "\n").count == 4)
  }

  /// Somebody posting elsewhere holds nothing up; somebody sealing does, and the command says so; a month is closed all the same.
  @Test func whoSealsIsAlone() throws {
    let (program, books, login) = try Program.withBooks()
    try program.addAward()
    _ = try program("seal")
    _ = try program.addExpense(key: "first")
    try #require(try program("org", "add", "elsewhere", "Elsewhere").status == 0)
    let other = Books(try books.as(login: login))
    try other.connection.script("begin")
    try other.post(
      Drafts.transfer(key: "slow").changed { for line in $0.lines.indices { $0.lines[line].fund = "general" } },
      to: try other.organization("elsewhere"))
    let sealed = try program("seal")
    #expect(sealed.status == 0 && sealed.output.contains("\nSeal 2: "))
    // As whoever seals does, but for as long as this test takes.
    let sealer = try books.asInstaller()
    try sealer.script("begin; select from ledger.sealing for update")
    let busy = try program("seal")
    #expect(busy.status == 3 && busy.errors.hasPrefix("ledgerctl: error: somebody else is sealing"))
    let closing = try program("period", "close", "2021-01", "--org", "site", "--reason", "reported")
    #expect(closing.status == 0 && closing.output.contains("Not sealed yet, because somebody else is sealing"))
    try sealer.script("rollback")
    try other.connection.script("commit")
    let next = try program("period", "close", "2021-02", "--org", "site", "--reason", "reported")
    #expect(next.output.contains("\nSeal 3: "))
  }

  /// The limit of the tail waits for nobody who seals without saying so, is set once they have ended, and Ctrl-C leaves at once.
  @Test func theLimitIsSetOnceNobodySeals() throws {
    let (program, books, _) = try Program.withBooks()
    let sealer = try books.asInstaller()
    let limit = { try sealer.execute("select tail_limit as x from ledger.sealing").only { try $0.int("x") } }
    for isStopped in [true, false] {
      try sealer.script("begin; select from ledger.sealing for update")
      let process = try program.start(["seal", "--every", "77"])
      let errors = Pipe()
      process.standardError = errors
      try process.run()
      var said = ""
      while !said.contains("\n") {
        let more = errors.fileHandleForReading.availableData
        try #require(!more.isEmpty, "\(said)")
        said += String(decoding: more, as: UTF8.self)
      }
      #expect(said == "Somebody else is sealing; trying again ...\n")
      if isStopped {
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        try sealer.script("rollback")
        #expect(try limit() != 77)
      } else {
        try sealer.script("rollback")
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(try limit() == 77)
      }
    }
  }

  /// Books that are a copy which follows others say so, whatever is recorded in them.
  @Test func aReadOnlyCopySaysSo() throws {
    let (program, books, login) = try Program.withBooks()
    try program.addAward()
    try books.asInstaller().script("alter database \(books.database) set default_transaction_read_only = on")
    for words in [
      ["seal"], ["party", "add", "acme", "Acme"], ["period", "close", "2021-01", "--reason", "reported"],
      ["seal", "--every", "5"],
      [
        "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "7.00", "--payee", "shop", "--paid-from",
        "bank",
        "--service-date", "2021-09-03",
      ],
    ] {
      let found = try program.run(words)
      #expect(found.status == 3, "\(words): \(found.output)")
      #expect(
        found.errors
          == "ledgerctl: error: these books are a read-only copy, or this session is read-only; nothing was recorded [25006]\n  of a copy, record in the books that it is a copy of: --books names their server; else take default_transaction_read_only out of PGOPTIONS, the connection string or the login\n",
        "\(words)")
    }
    #expect(try program("check").status == 0)
    // Asked for a server that records, with the copy as the only one that answers.
    let target = TestCluster.shared.conninfo(user: login, database: books.database)
    let found = try program("org", "list", "--books", "\(target) target_session_attrs=read-write")
    #expect(found.status == 5)
    #expect(
      found.errors.contains("session is read-only\n  a standby answers, and no server that records: "),
      "\(found.errors)")
  }

  /// A checkpoint is printed, signed elsewhere, kept and shown; what is of no seal is refused.
  @Test func aSignedCheckpointIsKept() throws {
    let (program, books, login) = try Program.withBooks()
    try program.addAward()
    #expect(try program("seal", "show").errors.contains("these books have no seal yet"))
    _ = try program("seal")
    let origin = try books.asInstaller().execute("select 'ledgerctl/' || id || '-1' as x from meta.instance").only {
      try $0.text("x")
    }
    let lines = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    let whole = try program("seal", "show", "1", "--checkpoint").output
    let site = try program("seal", "show", "--checkpoint", "--org", "site").output
    let said = try program("seal", "show", "1", "--canonical").output
    let fields = said.dropLast().split(separator: "\t", omittingEmptySubsequences: false)
    #expect(fields.count == 10 && fields[0] == "seal/1" && fields[3] == "\(login.utf8.count):\(login)", "\(said)")
    #expect(try program("seal", "show", "--canonical", "--checkpoint").status == 2)
    #expect(lines(whole).count == 4 && lines(whole)[0] == origin && lines(whole)[1] == "3" && lines(whole)[3] == "")
    #expect(lines(site).count == 4 && lines(site)[0] == "\(origin)/site" && Int(lines(site)[1])! > 3)
    let shown = try program("seal", "show", "1").output
    #expect(shown.contains("Nobody else’s signature of it is kept here.") && shown.contains("the whole books"))
    let hash = MerkleTree.leaf(Array(said.utf8))
    let listed = try program("seal", "show", "1", "--format", "csv").output
    #expect(listed.contains("what the seal says") && listed.contains(hash), "\(listed)")
    for (note, org, expected) in [
      (whole + "\n\u{2014} partner.example ChssPUFBQUE=\n", [], 0 as Int32),
      (
        site + "\n\u{2014} partner.example ChssPUFBQUE=\n\u{2014} funder.example AQIDBEJCQkI=\n", ["--org", "site"], 0
      ),
      // Kept already; of another tree; without a signature; changed.
      (whole + "\n\u{2014} partner.example ChssPUFBQUE=\n", [], 4), (site + "\n\u{2014} x y\n", [], 1), (whole, [], 1),
      (site + "\n\u{2014} Somebody (a sentence about her)\n", ["--org", "site"], 1),
      (whole + "\nsigned by me\n", [], 1),
      (whole.replacingOccurrences(of: "\n3\n", with: "\n2\n") + "\n\u{2014} x y\n", [], 1),
    ] {
      let file = try temporaryFile(Array(note.utf8), name: "note")
      let kept = try program.run(["seal", "keep", file] + org)
      #expect(kept.status == expected, "\(note): \(kept.errors)")
      if expected == 1 {
        #expect(kept.errors.contains("[LS005]") && kept.errors.contains("seal show NUMBER --checkpoint"))
      }
    }
    let after = try program("seal", "show", "1").output
    #expect(after.contains("partner.example: the books, kept"))
    #expect(
      after.contains("partner.example, funder.example: site, kept") && after.contains("by \(login)"))
    #expect(try program("check").status == 0)
  }

  @Test func anEntryTellsItsLeaf() throws {
    let (program, _, _) = try Program.withBooks()
    try program.addAward()
    _ = try program.addExpense(key: "first")
    #expect(try program("entry", "show", "first").output.contains("Sealed:        not yet"))
    _ = try program("seal")
    #expect(try program("entry", "show", "first").output.contains("of seal 1"))
    let text = try program("entry", "show", "first", "--canonical").output
    #expect(text.hasPrefix("entry/3\tsite\t") && text.hasSuffix("\n"))
    // Opened, each commitment is the one of its salt and text.
    let opened = try program("entry", "show", "first", "--canonical", "--open").output
    #expect(opened.hasPrefix(text))
    let lines = opened.dropFirst(text.count).split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    #expect(lines.prefix(2).map(\.[0]) == ["description", "idempotency key"])
    for line in lines {
      try #require(line.count == 3)
      let salt = try #require(Data(base64Encoded: line[1]))
      #expect(salt.count == 16)
      #expect(text.contains("\t" + MerkleTree.base64(SHA256.hex(of: [2] + Array(salt) + Array(line[2].utf8))) + "\t"))
    }
    #expect(try program("entry", "show", "first", "--open").status == 2)
  }
}
