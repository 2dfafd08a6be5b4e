-- What turned an award from its usual course: the books were opened with it in mid-life, money of it went back, or will not come. Few entries do, and
-- they have an index of their own: an organization without any is asked once.

-- Books made before have it with fewer columns.
drop function if exists ledger.award_turns(bigint, date, bigint);

create or replace function ledger.award_turns(organization_id bigint, as_of date, as_recorded bigint)
returns table (
  award_code text, opened_on date, opened_cents bigint, came_cents bigint, returned_cents bigint, owed_back_cents bigint, lost_cents bigint,
  opened_owed_cents bigint
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  return query
  with turned as (
    -- Each with what reverses it, wherever either was moved to: they add up on every day.
    select x.id, e.kind, case when e.kind = 'opening' and not x.is_reversed then x.on_day end as opened_on
    from ledger.journal_entry e
    left join ledger.journal_entry r on r.organization_id = e.organization_id and r.reverses_entry_id = e.id and r.entry_date <= $2
      and ($3 is null or ledger.was_sealed($1, 'entry', r.id, $3))
    cross join lateral (
      select e.id, e.entry_date::date as on_day, r.id is not null as is_reversed
      where e.entry_date <= $2 and ($3 is null or ledger.was_sealed($1, 'entry', e.id, $3))
      union all
      select r.id, r.entry_date::date, true where r.id is not null
    ) x
    where e.organization_id = $1 and e.kind in ('opening', 'return', 'loss')
  ), of_award as (
    select w.code::text, w.revenue_account_code::text as revenue_account, min(t.opened_on) as opened_on,
      coalesce(-sum(l.amount_cents) filter (
        where t.kind = 'opening' and (l.net_asset_class = 'with' or a.role in ('refundable_advance', 'custodial'))), 0)::bigint as opened,
      coalesce(-sum(l.amount_cents) filter (
        where t.kind = 'opening' and a.role = 'due_to_funder' and l.award_code = w.code), 0)::bigint as opened_owed,
      coalesce(-sum(l.amount_cents) filter (where t.kind = 'return' and a.role = 'due_to_funder'), 0)::bigint as returned,
      coalesce(sum(l.amount_cents) filter (where t.kind = 'loss' and a.role = 'losses'), 0)::bigint as lost
    from turned t
    join ledger.journal_line l on l.organization_id = $1 and l.entry_id = t.id
    join ledger.award w on w.organization_id = $1 and w.fund_code = l.fund_code
    join ledger.account a on a.organization_id = $1 and a.code = l.account_code
    group by w.code, w.revenue_account_code
  )
  select x.code, x.opened_on, x.opened, case when x.opened_on is not null then (
      select coalesce(-sum(l.amount_cents), 0)::bigint
      from ledger.journal_line l
      join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
      join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
      left join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = e.reverses_entry_id
      where l.organization_id = $1 and l.award_code = x.code and l.entry_date <= $2
        and (a.code = x.revenue_account or a.role = 'refundable_advance' or a.role = 'custodial' and l.budget_line_code is null)
        and coalesce(m.kind, e.kind) not in ('opening', 'return', 'loss', 'closing')
        and ($3 is null or ledger.was_sealed($1, 'entry', l.entry_id, $3))
    ) end, x.returned, case when x.returned > 0 or x.opened_owed > 0 then (
      -- Less what was paid: of what is due, interest that goes to the funder is paid last.
      select greatest(0, x.returned + x.opened_owed - coalesce(sum(
        case e.kind when 'reversal' then least(l.amount_cents, 0) else greatest(l.amount_cents, 0) end), 0))::bigint
      from ledger.journal_line l
      join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
      join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
      where l.organization_id = $1 and l.award_code = x.code and l.entry_date <= $2 and a.role = 'due_to_funder'
        and ($3 is null or ledger.was_sealed($1, 'entry', l.entry_id, $3))
    ) else 0 end, case when x.lost <> 0 then (
      -- Less what was recovered of it.
      select coalesce(sum(l.amount_cents), 0)::bigint
      from ledger.journal_line l
      join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
      where l.organization_id = $1 and l.award_code = x.code and l.entry_date <= $2 and a.role = 'losses'
        and ($3 is null or ledger.was_sealed($1, 'entry', l.entry_id, $3))
    ) else 0 end, x.opened_owed
  from of_award x
  where x.opened_on is not null or x.returned <> 0 or x.lost <> 0;
end
$$;
alter function ledger.award_turns(bigint, date, bigint) owner to ledger_rules;
comment on function ledger.award_turns(bigint, date, bigint) is
  'The awards of an organization that the books were opened with by a day, of which money was to go back, or a promise will not be paid: the first day '
  'and what was unspent then (restricted, received ahead or held), what was recognized, received ahead or held since (both null where they were not opened with it), what was to go back, what is '
  'owed of that and of what was owed back as the books were opened, what was written off and not recovered, and what was owed back then; cents, zero or more. as_recorded: of what a seal covers, null for now. For functions that ask for the scope.';
grant execute on function ledger.award_turns(bigint, date, bigint) to ledger_rules;
