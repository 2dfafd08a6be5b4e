-- What is claimed of the funder of an agency award; what stands in the way of a promise; and what the books were opened with of awards.

create or replace function ledger.claims_beside_held(scope bigint[], entries bigint[])
returns table (message text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select format('award %s holds %s on %s and later, which pays before its funder is claimed', w.code, ledger.dollars(h.cents), l.entry_date)
  from ledger.journal_line l
  join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id and e.kind <> 'reversal'
    and e.origin_kind is distinct from 'moved_reversal'
  join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code and a.role = 'grants_receivable'
  join ledger.award w on w.organization_id = l.organization_id and w.code = l.award_code and w.recognition = 'agency'
  join ledger.account c on c.organization_id = l.organization_id and c.role = 'custodial' and c.is_default
  cross join lateral (
    select ledger.room_from(w.organization_id, 'advance', ledger.measure_key(w.code, null, w.fund_code, c.code::text), l.entry_date) as cents
  ) h
  where l.organization_id = any ($1) and l.entry_id = any ($2) and l.budget_line_code is not null and l.amount_cents > 0 and h.cents > 0
  order by l.entry_id, l.line_number
$$;
alter function ledger.claims_beside_held(bigint[], bigint[]) owner to ledger_rules;
comment on function ledger.claims_beside_held(bigint[], bigint[]) is
  'LA018: entries that claim a cost of the funder of an agency award while its money is held on their day and later. It is asked as they are recorded: what comes later settles '
  'the claim. For ledger.move_line_measures.';

create or replace function ledger.step_before(kind text, organization_id bigint, award_code text, entries bigint[])
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with standing as (
    select e.id, e.entry_date, e.kind, l.amount_cents, a.role
    from ledger.journal_line l
    join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
    join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id and e.id <> all ($4)
    where l.organization_id = $2 and l.award_code = $3 and not exists (
      select from ledger.journal_entry r where r.organization_id = e.organization_id and r.reverses_entry_id = e.id)
  ), done as (
    select e.kind, t.kind as turned_kind
    from ledger.journal_entry e
    left join ledger.journal_entry t on t.organization_id = e.organization_id and t.id = e.reverses_entry_id
    where e.organization_id = $2 and e.id = any ($4)
  )
  select case
    when exists (select from done d where d.turned_kind = 'loss') then (
      select format('Undo entry %s first, which recovered of what was written off: {undo: entry=%s, reason}.', s.id, s.id)
      from standing s
      where s.kind = 'receipt' and s.role = 'losses'
      order by s.id desc
      limit 1)
    when exists (select from done d where d.kind = 'promise') then (
      select format('Entry %s of %s promises %s of it: undo that first, or record what is left.', s.id, s.entry_date, ledger.dollars(s.amount_cents))
      from standing s
      where s.kind = 'promise' and s.amount_cents > 0
      order by s.id desc
      limit 1)
  end
  where $1 in ('promise', 'promised')
$$;
alter function ledger.step_before(text, bigint, text, bigint[]) owner to ledger_rules;
comment on function ledger.step_before(text, bigint, text, bigint[]) is
  'What to do before these entries, which take a measure of an award beyond its limit: the last receipt that recovered what is no longer to be lost, or the '
  'promise that stands; null where the rule''s own next step says it. For ledger.move_line_measures.';

create or replace function ledger.opening_changes(scope bigint[], entries bigint[], award_code text)
returns ledger.measure_change[]
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select array(
    select row(v.organization_id, v.kind, v.award_code, v.budget_line_code, v.fund_code, v.account_code, v.on_day, v.limit_amount, v.used_amount, v.asks)
      ::ledger.measure_change
    from ledger.measured_opening v
    where v.organization_id = any ($1) and ($2 is null or v.entry_id = any ($2)) and ($3 is null or v.award_code = $3))
$$;
alter function ledger.opening_changes(bigint[], bigint[], text) owner to ledger_rules;
comment on function ledger.opening_changes(bigint[], bigint[], text) is
  'What openings of these organizations, and their reversals, move of measures, cents: of these entries, and of one award, where they are given. For triggers.';
