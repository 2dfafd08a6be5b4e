-- The chart of accounts, programs, funds and parties of each organization.

insert into meta.not_backed_up (table_name, why) values ('account_role', 'same');
create table ledger.account_role (
  code ledger.code not null,
  type text not null,
  meaning text not null,
  constraint account_role_pkey primary key (code),
  constraint account_role_type_key unique (code, type)
);
insert into ledger.account_role (code, type, meaning) values
  ('cash', 'asset', 'Cash in a bank, from which payments are made.'),
  ('petty_cash', 'asset', 'Cash on hand.'),
  ('gift_cards', 'asset', 'Gift cards that are not handed out yet.'),
  ('savings', 'asset', 'Cash in a bank that is set aside.'),
  ('accounts_receivable', 'asset', 'Owed by customers.'),
  ('grants_receivable', 'asset', 'Promised, or earned, and owed by a funder.'),
  ('staff_advances', 'asset', 'Advanced to staff and not settled; keeps open items.'),
  ('inventory', 'asset', 'Goods held for use.'),
  ('prepaid', 'asset', 'Paid for a service that is still to come.'),
  ('equipment', 'asset', 'Equipment bought; may be charged to a budget line.'),
  ('accumulated_depreciation', 'asset', 'Depreciation so far, a credit.'),
  ('interfund', 'asset', 'Between the funds of one organization; cancels out over all of them.'),
  ('payables', 'liability', 'Billed and not paid; keeps open items.'),
  ('card', 'liability', 'Bought on a card and not paid; keeps open items.'),
  ('grants_payable', 'liability', 'Granted to others and not paid.'),
  ('stipends_payable', 'liability', 'Stipends earned and not paid.'),
  ('payroll', 'liability', 'Wages earned and not paid.'),
  ('payroll_taxes', 'liability', 'Payroll taxes of the employer, not paid.'),
  ('withholdings', 'liability', 'Withheld from wages or payments for others, not paid on.'),
  ('accrued', 'liability', 'Due and not billed.'),
  ('contract_liability', 'liability', 'Received under an exchange and not earned.'),
  ('refundable_advance', 'liability', 'Received of a conditional award ahead of its condition.'),
  ('due_to_funder', 'liability', 'Owed back to a funder.'),
  ('custodial', 'liability', 'Held for others; may be charged to a budget line.'),
  ('net_assets', 'net_assets', 'Without donor restrictions, undesignated; what a year leaves without restrictions closes to it.'),
  ('net_assets_designated', 'net_assets', 'Without donor restrictions, designated by the board.'),
  ('net_assets_for_use', 'net_assets', 'With donor restrictions, for a use; what a year leaves with restrictions closes to it.'),
  ('net_assets_for_time', 'net_assets', 'With donor restrictions, for a time.'),
  ('contributed_professional', 'revenue', 'Professional services given.'),
  ('contributed_services', 'revenue', 'Other services given, outside GAAP.'),
  ('contributed_facilities', 'revenue', 'Use of facilities given.'),
  ('contributed_goods', 'revenue', 'Goods given.'),
  ('foundation_grants', 'revenue', 'Usual revenue of an award from a foundation, and of any other funder that has no account of its own.'),
  ('nonprofit_grants', 'revenue', 'Usual revenue of an award from a nonprofit organization.'),
  ('program_fees', 'revenue', 'Usual revenue of an exchange.'),
  ('interest', 'revenue', 'Interest earned.'),
  ('losses', 'revenue', 'Losses on promises that are not paid, a debit in the class of the receivable.'),
  ('release_use', 'release', 'Released because the use was made.'),
  ('release_equipment', 'release', 'Released because land, a building or equipment was bought.'),
  ('release_time', 'release', 'Released because the time came.'),
  ('subawards', 'expense', 'Granted to other organizations; counts in the indirect base up to the cap of the terms.'),
  ('wages', 'expense', 'Salaries and wages.'),
  ('benefits', 'expense', 'Employee benefits.'),
  ('employer_taxes', 'expense', 'Payroll taxes of the employer.'),
  ('other_expenses', 'expense', 'What has no account of its own.'),
  ('bank_fees', 'expense', 'Fees of banks, cards and processors of payments.'),
  ('bad_debts', 'expense', 'Not paid of what was owed without restrictions.'),
  ('indirect', 'expense', 'Indirect costs charged to an award, and their recovery.'),
  ('donated_professional', 'expense', 'Professional services that were given.'),
  ('donated_services', 'expense', 'Other services that were given, outside GAAP.'),
  ('donated_goods', 'expense', 'Goods that were given.'),
  ('depreciation', 'expense', 'Depreciation of the year.'),
  ('donated_facilities', 'expense', 'Facilities whose use was given.');
