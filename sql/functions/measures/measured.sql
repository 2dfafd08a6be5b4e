-- What moves each measure, said once: the triggers move measures by these views, and check sums them up.

create or replace view ledger.measured_cost with (security_invoker = true) as
select l.organization_id, l.entry_id, x.kind, l.award_code::text as award_code, l.budget_line_code::text as budget_line_code,
  null::text as fund_code, null::text as account_code, l.entry_date::date as on_day, 0::bigint as limit_amount, x.used_amount, true as asks
from ledger.journal_line l
join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
cross join lateral (
  -- Used of the budget; and, the other way around, what is taken off of what was charged.
  values ('budget_line'::text, l.amount_cents::bigint), ('charged'::text, -l.amount_cents::bigint)
) x (kind, used_amount)
where l.award_code is not null and a.counts_toward_budget and (l.budget_line_code is not null or a.type = 'expense');
comment on view ledger.measured_cost is
  'What each line charges to a budget line, or to an award on no line, and takes off there, cents.';

create or replace view ledger.measured_balance with (security_invoker = true) as
select l.organization_id, l.entry_id, x.kind, x.award_code, null::text as budget_line_code, x.fund_code, x.account_code, l.entry_date::date as on_day, 0::bigint as limit_amount, x.used_amount, x.asks
from ledger.journal_line l
join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
join ledger.fund f on f.organization_id = l.organization_id and f.code = l.fund_code
join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = coalesce(e.reverses_entry_id, e.id)
left join ledger.award w on w.organization_id = l.organization_id and w.code = l.award_code
-- What the entry does to cash, to what the funder owes and to the award's revenue, where that decides.
left join lateral (
  select
    coalesce(sum(c.amount_cents) filter (where ledger.is_cash(ca.role)), 0) as cash_cents,
    coalesce(-sum(c.amount_cents) filter (
      where c.award_code = l.award_code and ca.role in ('grants_receivable', 'accounts_receivable')), 0) as owed_less_cents,
    coalesce(sum(c.amount_cents) filter (
      where c.award_code = l.award_code
        and (ca.role = 'bad_debts' or ledger.is_award_revenue(ca.role, c.account_code, w.revenue_account_code))), 0) as written_off_cents
  from ledger.journal_line c
  -- Through the key of accounts, which are otherwise read whole.
  cross join lateral (
    select o.role from ledger.account o where o.organization_id = c.organization_id and o.code = c.account_code offset 0
  ) ca
  where c.organization_id = m.organization_id and c.entry_id = m.id and m.kind <> 'receipt'
    and ledger.is_received(m.kind, a.type, a.role, l.budget_line_code, 1, 1, 0)
) c on l.award_code is not null
cross join lateral (select ledger.taken_of_balance(a.role, l.amount_cents) as taken) b
cross join lateral (
  select
    case
      when ledger.recognizes(m.kind, a.type, a.role, l.account_code, w.recognition, w.revenue_account_code) then -l.amount_cents
      -- An agency award pays what is held of it and what is claimed, together no more than it is.
      when w.recognition = 'agency' and a.role = 'grants_receivable' and l.budget_line_code is not null then l.amount_cents
      when w.recognition = 'agency' and a.role = 'custodial' and m.kind in ('receipt', 'return') then -l.amount_cents
    end as promised,
    -- Only the side that a receipt credits: an award named on both sides is received no less. What went back can come again, but of a promise.
    case
      when m.kind = 'return' then case when a.role = 'due_to_funder' and w.recognition <> 'unconditional' then l.amount_cents end
      when ledger.is_received(m.kind, a.type, a.role, l.budget_line_code, c.cash_cents, c.owed_less_cents, c.written_off_cents)
      then -case e.kind when 'reversal' then greatest(l.amount_cents, 0) else least(l.amount_cents, 0) end end as received
) p
cross join lateral (
  select 'promise'::text as kind, l.award_code::text as award_code, null::text as fund_code, null::text as account_code,
    p.promised as used_amount, true as asks
  where l.award_code is not null and p.promised is not null
  union all
  -- What is not paid was promised all the same: what comes of it is a recovery, and no new promise.
  select 'promised'::text as kind, l.award_code::text as award_code, null::text as fund_code, null::text as account_code,
    p.promised as used_amount, true as asks
  where l.award_code is not null and p.promised is not null and a.role is distinct from 'losses'
  union all
  select case l.net_asset_class when 'with' then 'loss_with' else 'loss_without' end as kind, l.award_code::text as award_code, null::text as fund_code,
    null::text as account_code, -l.amount_cents::bigint as used_amount, l.amount_cents < 0 as asks
  where l.award_code is not null and a.role = 'losses'
  union all
  select 'receipt'::text as kind, l.award_code::text as award_code, null::text as fund_code, null::text as account_code,
    p.received as used_amount, true as asks
  where l.award_code is not null and p.received <> 0
  union all
  select 'promise_received'::text as kind, l.award_code::text as award_code, null::text as fund_code, null::text as account_code,
    coalesce(p.received, 0) - coalesce(p.promised, 0) as used_amount, coalesce(p.promised < 0, false) as asks
  where w.recognition = 'unconditional' and (p.promised is not null or p.received <> 0)
  union all
  select 'restricted'::text as kind, null::text as award_code, l.fund_code::text as fund_code, null::text as account_code,
    l.amount_cents::bigint as used_amount, true as asks
  where l.net_asset_class = 'with' and f.kind = 'award'
  union all
  select 'advance'::text as kind, l.award_code::text as award_code, l.fund_code::text as fund_code, l.account_code::text as account_code,
    b.taken as used_amount, b.taken > 0 as asks
  where b.taken is not null
) x
where l.award_code is not null or l.net_asset_class = 'with' or b.taken is not null;
comment on view ledger.measured_balance is
  'What each line moves of promises, receipts, restricted money and balances that do not fall below zero, cents, and whether it asks for the limit; several rows a line.';

