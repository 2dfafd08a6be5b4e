-- Measures: what every dated limit of the books is held by, whatever it limits.

insert into meta.not_backed_up (table_name, why) values ('measure_kind', 'same');
create table ledger.measure_kind (
  kind text not null,
  unit text not null,
  rule text not null,
  meaning text not null,
  constraint measure_kind_pkey primary key (kind),
  constraint measure_kind_unit_check check (unit in ('cents', 'pieces'))
);
insert into ledger.measure_kind (kind, unit, rule, meaning) values
  ('budget_line', 'cents', 'LA009', 'Costs and open commitments of a budget line, or of an award on no line, against the budget of the day.'),
  ('charged', 'cents', 'LA017', 'What is taken off a budget line, or off the costs of an award on no line, less what was charged there.'),
  ('promise', 'cents', 'LA004', 'Revenue recognized of an award, less what was lost of it, against the amount awarded on the day.'),
  ('promised', 'cents', 'LA004', 'Revenue recognized of an award, with what was lost of it, against the most that was awarded by the day.'),
  ('receipt', 'cents', 'LA005', 'Cash received for an award, against the amount awarded on the day.'),
  ('promise_received', 'cents', 'LA008', 'Cash received for an unconditional award less what is promised of it, asked where a promise comes down.'),
  ('loss_with', 'cents', 'LA015', 'What is recovered of losses on promises of an award with donor restrictions, less what was lost.'),
  ('loss_without', 'cents', 'LA015', 'What is recovered of losses on promises of an award without donor restrictions, less what was lost.'),
  ('restricted', 'cents', 'LA012', 'Net assets with donor restrictions taken from an award''s fund less those put there.'),
  ('advance', 'cents', 'LA015', 'What is taken of money received ahead, held for others, or owed by the funder, less what was put there, by account.');
comment on table ledger.measure_kind is 'What is limited by day, as the program knows it.';
comment on column ledger.measure_kind.kind is 'Kind, as ledger.measure.kind names it.';
comment on column ledger.measure_kind.unit is 'What its amounts count: US cents, or pieces.';
comment on column ledger.measure_kind.rule is 'SQLSTATE of the rule that it holds.';
comment on column ledger.measure_kind.meaning is 'What is used, and against what.';

create table ledger.measure (
  organization_id bigint not null,
  kind text not null,
  award_code ledger.code,
  budget_line_code ledger.code,
  fund_code ledger.code,
  account_code ledger.code,
  key text not null generated always as (
    coalesce(award_code, '') || ' ' || coalesce(budget_line_code, '') || ' ' || coalesce(fund_code, '') || ' ' || coalesce(account_code, '')
  ) stored,
  limit_amount bigint not null default 0,
  used_amount bigint not null default 0,
  last_day date,
  is_held boolean not null default true,
  constraint measure_pkey primary key (organization_id, kind, key),
  constraint measure_kind_fkey foreign key (kind) references ledger.measure_kind (kind),
  constraint measure_key_check check (case kind
    when 'budget_line' then award_code is not null and num_nonnulls(fund_code, account_code) = 0
    when 'charged' then award_code is not null and num_nonnulls(fund_code, account_code) = 0
    when 'restricted' then fund_code is not null and num_nonnulls(award_code, budget_line_code, account_code) = 0
    when 'advance' then num_nonnulls(fund_code, account_code) = 2 and budget_line_code is null
    else award_code is not null and num_nonnulls(budget_line_code, fund_code, account_code) = 0
  end)
) with (fillfactor = 50);
create index measure_award on ledger.measure (organization_id, award_code);
comment on table ledger.measure is
  'What is limited, and how far it is used over all days: moved in the statement that moves its days, in the order of its key, and recomputed by check.';
comment on column ledger.measure.organization_id is 'Whose books.';
comment on column ledger.measure.kind is 'Kind, a row of ledger.measure_kind: says the unit of the amounts.';
comment on column ledger.measure.award_code is 'The award; null where a fund is measured, or an account without an award.';
comment on column ledger.measure.budget_line_code is 'The budget line; null for costs on no line.';
comment on column ledger.measure.fund_code is 'The fund, of restricted money and advances.';
comment on column ledger.measure.account_code is 'The account, of advances.';
comment on column ledger.measure.key is 'The codes in one text, those that are null left empty: codes have no spaces.';
comment on column ledger.measure.limit_amount is 'The limit on the last day and after, in the unit of the kind.';
comment on column ledger.measure.used_amount is 'Used through the last day, in the unit of the kind; below zero where more was put there than was taken.';
comment on column ledger.measure.last_day is 'The last day on which limit or use changes; null where none does.';
comment on column ledger.measure.is_held is 'Whether the limit refuses: of a budget line, whether the terms of the award block overspending on any day.';
comment on constraint measure_key_check on ledger.measure is 'A measure names what its kind is of, and nothing else.';

create table ledger.measure_day (
  organization_id bigint not null,
  kind text not null,
  key text not null,
  on_day date not null,
  limit_amount bigint not null,
  used_amount bigint not null,
  constraint measure_day_pkey primary key (organization_id, kind, key, on_day),
  constraint measure_day_measure_fkey foreign key (organization_id, kind, key) references ledger.measure (organization_id, kind, key)
) with (fillfactor = 70);
comment on table ledger.measure_day is
  'By how much a measure changes on a day. What is used through a day is the measure''s use less that of later days; a limit alike.';
comment on column ledger.measure_day.organization_id is 'Whose books.';
comment on column ledger.measure_day.kind is 'Kind of the measure.';
comment on column ledger.measure_day.key is 'Key of the measure.';
comment on column ledger.measure_day.on_day is 'The day of the entries, of the commitments or events, or from which a version holds.';
comment on column ledger.measure_day.limit_amount is 'By how much the limit rises on the day, in the unit of the kind.';
comment on column ledger.measure_day.used_amount is 'How much more is used from the day on, in the unit of the kind.';

create type ledger.measure_change as (
  organization_id bigint,
  kind text,
  award_code text,
  budget_line_code text,
  fund_code text,
  account_code text,
  on_day date,
  limit_amount bigint,
  used_amount bigint,
  asks boolean
);
comment on type ledger.measure_change is
  'A change of a measure: of its limit or its use, on a day or, where that is null, on every day; and whether it asks that the limit holds.';
