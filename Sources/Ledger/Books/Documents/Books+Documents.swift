extension Books {
  /// Keeps a file and attaches it to an entry, or else to an award. Again, it changes nothing. For recorders.
  /// Throws `Refusal` for an ending that says no kind, SQLSTATE LD001 to LD003, LM001, or the constraints of
  /// `ledger.document_link`.
  package func attach(
    _ draft: DocumentDraft, toEntry entry: Int64? = nil, award: String? = nil, of organization: Organization
  ) throws -> AttachedDocument {
    let mediaType = try draft.knownMediaType()
    return try connection.execute(
      """
      select document_number, link_number, already_attached
      from ledger.attach_document(
        \(organization.id), \(ByteText(draft.bytes))::bytea, \(mediaType), \(draft.fileName), \(entry), \(award), \(draft.title))
      """
    ).only {
      AttachedDocument(
        document: try $0.int64("document_number"), attachment: try $0.int64("link_number"),
        wasAttached: try $0.bool("already_attached"))
    }
  }

  /// Withdraws an attachment; the document stays. For recorders.
  package func withdraw(attachment: Int64, of organization: Organization, reason: String) throws {
    try connection.execute("select ledger.withdraw_document(\(organization.id), \(attachment), \(reason))")
  }

  /// Documents in the order they were recorded: all, or those attached to an entry or an award.
  package func documents(
    of organization: Organization, entry: Int64? = nil, award: String? = nil, sha256: [String]? = nil
  ) throws -> [Document] {
    var documents: [Document] = []
    var attachments: [Int64: [Attachment]] = [:]
    try connection.execute(
      """
      select d.number, encode(d.sha256, 'hex') as sha256, d.media_type, d.file_name, d.byte_count,
        to_char(d.recorded_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC by ' || d.recorded_by as recorded,
        k.number as link_number, k.entry_id, k.award_code, k.title, w.reason
      from ledger.document d
      left join ledger.document_link k on k.organization_id = d.organization_id and k.sha256 = d.sha256
      left join ledger.document_withdrawal w on w.organization_id = k.organization_id and w.link_number = k.number
      where d.organization_id = \(organization.id)
        and (\(sha256)::text[] is null or encode(d.sha256, 'hex') = any (\(sha256)::text[]))
        and ((\(entry)::bigint is null and \(award)::text is null) or exists (
          select
          from ledger.document_link t
          left join ledger.document_withdrawal v on v.organization_id = t.organization_id and v.link_number = t.number
          where t.organization_id = d.organization_id and t.sha256 = d.sha256 and v.link_number is null
            and (t.entry_id = \(entry)::bigint or t.award_code = \(award)::text)))
      order by d.number, k.number
      """
    ).forEachRow { row in
      let number = try row.int64("number")
      if documents.last?.number != number {
        documents.append(
          Document(
            number: number, sha256: try row.text("sha256"), mediaType: try row.text("media_type"),
            fileName: try row.text("file_name"), byteCount: try row.int("byte_count"),
            recorded: try row.text("recorded"),
            attachments: []))
      }
      guard let link = try row.int64OrNil("link_number") else { return }
      attachments[number, default: []].append(
        Attachment(
          number: link, entry: try row.int64OrNil("entry_id"), award: try row.textOrNil("award_code"),
          title: try row.textOrNil("title"), withdrawnBecause: try row.textOrNil("reason")))
    }
    return documents.map { $0.with(attachments[$0.number] ?? []) }
  }

  /// The document of this number, or of this SHA-256 or its beginning of eight digits or more. Throws `UnknownCode`.
  package func document(_ numberOrSHA256: String, of organization: Organization) throws -> Document {
    let text = numberOrSHA256.lowercased()
    let found = try connection.execute(
      """
      select encode(sha256, 'hex') as sha256
      from ledger.document
      where organization_id = \(organization.id)
        and (number::text = \(text) or (length(\(text)) >= 8 and starts_with(encode(sha256, 'hex'), \(text))))
      limit 2
      """
    ).map { try $0.text("sha256") }
    guard found.count == 1, let document = try documents(of: organization, sha256: found).first else {
      throw UnknownCode(
        "document", numberOrSHA256, among: [], listCommand: "ledgerctl document list --org \(organization.code)")
    }
    return document
  }

  /// The bytes of a document. Throws `Refusal` where they are not those of its SHA-256.
  package func content(of document: Document, of organization: Organization) throws -> [UInt8] {
    let hex = try connection.execute(
      """
      select encode(bytes, 'hex') as content
      from ledger.document
      where organization_id = \(organization.id) and number = \(document.number)
      """
    ).only { try $0.text("content") }
    guard let bytes = ByteText(hex: hex)?.bytes, SHA256.hex(of: bytes) == document.sha256 else {
      throw Refusal(
        "the bytes of document \(document.number) are not those of its SHA-256",
        nextStep: "somebody with superuser rights changed them; \"ledgerctl check\" says what else is broken")
    }
    return bytes
  }

  /// Expenses that stand, at or above the receipt threshold of their award and without a document, by date.
  package func missingDocuments(of organization: Organization, award: String? = nil, asOf day: Day = .latest) throws
    -> [MissingDocument]
  {
    try connection.execute(
      """
      select entry_id, entry_date, award, party, description, share_cents, amount_cents, threshold_cents
      from ledger.missing_documents(\(organization.id), \(award), \(day))
      """
    ).map { row in
      MissingDocument(
        entry: try row.int64("entry_id"), date: try row.day("entry_date"), award: try row.textOrNil("award"),
        party: try row.textOrNil("party"), description: try row.text("description"),
        share: try row.money("share_cents"), amount: try row.money("amount_cents"),
        threshold: try row.money("threshold_cents"))
    }
  }
}

extension Document {
  fileprivate func with(_ attachments: [Attachment]) -> Document {
    Document(
      number: number, sha256: sha256, mediaType: mediaType, fileName: fileName, byteCount: byteCount,
      recorded: recorded, attachments: attachments)
  }
}
