import ArgumentParser
import Ledger

struct EntryPost: ActCommand {
  typealias Done = PostEntry

  /// How a line is written.
  static let grammar = """
    A line: "ACCOUNT AMOUNT [fund=F] [class=with|without] [function=program|management|fundraising] [program=P] [award=A]
    [budget-line=L] [party=P] [service=YYYY-MM-DD[..YYYY-MM-DD]]". Debits are positive, credits negative. Without fund=, the
    unrestricted fund. The lines add up to zero, in every fund.
    """
  static let configuration = CommandConfiguration(
    commandName: "post", abstract: "Post a journal entry line by line.",
    discussion: grammar)
  @OptionGroup var connection: BooksOptions
  @OptionGroup var organization: OrganizationOption
  @OptionGroup var write: WriteOptions
  @Option(help: "The day it counts, YYYY-MM-DD.") var date: String?
  @Option(help: "What happened, in words.") var description: String?
  @Option(name: .customLong("line"), help: "A line; give two or more.") var lines: [String] = []
  @Option(help: "Idempotency key; defaults to one made from everything that is said.") var key: String?

  var given: ActValues {
    var given = ActValues(["org": organization.org, "date": date, "description": description, "key": key])
    given.set("line", lines)
    return given
  }
}
