/// The rules of the books, by the SQLSTATE that the schema raises. Texts and next steps stand in table `ledger.rule`,
/// and in docs/errors.md.
extension SQLState {
  /// The lines of an entry add up to zero.
  public static let entryBalances: SQLState = "LE001"
  /// The lines of an entry add up to zero in every fund.
  public static let fundBalances: SQLState = "LE002"
  /// The lines of an entry come in one statement, numbered 1 to n.
  public static let linesComplete: SQLState = "LE003"
  /// An entry has at least two lines.
  public static let twoLines: SQLState = "LE004"
  /// Net-asset, revenue, expense and release lines carry a class; others none.
  public static let classWhereDue: SQLState = "LE005"
  /// An expense is without donor restrictions.
  public static let expenseWithoutRestrictions: SQLState = "LE006"
  /// Expense lines, and only they, carry a function.
  public static let functionOnExpenses: SQLState = "LE007"
  /// What was recorded is never changed or deleted.
  public static let appendOnly: SQLState = "LE008"
  /// Number, time and login come from the books.
  public static let stampedByBooks: SQLState = "LE009"
  /// A reversal mirrors the entry it reverses.
  public static let reversalMirrors: SQLState = "LE010"
  /// A reversal is not itself reversed.
  public static let reversalStands: SQLState = "LE011"
  /// Refunds are at most the expense, and go back to its line.
  public static let refundWithinExpense: SQLState = "LE012"
  /// An expense with refunds is not reversed.
  public static let refundedExpenseStands: SQLState = "LE013"
  /// A reversal or refund is dated on or after the entry it adjusts.
  public static let adjustmentFollows: SQLState = "LE014"
  /// An entry of kind closing closes a fiscal year and moves nothing else.
  public static let closingCloses: SQLState = "LE015"
  /// Whoever records reads what holds, so it is READ COMMITTED.
  public static let readsWhatHolds: SQLState = "LE019"
  /// An entry names what it relied on.
  public static let entrySaysWhatItReliedOn: SQLState = "LE020"
  /// Entries are dated after the day through which the books are closed.
  public static let booksOpen: SQLState = "LP001"
  /// Books are closed through a later day than before.
  public static let closingGoesOn: SQLState = "LP002"
  /// A reopening opens what is closed.
  public static let reopeningOpens: SQLState = "LP003"
  /// Nobody waits for ever.
  public static let waitsEnd: SQLState = "LP004"
  /// The service lies within the award's term.
  public static let serviceWithinTerm: SQLState = "LA001"
  /// A line that names an award is in its fund.
  public static let awardInItsFund: SQLState = "LA002"
  /// An expense in an award's fund names the award.
  public static let awardFundNamesAward: SQLState = "LA003"
  /// Promised revenue is at most the award.
  public static let promiseWithinAward: SQLState = "LA004"
  /// Cash received is at most the award.
  public static let receiptsWithinAward: SQLState = "LA005"
  /// Spending on the cash basis is paid, not owed.
  public static let cashBasisPaid: SQLState = "LA006"
  /// A budget adds up to its award.
  public static let budgetAddsUp: SQLState = "LA007"
  /// A promise is not reversed below the cash received for it.
  public static let receiptsStandOnPromise: SQLState = "LA008"
  /// Where an award blocks overspending, a line stays within its budget.
  public static let blockedLineNotOverspent: SQLState = "LA009"
  /// A revision beyond the grantee's freedom has the funder's approval.
  public static let revisionApproved: SQLState = "LA010"
  /// A revision does not go below what a line has used.
  public static let revisionCoversUsed: SQLState = "LA011"
  /// The restricted balance of an award never falls below zero.
  public static let restrictedBalanceStands: SQLState = "LA012"
  /// A closed award takes nothing more.
  public static let closedAwardRests: SQLState = "LA013"
  /// Versions, terms and budgets of an award come in order.
  public static let termsFollow: SQLState = "LA014"
  /// An award is closed when nothing of it is open.
  public static let awardClosesClean: SQLState = "LA016"
  /// A condition met or a return takes no more of an advance than was received.
  public static let advanceStands: SQLState = "LA015"
  /// A budget line is charged on accounts of cost alone.
  public static let budgetLinesBearCosts: SQLState = "LA017"
  /// A commitment comes down by what is open of it.
  public static let withinCommitment: SQLState = "LC001"
  /// A document is of the kind that it is given as.
  public static let documentAsItIs: SQLState = "LD001"
  /// Documents that name a young person are not kept with the books.
  public static let noPersonalDocuments: SQLState = "LD002"
  /// A document has 1 byte to 10 MiB.
  public static let documentSize: SQLState = "LD003"
  /// The bytes of a document are those of its SHA-256; named by check, never raised.
  public static let documentBytesStand: SQLState = "LD004"
  /// The same key means the same content.
  public static let keyMeansContent: SQLState = "LK001"
  /// The entries of one call have different keys.
  public static let keysDiffer: SQLState = "LK002"
  /// People read and write within their memberships.
  public static let withinMembership: SQLState = "LM001"
  /// The schema is as the last upgrade left it; named by check, never raised.
  public static let schemaStands: SQLState = "LS001"
  /// What a seal covers is as it was sealed; named by check, never raised.
  public static let sealedRecordStands: SQLState = "LS002"
  /// Seals follow each other, and their roots are those of their leaves; named by check, never raised.
  public static let sealStands: SQLState = "LS003"
  /// Rollups are the sums of their lines; named by check, never raised.
  public static let rollupStands: SQLState = "LS004"
  /// A signed note that is kept is of a seal of these books.
  public static let noteIsOfASeal: SQLState = "LS005"
  /// What one person prepared, another approves.
  public static let preparerIsNotApprover: SQLState = "LV001"
  /// What is to be approved is recorded once it is.
  public static let approvalWhereRequired: SQLState = "LV002"
  /// A removal names texts that stand, with their copies.
  public static let removalNamesTexts: SQLState = "LV003"
  /// A text is removed where an approved removal says so.
  public static let removedAsApproved: SQLState = "LS006"
  /// An entry is corrected once it is reversed.
  public static let correctionFollowsReversal: SQLState = "LE016"
  /// A field of what was given cannot be read; the message names its entry, line and name.
  public static let draftsReadable: SQLState = "LE017"
  /// What was recorded on trial cannot be committed.
  public static let trialsAreNotKept: SQLState = "LE018"
  /// Nothing is settled beyond what is open.
  public static let withinWhatIsOpen: SQLState = "LB001"
  /// An entry whose open item was settled is not reversed.
  public static let settledItemStands: SQLState = "LB002"
  /// A line settles an earlier item of its account, fund and party, the other way.
  public static let settlementFits: SQLState = "LB003"
  /// A payee's invoice is recorded once.
  public static let billOnce: SQLState = "LB004"
  /// A payment says how it was paid, and settles from one cash account.
  public static let paymentPays: SQLState = "LB005"
  /// A bill belongs to an entry that owes its payee.
  public static let billIsOwed: SQLState = "LB006"
  /// An origin is recorded in one go, with its entries and what belongs to it.
  public static let originIsWhole: SQLState = "LO001"
  /// What consists of several entries is undone whole.
  public static let originUndoneWhole: SQLState = "LO002"
  /// The installments of a promise add up to it.
  public static let installmentsAddUp: SQLState = "LO003"
  /// What is given another name is there.
  public static let renamedIsThere: SQLState = "LN001"
  /// The names of one thing follow each other.
  public static let renamingsFollow: SQLState = "LN002"
  /// Reference data is not deleted.
  public static let referenceDataStands: SQLState = "LR001"
  /// What a line refers to exists.
  public static let referencesExist: SQLState = "LR002"

  /// Whether a rule of the books raised it, rather than PostgreSQL itself.
  public var isRule: Bool {
    rawValue.utf8.count == 5 && rawValue.utf8.first == UInt8(ascii: "L")
  }
}
