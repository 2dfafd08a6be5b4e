import Foundation
import Testing

@testable import Ledger

/// What was removed is in no file of the server, nor in what is made of it afterwards.
@Suite struct TextPurgeTests {
  /// The files under a folder that hold these bytes.
  private static func files(under folder: String, holding text: String) throws -> [String] {
    let wanted = Data(text.utf8)
    guard let files = FileManager.default.enumerator(atPath: folder) else { return ["no folder \(folder)"] }
    return files.compactMap { $0 as? String }.filter { name in
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else { return false }
      return data.range(of: wanted) != nil
    }
  }

  private static func secret() -> String {
    String((0..<40).map { _ in "abcdefghijkmnpqrstuvwxyz23456789".randomElement()! })
  }

  private static func roots(_ cluster: LocalCluster) throws -> [String] {
    try cluster.connectAsInstaller(database: "ledger").execute(
      """
      select encode(root, 'hex') || (select md5(string_agg(encode(l.hash, 'hex'), ',' order by l.organization_id, l.leaf_index))
        from ledger.leaf l where l.seal_number <= s.number) as x
      from ledger.seal s where number <= 1
      """
    ).map { try $0.text("x") }
  }

  @Test func afterAPurgeNothingHoldsTheText() throws {
    let cluster = LocalCluster(
      home: TestCluster.temporaryHome(), environment: ProcessInfo.processInfo.environment,
      extraSettings: ["fsync": "off", "shared_buffers": "32MB"])
    defer { cluster.destroy() }
    try cluster.ensureRunning()
    let program = Program(environment: ["LEDGER_HOME": cluster.home])
    try #require(try program("init", "--org", "site", "--name", "Site").status == 0)
    try program.addAward()
    try #require(try program("user", "grant", "second_person", "approver", "--org", "site").status == 0)
    let second = Program(environment: ["LEDGER_HOME": cluster.home, "LEDGER_LOGIN": "second_person"])
    let secret = Self.secret()

    // In a description, a memo, a key, an invoice number, a reversal, an import's file name and rows.
    let target = try ConnectionTarget(local: cluster, login: LocalCluster.systemUserName())
    let recorder = Books(try target.connect())
    let lines =
      "[{\"account_code\": \"1010\", \"fund_code\": \"YOUTH\", \"amount_cents\": 100, \"memo\": \"\(secret)\"}, {\"account_code\": \"1450\", \"fund_code\": \"YOUTH\", \"amount_cents\": -100}]"
    let json =
      "[{\"entry_date\": \"2021-09-15\", \"kind\": \"journal\", \"description\": \"Of \(secret)\", \"idempotency_key\": \"k-\(secret)\", \"lines\": \(lines)}]"
    let entry = try recorder.connection.execute("select entry_id from ledger.record(1, \(json)::jsonb)").only {
      try $0.int64("entry_id")
    }
    try #require(
      try program("undo", "\(entry)", "--reason", "It was for \(secret)", "--date", "2021-09-16").status == 0)
    let bill = try program(
      "bill", "add", "--award", "YOUTH", "--line", "food", "--amount", "70.00", "--payee", "shop", "--number", secret,
      "--service-date", "2021-09-03")
    try #require(bill.status == 0, "\(bill.errors)")
    let expense = try program(
      "expense", "add", "--award", "YOUTH", "--line", "food", "--amount", "12.00", "--payee", "shop", "--memo",
      "For \(secret)", "--service-date", "2021-09-04", "--paid-from", "bank")
    try #require(expense.status == 0, "\(expense.errors)")
    // Made of what the command said: who guesses the rest of it could confirm the name.
    let made = try recorder.connection.execute(
      "select idempotency_key from ledger.journal_entry where idempotency_key like 'expense:%'"
    ).only { try $0.text("idempotency_key") }
    try #require(try program("seal").status == 0)
    let roots = try Self.roots(cluster)
    try #require(roots.count == 1)
    try cluster.connectAsInstaller(database: "ledger").script("analyze")
    // Files of the log that hold it are given new names, to be used again.
    for sql in ["checkpoint", "select pg_switch_wal()", "checkpoint", "select pg_switch_wal()", "checkpoint"] {
      try cluster.connectAsInstaller(database: "ledger").script(sql)
    }
    try #require(try Self.files(under: cluster.home, holding: secret).count > 2)

    let found = try program("text", "find", secret.uppercased(), "--org", "site", "--format", "csv")
    try #require(found.status == 0, "\(found.errors)")
    let places = found.output.split(whereSeparator: { ",\n".contains($0) }).map(String.init).filter {
      TextPlace($0) != nil
    }
    #expect(places.count >= 7, "\(found.output)")
    let proposed = try program.run(
      ["text", "remove", "--reason", "Asked for by letter"] + places.flatMap { ["--place", $0] })
    try #require(proposed.status == 0, "\(proposed.errors)")
    #expect(try program("approve", "give", "1").errors.contains("[LV001]"))
    let shown = try second("approve", "show", "1")
    #expect(shown.output.contains("Asked for by letter"), "\(shown.output)")
    #expect(shown.status == 0 && shown.output.contains("journal_entry:\(entry):description"), "\(shown.errors)")
    let given = try second("approve", "give", "1")
    try #require(given.status == 0, "\(given.errors)")
    #expect(given.output.contains("texts removed") && given.output.contains("Purged: "), "\(given.output)")
    #expect(!given.output.contains("still keeps"), "\(given.output)")

    for text in [secret, made] { #expect(try Self.files(under: cluster.home, holding: text) == []) }
    #expect(try program("check").output.hasPrefix("Sound: "))
    #expect(try Self.roots(cluster) == roots)
    let voucher = try program("entry", "show", "\(entry)")
    #expect(voucher.output.contains("text removed on ") && !voucher.output.contains("removed:"), "\(voucher.output)")
    let open = try program("entry", "show", "\(entry)", "--canonical", "--open")
    #expect(open.output.contains("description\tremoved on "), "\(open.output)")
    for words in [
      ["entry", "list"], ["find", "100"], ["export", "journal"], ["bill", "list"], ["register", "--account", "1010"],
      ["approve", "list", "--all"],
    ] {
      let outcome = try program.run(words)
      #expect(
        outcome.status == 0 && !outcome.output.contains("removed:"), "\(words): \(outcome.output)\(outcome.errors)")
    }

    // What somebody still sees is not purged, and that is said.
    let reader = try target.connect()
    try reader.script("begin isolation level repeatable read; select count(*) from ledger.journal_entry")
    #expect(throws: TextPurge.StillRead.self) { try TextPurge(target, patience: .zero).run() }
    try reader.script("rollback")
    #expect(try program("text", "purge").output.contains("Purged: "))

    // A backup that is made now holds none of it, and restores.
    let file = try temporaryFile([], name: "books.dump")
    try #require(try program("backup", file).status == 0)
    let elsewhere = LocalCluster(home: TestCluster.temporaryHome())
    defer { elsewhere.destroy() }
    let other = Program(environment: ["LEDGER_HOME": elsewhere.home])
    let restored = try other("restore", file)
    try #require(restored.status == 0, "\(restored.errors)")
    #expect(try other("check").output.hasPrefix("Sound: "))
    #expect(try Self.files(under: elsewhere.home, holding: secret) == [])
    #expect(try Self.roots(elsewhere) == roots)
  }
}
