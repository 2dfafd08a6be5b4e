-- The rules of entries, for whatever way they are written.

-- Runs for every entry: as whoever inserts (the door, or the owner) and without settings of its own, which every entry of an import would
-- pay for. So every name is qualified, and the sequences are granted to the door's owner.
create or replace function ledger.stamp_entry()
returns trigger
language plpgsql
as $$
begin
  if pg_catalog.num_nonnulls(new.id, new.record_number, new.recorded_at, new.recorded_by, new.adjustment_number, new.salts)
    operator(pg_catalog.>) 0
  then
    perform ledger.refuse('LE009', 'an entry''s number, time, login, adjustment number or salts were given by the client');
  end if;
  if pg_catalog.current_setting('ledger.trial', true) operator(pg_catalog.=) 'on' then
    new.id := operator(pg_catalog.-) pg_catalog.nextval('ledger.trial_number');
    new.record_number := new.id;
  else
    -- The transaction is known before its numbers are drawn, as in ledger.draw.
    perform pg_catalog.pg_current_xact_id();
    new.id := pg_catalog.nextval('ledger.journal_entry_number');
    new.record_number := pg_catalog.nextval('ledger.record_number');
  end if;
  new.recorded_at := pg_catalog.clock_timestamp();
  new.recorded_by := session_user;
  -- As ledger.give_salts, for its three free texts.
  new.salts := pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
    operator(pg_catalog.||) pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
    operator(pg_catalog.||) pg_catalog.uuid_send(pg_catalog.gen_random_uuid());
  return new;
end
$$;
comment on function ledger.stamp_entry() is
  'Gives an entry its numbers, as ledger.draw draws them, time, login and salts; raises LE009 where a client gave one.';
grant usage on sequence ledger.journal_entry_number, ledger.record_number, ledger.trial_number to ledger_fn;
grant execute on function ledger.stamp_entry() to ledger_fn;
create or replace trigger stamp before insert on ledger.journal_entry
  for each row execute function ledger.stamp_entry();
alter table ledger.journal_entry enable always trigger stamp;

create or replace function ledger.stamp_adjustment()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.id in (new.reverses_entry_id, new.refunds_entry_id) then
    -- Its own number was guessed ahead: with another one it refers to an entry that does not exist, and is refused.
    new.id := ledger.draw('ledger.journal_entry_number');
  end if;
  if new.origin_kind = 'moved_reversal' and new.origin_part = 2 then
    -- Of a reversal that is moved, part 1 got its number by the same statement.
    -- None where somebody moved it at the same moment: then this part is not inserted either.
    new.reverses_entry_id := coalesce(ledger.entry_of_origin(new.organization_id, new.origin_kind, new.origin_number), 0);
  end if;
  if new.kind in ('reversal', 'refund', 'reclass') then
    new.adjustment_number := 1 + (
      select count(*)
      from ledger.journal_entry e
      where e.organization_id = new.organization_id
        and coalesce(e.reverses_entry_id, e.refunds_entry_id) = coalesce(new.reverses_entry_id, new.refunds_entry_id)
        and e.adjustment_number is not null
    );
  end if;
  return new;
end
$$;
alter function ledger.stamp_adjustment() owner to ledger_rules;
comment on function ledger.stamp_adjustment() is 'Counts the reversals, refunds and reclassifications of an entry, once they have their number.';
-- After stamp, in the order of names; apart from it, because most entries adjust nothing.
create or replace trigger stamp_adjustment before insert on ledger.journal_entry
  for each row
  when (new.kind in ('reversal', 'refund', 'reclass') or new.reverses_entry_id is not null or new.refunds_entry_id is not null)
  execute function ledger.stamp_adjustment();
alter table ledger.journal_entry enable always trigger stamp_adjustment;

create or replace function ledger.check_entries_have_lines()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  bare bigint;
begin
  select min(e.id) into bare
  from new_entries e
  where not exists (
    select from ledger.journal_line l where l.organization_id = e.organization_id and l.entry_id = e.id);
  if bare is not null then
    perform ledger.refuse('LE004', format('entry %s comes without lines; an entry and its lines are recorded together', bare));
  end if;
  return null;
end
$$;
alter function ledger.check_entries_have_lines() owner to ledger_rules;
comment on function ledger.check_entries_have_lines() is 'Raises LE004 for an entry whose statement does not bring its lines.';
create or replace trigger has_lines after insert on ledger.journal_entry
  referencing new table as new_entries
  for each statement execute function ledger.check_entries_have_lines();
alter table ledger.journal_entry enable always trigger has_lines;
