-- The chart of accounts, programs, funds and parties of each organization.

create table ledger.standard_account (
  code ledger.code not null,
  name ledger.label not null,
  type text not null,
  counts_toward_budget boolean not null default true,
  constraint standard_account_pkey primary key (code)
);
comment on table ledger.standard_account is 'The chart every new organization starts with: codes of the Unified Chart of Accounts v3 (numbers only; names are ours), and our own where it has none.';
comment on column ledger.standard_account.code is 'Account code.';
comment on column ledger.standard_account.name is 'Account name.';
comment on column ledger.standard_account.type is 'As ledger.account.type.';
comment on column ledger.standard_account.counts_toward_budget is 'As ledger.account.counts_toward_budget.';

insert into ledger.standard_account (code, type, name) values
  ('1010', 'asset', 'Cash in bank, operating'),
  ('1040', 'asset', 'Petty cash'),
  ('1045', 'asset', 'Gift cards on hand'),
  ('1070', 'asset', 'Savings'),
  ('1110', 'asset', 'Accounts receivable'),
  ('1240', 'asset', 'Grants receivable'),
  ('1310', 'asset', 'Employee receivables and advances'),
  ('1420', 'asset', 'Inventories for use'),
  ('1450', 'asset', 'Prepaid expenses'),
  ('1640', 'asset', 'Furniture, fixtures and equipment'),
  ('1745', 'asset', 'Accumulated depreciation'),
  ('1990', 'asset', 'Interfund'),
  ('2010', 'liability', 'Accounts payable'),
  ('2015', 'liability', 'Card payable'),
  ('2020', 'liability', 'Grants payable'),
  ('2025', 'liability', 'Stipends payable'),
  ('2110', 'liability', 'Accrued payroll'),
  ('2130', 'liability', 'Payroll taxes payable'),
  ('2150', 'liability', 'Accrued expenses'),
  ('2410', 'liability', 'Refundable advances'),
  ('2420', 'liability', 'Due to funder'),
  ('2910', 'liability', 'Custodial funds'),
  ('3010', 'net_assets', 'Net assets, undesignated'),
  ('3020', 'net_assets', 'Net assets, board-designated'),
  ('3110', 'net_assets', 'Net assets restricted for a use'),
  ('3120', 'net_assets', 'Net assets restricted for a time'),
  ('4110', 'revenue', 'Donated professional services, GAAP'),
  ('4120', 'revenue', 'Donated other services, non-GAAP'),
  ('4130', 'revenue', 'Donated use of facilities'),
  ('4140', 'revenue', 'Gifts in kind, goods'),
  ('4230', 'revenue', 'Foundation grants'),
  ('4250', 'revenue', 'Nonprofit organization grants'),
  ('5180', 'revenue', 'Program service fees'),
  ('5310', 'revenue', 'Interest'),
  ('5490', 'revenue', 'Miscellaneous revenue'),
  ('6910', 'release', 'Satisfaction of use restriction'),
  ('6920', 'release', 'Satisfaction of land, building and equipment restriction'),
  ('6930', 'release', 'Satisfaction of time restriction'),
  ('7010', 'expense', 'Contracts, program-related'),
  ('7020', 'expense', 'Grants to other organizations'),
  ('7040', 'expense', 'Awards and grants, individuals'),
  ('7045', 'expense', 'Youth stipends'),
  ('7050', 'expense', 'Specific assistance, individuals'),
  ('7055', 'expense', 'Participant travel and meals'),
  ('7220', 'expense', 'Salaries and wages'),
  ('7240', 'expense', 'Employee benefits'),
  ('7250', 'expense', 'Payroll taxes'),
  ('7520', 'expense', 'Accounting fees'),
  ('7530', 'expense', 'Legal fees'),
  ('7540', 'expense', 'Professional fees, other'),
  ('7550', 'expense', 'Temporary help'),
  ('7580', 'expense', 'Donated professional services, GAAP'),
  ('7590', 'expense', 'Donated other services, non-GAAP'),
  ('8110', 'expense', 'Supplies'),
  ('8120', 'expense', 'Donated materials and supplies'),
  ('8130', 'expense', 'Telephone'),
  ('8140', 'expense', 'Postage'),
  ('8170', 'expense', 'Printing'),
  ('8180', 'expense', 'Books and subscriptions'),
  ('8210', 'expense', 'Rent and occupancy'),
  ('8220', 'expense', 'Utilities'),
  ('8260', 'expense', 'Equipment rental and maintenance'),
  ('8270', 'expense', 'Depreciation'),
  ('8290', 'expense', 'Donated facilities'),
  ('8310', 'expense', 'Travel'),
  ('8320', 'expense', 'Conferences and meetings'),
  ('8520', 'expense', 'Insurance'),
  ('8560', 'expense', 'Outside computer services'),
  ('8570', 'expense', 'Advertising'),
  ('8590', 'expense', 'Other expenses'),
  ('9930', 'expense', 'Program administration allocations (indirect)');

