/// A rule of the books, as its refusals name it.
package struct Rule: Sendable, Hashable {
  /// The SQLSTATE that its refusals carry, or the name of a constraint.
  package let code: String
  /// Short name.
  package let name: String
  /// What must hold.
  package let meaning: String
  /// What to do where it does not; nil for constraints, whose meaning says it.
  package let nextStep: String?
}

extension Books {
  /// All rules that have a code of their own, by code.
  package func rules() throws -> [Rule] {
    try connection.execute("select sqlstate, name, meaning, next_step from ledger.rule order by sqlstate").map { row in
      Rule(
        code: try row.text("sqlstate"), name: try row.text("name"), meaning: try row.text("meaning"),
        nextStep: try row.text("next_step"))
    }
  }

  /// The rule of this code, or the constraint of this name. Throws `UnknownCode`.
  package func rule(_ code: String) throws -> Rule {
    let rules = try rules()
    if let found = rules.first(where: { $0.code == code.uppercased() }) { return found }
    let constraints = try connection.execute(
      """
      select k.conname::text as code, obj_description(k.oid, 'pg_constraint') as meaning
      from pg_constraint k
      where k.connamespace = 'ledger'::regnamespace and obj_description(k.oid, 'pg_constraint') is not null
      order by 1
      """
    ).map { row in
      Rule(code: try row.text("code"), name: "constraint", meaning: try row.text("meaning"), nextStep: nil)
    }
    if let found = constraints.first(where: { $0.code == code }) { return found }
    throw UnknownCode(
      "error code", code, among: (rules + constraints).map(\.code), listCommand: "ledgerctl errors")
  }
}
