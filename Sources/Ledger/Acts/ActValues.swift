/// What somebody gave for the fields of an act, as text, by name: options, answers, or a page's form.
package struct ActValues: Sendable, Hashable {
  private var texts: [String: [String]] = [:]
  /// The day on which it is said; nil where nobody knows.
  package var today: Day?
  /// Of fields that name files, what is in them, or why they could not be read.
  package var attached: [String: Result<AttachedFile, Refusal>] = [:]

  /// Nothing yet.
  package init() {}

  /// Of each name its text; nil for what is not given.
  package init(_ texts: KeyValuePairs<String, String?>) {
    for (name, text) in texts { self[name] = text }
  }

  /// The same on a day.
  package func said(on today: Day?) -> ActValues {
    var values = self
    values.today = today
    return values
  }

  /// The text of a field, the last where there are several; nil where none is given. Of a flag that is set, an empty text.
  package subscript(_ name: String) -> String? {
    get { texts[name]?.last }
    set { texts[name] = newValue.map { [$0] } }
  }

  /// All texts of a field, in their order.
  package func all(_ name: String) -> [String] { texts[name] ?? [] }

  /// Gives a field one text more.
  package mutating func add(_ name: String, _ text: String) { texts[name, default: []].append(text) }

  /// Gives a field several texts.
  package mutating func set(_ name: String, _ all: [String]) { texts[name] = all.isEmpty ? nil : all }

  /// Sets a flag, where it is on.
  package mutating func set(_ flag: String, _ isOn: Bool) { if isOn { texts[flag] = [""] } }

  /// Whether one of these fields is given.
  package func has(_ names: String...) -> Bool { names.contains { texts[$0] != nil } }

  /// These, and others where these give none.
  package func filled(with others: ActValues) -> ActValues {
    var all = self
    all.texts.merge(others.texts) { given, _ in given }
    return all
  }

  /// Of these fields, what is given, in their order: a flag has an empty text.
  package func ordered(_ fields: [ActField]) -> [(field: ActField, text: String)] {
    fields.flatMap { field in all(field.name).map { (field, $0) } }
  }

  /// The organization that they name, by an award or itself; throws where they name none and there are several.
  package func organization(_ books: borrowing Books) throws -> Organization {
    if let award = self["award"] { return try books.award(award).organization }
    return try books.organization(self["org"])
  }

  /// The organization that is likely meant, so that what else is wrong is told beside an award that is not there; nil where nobody knows.
  func likelyOrganization(_ books: borrowing Books) -> Organization? {
    (try? organization(books)) ?? (try? books.organization(self["org"]))
  }
}

/// A file that somebody gives to an act.
package struct AttachedFile: Sendable, Hashable {
  /// Its name, without its folder.
  package let name: String
  /// What is in it.
  package let bytes: [UInt8]

  /// A file of a name.
  package init(name: String, bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
}
