import ArgumentParser
import Ledger

extension AwardCommand {
  struct Recognize: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "recognize", abstract: "Recognize revenue of a conditional award whose barrier is met.",
      discussion: """
        Dr 2410 as far as money came ahead, else 1240; Cr revenue with donor restrictions. Where the organization's policy is
        simultaneous release ("org policy"), what its spending has met already is without restrictions directly.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "The award.", completion: .awards) var award: String
    @Option(help: "The amount recognized; else that of the tranche.", transform: Read.money) var amount: Money?
    @Option(help: "The day the barrier was met, YYYY-MM-DD.", transform: Read.day) var date: Day
    @Option(help: "How it is known: report, count or letter; never a young person's name.") var evidence: String
    @Option(help: "The tranche of the terms that it releases.") var tranche: Int?
    @Option(help: "Idempotency key; else one of all that is said.") var key: String?

    func validate() throws {
      if amount == nil, tranche == nil { throw ValidationError("give --amount, --tranche, or both") }
    }

    func run() throws {
      try connection.open { books in
        let award = try books.award(award)
        let ofTranche = try tranche.map { try books.trancheAmount($0, of: award) }
        let met = ConditionMet(amount: amount ?? ofTranche ?? .zero, date: date, evidence: evidence, tranche: tranche)
        let event = EventKey(
          ["condition", award.code, "\(date)", "\(met.amount)"],
          rest: [tranche.map { "tranche \($0)" }, evidence.withoutOuterSpaces])
        let key = try write.key(key, event, in: award.organization, books)
        let (posted, direct) = try books.write(dryRun: write.dryRun) {
          try books.recognize(met, of: award, key: key)
        }
        let directly = direct == .zero ? "" : ", \(direct.grouped) of it without restrictions (simultaneous release)"
        try write.say(posted, "\(met.amount.grouped) of \(award.code) recognized\(directly)")
        try write.sayAlike(
          EntryLook(.condition, of: award, met.amount, on: date, number: posted.number), in: award.organization, books)
      }
    }
  }

  struct Interest: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "interest", abstract: "Record interest earned on an award's money, as its terms say whose it is.",
      discussion:
        "The grantee's own: revenue of the unrestricted fund. The award's: restricted revenue of its fund. The funder's: owed to it (2420)."
    )
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "The award.", completion: .awards) var award: String
    @Option(help: "The interest.", transform: Read.money) var amount: Money
    @Option(help: "The day the bank credited it, YYYY-MM-DD.", transform: Read.day) var date: Day
    @Option(help: "Idempotency key; else one of all that is said.") var key: String?

    func run() throws {
      try connection.open { books in
        let award = try books.award(award)
        let event = EventKey(["interest", award.code, "\(date)", "\(amount)"])
        let key = try write.key(key, event, in: award.organization, books)
        let owner = try books.interestOwner(of: award, on: date)
        let draft = try award.interestEntry(
          amount, on: date, for: owner, unrestrictedFund: try books.unrestrictedFund(of: award.organization), key: key)
        let posted = try books.write(dryRun: write.dryRun) { try books.post(draft, to: award.organization) }
        let whose =
          switch owner {
          case .grantee: "the grantee's own"
          case .award: "for the award's purpose"
          case .return: "owed to the funder"
          }
        try write.say(posted, "\(amount.grouped) interest on \(award.code), \(whose) by its terms")
        try write.sayAlike(EntryLook(saying: draft), in: award.organization, books)
      }
    }
  }

  struct Return: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "return", abstract: "Record money of an award that goes back to its funder.",
      discussion: """
        Dr 2410 of a conditional award, 2910 of an agency award, or its restricted revenue; Cr 2420, due to the funder. With
        --paid-from the payment is recorded as well. --owed pays what stands in 2420 already: a return that was decided before,
        interest that is the funder's, a late refund.
        """)
    @OptionGroup var connection: BooksOptions
    @OptionGroup var write: WriteOptions
    @Argument(help: "The award.", completion: .awards) var award: String
    @Option(help: "The amount that goes back; with --owed, else all that is owed.", transform: Read.money) var amount:
      Money?
    @Option(help: "The day it was decided, or with --owed paid, YYYY-MM-DD.", transform: Read.day) var date: Day
    @Option(help: "Why.") var reason: String?
    @Option(help: "What it is paid from, bank, savings, or the code of such an account; else it stays owed.")
    var paidFrom: MoneyAccount?
    @Flag(help: "Pay what is owed to the funder already; needs --paid-from.") var owed = false
    @Option(help: "Idempotency key; else one of all that is said.") var key: String?

    func validate() throws {
      if owed, paidFrom == nil || reason != nil {
        throw ValidationError("--owed pays what was decided before: give --paid-from, and no --reason")
      }
      if !owed, amount == nil || reason == nil { throw ValidationError("give --amount and --reason, or --owed") }
    }

    func run() throws {
      guard let amount, let reason else { return try payOwed() }
      try connection.open { books in
        let award = try books.award(award)
        let event = award.returnEvent(amount, on: date, reason: reason)
        if key == nil { try refuseDecided(event, amount, award, books) }
        let key = try write.key(key, event, in: award.organization, books)
        let (due, payment) = try books.write(dryRun: write.dryRun) {
          try books.returnToFunder(amount, of: award, on: date, reason: reason, key: key, paidFrom: paidFrom)
        }
        try write.say(due, "\(amount.grouped) of \(award.code) goes back to \(award.funderName)")
        if let payment {
          try write.say(PostedEntry(number: payment, wasRecorded: due.wasRecorded), "\(amount.grouped) paid back")
        }
        let line = EntryLine(
          account: award.organization.accounts[.dueToFunder], fund: award.fund, amount: -amount, award: award.code,
          party: award.funder)
        try write.sayAlike(
          EntryDraft(key: key, date: date, kind: .return, description: reason, lines: [line]), in: award.organization,
          books)
      }
    }

    /// A return that was decided before and is owed still is paid, not decided again.
    private func refuseDecided(_ event: EventKey, _ amount: Money, _ award: Award, _ books: borrowing Books) throws {
      guard let paidFrom, let same = try books.standing(event, of: award.organization).same, same.undone == nil,
        try books.owedToFunder(of: award, on: date) >= amount
      else { return }
      throw ExplainedError(
        failure: Failure(
          .conflict, "entry \(same.number) of \(same.date) says that it goes back, and it is owed still",
          nextStep:
            "to pay it:\n  ledgerctl award return \(award.reference) --owed --amount \(amount) --paid-from \(paidFrom.rawValue) --date \(date)"
        ))
    }

    private func payOwed() throws {
      try connection.open { books in
        let award = try books.award(award)
        let owing = try books.owedToFunder(of: award, on: date)
        let from = paidFrom ?? .bank
        if let known = try books.recorded(
          key, of: award.organization,
          as: { entry in
            try award.returnPayment(self.amount ?? entry.debits, from: from, on: date, key: "")
          })
        {
          return write.say(known)
        }
        let amount = amount ?? owing
        if owing == .zero {
          return print("Nothing of \(award.code) that was owed to \(award.funderName) on \(date) is unpaid.")
        }
        guard amount > .zero, amount <= owing else {
          throw Refusal(
            "\(owing.grouped) of \(award.code) is owed to \(award.funderName), not \(amount.grouped)",
            nextStep: "leave --amount out to pay all of it")
        }
        var payment = try award.returnPayment(amount, from: from, on: date, key: "")
        payment.key = try write.key(
          key, ["returned", award.code, "\(date)", "\(amount)"], saying: payment, in: award.organization, books)
        try write.sayRecorded(
          .entry(payment), "\(amount.grouped) of \(award.code) paid back to \(award.funderName)",
          in: award.organization,
          books
        ) {
          try books.hold(award)
          return try books.post(payment, to: award.organization)
        }
        try write.sayAlike(payment, in: award.organization, books)
      }
    }
  }
}
