-- Networks of national partners, and memberships: who may do what where. After awards, to which a membership may be limited.

create table ledger.network (
  code ledger.code not null,
  name ledger.label not null,
  salts bytea not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint network_pkey primary key (code),
  constraint network_record_key unique (record_number),
  constraint network_salts_check check (octet_length(salts) = 16)
);
comment on table ledger.network is 'A national partner''s network: the organizations it may audit. Append-only.';
comment on column ledger.network.code is 'Short name people type.';
comment on column ledger.network.name is 'Name of the partner.';
comment on column ledger.network.salts is
  'Salt of its free text, 16 bytes; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.network.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.network.recorded_at is 'When it was recorded.';
comment on column ledger.network.recorded_by is 'Login that recorded it.';
comment on constraint network_pkey on ledger.network is 'A network of this code exists.';

create table ledger.network_organization (
  network_code ledger.code not null,
  organization_id bigint not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint network_organization_pkey primary key (organization_id, network_code),
  constraint network_organization_record_key unique (record_number),
  constraint network_organization_network_fkey foreign key (network_code) references ledger.network (code),
  constraint network_organization_organization_fkey foreign key (organization_id) references ledger.organization (id)
);
comment on table ledger.network_organization is 'Which organizations belong to which network. Append-only: none leaves.';
comment on column ledger.network_organization.network_code is 'The network.';
comment on column ledger.network_organization.organization_id is 'The organization.';
comment on column ledger.network_organization.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.network_organization.recorded_at is 'When it was added to the network.';
comment on column ledger.network_organization.recorded_by is 'Login that added it.';
comment on constraint network_organization_pkey on ledger.network_organization is 'The organization is in that network already.';
comment on constraint network_organization_network_fkey on ledger.network_organization is 'The network does not exist.';
comment on constraint network_organization_organization_fkey on ledger.network_organization is
  'The organization does not exist. See {org list}.';

create table ledger.membership (
  number bigint generated always as identity,
  login text not null,
  role text not null,
  organization_id bigint,
  network_code ledger.code,
  award_code ledger.code,
  first_day ledger.day not null default ((now() at time zone 'UTC')::date),
  last_day ledger.day,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint membership_pkey primary key (number),
  constraint membership_record_key unique (record_number),
  constraint membership_login_check check (login <> '' and octet_length(login) <= 63),
  constraint membership_role_check check (role in ('recorder', 'approver', 'finance_admin', 'auditor', 'funder')),
  constraint membership_scope_check check (
    (network_code is null or (organization_id is null and award_code is null))
    and (award_code is null or organization_id is not null)
  ),
  constraint membership_funder_scope_check check (role <> 'funder' or award_code is not null),
  constraint membership_award_scope_check check (award_code is null or role in ('funder', 'auditor')),
  constraint membership_days_check check (first_day <= last_day),
  constraint membership_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint membership_network_fkey foreign key (network_code) references ledger.network (code),
  constraint membership_award_fkey foreign key (organization_id, award_code) references ledger.award (organization_id, code)
);
create index membership_login_index on ledger.membership (login);
comment on table ledger.membership is
  'Who may do what where, from one day through another. Scope: an award, an organization, a network, or, with all three null, the whole books. Append-only; it ends by its last day or a revocation.';
comment on column ledger.membership.number is 'From 1; entries name the membership that they were recorded by.';
comment on column ledger.membership.login is 'PostgreSQL login of the person; one login a person.';
comment on column ledger.membership.role is 'recorder, approver, finance_admin, auditor or funder: the group role ledger_<role>.';
comment on column ledger.membership.organization_id is 'Scope: one organization, or the organization of the award.';
comment on column ledger.membership.network_code is 'Scope: every organization of a network.';
comment on column ledger.membership.award_code is 'Scope: one award; funders always, auditors where asked.';
comment on column ledger.membership.first_day is 'First day that it holds, by the calendar of UTC.';
comment on column ledger.membership.last_day is 'Last day that it holds, by the calendar of UTC; null: until it is revoked.';
comment on column ledger.membership.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.membership.recorded_at is 'When it was granted.';
comment on column ledger.membership.recorded_by is 'Login that granted it.';
comment on constraint membership_login_check on ledger.membership is 'A login is a name of 1 to 63 bytes.';
comment on constraint membership_role_check on ledger.membership is 'A role is recorder, approver, finance_admin, auditor or funder.';
comment on constraint membership_scope_check on ledger.membership is
  'A membership has one scope: an award, an organization, a network, or the whole books.';
comment on constraint membership_funder_scope_check on ledger.membership is 'A funder sees its own awards only: name the award.';
comment on constraint membership_award_scope_check on ledger.membership is 'Only funders and auditors can be limited to one award.';
comment on constraint membership_days_check on ledger.membership is 'A membership ends on the day it begins or later.';
comment on constraint membership_organization_fkey on ledger.membership is 'The organization does not exist. See {org list}.';
comment on constraint membership_network_fkey on ledger.membership is 'The network does not exist.';
comment on constraint membership_award_fkey on ledger.membership is 'The award does not exist. See {award list}.';
comment on index ledger.membership_login_index is 'What a login may do.';

create table ledger.membership_revocation (
  membership_number bigint not null,
  reason ledger.remark,
  salts bytea,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint membership_revocation_pkey primary key (membership_number),
  constraint membership_revocation_record_key unique (record_number),
  constraint membership_revocation_membership_fkey foreign key (membership_number) references ledger.membership (number),
  constraint membership_revocation_salts_check check ((salts is null) = (reason is null) and octet_length(salts) = 16)
);
comment on table ledger.membership_revocation is 'A membership that was taken back: it holds no longer, from that moment on. Append-only.';
comment on column ledger.membership_revocation.membership_number is 'The membership.';
comment on column ledger.membership_revocation.reason is 'Why, where somebody said.';
comment on column ledger.membership_revocation.salts is
  'Salt of its free text, 16 bytes, null where there is none; given by the books. The leaf holds the text as a commitment made with it.';
comment on column ledger.membership_revocation.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.membership_revocation.recorded_at is 'When it was taken back.';
comment on column ledger.membership_revocation.recorded_by is 'Login that took it back.';
comment on constraint membership_revocation_pkey on ledger.membership_revocation is 'That membership was taken back before.';
comment on constraint membership_revocation_membership_fkey on ledger.membership_revocation is
  'There is no membership of that number. See {user list}.';
