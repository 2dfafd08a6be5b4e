import Synchronization
import Testing

@testable import Ledger

/// Documents by direct SQL: as each role, with each rule and without it.
@Suite struct DocumentRuleTests {
  private func hex(_ bytes: [UInt8]) -> String {
    // Large ones are made by the server.
    if bytes.count > 1_000_000 { return "convert_to('%PDF-' || repeat(' ', \(bytes.count - 5)), 'UTF8')" }
    return "'\\x" + (ByteText(bytes).parameterText?.dropFirst(2) ?? "") + "'::bytea"
  }

  private func attach(
    _ bytes: [UInt8] = SampleFiles.pdf, _ type: String = "application/pdf", entry: Int64? = 1, award: String? = nil,
    organization: Int64 = 1, name: String = "scan.pdf", class: String = "ordinary"
  ) -> String {
    """
    select * from ledger.attach_document(\(organization), \(hex(bytes)), '\(type)', '\(name)',
      \(entry.map(String.init) ?? "null"), \(award.map { "'\($0)'" } ?? "null"), null, '\(`class`)')
    """
  }

  private func insert(
    _ bytes: [UInt8], _ type: String, sha256: String? = nil, class: String = "ordinary", more: (String, String)? = nil
  ) -> String {
    """
    insert into ledger.document (organization_id, sha256, media_type, file_name, class, bytes\(more.map { ", \($0.0)" } ?? ""))
    values (1, \(sha256 ?? "sha256(\(hex(bytes)))"), '\(type)', 'scan.pdf', '\(`class`)', \(hex(bytes))\(more.map { ", \($0.1)" } ?? ""))
    """
  }

  @Test func contentSaysWhatItIs() throws {
    let sample = try SampleBooks.copy()
    let recorder = try sample.as(.recorder)
    for file in SampleFiles.all {
      #expect(outcome(recorder, attach(file.bytes, file.type)) == "accepted", "\(file.ending)")
      for other in ["application/pdf", "image/png", "text/plain", "application/zip", ""] where other != file.type {
        let isText = file.type == "text/csv" && other == "text/plain"
        let found = outcome(recorder, attach(file.bytes + [0x20], other))
        #expect(found == (isText ? "accepted" : "LD001"), "\(file.ending) as \(other): \(found)")
      }
    }
    for bytes in SampleFiles.refused {
      for type in ["application/pdf", "text/plain", "application/zip", "application/octet-stream"] {
        #expect(outcome(recorder, attach(bytes, type)) == "LD001", "\(bytes) as \(type)")
      }
    }
    #expect(try brokenRules(sample.books.asInstaller()).isEmpty)
  }

  @Test func eachWayOfWritingIsRefused() throws {
    let sample = try SampleBooks.copy()
    let before = try sample.books.digest()
    let large = SampleFiles.pdf(of: DocumentDraft.largestByteCount + 1)
    let attempts: [(function: String?, direct: String, refusal: String)] = [
      (attach(SampleFiles.png, "image/jpeg"), insert(SampleFiles.png, "image/jpeg"), "LD001"),
      (attach(class: "personal"), insert(SampleFiles.pdf, "application/pdf", class: "personal"), "LD002"),
      (attach([], "text/plain"), insert([], "text/plain"), "LD003"),
      (attach(large), insert(large, "application/pdf"), "LD003"),
      (
        attach(class: "secret"), insert(SampleFiles.pdf, "application/pdf", class: "secret"), "document_class_check"
      ),
      (
        nil, insert(SampleFiles.pdf, "application/pdf", sha256: "sha256('other'::bytea)"), "document_sha256_check"
      ),
      (nil, insert(SampleFiles.pdf, "application/pdf", more: ("recorded_by", "'somebody'")), "LE009"),
      (attach(name: " "), insert(SampleFiles.pdf, "application/pdf").replacing("scan.pdf", with: " "), "label_is_text"),
    ]
    for attempt in attempts {
      if let function = attempt.function {
        #expect(outcome(try sample.as(.recorder), function) == attempt.refusal, "\(attempt.refusal)")
      }
      for login in SampleLogin.allCases {
        #expect(outcome(try sample.as(login), attempt.direct) == "42501", "\(login)")
      }
      #expect(outcome(try sample.asOwner(), attempt.direct) == attempt.refusal)
      #expect(outcome(try sample.asReplica(), attempt.direct) == attempt.refusal)
    }
    let recorder = try sample.as(.recorder)
    #expect(outcome(recorder, attach(entry: 999_999)) == "document_link_entry_fkey")
    #expect(outcome(recorder, attach(entry: sample.number("expense"), award: "OPEN")) == "document_link_one_check")
    #expect(outcome(recorder, attach(entry: nil)) == "document_link_one_check")
    #expect(outcome(recorder, attach(entry: nil, award: "AWAY")) == "document_link_award_fkey")
    #expect(try recorder.execute("select from ledger.document").count == 0)
    #expect(try sample.books.digest() == before)
    // The limit itself is kept.
    #expect(outcome(recorder, attach(SampleFiles.pdf(of: DocumentDraft.largestByteCount))) == "accepted")
  }

