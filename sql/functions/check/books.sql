-- ledger.check_books recomputes every rule from the rows, within what the reader may see, and names what is broken.

create or replace function ledger.check_books()
returns table (rule text, organization text, place text, problem text)
language sql
stable
set search_path = pg_catalog, pg_temp
set jit = off
set enable_nestloop = off
-- Joined as written, each on its whole key: of tables without statistics, the planner would join whole organizations first.
set join_collapse_limit = 1
as $$
  with line as (
    select l.*, coalesce(o.code, 'number ' || l.organization_id) as organization_code
    from ledger.journal_line l
    left join ledger.organization o on o.id = l.organization_id
  ), entry as (
    select e.*, coalesce(o.code, 'number ' || e.organization_id) as organization_code
    from ledger.journal_entry e
    left join ledger.organization o on o.id = e.organization_id
  ), problem as (
    select 'LE001' as sqlstate, l.organization_code, 'entry ' || l.entry_id as place,
      'debits less credits are ' || ledger.dollars(sum(l.amount_cents)) as problem
    from line l
    group by l.organization_code, l.entry_id
    having sum(l.amount_cents) <> 0
    union all
    select 'LE002', l.organization_code, 'entry ' || l.entry_id, 'fund ' || l.fund_code || ': debits less credits are ' || ledger.dollars(sum(l.amount_cents))
    from line l
    group by l.organization_code, l.entry_id, l.fund_code
    having sum(l.amount_cents) <> 0
    union all
    select 'LE003', l.organization_code, 'entry ' || l.entry_id, 'lines are not numbered 1 to ' || count(*)
    from line l
    group by l.organization_code, l.entry_id
    having min(l.line_number) <> 1 or max(l.line_number) <> count(*)
    union all
    select 'LE004', e.organization_code, 'entry ' || e.id, 'has fewer than two lines'
    from entry e
    where (
      select count(*) from ledger.journal_line l where l.organization_id = e.organization_id and l.entry_id = e.id
    ) < 2
    union all
    select 'LE003', l.organization_code, 'entry ' || l.entry_id, 'line ' || l.line_number || ' has no entry of its date'
    from line l
    where not exists (
      select from ledger.journal_entry e
      where e.organization_id = l.organization_id and e.id = l.entry_id and e.entry_date = l.entry_date
    )
    union all
    select distinct coalesce(case when x.missing is not null then 'LR002' end, left(f.code, 5)), x.organization_code, 'entry ' || x.entry_id,
      'line ' || x.line_number || coalesce(' names ' || x.missing || ', which does not exist', ' on account ' || x.account_code)
    from (
      select l.organization_id, l.organization_code, l.entry_id, l.line_number, l.account_code, l.fund_code,
        ledger.missing_reference(
          l.account_code, a.code, l.fund_code, f.code, l.program_code, g.code, l.award_code, w.code, l.budget_line_code, b.code, l.party_code, p.code,
          l.participant_code, l.commitment_number, c.number) as missing,
        ledger.line_faults(
          a.type, a.role, l.net_asset_class, l.function, l.fund_code, f.kind, l.award_code, w.fund_code, l.budget_line_code, l.service_from,
          l.service_through, q.starts_on, q.ends_on, false, w.basis, h.kind, l.account_code, l.amount_cents, w.recognition, w.revenue_account_code,
          a.counts_toward_budget, l.commitment_number, l.entry_date
        ) as faults
      from line l
      left join entry h on h.organization_id = l.organization_id and h.id = l.entry_id
      left join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
      left join ledger.fund f on f.organization_id = l.organization_id and f.code = l.fund_code
      left join ledger.award w on w.organization_id = l.organization_id and w.code = l.award_code
      left join ledger.award_progress q on q.organization_id = l.organization_id and q.award_code = l.award_code
      left join ledger.party p on p.organization_id = l.organization_id and p.code = l.party_code
      left join ledger.program g on g.organization_id = l.organization_id and g.code = l.program_code
      left join ledger.budget_line b
        on b.organization_id = l.organization_id and b.award_code = l.award_code and b.code = l.budget_line_code
      left join ledger.commitment c
        on c.organization_id = l.organization_id and c.award_code = l.award_code and c.budget_line_code = l.budget_line_code
          and c.number = l.commitment_number
    ) x
    left join lateral unnest(x.faults) f (code) on x.missing is null
    where x.missing is not null or f.code is not null and ledger.fault_stands(f.code, x.organization_id, x.entry_id, x.fund_code)
    union all
    select 'LE015', e.organization_code, 'entry ' || e.id, ledger.check_closing(e.organization_id, e.id)
    from entry e
    where e.kind = 'closing' and ledger.check_closing(e.organization_id, e.id) is not null
    union all
    select 'LE022', n.organization_code, 'entry ' || n.entry_id, n.problem
    from (
      select d.organization_code, d.entry_id, ledger.check_classes(d.organization_id, d.entry_id) as problem
      from (
        select distinct l.organization_id, l.organization_code, l.entry_id
        from line l
        where l.net_asset_class is not null and l.function is null
        -- Asked of these entries alone.
        offset 0
      ) d
    ) n
    where n.problem is not null
    union all
    select b.sqlstate, e.organization_code, 'entry ' || e.id, b.message
    from entry e
    cross join lateral ledger.check_adjustment(e.organization_id, e.id) b
    where e.kind = 'reversal' or (e.kind in ('refund', 'reclass') and not exists (
      select from ledger.journal_entry v where v.organization_id = e.organization_id and v.reverses_entry_id = e.id
    ))
    union all
    select case e.kind when 'reversal' then 'LE010' else 'LE012' end, e.organization_code, 'entry ' || e.id,
      'the entry it names, ' || coalesce(e.reverses_entry_id, e.refunds_entry_id) || ', does not exist'
    from entry e
    where e.kind in ('reversal', 'refund', 'reclass') and not exists (
      select from ledger.journal_entry t
      where t.organization_id = e.organization_id and t.id = coalesce(e.reverses_entry_id, e.refunds_entry_id)
    )
    union all
    select 'LE010', min(e.organization_code), 'entry ' || e.reverses_entry_id, 'is reversed ' || count(*) || ' times'
    from entry e
    where e.reverses_entry_id is not null
    group by e.organization_id, e.reverses_entry_id
    having count(*) > 1
    union all
    select 'LE009', min(e.organization_code), 'entry ' || e.id, 'number is given ' || count(*) || ' times'
    from entry e
    group by e.id
    having count(*) > 1
    union all
    select x.sqlstate, null, x.place, x.problem
    from ledger.broken_numbers() x
    union all
    select 'LE018', e.organization_code, 'entry ' || e.id, 'was recorded on trial and kept'
    from entry e
    where least(e.id, e.record_number) < 0
    union all
    select 'LK001', min(e.organization_code), 'key ' || quote_literal(e.idempotency_key), 'belongs to ' || count(*) || ' entries'
    from entry e
    group by e.organization_id, e.idempotency_key
    having count(*) > 1
    union all
    select x.sqlstate, x.organization_code, x.place, x.problem
    from ledger.check_measures() x
    union all
    select x.sqlstate, x.organization_code, x.place, x.problem
    from ledger.check_awards() x
    union all
    select x.sqlstate, x.organization_code, x.place, x.problem
    from ledger.check_state() x
    union all
    select x.sqlstate, x.organization_code, x.place, x.problem
    from ledger.check_history() x
    union all
    select x.sqlstate, x.organization_code, x.place, x.problem
    from ledger.check_award_versions() x
    union all
    select x.sqlstate, x.organization_code, x.place, x.problem
    from ledger.check_names() x
    union all
    select x.sqlstate, x.organization_code, x.place, x.problem
    from ledger.check_documents() x
    union all
    select x.sqlstate, x.organization_code, x.place, x.problem
    from ledger.check_open_items() x
    union all
    select x.sqlstate, x.organization_code, x.place, x.problem
    from ledger.check_origins() x
    union all
    select x.sqlstate, x.organization_code, x.place, x.problem
    from ledger.check_decisions() x
    union all
    select x.sqlstate, x.organization_code, x.place, x.problem
    from ledger.check_seals() x
    union all
    select x.sqlstate, x.organization_code, x.place, x.problem
    from ledger.check_removals() x
    union all
    select 'LS001', null, coalesce(n.kind, c.kind) || ' ' || coalesce(n.name, c.name), case
        when n.name is null then 'is missing from the schema'
        when c.name is null then 'was not in the schema after the last upgrade'
        else 'is not as the last upgrade left it'
      end
    from meta.catalog_object c
    full join meta.catalog_objects() n on n.kind = c.kind and n.name = c.name
    where c.checksum is distinct from n.checksum
  )
  select p.sqlstate || coalesce(' ' || r.name, ''), p.organization_code::text, p.place, p.problem
  from problem p
  left join ledger.rule r on r.sqlstate = p.sqlstate
  order by p.organization_code nulls last, p.place, p.sqlstate
