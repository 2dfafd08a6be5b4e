-- Documents, what they are attached to, and what was withdrawn.

create sequence ledger.document_number as bigint cache 1;
comment on sequence ledger.document_number is 'Numbers of documents; drawn by ledger.draw.';

create table ledger.document (
  organization_id bigint not null,
  sha256 bytea not null,
  number bigint not null,
  media_type text not null,
  file_name ledger.label not null,
  class text not null default 'ordinary',
  bytes bytea not null,
  byte_count integer not null generated always as (octet_length(bytes)) stored,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint document_pkey primary key (organization_id, sha256),
  constraint document_number_key unique (organization_id, number),
  constraint document_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint document_sha256_check check (pg_catalog.sha256(bytes) = sha256),
  constraint document_size_check check (octet_length(bytes) between 1 and 10485760),
  constraint document_class_check check (class in ('ordinary', 'personal'))
);
alter sequence ledger.document_number owned by ledger.document.number;
-- Scans are compressed already.
alter table ledger.document alter column bytes set storage external;
comment on table ledger.document is
  'A file, once for each organization that keeps it, however often it is linked. Never unpacked or run. Append-only.';
comment on column ledger.document.organization_id is 'Whose books.';
comment on column ledger.document.sha256 is 'SHA-256 of the bytes, 32 bytes: what the document is known by.';
comment on column ledger.document.number is 'A short name for it, given by the books.';
comment on column ledger.document.media_type is 'What it is, by its content: application/pdf, image/png, text/csv, ...';
comment on column ledger.document.file_name is 'The name that the file had, without its folder.';
comment on column ledger.document.class is
  'ordinary. A document that names a young person is personal, and only schema identity may hold it.';
comment on column ledger.document.bytes is 'The content, exactly; 1 byte to 10 MiB.';
comment on column ledger.document.byte_count is 'How many bytes.';
comment on column ledger.document.recorded_at is 'When it was recorded.';
comment on column ledger.document.recorded_by is 'Login that recorded it.';
comment on constraint document_sha256_check on ledger.document is 'The SHA-256 given is not that of the bytes.';
comment on constraint document_size_check on ledger.document is 'A document has 1 to 10,485,760 bytes (10 MiB).';
comment on constraint document_class_check on ledger.document is 'The class of a document is ordinary or personal.';

alter table ledger.closing_event add constraint closing_event_document_fkey
  foreign key (organization_id, document_sha256) references ledger.document (organization_id, sha256);
comment on constraint closing_event_document_fkey on ledger.closing_event is
  'The document does not exist. See {document list}.';

create sequence ledger.document_link_number as bigint cache 1;
comment on sequence ledger.document_link_number is 'Numbers of attachments of documents; drawn by ledger.draw.';

create table ledger.document_link (
  organization_id bigint not null,
  number bigint not null,
  sha256 bytea not null,
  entry_id bigint,
  award_code ledger.code,
  title ledger.label,
  times_withdrawn smallint not null default 0,
  salts bytea,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint document_link_pkey primary key (organization_id, number),
  constraint document_link_document_fkey foreign key (organization_id, sha256) references ledger.document (organization_id, sha256),
  constraint document_link_entry_fkey foreign key (organization_id, entry_id) references ledger.journal_entry (organization_id, id),
  constraint document_link_award_fkey foreign key (organization_id, award_code) references ledger.award (organization_id, code),
  constraint document_link_one_check check (num_nonnulls(entry_id, award_code) = 1),
  constraint document_link_record_key unique (record_number),
  constraint document_link_salts_check check ((salts is null) = (title is null) and octet_length(salts) = 16)
);
alter sequence ledger.document_link_number owned by ledger.document_link.number;
create unique index document_link_once_key
  on ledger.document_link (organization_id, sha256, coalesce(entry_id, 0), coalesce(award_code, ''), times_withdrawn);
create index document_link_entry_index on ledger.document_link (organization_id, entry_id) where entry_id is not null;
comment on table ledger.document_link is 'What a document belongs to: an entry or an award. Append-only; a wrong one is withdrawn.';
comment on column ledger.document_link.organization_id is 'Whose books.';
comment on column ledger.document_link.number is 'Number of the link, by which it is withdrawn.';
comment on column ledger.document_link.sha256 is 'The document.';
comment on column ledger.document_link.entry_id is 'The entry that it supports.';
comment on column ledger.document_link.award_code is 'The award that it is about: letter, agreement, amendment.';
comment on column ledger.document_link.title is 'What it is there, in words, such as Invoice 4711.';
comment on column ledger.document_link.times_withdrawn is
  'How often the same link was made and withdrawn before; given by the books, so that two at the same moment cannot both stand.';
comment on column ledger.document_link.salts is
  'Salt of its free text, 16 bytes, null where there is none; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.document_link.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.document_link.recorded_at is 'When it was recorded.';
comment on column ledger.document_link.recorded_by is 'Login that recorded it.';
comment on constraint document_link_document_fkey on ledger.document_link is 'The document does not exist. See {document list}.';
comment on constraint document_link_entry_fkey on ledger.document_link is
  'The entry does not exist in this organization. See {entry list}.';
comment on constraint document_link_award_fkey on ledger.document_link is 'The award does not exist. See {award list}.';
comment on constraint document_link_one_check on ledger.document_link is
  'A document is attached to one thing at a time: an entry or an award.';
comment on index ledger.document_link_once_key is 'The document is attached there already.';

create table ledger.document_withdrawal (
  organization_id bigint not null,
  link_number bigint not null,
  reason ledger.remark not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint document_withdrawal_pkey primary key (organization_id, link_number),
  constraint document_withdrawal_link_fkey foreign key (organization_id, link_number)
    references ledger.document_link (organization_id, number),
  constraint document_withdrawal_record_key unique (record_number),
  constraint document_withdrawal_salts_check check (octet_length(salts) = 16)
);
comment on table ledger.document_withdrawal is 'A link that no longer stands, and why. The document stays. Append-only.';
comment on column ledger.document_withdrawal.organization_id is 'Whose books.';
comment on column ledger.document_withdrawal.link_number is 'The link.';
comment on column ledger.document_withdrawal.reason is 'Why; required.';
comment on column ledger.document_withdrawal.salts is
  'Salt of its free text, 16 bytes; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.document_withdrawal.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.document_withdrawal.recorded_at is 'When it was recorded.';
comment on column ledger.document_withdrawal.recorded_by is 'Login that recorded it.';
comment on constraint document_withdrawal_pkey on ledger.document_withdrawal is 'That attachment was withdrawn before.';
comment on constraint document_withdrawal_link_fkey on ledger.document_withdrawal is
  'There is no attachment of that number. See {document list}.';