comment on table ledger.account_role is
  'What accounts are to rules, statements and commands: these know an account by its role, never by its number.';
comment on column ledger.account_role.code is 'Role, as ledger.account.role names it.';
comment on column ledger.account_role.type is 'The type of account that it goes with, as ledger.account.type.';
comment on column ledger.account_role.meaning is 'What stands on accounts of the role.';

insert into meta.not_backed_up (table_name, why) values ('standard_account', 'same');
create table ledger.standard_account (
  code ledger.code not null,
  name ledger.label not null,
  type text not null,
  counts_toward_budget boolean not null default true,
  role ledger.code,
  is_default boolean not null generated always as (role is not null) stored,
  constraint standard_account_pkey primary key (code),
  constraint standard_account_role_key unique (role),
  constraint standard_account_role_fkey foreign key (role, type) references ledger.account_role (code, type)
);
insert into ledger.standard_account (code, type, name, role) values
  ('1010', 'asset', 'Cash in bank, operating', 'cash'),
  ('1040', 'asset', 'Petty cash', 'petty_cash'),
  ('1045', 'asset', 'Gift cards on hand', 'gift_cards'),
  ('1070', 'asset', 'Savings', 'savings'),
  ('1110', 'asset', 'Accounts receivable', 'accounts_receivable'),
  ('1240', 'asset', 'Grants receivable', 'grants_receivable'),
  ('1310', 'asset', 'Employee receivables and advances', 'staff_advances'),
  ('1420', 'asset', 'Inventories for use', 'inventory'),
  ('1450', 'asset', 'Prepaid expenses', 'prepaid'),
  ('1640', 'asset', 'Furniture, fixtures and equipment', 'equipment'),
  ('1745', 'asset', 'Accumulated depreciation', 'accumulated_depreciation'),
  ('1990', 'asset', 'Interfund', 'interfund'),
  ('2010', 'liability', 'Accounts payable', 'payables'),
  ('2015', 'liability', 'Card payable', 'card'),
  ('2020', 'liability', 'Grants payable', 'grants_payable'),
  ('2025', 'liability', 'Stipends payable', 'stipends_payable'),
  ('2110', 'liability', 'Accrued payroll', 'payroll'),
  ('2130', 'liability', 'Payroll taxes payable', 'payroll_taxes'),
  ('2135', 'liability', 'Withholdings payable', 'withholdings'),
  ('2150', 'liability', 'Accrued expenses', 'accrued'),
  ('2310', 'liability', 'Contract liabilities', 'contract_liability'),
  ('2410', 'liability', 'Refundable advances', 'refundable_advance'),
  ('2420', 'liability', 'Due to funder', 'due_to_funder'),
  ('2910', 'liability', 'Custodial funds', 'custodial'),
  ('3010', 'net_assets', 'Net assets, undesignated', 'net_assets'),
  ('3020', 'net_assets', 'Net assets, board-designated', 'net_assets_designated'),
  ('3110', 'net_assets', 'Net assets restricted for a use', 'net_assets_for_use'),
  ('3120', 'net_assets', 'Net assets restricted for a time', 'net_assets_for_time'),
  ('4010', 'revenue', 'Contributions, individuals and small businesses', null),
  ('4110', 'revenue', 'Donated professional services, GAAP', 'contributed_professional'),
  ('4120', 'revenue', 'Donated other services, non-GAAP', 'contributed_services'),
  ('4130', 'revenue', 'Donated use of facilities', 'contributed_facilities'),
  ('4140', 'revenue', 'Gifts in kind, goods', 'contributed_goods'),
  ('4230', 'revenue', 'Foundation grants', 'foundation_grants'),
  ('4250', 'revenue', 'Nonprofit organization grants', 'nonprofit_grants'),
  ('5180', 'revenue', 'Program service fees', 'program_fees'),
  ('5310', 'revenue', 'Interest', 'interest'),
  ('5490', 'revenue', 'Miscellaneous revenue', null),
  ('5495', 'revenue', 'Losses on promises not paid', 'losses'),
  ('6910', 'release', 'Satisfaction of use restriction', 'release_use'),
  ('6920', 'release', 'Satisfaction of land, building and equipment restriction', 'release_equipment'),
  ('6930', 'release', 'Satisfaction of time restriction', 'release_time'),
  ('7010', 'expense', 'Contracts, program-related', null),
  ('7020', 'expense', 'Grants to other organizations', 'subawards'),
  ('7040', 'expense', 'Awards and grants, individuals', null),
  ('7045', 'expense', 'Youth stipends', null),
  ('7050', 'expense', 'Specific assistance, individuals', null),
  ('7055', 'expense', 'Participant travel and meals', null),
  ('7220', 'expense', 'Salaries and wages', 'wages'),
  ('7240', 'expense', 'Employee benefits', 'benefits'),
  ('7250', 'expense', 'Payroll taxes', 'employer_taxes'),
  ('7520', 'expense', 'Accounting fees', null),
  ('7530', 'expense', 'Legal fees', null),
  ('7540', 'expense', 'Professional fees, other', null),
  ('7550', 'expense', 'Temporary help', null),
  ('8110', 'expense', 'Supplies', null),
  ('8130', 'expense', 'Telephone', null),
  ('8140', 'expense', 'Postage', null),
  ('8170', 'expense', 'Printing', null),
  ('8180', 'expense', 'Books and subscriptions', null),
  ('8210', 'expense', 'Rent and occupancy', null),
  ('8220', 'expense', 'Utilities', null),
  ('8260', 'expense', 'Equipment rental and maintenance', null),
  ('8310', 'expense', 'Travel', null),
  ('8320', 'expense', 'Conferences and meetings', null),
  ('8520', 'expense', 'Insurance', null),
  ('8560', 'expense', 'Outside computer services', null),
  ('8570', 'expense', 'Advertising', null),
  ('8590', 'expense', 'Other expenses', 'other_expenses'),
  ('8595', 'expense', 'Bank and processor fees', 'bank_fees'),
  ('8610', 'expense', 'Bad debts', 'bad_debts'),
  ('9930', 'expense', 'Program administration allocations (indirect)', 'indirect');
