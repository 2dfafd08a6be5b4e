-- What stands in the place of an entry that was wrong.

create or replace function ledger.check_correction()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.refuse('LE016', format('entry %s is not reversed, so entry %s does not stand in its place', e.id, new.entry_id))
  from ledger.journal_entry e
  where e.organization_id = new.organization_id and e.id = new.corrects_entry_id and not exists (
    select from ledger.journal_entry r where r.organization_id = e.organization_id and r.reverses_entry_id = e.id);
  perform ledger.refuse('LO002', format('entry %s is %s, and others belong to it', e.id,
    ledger.origin_in_words(e.origin_kind, e.origin_number, e.origin_part)))
  from ledger.journal_entry e
  where e.organization_id = new.organization_id and e.id = new.corrects_entry_id
    and e.origin_kind in (select k.kind from ledger.origin_kind k where k.has_several);
  perform ledger.refuse('LE016', format('entry %s is itself a reversal', e.id))
  from ledger.journal_entry e
  where e.organization_id = new.organization_id and e.id = new.entry_id and (e.kind = 'reversal' or e.id = new.corrects_entry_id);
  return new;
end
$$;
alter function ledger.check_correction() owner to ledger_rules;
comment on function ledger.check_correction() is 'Raises LE016 where the entry that is corrected stands, or where a reversal would correct; LO002 where others belong to it.';
create or replace trigger follows_reversal before insert on ledger.correction
  for each row execute function ledger.check_correction();
alter table ledger.correction enable always trigger follows_reversal;

-- Books made before have it with another result.
drop function if exists ledger.note_correction(bigint, bigint, bigint);

