/// The Merkle tree of RFC 6962, section 2.1, leaf by leaf: it keeps the roots of its perfect subtrees, the largest first.
struct GrowingTree {
  private(set) var size: Int64 = 0
  private var subtrees: [[UInt8]] = []

  /// Adds the hash of a leaf.
  mutating func add(_ leaf: [UInt8]) {
    var node = leaf
    var rest = size
    while rest % 2 == 1, let neighbor = subtrees.popLast() {
      node = Self.parent(neighbor, node)
      rest /= 2
    }
    subtrees.append(node)
    size += 1
  }

  /// The root; empty for a tree without leaves.
  var root: [UInt8] {
    guard var node = subtrees.last else { return [] }
    for neighbor in subtrees.dropLast().reversed() { node = Self.parent(neighbor, node) }
    return node
  }

  /// The roots of the perfect subtrees, one after the other.
  var frontier: [UInt8] { Array(subtrees.joined()) }

  private static func parent(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { SHA256.digest(of: [1] + left + right) }
}