$$;
comment on function ledger.check_books() is
  'Recomputes every rule from the rows that the session may read; one row a broken rule, none where the books are sound.';

create or replace function ledger.check_adjustment(organization_id bigint, entry_id bigint)
returns table (sqlstate text, message text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select b.sqlstate, b.message
  from ledger.broken_adjustment($1, $2) b
  where $1 = any (ledger.readable_organizations()) or pg_has_role(session_user, 'ledger_owner', 'member')
$$;
alter function ledger.check_adjustment(bigint, bigint) owner to ledger_rules;
comment on function ledger.check_adjustment(bigint, bigint) is 'ledger.broken_adjustment for readers of the organization.';

create or replace function ledger.check_closing(organization_id bigint, entry_id bigint)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  -- What a closing that was undone had left is no fault of it: its year is open again.
  select coalesce(ledger.broken_closing($1, $2), case when not exists (
      select from ledger.journal_entry r where r.organization_id = $1 and r.reverses_entry_id = $2
    ) then ledger.left_by_closing($1, $2) end)
  where ledger.reads_books($1)
$$;
alter function ledger.check_closing(bigint, bigint) owner to ledger_rules;
comment on function ledger.check_closing(bigint, bigint) is
  'ledger.broken_closing, and ledger.left_by_closing where it stands, for readers of the organization.';

create or replace function ledger.check_classes(organization_id bigint, entry_id bigint)
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return case when ledger.reads_books($1) then ledger.broken_classes($1, $2) end;
end
$$;
alter function ledger.check_classes(bigint, bigint) owner to ledger_rules;
comment on function ledger.check_classes(bigint, bigint) is 'ledger.broken_classes for readers of the organization.';

grant execute on function
  ledger.check_books(), ledger.check_adjustment(bigint, bigint), ledger.check_closing(bigint, bigint), ledger.check_classes(bigint, bigint)
  to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
