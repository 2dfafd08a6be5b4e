-- Stable views for spreadsheets, business intelligence and auditors. Each shows what the reader's memberships allow.

create or replace view report.journal
with (security_invoker = true, security_barrier = true) as
select
  o.code::text as organization,
  e.id as entry_number,
  l.line_number,
  e.entry_date::date as entry_date,
  e.kind,
  l.account_code as account,
  ledger.shown(coalesce(an.name, a.name)) as account_name,
  l.fund_code as fund,
  (greatest(l.amount_cents, 0)::numeric / 100)::numeric(20, 2) as debit,
  (greatest(-l.amount_cents, 0)::numeric / 100)::numeric(20, 2) as credit,
  ledger.shown(e.description::text) as description,
  ledger.shown(l.memo::text) as memo,
  l.party_code as party,
  ledger.shown(coalesce(pn.name, p.name)) as party_name,
  l.participant_code as participant,
  l.award_code as award,
  l.budget_line_code as budget_line,
  l.net_asset_class as class,
  l.function,
  l.program_code as program,
  l.service_from::date as service_from,
  l.service_through::date as service_through,
  l.commitment_number as commitment,
  l.settles_entry_id as settles_entry,
  e.reverses_entry_id as reverses_entry,
  r.id as reversed_by_entry,
  ledger.shown(e.reversal_reason::text) as reversal_reason,
  e.refunds_entry_id as refunds_entry,
  e.origin_kind as origin,
  e.origin_number,
  e.origin_part,
  ledger.shown(b.invoice_number::text) as invoice_number,
  b.invoiced_on::date as invoiced_on,
  b.due_on::date as due_on,
  y.method as payment_method,
  ledger.shown(y.reference::text) as payment_reference,
  q.number as proposal,
  q.recorded_by as prepared_by,
  d.recorded_by as approved_by,
  (
    select count(*)
    from ledger.document_link k
    where k.organization_id = e.organization_id and k.entry_id = e.id and not exists (
      select from ledger.document_withdrawal w where w.organization_id = k.organization_id and w.link_number = k.number)
  ) as documents,
  e.import_number as import,
  e.membership_number as membership,
  e.approval_version,
  e.closing_number as closing,
  ledger.shown(e.idempotency_key) as idempotency_key,
  e.recorded_at,
  e.recorded_by
from ledger.journal_line l
join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
join ledger.organization o on o.id = l.organization_id
join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
left join ledger.party p on p.organization_id = l.organization_id and p.code = l.party_code
left join ledger.current_name an
  on an.organization_id = l.organization_id and an.subject = 'account' and an.award_code = '' and an.code = l.account_code
left join ledger.current_name pn
  on pn.organization_id = l.organization_id and pn.subject = 'party' and pn.award_code = '' and pn.code = l.party_code
left join ledger.journal_entry r on r.organization_id = e.organization_id and r.reverses_entry_id = e.id
left join ledger.bill b on b.organization_id = e.organization_id and b.origin_kind = e.origin_kind and b.origin_number = e.origin_number
left join ledger.payment y on y.organization_id = e.organization_id and y.origin_kind = e.origin_kind and y.origin_number = e.origin_number
left join (
  ledger.proposal q
  join ledger.decision d on d.organization_id = q.organization_id and d.proposal_number = q.number and d.is_given
) on q.organization_id = e.organization_id and q.number = e.proposal_number;
comment on view report.journal is
  'One row a line of the journal, with its entry and all that the books hold of it; dollars, debit and credit apart. Reversals are linked both ways. Also what "ledgerctl export journal" writes.';

create or replace view report.trial_balance
with (security_invoker = true, security_barrier = true) as
select
  o.code::text as organization,
  b.fund_code::text as fund,
  b.account_code::text as account,
  ledger.shown(coalesce(an.name, a.name)) as account_name,
  a.type as account_type,
  b.net_asset_class as class,
  (b.balance_cents::numeric / 100)::numeric(20, 2) as balance
from ledger.organization o
cross join lateral ledger.account_balances(o.id, date '2099-12-31') b
join ledger.account a on a.organization_id = o.id and a.code = b.account_code
left join ledger.current_name an
  on an.organization_id = o.id and an.subject = 'account' and an.award_code = '' and an.code = b.account_code;
comment on view report.trial_balance is 'Balances to date by organization, fund, account and class; dollars, debits positive.';

create or replace view report.budget
with (security_invoker = true, security_barrier = true) as
select
  o.code::text as organization,
  w.code::text as award,
  ledger.shown(n.name::text) as award_name,
  v.version,
  v.effective_on::date as effective_on,
  ledger.shown(v.approved_by::text) as approved_by,
  b.position,
  b.code::text as budget_line,
  ledger.shown(coalesce(bn.name, b.name)) as budget_line_name,
  b.category,
  (m.amount_cents::numeric / 100)::numeric(20, 2) as amount,
  v.approver,
  ledger.shown(v.reason::text) as reason
