-- An award is asked for by its code, whoever has it.
create index award_code_index on ledger.award (code);
comment on index ledger.award_code_index is 'Awards by code across organizations.';
