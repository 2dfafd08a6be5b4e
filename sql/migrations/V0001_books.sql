-- Schemas, value domains, organizations, networks and memberships.

create schema ledger;
comment on schema ledger is 'The books: tables, and the functions that are the only way to write to them.';
create schema identity;
comment on schema identity is 'Names of young people and every document that names one; nothing else. Empty until stipends are kept.';
create schema report;
comment on schema report is 'Stable, documented views for spreadsheets, business intelligence and auditors. Amounts are dollars, numeric(20,2).';

grant usage on schema ledger, report
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;

-- Functions are executable only by whom they are granted to.
alter default privileges for role ledger_owner revoke execute on functions from public;
alter default privileges for role ledger_fn revoke execute on functions from public;
alter default privileges for role ledger_rules revoke execute on functions from public;

create table ledger.rule (
  sqlstate text not null,
  name text not null,
  meaning text not null,
  next_step text not null,
  constraint rule_pkey primary key (sqlstate),
  constraint rule_name_key unique (name),
  constraint rule_sqlstate_format check (sqlstate ~ '^L[A-Z][0-9]{3}$')
);
comment on table ledger.rule is 'The rules that triggers and functions hold, by the SQLSTATE each raises. Read by docs/errors.md and by every refusal.';
comment on column ledger.rule.sqlstate is 'SQLSTATE raised: LE entries, LP periods, LA awards and budgets, LK keys, LM membership, LR reference data.';
comment on column ledger.rule.name is 'Short name of the rule, used by check.';
comment on column ledger.rule.meaning is 'What must hold.';
comment on column ledger.rule.next_step is 'What to do when it is refused; the hint of the error.';

