import Foundation
import Testing

@testable import Interchange
@testable import Ledger

/// Every field of a draft, whatever fields there come to be: named once in the books and once here, and the same wherever it is told.
/// A field that nothing of this plants fails the first test.
@Suite struct DraftFieldTests {
  /// The sample with a commitment, a bill and a bank account of its own, and a rule that lets participants pass.
  private func books() throws -> (sample: SampleBooks, bill: Int64) {
    let sample = try SampleBooks.copy()
    let installer = try sample.books.asInstaller()
    try installer.script(
      Mutant.edit(
        "ledger.missing_reference", [("when $13 is not null then 'participant ' || $13", "")]))
    let admin = Books(try sample.as(.financeAdmin))
    try admin.connection.script(
      """
      select ledger.add_commitment(1, 'OPEN', 'supplies', 'acme', 50000, '2021-08-01', '2021-12-31', 'Ordered', null, 'order')
      """)
    let bill = try admin.post(Drafts.expense(key: "bill", from: "2010"), to: sample.north).number
    return (sample, bill)
  }

  /// A cost with a value of its own in each field of a line, and the payment of a bill beside it.
  private func draft(_ key: String, settling bill: Int64) -> EntryDraft {
    EntryDraft(
      key: key, date: "2021-09-20".day, kind: .expense, description: "Described",
      lines: [
        EntryLine(
          account: "8110", fund: "OPEN", amount: Money(cents: 12_34), netAssetClass: .without, function: .program,
          program: "program", award: "OPEN", budgetLine: "supplies", party: "acme", participant: "P-7",
          service: DayWindow(unchecked: "2021-09-17".day, "2021-09-18".day), memo: "Noted", commitment: 1),
        EntryLine(account: "2010", fund: "OPEN", amount: Money(cents: 40_00), party: "acme", settles: bill),
        EntryLine(account: "1010", fund: "OPEN", amount: Money(cents: -52_34), party: "acme"),
      ])
  }

  private func fields(_ connection: borrowing Connection, _ type: String) throws -> [String] {
    try connection.execute(
      """
      select a.attname::text as x
      from pg_attribute a join pg_type t on t.typrelid = a.attrelid
      where t.oid = \(type)::regtype and a.attnum > 0
      order by a.attnum
      """
    ).map { try $0.text("x") }
  }

  /// What the draft says, by field; of the lines only what a line says.
  private func told(_ draft: EntryDraft) -> (entry: [String: String], lines: [[String: String]]) {
    func values<Draft>(_ fields: [DraftField<Draft>], _ draft: Draft) -> [String: String] {
      Dictionary(uniqueKeysWithValues: fields.compactMap { field in field.text(draft).map { (field.name, $0) } })
    }
    return (values(EntryDraft.fields, draft), draft.lines.map { values(EntryLine.fields, $0) })
  }