insert into ledger.standard_account (code, type, name, counts_toward_budget, role) values
  ('7580', 'expense', 'Donated professional services, GAAP', false, 'donated_professional'),
  ('7590', 'expense', 'Donated other services, non-GAAP', false, 'donated_services'),
  ('8120', 'expense', 'Donated materials and supplies', false, 'donated_goods'),
  ('8270', 'expense', 'Depreciation', false, 'depreciation'),
  ('8290', 'expense', 'Donated facilities', false, 'donated_facilities');
comment on table ledger.standard_account is
  'The chart every new organization starts with: codes of the Unified Chart of Accounts v3 (numbers only; names are ours), and our own where it has none.';
comment on column ledger.standard_account.code is 'Account code.';
comment on column ledger.standard_account.name is 'Account name.';
comment on column ledger.standard_account.type is 'As ledger.account.type.';
comment on column ledger.standard_account.counts_toward_budget is 'As ledger.account.counts_toward_budget.';
comment on column ledger.standard_account.role is 'As ledger.account.role.';
comment on column ledger.standard_account.is_default is 'As ledger.account.is_default: a role''s standard account is its default.';
comment on constraint standard_account_role_key on ledger.standard_account is 'A role has one standard account.';
comment on constraint standard_account_role_fkey on ledger.standard_account is 'The role exists and goes with accounts of this type.';

create table ledger.account (
  organization_id bigint not null,
  code ledger.code not null,
  name ledger.label not null,
  type text not null,
  counts_toward_budget boolean not null default true,
  role ledger.code,
  is_default boolean not null default false,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint account_pkey primary key (organization_id, code),
  constraint account_record_key unique (record_number),
  constraint account_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint account_role_fkey foreign key (role, type) references ledger.account_role (code, type),
  constraint account_type_check check (type in ('asset', 'liability', 'net_assets', 'revenue', 'expense', 'release')),
  constraint account_default_check check (role is not null or not is_default),
  constraint account_counts_check check (counts_toward_budget or type = 'expense'),
  constraint account_salts_check check (octet_length(salts) = 16)
);
create unique index account_code_key on ledger.account (organization_id, lower(code));
create unique index account_one_default_key on ledger.account (organization_id, role) where is_default;
comment on table ledger.account is
  'The chart of accounts: natural accounts only. Function, program, fund, award and restriction are separate dimensions of a line.';
comment on column ledger.account.organization_id is 'Whose chart.';
comment on column ledger.account.code is 'Account code.';
comment on column ledger.account.name is 'Account name, the first one recorded; others are in ledger.renaming.';
comment on column ledger.account.type is
  'asset, liability, net_assets, revenue, expense or release (net assets released from restrictions, 69xx).';
comment on column ledger.account.counts_toward_budget is
  'False for depreciation and gifts in kind: never actual spending of an award''s budget.';
comment on column ledger.account.role is
  'What the account is to rules, statements and commands (ledger.account_role); null where none of them knows it. Never changes.';
comment on column ledger.account.is_default is 'Whether it is meant where a role is named and no account. One a role; never changes.';
comment on column ledger.account.salts is
  'Salt of its free text, 16 bytes; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.account.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.account.recorded_at is 'When it was recorded.';
comment on column ledger.account.recorded_by is 'Login that recorded it.';
comment on constraint account_pkey on ledger.account is 'An account of this code exists. See {account list}.';
comment on constraint account_role_fkey on ledger.account is
  'There is no such role, or it goes with accounts of another type. See {account roles}.';
