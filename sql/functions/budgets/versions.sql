-- Budgets of awards: the approved one, its revisions, and why a line is above it.

create or replace function ledger.adopt_budget(
  organization_id bigint, award_code text, effective_on date, approved_by text, document text, reason text,
  line_codes text[], line_names text[], categories text[], account_codes text[], amounts_cents bigint[]
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.require_administrator($1);
  insert into ledger.budget_version (organization_id, award_code, version, effective_on, approved_by, document, reason)
  values ($1, $2, 1, $3, $4, $5, $6);
  insert into ledger.budget_line (organization_id, award_code, code, name, category, account_code, position)
  select $1, $2, l.code, l.name, l.category, l.account_code, l.position
  from unnest($7, $8, $9, $10) with ordinality as l (code, name, category, account_code, position);
  insert into ledger.budget_amount (organization_id, award_code, version, budget_line_code, amount_cents)
  select $1, $2, 1, l.code, l.amount_cents
  from unnest($7, $11) as l (code, amount_cents);
end
$$;
alter function ledger.adopt_budget(bigint, text, date, text, text, text, text[], text[], text[], text[], bigint[]) owner to ledger_fn;
comment on function ledger.adopt_budget(bigint, text, date, text, text, text, text[], text[], text[], text[], bigint[]) is
  'Records an award''s approved budget, version 1, with its lines in order. Amounts in cents; they add up to the award (LA007). Raises LM001.';
grant execute on function ledger.adopt_budget(bigint, text, date, text, text, text, text[], text[], text[], text[], bigint[])
  to ledger_finance_admin;

create or replace function ledger.record_revision(
  organization_id bigint, award_code text, effective_on date, approver text, approved_by text, document text, reason text,
  below_used boolean, line_codes text[], line_names text[], categories text[], account_codes text[], amounts_cents bigint[]
)
returns smallint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  next_version smallint;
begin
  select 1 + count(*) into next_version
  from ledger.budget_version v
  where v.organization_id = $1 and v.award_code = $2;
  insert into ledger.budget_version (
    organization_id, award_code, version, effective_on, approver, approved_by, document, reason, below_used
  )
  values ($1, $2, next_version, $3, $4, $5, $6, $7, $8);
  insert into ledger.budget_line (organization_id, award_code, code, name, category, account_code, position)
  select $1, $2, l.code, l.name, l.category, l.account_code, l.position + (
      select coalesce(max(b.position), 0) from ledger.budget_line b where b.organization_id = $1 and b.award_code = $2
    )
  from unnest($9, $10, $11, $12) with ordinality as l (code, name, category, account_code, position)
  where not exists (
    select from ledger.budget_line b where b.organization_id = $1 and b.award_code = $2 and b.code = l.code
  );
  insert into ledger.budget_amount (organization_id, award_code, version, budget_line_code, amount_cents)
  select $1, $2, next_version, l.code, l.amount_cents
  from unnest($9, $13) as l (code, amount_cents);
  return next_version;
end
$$;
alter function ledger.record_revision(bigint, text, date, text, text, text, text, boolean, text[], text[], text[], text[], bigint[])
  owner to ledger_fn;
comment on function ledger.record_revision(bigint, text, date, text, text, text, text, boolean, text[], text[], text[], text[], bigint[]) is
  'Records a revision of a budget and returns its version. For ledger.revise_budget and for revisions that were approved.';

create or replace function ledger.revise_budget(
  organization_id bigint, award_code text, effective_on date, approver text, approved_by text, document text, reason text,
  below_used boolean, line_codes text[], line_names text[], categories text[], account_codes text[], amounts_cents bigint[]
)
returns smallint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.require_administrator($1);
  return ledger.record_revision($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);
end
$$;
alter function ledger.revise_budget(bigint, text, date, text, text, text, text, boolean, text[], text[], text[], text[], bigint[])
  owner to ledger_fn;
comment on function ledger.revise_budget(bigint, text, date, text, text, text, text, boolean, text[], text[], text[], text[], bigint[]) is
  'Records a revision of an award''s budget: every line with its new amount, cents; lines that are new are added. approver is funder or '
  'grantee; below_used says that the funder approved less than a line has spent and committed. Returns the version. '
  'Raises LM001, LA007, LA010, LA011, LA014.';
grant execute on function ledger.revise_budget(bigint, text, date, text, text, text, text, boolean, text[], text[], text[], text[], bigint[])
  to ledger_finance_admin;

create or replace function ledger.explain_variance(
  organization_id bigint, award_code text, budget_line_code text, as_of date, explanation text
)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  overrun bigint;
begin
  perform ledger.require_recorder($1);
  select coalesce(sum(a.actual_cents), 0) - coalesce((
      select b.budget_cents from ledger.award_budgets(array[$2], $4) b where b.organization_id = $1 and b.line_code = $3), 0)
  into overrun
  from ledger.award_activity(array[$1], array[$2], array[$4 + 1]) a
  where a.budget_line_code is not distinct from $3;
  insert into ledger.variance_explanation (
    organization_id, award_code, number, budget_line_code, as_of, overrun_cents, explanation
  )
  select $1, $2, 1 + count(*), $3, $4, overrun, $5
  from ledger.variance_explanation e
  where e.organization_id = $1 and e.award_code = $2;
  return overrun;
end
$$;
alter function ledger.explain_variance(bigint, text, text, date, text) owner to ledger_fn;
comment on function ledger.explain_variance(bigint, text, text, date, text) is
  'Records why a line (null: spending on no line) is above its budget as of a day, and returns by how much, cents. '
  'Raises LM001, or constraint variance_explanation_overrun_check where it is not above.';
grant execute on function ledger.explain_variance(bigint, text, text, date, text) to ledger_recorder, ledger_finance_admin;