from ledger.budget_amount m
join ledger.budget_version v
  on v.organization_id = m.organization_id and v.award_code = m.award_code and v.version = m.version
join ledger.budget_line b
  on b.organization_id = m.organization_id and b.award_code = m.award_code and b.code = m.budget_line_code
left join ledger.current_name bn
  on bn.organization_id = m.organization_id and bn.subject = 'budget_line' and bn.award_code = m.award_code and bn.code = m.budget_line_code
join ledger.award w on w.organization_id = m.organization_id and w.code = m.award_code
cross join lateral ledger.award_as_of(w.organization_id, w.code, current_date) n
join ledger.organization o on o.id = m.organization_id;
comment on view report.budget is
  'Budgets by award, version and line, with who approved each version, and the award''s name of today; dollars.';

create or replace view report.award_versions
with (security_invoker = true, security_barrier = true) as
select
  o.code::text as organization,
  v.award_code::text as award,
  v.version,
  v.effective_on::date as effective_on,
  ledger.shown(v.name::text) as award_name,
  (v.amount_cents::numeric / 100)::numeric(20, 2) as amount,
  v.starts_on::date as starts_on,
  v.ends_on::date as ends_on,
  ledger.shown(v.approved_by::text) as approved_by,
  ledger.shown(v.document::text) as document,
  ledger.shown(v.reason::text) as reason,
  ledger.shown(v.budget_effect::text) as budget_effect,
  v.version = n.version as holds_today,
  v.recorded_at,
  v.recorded_by
from ledger.award_version v
cross join lateral ledger.award_as_of(v.organization_id, v.award_code, current_date) n
join ledger.organization o on o.id = v.organization_id;
comment on view report.award_versions is
  'Name, amount and term of awards, a row a version: as awarded, then each change that the funder approved; dollars.';

create or replace view report.commitment
with (security_invoker = true, security_barrier = true) as
select
  o.code::text as organization,
  c.number as commitment,
  c.award_code::text as award,
  c.budget_line_code::text as budget_line,
  c.party_code::text as party,
  ledger.shown(coalesce(pn.name, p.name)) as party_name,
  c.made_on::date as made_on,
  c.expected_by::date as expected_by,
  ledger.shown(c.description::text) as description,
  (c.amount_cents::numeric / 100)::numeric(20, 2) as amount,
  (g.open_cents::numeric / 100)::numeric(20, 2) as open
from ledger.commitment c
join ledger.organization o on o.id = c.organization_id
join ledger.party p on p.organization_id = c.organization_id and p.code = c.party_code
left join ledger.current_name pn
  on pn.organization_id = c.organization_id and pn.subject = 'party' and pn.award_code = '' and pn.code = c.party_code
join ledger.commitment_progress g on g.organization_id = c.organization_id and g.commitment_number = c.number;
comment on view report.commitment is 'Commitments with what is open of each now; dollars.';

grant select on report.journal, report.trial_balance, report.commitment to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
grant select on report.budget, report.award_versions to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;

-- What each column says, once for all the views that have it.
do $$
declare
  target record;
