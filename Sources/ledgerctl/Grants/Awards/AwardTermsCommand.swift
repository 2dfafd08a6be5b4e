import ArgumentParser
import Ledger

struct AwardTermsCommand: FactCommand {
  typealias Done = SetTerms

  static let configuration = CommandConfiguration(
    commandName: "terms", abstract: "Record the terms of an award, as its agreement says; \"award show\" prints them.",
    discussion: """
      What is not named stays as it was. A limit is written "10%", "1000.00", "10% and 1000.00" or "10% or 1000.00", then "of
      line", "of total" or "of transfers". Presets, which later options change: mott (explain above both 10% of the line and 1,000.00),
      ncfp (consent above 20% and 10,000.00; indirect never raised), parks (10% of the award moves freely), mellon (approval always),
      federal (10% of the budget, transfers added up), de-minimis-10 and de-minimis-15 (indirect rate and base).
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @Argument(help: "The award.", completion: .choices("award", of: SetTerms.self)) var award: String?
  @Option(
    help: "Take the rules of a kind of funder; may be repeated.", completion: .choices("preset", of: SetTerms.self))
  var preset: [String] = []
  @Option(
    help: "Spending above a budget line: allow, warn or block.", completion: .choices("overspend", of: SetTerms.self))
  var overspend: String?
  @Option(help: "Overruns that must be explained: a limit, or all.") var explainAbove: String?
  @Option(help: "Revisions that need the funder: always, never, or a limit.") var revise: String?
  @Option(help: "A line or category that only the funder may raise; may be repeated.") var lockRaise: [String] = []
  @Option(help: "A line or category that only the funder may lower; may be repeated.") var lockLower: [String] = []
  @Option(help: "Expenses of at least this need a document: an amount, all or none.") var receiptsFrom: String?
  @Option(help: "Indirect rate, as 10% or 12.25%, or none.") var indirectRate: String?
  @Option(help: "A category or account outside the indirect base; may be repeated, and replaces the list.")
  var outsideBase: [String] = []
  @Option(help: "Of each subrecipient's grants, this is in the indirect base: an amount, or all.") var subawardCap:
    String?
  @Option(help: "Interest earned: grantee, award or return.", completion: .choices("interest", of: SetTerms.self))
  var interest: String?
  @Option(help: "Money left at the end: return, keep or ask.", completion: .choices("unspent", of: SetTerms.self))
  var unspent: String?
  @Option(
    help: "Which costs release restrictions: award, all of it; lines, each as far as it was approved.",
    completion: .choices("qualifying", of: SetTerms.self))
  var qualifying: String?
  @Option(help: "Days after the end in which what was ordered is paid.") var liquidationDays: String?
  @Option(help: "Days before the end by which an extension is asked for.") var extensionNoticeDays: String?
  @Option(help: "Years that records are kept from the final report.") var retentionYears: String?
  @Option(
    help: "A report that is due, as \"2022-08-31 Final financial report\"; may be repeated, and replaces the calendar.")
  var report: [String] = []
  @Option(help: "A tranche, as \"15000.00 2022-01-31 Interim report accepted\"; may be repeated, and replaces them.")
  var tranche: [String] = []
  @Option(help: "First day they hold, YYYY-MM-DD; defaults to that of the award.") var effective: String?
  @Option(help: "Who approved them.") var approvedBy: String?
  @Option(help: "Where the approval is: letter, message or file.") var document: String?
  @Option(help: "Why.") var reason: String?
  @Option(help: "The version that this must become; where it is there already, nothing is recorded.") var version:
    String?

  var given: ActValues {
    var given = ActValues([
      "award": award, "overspend": overspend, "explain-above": explainAbove, "revise": revise,
      "receipts-from": receiptsFrom, "indirect-rate": indirectRate, "subaward-cap": subawardCap, "interest": interest,
      "unspent": unspent, "qualifying": qualifying, "liquidation-days": liquidationDays,
      "extension-notice-days": extensionNoticeDays, "retention-years": retentionYears, "effective": effective,
      "approved-by": approvedBy, "document": document, "reason": reason, "version": version,
    ])
    for (name, all) in [
      ("preset", preset), ("lock-raise", lockRaise), ("lock-lower", lockLower), ("outside-base", outsideBase),
      ("report", report), ("tranche", tranche),
    ] { given.set(name, all) }
    return given
  }
}
