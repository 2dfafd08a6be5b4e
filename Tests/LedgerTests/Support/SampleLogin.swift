@testable import Ledger

/// The logins of `SampleBooks`, one of every kind.
enum SampleLogin: String, CaseIterable, Sendable {
  case recorder = "sample_recorder"
  case approver = "sample_approver"
  case financeAdmin = "sample_finance_admin"
  case auditor = "sample_auditor"
  /// Audits the network that `north` belongs to.
  case networkAuditor = "sample_network_auditor"
  /// Audits award OPEN alone.
  case awardAuditor = "sample_award_auditor"
  /// Funds award OPEN alone.
  case funder = "sample_funder"
  /// May connect, and holds nothing.
  case stranger = "sample_stranger"
  case southRecorder = "sample_south_recorder"
  case southFinanceAdmin = "sample_south_finance_admin"

  /// The logins that have no business in the journal of `north`.
  static let readersOnly: [SampleLogin] = [.approver, .auditor, .networkAuditor, .awardAuditor, .funder, .stranger]

  /// The role it holds, in its scope.
  var role: MemberRole? {
    switch self {
    case .recorder, .southRecorder: .recorder
    case .approver: .approver
    case .financeAdmin, .southFinanceAdmin: .financeAdmin
    case .auditor, .networkAuditor, .awardAuditor: .auditor
    case .funder: .funder
    case .stranger: nil
    }
  }

  func scope(_ north: Organization, _ south: Organization, open award: Award) -> MemberScope? {
    switch self {
    case .recorder, .approver, .financeAdmin, .auditor: .organization(north)
    case .networkAuditor: .network("sample")
    case .awardAuditor, .funder: .award(award)
    case .southRecorder, .southFinanceAdmin: .organization(south)
    case .stranger: nil
    }
  }
}
