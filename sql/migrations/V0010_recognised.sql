-- What was recognised of an award is counted by its revenue account, whatever kind of entry says so: summed up once for books there.

do $$
begin
  if exists (select from pg_trigger where tgrelid = 'ledger.award_progress'::regclass and tgname = 'moved_by_rules') then
    alter table ledger.award_progress disable trigger moved_by_rules;
  end if;
end
$$;
update ledger.award_progress p
set promised_cents = coalesce((
  select -sum(l.amount_cents)
  from ledger.journal_line l
  join ledger.journal_entry e on e.organization_id = l.organization_id and e.id = l.entry_id
  join ledger.journal_entry m on m.organization_id = e.organization_id and m.id = coalesce(e.reverses_entry_id, e.id)
  join ledger.account a on a.organization_id = l.organization_id and a.code = l.account_code
  where l.organization_id = w.organization_id and l.award_code = w.code and a.type = 'revenue'
    and m.kind not in ('receipt', 'return', 'closing') and (
      m.kind in ('promise', 'condition')
      or (l.account_code = w.revenue_account_code and w.recognition in ('unconditional', 'conditional')))), 0)
from ledger.award w
where w.organization_id = p.organization_id and w.code = p.award_code;
do $$
begin
  if exists (select from pg_trigger where tgrelid = 'ledger.award_progress'::regclass and tgname = 'moved_by_rules') then
    alter table ledger.award_progress enable always trigger moved_by_rules;
  end if;
end
$$;
comment on column ledger.award_progress.promised_cents is
  'Recognised of the award: what its revenue account was credited, net of reversals, without what was returned, cents.';
