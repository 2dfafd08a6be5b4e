-- Group roles and function-owning roles. Safe to repeat; run in database postgres by the installer.
do $$
declare
  role_name text;
begin
  foreach role_name in array array[
    'ledger_owner', 'ledger_fn', 'ledger_rules',
    'ledger_recorder', 'ledger_approver', 'ledger_finance_admin', 'ledger_auditor', 'ledger_funder'
  ]
  loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I nologin', role_name);
    end if;
  end loop;
  if not pg_has_role('ledger_owner', 'ledger_fn', 'member') then
    grant ledger_fn to ledger_owner;
  end if;
  if not pg_has_role('ledger_owner', 'ledger_rules', 'member') then
    grant ledger_rules to ledger_owner;
  end if;
  if not pg_has_role(current_user, 'ledger_owner', 'member') then
    execute format('grant ledger_owner to %I', current_user);
  end if;
end
$$;
