import ArgumentParser
import Ledger
import Reports

struct DocumentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "document", abstract: "Receipts, invoices and letters: kept with the entry or award.",
    discussion: """
      The books keep PDF, PNG, JPEG, TIFF, GIF, WebP and HEIC, plain text, CSV and office documents, up to 10 MiB each; what a file
      is, is seen by its content. The same bytes are kept once. A document that names a young person does not belong here.
      """,
    subcommands: [Attach.self, List.self, Show.self, Withdraw.self, Missing.self])

  struct Attach: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "attach", abstract: "Keep a file, and attach it to an entry or an award.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "The file.") var file: String
    @Option(help: ArgumentHelp("The entry that it supports: number or key.", valueName: "entry")) var entry: String?
    @Option(help: ArgumentHelp("The award that it is about.", valueName: "award"), completion: .awards) var award:
      String?
    @Option(
      help: "What it is there, such as \"Invoice 4711\".")
    var title: String?

    func validate() throws {
      if [entry, award].compactMap({ $0 }).count != 1 {
        throw ValidationError("a document is attached to one thing: --entry NUMBER or --award CODE")
      }
    }

    func run() throws {
      let draft = try DocumentFile.read(file, title: title)
      try connection.open { books in
        let award = try self.award.map { try books.award($0) }
        let organization = try award?.organization ?? books.organization(organization.org)
        let entry = try self.entry.map { try books.entry($0, of: organization) }
        let attached = try books.write(dryRun: write.dryRun) {
          try books.attach(draft, toEntry: entry?.number, award: award?.code, of: organization)
        }
        if attached.wasAttached, let title,
          let there = try books.documents(of: organization, entry: entry?.number, award: award?.code)
            .first(where: { $0.number == attached.document })?.attachments.first(where: { $0.withdrawnBecause == nil }),
          there.title != title
        {
          throw ExplainedError(
            failure: Failure(
              .conflict,
              VisibleText.escaped(
                "document \(attached.document) is attached there \(there.title.map { "as ‹\($0)›" } ?? "without a title")"
              ),
              nextStep:
                "to give it another title, withdraw it there first: ledgerctl document withdraw \(there.number) --org \(organization.code) --reason ..."
            ))
        }
        let place = entry.map { "entry \($0.number), \($0.draft.description)" } ?? "award \(award?.code ?? "")"
        let what = write.dryRun ? VisibleText.escaped(draft.fileName) : "Document \(attached.document)"
        write.say(
          VisibleText.escaped(
            attached.wasAttached
              ? "\(what) was attached to \(place) before." : "\(what) is attached to \(place)."))
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List documents.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Option(help: ArgumentHelp("Of this entry: number or key.", valueName: "entry")) var entry: String?
    @Option(help: ArgumentHelp("Of this award.", valueName: "award"), completion: .awards) var award: String?

    func run() throws {
      try connection.open { books in
        let award = try self.award.map { try books.award($0) }
        let organization = try award?.organization ?? books.organization(organization.org)
        try books.requireReader(of: organization)
        let entry = try self.entry.map { try books.entry($0, of: organization).number }
        let documents = try books.documents(of: organization, entry: entry, award: award?.code)
        try output.write(
          .list(
            "Documents of \(organization.name)",
            [
              StatementColumn("number", "Number", .integer), StatementColumn("file_name", "File", .text, wraps: true),
              StatementColumn("media_type", "Kind", .text), StatementColumn("bytes", "Bytes", .integer),
              StatementColumn("attached_to", "Attached to", .text, wraps: true),
              StatementColumn("recorded", "Recorded", .text),
              StatementColumn("sha256", "SHA-256", .text),
            ],
            documents.map { document in
              [
                .integer(Int(document.number)), .text(document.fileName), .text(document.mediaType),
                .integer(document.byteCount), .text(document.standing), .text(document.recorded),
                .text(document.sha256),
              ]
            }, empty: "There are no such documents."))
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show what a document is, or write it back to a file.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @Argument(help: "Its number, or its SHA-256.") var document: String
    @Option(
      name: .shortAndLong,
      help: ArgumentHelp("Write the document to this file, byte by byte; - is standard output.", valueName: "file"))
    var output: String?

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization.org)
        let found = try books.document(document, of: organization)
        guard let output else {
          return Console.write(found.card(of: organization).render(.table, width: Console.width))
        }
        let bytes = try books.content(of: found, of: organization)
        if output == "-" { return try Console.send(bytes) }
        try Console.replace(output, with: bytes, mode: 0o600)
        print("Wrote \(VisibleText.escaped(output)), \(bytes.count) bytes, as recorded (SHA-256 \(found.sha256)).")
      }
    }
  }

  struct Withdraw: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "withdraw", abstract: "Withdraw a wrong attachment, with a reason; the document stays.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var write: WriteOptions
    @Argument(help: "Number of the attachment, as \"ledgerctl document show\" prints it.") var attachment: Int64
    @Option(help: "Why.") var reason: String

    func run() throws {
      try connection.open { books in
        let organization = try books.organization(organization.org)
        try books.write(dryRun: write.dryRun) {
          try books.withdraw(attachment: attachment, of: organization, reason: reason)
        }
        write.say("Attachment \(attachment) is withdrawn.")
      }
    }
  }

  struct Missing: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "missing", abstract: "List expenses without the document that their award asks for.")
    @OptionGroup var connection: BooksOptions
    @OptionGroup var organization: OrganizationOption
    @OptionGroup var output: OutputOptions
    @Argument(help: "The award; defaults to all.", completion: .awards) var award: String?
    @Option(help: "As of this day; defaults to today.", transform: Read.day) var asOf: Day?

    func run() throws {
      let day = try asOf ?? Console.today()
      try connection.open { books in
        let award = try self.award.map { try books.award($0) }
        let organization = try award?.organization ?? books.organization(organization.org)
        try books.requireReader(of: organization)
        let missing = try books.missingDocuments(of: organization, award: award?.code, asOf: day)
        let later = try books.missingDocuments(of: organization, award: award?.code).count { $0.date > day }
        try output.write(
          .list(
            "Missing documents of \(organization.name)",
            [
              StatementColumn("entry", "Entry", .integer), StatementColumn("date", "Date", .date),
              StatementColumn("award", "Award", .text), StatementColumn("party", "Payee", .text),
              StatementColumn("description", "Description", .text, wraps: true),
              StatementColumn("amount", "Amount", .money), StatementColumn("purchase", "Whole purchase", .money),
              StatementColumn("threshold", "Asked from", .money),
            ],
            missing.map { expense in
              [
                .integer(Int(expense.entry)), .day(expense.date), .optional(expense.award), .optional(expense.party),
                .text(expense.description), .money(expense.share), .money(expense.amount), .money(expense.threshold),
              ]
            }, empty: "No document is missing.", asOf: day, later: later))
      }
    }
  }
}

extension Document {
  /// What it is attached to, in words.
  var standing: String {
    attachments.filter { $0.withdrawnBecause == nil }.map { attachment in
      attachment.title.map { "\(attachment.place) as \($0)" } ?? attachment.place
    }.joined(separator: ", ")
  }

  /// What is known of it.
  func card(of organization: Organization) -> Statement {
    let columns = [
      StatementColumn("attachment", "Attachment", .integer), StatementColumn("to", "Attached to", .text),
      StatementColumn("as", "As", .text), StatementColumn("withdrawn", "Withdrawn because", .text),
    ]
    return Statement(
      title: "Document \(number)",
      facts: [
        StatementFact("Organization", organization.name), StatementFact("File", fileName),
        StatementFact("Kind", mediaType), StatementFact("Size", "\(DocumentFile.grouped(byteCount)) bytes"),
        StatementFact("SHA-256", sha256), StatementFact("Recorded", recorded),
      ], columns: columns,
      rows: attachments.map {
        .detail([
          .integer(Int($0.number)), .text($0.place), .optional($0.title), .optional($0.withdrawnBecause),
        ])
      })
  }
}
