-- Seals: the leaves of what was recorded in a tree for each organization, the roots of the trees under one, and balances as of each seal.

create table ledger.sealing (
  is_only boolean not null default true,
  tail_limit integer not null default 1000,
  entry_floor bigint not null default 0,
  record_floor bigint not null default 0,
  entry_candidate bigint not null default 0,
  record_candidate bigint not null default 0,
  candidate_xid xid8,
  constraint sealing_pkey primary key (is_only),
  constraint sealing_is_only_check check (is_only),
  constraint sealing_tail_limit_check check (tail_limit between 1 and 1000000)
);
insert into ledger.sealing default values;
comment on table ledger.sealing is
  'One row: from where on the next seal looks for what has no leaf, and how long a tail may grow. Its lock lets one sealer work at a time; '
  'nobody who records asks for it.';
comment on column ledger.sealing.is_only is 'Always true: there is one row.';
comment on column ledger.sealing.tail_limit is 'Entries that may stay unsealed before whoever records next seals them, after its commit.';
comment on column ledger.sealing.entry_floor is 'Every entry of this number or less is sealed, or will never be recorded.';
comment on column ledger.sealing.record_floor is 'The same of other records.';
comment on column ledger.sealing.entry_candidate is
  'The entry number drawn last at some moment: the floor, once every transaction of that moment has ended and what it recorded is sealed.';
comment on column ledger.sealing.record_candidate is 'The same of other records.';
comment on column ledger.sealing.candidate_xid is
  'Whoever had drawn a number by that moment has a transaction id below this one; null where no candidate waits.';
comment on constraint sealing_tail_limit_check on ledger.sealing is 'The tail may grow to 1 to 1,000,000 entries before it is sealed.';

create table ledger.seal (
  number bigint not null,
  instance_number integer not null,
  last_entry_number bigint not null,
  last_record_number bigint not null,
  entry_count bigint not null,
  leaf_count bigint not null,
  entry_floor bigint not null,
  record_floor bigint not null,
  root bytea not null,
  sealed_at timestamptz not null,
  sealed_by text not null,
  constraint seal_pkey primary key (number),
  constraint seal_number_check check (number >= 1),
  constraint seal_leaf_count_check check (leaf_count >= 1),
  constraint seal_root_check check (octet_length(root) = 32)
);
comment on table ledger.seal is
  'A seal of the books: everything that was committed and had no leaf, in the trees of its organizations, and a root (RFC 6962) over what this row says and those trees. '
  'Append-only.';
comment on column ledger.seal.number is 'From 1, without gaps, over restores too.';
comment on column ledger.seal.instance_number is 'The life of the books in which it was made.';
comment on column ledger.seal.last_entry_number is
  'The highest number of an entry that it or a seal before it covers. What was recorded under a lower number and committed later is in a later seal.';
comment on column ledger.seal.last_record_number is 'The same of other records.';
comment on column ledger.seal.entry_count is 'Entries of this seal and all before it, of all organizations.';
comment on column ledger.seal.leaf_count is 'Leaves of this seal and all before it, of all trees.';
comment on column ledger.seal.entry_floor is
  'Every entry of this number or less is in it or in a seal before it, or was never recorded: an entry of so low a number without a leaf was put in '
  'afterwards. Behind last_entry_number while somebody who had drawn a number had not ended.';
comment on column ledger.seal.record_floor is 'The same of other records.';
comment on column ledger.seal.root is
  'Merkle tree hash, RFC 6962 section 2.1, SHA-256, 32 bytes, whose leaves are what the seal says of itself and the checkpoints of the trees, by id of the organization.';
comment on column ledger.seal.sealed_at is 'When it was made.';
comment on column ledger.seal.sealed_by is 'Login that made it.';