create or replace view ledger.measured_opening with (security_invoker = true) as
select o.organization_id, o.entry_id, x.kind, o.award_code, null::text as budget_line_code, null::text as fund_code, null::text as account_code, o.on_day,
  0::bigint as limit_amount, (o.sign * x.cents)::bigint as used_amount, x.asks
from (
  select e.organization_id, e.id as entry_id, e.entry_date::date as on_day, w.code::text as award_code, w.recognition,
    case when e.reverses_entry_id is null then 1 else -1 end as sign,
    coalesce(sum(l.amount_cents) filter (where a.role in ('grants_receivable', 'accounts_receivable')), 0) as owed_cents,
    coalesce(-sum(l.amount_cents) filter (where l.net_asset_class = 'with'), 0) as support_cents,
    coalesce(-sum(l.amount_cents) filter (where ledger.holds_receipts(a.role)), 0) as ahead_cents
  from ledger.journal_entry e
  join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = coalesce(e.reverses_entry_id, e.id) and m.kind = 'opening'
  join ledger.journal_line l on l.organization_id = m.organization_id and l.entry_id = m.id
  join ledger.award w on w.organization_id = l.organization_id and w.fund_code = l.fund_code
  join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
  where e.kind in ('opening', 'reversal')
  group by e.organization_id, e.id, e.entry_date, e.reverses_entry_id, w.code, w.recognition
) o
-- Owed is promised and not received; of support that is there, what is more than that was received.
cross join lateral (
  select case o.recognition
    when 'agency' then o.owed_cents + o.ahead_cents
    when 'exchange' then o.owed_cents
    else greatest(o.owed_cents, o.support_cents, 0)
  end as promised_cents
) p
cross join lateral (
  select p.promised_cents - o.owed_cents + case o.recognition when 'agency' then 0 else o.ahead_cents end as received_cents
) r
cross join lateral (
  values ('promise'::text, p.promised_cents, true), ('promised'::text, p.promised_cents, true), ('receipt'::text, r.received_cents, true),
    ('promise_received'::text, case o.recognition when 'unconditional' then r.received_cents - p.promised_cents end, o.sign < 0)
) x (kind, cents, asks)
where x.cents <> 0;
comment on view ledger.measured_opening is
  'What the books were opened with of an award, by its fund, cents: what its funder owed was promised and is not paid; what more was restricted, or received ahead or held, was received. '
  'Of the reversal of an opening, taken back.';

create or replace view ledger.measured_commitment with (security_invoker = true) as
select c.organization_id, null::bigint as entry_id, 'budget_line'::text as kind, c.award_code::text as award_code,
  c.budget_line_code::text as budget_line_code, null::text as fund_code, null::text as account_code, c.made_on::date as on_day, 0::bigint as limit_amount,
  c.amount_cents::bigint as used_amount, true as asks
from ledger.commitment c
union all
select v.organization_id, v.entry_id, 'budget_line'::text as kind, c.award_code::text as award_code,
  c.budget_line_code::text as budget_line_code, null::text as fund_code, null::text as account_code, v.on_date::date as on_day, 0::bigint as limit_amount,
  ledger.opened_by(v.kind, v.amount_cents) as used_amount, v.kind = 'restore' as asks
