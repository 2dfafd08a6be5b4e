import Ledger

extension ActFaults {
  /// All of them, each at its option. Where only something is missing or does not go together, it is wrong usage; else invalid input.
  var failure: Failure {
    let text = faults.map { fault in
      "\(fields.first { $0.name == fault.field }?.option ?? fault.field): \(fault.cause)\n  \(fault.nextStep)"
    }
    return Failure(
      faults.allSatisfy(\.isOfGrammar) ? .usage : .refused, text.joined(separator: "\nledgerctl: error: "))
  }
}
