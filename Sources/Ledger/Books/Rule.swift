/// A rule of the books, as its refusals name it.
package struct Rule: Sendable, Hashable {
  /// The SQLSTATE that its refusals carry, or the name of a constraint.
  package let code: String
  /// Short name.
  package let name: String
  /// What must hold.
  package let meaning: NextStep
  /// What to do where it does not; nil for constraints, whose meaning says it.
  package let nextStep: NextStep?
}

extension Books {
  /// All rules that have a code of their own, by code.
  package func rules() throws -> [Rule] {
    try rules(
      """
      select sqlstate as code, name, to_jsonb(array[meaning]) as meaning, ledger.next_step_parts(next_step) as next_step
      from ledger.rule
      order by sqlstate
      """)
  }

  /// The rule of this code, or the constraint of this name. Throws `UnknownCode`.
  package func rule(_ code: String) throws -> Rule {
    let rules = try rules()
    if let found = rules.first(where: { $0.code == code.uppercased() }) { return found }
    let constraints = try self.rules(
      """
      select k.conname::text as code, 'constraint' as name,
        ledger.next_step_parts(obj_description(k.oid, 'pg_constraint')) as meaning, null::jsonb as next_step
      from pg_constraint k
      where k.connamespace = 'ledger'::regnamespace and obj_description(k.oid, 'pg_constraint') is not null
      order by 1
      """)
    if let found = constraints.first(where: { $0.code == code }) { return found }
    throw UnknownCode(
      "error code", code, among: (rules + constraints).map(\.code), listCommand: "ledgerctl errors")
  }

  private func rules(_ query: Query) throws -> [Rule] {
    try connection.execute(query).map { row in
      Rule(
        code: try row.text("code"), name: try row.text("name"), meaning: try row.nextStep("meaning"),
        nextStep: try row.nextStepOrNil("next_step"))
    }
  }
}