comment on constraint account_counts_check on ledger.account is 'Only expenses are left out of budgets: depreciation and gifts in kind.';
comment on constraint account_default_check on ledger.account is 'The default of a role has that role.';
comment on index ledger.account_code_key is 'An account of this code exists, perhaps in other case. See {account list}.';
comment on index ledger.account_one_default_key is 'The role has its default account in this chart already. See {account list}.';
comment on constraint account_type_check on ledger.account is
  'An account is an asset, liability, net_assets, revenue, expense or release account.';

create table ledger.program (
  organization_id bigint not null,
  code ledger.code not null,
  name ledger.label not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint program_pkey primary key (organization_id, code),
  constraint program_record_key unique (record_number),
  constraint program_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint program_salts_check check (octet_length(salts) = 16)
);
create unique index program_code_key on ledger.program (organization_id, lower(code));
comment on table ledger.program is 'Programs, for the functional classification of expenses.';
comment on column ledger.program.organization_id is 'Whose program.';
comment on column ledger.program.code is 'Short name people type.';
comment on column ledger.program.name is 'Program name, the first one recorded; others are in ledger.renaming.';
comment on column ledger.program.salts is
  'Salt of its free text, 16 bytes; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.program.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.program.recorded_at is 'When it was recorded.';
comment on column ledger.program.recorded_by is 'Login that recorded it.';
comment on index ledger.program_code_key is 'A program of this code exists, perhaps in other case. See {program list}.';
comment on constraint program_pkey on ledger.program is 'A program of this code exists.';

create table ledger.fund (
  organization_id bigint not null,
  code ledger.code not null,
  name ledger.label not null,
  kind text not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint fund_pkey primary key (organization_id, code),
  constraint fund_record_key unique (record_number),
  constraint fund_kind_key unique (organization_id, code, kind),
  constraint fund_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint fund_kind_check check (kind in ('unrestricted', 'award')),
  constraint fund_salts_check check (octet_length(salts) = 16)
);
create unique index fund_code_key on ledger.fund (organization_id, lower(code));
create unique index fund_one_unrestricted_key on ledger.fund (organization_id) where kind = 'unrestricted';
comment on table ledger.fund is 'Self-balancing funds: one unrestricted fund an organization, one fund an award.';
comment on column ledger.fund.organization_id is 'Whose fund.';
comment on column ledger.fund.code is 'Short name people type.';
comment on column ledger.fund.name is 'Fund name, the first one recorded; others are in ledger.renaming.';
comment on column ledger.fund.kind is 'unrestricted, or award: the fund of one award.';
comment on column ledger.fund.salts is
  'Salt of its free text, 16 bytes; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.fund.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.fund.recorded_at is 'When it was recorded.';
comment on column ledger.fund.recorded_by is 'Login that recorded it.';
comment on index ledger.fund_code_key is 'A fund of this code exists, perhaps in other case. See {fund list}.';
comment on constraint fund_pkey on ledger.fund is 'A fund of this code exists. See {fund list}.';
comment on constraint fund_kind_check on ledger.fund is 'A fund is unrestricted or belongs to an award.';
comment on index ledger.fund_one_unrestricted_key is 'An organization has one unrestricted fund; it was made with the organization.';

create table ledger.party (
  organization_id bigint not null,
  code ledger.code not null,
  name ledger.label not null,
  kind text not null default 'business',
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint party_pkey primary key (organization_id, code),
  constraint party_record_key unique (record_number),
  constraint party_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint party_kind_check check (kind in ('foundation', 'nonprofit', 'government', 'business', 'staff', 'individual')),
  constraint party_salts_check check (octet_length(salts) = 16)
);
create unique index party_code_key on ledger.party (organization_id, lower(code));
comment on table ledger.party is
  'Funders, vendors, partners and staff. Never a young person: participants are known by code only, elsewhere.';
comment on column ledger.party.organization_id is 'Whose record.';
comment on column ledger.party.code is 'Short name people type.';
comment on column ledger.party.name is 'Name as on the invoice or award letter, the first one recorded; others are in ledger.renaming.';
comment on column ledger.party.kind is 'foundation, nonprofit, government, business, staff or individual (an adult contractor).';
comment on column ledger.party.salts is
  'Salt of its free text, 16 bytes; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.party.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.party.recorded_at is 'When it was recorded.';
comment on column ledger.party.recorded_by is 'Login that recorded it.';
comment on index ledger.party_code_key is 'A party of this code exists, perhaps in other case. See {party list}.';
comment on constraint party_pkey on ledger.party is 'A party of this code exists. See {party list}.';
comment on constraint party_kind_check on ledger.party is 'A party is a foundation, nonprofit, government, business, staff or individual.';
