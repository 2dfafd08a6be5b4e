@testable import Ledger

/// Something that somebody asks of the books.
struct ModelOperation: CustomStringConvertible {
  /// Who asks: the recorder belongs to the first organization only.
  enum Actor { case administrator, recorder }

  struct Reversal {
    var number: Int64
    var date: Day
    var reason: String
    /// The key that the books give its entry.
    var key: String { "books:reversal-of:\(number)" }
  }

  /// Restrictions of an award that are released because time came.
  struct Release {
    var award: String
    var cents: Int64
    var date: Day
    var key: String
  }

  enum Action {
    case post([EntryDraft])
    case release(Release)
    case reverse(Reversal)
    case close(Month, reason: String)
    case reopen(Month, reason: String)
  }

  var actor: Actor
  var site: Int
  var action: Action

  var closes: Bool {
    if case .close = action { return true }
    return false
  }

  var description: String {
    let what =
      switch action {
      case .post(let drafts): drafts.map(Self.words).joined(separator: "\n")
      case .reverse(let reversal): "reverse \(reversal.number) on \(reversal.date), \(reversal.reason), \(reversal.key)"
      case .release(let release): "release \(release.cents) of \(release.award) on \(release.date), \(release.key)"
      case .close(let month, let reason): "close \(month), \(reason)"
      case .reopen(let month, let reason): "reopen \(month), \(reason)"
      }
    return "\(actor) of site \(site): \(what)"
  }

  private static func words(_ draft: EntryDraft) -> String {
    let lines = draft.lines.map { line in
      let words: [String?] = [
        line.account, line.fund, "\(line.amount)", line.netAssetClass?.rawValue, line.function?.rawValue, line.program,
        line.award, line.budgetLine, line.party, line.service?.description, line.memo,
      ]
      return "    " + words.map { $0 ?? "-" }.joined(separator: " ")
    }
    let head = "\(draft.kind) \(draft.key) \(draft.date) refunds \(draft.refunds.map(String.init) ?? "-")"
    return ([head + " «\(draft.description.prefix(40))»"] + lines).joined(separator: "\n")
  }
}