create table ledger.tree_head (
  organization_id bigint not null,
  seal_number bigint not null,
  last_entry_number bigint not null,
  leaf_count bigint not null,
  root bytea not null,
  frontier bytea not null,
  constraint tree_head_pkey primary key (organization_id, seal_number),
  constraint tree_head_leaf_count_check check (leaf_count >= 1),
  constraint tree_head_root_check check (octet_length(root) = 32),
  constraint tree_head_frontier_check check (octet_length(frontier) > 0 and octet_length(frontier) % 32 = 0)
);
comment on table ledger.tree_head is
  'The tree of an organization as a seal left it, one row for each seal that added to it. Organization 0 is the tree of what concerns the whole '
  'books or a network. Append-only.';
comment on column ledger.tree_head.organization_id is 'Whose tree; 0 for that of the books.';
comment on column ledger.tree_head.seal_number is 'The seal that added to it.';
comment on column ledger.tree_head.last_entry_number is 'The highest number of an entry in it, 0 before the first.';
comment on column ledger.tree_head.leaf_count is 'Its leaves through that seal: the size of the tree.';
comment on column ledger.tree_head.root is 'Merkle tree hash of those leaves, RFC 6962 section 2.1, SHA-256, 32 bytes.';
comment on column ledger.tree_head.frontier is
  'Roots of the perfect subtrees that the leaves make up, the largest first, 32 bytes each: what the next root is made from.';

create table ledger.leaf (
  organization_id bigint not null,
  leaf_index bigint not null,
  seal_number bigint not null,
  kind text not null,
  number bigint not null,
  hash bytea not null,
  constraint leaf_pkey primary key (organization_id, leaf_index),
  constraint leaf_record_key unique (organization_id, kind, number) include (seal_number),
  constraint leaf_index_check check (leaf_index >= 0),
  constraint leaf_hash_check check (octet_length(hash) = 32)
);
comment on table ledger.leaf is 'One leaf for each entry and each other record of meaning, in the order they were sealed. Append-only.';
comment on column ledger.leaf.organization_id is 'Whose record, and whose tree; 0 for the whole books or a network.';
comment on column ledger.leaf.leaf_index is 'From 0, without gaps, in the tree of the organization.';
comment on column ledger.leaf.seal_number is 'The seal that it came with.';
comment on column ledger.leaf.kind is 'entry, the table of another record, or restored: the first leaf of a tree after the books were restored.';
comment on column ledger.leaf.number is 'Number of the entry, record number, or number of the life of the books that a restore began.';
comment on column ledger.leaf.hash is 'SHA-256 of a zero byte and the record''s canonical text (docs/canonical-entry.md), 32 bytes.';

create table ledger.signed_note (
  organization_id bigint not null,
  number integer not null,
  seal_number bigint not null,
  note text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint signed_note_pkey primary key (organization_id, number),
  constraint signed_note_seal_fkey foreign key (seal_number) references ledger.seal,
  constraint signed_note_note_key unique (organization_id, note),
  constraint signed_note_number_check check (number >= 1),
  constraint signed_note_note_check check (octet_length(note) <= 20000)
);
comment on table ledger.signed_note is
  'Checkpoints that somebody else signed, as they were received (C2SP signed note). Whose signatures they are is for whoever reads them to check. Append-only.';
comment on column ledger.signed_note.organization_id is 'Whose tree the note is of; 0 for the books as a whole.';
comment on column ledger.signed_note.number is 'From 1 for each tree.';
comment on column ledger.signed_note.seal_number is 'The seal whose checkpoint it is.';
comment on column ledger.signed_note.note is 'The note: the checkpoint, an empty line, and the lines of signatures.';
comment on column ledger.signed_note.recorded_at is 'When it was kept.';
comment on column ledger.signed_note.recorded_by is 'Login that kept it.';
comment on constraint signed_note_note_key on ledger.signed_note is 'This note is kept already.';
comment on constraint signed_note_note_check on ledger.signed_note is 'A note has at most 20,000 bytes.';

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
alter sequence ledger.rollup_key_number owned by ledger.rollup_key.number;
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