create or replace function ledger.note_correction(organization_id bigint, entry_id bigint, corrects_entry_id bigint)
returns table (moved_reversal bigint, counted_on date, counts_on date, again_id bigint, moved_id bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  perform ledger.require_recorder($1);
  insert into ledger.correction (organization_id, entry_id, corrects_entry_id)
  values ($1, $2, $3);
  -- The receipt belongs to the right entry as well.
  insert into ledger.document_link (organization_id, sha256, entry_id, title)
  select k.organization_id, k.sha256, $2, k.title
  from ledger.document_link k
  where k.organization_id = $1 and k.entry_id = $3 and not exists (
    select from ledger.document_withdrawal d where d.organization_id = k.organization_id and d.link_number = k.number)
  order by k.number;
  -- What was turned on the day of the entry that is corrected now, for its own was closed or held, goes with it to the day of the right one.
  return query
  with recursive wrong as (
    select c.corrects_entry_id as id from ledger.correction c where c.organization_id = $1 and c.entry_id = $3
    union
    select c.corrects_entry_id from wrong w join ledger.correction c on c.organization_id = $1 and c.entry_id = w.id
  )
  select m.moved_reversal, m.counted_on, m.counts_on, m.entry_id, m.moved_id
  from wrong w
  join ledger.journal_entry first on first.organization_id = $1 and first.id = w.id
  join ledger.journal_entry turned on turned.organization_id = $1 and turned.id = ledger.standing_reversal($1, w.id)
  join ledger.journal_entry last on last.organization_id = $1 and last.id = $3
  join ledger.journal_entry new on new.organization_id = $1 and new.id = $2
  join ledger.journal_entry undone on undone.organization_id = $1 and undone.reverses_entry_id = $3
  cross join lateral ledger.move_reversal($1, turned.id, to_char(new.entry_date, 'YYYY-MM-DD'), undone.reversal_reason) m
  where turned.entry_date = last.entry_date and undone.entry_date = last.entry_date and turned.entry_date <> first.entry_date
    and new.entry_date <> last.entry_date
  order by m.moved_reversal;
end
$$;
alter function ledger.note_correction(bigint, bigint, bigint) owner to ledger_fn;
comment on function ledger.note_correction(bigint, bigint, bigint) is
  'Links the entry that says right what a reversed entry said wrong, and gives it the documents of that one. Where the wrong one was a correction itself and its day is '
  'changed, what was turned together with it counts on the new day too: a row for each reversal that moves. Raises LM001, LE016, constraint correction_once, or what ledger.move_reversal raises.';
grant execute on function ledger.note_correction(bigint, bigint, bigint) to ledger_recorder, ledger_finance_admin;

create or replace function ledger.refunds_in_words(organization_id bigint, entry_ids bigint[])
returns table (what text, entries text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(distinct case e.kind when 'refund' then 'refunds' else 'reclassifications' end, ' and '), string_agg('entry ' || e.id, ', ' order by e.id)
  from ledger.journal_entry e
  where e.organization_id = $1 and e.id = any ($2)
  having count(*) > 0
$$;
alter function ledger.refunds_in_words(bigint, bigint[]) owner to ledger_rules;
comment on function ledger.refunds_in_words(bigint, bigint[]) is
  'What entries are to the one that they refund or whose cost they move, and their numbers, for a message; no row where there are none.';
grant execute on function ledger.refunds_in_words(bigint, bigint[]) to ledger_fn;

create or replace function ledger.correct_entry(
  organization_id bigint, wrong_id bigint, on_day text, reason text, entries ledger.entry_draft[], lines ledger.line_draft[],
  bill ledger.bill_draft default null
)
returns table (
  part text, entry_id bigint, already_recorded boolean, moved_reversal bigint, counted_on date, counts_on date, again_id bigint, moved_id bigint
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  org constant bigint := $1;
  right_one record;
begin
  perform ledger.require_recorder(org);
  -- What would be undone with it, as a credit note with its bill, would be recorded again by nobody.
  perform ledger.refuse('LE013', format('entry %s has %s that stand: %s', $2, r.what, r.entries),
    known => jsonb_build_object('entry', (regexp_match(r.entries, '[0-9]+'))[1]))
  from ledger.refunds_in_words(org, array(
    select f.id
    from ledger.journal_entry f
    where f.organization_id = org and f.refunds_entry_id = $2
      and not exists (select from ledger.journal_entry v where v.organization_id = org and v.reverses_entry_id = f.id))) r;
  -- What somebody else undid or corrected meanwhile is not corrected; the same correction again is the same.
  perform ledger.refuse('LE016', format('entry %s is reversed already, by entry %s%s', $2, v.id, ', and entry ' || s.standing_id || ' stands in its place'),
    coalesce(format('Correct what stands: {correct: entry=%s, reason}.', s.standing_id), 'Record the right one as a new entry.'))
  from ledger.journal_entry v
  cross join lateral (select ledger.standing_correction(org, $2) as standing_id) s
  where v.organization_id = org and v.reverses_entry_id = $2 and not exists (
    select
    from ledger.correction c
    join ledger.journal_entry e on e.organization_id = c.organization_id and e.id = c.entry_id
    where c.organization_id = org and c.corrects_entry_id = $2 and e.idempotency_key = $5[1].idempotency_key);
  return query
  select 'reversal', r.reversal_id, r.already_recorded, null::bigint, null::date, null::date, null::bigint, null::bigint
  from ledger.reverse_entry(org, $2, $3, $4) r
  where r.reversed_id = $2;
  if $7 is null then
    select r.entry_id, r.already_recorded into right_one from ledger.record(org, $5, $6) r;
  else
    select r.entry_id, r.already_recorded into right_one from ledger.record_as(org, 'bill', $5, $6, $7) r;
  end if;
  return query
  select 'correction', right_one.entry_id, right_one.already_recorded, null::bigint, null::date, null::date, null::bigint, null::bigint;
  if right_one.already_recorded then
    perform ledger.refuse('LK001', format('key %s belongs to entry %s, which corrects no entry %s', quote_literal($5[1].idempotency_key), right_one.entry_id, $2))
    where not exists (
      select from ledger.correction c where c.organization_id = org and c.entry_id = right_one.entry_id and c.corrects_entry_id = $2);
  else
    return query
    select 'moved', m.again_id, false, m.moved_reversal, m.counted_on, m.counts_on, m.again_id, m.moved_id
    from ledger.note_correction(org, right_one.entry_id, $2) m;
  end if;
end
$$;
alter function ledger.correct_entry(bigint, bigint, text, text, ledger.entry_draft[], ledger.line_draft[], ledger.bill_draft) owner to ledger_fn;
comment on function ledger.correct_entry is
  'Reverses a wrong entry on a day (YYYY-MM-DD), with a reason, and records the right one in its place, with the invoice behind it where it is a bill; linked, with the documents of the '
  'wrong one. A row for the reversal, the correction, and each reversal that moves with it. Raises LE013 where money of it came back, LE016 where it is reversed already, LK001 where the key of the right one is that of an entry that corrects another or none, and what ledger.reverse_entry, ledger.record, ledger.record_as and ledger.note_correction raise.';
grant execute on function ledger.correct_entry to ledger_recorder, ledger_finance_admin;

create or replace function ledger.standing_correction(organization_id bigint, entry_id bigint)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with recursive correction as (
    select c.entry_id
    from ledger.correction c
    where c.organization_id = $1 and c.corrects_entry_id = $2
    union
    select n.entry_id
    from correction c
    join ledger.correction n on n.organization_id = $1 and n.corrects_entry_id = c.entry_id
  )
  select c.entry_id
  from correction c
  where not exists (
    select from ledger.journal_entry r where r.organization_id = $1 and r.reverses_entry_id = c.entry_id)
$$;
comment on function ledger.standing_correction(bigint, bigint) is
  'The entry that stands in the place of one that was corrected, once or several times; null where none does. Within what the session may read.';
grant execute on function ledger.standing_correction(bigint, bigint)
  to ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