create domain ledger.code as text
  constraint code_is_plain check (value ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$');
comment on domain ledger.code is 'A short name people type: 1 to 40 of A-Z a-z 0-9 . _ - and no space, so always NFC.';
comment on constraint code_is_plain on domain ledger.code
  is 'A code is 1 to 40 characters of A-Z, a-z, 0-9, full stop, underscore and hyphen, and starts with a letter or digit.';

create domain ledger.day as date
  constraint day_in_range check (value between date '2000-01-01' and date '2099-12-31');
comment on domain ledger.day is 'A calendar day from 2000-01-01 to 2099-12-31; infinity is no day.';
comment on constraint day_in_range on domain ledger.day is 'A day must lie from 2000-01-01 to 2099-12-31. Check the year.';

create domain ledger.signed_cents as bigint
  constraint signed_cents_in_range check (value <> 0 and value between -9999999999999 and 9999999999999);
comment on domain ledger.signed_cents is 'US cents: debits positive, credits negative, never zero, at most $99,999,999,999.99 either way.';
comment on constraint signed_cents_in_range on domain ledger.signed_cents
  is 'The amount of a line is never zero and at most 99,999,999,999.99 in size. Check the amount.';

create domain ledger.label as text
  constraint label_is_text check (btrim(value, E' \t\r\n') <> '' and length(value) <= 200);
comment on domain ledger.label is 'A name people read: not blank, at most 200 characters, stored exactly as typed.';
comment on constraint label_is_text on domain ledger.label is 'A name may not be blank and has at most 200 characters.';

create domain ledger.remark as text
  constraint remark_is_text check (btrim(value, E' \t\r\n') <> '' and length(value) <= 2000);
comment on domain ledger.remark is 'Free text: not blank, at most 2,000 characters, stored exactly as typed.';
comment on constraint remark_is_text on domain ledger.remark is 'A text may not be blank and has at most 2,000 characters. Leave it out instead.';

create table ledger.organization (
  id bigint generated always as identity,
  code ledger.code not null,
  name ledger.label not null,
  ein text,
  fiscal_year_first_month smallint not null default 7,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint organization_pkey primary key (id),
  constraint organization_code_key unique (code),
  constraint organization_ein_format check (ein ~ '^[0-9]{2}-[0-9]{7}$'),
  constraint organization_fiscal_year_first_month_check check (fiscal_year_first_month between 1 and 12)
);
comment on table ledger.organization is 'An organization that keeps its books here: a site''s backbone organization.';
comment on column ledger.organization.id is 'Leads every key of the organization''s data.';
comment on column ledger.organization.code is 'Short name people type, unique in the books.';
comment on column ledger.organization.name is 'Legal or public name.';
comment on column ledger.organization.ein is 'Employer Identification Number, NN-NNNNNNN; null where not given.';
comment on column ledger.organization.fiscal_year_first_month is 'Month, 1 to 12, in which the fiscal year starts.';
comment on column ledger.organization.recorded_at is 'When it was recorded.';
comment on column ledger.organization.recorded_by is 'Login that recorded it.';
comment on constraint organization_code_key on ledger.organization is 'An organization of this code exists. Choose another code, or see "ledgerctl org list".';
comment on constraint organization_ein_format on ledger.organization is 'An EIN is written NN-NNNNNNN, as 36-1234567.';
comment on constraint organization_fiscal_year_first_month_check on ledger.organization is 'The fiscal year starts in a month from 1 to 12.';

create table ledger.network (
  code ledger.code not null,
  name ledger.label not null,
  constraint network_pkey primary key (code)
);
comment on table ledger.network is 'A national partner''s network: the organizations it may audit.';
comment on column ledger.network.code is 'Short name people type.';
comment on column ledger.network.name is 'Name of the partner.';
comment on constraint network_pkey on ledger.network is 'A network of this code exists.';

create table ledger.network_organization (
  network_code ledger.code not null,
  organization_id bigint not null,
  constraint network_organization_pkey primary key (organization_id, network_code),
  constraint network_organization_network_fkey foreign key (network_code) references ledger.network (code),
  constraint network_organization_organization_fkey foreign key (organization_id) references ledger.organization (id)
);
comment on table ledger.network_organization is 'Which organizations belong to which network.';
comment on column ledger.network_organization.network_code is 'The network.';
comment on column ledger.network_organization.organization_id is 'The organization.';
comment on constraint network_organization_network_fkey on ledger.network_organization is 'The network does not exist.';
comment on constraint network_organization_organization_fkey on ledger.network_organization is 'The organization does not exist. See "ledgerctl org list".';
comment on constraint network_organization_pkey on ledger.network_organization is 'The organization is in that network already.';

create table ledger.membership (
  id bigint generated always as identity,
  login text not null,
  role text not null,
  organization_id bigint,
  network_code ledger.code,
  award_code ledger.code,
  granted_at timestamptz not null default clock_timestamp(),
  granted_by text not null default session_user,
  revoked_at timestamptz,
  revoked_by text,
  constraint membership_pkey primary key (id),
  constraint membership_login_check check (login <> '' and octet_length(login) <= 63),
  constraint membership_role_check check (role in ('recorder', 'approver', 'finance_admin', 'auditor', 'funder')),
  constraint membership_scope_check check (
    (network_code is null or (organization_id is null and award_code is null))
    and (award_code is null or organization_id is not null)
  ),
  constraint membership_funder_scope_check check (role <> 'funder' or award_code is not null),
  constraint membership_award_scope_check check (award_code is null or role in ('funder', 'auditor')),
  constraint membership_revoked_check check ((revoked_at is null) = (revoked_by is null)),
  constraint membership_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint membership_network_fkey foreign key (network_code) references ledger.network (code)
);
create unique index membership_active_key
  on ledger.membership (login, role, coalesce(organization_id, 0), coalesce(network_code, ''), coalesce(award_code, ''))
  where revoked_at is null;
comment on table ledger.membership is 'Who may do what where. Scope: an award, an organization, a network, or, with all three null, the whole books.';
comment on column ledger.membership.id is 'Row number.';
comment on column ledger.membership.login is 'PostgreSQL login of the person; one login a person.';
comment on column ledger.membership.role is 'recorder, approver, finance_admin, auditor or funder: the group role ledger_<role>.';
comment on column ledger.membership.organization_id is 'Scope: one organization, or the organization of the award.';
comment on column ledger.membership.network_code is 'Scope: every organization of a network.';
comment on column ledger.membership.award_code is 'Scope: one award; funders always, auditors where asked.';
comment on column ledger.membership.granted_at is 'When it was granted.';
comment on column ledger.membership.granted_by is 'Login that granted it.';
comment on column ledger.membership.revoked_at is 'When it was taken back; null while it holds.';
comment on column ledger.membership.revoked_by is 'Login that took it back.';
comment on constraint membership_login_check on ledger.membership is 'A login is a name of 1 to 63 bytes.';
comment on constraint membership_organization_fkey on ledger.membership is 'The organization does not exist. See "ledgerctl org list".';
comment on constraint membership_network_fkey on ledger.membership is 'The network does not exist.';
comment on constraint membership_role_check on ledger.membership is 'A role is recorder, approver, finance_admin, auditor or funder.';
comment on constraint membership_scope_check on ledger.membership is 'A membership has one scope: an award, an organization, a network, or the whole books.';
comment on constraint membership_funder_scope_check on ledger.membership is 'A funder sees its own awards only: name the award.';
comment on constraint membership_award_scope_check on ledger.membership is 'Only funders and auditors can be limited to one award.';
comment on index ledger.membership_active_key is 'That login already holds this role there.';
