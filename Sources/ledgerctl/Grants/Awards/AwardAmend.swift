import ArgumentParser
import Ledger

struct AwardExtend: FactCommand {
  typealias Done = ExtendAward

  static let configuration = CommandConfiguration(
    commandName: "extend", abstract: "Record a later end of an award, as the funder approved it.",
    discussion:
      "With --shorter an earlier one: where an extension was recorded wrong, or the funder ends the award early.")
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @Argument(help: "The award.", completion: .choices("award", of: ExtendAward.self)) var award: String?
  @Option(help: "The new last day of the term, YYYY-MM-DD.") var through: String?
  @Option(help: "The day it was approved, YYYY-MM-DD.") var approvedOn: String?
  @Option(help: "Who approved it, at the funder.") var approvedBy: String?
  @Option(help: "Where the approval is: letter, message or file.") var document: String?
  @Option(help: "Why it was asked for.") var reason: String?
  @Flag(help: "The new end is earlier than the one that is recorded.") var shorter = false
  @Option(help: "What it means for the budget; defaults to: the budget stands.") var budgetEffect: String?

  var given: ActValues {
    var given = ActValues([
      "award": award, "through": through, "approved-on": approvedOn, "approved-by": approvedBy, "document": document,
      "reason": reason, "budget-effect": budgetEffect,
    ])
    given.set("shorter", shorter)
    return given
  }
}

struct AwardRename: FactCommand {
  typealias Done = RenameAward

  static let configuration = CommandConfiguration(
    commandName: "rename", abstract: "Record another title of an award, as the funder gave it.",
    discussion: "Its code stays. Statements of earlier days, and as recorded at earlier seals, show the title of then.")
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @Argument(help: "The award.", completion: .choices("award", of: RenameAward.self)) var award: String?
  @Argument(help: "The new title of the award.") var name: String?
  @Option(help: "First day it has this title, YYYY-MM-DD.") var date: String?
  @Option(help: "Who approved it, at the funder.") var approvedBy: String?
  @Option(help: "Where that is written: letter, message or file.") var document: String?
  @Option(help: "Why.") var reason: String?

  var given: ActValues {
    ActValues([
      "award": award, "name": name, "date": date, "approved-by": approvedBy, "document": document, "reason": reason,
    ])
  }
}
