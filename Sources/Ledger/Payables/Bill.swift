/// What the invoice behind a bill says.
package struct BillDraft: Sendable, Hashable {
  /// Who billed, by code.
  package var payee: String
  /// Number of the invoice, as printed.
  package var invoice: String
  /// Day of the invoice.
  package var invoicedOn: Day
  /// Day it is to be paid by.
  package var due: Day
  /// Whether a second bill of this payee and number is meant.
  package var isRepeated: Bool

  /// Describes an invoice.
  package init(payee: String, invoice: String, invoicedOn: Day, due: Day, isRepeated: Bool = false) {
    self.payee = payee
    self.invoice = invoice
    self.invoicedOn = invoicedOn
    self.due = due
    self.isRepeated = isRepeated
  }
}

extension BillDraft {
  /// The columns of `ledger.staged_bill`: the import, the entry, and the fields of `parameter`.
  static let stagedColumns =
    "import_id, entry_ordinal, party_code, invoice_number, invoiced_on, due_on, is_repeated"

  /// As `ledger.bill_draft`.
  var parameter: CompositeParameter {
    CompositeParameter(fields: [
      payee, invoice, invoicedOn.parameterText, due.parameterText, isRepeated.parameterText,
    ])
  }
}

extension Books {
  /// Records a bill: an entry that owes its payee on payables, and the invoice behind it; both or neither.
  /// Throws SQLSTATE LK001 where the key has another entry or invoice, LB004 where the payee's number is recorded already, LB006, or what posting throws.
  package func record(_ bill: BillDraft, _ entry: EntryDraft, to organization: Organization) throws -> PostedEntry {
    try record([entry], as: .bill, bill: bill, to: organization)[0]
  }

  /// The invoice behind an entry, whether that stands or was undone; nil where there is none.
  package func invoice(
    ofEntry number: Int64, of organization: Organization
  ) throws -> (number: String, invoicedOn: Day, due: Day)? {
    try connection.execute(
      """
      select b.invoice_number, b.invoiced_on, b.due_on
      from ledger.journal_entry e
      join ledger.bill b on b.organization_id = e.organization_id and b.origin_number = e.origin_number
      where e.organization_id = \(organization.id) and e.id = \(number) and e.origin_kind = 'bill'
      """
    ).map {
      (number: try $0.text("invoice_number"), invoicedOn: try $0.day("invoiced_on"), due: try $0.day("due_on"))
    }.first
  }

  /// What is open of the bill of this entry number, key or invoice number, of one payee where it is given: one item a fund. Throws
  /// `UnknownCode`, or `Refusal` where several payees have a bill of this number.
  package func bill(_ name: String, of organization: Organization, payee: String? = nil) throws -> [OpenItem] {
    let open = try openItems(of: organization, .payable, party: payee)
    // As it is written; where none is, with other capital letters.
    let exact = open.filter { String($0.entry) == name || $0.invoice == name || $0.key == name }
    let isNamed = { (bill: OpenItem) in bill.invoice?.lowercased() == name.lowercased() }
    let byNumber = try Int64(name).map { try items(of: organization, entries: [$0]) } ?? []
    let all = try exact.isEmpty ? bills(of: organization, party: payee) : []
    let settledExact = byNumber + all.filter { $0.invoice == name || $0.key == name }
    let named = exact.isEmpty && settledExact.isEmpty ? open.filter(isNamed) : exact
    let entries = Set(named.map(\.entry))
    if entries.count > 1 {
      throw Refusal(
        "\(entries.count) open bills are called ‹\(VisibleText.escaped(name))›",
        nextStep: "write the entry number: \(entries.sorted().map(String.init).joined(separator: ", "))")
    }
    guard named.isEmpty else { return named }
    let settled = settledExact.isEmpty ? all.filter(isNamed) : settledExact
    // Never another bill in its place: it was paid, or taken off.
    if let settled = settled.last {
      throw Refusal(
        "nothing is open of entry \(settled.entry)\(settled.invoice.map { ", bill \($0)" } ?? ""), \(settled.description)",
        nextStep: "see what settled it with \"ledgerctl entry show \(settled.entry) --org \(organization.code)\"")
    }
    throw UnknownCode(
      "open bill", name, among: open.flatMap { [String($0.entry), $0.invoice].compactMap { $0 } },
      listCommand: "ledgerctl bill list --open --org \(organization.code)")
  }
}
