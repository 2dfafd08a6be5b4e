extension Seal {
  /// The seal as the head of a statement names it.
  package var fact: StatementFact {
    StatementFact("As recorded", "seal \(number) of \(sealedAt) UTC")
  }
}
