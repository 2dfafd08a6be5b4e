extension Money {
  /// Divides the amount in proportion to weights, to the cent, by largest remainder.
  ///
  /// The parts always sum to the amount. A cent left over goes to the part that lost most by rounding down, the earlier
  /// one where two lost the same, so that the same split gives the same answer everywhere. A negative amount is split
  /// as its opposite would be.
  /// - Precondition: no weight is negative and their sum is above zero.
  public func split(weights: [Int64]) -> [Money] {
    precondition(weights.allSatisfy { $0 >= 0 }, "a weight is negative")
    let sum = weights.reduce(Int128(0)) { $0 + Int128($1) }
    precondition(sum > 0, "the weights sum to zero")

    let whole = Int128(cents.magnitude)
    let shares = weights.map { (whole * Int128($0)).quotientAndRemainder(dividingBy: sum) }
    var parts = shares.map(\.quotient)
    let left = Int(whole - parts.reduce(0, +))
    let order = shares.indices.sorted { (shares[$1].remainder, $0) < (shares[$0].remainder, $1) }
    for index in order.prefix(left) { parts[index] += 1 }
    return parts.map { Money(cents: Int64(cents < 0 ? -$0 : $0)) }
  }

  /// Divides the amount into equal parts, to the cent; the earlier parts take the cents left over.
  /// - Precondition: the count is above zero.
  public func split(into count: Int) -> [Money] { split(weights: Array(repeating: 1, count: count)) }
}
