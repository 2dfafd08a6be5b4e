-- What the books of an organization cover: all of its money, or its grants beside another accounting system.

create table ledger.coverage (
  organization_id bigint not null,
  version smallint not null,
  covers text not null,
  other_system ledger.label,
  approved_by ledger.label not null,
  reason ledger.remark not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint coverage_pkey primary key (organization_id, version),
  constraint coverage_record_key unique (record_number),
  constraint coverage_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint coverage_covers_check check (covers in ('everything', 'grants')),
  constraint coverage_other_check check ((covers = 'grants') = (other_system is not null))
);
comment on table ledger.coverage is 'What the books of an organization cover, as it declared; without a row, everything. Append-only; the last version holds.';
comment on column ledger.coverage.organization_id is 'Whose books.';
comment on column ledger.coverage.version is '1, 2, ... in the order of recording.';
comment on column ledger.coverage.covers is 'everything, or grants: the awards alone, beside another accounting system.';
comment on column ledger.coverage.other_system is 'Where the other money is kept.';
comment on column ledger.coverage.approved_by is 'Who decided it.';
comment on column ledger.coverage.reason is 'Why.';
comment on column ledger.coverage.record_number is
  'Number in the order of recording over all records that are no entries, for seals; never chosen by a client.';
comment on column ledger.coverage.recorded_at is 'When it was recorded.';
comment on column ledger.coverage.recorded_by is 'Login that recorded it.';
comment on constraint coverage_pkey on ledger.coverage is 'Somebody declared it at the same moment. Look at "ledgerctl org coverage" and try again.';
comment on constraint coverage_covers_check on ledger.coverage is 'Books cover everything, or grants.';
comment on constraint coverage_other_check on ledger.coverage is 'Books of grants only name the system that keeps the rest.';