begin
  for target in
    select a.attrelid::regclass as view, a.attname as name, d.meaning
    from pg_attribute a
    join (values
      ('organization', 'Code of the organization.'),
      ('entry_number', 'Permanent number of the entry.'),
      ('entry_date', 'The day it counts.'),
      ('kind', 'journal, promise, condition, receipt, expense, payment, refund, indirect, release, return, closing or reversal.'),
      ('participant', 'Code of the young person whom the line concerns; never a name.'),
      ('settles_entry', 'The entry whose open item the line settles.'),
      ('invoice_number', 'Of a bill: the number on the invoice.'),
      ('invoiced_on', 'Of a bill: the day of the invoice.'),
      ('due_on', 'Of a bill: the day it is to be paid by.'),
      ('payment_method', 'Of a payment: check, transfer, direct-debit, card or cash.'),
      ('payment_reference', 'Of a payment: number of the check, or what the bank shows.'),
      ('proposal', 'Number of the proposal that the entry came of.'),
      ('prepared_by', 'Login that proposed it.'),
      ('documents', 'How many documents are attached to the entry and not withdrawn.'),
      ('import', 'Number of the import that recorded it.'),
      ('description', 'What happened, in words.'),
      ('line_number', 'Line within the entry, from 1.'),
      ('account', 'Account code.'),
      ('account_name', 'Account name of now.'),
      ('account_type', 'asset, liability, net_assets, revenue, expense or release.'),
      ('fund', 'Fund code.'),
      ('debit', 'Dollars; zero on a credit line.'),
      ('credit', 'Dollars; zero on a debit line.'),
      ('balance', 'Dollars; debits positive, credits negative.'),
      ('class', 'with or without donor restrictions; null on assets and liabilities.'),
      ('function', 'program, management or fundraising; on expenses only.'),
      ('program', 'Program code, where the function is program.'),
      ('award', 'Award code, where one applies.'),
      ('award_name', 'Title of the award.'),
      ('budget_line', 'Code of the award''s budget line.'),
      ('budget_line_name', 'Name of the budget line of now.'),
      ('party', 'Code of the payee, funder or other party.'),
      ('party_name', 'Name of the party of now.'),
      ('service_from', 'First day of the service.'),
      ('service_through', 'Last day of the service.'),
      ('memo', 'Free text of the line.'),
      ('reverses_entry', 'The entry that this one reverses.'),
      ('reversed_by_entry', 'The entry that reverses this one.'),
      ('reversal_reason', 'Why it was reversed.'),
      ('refunds_entry', 'The expense that this one refunds.'),
      ('membership', 'Number of the membership by which its login recorded it.'),
      ('approval_version', 'The approval policy that held when it was recorded.'),
      ('closing', 'The closing event that held when it was recorded.'),
      ('origin', 'Kind of what the entry came of: bill, payment, promise, prepayment, accrual, refund or moved_reversal; empty where it stands for itself.'),
      ('origin_number', 'Number of what it came of.'),
      ('origin_part', 'Which entry of it this is, from 1.'),
      ('idempotency_key', 'The key it was recorded under.'),
      ('recorded_at', 'When it was recorded.'),
      ('recorded_by', 'Login that recorded it.'),
      ('version', 'Version, from 1: of the budget, or of the award.'),
      ('holds_today', 'True for the version that holds today.'),
      ('starts_on', 'First day of the term.'),
      ('ends_on', 'Last day of the term.'),
      ('document', 'Where the approval is.'),
      ('budget_effect', 'What it means for the budget.'),
      ('effective_on', 'First day the version holds.'),
      ('approved_by', 'Who approved it: of a budget or an award, at the funder or the grantee; of an entry, the login that approved its proposal.'),
      ('position', 'Order of the lines.'),
      ('category', 'SF-424A object class, or participant_support.'),
      ('amount', 'Dollars.'),
      ('open', 'Dollars not yet drawn or released.'),
      ('commitment', 'Number of the commitment.'),
      ('made_on', 'The day it was ordered.'),
      ('expected_by', 'The day it is expected to be spent.'),
      ('approver', 'funder, or grantee where the terms leave the revision to it.'),
      ('reason', 'Why the version was recorded.')
    ) as d (name, meaning) on d.name = a.attname
    where a.attrelid in (
      'report.journal'::regclass, 'report.trial_balance'::regclass, 'report.budget'::regclass, 'report.commitment'::regclass,
      'report.award_versions'::regclass
    ) and a.attnum > 0
  loop
    execute format('comment on column %s.%I is %L', target.view, target.name, target.meaning);
  end loop;
end
$$;

create or replace view report.names
with (security_invoker = true, security_barrier = true) as
select
  o.code::text as organization,
  r.subject,
  nullif(r.award_code, '') as award,
  r.code,
  r.number,
  ledger.shown(coalesce(lag(r.name::text) over w, f.name)) as former_name,
  ledger.shown(r.name::text) as name,
  ledger.shown(r.reason::text) as reason,
  r.recorded_at,
  r.recorded_by
from ledger.renaming r
join ledger.organization o on o.id = r.organization_id
join ledger.first_name f
  on f.organization_id = r.organization_id and f.subject = r.subject and f.award_code = r.award_code and f.code = r.code
window w as (partition by r.organization_id, r.subject, r.award_code, r.code order by r.number);
comment on view report.names is 'Every change of a name but those of awards, which report.award_versions shows: what, from, to, by whom, when and why.';
comment on column report.names.organization is 'Code of the organization.';
comment on column report.names.subject is 'organization, party, account, fund, program or budget_line.';
comment on column report.names.award is 'Of a budget line its award.';
comment on column report.names.code is 'Code of what has another name.';
comment on column report.names.number is 'From 1 for each.';
comment on column report.names.former_name is 'The name it had before.';
comment on column report.names.name is 'The name from then on.';
comment on column report.names.reason is 'Why.';
comment on column report.names.recorded_at is 'When it was recorded.';
comment on column report.names.recorded_by is 'Login that recorded it.';
grant select on report.names to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
