import Ledger

extension RecordedEntry {
  /// The entry as a voucher: what, when, by whom, its links, and its lines with debits and credits.
  func voucher(
    of organization: Organization, links: EntryLinks, documents: [Document] = [], rule: AllocationRule? = nil,
    leaf: SealedLeaf? = nil, reliedOn: ReliedOn? = nil
  ) -> Statement {
    var facts = [
      StatementFact("Organization", organization.name), StatementFact("Date", draft.date.description),
      StatementFact("Kind", draft.kind.rawValue), StatementFact("Description", draft.description),
    ]
    if let reverses { facts.append(StatementFact("Reverses", "entry \(reverses)")) }
    if let reversalReason { facts.append(StatementFact("Reason", reversalReason)) }
    if let reversedBy { facts.append(StatementFact("Reversed by", "entry \(reversedBy)")) }
    if let adjusts = draft.refunds {
      facts.append(StatementFact(draft.kind == .reclass ? "Reclassifies" : "Refunds", "entry \(adjusts)"))
    }
    for (name, entries) in [("Refunded by", refundedBy), ("Reclassified by", reclassedBy)] where !entries.isEmpty {
      facts.append(StatementFact(name, entries.map { "entry \($0)" }.joined(separator: ", ")))
    }
    if let bill = links.bill {
      facts.append(
        StatementFact("Bill", "invoice \(bill.number) of \(bill.invoicedOn), due \(bill.due)"))
    }
    if let payment = links.payment {
      facts.append(StatementFact("Payment", "\(payment.words) from account \(payment.account)"))
    }
    let settled = Set(draft.lines.compactMap(\.settles)).sorted()
    if !settled.isEmpty {
      facts.append(StatementFact("Settles", settled.map { "entry \($0)" }.joined(separator: ", ")))
    }
    if !links.settledBy.isEmpty {
      facts.append(
        StatementFact(
          "Settled by", links.settledBy.map { "entry \($0.entry)\($0.isVoid ? " (void)" : "")" }.joined(separator: ", ")
        ))
    }
    if links.open != .zero { facts.append(StatementFact("Open", links.open.grouped)) }
    if let proposal = links.proposal {
      facts.append(
        StatementFact("Prepared", "\(proposal.preparedAt) UTC by \(proposal.preparedBy), proposal \(proposal.number)"))
      facts.append(
        StatementFact(
          "Approved",
          "\(proposal.decidedAt ?? "") UTC by \(proposal.decidedBy ?? "")\(proposal.reason.map { ": \($0)" } ?? "")"))
    }
    if let origin { facts.append(StatementFact("Origin", origin.about)) }
    if let number = importNumber { facts.append(StatementFact("Import", "\(number)")) }
    if let corrects = links.corrects { facts.append(StatementFact("Corrects", "entry \(corrects)")) }
    if let correctedBy = links.correctedBy { facts.append(StatementFact("Corrected by", "entry \(correctedBy)")) }
    if let adjusting = links.adjusting {
      let year = adjusting.closedThrough.adding(days: 1).month.lastDay
      facts.append(
        StatementFact(
          "Adjusts",
          "the closed year ended \(year)\(adjusting.approval.map { ", approved by \($0.approvedBy)" } ?? ""): \(adjusting.reason)"
        ))
    }
    let commitments = Set(draft.lines.compactMap(\.commitment)).sorted()
    if !commitments.isEmpty {
      facts.append(StatementFact("Meets", commitments.map { "commitment \($0)" }.joined(separator: ", ")))
    }
    if let rule {
      facts.append(
        StatementFact("Split by", "rule \(rule.code), version \(rule.version): \(rule.base), \(rule.document)"))
    }
    if !documents.isEmpty {
      facts.append(
        StatementFact("Documents", documents.map { "\($0.number) \($0.fileName)" }.joined(separator: ", ")))
    }
    facts += [StatementFact("Key", draft.key), StatementFact("Recorded", "\(recordedAt) UTC by \(recordedBy)")]
    if let reliedOn, !reliedOn.words.isEmpty { facts.append(StatementFact("Relied on", reliedOn.words)) }
    facts.append(StatementFact("Sealed", leaf.map { "leaf \($0.index) of seal \($0.seal)" } ?? "not yet"))
    let columns = [
      StatementColumn("account", "Account", .text), StatementColumn("fund", "Fund", .text),
      StatementColumn("debit", "Debit", .money), StatementColumn("credit", "Credit", .money),
      StatementColumn("about", "About", .text, wraps: true),
    ]
    return Statement(
      title: "Entry \(number)", facts: facts, columns: columns,
      rows: draft.lines.map { line in
        .detail([
          .text(line.account), .text(line.fund), line.amount > .zero ? .money(line.amount) : .empty,
          line.amount < .zero ? .money(-line.amount) : .empty, .text(line.about),
        ])
      } + [.total([.text("Total"), .empty, .money(debits), .money(debits), .empty])])
  }

  /// A list of entries, a row each.
  static func list(_ entries: [RecordedEntry], of organization: Organization, award: String? = nil) -> Statement {
    .list(
      "Entries of \(organization.name)",
      [
        StatementColumn("number", "Number", .integer), StatementColumn("date", "Date", .date),
        StatementColumn("kind", "Kind", .text), StatementColumn("amount", "Amount", .money),
      ] + (award.map { [StatementColumn("share", "Of \($0)", .money)] } ?? []) + [
        StatementColumn("description", "Description", .text, wraps: true), StatementColumn("links", "Links", .text),
      ],
      entries.map { entry in
        var links: [String] = []
        if let reverses = entry.reverses { links.append("reverses \(reverses)") }
        if let reversedBy = entry.reversedBy { links.append("reversed by \(reversedBy)") }
        if let adjusts = entry.draft.refunds {
          links.append("\(entry.draft.kind == .reclass ? "reclassifies" : "refunds") \(adjusts)")
        }
        links += entry.refundedBy.map { "refunded by \($0)" } + entry.reclassedBy.map { "reclassified by \($0)" }
        return [
          .integer(Int(entry.number)), .day(entry.draft.date), .text(entry.draft.kind.rawValue),
          .money(entry.amount(organization.accounts)),
        ] + (award.map { [.money(entry.share(of: $0))] } ?? []) + [
          .text(entry.draft.description), .text(links.joined(separator: ", ")),
        ]
      }, empty: "There are no such entries.")
  }
}

extension EntryOrigin {
  /// In words, with the entries that belong together.
  var about: String {
    entries.count > 1
      ? "\(words): entries \(entries.map(String.init).joined(separator: ", ")), undone together" : words
  }
}

extension EntryLine {
  /// The dimensions of the line in words.
  var about: String {
    var parts: [String] = []
    if let award { parts.append(budgetLine.map { "\(award), \($0)" } ?? award) }
    if let party { parts.append(party) }
    if let participant { parts.append("participant \(participant)") }
    if let netAssetClass { parts.append("\(netAssetClass.rawValue) restrictions") }
    if let function { parts.append(program.map { "\(function.rawValue) \($0)" } ?? function.rawValue) }
    if let service { parts.append(service.from == service.through ? "service \(service.from)" : "service \(service)") }
    if let commitment { parts.append("meets commitment \(commitment)") }
    if let settles { parts.append("settles entry \(settles)") }
    if let memo { parts.append(memo) }
    return parts.joined(separator: "; ")
  }
}