from ledger.commitment_event v
join ledger.commitment c on c.organization_id = v.organization_id and c.number = v.commitment_number;
comment on view ledger.measured_commitment is
  'What commitments use of their budget line from the day they are made, and draws, releases and restores of them on theirs, cents.';

create or replace view ledger.measured_limit with (security_invoker = true) as
select v.organization_id, v.version::integer as version, 'budget_line'::text as kind, v.award_code::text as award_code,
  a.budget_line_code::text as budget_line_code, null::text as fund_code, null::text as account_code,
  case when v.version > 1 then v.effective_on::date end as on_day, (a.amount_cents - coalesce(b.amount_cents, 0))::bigint as limit_amount,
  0::bigint as used_amount, not (v.below_used and v.approver = 'funder') as asks
from ledger.budget_version v
join ledger.budget_amount a on a.organization_id = v.organization_id and a.award_code = v.award_code and a.version = v.version
left join ledger.budget_amount b
  on b.organization_id = a.organization_id and b.award_code = a.award_code and b.version = a.version - 1
    and b.budget_line_code = a.budget_line_code
union all
select v.organization_id, v.version::integer as version, k.kind, v.award_code::text as award_code,
  null::text as budget_line_code, null::text as fund_code, null::text as account_code,
  case when v.version > 1 then v.effective_on::date end as on_day, (v.amount_cents - coalesce(o.amount_cents, 0))::bigint as limit_amount,
  0::bigint as used_amount, true as asks
from ledger.award_version v
left join ledger.award_version o on o.organization_id = v.organization_id and o.award_code = v.award_code and o.version = v.version - 1
cross join (values ('promise'::text), ('receipt'::text)) k (kind)
union all
-- What was promised of an award stays promised where less of it is awarded since.
select v.organization_id, v.version::integer as version, 'promised'::text as kind, v.award_code::text as award_code,
  null::text as budget_line_code, null::text as fund_code, null::text as account_code,
  case when v.version > 1 then v.effective_on::date end as on_day, greatest(0, v.amount_cents - coalesce((
    select max(o.amount_cents)
    from ledger.award_version o
    where o.organization_id = v.organization_id and o.award_code = v.award_code and o.version < v.version), 0))::bigint as limit_amount,
  0::bigint as used_amount, true as asks
from ledger.award_version v;
comment on view ledger.measured_limit is
  'By how much each version of a budget or an award moves limits, cents, from the day it holds; the first holds on every day. It asks that what is used '
  'stays within, but where the funder approved less than is used.';

create or replace view ledger.measured with (security_invoker = true) as
select organization_id, kind, award_code, budget_line_code, fund_code, account_code, on_day, limit_amount, used_amount, asks
from ledger.measured_cost
union all
select organization_id, kind, award_code, budget_line_code, fund_code, account_code, on_day, limit_amount, used_amount, asks
from ledger.measured_balance
union all
select organization_id, kind, award_code, budget_line_code, fund_code, account_code, on_day, limit_amount, used_amount, asks
from ledger.measured_opening
union all
select organization_id, kind, award_code, budget_line_code, fund_code, account_code, on_day, limit_amount, used_amount, asks
from ledger.measured_commitment
union all
select organization_id, kind, award_code, budget_line_code, fund_code, account_code, on_day, limit_amount, used_amount, asks
from ledger.measured_limit;
comment on view ledger.measured is 'All that moves measures, from the rows of the books.';

do $$
declare
  v text;
  c record;
begin
  foreach v in array array['measured_cost', 'measured_balance', 'measured_opening', 'measured_commitment', 'measured_limit', 'measured'] loop
    execute format('grant select on ledger.%I to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor', v);
    for c in
      select m.name, m.meaning
      from (values
        ('organization_id', 'Whose books.'), ('entry_id', 'The entry; null where there is none.'),
        ('kind', 'Kind of the measure.'), ('award_code', 'Award of the measure, or of the version.'),
        ('budget_line_code', 'Budget line of the measure.'), ('fund_code', 'Fund of the measure.'), ('account_code', 'Account of the measure.'),
        ('on_day', 'The day; null for every day.'), ('limit_amount', 'By how much the limit rises, in the unit of the kind.'),
        ('used_amount', 'How much more is used, in the unit of the kind.'), ('asks', 'Whether it asks that the limit holds.'), ('version', 'The version.')
      ) m (name, meaning)
      join pg_attribute a on a.attrelid = format('ledger.%I', v)::regclass and a.attname = m.name and not a.attisdropped
    loop
      execute format('comment on column ledger.%I.%I is %L', v, c.name, c.meaning);
    end loop;
  end loop;
end
$$;
