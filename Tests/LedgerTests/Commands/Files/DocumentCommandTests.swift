import Foundation
import Testing

@testable import Ledger

/// Documents and scans through the commands.
@Suite struct DocumentCommandTests {
  private static func books() throws -> (Program, TestBooks) {
    let (program, books, _) = try Program.withBooks()
    try program.addAward()
    return (program, books)
  }

  /// What is paid ahead is one purchase; an accrual waits for its bill; a title that is another is not passed over.
  @Test func whatIsPaidAheadIsAskedForOnce() throws {
    let (program, _) = try Self.books()
    for words in [
      "award terms YOUTH --receipts-from 75.00 --approved-by Funder",
      "prepay --award YOUTH --line food --amount 296.00 --payee shop --date 2021-09-10 --service-date 2021-09-10 --service-through 2021-12-31 --paid-from bank --key ahead",
      "accrue --award YOUTH --line food --amount 90.00 --payee shop --service-date 2021-09-28 --date 2021-09-30 --reverse-on 2021-10-01",
    ] {
      let outcome = try program.run(Program.words(of: words))
      #expect(outcome.status == 0, "\(outcome)")
    }
    for day in ["2021-09-09", "2021-09-10", "2021-12-31"] {
      let rows = try program("document", "missing", "--as-of", day, "--format", "csv").output.split(separator: "\n")
        .filter { $0.contains("296.00") || $0.contains("90.00") }
      #expect(rows.count == (day == "2021-09-09" ? 0 : 1), "\(day): \(rows)")
      #expect(rows.allSatisfy { $0.contains("2021-09-10") && $0.contains(",296.00,296.00,75.00") }, "\(rows)")
    }
    let file = try temporaryFile(SampleFiles.pdf, name: "insurance.pdf")
    #expect(try program("document", "attach", file, "--entry", "ahead").status == 0)
    #expect(try program("document", "missing").output.contains("No document is missing"))
    let titled = try program("document", "attach", file, "--entry", "ahead", "--title", "Policy")
    #expect(titled.status == 4 && titled.errors.contains("is attached there without a title"), "\(titled)")
  }

  @Test func aDocumentComesBackByteForByte() throws {
    let (program, books) = try Self.books()
    _ = try program.addExpense("80.00", key: "lunch")
    #expect(try program("document", "missing", "YOUTH").output.contains("80.00"))
    let bytes = SampleFiles.pdf + (0...255).map { UInt8($0) }
    let file = try temporaryFile(bytes, name: "it's \"lunch\".pdf")
    let dry = try program("document", "attach", file, "--entry", "lunch", "--dry-run")
    #expect(dry.status == 0 && dry.output.hasPrefix("dry run"))
    #expect(try program("document", "list").output.contains("no such documents"))
    let attached = try program("document", "attach", file, "--entry", "lunch", "--title", "Invoice 4711")
    #expect(attached.status == 0 && attached.output.contains("Document"), "\(attached.errors)")
    #expect(try program("document", "attach", file, "--entry", "lunch").output.contains("before"))
    #expect(try program("document", "attach", file, "--award", "YOUTH").status == 0)
    #expect(try program("document", "list", "--award", "YOUTH", "--format", "csv").output.contains("it's"))
    #expect(try program("document", "missing").output.contains("No document is missing"))
    #expect(try program("entry", "show", "lunch").output.contains("Documents"))
    let digest = SHA256.hex(of: bytes)
    let card = try program("document", "show", String(digest.prefix(12)))
    #expect(card.output.contains("Invoice 4711") && card.output.contains(digest), "\(card.errors)")
    let copy = try temporaryFile([], name: "copy.pdf")
    let written = try program("document", "show", digest, "-o", copy)
    #expect(written.status == 0 && written.output.contains(digest))
    #expect(Array(try Data(contentsOf: URL(filePath: copy))) == bytes)
    let piped = try program.run(
      ["-c", "\"$LEDGERCTL\" document show \(digest) -o - | cmp - '\(copy)'"], executable: "/bin/sh")
    #expect(piped.status == 0, "\(piped.output)")
    let number = try #require(card.output.split(separator: " ").compactMap { Int($0.filter(\.isNumber)) }.first)
    #expect(try program("document", "show", "\(number)", "-o", copy).status == 0)
    let reader = Books(try books.asInstaller())
    let kept = try reader.documents(of: reader.organization("site"))
    #expect(kept.count == 1 && kept[0].number == Int64(number) && kept[0].attachments.count == 2)
    let link = "\(kept[0].attachments[0].number)"
    #expect(try program("document", "withdraw", link, "--reason", "another lunch").status == 0)
    #expect(try program("document", "withdraw", link, "--reason", "again").status == 4)
    #expect(try program("document", "missing").output.contains("80.00"))
    #expect(try program("document", "show", "\(number)").output.contains("another lunch"))
    #expect(try program("check").output.hasPrefix("Sound"))
  }

