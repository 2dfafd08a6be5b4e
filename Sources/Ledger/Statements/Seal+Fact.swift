extension Seal {
  /// The seal as the head of a statement names it.
  public var fact: StatementFact {
    StatementFact("As recorded", "seal \(number) of \(sealedAt) UTC")
  }
}
