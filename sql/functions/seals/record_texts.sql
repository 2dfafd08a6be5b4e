-- The canonical texts of records other than entries. docs/canonical-entry.md publishes the format: until 1.0.0 it is rewritten in place, later
-- added to under a new version.

create or replace function ledger.counted(value text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select octet_length(value) || ':' || value
$$;
comment on function ledger.counted(text) is 'A login with its length in bytes before it, as canonical texts hold it; null for null.';
grant execute on function ledger.counted(text) to ledger_rules;

create or replace function ledger.record_texts(after bigint, through bigint)
returns table (organization_id bigint, kind text, number bigint, text text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set datestyle = 'ISO, YMD'
as $$
  with record as (
    select o.id as organization_id, 'organization' as kind, o.record_number, o.recorded_at, o.recorded_by, concat(
      ledger.commitment(o.salts, 1, o.name), E'\t', o.ein, E'\t', o.fiscal_year_first_month) as text
    from ledger.organization o
    where o.record_number > $1 and o.record_number <= $2
    union all
    select a.organization_id, 'account', a.record_number, a.recorded_at, a.recorded_by, concat(
      a.code, E'\t', ledger.commitment(a.salts, 1, a.name), E'\t', a.type, E'\t', a.counts_toward_budget::text, E'\t', a.role, E'\t',
      a.is_default::text)
    from ledger.account a
    where a.record_number > $1 and a.record_number <= $2
    union all
    select f.organization_id, 'fund', f.record_number, f.recorded_at, f.recorded_by, concat(
      f.code, E'\t', ledger.commitment(f.salts, 1, f.name), E'\t', f.kind)
    from ledger.fund f
    where f.record_number > $1 and f.record_number <= $2
    union all
    select g.organization_id, 'program', g.record_number, g.recorded_at, g.recorded_by, concat(
      g.code, E'\t', ledger.commitment(g.salts, 1, g.name))
    from ledger.program g
    where g.record_number > $1 and g.record_number <= $2
    union all
    select p.organization_id, 'party', p.record_number, p.recorded_at, p.recorded_by, concat(
      p.code, E'\t', ledger.commitment(p.salts, 1, p.name), E'\t', p.kind)
    from ledger.party p
    where p.record_number > $1 and p.record_number <= $2
    union all
    select p.organization_id, 'organization_policy', p.record_number, p.recorded_at, p.recorded_by, concat(
      p.version, E'\t', p.effective_on, E'\t', p.simultaneous_release, E'\t', ledger.commitment(p.salts, 1, p.approved_by), E'\t',
      ledger.commitment(p.salts, 2, p.reason))
    from ledger.organization_policy p
    where p.record_number > $1 and p.record_number <= $2
    union all
    select w.organization_id, 'award', w.record_number, w.recorded_at, w.recorded_by, concat(
      w.code, E'\t', w.funder_code, E'\t', w.recognition, E'\t', w.basis, E'\t', w.fund_code, E'\t', w.program_code, E'\t',
      w.revenue_account_code)
    from ledger.award w
    where w.record_number > $1 and w.record_number <= $2
    union all
    select t.organization_id, 'award_terms', t.record_number, t.recorded_at, t.recorded_by, concat(
      t.award_code, E'\t', t.version, E'\t', t.effective_on, E'\t', ledger.commitment(t.salts, 1, t.approved_by), E'\t',
      ledger.commitment(t.salts, 2, t.document), E'\t', ledger.commitment(t.salts, 3, t.reason), E'\t',
      ledger.commitment(t.salts, 4, t.preset), E'\t', t.overspend_policy, E'\t', t.variance_percent_tenths, E'\t', t.variance_amount_cents, E'\t', t.variance_test, E'\t', t.variance_basis, E'\t', t.revision_approval, E'\t',
      t.revision_percent_tenths, E'\t', t.revision_amount_cents, E'\t', t.revision_test, E'\t', t.revision_basis, E'\t',
      array_to_string(t.locked_raise, ' '), E'\t', array_to_string(t.locked_lower, ' '), E'\t', t.receipt_threshold_cents, E'\t',
      t.retention_years, E'\t', t.indirect_rate_basis_points, E'\t', array_to_string(t.indirect_excluded_categories, ' '), E'\t',
      array_to_string(t.indirect_excluded_accounts, ' '), E'\t', t.subaward_cap_cents, E'\t', t.interest, E'\t', t.unspent, E'\t', t.qualifying, E'\t',
      t.liquidation_days, E'\t', t.extension_notice_days, (
        select string_agg(E'\nreport\t' || r.due_on || E'\t' || ledger.commitment(r.salts, 1, r.title), ''
          order by r.due_on, ledger.commitment(r.salts, 1, r.title) collate "C")
        from ledger.award_report r
        where r.organization_id = t.organization_id and r.award_code = t.award_code and r.version = t.version
      ), (
        select string_agg(concat(
          E'\ntranche\t', r.number, E'\t', r.amount_cents, E'\t', r.due_on, E'\t', ledger.commitment(r.salts, 1, r.condition)),
          '' order by r.number)
        from ledger.award_tranche r
        where r.organization_id = t.organization_id and r.award_code = t.award_code and r.version = t.version
      ))
    from ledger.award_terms t
    where t.record_number > $1 and t.record_number <= $2
    union all
    select v.organization_id, 'award_version', v.record_number, v.recorded_at, v.recorded_by, concat(
      v.award_code, E'\t', v.version, E'\t', v.effective_on, E'\t', ledger.commitment(v.salts, 1, v.name), E'\t', v.amount_cents, E'\t',
      v.starts_on, E'\t',
      v.ends_on, E'\t', ledger.commitment(v.salts, 2, v.approved_by), E'\t', ledger.commitment(v.salts, 3, v.document), E'\t',
      ledger.commitment(v.salts, 4, v.reason), E'\t',
      ledger.commitment(v.salts, 5, v.budget_effect))
    from ledger.award_version v
    where v.record_number > $1 and v.record_number <= $2
    union all
    select v.organization_id, 'budget_version', v.record_number, v.recorded_at, v.recorded_by, concat(
      v.award_code, E'\t', v.version, E'\t', v.effective_on, E'\t', v.approver, E'\t', ledger.commitment(v.salts, 1, v.approved_by), E'\t',
      ledger.commitment(v.salts, 2, v.document), E'\t', ledger.commitment(v.salts, 3, v.reason), E'\t', v.below_used::text, (
        select string_agg(concat(
          E'\nline\t', b.position, E'\t', b.code, E'\t', ledger.commitment(b.salts, 1, b.name), E'\t', b.category, E'\t',
          b.account_code, E'\t',
          m.amount_cents), '' order by b.position, b.code)
        from ledger.budget_amount m
        join ledger.budget_line b
          on b.organization_id = m.organization_id and b.award_code = m.award_code and b.code = m.budget_line_code
        where m.organization_id = v.organization_id and m.award_code = v.award_code and m.version = v.version
      ))
    from ledger.budget_version v
    where v.record_number > $1 and v.record_number <= $2
    union all
    select s.organization_id, 'budget_spread', s.record_number, s.recorded_at, s.recorded_by, concat(
      s.award_code, E'\t', s.number, E'\t', s.budget_version, E'\t', s.budget_line_code, E'\t', s.effective_on, E'\t', s.first_month, E'\t',
      array_to_string(s.months_cents, ' '))
    from ledger.budget_spread s
    where s.record_number > $1 and s.record_number <= $2
    union all
    select r.organization_id, 'renaming', r.record_number, r.recorded_at, r.recorded_by, concat(
      r.subject, E'\t', r.award_code, E'\t', r.code, E'\t', r.number, E'\t', ledger.commitment(r.salts, 1, r.name), E'\t',
      ledger.commitment(r.salts, 2, r.reason))
    from ledger.renaming r
    where r.record_number > $1 and r.record_number <= $2
    union all
    select e.organization_id, 'variance_explanation', e.record_number, e.recorded_at, e.recorded_by, concat(
      e.award_code, E'\t', e.number, E'\t', e.budget_line_code, E'\t', e.as_of, E'\t', e.overrun_cents, E'\t',
      ledger.commitment(e.salts, 1, e.explanation))
    from ledger.variance_explanation e
    where e.record_number > $1 and e.record_number <= $2
    union all
    select g.organization_id, 'origin', g.record_number, g.recorded_at, g.recorded_by, concat(g.kind, E'\t', g.number, (
      select string_agg(concat(E'\ninstallment\t', i.number, E'\t', i.due_on, E'\t', i.amount_cents, E'\t', i.is_time_restricted::text), ''
        order by i.number)
      from ledger.promise_installment i
      where i.organization_id = g.organization_id and i.origin_kind = g.kind and i.origin_number = g.number))
    from ledger.origin g where g.record_number > $1 and g.record_number <= $2
    union all
    select b.organization_id, 'bill', b.record_number, b.recorded_at, b.recorded_by, concat(
      b.origin_number, E'\t', b.party_code, E'\t', ledger.commitment(b.salts, 1, b.invoice_number), E'\t', b.invoiced_on, E'\t',
      b.due_on, E'\t',
      b.is_repeated::text)
    from ledger.bill b
    where b.record_number > $1 and b.record_number <= $2
    union all
    select p.organization_id, 'payment', p.record_number, p.recorded_at, p.recorded_by, concat(
      p.origin_number, E'\t', p.party_code, E'\t', p.account_code, E'\t', p.method, E'\t', ledger.commitment(p.salts, 1, p.reference))
    from ledger.payment p
    where p.record_number > $1 and p.record_number <= $2
    union all
    select m.organization_id, 'mileage_rate', m.record_number, m.recorded_at, m.recorded_by, concat(
      m.effective_on, E'\t', m.rate_tenths, E'\t', ledger.commitment(m.salts, 1, m.source))
    from ledger.mileage_rate m
    where m.record_number > $1 and m.record_number <= $2
    union all
    select p.organization_id, 'import_profile', p.record_number, p.recorded_at, p.recorded_by, concat(
      p.name, E'\t', p.version, E'\t', p.kind, E'\t', ledger.commitment(p.salts, 1, p.content::text))
    from ledger.import_profile p
    where p.record_number > $1 and p.record_number <= $2
    union all
    select a.organization_id, 'allocation_rule', a.record_number, a.recorded_at, a.recorded_by, concat(
      a.code, E'\t', a.version, E'\t', a.effective_on, E'\t', ledger.commitment(a.salts, 1, a.name), E'\t',
      ledger.commitment(a.salts, 2, a.base), E'\t', ledger.commitment(a.salts, 3, a.document), (
        select string_agg(concat(
          E'\nshare\t', s.position, E'\t', s.award_code, E'\t', s.budget_line_code, E'\t', s.account_code, E'\t', s.function, E'\t',
          s.weight_hundredths), '' order by s.position)
        from ledger.allocation_share s
        where s.organization_id = a.organization_id and s.rule_code = a.code and s.version = a.version
      ))
    from ledger.allocation_rule a
    where a.record_number > $1 and a.record_number <= $2
    union all
    select a.organization_id, 'entry_allocation', a.record_number, a.recorded_at, a.recorded_by, concat(
      a.entry_id, E'\t', a.rule_code, E'\t', a.version)
    from ledger.entry_allocation a
    where a.record_number > $1 and a.record_number <= $2
    union all
    select b.organization_id, 'import_batch', b.record_number, b.recorded_at, b.recorded_by, concat(
      b.number, E'\t', b.kind, E'\t', ledger.commitment(b.salts, 1, b.file_name), E'\t', b.entry_count)
    from ledger.import_batch b
    where b.record_number > $1 and b.record_number <= $2
    union all
    select u.organization_id, 'import_undo', u.record_number, u.recorded_at, u.recorded_by, concat(
      u.import_number, E'\t', u.on_date, E'\t', ledger.commitment(u.salts, 1, u.reason))
    from ledger.import_undo u
    where u.record_number > $1 and u.record_number <= $2
    union all
    select p.organization_id, 'approval_policy', p.record_number, p.recorded_at, p.recorded_by, concat(
      p.version, E'\t', p.above_cents, E'\t', p.payments::text, E'\t', p.transfers::text, E'\t', p.reversals::text, E'\t', p.revisions::text, E'\t',
      ledger.commitment(p.salts, 1, p.approved_by), E'\t', ledger.commitment(p.salts, 2, p.reason))
    from ledger.approval_policy p
    where p.record_number > $1 and p.record_number <= $2
    union all
    select o.organization_id, 'proposal', o.record_number, o.recorded_at, o.recorded_by, concat(
      o.number, E'\t', o.kind, E'\t', ledger.commitment(o.salts, 1, o.idempotency_key), E'\t',
      ledger.commitment(o.salts, 2, o.summary), E'\t',
      ledger.commitment(o.salts, 3, o.content::text))
    from ledger.proposal o
    where o.record_number > $1 and o.record_number <= $2
    union all
    select d.organization_id, 'decision', d.record_number, d.recorded_at, d.recorded_by, concat(
      d.proposal_number, E'\t', d.is_given::text, E'\t', ledger.commitment(d.salts, 1, d.reason))
    from ledger.decision d
    where d.record_number > $1 and d.record_number <= $2
    union all
    select v.organization_id, 'coverage', v.record_number, v.recorded_at, v.recorded_by, concat(
      v.version, E'\t', v.covers, E'\t', ledger.commitment(v.salts, 1, v.other_system), E'\t',
      ledger.commitment(v.salts, 2, v.approved_by), E'\t',
      ledger.commitment(v.salts, 3, v.reason))
    from ledger.coverage v
    where v.record_number > $1 and v.record_number <= $2
    union all
    select t.organization_id, 'text_removal', t.record_number, t.recorded_at, t.recorded_by, concat(
      t.table_name, E'\t', t.row_key, E'\t', t.column_name, E'\t', t.commitment, E'\t', t.text_number, E'\t', t.proposal_number, E'\t',
      ledger.commitment(t.salts, 1, t.reason))
    from ledger.text_removal t
    where t.record_number > $1 and t.record_number <= $2
    union all
    select c.organization_id, 'correction', c.record_number, c.recorded_at, c.recorded_by, concat(
      c.entry_id, E'\t', c.corrects_entry_id)
    from ledger.correction c
    where c.record_number > $1 and c.record_number <= $2
    union all
    select c.organization_id, 'commitment', c.record_number, c.recorded_at, c.recorded_by, concat(
      c.number, E'\t', c.award_code, E'\t', c.budget_line_code, E'\t', c.party_code, E'\t', c.amount_cents, E'\t', c.made_on, E'\t',
      c.expected_by, E'\t', ledger.commitment(c.salts, 1, c.description), E'\t', ledger.commitment(c.salts, 2, c.document), E'\t',
      ledger.commitment(c.salts, 3, c.idempotency_key))
    from ledger.commitment c
    where c.record_number > $1 and c.record_number <= $2
    union all
    select v.organization_id, 'commitment_event', v.record_number, v.recorded_at, v.recorded_by, concat(
      v.id, E'\t', v.commitment_number, E'\t', v.kind, E'\t', v.amount_cents, E'\t', v.on_date, E'\t', v.entry_id, E'\t',
      ledger.commitment(v.salts, 1, v.reason))
    from ledger.commitment_event v
    where v.record_number > $1 and v.record_number <= $2
    union all
    select e.organization_id, 'award_event', e.record_number, e.recorded_at, e.recorded_by, concat(
      e.award_code, E'\t', e.number, E'\t', e.action, E'\t', e.on_date, E'\t', ledger.commitment(e.salts, 1, e.reason), E'\t',
      ledger.commitment(e.salts, 2, e.equipment), E'\t', e.final_report_on, E'\t', e.retain_until)
    from ledger.award_event e
    where e.record_number > $1 and e.record_number <= $2
    union all
    select e.organization_id, 'closing_event', e.record_number, e.recorded_at, e.recorded_by, concat(
      e.number, E'\t', e.action, E'\t', e.closed_through, E'\t', e.is_early::text, E'\t', ledger.commitment(e.salts, 1, e.approved_by), E'\t',
      encode(e.document_sha256, 'hex'), E'\t', ledger.commitment(e.salts, 2, e.reason))
    from ledger.closing_event e
    where e.record_number > $1 and e.record_number <= $2
    union all
    select 0, 'network', n.record_number, n.recorded_at, n.recorded_by, concat(n.code, E'\t', ledger.commitment(n.salts, 1, n.name))
    from ledger.network n
    where n.record_number > $1 and n.record_number <= $2
    union all
    select n.organization_id, 'network_organization', n.record_number, n.recorded_at, n.recorded_by, n.network_code
    from ledger.network_organization n
    where n.record_number > $1 and n.record_number <= $2
    union all
    select coalesce(m.organization_id, 0), 'membership', m.record_number, m.recorded_at, m.recorded_by, concat(
      m.number, E'\t', ledger.counted(m.login), E'\t', m.role, E'\t', m.network_code, E'\t', m.award_code, E'\t', m.first_day, E'\t',
      m.last_day)
    from ledger.membership m
    where m.record_number > $1 and m.record_number <= $2
    union all
    select coalesce(m.organization_id, 0), 'membership_revocation', r.record_number, r.recorded_at, r.recorded_by, concat(
      r.membership_number, E'\t', ledger.commitment(r.salts, 1, r.reason))
    from ledger.membership_revocation r
    join ledger.membership m on m.number = r.membership_number
    where r.record_number > $1 and r.record_number <= $2
    union all
    select k.organization_id, 'document_link', k.record_number, k.recorded_at, k.recorded_by, concat(
      k.number, E'\t', encode(k.sha256, 'hex'), E'\t', k.entry_id, E'\t', k.award_code, E'\t', ledger.commitment(k.salts, 1, k.title))
    from ledger.document_link k
    where k.record_number > $1 and k.record_number <= $2
    union all
    select w.organization_id, 'document_withdrawal', w.record_number, w.recorded_at, w.recorded_by, concat(
      w.link_number, E'\t', ledger.commitment(w.salts, 1, w.reason))
    from ledger.document_withdrawal w
    where w.record_number > $1 and w.record_number <= $2
  )
  select r.organization_id, r.kind, r.record_number, concat(
    r.kind, '/2', E'\t', o.code, E'\t', r.record_number, E'\t',
    to_char(r.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), E'\t', ledger.counted(r.recorded_by), E'\t', r.text, E'\n')
  from record r
  -- What concerns the whole books or a network stands under organization 0, which has no code.
  left join ledger.organization o on o.id = r.organization_id
$$;
alter function ledger.record_texts(bigint, bigint) owner to ledger_rules;
comment on function ledger.record_texts(bigint, bigint) is
  'The canonical texts of records other than entries, after one record number through another. For functions only.';