  @Test func rewrittenBytesAreNotWrittenBack() throws {
    let (program, books) = try Self.books()
    let file = try temporaryFile(SampleFiles.pdf, name: "a.pdf")
    #expect(try program("document", "attach", file, "--entry", "1").status == 0)
    try books.asInstaller().script(
      """
      alter table ledger.document disable trigger append_only;
      alter table ledger.document drop constraint document_sha256_check;
      update ledger.document set bytes = bytes || '\\x20';
      """)
    let copy = try temporaryFile([], name: "copy.pdf")
    let refused = try program("document", "show", "1", "-o", copy)
    #expect(refused.status == 1 && refused.errors.contains("ledgerctl check"))
    #expect(try Data(contentsOf: URL(filePath: copy)).isEmpty)
    #expect(try program("check").output.contains("LD004"))
  }

  @Test func whatIsNoDocumentIsRefusedWithItsCause() throws {
    let (program, books) = try Self.books()
    let folder = URL(filePath: try temporaryFile([], name: "empty.pdf")).deletingLastPathComponent().path
    let limit = DocumentDraft.largestByteCount
    mkfifo("\(folder)/pipe.pdf", 0o600)
    let cases: [(String, String)] = [
      ("\(folder)/empty.pdf", "it is empty"), (folder, "it is a folder"), ("/dev/zero", "not a plain file"),
      ("\(folder)/pipe.pdf", "not a plain file"), ("\(folder)/none.pdf", "No such file"),
      (
        try temporaryFile(SampleFiles.pdf(of: limit + 1), name: "big.pdf"),
        "10,485,761 bytes, and a document at most 10,485,760"
      ),
      (try temporaryFile(SampleFiles.png, name: "scan.pdf"), "application/pdf, and its content is image/png"),
      (try temporaryFile(SampleFiles.refused[0], name: "notes.docx"), "of no kind that the books keep"),
      (try temporaryFile(Array("<html>".utf8), name: "page.html"), "says no kind of document"),
      (try temporaryFile(SampleFiles.pdf, name: "noending"), "says no kind of document"),
    ]
    for (path, words) in cases {
      let refused = try program("document", "attach", path, "--entry", "1")
      #expect(refused.status == 1 && refused.errors.contains(words), "\(path): \(refused.errors)")
    }
    let good = try temporaryFile(SampleFiles.pdf, name: "good.pdf")
    for words in [["--entry", "99"], ["--entry", "#1"], ["--award", "YOUTHS"]] {
      #expect(try program.run(["document", "attach", good] + words).status == 1)
    }
    for words in [[], ["--entry", "1", "--award", "YOUTH"]] {
      #expect(try program.run(["document", "attach", good] + words).status == 2)
    }
    #expect(try program("document", "show", "99").status == 1)
    let library = Books(try books.asInstaller())
    let site = try library.organization("site")
    #expect(throws: QueryError.self) {
      try library.attach(DocumentDraft(fileName: "a\u{0}b.pdf", bytes: SampleFiles.pdf), toEntry: 1, of: site)
    }
    let whole = try temporaryFile(SampleFiles.pdf(of: limit), name: "whole.pdf")
    #expect(try program("document", "attach", whole, "--entry", "1").status == 0)
    #expect(try program("document", "list", "--format", "csv").output.split(separator: "\n").count == 2)
  }
}
