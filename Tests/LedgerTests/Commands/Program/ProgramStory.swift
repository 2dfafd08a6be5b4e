import Testing

/// Tests that tell a story by the commands of one program.
protocol ProgramStory {
  var program: Program { get }
}

extension ProgramStory {
  /// What a command prints that must end well.
  @discardableResult
  func ok(_ arguments: String...) throws -> String { try ok(arguments) }

  @discardableResult
  func ok(_ arguments: [String]) throws -> String {
    let outcome = try program.run(arguments)
    #expect(outcome.status == 0, "\(arguments): \(outcome)")
    return outcome.output
  }

  /// A command that must fail, and say that.
  func refused(_ rule: String, _ arguments: String...) throws { try refused(rule, arguments) }

  func refused(_ rule: String, _ arguments: [String]) throws {
    let outcome = try program.run(arguments)
    #expect(outcome.status != 0 && (outcome.output + outcome.errors).contains(rule), "\(arguments): \(outcome)")
  }
}
