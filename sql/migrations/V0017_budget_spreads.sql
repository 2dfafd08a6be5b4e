-- Lines of budgets, spread over months.

create table ledger.budget_spread (
  organization_id bigint not null,
  award_code ledger.code not null,
  number integer not null,
  budget_version smallint not null,
  budget_line_code ledger.code not null,
  effective_on ledger.day not null,
  first_month ledger.day not null,
  months_cents bigint[] not null,
  record_number bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by text not null default session_user,
  constraint budget_spread_pkey primary key (organization_id, award_code, number),
  constraint budget_spread_amount_fkey foreign key (organization_id, award_code, budget_version, budget_line_code)
    references ledger.budget_amount (organization_id, award_code, version, budget_line_code),
  constraint budget_spread_number_check check (number >= 1),
  constraint budget_spread_first_month_check check (extract(day from first_month) = 1),
  constraint budget_spread_months_check check (
    array_ndims(months_cents) = 1 and array_lower(months_cents, 1) = 1 and cardinality(months_cents) <= 120
      and array_position(months_cents, null) is null and 0 <= all (months_cents) and 9999999999999 >= all (months_cents)
  ),
  constraint budget_spread_record_key unique (record_number)
);
comment on table ledger.budget_spread is
  'A line of a budget, spread over months. Of a line the last that is in effect holds, while it adds up to the line''s budget. Append-only.';
comment on column ledger.budget_spread.organization_id is 'The grantee.';
comment on column ledger.budget_spread.award_code is 'The award.';
comment on column ledger.budget_spread.number is 'From 1 within the award.';
comment on column ledger.budget_spread.budget_version is 'The version of the budget that was spread.';
comment on column ledger.budget_spread.budget_line_code is 'The line.';
comment on column ledger.budget_spread.effective_on is 'First day it holds.';
comment on column ledger.budget_spread.first_month is 'First day of its first month.';
comment on column ledger.budget_spread.months_cents is 'US cents of that month and of each one after it, zero or more; together what the version gives the line.';
comment on column ledger.budget_spread.record_number is
  'Number in the one order of recording over entries and all other records, for seals; never chosen by a client.';
comment on column ledger.budget_spread.recorded_at is 'When it was recorded.';
comment on column ledger.budget_spread.recorded_by is 'Login that recorded it.';
comment on constraint budget_spread_pkey on ledger.budget_spread is 'Somebody spread this budget at the same moment. Try again.';
comment on constraint budget_spread_amount_fkey on ledger.budget_spread is
  'That version of the budget has no such line. See {budget history: award}.';
comment on constraint budget_spread_months_check on ledger.budget_spread is
  'A budget line is spread over 1 to 120 months, with zero or more in each.';
