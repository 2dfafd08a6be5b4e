import Ledger

/// An option as typed. It is read when the command runs, so that all faults of a command are told at once.
struct Typed: Sendable {
  let text: String

  @Sendable static func keep(_ text: String) throws -> Typed { Typed(text: text) }
}

/// Every fault of a command's options.
struct ArgumentFaults: Error {
  private(set) var faults: [(option: String, cause: String, nextStep: String)] = []

  /// What `read` makes of an option, or nil with its fault kept.
  mutating func read<Value>(_ option: String, _ read: () throws -> Value?) throws -> Value? {
    do {
      return try read()
    } catch let input as any InputError {
      faults.append((option, input.cause, input.nextStep))
    } catch let unknown as UnknownCode {
      faults.append((option, unknown.cause, unknown.nextStep))
    } catch let refusal as Refusal {
      faults.append((option, refusal.cause, refusal.nextStep))
    }
    return nil
  }

  /// Throws where there is a fault.
  func throwIfAny() throws {
    if !faults.isEmpty { throw self }
  }

  var failure: Failure {
    let text = faults.map { "\($0.option): \($0.cause)\n  \($0.nextStep)" }
    return Failure(.refused, text.joined(separator: "\nledgerctl: error: "))
  }
}

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
