-- The lives of the books, once written, stand.

create or replace trigger append_only before update or delete or truncate on meta.instance
  for each statement execute function ledger.refuse_change();
alter table meta.instance enable always trigger append_only;
grant select on meta.instance to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
