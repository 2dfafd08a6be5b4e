import Ledger

/// What looks like the event that was recorded, as people type one event on two days, or with another word: each is named, with the command
/// that undoes the one just recorded, since an older one may lie in a closed month.
extension WriteOptions {
  /// Says which entries look like a draft that was recorded or proposed.
  func sayAlike(_ draft: EntryDraft, in organization: Organization, _ books: borrowing Books) throws {
    try sayAlike(
      EntryLook(draft), in: organization, books, undoing: draft.kind == .payment ? "payment void" : "undo")
  }

  /// Says which entries look like one that was recorded.
  func sayAlike(
    _ look: EntryLook, in organization: Organization, _ books: borrowing Books, undoing command: String = "undo"
  ) throws {
    guard Repeat.hasMadeKey else { return }
    sayAlike(
      try books.alike(look, of: organization), look.party == nil ? "the same amount" : "the same amount and party"
    ) { "ledgerctl \(command) \($0) --org \(organization.code) --reason WHY" }
  }

  /// Says which commitments look like one that was recorded.
  func sayAlike(_ draft: CommitmentDraft, on line: BudgetLine, of award: Award, _ books: borrowing Books) throws {
    guard Repeat.hasMadeKey else { return }
    sayAlike(try books.alike(draft, on: line, of: award), "the same line, amount and party") {
      "ledgerctl commitment release \($0) --org \(award.organization.code) --date \(draft.madeOn) --reason WHY"
    }
  }

  private func sayAlike(_ alike: AlikeEvents, _ common: String, undoing command: (Int64) -> String) {
    for other in alike.last {
      let instead =
        alike.number.map { "Where \(other.number) and \($0) are the same event: \(command($0))" }
        ?? "Where it is the same event, it is recorded already."
      print(
        "\(other.what.prefix(1).uppercased() + other.what.dropFirst()) \(other.number) of \(other.date) is of \(common): \(VisibleText.escaped(other.description)). \(instead)"
      )
    }
    if alike.more > 0 { print("And \(alike.more) more of \(common) within a week.") }
  }
}
