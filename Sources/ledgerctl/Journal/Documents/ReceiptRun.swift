import Ledger

/// One run over a folder of scans.
struct ReceiptRun {
  /// A file of the folder; its bytes are read when they are needed.
  struct Scan {
    let fileName: String
    let sha256: String
  }
  struct Certain {
    let scan: Scan
    let entry: RecordedEntry
    let reason: String
  }
  struct Unsure {
    let scan: Scan
    let candidates: [RecordedEntry]
    let reason: String
  }

  let folder: String
  /// The code of the organization.
  private let organization: String
  private(set) var certain: [Certain] = []
  private(set) var unsure: [Unsure] = []
  private(set) var passedOver: [(name: String, reason: String)] = []
  private(set) var attachedBefore = 0

  init(
    folder: String, _ names: [String], _ books: borrowing Books, _ organization: Organization, award: String?
  ) throws {
    (self.folder, self.organization) = (folder, organization.code)
    var scans: [Scan] = []
    for name in names {
      guard DocumentDraft.mediaType(ofName: name) != nil else {
        passedOver.append((name, "its ending says no kind of document that the books keep"))
        continue
      }
      scans.append(Scan(fileName: name, sha256: try DocumentFile.read("\(folder)/\(name)").sha256))
    }
    let known = try books.documents(of: organization, sha256: scans.map(\.sha256))
    var filter = EntryFilter()
    filter.award = award
    let entries = try books.entries(of: organization, filter)
    let documented = Set(
      try books.documents(of: organization).flatMap(\.attachments).filter { $0.withdrawnBecause == nil }.compactMap(
        \.entry))
    let matching = ReceiptMatching(entries, parties: try books.parties(of: organization), documented: documented)
    var fresh: [(scan: Scan, withdrawn: Set<Int64>)] = []
    var seen: Set<String> = []
    for scan in scans {
      let attachments = known.first { $0.sha256 == scan.sha256 }?.attachments ?? []
      if attachments.contains(where: { $0.withdrawnBecause == nil }) {
        attachedBefore += 1
      } else if !seen.insert(scan.sha256).inserted {
        passedOver.append((scan.fileName, "the same bytes stand in another file of the folder"))
      } else {
        fresh.append((scan, Set(attachments.compactMap(\.entry))))
      }
    }
    for (file, match) in zip(fresh, matching.matches(fresh.map { ScanName($0.scan.fileName) })) {
      switch match {
      case .certain(let entry, _) where file.withdrawn.contains(entry.number):
        unsure.append(
          Unsure(
            scan: file.scan, candidates: [entry], reason: "it was attached to entry \(entry.number) and withdrawn"))
      case .certain(let entry, let reason): certain.append(Certain(scan: file.scan, entry: entry, reason: reason))
      case .unsure(let candidates, let reason):
        unsure.append(Unsure(scan: file.scan, candidates: candidates, reason: reason))
      }
    }
  }

  /// The file, which must be what it was when it was matched.
  func read(_ scan: Scan) throws -> DocumentDraft {
    let draft = try DocumentFile.read("\(folder)/\(scan.fileName)")
    guard draft.sha256 == scan.sha256 else {
      throw Refusal(
        "\(VisibleText.escaped(scan.fileName)) was changed while the folder was read",
        nextStep: "wait until the scanner is done, and import the folder again")
    }
    return draft
  }

  /// Asks about each file that is not certain and has candidates.
  mutating func ask() throws {
    var left: [Unsure] = []
    for match in unsure {
      guard !match.candidates.isEmpty else {
        left.append(match)
        continue
      }
      Console.write("\(VisibleText.escaped(match.scan.fileName)): \(match.reason)\n")
      for (number, entry) in match.candidates.enumerated() { Console.write("  \(number + 1)  \(Self.line(entry))\n") }
      let entry = try Self.choice(among: match.candidates)
      if let entry {
        certain.append(Certain(scan: match.scan, entry: entry, reason: "your choice"))
      } else {
        left.append(match)
      }
    }
    unsure = left
  }

  private static func choice(among candidates: [RecordedEntry]) throws -> RecordedEntry? {
    while true {
      let answer = try Console.ask("Which one? 1 to \(candidates.count), 0 skips", fallback: "0")
      if let number = Int(answer), (0...candidates.count).contains(number) {
        return number == 0 ? nil : candidates[number - 1]
      }
    }
  }

  /// Says what was attached, what was not, and the commands for the rest.
  func report(_ attached: [AttachedDocument], dryRun: Bool) {
    for (match, document) in zip(certain, attached) {
      let number = dryRun ? "" : " as document \(document.document)"
      say(
        "\(match.scan.fileName) -> entry \(match.entry.number)\(number), by \(match.reason): \(match.entry.draft.description)"
      )
    }
    for match in unsure {
      say("\(match.scan.fileName): not attached, \(match.reason)")
      let file = Shell.quoted("\(folder)/\(match.scan.fileName)")
      let attach = "  ledgerctl document attach \(file) --org \(organization)"
      for entry in match.candidates { say("\(attach) --entry \(entry.number)   # \(Self.line(entry))") }
      if match.candidates.isEmpty { say("\(attach) --entry NUMBER") }
    }
    for file in passedOver { say("\(file.name): passed over, \(file.reason)") }
    let counts = [
      "\(certain.count) attached", "\(attachedBefore) attached before", "\(unsure.count) unsure",
      "\(passedOver.count) passed over",
    ]
    print("\(dryRun ? "dry run, nothing recorded: " : "")\(counts.joined(separator: ", ")).")
  }

  private func say(_ text: String) { print(VisibleText.escaped(text)) }

  private static func line(_ entry: RecordedEntry) -> String {
    let payee = entry.draft.lines.compactMap(\.party).first.map { ", \($0)" } ?? ""
    return VisibleText.escaped(
      "entry \(entry.number), \(entry.draft.date), \(entry.debits)\(payee), \(entry.draft.description)")
  }
}
