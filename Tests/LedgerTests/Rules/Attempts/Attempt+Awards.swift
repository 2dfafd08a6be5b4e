@testable import Ledger

extension Attempt {
  /// What a line does in the fund of an award that no limit would count, whatever its entry calls itself.
  static var inAwards: [Attempt] {
    unnamed + recognitions + besides + [
      .entry("promise beyond the award on another account", "LA004", promise(5_000_01, crediting: "4250")),
      .entry("receivable beyond the award met by another asset", "LA005", received(15_000_01, on: "1450")),
      .entry("receipt beyond the award as other revenue", "LA005", received(15_000_01, crediting: "5490", .with)),
      .entry("receipt beyond the award as a contract liability", "LA005", received(15_000_01, crediting: "2310")),
      .entry(
        "recovery of what was not written off", "LA015", received(1_00, crediting: "5495", .with, .receipt)),
      .entry(
        "recovery without restrictions of what was not written off", "LA015",
        received(1_00, crediting: "5495", .without, .receipt)),
      .entry(
        "recovery by a journal entry", "LA018", received(1_00, crediting: "5495", .without)),
      .entry("interfund on one side", "LE002", paid("1990")),
    ]
  }

  /// What names no award, or no budget line.
  private static var unnamed: [Attempt] {
    [
      .entry(
        "promise that names no award", "LA003",
        promise(1_00).changed { for line in $0.lines.indices { $0.lines[line].award = nil } }),
      .entry("equipment that names no award", "LA003", paid("1640")),
      .entry("equipment on no budget line", "LA003", paid("1640", award: "OPEN")),
      .entry(
        "custodial money spent on no budget line", "LA003",
        paid("2910", award: "AGENCY", fund: "AGENCY").changed {
          // Of money that is there.
          $0.lines += [
            EntryLine(account: "1010", fund: "AGENCY", amount: Money(cents: 100_00)),
            EntryLine(account: "2910", fund: "AGENCY", amount: Money(cents: -100_00), award: "AGENCY", party: "fund"),
          ]
        }),
    ]
  }

  /// What the books alone recognize, charge or take.
  private static var recognitions: [Attempt] {
    [
      .entry(
        "condition met by a journal entry", "LA018",
        Drafts.condition(key: "attempt", cents: 1_00, award: "COND").changed { $0.kind = .journal }),
      .entry(
        "revenue of an agency award by a receipt", "LA018",
        received(1_00, crediting: "4230", .with, award: "AGENCY", .receipt)),
      .entry(
        "other revenue of an agency award", "LA018",
        received(1_00, crediting: "5490", .with, award: "AGENCY", .receipt)),
      .entry(
        "indirect costs charged by a journal entry", "LA018",
        Drafts.expense(key: "attempt").changed {
          $0.lines[0].account = "9930"
          $0.lines[0].budgetLine = "indirect"
        }),
      .entry("promise of a conditional award", "LA018", Drafts.promise(key: "attempt", cents: 1_00, award: "COND")),
      .entry(
        "promise without donor restrictions", "LA018", promise(1_00).changed { $0.lines[1].netAssetClass = .without }),
      .entry(
        "revenue of a conditional award on another account", "LA018",
        promise(1_00, crediting: "4250", award: "COND").changed { $0.kind = .journal }),
    ]
  }

  /// What stands beside something that does not explain it.
  private static var besides: [Attempt] {
    let cost = Drafts.expense(key: "attempt")
    return [
      .entry("gift in kind that is paid", "LA019", cost.changed { $0.lines[0].account = "8120" }),
      .entry(
        "cost moved to a gift in kind", "LA019",
        cost.changed { draft in
          var gift = draft.lines[0]
          gift.account = "8120"
          draft.kind = .journal
          draft.lines[0].amount = -draft.lines[0].amount
          draft.lines[1] = gift
        }),
      .entry("gift in kind taken in cash", "LA019", received(1_00, crediting: "4110", .without)),
      .entry("stock bought", "LA019", paid("1420")),
      .entry("depreciation taken back in cash", "LA019", paid("1745")),
      .entry("cost as revenue taken back", "LA018", paid("5490", .with, award: "OPEN")),
      .entry("promise taken back in cash", "LA018", paid("4230", .with, award: "OPEN")),
      .entry("receivable raised beside other revenue", "LA018", promise(1_00, crediting: "5490")),
    ]
  }

  private static func promise(_ cents: Int64, crediting account: String = "4230", award: String = "OPEN") -> EntryDraft
  {
    Drafts.promise(key: "attempt", cents: cents, award: award).changed { $0.lines[1].account = account }
  }

  /// A receipt on an account, of another account, called a journal entry.
  private static func received(
    _ cents: Int64, on asset: String = "1010", crediting account: String = "1240",
    _ netAssetClass: NetAssetClass? = nil,
    award: String = "OPEN", _ kind: EntryKind = .journal
  ) -> EntryDraft {
    Drafts.receipt(key: "attempt", cents: cents, award: award).changed {
      $0.kind = kind
      $0.lines[0].account = asset
      $0.lines[1].account = account
      $0.lines[1].netAssetClass = netAssetClass
    }
  }

  /// A payment whose other side is on an account, in the fund of an award.
  private static func paid(
    _ account: String, _ netAssetClass: NetAssetClass? = nil, award: String? = nil, fund: String = "OPEN"
  ) -> EntryDraft {
    Drafts.expense(key: "attempt", award: fund).changed {
      $0.lines[0] = EntryLine(
        account: account, fund: fund, amount: Money(cents: 100_00), netAssetClass: netAssetClass, award: award)
    }
  }
}