  @Test func fieldsAreNamedAlikeInBooksAndLibrary() throws {
    let (sample, bill) = try books()
    let installer = try sample.books.asInstaller()
    #expect(try fields(installer, "ledger.entry_draft") == EntryDraft.fields.map(\.name))
    #expect(
      try fields(installer, "ledger.line_draft") == ["entry_ordinal", "line_number"] + EntryLine.fields.map(\.name))
    #expect(
      try fields(installer, "ledger.bill_draft")
        == ["party_code", "invoice_number", "invoiced_on", "due_on", "is_repeated"])
    #expect(
      try fields(installer, "ledger.payment_draft") == ["party_code", "account_code", "method", "reference"])
    #expect(try fields(installer, "ledger.installment_draft") == ["due_on", "amount_cents", "is_time_restricted"])
    #expect(
      BillDraft.stagedColumns
        == "import_id, entry_ordinal, " + (try fields(installer, "ledger.bill_draft").joined(separator: ", ")))
    let planted = told(draft("x", settling: bill))
    // Reversals and refunds have fields of their own, which the tests of adjustments plant.
    let adjusting: Set = ["reverses_entry_id", "reversal_reason", "refunds_entry_id"]
    #expect(Set(planted.entry.keys).union(adjusting) == Set(EntryDraft.fields.map(\.name)))
    #expect(Set(planted.lines.flatMap(\.keys)) == Set(EntryLine.fields.map(\.name)))
  }

  @Test func everyFieldComesBackAsItWasGiven() throws {
    let (sample, bill) = try books()
    let recorder = Books(try sample.as(.recorder))
    let given = draft("planted", settling: bill)
    let number = try recorder.post(given, to: sample.north).number
    #expect(try recorder.entry("planted", of: sample.north).draft == given)

    // A reversal says the same, the amount turned.
    let reversal = try recorder.reverse(number, of: sample.north, on: "2021-09-25".day, reason: "Attempt")
    let turned = try recorder.entry("\(reversal.number)", of: sample.north).draft
    #expect(
      turned.reverses == number && turned.reversalReason == "Attempt" && turned.lines == given.lines.map(\.turned))

    // Its leaf is made of each value.
    let canonical = try recorder.canonicalText(ofEntry: number, of: sample.north)
    var sealed = Set(canonical.split { "\t\n".contains($0) }.map(String.init))
    // A free text by its commitment.
    for opened in try recorder.openedTexts(ofEntry: number, of: sample.north) {
      let salt = try #require(Data(base64Encoded: opened.salt))
      let commitment = MerkleTree.base64(SHA256.hex(of: [2] + Array(salt) + Array(opened.text.utf8)))
      #expect(sealed.remove(commitment) != nil && !canonical.contains(opened.text), "\(opened)")
      sealed.insert(opened.text)
    }
    for (field, value) in told(given).lines.flatMap({ Array($0) }) + Array(told(given).entry) {
      #expect(sealed.contains(value), "\(field) is not sealed")
    }

    // Whoever looks at it sees each value.
    let shown = try Program(books: sample.books, login: SampleLogin.recorder.rawValue)(
      "entry", "show", "planted", "--org", "north", "--format", "csv"
    ).output
    for (field, value) in told(given).lines.flatMap({ Array($0) })
    where !["amount_cents", "service_from"].contains(field) {
      #expect(shown.contains(value), "\(field) ‹\(value)› is not shown: \(shown)")
    }

    // The export and its view have each value in a column.
    var text = ""
    _ = try recorder.exportJournal(of: sample.north) { text += $0 }
    let table = CSVTable(parsing: Array(text.utf8), file: "j.csv", columns: JournalExport.columns.map { .required($0) })
    let columns = try recorder.connection.execute(
      "select attname::text as x from pg_attribute where attrelid = 'report.journal'::regclass and attnum > 0 order by attnum"
    ).map { try $0.text("x") }
    #expect(columns == JournalExport.columns)
    let rows = table.rows.filter { $0["entry_number"].text == "\(number)" }
    #expect(rows.count == 3)
    let (entry, lines) = told(given)
    for (row, line) in zip(rows, lines) {
      let cells = Set(JournalExport.columns.map { row[$0].text })
      for (field, value) in line.merging(entry, uniquingKeysWith: { first, _ in first }) {
        let said =
          field == "amount_cents" ? Money(cents: abs(Int64(value) ?? 0)).description : value
        #expect(cells.contains(said), "\(field) ‹\(said)› is not in the export")
      }
    }
  }

  /// The same key with one field of another value is a conflict that names the field.
  @Test func everyFieldIsCompared() throws {
    let (sample, bill) = try books()
    let recorder = try sample.as(.recorder)
    let given = draft("planted", settling: bill)
    let post = DirectSQL.post(given)
    try recorder.script(post)
    try recorder.script(post)
    let parameters = DraftParameters([given])
    func refusal(_ entry: CompositeParameter, _ lines: [CompositeParameter]) throws -> String {
      do {
        try recorder.execute(
          "select * from ledger.record(1, \([entry])::ledger.entry_draft[], \(lines)::ledger.line_draft[])")
        return "accepted"
      } catch let error as DatabaseError { return "\(error.sqlState?.rawValue ?? "") \(error.message)" }
    }
    // What reversals and refunds have alone is refused in an expense before it is compared.
    for (place, field) in EntryDraft.fields.enumerated()
    where ["entry_date", "kind", "description"].contains(field.name) {
      var fields = parameters.entries[0].fields
      fields[place] = field.name == "kind" ? "journal" : "2021-09-21"
      let found = try refusal(CompositeParameter(fields: fields), parameters.lines)
      let words = field.name.replacing("_entry_id", with: "").replacing("_", with: " ")
      #expect(found.hasPrefix("LK001") && found.hasSuffix("another \(words)"), "\(field.name): \(found)")
    }
    for line in parameters.lines.indices {
      for (place, field) in EntryLine.fields.enumerated() {
        var lines = parameters.lines
        var fields = lines[line].fields
        fields[place + 2] =
          field.name.hasPrefix("service") ? "2021-09-16" : field.name.hasSuffix("code") ? "other" : "77"
        lines[line] = CompositeParameter(fields: fields)
        let found = try refusal(parameters.entries[0], lines)
        #expect(found.hasPrefix("LK001") && found.hasSuffix("(line \(line + 1))"), "\(field.name): \(found)")
      }
    }
    #expect(try refusal(parameters.entries[0], Array(parameters.lines.dropLast())).contains("number of lines"))
  }

  /// A proposal keeps what was read, and gives that entry.
  @Test func everyFieldIsProposedAndApproved() throws {
    let (sample, bill) = try books()
    let preparer = Books(try sample.as(.recorder))
    let given = draft("proposed", settling: bill)
    let proposed = try preparer.propose(.entry(given), to: sample.north)
    let kept = try sample.books.asInstaller().execute(
      "select content #> '{entries,0}' as entry, content -> 'lines' as lines from ledger.proposal"
    ).only { (try $0.text("entry"), try $0.text("lines")) }
    let (entry, lines) = told(given)
    for (field, value) in entry { #expect(kept.0.contains("\"\(field)\": \"\(value)\""), "\(field)") }
    for (field, value) in lines.flatMap({ Array($0) }) {
      #expect(
        kept.1.contains("\"\(field)\": \"\(value)\"") || kept.1.contains("\"\(field)\": \(value)"), "\(field)")
    }
    let approver = Books(try sample.as(.financeAdmin))
    // Who approves it sees each value.
    let seen = try approver.lines(of: approver.proposal(proposed.number, of: sample.north), sample.north)
    for (line, told) in zip(seen, lines) {
      #expect(line.account == told["account_code"] && String(line.amount.cents) == told["amount_cents"])
      for (field, value) in told where !["account_code", "amount_cents"].contains(field) {
        #expect(line.about.contains(value), "\(field) ‹\(value)› is not shown: \(line.about)")
      }
    }
    #expect(seen.count == lines.count)
    let fields = try approver.fields(of: approver.proposal(proposed.number, of: sample.north), sample.north)
    for (field, value) in entry { #expect(fields.contains { $0.value == value }, "\(field) is not shown") }
    _ = try approver.approve(proposed.number, of: sample.north, reason: nil)
    #expect(try preparer.entry("proposed", of: sample.north).draft == given)
    #expect(try brokenRules(try sample.books.asInstaller()).subtracting(["LS001"]).isEmpty)
  }

  /// A file's way: staged, then recorded; the other face of the door: JSON by names.
  @Test func everyFieldIsStagedAndNamed() throws {
    let (sample, bill) = try books()
    let recorder = Books(try sample.as(.recorder))
    let staged = draft("staged", settling: bill)
    let id = "00000000-0000-0000-0000-00000000000f"
    try recorder.connection.transaction { connection in
      try connection.copyIn("copy ledger.staged_line (\(StagedRow.columns)) from stdin") { writer in
        let entry = FileEntry(organization: sample.north, draft: staged, contentKey: nil, line: 2)
        for row in StagedRow.rows(of: entry, ordinal: 1) { try writer.row(fields: [id] + row.fields) }
      }
      try connection.execute("select ledger.post_staged(\(id)::uuid, 1, 1)")
    }
    #expect(try recorder.entry("staged", of: sample.north).draft == staged)

    let named = draft("named", settling: bill)
    let (entry, lines) = told(named)
    func object(_ values: [String: String]) -> String {
      values.map { "\"\($0.key)\": \"\($0.value)\"" }.joined(separator: ", ")
    }
    let json = "[{\(object(entry)), \"lines\": [\(lines.map { "{\(object($0))}" }.joined(separator: ", "))]}]"
    try recorder.connection.execute("select * from ledger.record(1, \(json)::jsonb)")
    #expect(try recorder.entry("named", of: sample.north).draft == named)
    let commitment = json.replacing("\"commitment_number\": \"1\"", with: "\"commitment_number\": \"1.0\"")
    #expect(outcome(recorder.connection, "select * from ledger.record(1, '\(commitment)'::jsonb)") == "LE017")
    for wrong in ["amount", "entry_ordinal", "line_number", "import_number"] {
      #expect(
        outcome(
          recorder.connection,
          "select * from ledger.record(1, '\(json.replacing("\"memo\"", with: "\"\(wrong)\""))'::jsonb)") == "LE017",
        "\(wrong)")
    }
  }
}

extension EntryLine {
  fileprivate var turned: EntryLine {
    var line = self
    line.amount = -amount
    return line
  }
}
