/// When a cost counts and which days its service has.
struct CostDays {
  let service: DayWindow
  let date: Day

  /// The days as given; nil with their faults kept.
  init?(_ reader: inout ActReader) throws {
    let given = try reader.day("date")
    let first = try reader.day("service-date")
    let last = try reader.day("service-through") ?? (reader.values.has("service-through") ? nil : first)
    let window = try reader.keep("service-through") {
      try first.flatMap { first in try last.map { try DayWindow(from: first, through: $0) } }
    }
    guard let window, given != nil || !reader.values.has("date") else { return nil }
    (service, date) = (window, given ?? window.through)
  }

  /// What to know where the service runs on after the month that its cost counts in.
  var note: String? {
    guard service.through.month > date.month else { return nil }
    return
      "Its service runs through \(service.through), and all of it counts on \(date). What is paid ahead is spread over its months by \"ledgerctl prepay\"."
  }
}
