-- The part of check that recomputes measures: what they say by day, and that nothing is beyond its limit on any.

create or replace function ledger.check_measures()
returns table (sqlstate text, organization_code text, place text, problem text)
language sql
stable
set search_path = pg_catalog, pg_temp
set jit = off
set enable_nestloop = off
-- Joined as written, each on its whole key: of tables without statistics, the planner would join whole organizations first.
set join_collapse_limit = 1
as $$
  with moved as materialized (
    select m.organization_id, m.kind, m.award_code, m.budget_line_code, m.fund_code, m.account_code, m.on_day,
      sum(m.limit_amount) as limit_amount, sum(m.used_amount) as used_amount
    from ledger.measured m
    group by m.organization_id, m.kind, m.award_code, m.budget_line_code, m.fund_code, m.account_code, m.on_day
  ), due as (
    select m.*, ledger.measure_key(m.award_code, m.budget_line_code, m.fund_code, m.account_code) as key,
      ledger.measure_place(m.kind, m.award_code, m.budget_line_code, m.fund_code, m.account_code) as place,
      sum(m.limit_amount) over through_day as limit_through, sum(m.used_amount) over through_day as used_through,
      lead(m.on_day) over through_day as next_day
    from moved m
    window through_day as (
      partition by m.organization_id, m.kind, m.award_code, m.budget_line_code, m.fund_code, m.account_code
      order by m.on_day nulls first)
  ), problem as (
    select d.organization_id, d.kind, d.place, format('its rows say %s used of %s more on %s; its day says %s of %s',
      ledger.dollars(d.used_amount), ledger.dollars(d.limit_amount), d.on_day, ledger.dollars(coalesce(y.used_amount, 0)),
      ledger.dollars(coalesce(y.limit_amount, 0))) as problem
    from due d
    left join ledger.measure_day y on y.organization_id = d.organization_id and y.kind = d.kind and y.key = d.key and y.on_day = d.on_day
    where d.on_day is not null and (d.used_amount, d.limit_amount) is distinct from (coalesce(y.used_amount, 0)::numeric, coalesce(y.limit_amount, 0)::numeric)
    union all
    select y.organization_id, y.kind, ledger.measure_place(y.kind, m.award_code, m.budget_line_code, m.fund_code, m.account_code),
      format('says %s used of %s more on %s, and no row does', ledger.dollars(y.used_amount), ledger.dollars(y.limit_amount), y.on_day)
    from ledger.measure_day y
    left join due d on d.organization_id = y.organization_id and d.kind = y.kind and d.key = y.key and d.on_day = y.on_day
    join ledger.measure m on m.organization_id = y.organization_id and m.kind = y.kind and m.key = y.key
    where d.key is null and (y.used_amount <> 0 or y.limit_amount <> 0)
    union all
    select coalesce(m.organization_id, d.organization_id), coalesce(m.kind, d.kind),
      coalesce(ledger.measure_place(m.kind, m.award_code, m.budget_line_code, m.fund_code, m.account_code), d.place),
      format('its rows say %s used of %s, the last day %s; its measure says %s of %s, the last day %s', ledger.dollars(coalesce(d.used_amount, 0)),
        ledger.dollars(coalesce(d.limit_amount, 0)), coalesce(d.last_day::text, 'none'), ledger.dollars(m.used_amount), ledger.dollars(m.limit_amount),
        coalesce(m.last_day::text, 'none'))
    from ledger.measure m
    full join (
      select d.organization_id, d.kind, d.key, d.place, sum(d.limit_amount) as limit_amount, sum(d.used_amount) as used_amount, max(d.on_day) as last_day
      from due d
      group by d.organization_id, d.kind, d.key, d.place
    ) d on d.organization_id = m.organization_id and d.kind = m.kind and d.key = m.key
    where (m.used_amount::numeric, m.limit_amount::numeric, m.last_day)
      is distinct from (coalesce(d.used_amount, 0), coalesce(d.limit_amount, 0), d.last_day)
    union all
    select m.organization_id, m.kind, ledger.measure_place(m.kind, m.award_code, m.budget_line_code, m.fund_code, m.account_code),
      format('its limit %s, and the terms say otherwise', case when m.is_held then 'refuses' else 'does not refuse' end)
    from ledger.measure m
    where m.is_held <> (m.kind <> 'budget_line' or exists (
      select
      from ledger.award_terms t
      where t.organization_id = m.organization_id and t.award_code = m.award_code and t.overspend_policy = 'block'))
    union all
    -- Nothing is beyond these limits on any day. Of the others broken_measures asks the entries.
    select d.organization_id, d.kind, d.place, format('%s used of %s through %s', ledger.dollars(d.used_through), ledger.dollars(d.limit_through),
      coalesce(d.on_day::text, 'the first day'))
    from due d
    left join ledger.account a on a.organization_id = d.organization_id and a.code = d.account_code
    where ledger.is_beyond(d.limit_through, d.used_through) and case d.kind
      when 'promise_received' then false
      when 'advance' then a.role = 'refundable_advance'
      -- By the terms of those days, as they were for the last cost or commitment through them: all that came after it took less.
      when 'budget_line' then (
        select not exists (
            select
            from ledger.award_terms t
            where t.organization_id = c.organization_id and t.award_code = c.award_code and t.version >= c.terms_version
              and ledger.first_blocked_day(c.organization_id, c.award_code, coalesce(d.on_day, '-infinity'), d.next_day, t.version) is null
          ) and not exists (
            select
            from ledger.budget_version v
            where v.organization_id = c.organization_id and v.award_code = c.award_code and v.record_number > c.record_number and v.below_used)
        from (
          select l.organization_id, l.award_code, e.record_number, r.terms_version
          from ledger.measured_cost l
          join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
          join ledger.entry_award r on r.organization_id = l.organization_id and r.entry_id = l.entry_id and r.award_code = l.award_code
          where l.organization_id = d.organization_id and l.kind = d.kind and l.award_code = d.award_code
            and l.budget_line_code is not distinct from d.budget_line_code and l.on_day <= d.on_day and l.used_amount > 0
          union all
          select o.organization_id, o.award_code, o.record_number, (
            select max(t.version)
            from ledger.award_terms t
            where t.organization_id = o.organization_id and t.award_code = o.award_code and t.record_number < o.record_number)
          from ledger.commitment o
          where o.organization_id = d.organization_id and o.award_code = d.award_code and o.budget_line_code = d.budget_line_code
            and o.made_on <= d.on_day
          order by record_number desc
          limit 1
        ) c)
      else true
    end
  )
  select k.rule, o.code::text, p.place, p.problem
  from problem p
  join ledger.measure_kind k on k.kind = p.kind
  left join ledger.organization o on o.id = p.organization_id
  -- Who reads single awards only, reads no entries to compare with.
  where p.organization_id = any (array(select o.id from ledger.organization o where ledger.reads_books(o.id)))
