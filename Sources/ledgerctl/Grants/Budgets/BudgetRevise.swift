import ArgumentParser
import Ledger

struct BudgetRevise: FactCommand {
  typealias Done = ReviseBudget

  static let configuration = CommandConfiguration(
    commandName: "revise", abstract: "Record a revision of an award's budget, by file or by what moves between lines.",
    discussion: """
      --move "FROM TO AMOUNT" moves money between two lines; it may be repeated. A file has the columns of "budget import", every line
      with its new amount, and may add lines. The terms of the award decide whether the funder must approve: --approver says who did.
      """)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var write: WriteOptions
  @Argument(help: "The award.", completion: .choices("award", of: ReviseBudget.self)) var award: String?
  @Argument(help: "The whole revised budget as CSV, or - for standard input; or give --move.", completion: .file())
  var file: String?
  @Option(help: "Money that moves, as \"food supplies 500.00\".") var move: [String] = []
  @Option(
    help: "Who approved: funder, or grantee where the terms leave it to you.",
    completion: .choices("approver", of: ReviseBudget.self))
  var approver: String?
  @Option(help: "Who approved it, by name or office.") var approvedBy: String?
  @Option(help: "First day it holds, YYYY-MM-DD.") var effective: String?
  @Option(help: "Where the approval is: letter, message or file.") var document: String?
  @Option(help: "Why.") var reason: String?
  @Flag(help: "The funder approved less than a line has spent and committed.") var belowUsed = false
  @Option(help: "The version that this must become; where it is there already, nothing is recorded.") var version:
    String?

  var given: ActValues {
    var given = ActValues([
      "award": award, "file": file, "approver": approver, "approved-by": approvedBy, "effective": effective,
      "document": document, "reason": reason, "version": version,
    ])
    given.set("move", move)
    given.set("below-used", belowUsed)
    return given
  }

  static func attached(_ path: String) throws -> AttachedFile {
    AttachedFile(name: path, bytes: try Console.read(path))
  }
}
