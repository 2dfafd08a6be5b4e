import Ledger

/// One posting through the library, against a bare INSERT of the same rows into tables of the same columns and keys
/// without rules, foreign keys or row-level security.
struct Posting {
  let sample: SampleServer
  let count = 500

  init(_ sample: SampleServer) { self.sample = sample }

  func run() throws {
    try makeBareTables()
    for wait in ["on", "off"] {
      let books = try sample.open()
      let bare = try sample.target.connectAsInstaller()
      try books.connection.execute("set synchronous_commit = \(unescaped: wait)")
      try bare.execute("set synchronous_commit = \(unescaped: wait)")
      let site = try books.organization("site")
      let award = try books.award(SampleServer.award)
      var number = wait == "on" ? 1_000_000 : 2_000_000
      var bareNumber = number
      try compare(
        wait == "on"
          ? "one posting, waiting for the commit, against a bare INSERT" : "the same, not waiting for the commit",
        count: count,
        ours: {
          number += 1
          try books.post(try SampleServer.expense(number, of: award), to: site)
        },
        other: {
          bareNumber += 1
          try Self.insert(try SampleServer.expense(bareNumber, of: award), number: bareNumber, bare)
        })
    }
  }

  private func makeBareTables() throws {
    try sample.target.connectAsInstaller().script(
      """
      create schema bare;
      create table bare.journal_entry (like ledger.journal_entry including defaults including indexes);
      create table bare.journal_line (like ledger.journal_line including defaults including indexes);
      """)
  }

  private static func insert(_ draft: EntryDraft, number: Int, _ connection: borrowing Connection) throws {
    let lines = draft.lines
    try connection.execute(
      """
      with entry as (
        insert into bare.journal_entry (
          organization_id, id, entry_date, kind, description, idempotency_key, recorded_at, recorded_by)
        values (1, \(number), \(draft.date), \(draft.kind.rawValue), \(draft.description), \(draft.key), now(), session_user)
        returning id
      )
      insert into bare.journal_line (
        organization_id, entry_id, line_number, entry_date, account_code, fund_code, amount_cents, net_asset_class, function,
        program_code, award_code, budget_line_code, party_code, service_from, service_through, memo)
      select 1, \(number)::bigint, row_number() over (), \(draft.date)::date, l.*
      from unnest(
        \(lines.map(\.account))::text[], \(lines.map(\.fund))::text[], \(lines.map(\.amount))::bigint[],
        \(lines.map(\.netAssetClass?.rawValue))::text[], \(lines.map(\.function?.rawValue))::text[],
        \(lines.map(\.program))::text[], \(lines.map(\.award))::text[], \(lines.map(\.budgetLine))::text[],
        \(lines.map(\.party))::text[], \(lines.map(\.service?.from))::date[], \(lines.map(\.service?.through))::date[],
        \(lines.map(\.memo))::text[]) as l
      """)
  }
}