$$;
comment on function ledger.check_measures() is
  'Sums up what moves measures from the rows that the session may read, compares it with them by day, and names each day on which a limit that is '
  'always held does not; one row a broken rule. For check_books.';
grant execute on function ledger.check_measures() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.broken_measures(scope bigint[])
returns table (sqlstate text, organization_id bigint, place text, problem text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  with moved as (
    select v.organization_id, v.kind, v.award_code, v.fund_code, v.account_code, v.entry_id, e.record_number, e.recorded_at, v.on_day,
      sum(v.used_amount) as used_amount, bool_or(v.asks) and sum(v.used_amount) > 0 as asks
    from (
      select b.organization_id, b.kind, b.award_code, b.fund_code, b.account_code, b.entry_id, b.on_day, b.used_amount, b.asks
      from ledger.measured_balance b
      union all
      select o.organization_id, o.kind, o.award_code, o.fund_code, o.account_code, o.entry_id, o.on_day, o.used_amount, o.asks
      from ledger.measured_opening o
    ) v
    join ledger.journal_entry e on e.organization_id = v.organization_id and e.id = v.entry_id
    where v.organization_id = any (scope) and v.kind in ('promise_received', 'advance')
    group by v.organization_id, v.kind, v.award_code, v.fund_code, v.account_code, v.entry_id, e.record_number, e.recorded_at, v.on_day
  ), through_day as (
    select a.*, sum(b.used_amount) over (
        partition by a.organization_id, a.kind, a.award_code, a.fund_code, a.account_code, a.entry_id order by greatest(a.on_day, b.on_day)) as used
    from moved a
    join moved b
      on b.organization_id = a.organization_id and b.kind = a.kind and coalesce(b.award_code, '') = coalesce(a.award_code, '')
        and coalesce(b.fund_code, '') = coalesce(a.fund_code, '') and coalesce(b.account_code, '') = coalesce(a.account_code, '')
    where a.asks and (
      b.entry_id = a.entry_id
      or case when b.used_amount > 0 then b.record_number < a.record_number and b.recorded_at < a.recorded_at - interval '5 minutes'
        else b.record_number < a.record_number or b.recorded_at < a.recorded_at + interval '5 minutes' end)
  )
  select k.rule, t.organization_id, 'entry ' || t.entry_id, case t.kind
      when 'advance' then format('takes %s more from account %s of award %s than is there', ledger.dollars(max(t.used)), t.account_code,
        coalesce(t.award_code, '(none named)'))
      else format('leaves %s more received of award %s than promised', ledger.dollars(max(t.used)), t.award_code)
    end
  from through_day t
  join ledger.measure_kind k on k.kind = t.kind
  where ledger.is_beyond(0, t.used)
  group by k.rule, t.kind, t.organization_id, t.entry_id, t.award_code, t.account_code
$$;
alter function ledger.broken_measures(bigint[]) owner to ledger_rules;
comment on function ledger.broken_measures(bigint[]) is
  'LA008: entries of these organizations that lowered a promise below what was received of it, then or on a later day; LA015: entries that took more of an '
  'advance, of custodial money or of what a funder owes than was there. For ledger.check_history.';