  @Test func onlyRecordersAttachAndOnlyReadersOfEntriesRead() throws {
    let sample = try SampleBooks.copy()
    let entry = sample.number("expense")
    let refusals: [SampleLogin: String] = [
      .recorder: "accepted", .financeAdmin: "accepted", .southRecorder: "LM001", .southFinanceAdmin: "LM001",
    ]
    for login in SampleLogin.allCases {
      let expected = refusals[login] ?? "42501"
      #expect(outcome(try sample.as(login), attach(entry: entry)) == expected, "\(login)")
    }
    let link = try sample.as(.recorder).execute("select number from ledger.document_link").only {
      try $0.int64("number")
    }
    for login in SampleLogin.allCases where refusals[login] != "accepted" {
      let found = outcome(try sample.as(login), "select ledger.withdraw_document(1, \(link), 'x')")
      #expect(found == refusals[login] ?? "42501", "\(login)")
    }
    let counts: [SampleLogin: Int] = [
      .recorder: 1, .financeAdmin: 1, .approver: 1, .auditor: 1, .networkAuditor: 1, .awardAuditor: 0,
      .southRecorder: 0, .southFinanceAdmin: 0,
    ]
    for login in SampleLogin.allCases {
      let connection = try sample.as(login)
      for table in ["document", "document_link"] {
        guard let count = counts[login] else {
          #expect(outcome(connection, "select from ledger.\(table)") == "42501", "\(login)")
          continue
        }
        #expect(try connection.execute("select from ledger.\(unescaped: table)").count == count, "\(login)")
      }
    }
  }