update ledger.standard_account
set counts_toward_budget = false
where code in ('8270', '7580', '7590', '8120', '8290');

create table ledger.account (
  organization_id bigint not null,
  code ledger.code not null,
  name ledger.label not null,
  type text not null,
  counts_toward_budget boolean not null default true,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint account_pkey primary key (organization_id, code),
  constraint account_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint account_type_check check (type in ('asset', 'liability', 'net_assets', 'revenue', 'expense', 'release'))
);
comment on table ledger.account is 'The chart of accounts: natural accounts only. Function, program, fund, award and restriction are separate dimensions of a line.';
comment on column ledger.account.organization_id is 'Whose chart.';
comment on column ledger.account.code is 'Account code.';
comment on column ledger.account.name is 'Account name.';
comment on column ledger.account.type is 'asset, liability, net_assets, revenue, expense or release (net assets released from restrictions, 69xx).';
comment on column ledger.account.counts_toward_budget is 'False for depreciation and gifts in kind: never actual spending of an award''s budget.';
comment on column ledger.account.recorded_at is 'When it was recorded.';
comment on column ledger.account.recorded_by is 'Login that recorded it.';
comment on constraint account_pkey on ledger.account is 'An account of this code exists. See "ledgerctl account list".';
comment on constraint account_type_check on ledger.account is 'An account is an asset, liability, net_assets, revenue, expense or release account.';

create table ledger.program (
  organization_id bigint not null,
  code ledger.code not null,
  name ledger.label not null,
  constraint program_pkey primary key (organization_id, code),
  constraint program_organization_fkey foreign key (organization_id) references ledger.organization (id)
);
comment on table ledger.program is 'Programs, for the functional classification of expenses.';
comment on column ledger.program.organization_id is 'Whose program.';
comment on column ledger.program.code is 'Short name people type.';
comment on column ledger.program.name is 'Program name.';
comment on constraint program_pkey on ledger.program is 'A program of this code exists.';

create table ledger.fund (
  organization_id bigint not null,
  code ledger.code not null,
  name ledger.label not null,
  kind text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint fund_pkey primary key (organization_id, code),
  constraint fund_kind_key unique (organization_id, code, kind),
  constraint fund_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint fund_kind_check check (kind in ('unrestricted', 'award'))
);
create unique index fund_one_unrestricted_key on ledger.fund (organization_id) where kind = 'unrestricted';
comment on table ledger.fund is 'Self-balancing funds: one unrestricted fund an organization, one fund an award.';
comment on column ledger.fund.organization_id is 'Whose fund.';
comment on column ledger.fund.code is 'Short name people type.';
comment on column ledger.fund.name is 'Fund name.';
comment on column ledger.fund.kind is 'unrestricted, or award: the fund of one award.';
comment on column ledger.fund.recorded_at is 'When it was recorded.';
comment on column ledger.fund.recorded_by is 'Login that recorded it.';
comment on constraint fund_pkey on ledger.fund is 'A fund of this code exists. See "ledgerctl fund list".';
comment on constraint fund_kind_check on ledger.fund is 'A fund is unrestricted or belongs to an award.';
comment on index ledger.fund_one_unrestricted_key is 'An organization has one unrestricted fund; it was made with the organization.';

create table ledger.party (
  organization_id bigint not null,
  code ledger.code not null,
  name ledger.label not null,
  kind text not null default 'business',
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint party_pkey primary key (organization_id, code),
  constraint party_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint party_kind_check check (kind in ('foundation', 'nonprofit', 'government', 'business', 'staff', 'individual'))
);
comment on table ledger.party is 'Funders, vendors, partners and staff. Never a young person: participants are known by code only, elsewhere.';
comment on column ledger.party.organization_id is 'Whose record.';
comment on column ledger.party.code is 'Short name people type.';
comment on column ledger.party.name is 'Name as on the invoice or award letter.';
comment on column ledger.party.kind is 'foundation, nonprofit, government, business, staff or individual (an adult contractor).';
comment on column ledger.party.recorded_at is 'When it was recorded.';
comment on column ledger.party.recorded_by is 'Login that recorded it.';
comment on constraint party_pkey on ledger.party is 'A party of this code exists. See "ledgerctl party list".';
comment on constraint party_kind_check on ledger.party is 'A party is a foundation, nonprofit, government, business, staff or individual.';
