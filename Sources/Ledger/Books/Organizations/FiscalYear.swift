extension Organization {
  /// The fiscal year that a day lies in.
  package func fiscalYear(of day: Day) -> DayWindow {
    let month = day.month
    let first = month.adding(months: -((month.number - fiscalYearFirstMonth + 12) % 12))
    return DayWindow(unchecked: first.firstDay, first.adding(months: 11).lastDay)
  }
}
