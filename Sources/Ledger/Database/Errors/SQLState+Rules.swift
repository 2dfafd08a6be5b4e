/// Names of those rules of the books that the program tells apart. All of them, with their next steps, stand in table `ledger.rule` and in
/// docs/errors.md; whoever wants another compares its code, as in `error.sqlState == "LE001"`.
extension SQLState {
  /// Entries are dated after the day through which the books are closed.
  public static let booksOpen: SQLState = "LP001"
  /// The service lies within the award's term.
  public static let serviceWithinTerm: SQLState = "LA001"
  /// A cost counts in no month before its service begins.
  public static let costNotBeforeService: SQLState = "LE023"
  /// Where an award blocks overspending, a line stays within its budget.
  public static let blockedLineNotOverspent: SQLState = "LA009"
  /// The same key means the same content.
  public static let keyMeansContent: SQLState = "LK001"
  /// The entries of one call have different keys.
  public static let keysDiffer: SQLState = "LK002"
  /// People read and write within their memberships.
  public static let withinMembership: SQLState = "LM001"
  /// What a seal covers is as it was sealed; named by check, never raised.
  public static let sealedRecordStands: SQLState = "LS002"
  /// Seals follow each other, and their roots are those of their leaves; named by check, never raised.
  public static let sealStands: SQLState = "LS003"
  /// A text is removed where an approved removal says so.
  public static let removedAsApproved: SQLState = "LS006"
  /// What is to be approved is recorded once it is.
  public static let approvalWhereRequired: SQLState = "LV002"
  /// A payee's invoice is recorded once.
  public static let billOnce: SQLState = "LB004"

  /// Whether a rule of the books raised it, rather than PostgreSQL itself.
  public var isRule: Bool {
    rawValue.utf8.count == 5 && rawValue.utf8.first == UInt8(ascii: "L")
  }
}
