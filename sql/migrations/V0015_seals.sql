-- Seals: the leaves of what was recorded with their root, and balances as of each seal.

create table ledger.posting_gate ();
comment on table ledger.posting_gate is
  'Holds nothing: it is there to be locked. Whoever records takes it in ROW EXCLUSIVE mode before a number is drawn; the sealer takes it in SHARE mode for a moment, and then no number is drawn and not yet committed.';

create table ledger.sealing (
  is_only boolean not null default true,
  tail_limit integer not null default 1000,
  entry_number bigint not null default 0,
  taken_at timestamptz,
  record_number bigint not null default 0,
  constraint sealing_pkey primary key (is_only),
  constraint sealing_is_only_check check (is_only),
  constraint sealing_tail_limit_check check (tail_limit between 1 and 1000000)
);
insert into ledger.sealing default values;
comment on table ledger.sealing is
  'One row: the watermark that the next seal takes, and how long a tail may grow. Its lock lets one sealer work at a time.';
comment on column ledger.sealing.is_only is 'Always true: there is one row.';
comment on column ledger.sealing.tail_limit is 'Entries that may stay unsealed before whoever records next seals them, after its commit.';
comment on column ledger.sealing.entry_number is 'Every entry of this number or less is committed, or never will be.';
comment on column ledger.sealing.taken_at is 'When the watermark was taken.';
comment on column ledger.sealing.record_number is 'The same of other records.';
comment on constraint sealing_tail_limit_check on ledger.sealing is 'The tail may grow to 1 to 1,000,000 entries before it is sealed.';

create table ledger.seal (
  number bigint not null,
  last_entry_number bigint not null,
  last_record_number bigint not null,
  leaf_count bigint not null,
  root bytea not null,
  frontier bytea not null,
  sealed_at timestamptz not null,
  sealed_by text not null,
  constraint seal_pkey primary key (number),
  constraint seal_number_check check (number >= 1),
  constraint seal_leaf_count_check check (leaf_count >= 1),
  constraint seal_root_check check (octet_length(root) = 32),
  constraint seal_frontier_check check (octet_length(frontier) > 0 and octet_length(frontier) % 32 = 0)
);
comment on table ledger.seal is 'A seal of the books: everything up to two watermarks, under one root (RFC 6962). Append-only.';
comment on column ledger.seal.number is 'From 1, without gaps.';
comment on column ledger.seal.last_entry_number is 'It covers every entry of this number or less, of every organization.';
comment on column ledger.seal.last_record_number is 'It covers every other record of this number or less.';
comment on column ledger.seal.leaf_count is 'Leaves of this seal and all before it: the size of the tree.';
comment on column ledger.seal.root is 'Merkle tree hash of those leaves, RFC 6962 section 2.1, SHA-256, 32 bytes.';
comment on column ledger.seal.frontier is
  'Roots of the perfect subtrees that the leaves make up, the largest first, 32 bytes each: what the next root is made from.';
comment on column ledger.seal.sealed_at is 'When it was made.';
comment on column ledger.seal.sealed_by is 'Login that made it.';

create table ledger.leaf (
  leaf_index bigint not null,
  seal_number bigint not null,
  organization_id bigint not null,
  kind text not null,
  number bigint not null,
  hash bytea not null,
  constraint leaf_pkey primary key (leaf_index),
  constraint leaf_record_key unique (kind, number),
  constraint leaf_index_check check (leaf_index >= 0),
  constraint leaf_hash_check check (octet_length(hash) = 32)
);
comment on table ledger.leaf is 'One leaf for each entry and each other record of meaning, in the order they were sealed. Append-only.';
comment on column ledger.leaf.leaf_index is 'From 0, without gaps, over the whole books.';
comment on column ledger.leaf.seal_number is 'The seal that it came with.';
comment on column ledger.leaf.organization_id is 'Whose record.';
comment on column ledger.leaf.kind is 'entry, or the table of another record.';
comment on column ledger.leaf.number is 'Number of the entry, or record number.';
comment on column ledger.leaf.hash is 'SHA-256 of a zero byte and the record''s canonical text (docs/canonical-entry.md), 32 bytes.';

create sequence ledger.rollup_key_number as bigint cache 1;
comment on sequence ledger.rollup_key_number is 'Numbers of rollup keys.';

create table ledger.rollup_key (
  organization_id bigint not null,
  number bigint not null,
  fund_code text not null,
  account_code text not null,
  net_asset_class text not null,
  function text not null,
  program_code text not null,
  award_code text not null,
  budget_line_code text not null,
  entry_kind text not null,
  is_reversal boolean not null,
  month date not null,
  service_month date not null,
  constraint rollup_key_pkey primary key (organization_id, number),
  constraint rollup_key_key unique (
    organization_id, award_code, month, account_code, fund_code, budget_line_code, net_asset_class, function, program_code, entry_kind,
    is_reversal, service_month
  )
);
comment on table ledger.rollup_key is 'What lines are summed up by; a text is empty where the lines have none. Append-only.';
comment on column ledger.rollup_key.organization_id is 'Whose books.';
comment on column ledger.rollup_key.number is 'Number of the key.';
comment on column ledger.rollup_key.fund_code is 'Fund.';
comment on column ledger.rollup_key.account_code is 'Account.';
comment on column ledger.rollup_key.net_asset_class is 'with, without, or empty.';
comment on column ledger.rollup_key.function is 'program, management, fundraising, or empty.';
comment on column ledger.rollup_key.program_code is 'Program, or empty.';
comment on column ledger.rollup_key.award_code is 'Award, or empty.';
comment on column ledger.rollup_key.budget_line_code is 'Budget line, or empty.';
comment on column ledger.rollup_key.entry_kind is 'Kind of the entry; of a reversal, the kind of the entry it reverses.';
comment on column ledger.rollup_key.is_reversal is 'Whether the entries are reversals.';
comment on column ledger.rollup_key.month is 'First day of the month of the entry date.';
comment on column ledger.rollup_key.service_month is
  'First day of the month in which the service ended, where that was before month; else month.';

create table ledger.rollup (
  organization_id bigint not null,
  key_number bigint not null,
  seal_number bigint not null,
  debit_cents bigint not null,
  credit_cents bigint not null,
  constraint rollup_pkey primary key (organization_id, key_number, seal_number) include (debit_cents, credit_cents),
  constraint rollup_amount_check check (debit_cents >= 0 and credit_cents >= 0)
);
comment on table ledger.rollup is
  'Sums of all sealed lines of a key as of the seals that touched it: the row of the last seal at or before n is the sum at seal n. Append-only.';
comment on column ledger.rollup.organization_id is 'Whose books.';
comment on column ledger.rollup.key_number is 'The key.';
comment on column ledger.rollup.seal_number is 'The seal that added to it.';
comment on column ledger.rollup.debit_cents is 'Debits through that seal, cents, zero or more.';
comment on column ledger.rollup.credit_cents is 'Credits through that seal, cents, zero or more.';
