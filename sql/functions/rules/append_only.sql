-- What was recorded stays: no UPDATE, DELETE or TRUNCATE by anybody, the owner and replica sessions included. One role takes free texts away:
-- it owns ledger.erase_text, and nobody is a member of it.

create or replace function ledger.refuse_change()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  -- As whoever changes the row, which is the owner of a function that does.
  if tg_op = 'UPDATE' and current_user = 'ledger_eraser' then
    return null;
  end if;
  perform ledger.refuse('LE008', format('%s of %s refused: what was recorded is never changed', lower(tg_op), tg_table_name));
  return null;
end
$$;
comment on function ledger.refuse_change() is 'Raises LE008 for any change of an append-only table but a removal of texts.';

create or replace function ledger.refuse_removal()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.refuse('LR001', format('%s of %s refused: its rows stay', lower(tg_op), tg_table_name));
  return null;
end
$$;
alter function ledger.refuse_removal() owner to ledger_rules;
comment on function ledger.refuse_removal() is 'Raises LR001 when rows that rules keep are added or deleted past them.';

create or replace function ledger.stamp_record()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.recorded_by is distinct from session_user then
    perform ledger.refuse('LE009', format('the login that recorded a row of %s was given by the client', tg_table_name));
  end if;
  perform ledger.require_lasting_commit();
  new.recorded_at := clock_timestamp();
  return new;
end
$$;
alter function ledger.stamp_record() owner to ledger_rules;
comment on function ledger.stamp_record() is 'Gives a row its time; raises LE009 where its login is not the session''s, and LP006.';
