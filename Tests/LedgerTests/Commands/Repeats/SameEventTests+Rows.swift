extension SameEventTests {
  private static let costs = [
    "no-line": "~line --no-line --account 8110", "unrestricted": "~award ~line --unrestricted --account 8110",
    "account": "--account 8111", "line": "--line stipends", "award": "--award COND",
    "function": "~award ~line --unrestricted --account 8110 --function management",
    "program": "~award ~line --unrestricted --account 8110 --program music",
    "share": "~award ~line --share 'YOUTH:food 50%' --share 'YOUTH:stipends 50%'", "memo": "--memo Other",
    "payee": "--payee funder", "service-through": "--service-through 2021-09-07",
  ]
  private static let dated = ["date": "--date 2021-09-21", "service-date": "--service-date 2021-09-02"]
  private static func cost(_ more: [String: String], but dropped: [String] = []) -> [String: String] {
    costs.merging(dated) { $1 }.merging(more) { $1 }.filter { !dropped.contains($0.key) }
  }

  static let rows: [Row] = [
    Row(
      command: "award promise", words: "BARE --date 2021-07-01 --amount 100.00",
      others: [
        "date": "--date 2021-07-02", "amount": "--amount 101.00", "memo": "--memo Letter",
        "installment": "--installment '2021-09-15 40.00' --installment '2021-10-15 60.00'",
        "later-installments":
          "--installment '2021-09-15 40.00' --installment '2022-10-15 60.00' --later-installments this-year",
      ]),
    Row(
      command: "award receive", words: "YOUTH --amount 5.00 --date 2021-09-05",
      others: [
        "amount": "--amount 6.00", "date": "--date 2021-09-06", "to": "--to petty-cash", "memo": "--memo Second",
      ], sames: ["--to 1010"]),
    Row(
      command: "award recognize", words: "TRANCHES --amount 5.00 --date 2021-09-30 --evidence Report",
      others: [
        "amount": "--amount 6.00", "date": "--date 2021-09-29", "evidence": "--evidence Count",
        "tranche": "--tranche 1",
      ],
      before: [
        "award add TRANCHES Sessions --funder funder --amount 1000.00 --from 2021-07-01 --through 2022-06-30 --recognition conditional",
        "award terms TRANCHES --tranche '400.00 2021-09-30 Half' --tranche '600.00 2022-03-31 Rest' --approved-by Funder",
      ]),
    Row(
      command: "award interest", words: "COND --amount 1.50 --date 2021-09-30",
      others: ["amount": "--amount 1.60", "date": "--date 2021-10-01"]),
    Row(
      command: "award return", words: "COND --amount 2.00 --date 2021-09-30 --reason Unspent",
      others: [
        "amount": "--amount 3.00", "date": "--date 2021-10-01", "reason": "--reason Rest",
        "owed": "~reason --owed --paid-from bank --amount 1.00",
      ], besides: ["paid-from": "aReturnThatWasDecidedIsPaid"], sames: ["--reason ' Unspent'"]),
    Row(
      command: "award write-off", words: "YOUTH --amount 1.00 --date 2021-09-30 --reason Letter",
      others: ["amount": "--amount 2.00", "date": "--date 2021-10-01", "reason": "--reason 'Second letter'"],
      besides: ["due": "TimeRestrictionCommandTests.aLaterInstallmentIsLostByName"]),
    Row(
      command: "award release", words: "YOUTH --amount 1.00 --for time --date 2021-09-30 --reason Time",
      others: [
        "amount": "--amount 2.00", "for": "--for equipment", "date": "--date 2021-10-01", "reason": "--reason Later",
      ]),
    Row(
      command: "commitment add", words: "YOUTH --line food --amount 6.00 --payee shop --date 2021-09-01 --for Bread",
      others: [
        "line": "--line stipends", "amount": "--amount 7.00", "payee": "--payee funder", "date": "--date 2021-09-02",
        "expected-by": "--expected-by 2021-09-30", "for": "--for Cake", "document": "--document Order",
      ]),
    Row(
      command: "commitment draw", words: "supper --amount 3.00 --service-date 2021-09-03 --paid-from bank",
      others: [
        "amount": "--amount 4.00", "service-date": "--service-date 2021-09-02",
        "service-through": "--service-through 2021-09-04", "date": "--date 2021-09-21", "paid-from": "--paid-from card",
        "final": "--amount 5.00 --final",
      ], sames: ["--paid-from 1010"]),
    Row(
      command: "expense add",
      words: "--award YOUTH --line food --amount 7.00 --payee shop --service-date 2021-09-03 --paid-from bank",
      others: cost([
        "amount": "--amount 8.00", "paid-from": "--paid-from petty-cash", "staff": "--paid-from staff --staff lead",
        "commitment": "--commitment 1",
      ]), sames: ["--paid-from 1010", "--payee 'The Corner Shop'"]),
    Row(
      command: "expense split",
      words:
        "--share 'YOUTH:food 60%' --share 'unrestricted:8110:program rest' --amount 9.00 --payee shop --service-date 2021-09-03 --paid-from bank --memo Paper",
      others: dated.merging([
        "share": "--share 'YOUTH:food 50%' --share 'unrestricted:8110:program rest'", "rule": "~share --rule desks",
        "amount": "--amount 10.00", "payee": "--payee funder", "service-through": "--service-through 2021-09-04",
        "paid-from": "--paid-from card", "memo": "--memo Ink", "program": "--program music",
      ]) { $1 },
      before: [
        "allocation add desks --name Desks --base desks --document Plan --effective 2021-07-01 --share 'YOUTH:food 1' --share 'unrestricted:8110 2'"
      ],
      sames: [
        "--share 'unrestricted:8110:program rest' --share 'YOUTH:food 60%'", "--paid-from 1010", "--memo 'Paper '",
      ]),
    Row(
      command: "expense refund", words: "lunch --amount 2.00 --date 2021-09-04",
      others: [
        "amount": "--amount 3.00", "date": "--date 2021-09-05", "to": "--to petty-cash", "memo": "--memo Second",
      ], sames: ["--to 1010"]),
    Row(
      command: "bill add",
      words: "--award YOUTH --line food --amount 13.00 --payee shop --number INV-3 --service-date 2021-09-04",
      others: cost([
        "amount": "--number B-1 --amount 14.00", "number": "--number B-2",
        "invoice-date": "--number B-3 --invoice-date 2021-09-05", "due": "--number B-4 --due 2021-10-31",
        "same-number": "--same-number --number B-5",
      ]).mapValues { $0.contains("--number") || $0.contains("--same-number") ? $0 : $0 + " --same-number" }),
    Row(
      command: "payment add", words: "--bill INV-1=10.00 --method transfer --date 2021-09-20",
      others: [
        "bill": "--bill INV-1=11.00", "method": "--method direct-debit", "number": "--number T-7",
        "date": "--date 2021-09-21", "from": "--from savings", "memo": "--memo Part", "payee": "--bill INV-1=12.00",
        "amount": "--bill INV-1=13.00 --amount 13.00", "all": "~bill --all --payee shop",
      ],
      besides: [
        "card": "PayablesCommandTests", "card-account": "PayablesCommandTests", "through": "PayablesCommandTests",
        "except": "PayablesCommandTests",
      ]),
    Row(
      command: "advance give", words: "lead --amount 20.00 --date 2021-09-02 --for Stamps",
      others: [
        "amount": "--amount 21.00", "date": "--date 2021-09-03", "for": "--for Paper", "fund": "--fund YOUTH",
        "from": "--from petty-cash",
      ]),
    Row(
      command: "advance return", words: "lead --amount 3.00 --date 2021-09-12",
      others: ["amount": "--amount 4.00", "date": "--date 2021-09-13", "to": "--to petty-cash"],
      besides: ["fund": "an advance of another fund is another advance"]),
    Row(
      command: "cash move", words: "--from bank --to petty-cash --amount 4.00 --date 2021-09-04",
      others: [
        "from": "--from savings", "to": "--to savings", "amount": "--amount 5.00", "date": "--date 2021-09-05",
        "fund": "--fund AHEAD", "memo": "--memo Refill",
      ], sames: ["--from 1010"]),
    Row(
      command: "cash receive", words: "--payer shop --account 4010 --amount 4.00 --date 2021-09-04",
      others: [
        "payer": "--payer funder", "account": "--account 5310", "amount": "--amount 5.00", "date": "--date 2021-09-05",
        "to": "--to petty-cash", "memo": "--memo Gala",
      ], sames: ["--to bank", "--payer 'The Corner Shop'"]),
    Row(
      command: "entry post",
      words:
        "--date 2021-09-04 --description Fee --line '8110 4.00 class=without function=management service=2021-09-04' --line '1010 -4.00'",
      others: [
        "date": "--date 2021-09-05", "description": "--description Charge",
        "line":
          "--line '8110 5.00 class=without function=management service=2021-09-04' --line '1010 -5.00'",
      ]),
    Row(
      command: "period adjust",
      words:
        "2020-06 --description Cutoff --line '1040 5.00' --line '1010 -5.00' --approved-by Auditor --document FILES/letter.pdf --reason Audit",
      others: [
        "description": "--description Later", "line": "--line '1040 6.00' --line '1010 -6.00'",
      ],
      besides: [
        "approved-by": "who says it, of the same adjustment", "document": "what it rests on",
        "reason": "why it was made",
      ]),
    Row(
      command: "payroll remit", words: "--account 2130 --payee shop --amount 1.00 --date 2021-09-15",
      others: [
        "payee": "--payee funder", "amount": "--amount 2.00", "date": "--date 2021-09-16",
        "from": "--from petty-cash", "memo": "--memo Quarter",
      ], besides: ["account": "nothing is owed on another"], sames: ["--from bank"]),
    Row(
      command: "mileage add", words: "lead --award YOUTH --line food --miles 10 --service-date 2021-09-05 --memo Venue",
      others: cost(["miles": "--miles 11", "memo": "--memo Park"], but: ["payee"]), sames: ["--miles 10.0"]),
    Row(
      command: "prepay",
      words:
        "--award YOUTH --line food --amount 60.00 --payee shop --date 2021-09-01 --service-date 2021-09-01 --service-through 2021-11-30 --paid-from bank",
      others: cost([
        "amount": "--amount 61.00", "service-through": "--service-through 2021-12-31", "date": "--date 2021-09-02",
        "service-date": "--service-date 2021-09-15", "paid-from": "--paid-from card",
        "staff": "--paid-from staff --staff lead",
      ]), sames: ["--paid-from 1010"]),
    Row(
      command: "accrue",
      words:
        "--award YOUTH --line food --amount 15.00 --payee shop --service-date 2021-09-28 --date 2021-09-30 --reverse-on 2021-10-01",
      others: cost([
        "amount": "--amount 16.00", "reverse-on": "--reverse-on 2021-10-02", "date": "--date 2021-09-29",
        "service-through": "--service-through 2021-09-30",
      ])),
  ]
}
