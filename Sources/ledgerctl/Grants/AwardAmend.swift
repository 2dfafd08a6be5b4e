import ArgumentParser
import Ledger

struct AwardExtend: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "extend", abstract: "Record a later end of an award, as the funder approved it.",
    discussion:
      "With --shorter an earlier one: where an extension was recorded wrong, or the funder ends the award early.")
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @Argument(help: "The award.", completion: .awards) var award: String
  @Option(help: "The new last day of the term, YYYY-MM-DD.", transform: Read.day) var through: Day
  @Option(help: "The day it was approved, YYYY-MM-DD.", transform: Read.day) var approvedOn: Day
  @Option(help: "Who approved it, at the funder.") var approvedBy: String
  @Option(help: "Where the approval is: letter, message or file.") var document: String
  @Option(help: "Why it was asked for.") var reason: String
  @Flag(help: "The new end is earlier than the one that is recorded.") var shorter = false
  @Option(help: "What it means for the budget; else that it stands.") var budgetEffect: String?

  func run() throws {
    let budgetEffect = budgetEffect ?? (shorter ? "The budget stands." : "No-cost extension: the budget stands.")
    if try approvedOn > Console.today() {
      throw Refusal(
        "\(approvedOn) is not here yet, and nobody has approved anything on it",
        nextStep: "check the day of the approval")
    }
    try connection.open { books in
      let award = try books.award(award)
      if through <= award.term.through || shorter,
        let last = try books.versions(of: award).dropFirst().last(where: { $0.term.through == through }),
        !shorter || award.term.through == through
      {
        try AlreadyThere.require(
          "the extension of \(award.code) through \(through)",
          [
            ("approved on", last.effectiveOn.description, approvedOn.description),
            ("approved by", last.approvedBy, approvedBy), ("document", last.document, document),
            ("reason", last.reason, reason), ("what it means for the budget", last.budgetEffect, budgetEffect),
          ], nextStep: "\"ledgerctl award show \(award.code)\" shows it; nothing is recorded")
        return print("Award \(award.code) is extended through \(through).")
      }
      if shorter != (through < award.term.through) {
        throw Refusal(
          "award \(award.code) runs through \(award.term.through), and \(through) is \(shorter ? "not " : "")earlier",
          nextStep: shorter
            ? "leave --shorter out"
            : "where an extension was recorded wrong, or the funder ends it early, say it with --shorter")
      }
      let version = try books.write(dryRun: write.dryRun) {
        try books.amend(
          award, AwardChange(endsOn: through, budgetEffect: budgetEffect),
          TermsApproval(effectiveOn: approvedOn, approvedBy: approvedBy, document: document, reason: reason))
      }
      write.say(
        "Award \(award.code) now ends on \(through), not on \(award.term.through): version \(version) of the award. \(budgetEffect)"
      )
      for entry in try shorter ? [] : books.returns(of: award, from: award.term.through) {
        print(
          "Entry \(entry.number) of \(entry.draft.date) says that money of \(award.code) goes back to \(award.funderName), as its term was over. Where the extension keeps it: ledgerctl undo \(entry.number) --org \(award.organization.code) --reason WHY"
        )
      }
    }
  }
}

struct AwardRename: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rename", abstract: "Record another title of an award, as the funder gave it.",
    discussion: "Its code stays. Statements of earlier days, and as recorded at earlier seals, show the title of then.")
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @Argument(help: "The award.", completion: .awards) var award: String
  @Argument(help: "The new title of the award.") var name: String
  @Option(help: "First day it has this title, YYYY-MM-DD.", transform: Read.day) var date: Day
  @Option(help: "Who approved it, at the funder.") var approvedBy: String
  @Option(help: "Where that is written: letter, message or file.") var document: String
  @Option(help: "Why.") var reason: String

  func run() throws {
    try connection.open { books in
      let award = try books.award(award)
      if award.name == name {
        return print(VisibleText.escaped("Award \(award.code) is ‹\(name)› already; nothing is recorded."))
      }
      let version = try books.write(dryRun: write.dryRun) {
        try books.amend(
          award, AwardChange(name: name),
          TermsApproval(effectiveOn: date, approvedBy: approvedBy, document: document, reason: reason))
      }
      write.say(
        "Award \(award.code) is ‹\(name)› from \(date), no longer ‹\(award.name)›: version \(version) of the award.")
    }
  }
}
