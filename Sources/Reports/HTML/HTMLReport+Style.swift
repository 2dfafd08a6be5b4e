extension HTMLReport {
  /// How a page looks on a screen and on letter paper. Digits are of one width, so that they stand under each other.
  static let style = """
    body { margin: 2rem auto; max-width: 76rem; padding: 0 1.5rem; color: #111; background: #fff;
      font: 10.5pt/1.4 "Liberation Sans", Arial, Helvetica, sans-serif; }
    section + section { margin-top: 3rem; }
    h1 { font-size: 1.4em; line-height: 1.25; margin: 0 0 0.2em; }
    .subtitle { font-weight: bold; margin: 0 0 0.8em; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.1em 1.2em; margin: 0.8em 0; }
    dt { color: #555; }
    dd { margin: 0; }
    table { border-collapse: collapse; margin: 1em 0; font-variant-numeric: tabular-nums lining-nums; }
    th, td { padding: 0.18em 0.7em; text-align: left; vertical-align: top; font-weight: normal; }
    thead th { border-bottom: 1px solid #111; vertical-align: bottom; font-weight: bold; }
    .number { text-align: right; white-space: nowrap; padding-right: 0.8em; }
    thead .number { white-space: normal; }
    .negative { padding-right: 0.47em; }
    .day, .word { white-space: nowrap; }
    .in1 { padding-left: 2em; }
    .in2 { padding-left: 3.3em; }
    .in3 { padding-left: 4.6em; }
    .in4 { padding-left: 5.9em; }
    .heading th { font-weight: bold; padding-top: 0.7em; }
    .memo > * { color: #555; }
    .subtotal > *, .total > * { font-weight: bold; }
    .subtotal .number { border-top: 1px solid #555; }
    .total .number { border-top: 1px solid #111; border-bottom: 3px double #111; }
    .notes { margin: 1em 0; padding-left: 1.2em; max-width: 60rem; }
    .notes li { margin: 0.25em 0; }
    @page { size: letter; margin: 0.7in 0.75in; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
    @page wide { size: letter landscape; margin: 0.6in 0.5in; }
    @media print {
      body { margin: 0; padding: 0; max-width: none; font-size: 9pt; }
      section + section { margin-top: 0; break-before: page; }
      th, td { padding: 0.15em 0.4em; }
      .number { padding-right: 0.45em; }
      .negative { padding-right: 0.12em; }
      .wide { page: wide; font-size: 8pt; }
      .small { font-size: 7pt; }
      .smaller { font-size: 6pt; }
      .smallest { font-size: 5pt; }
      thead { display: table-header-group; }
      tfoot { display: table-row-group; }
      tr, li { break-inside: avoid; }
      h1, .heading { break-after: avoid; }
    }
    """
}
