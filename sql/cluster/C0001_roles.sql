-- Group roles and function-owning roles. They belong to the cluster, not to one set of books: run in database `postgres`,
-- under a lock there, and safe to repeat.
do $$
declare
  wanted text;
begin
  foreach wanted in array array[
    'ledger_owner',          -- owns every table; nobody logs in as it
    'ledger_fn',             -- owns the functions that write
    'ledger_rules',          -- owns the trigger functions that refuse
    'ledger_eraser',         -- owns the one function that takes a text away; nobody is a member of it
    'ledger_recorder',       -- records expenses, receipts, entries
    'ledger_approver',       -- approves what others proposed
    'ledger_finance_admin',  -- opens awards and budgets, closes periods, adds accounts
    'ledger_auditor',        -- reads everything in scope, changes nothing
    'ledger_funder'          -- reads budget-line totals of its own awards
  ]
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
      execute format('create role %I nologin', wanted);
    end if;
  end loop;

  -- The owner hands functions to the two function-owning roles, so it must be a member of both. What is so is not done again: that takes
  -- rights that whoever restores beside other books need not have.
  foreach wanted in array array['ledger_fn', 'ledger_rules']
  loop
    if not pg_has_role('ledger_owner', wanted, 'member') then execute format('grant %I to ledger_owner', wanted); end if;
  end loop;
  if not pg_has_role(current_user, 'ledger_owner', 'member') then
    execute format('grant ledger_owner to %I', current_user);
  end if;
end
$$;