create table ledger.month_rollup (
  organization_id bigint not null,
  month date not null,
  seal_number bigint not null,
  account_codes text[] not null,
  net_asset_classes text[] not null,
  debit_cents bigint[] not null,
  credit_cents bigint[] not null,
  constraint month_rollup_pkey primary key (organization_id, month, seal_number),
  constraint month_rollup_is_rectangular check (
    cardinality(account_codes) = cardinality(net_asset_classes) and cardinality(account_codes) = cardinality(debit_cents)
    and cardinality(account_codes) = cardinality(credit_cents))
);
comment on table ledger.month_rollup is
  'The same sums by account and net-asset class alone, a row for each month that a seal touched: the row of the last seal at or before n is the '
  'month at seal n. A trial balance reads a few hundred such rows, whatever the books hold. Append-only.';
comment on column ledger.month_rollup.organization_id is 'Whose books.';
comment on column ledger.month_rollup.month is 'First day of the month of the entry dates.';
comment on column ledger.month_rollup.seal_number is 'The seal that added to it.';
comment on column ledger.month_rollup.account_codes is 'Accounts, in order.';
comment on column ledger.month_rollup.net_asset_classes is 'Of each its net-asset class: with, without, or empty.';
comment on column ledger.month_rollup.debit_cents is 'Of each its debits through that seal, cents, zero or more.';
comment on column ledger.month_rollup.credit_cents is 'Of each its credits through that seal, cents, zero or more.';

create table ledger.text_removal (
  organization_id bigint not null,
  table_name text not null,
  row_key text not null,
  column_name text not null,
  commitment text not null,
  text_number integer not null,
  proposal_number bigint not null,
  reason ledger.remark not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint text_removal_pkey primary key (organization_id, table_name, row_key, column_name),
  constraint text_removal_record_key unique (record_number),
  constraint text_removal_proposal_fkey foreign key (organization_id, proposal_number) references ledger.proposal (organization_id, number),
  constraint text_removal_commitment_check check (commitment ~ '^[A-Za-z0-9+/]{43}=$'),
  constraint text_removal_text_number_check check (text_number >= 1),
  constraint text_removal_salts_check check (octet_length(salts) = 16)
);
comment on table ledger.text_removal is
  'Free texts that were taken out of the books, with their salts, a row a text: where each stood, its commitment, why, and the proposal that another '
  'person approved. Append-only.';
comment on column ledger.text_removal.organization_id is 'Whose books.';
comment on column ledger.text_removal.table_name is 'The table that the text stood in, a row of meta.free_text.';
comment on column ledger.text_removal.row_key is
  'The row: its primary key without the organization, parts divided by /; of award_report the commitment of the title in place of the title.';
comment on column ledger.text_removal.column_name is 'The column.';
comment on column ledger.text_removal.commitment is
  'Commitment of the text, in base64: what the leaf holds, and after removed: the column too.';
comment on column ledger.text_removal.text_number is
  'Of one removal, texts of the same number were the same text: by it a proposal and its entry are one after their key was removed.';
comment on column ledger.text_removal.proposal_number is 'The proposal of kind removal, given by another person than its preparer.';
comment on column ledger.text_removal.reason is 'Why; never what the text was.';
comment on column ledger.text_removal.salts is
  'Salt of its free text, 16 bytes; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.text_removal.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.text_removal.recorded_at is 'When it was removed.';
comment on column ledger.text_removal.recorded_by is 'Login that removed it, by approving.';
comment on constraint text_removal_pkey on ledger.text_removal is 'That text was removed before.';
comment on constraint text_removal_proposal_fkey on ledger.text_removal is 'There is no such proposal here. See {approve list}.';
comment on constraint text_removal_commitment_check on ledger.text_removal is 'A commitment is 32 bytes in base64.';
comment on constraint text_removal_text_number_check on ledger.text_removal is 'Texts of a removal are numbered from 1.';
