-- Policies of an organization, and what releases and the closing of a year read.

create table ledger.organization_policy (
  organization_id bigint not null,
  version smallint not null,
  effective_on ledger.day not null,
  simultaneous_release boolean not null,
  approved_by ledger.label not null,
  reason ledger.remark not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint organization_policy_pkey primary key (organization_id, version),
  constraint organization_policy_organization_fkey foreign key (organization_id) references ledger.organization (id),
  constraint organization_policy_version_check check (version >= 1)
);
comment on table ledger.organization_policy is
  'Accounting policies that an organization chose. On a day the last version counts that is in effect by then; before the first, none was chosen. Append-only.';
comment on column ledger.organization_policy.organization_id is 'Whose policy.';
comment on column ledger.organization_policy.version is 'From 1 in the order recorded.';
comment on column ledger.organization_policy.effective_on is 'First day it holds.';
comment on column ledger.organization_policy.simultaneous_release is
  'Whether a conditional award whose restriction is met with its condition is shown without donor restrictions directly (ASC 958-605).';
comment on column ledger.organization_policy.approved_by is 'Who approved it: the board or its committee.';
comment on column ledger.organization_policy.reason is 'Why.';
comment on column ledger.organization_policy.recorded_at is 'When it was recorded.';
comment on column ledger.organization_policy.recorded_by is 'Login that recorded it.';
comment on constraint organization_policy_pkey on ledger.organization_policy
  is 'Somebody recorded a policy at the same moment. Look at "ledgerctl org show" and try again.';
comment on constraint organization_policy_organization_fkey on ledger.organization_policy
  is 'The organization does not exist. See "ledgerctl org list".';

comment on column ledger.award_progress.promised_cents is
  'Revenue recognised by entries of kind promise and condition, net of reversals, cents.';

create index journal_entry_closing_index on ledger.journal_entry (organization_id, id) where kind = 'closing';
comment on index ledger.journal_entry_closing_index is 'Entries that close a year: statements of activities leave them out.';
create index journal_line_restricted_index
  on ledger.journal_line (organization_id, fund_code, entry_date)
  include (account_code, amount_cents)
  where net_asset_class = 'with';
comment on index ledger.journal_line_restricted_index is 'Lines with donor restrictions by fund: the restricted balance of an award, and what was released of it.';

-- The restricted balances that the rules hold from here on, summed up once for books that were there before.
do $$
begin
  if exists (select from pg_trigger where tgrelid = 'ledger.award_progress'::regclass and tgname = 'moved_by_rules') then
    alter table ledger.award_progress disable trigger moved_by_rules;
  end if;
end
$$;
update ledger.award_progress p
set restricted_cents = coalesce((
    select -sum(l.amount_cents)
    from ledger.journal_line l
    where l.organization_id = w.organization_id and l.fund_code = w.fund_code and l.net_asset_class = 'with'), 0)
from ledger.award w
where w.organization_id = p.organization_id and w.code = p.award_code;
do $$
begin
  if exists (select from pg_trigger where tgrelid = 'ledger.award_progress'::regclass and tgname = 'moved_by_rules') then
    alter table ledger.award_progress enable always trigger moved_by_rules;
  end if;
end
$$;
