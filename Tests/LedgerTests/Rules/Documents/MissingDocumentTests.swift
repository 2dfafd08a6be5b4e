import Testing

@testable import Ledger

/// Which expenses lack the document that their award asks for.
@Suite struct MissingDocumentTests {
  /// Thresholds come from the terms in force; what is reversed, below, or has a document is not missing.
  @Test func missingDocumentsFollowTheTerms() throws {
    let sample = try SampleBooks.copy()
    let admin = Books(try sample.as(.financeAdmin))
    for (key, cents) in [("below", 74_99), ("at", 75_00), ("above", 75_01)] as [(String, Int64)] {
      try admin.post(Drafts.expense(key: key, cents: cents), to: sample.north)
    }
    func missing(_ award: String? = "OPEN") throws -> [String] {
      try admin.missingDocuments(of: sample.north, award: award).map {
        try admin.entry("\($0.entry)", of: sample.north).draft.key
      }
    }
    #expect(try missing() == ["expense", "refunded", "at", "above"])
    #expect(try missing("COND").isEmpty)
    let at = try admin.entry("at", of: sample.north).number
    let draft = DocumentDraft(fileName: "a.pdf", bytes: SampleFiles.pdf)
    let attached = try admin.attach(draft, toEntry: at, of: sample.north)
    #expect(try missing() == ["expense", "refunded", "above"])
    try admin.withdraw(attachment: attached.attachment, of: sample.north, reason: "wrong")
    #expect(try missing(nil) == ["expense", "refunded", "at", "above"])
    let owner = try sample.asOwner()
    for (threshold, expected) in [("0", 5), ("7501", 3), ("null", 0)] {
      try owner.script(
        """
        begin; alter table ledger.award_terms disable trigger user;
        update ledger.award_terms set receipt_threshold_cents = \(threshold) where award_code = 'OPEN'
        """)
      let count = try owner.execute("select from ledger.missing_documents(1, 'OPEN')").count
      #expect(count == expected, "\(threshold)")
      try owner.script("rollback")
    }
    for login in [SampleLogin.funder, .stranger] {
      #expect(outcome(try sample.as(login), "select from ledger.missing_documents(1, null)") == "42501")
    }
    #expect(try sample.as(.southRecorder).execute("select from ledger.missing_documents(1, null)").count == 0)
  }
}
