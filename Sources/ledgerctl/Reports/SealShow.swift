import ArgumentParser
import Ledger

extension SealCommand {
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show a seal with its trees, or its checkpoint, for somebody else to sign.",
      discussion: """
        A checkpoint is three lines: the name of the tree, its size and its root. Whoever keeps one, elsewhere, can check later that nothing
        was changed, removed or slipped in. docs/canonical-entry.md says how. --canonical prints what the seal says of itself, the first leaf
        under its root.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "Number of the seal; defaults to the last one.") var number: Int64?
    @Flag(help: "Print the checkpoint and nothing else: of the root over the trees, or of the tree of --org.")
    var checkpoint = false
    @Flag(
      help: "Print what the seal says of itself, when and by whom it was made and how far it goes, and nothing else.")
    var canonical = false
    @Option(help: ArgumentHelp("With --checkpoint, the tree of this organization.", valueName: "code")) var org: String?

    func validate() throws {
      if org != nil, !checkpoint { throw ValidationError("--org goes with --checkpoint") }
      if canonical, checkpoint { throw ValidationError("--canonical goes without --checkpoint") }
    }

    func run() throws {
      try connection.open { books in
        try books.requireReading()
        let seal = try number.map { try books.seal(.seal($0)) } ?? books.lastSeal()
        if checkpoint {
          return Console.write(try books.checkpoint(of: seal, organization: try org.map { try books.organization($0) }))
        }
        if canonical { return Console.write(try books.canonicalText(of: seal)) }
        try output.write([
          Self.card(seal, try books.signedNotes(of: seal)),
          Self.trees(
            said: SHA256.hex(of: [0] + Array(try books.canonicalText(of: seal).utf8)), try books.trees(of: seal)),
        ])
      }
    }

    private static func card(_ seal: Seal, _ notes: [SignedNote]) -> Statement {
      let kept = notes.map {
        "\($0.signers.joined(separator: ", ")): \($0.organization ?? "the books"), kept \($0.keptAt) UTC by \($0.keptBy)"
      }
      return Statement(
        title: "Seal \(seal.number)",
        facts: [
          StatementFact("Sealed", "\(seal.sealedAt) UTC by \(seal.sealedBy)"),
          StatementFact("Entries", "\(seal.entryCount), of all organizations"),
          StatementFact("Leaves", "\(seal.leafCount)"), StatementFact("Root", seal.root),
        ],
        columns: [
          StatementColumn(
            "signed", "Signed by, not verified", .text, wraps: true)
        ],
        rows: kept.map { .detail([.text(VisibleText.escaped($0))]) },
        notes: kept.isEmpty ? ["Nobody else\u{2019}s signature of it is kept here."] : [])
    }

    private static func trees(said: String, _ trees: [SealedTree]) -> Statement {
      .list(
        "Leaves of its root",
        [
          StatementColumn("place", "Tree", .integer), StatementColumn("organization", "Organization", .text),
          StatementColumn("leaves", "Leaves", .integer), StatementColumn("root", "Root", .text, wraps: true),
          StatementColumn("checkpoint_hash", "Hash of its checkpoint", .text, wraps: true),
        ],
        [[.integer(0), .text("what the seal says"), .empty, .text(""), .text(said)]]
          + trees.map {
            [
              .integer(Int($0.place)), .text($0.organization ?? ($0.isRead ? "the whole books" : "not yours to read")),
              $0.leafCount.map { .integer(Int($0)) } ?? .empty, .text($0.root ?? ""), .text($0.checkpointHash),
            ]
          }, empty: "There are none.")
    }
  }

  struct Keep: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "keep", abstract: "Keep a checkpoint that somebody else signed.",
      discussion: """
        The file is a signed note (C2SP): the three lines of a checkpoint of these books, an empty line, and the lines of signatures. It is
        kept as it is; the signatures are not verified here: whoever reads it verifies them. A note of the root over the trees is kept by who
        administers the whole books.
        """)
    @OptionGroup var connection: BooksOptions
    @Option(
      help: ArgumentHelp(
        "It is of the tree of this organization; defaults to the root over all trees.", valueName: "code"))
    var org: String?
    @Argument(help: ArgumentHelp("The signed note; - is standard input.", valueName: "file")) var file: String

    func run() throws {
      let bytes = try Console.read(file)
      guard let note = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
        throw Refusal(
          "\(file) is not a text file",
          nextStep: "a signed note is UTF-8: the checkpoint, an empty line, and signatures")
      }
      try connection.open { books in
        let seal = try books.keep(note: note, of: try org.map { try books.organization($0) })
        print("Kept: a signed checkpoint of seal \(seal).")
      }
    }
  }
}

extension Books {
  /// The last seal. Throws `Refusal` where there is none.
  fileprivate func lastSeal() throws -> Seal {
    if let seal = try seals().last { return seal }
    throw Refusal("these books have no seal yet", nextStep: "\"ledgerctl seal\" makes one")
  }
}
