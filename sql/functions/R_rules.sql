-- The rules that triggers and functions hold, and the one way they refuse.

insert into ledger.rule (sqlstate, name, meaning, next_step) values
  ('LE001', 'entry balances', 'The lines of an entry add up to zero: debits equal credits.',
   'Check the amounts: a difference divisible by nine is often two digits swapped, twice an amount is often a wrong sign.'),
  ('LE002', 'fund balances', 'The lines of an entry add up to zero in every fund, so each fund has its own balance sheet.',
   'Give both sides of the entry the same fund, or add interfund lines (1990) on both sides.'),
  ('LE003', 'lines complete', 'The lines of an entry come in one statement and are numbered 1 to n; none is added later.',
   'Reverse the entry and post a new one with all its lines.'),
  ('LE004', 'two lines', 'An entry has at least two lines.',
   'Add the other side of the entry.'),
  ('LE005', 'class where due', 'Net-asset, revenue, expense and release lines carry a net-asset class; asset and liability lines carry none.',
   'Add class=with or class=without to the line, or remove it from an asset or liability line.'),
  ('LE006', 'expense without restrictions', 'An expense is always without donor restrictions (ASU 2016-14); restricted money is moved by a release.',
   'Use class=without on expense lines.'),
  ('LE007', 'function on expenses', 'Expense lines, and only they, carry a function: program, management or fundraising.',
   'Add function=program program=CODE, function=management or function=fundraising to the expense line.'),
  ('LE008', 'append-only', 'What was recorded is never changed or deleted, by anybody.',
   'Correct a mistake with "ledgerctl entry reverse NUMBER --reason ..." and post it again.'),
  ('LE009', 'stamped by the books', 'Entry number, time, recording login and adjustment number come from the books, never from a client.',
   'Leave these columns out.'),
  ('LE010', 'reversal mirrors', 'A reversal has exactly the lines of the entry it reverses, with the signs turned.',
   'Use "ledgerctl entry reverse NUMBER --reason ...".'),
  ('LE011', 'reversal stands', 'A reversal is not itself reversed.',
   'Post the entry again under a new key.'),
  ('LE012', 'refund within expense', 'A refund goes back to the line of the expense it refunds, and all refunds together are at most the expense.',
   'See what is left with "ledgerctl entry show NUMBER".'),
  ('LE013', 'refunded expense stands', 'An expense with refunds is not reversed.',
   'Reverse its refunds first.'),
  ('LE014', 'adjustment follows', 'A reversal or refund is dated on or after the entry it adjusts.',
   'Date it on the day it was noticed, or on the day of the entry itself while that month is open.'),
  ('LE015', 'closing closes', 'An entry of kind closing is dated on the last day of the fiscal year, brings what it names of revenue, expenses and releases to zero, and moves nothing else.',
   'Use "ledgerctl period close MONTH --year-end" with the last month of the fiscal year.'),
  ('LP001', 'period open', 'Entries are dated in an open accounting period.',
   'Date the entry in an open period, or ask finance to run "ledgerctl period reopen MONTH --reason ...".'),
  ('LP002', 'period closed once', 'A closed period cannot be closed again.',
   'See "ledgerctl period list".'),
  ('LP003', 'period reopened once', 'Only a closed period can be reopened.',
   'See "ledgerctl period list".'),
  ('LA001', 'service within term', 'The service of an award''s cost lies within the award''s term; the service date decides, not the invoice.',
   'Book the cost to the unrestricted fund instead.'),
  ('LA002', 'award in its fund', 'A line that names an award is in that award''s fund.',
   'Use the award''s fund; "ledgerctl award show CODE" names it.'),
  ('LA003', 'award fund names award', 'An expense in an award''s fund names the award, so that no spending is missing from its statement.',
   'Name the award on the line, and its budget line where it has one.'),
  ('LA004', 'promise within award', 'The revenue recognised of an award, by promises and by conditions met, is at most its amount.',
   'See "ledgerctl award show CODE" for what is recognised already.'),
  ('LA005', 'receipts within award', 'The cash received for an award is at most its amount.',
   'See "ledgerctl award show CODE" for what is received already.'),
  ('LA006', 'cash basis paid', 'Spending of an award on the cash basis counts when it is paid, so it is not owed to a payable or card.',
   'Record the expense when it is paid, from bank or petty cash.'),
  ('LA007', 'budget adds up', 'The amounts of a budget add up to the award, and come in one statement.',
   'Change the amounts so that they add up, or check the amount of the award.'),
  ('LA008', 'receipts stand on promise', 'The promise of an unconditional award is not reversed below the cash received for it.',
   'Reverse the receipts first, or promise the right amount before reversing the wrong one.'),
  ('LA009', 'blocked line not overspent', 'Where an award blocks overspending, spending and open commitments of a line stay within its budget.',
   'Book the excess to the unrestricted fund, release a commitment, or ask the funder to revise the budget.'),
  ('LA010', 'revision approved', 'A revision beyond what the award''s terms leave to the grantee has the funder''s approval.',
   'Ask the funder, then record it with "ledgerctl budget revise --approver funder --approved-by WHOM --document LETTER".'),
  ('LA011', 'revision covers what is used', 'A revision does not lower a line below what it has spent and committed, unless the funder approved that.',
   'Release commitments, give the line more, or record the funder''s approval with --below-used.'),
  ('LA012', 'restricted balance stands', 'The net assets with donor restrictions in an award''s fund never fall below zero: no release, return or withdrawn promise takes more.',
   'See "ledgerctl statement award-schedule" for what is left; reverse the release first where a promise is withdrawn.'),
  ('LA013', 'closed award rests', 'A closed award takes no cost, revenue, commitment, revision or extension.',
   'Book the cost to the unrestricted fund; money that comes back is owed to the funder.'),
  ('LA014', 'terms follow', 'Terms, budgets and extensions of an award come in order: none takes effect before the one recorded before it, and an extension ends later.',
   'See "ledgerctl award show CODE" and "ledgerctl budget history CODE" for what is recorded.'),
  ('LA016', 'award closes clean', 'An award is closed when nothing of it is open: commitments, payables, advances, money to receive or return, unexplained overruns, indirect costs.',
   '"ledgerctl award close CODE --dry-run" lists each with the command that settles it.'),
  ('LA015', 'advance stands', 'What a condition met or a return takes from an award''s refundable advance (2410) or custodial money (2910) was received before.',
   'See "ledgerctl statement award-schedule" for what is there; what is recognised beyond it is receivable (1240).'),
  ('LA017', 'budget lines bear costs', 'A budget line is charged on expense accounts, equipment (1640) and, of an agency award, custodial funds (2910); it comes down by refunds and reversals alone.',
   'Put the budget line on the cost alone; give back with "ledgerctl expense refund" or "ledgerctl entry reverse".'),
  ('LC001', 'within commitment', 'A commitment comes down by what is open of it and no more; only spending meets it.',
   'See "ledgerctl commitment list"; record the expense without the commitment.'),
  ('LD001', 'document as it is', 'A document is of the kind that its media type says, and of a kind that the books keep.',
   'Attach a PDF, a PNG, JPEG, TIFF, GIF, WebP or HEIC picture, plain UTF-8 text or CSV, or an office document, under the ending of what it is.'),
  ('LD002', 'no personal documents', 'Documents that name a young person are kept in schema identity, never with the books.',
   'Leave it out; attach a document without names, or black the names out.'),
  ('LD003', 'document size', 'A document has 1 byte to 10 MiB.',
   'Scan it again with fewer dots per inch, or attach it in parts.'),
  ('LD004', 'document bytes stand', 'The bytes of a document are those of its SHA-256.',
   'Somebody with superuser rights changed them: restore a sound backup.'),
  ('LK001', 'key means content', 'The same key and content is the same entry; the same key with other content is refused.',
   'Use a new key for a new entry, or repeat the old content exactly.'),
  ('LK002', 'keys differ', 'The entries of one call have different keys.',
   'Give each entry its own key.'),
  ('LM001', 'within membership', 'People read and write within their memberships only.',
   'Ask the owner of the books to run "ledgerctl user grant".'),
  ('LS001', 'schema stands', 'Tables, triggers, functions, constraints and policies are as the last upgrade left them.',
   'Find out who changed the schema; restore a sound backup, or run "ledgerctl init" of the version that made the books.'),
  ('LR001', 'reference data stands', 'Organizations, accounts, programs, funds and parties are not deleted, and their codes, types and kinds do not change.',
   'Leave it, nothing has to use it; add what you need beside it.'),
  ('LR002', 'references exist', 'The account, fund, program, award, budget line, party and commitment that a line names exist in its organization.',
   'See "ledgerctl account list", "fund list", "party list" or "award show CODE", and add what is missing first.')
on conflict (sqlstate) do update
  set name = excluded.name, meaning = excluded.meaning, next_step = excluded.next_step;

create or replace function ledger.refuse(sqlstate text, message text, hint text default null)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception using
    errcode = refuse.sqlstate,
    message = refuse.message,
    hint = coalesce(refuse.hint, (select r.next_step from ledger.rule r where r.sqlstate = refuse.sqlstate));
end
$$;
alter function ledger.refuse(text, text, text) owner to ledger_rules;
comment on function ledger.refuse(text, text, text) is 'Raises a rule''s SQLSTATE with its next step as hint.';
grant select on ledger.rule
  to ledger_fn, ledger_rules, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor, ledger_funder;
grant execute on function ledger.refuse(text, text, text) to ledger_fn, ledger_rules;