  @Test func theSameIsKeptOnceAndAWrongOneIsWithdrawn() throws {
    let sample = try SampleBooks.copy()
    let books = Books(try sample.as(.recorder))
    let draft = DocumentDraft(fileName: "scan.pdf", bytes: SampleFiles.pdf)
    let first = try books.attach(draft, toEntry: sample.number("expense"), of: sample.north)
    let again = try books.attach(draft, toEntry: sample.number("expense"), of: sample.north)
    #expect(!first.wasAttached && again.wasAttached && again.attachment == first.attachment)
    let other = try books.attach(draft, toEntry: sample.number("refunded"), of: sample.north)
    let award = try books.attach(draft, award: "OPEN", of: sample.north)
    #expect(Set([first, other, award].map(\.document)).count == 1)
    #expect(try books.connection.execute("select from ledger.document").count == 1)
    try books.withdraw(attachment: first.attachment, of: sample.north, reason: "another purchase")
    #expect(try books.documents(of: sample.north, entry: sample.number("expense")).isEmpty)
    #expect(throws: DatabaseError.self) {
      try books.withdraw(attachment: first.attachment, of: sample.north, reason: "again")
    }
    #expect(
      outcome(books.connection, "select ledger.withdraw_document(1, 999, 'x')") == "document_withdrawal_link_fkey")
    #expect(
      outcome(books.connection, "select ledger.withdraw_document(1, \(other.attachment), ' ')") == "remark_is_text")
    let back = try books.attach(draft, toEntry: sample.number("expense"), of: sample.north)
    #expect(!back.wasAttached && back.attachment != first.attachment)
    let owner = try sample.asOwner()
    let link = """
      insert into ledger.document_link (organization_id, sha256, entry_id, times_withdrawn)
      select 1, sha256, \(sample.number("expense")), 7 from ledger.document
      """
    #expect(outcome(owner, link) == "document_link_once_key")
    for table in ["document", "document_link", "document_withdrawal"] {
      for sql in [
        "update ledger.\(table) set organization_id = 1", "delete from ledger.\(table)",
        "truncate ledger.\(table) cascade",
      ] {
        #expect(outcome(owner, sql) == "LE008", "\(sql)")
        #expect(outcome(try sample.asReplica(), sql) == "LE008", "\(sql)")
        #expect(outcome(try sample.as(.financeAdmin), sql) == "42501", "\(sql)")
      }
    }
    #expect(try books.check().broken.isEmpty)
  }

  /// Two at the same moment attach one document to one entry once.
  @Test(arguments: [false, true]) func oneAttachmentStandsWhenTwoAttach(isKept: Bool) throws {
    let sample = try SampleBooks.copy()
    if isKept { try sample.as(.recorder).script(attach(entry: nil, award: "OPEN")) }
    let first = try sample.as(.recorder)
    let attempt = attach(entry: sample.number("expense"))
    try first.script("begin; " + attempt)
    let found = Mutex("")
    let waiting = inThread {
      var ended = "not connected"
      if let second = try? sample.as(.financeAdmin) { ended = outcome(second, attempt) }
      let result = ended
      found.withLock { $0 = result }
    }
    let observer = try sample.books.asInstaller()
    let locked: Query =
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    while try observer.execute(locked).count == 0 && found.withLock({ $0.isEmpty }) {}
    try first.script("commit")
    waiting.wait()
    // Waiting for the document itself, the second then finds the attachment; otherwise the key of attachments refuses it.
    #expect(found.withLock { $0 } == (isKept ? "document_link_once_key" : "accepted"))
    let links = try first.execute("select from ledger.document_link where entry_id is not null").count
    #expect(links == 1)
  }

  /// What a superuser's hand does is named by `check`; and each rule without its mechanism lets it through.
  @Test func damageIsNamedAndMutantsAreSeen() throws {
    let sample = try SampleBooks.copy()
    let recorder = try sample.as(.recorder)
    try recorder.script(attach(entry: sample.number("expense")))
    let installer = try sample.books.asInstaller()
    let damages = [
      ("update ledger.document set bytes = bytes || '\\x20'", "LD004 document 1"),
      ("update ledger.document set media_type = 'image/png'", "LD001 document 1"),
      ("update ledger.document set class = 'personal'", "LD002 document 1"),
      ("delete from ledger.document", "LR001 attachment 1"),
      ("update ledger.document_link set entry_id = 999999", "LR001 attachment 1"),
      (
        "insert into ledger.document_withdrawal (organization_id, link_number, reason, salts, record_number) values (1, 77, 'x', decode(repeat('07', 16), 'hex'), 900)",
        "LR001 attachment 77"
      ),
    ]
    for (sql, named) in damages {
      try installer.script("begin")
      for table in ["document", "document_link", "document_withdrawal"] {
        try installer.script("alter table ledger.\(table) disable trigger user")
      }
      try installer.script("alter table ledger.document drop constraint document_sha256_check")
      try installer.script("set local session_replication_role = replica; \(sql)")
      let found = try installer.execute(
        "select left(rule, 5) || ' ' || place as named from ledger.check_books()"
      ).map { try $0.text("named") }
      #expect(found.contains(named), "\(sql): \(found)")
      try installer.script("rollback")
    }
    #expect(try brokenRules(recorder).isEmpty)
    let large = SampleFiles.pdf(of: DocumentDraft.largestByteCount + 1)
    let mutants: [(disable: String, attempt: String, refusal: String, becomes: String, check: String?)] = [
      (
        "alter table ledger.document disable trigger content_is_known", insert(SampleFiles.png, "image/jpeg"), "LD001",
        "accepted", "LD001"
      ),
      (
        "alter table ledger.document disable trigger content_is_known",
        insert(SampleFiles.text, "text/plain", class: "personal"), "LD002", "accepted", "LD002"
      ),
      (
        "alter table ledger.document disable trigger content_is_known", insert(large, "application/pdf"), "LD003",
        "document_size_check", nil
      ),
      (
        "alter table ledger.document drop constraint document_sha256_check",
        insert(SampleFiles.text, "text/plain", sha256: "sha256('x'::bytea)"), "document_sha256_check", "accepted",
        "LD004"
      ),
      (
        "alter table ledger.document disable trigger stamp",
        insert(SampleFiles.text, "text/plain", more: ("recorded_by", "'somebody'")), "LE009", "accepted", nil
      ),
      (
        "alter table ledger.document_link disable trigger counted",
        """
        insert into ledger.document_link (organization_id, sha256, entry_id, times_withdrawn)
        select 1, sha256, \(sample.number("expense")), 7 from ledger.document
        """, "document_link_once_key", "accepted", nil
      ),
      (
        "alter table ledger.document_link disable trigger append_only", "delete from ledger.document_link where false",
        "LE008", "accepted", nil
      ),
    ]
    for mutant in mutants {
      let owner = try sample.asOwner()
      #expect(outcome(owner, mutant.attempt) == mutant.refusal, "\(mutant.disable)")
      try owner.script("begin; \(mutant.disable)")
      #expect(outcome(owner, mutant.attempt) == mutant.becomes, "\(mutant.disable)")
      if mutant.becomes == "accepted" {
        let broken = try brokenRules(owner)
        #expect(broken.contains("LS001"))
        if let rule = mutant.check { #expect(broken.contains(rule), "\(mutant.disable)") }
      }
      try owner.script("rollback")
    }
  }
}
