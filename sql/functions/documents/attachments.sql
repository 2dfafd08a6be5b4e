-- Documents: what they are by their content, how they are attached and withdrawn, and which are missing.

create or replace function ledger.media_type(bytes bytea)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  name bytea;
  content text;
begin
  if starts_with(encode(substr(bytes, 1, 16), 'hex'), '255044462d') then
    return 'application/pdf';
  elsif substr(bytes, 1, 8) = '\x89504e470d0a1a0a' then
    return 'image/png';
  elsif substr(bytes, 1, 3) = '\xffd8ff' then
    return 'image/jpeg';
  elsif substr(bytes, 1, 4) in ('\x49492a00', '\x4d4d002a') then
    return 'image/tiff';
  elsif substr(bytes, 1, 6) in ('GIF87a', 'GIF89a') then
    return 'image/gif';
  elsif substr(bytes, 1, 4) = 'RIFF' and substr(bytes, 9, 4) = 'WEBP' then
    return 'image/webp';
  elsif substr(bytes, 5, 4) = 'ftyp' and substr(bytes, 9, 4) in ('heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1') then
    return 'image/heic';
  elsif substr(bytes, 1, 4) = '\x504b0304' then
    -- A folder of files in one. The names in it are legible as they stand; nothing is unpacked.
    name := substr(bytes, 31, 8);
    if name = 'mimetype' then
      return substring(encode(substr(bytes, 39, 60), 'escape') from '^application/vnd\.oasis\.opendocument\.(?:text|spreadsheet|presentation)');
    elsif position('[Content_Types].xml'::bytea in bytes) = 0 then
      return null;
    elsif position('word/document.xml'::bytea in bytes) > 0 then
      return 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
    elsif position('xl/workbook.xml'::bytea in bytes) > 0 then
      return 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    elsif position('ppt/presentation.xml'::bytea in bytes) > 0 then
      return 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
    end if;
    return null;
  elsif position('\x00'::bytea in bytes) > 0 then
    return null;
  end if;
  begin
    content := convert_from(bytes, 'UTF8');
  exception when character_not_in_repertoire or untranslatable_character then
    return null;
  end;
  return case when content ~ '[\x01-\x08\x0b\x0e-\x1f\x7f]' then null else 'text/plain' end;
end
$$;
comment on function ledger.media_type(bytea) is
  'What bytes are, by their first bytes or, of an office document, by the names in it: a kind that the books keep, or null. Text is text/plain.';
grant execute on function ledger.media_type(bytea) to ledger_rules, ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.is_media_type_of(media_type text, bytes bytea)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(case $1 when 'text/csv' then 'text/plain' else $1 end = ledger.media_type($2), false)
$$;
comment on function ledger.is_media_type_of(text, bytea) is 'Whether bytes are of that media type; CSV is text.';
grant execute on function ledger.is_media_type_of(text, bytea)
  to ledger_rules, ledger_fn, ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.check_document()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.class = 'personal' then
    perform ledger.refuse('LD002', 'a document that names a young person is not kept with the books');
  elsif (octet_length(new.bytes) between 1 and 10485760) is not true then
    perform ledger.refuse('LD003', format('the document has %s bytes, and the limit is %s (10 MiB)',
      ltrim(to_char(octet_length(new.bytes), '999,999,999,990')), '10,485,760'));
  elsif not ledger.is_media_type_of(new.media_type, new.bytes) then
    perform ledger.refuse('LD001', format('the document is given as %s, and its content is %s',
      coalesce(new.media_type, 'nothing'), coalesce(ledger.media_type(new.bytes), 'of no kind that the books keep')));
  end if;
  return new;
end
$$;
alter function ledger.check_document() owner to ledger_rules;
comment on function ledger.check_document() is
  'Raises LD002 for a personal document, LD003 for one too large or empty, LD001 where the media type is not that of the content.';
create or replace trigger content_is_known before insert on ledger.document
  for each row execute function ledger.check_document();
alter table ledger.document enable always trigger content_is_known;

create or replace function ledger.count_withdrawals()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  new.times_withdrawn := (
    select count(*)
    from ledger.document_link k
    join ledger.document_withdrawal d on d.organization_id = k.organization_id and d.link_number = k.number
    where k.organization_id = new.organization_id and k.sha256 = new.sha256
      and k.entry_id is not distinct from new.entry_id and k.award_code is not distinct from new.award_code);
  return new;
end
$$;
alter function ledger.count_withdrawals() owner to ledger_rules;
comment on function ledger.count_withdrawals() is 'Counts how often the same link was withdrawn, so that one at most stands.';
create or replace trigger counted before insert on ledger.document_link
  for each row execute function ledger.count_withdrawals();
alter table ledger.document_link enable always trigger counted;

create or replace function ledger.attach_document(
  organization_id bigint, bytes bytea, media_type text, file_name text, entry_id bigint, award_code text, title text,
  class text default 'ordinary'
)
returns table (document_number bigint, link_number bigint, already_attached boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  digest constant bytea := pg_catalog.sha256(attach_document.bytes);
  found_link bigint;
  is_old boolean := true;
begin
  perform ledger.require_recorder(attach_document.organization_id);
  insert into ledger.document (organization_id, sha256, media_type, file_name, class, bytes)
  values (
    attach_document.organization_id, digest, attach_document.media_type, attach_document.file_name, attach_document.class,
    attach_document.bytes
  )
  on conflict on constraint document_pkey do nothing;
  select k.number into found_link
  from ledger.document_link k
  where k.organization_id = attach_document.organization_id and k.sha256 = digest
    and k.entry_id is not distinct from attach_document.entry_id and k.award_code is not distinct from attach_document.award_code
    and not exists (
      select
      from ledger.document_withdrawal d
      where d.organization_id = k.organization_id and d.link_number = k.number);
  if found_link is null then
    insert into ledger.document_link (organization_id, sha256, entry_id, award_code, title)
    values (
      attach_document.organization_id, digest, attach_document.entry_id, attach_document.award_code, attach_document.title
    )
    returning number into found_link;
    is_old := false;
  end if;
  return query
  select d.number, found_link, is_old
  from ledger.document d
  where d.organization_id = attach_document.organization_id and d.sha256 = digest;
end
$$;
alter function ledger.attach_document(bigint, bytea, text, text, bigint, text, text, text) owner to ledger_fn;
comment on function ledger.attach_document(bigint, bytea, text, text, bigint, text, text, text) is
  'Keeps a document, once, and attaches it to an entry or an award; the same again changes nothing. Raises LM001, LD001 to LD003.';
grant execute on function ledger.attach_document(bigint, bytea, text, text, bigint, text, text, text)
  to ledger_recorder, ledger_finance_admin;

create or replace function ledger.withdraw_document(organization_id bigint, link_number bigint, reason text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ledger.require_recorder($1);
  insert into ledger.document_withdrawal (organization_id, link_number, reason)
  values ($1, $2, $3);
end
$$;
alter function ledger.withdraw_document(bigint, bigint, text) owner to ledger_fn;
comment on function ledger.withdraw_document(bigint, bigint, text) is
  'Withdraws an attachment, with a reason; the document stays. Raises LM001.';
grant execute on function ledger.withdraw_document(bigint, bigint, text) to ledger_recorder, ledger_finance_admin;

-- Books made before ask it of no day.
drop function if exists ledger.receipt_threshold(bigint, text);

create or replace function ledger.receipt_threshold(organization_id bigint, award_code text, on_day date)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  -- Of no award: what the IRS asks receipts for (26 CFR 1.274-5(c)(2)(iii)).
  select case when $2 is null then 7500 else (
    select t.receipt_threshold_cents
    from ledger.award_terms t
    where t.organization_id = $1 and t.award_code = $2 and (t.effective_on <= $3 or t.version = 1)
    order by t.version desc
    limit 1) end
$$;
comment on function ledger.receipt_threshold(bigint, text, date) is
  'The cents from which on an expense of the award needs a document, by its terms that hold on a day; of no award, 7500. Null: none asked for.';

create or replace function ledger.missing_documents(organization_id bigint, award_code text, as_of date default '2099-12-31')
returns table (
  entry_id bigint, entry_date date, award text, party text, description text, share_cents bigint, amount_cents bigint, threshold_cents bigint
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select e.id, e.entry_date::date, c.award_code::text, c.party_code, e.description::text, c.share_cents, c.amount_cents, h.threshold_cents
  from ledger.journal_entry e
  cross join lateral (
    -- What is paid ahead is one purchase, asked for with its first entry; its other entries are the months that bear it.
    select case when e.origin_kind = 'prepayment' then array(
        select p.id
        from ledger.journal_entry p
        where p.organization_id = e.organization_id and p.origin_kind = e.origin_kind and p.origin_number = e.origin_number)
      else array[e.id::bigint] end as entry_ids
  ) o
  cross join lateral (
    -- A receipt is for the whole purchase, over however many awards it was split.
    select l.award_code, min(l.party_code) as party_code, sum(l.amount_cents)::bigint as share_cents,
      (sum(sum(l.amount_cents)) over ())::bigint as amount_cents
    from ledger.journal_line l
    where l.organization_id = e.organization_id and l.entry_id = any (o.entry_ids)
      and (l.function is not null or l.budget_line_code is not null)
    group by l.award_code
  ) c
  cross join lateral (select ledger.receipt_threshold(e.organization_id, c.award_code, e.entry_date) as threshold_cents) h
  where e.organization_id = $1 and ($2 is null or c.award_code = $2) and e.entry_date <= $3
    and c.amount_cents >= h.threshold_cents
    -- An accrual is turned when its bill comes, which has the receipt; what stands again where a reversal was moved is the purchase that it stands for.
    and case e.origin_kind when 'prepayment' then e.origin_part = 1 when 'accrual' then false when 'moved_reversal' then false else e.kind = 'expense' end
    and not exists (
      select
      from ledger.journal_entry r
      -- The day on which it counts, wherever it was moved to.
      join ledger.journal_entry s on s.organization_id = r.organization_id and s.id = ledger.standing_reversal(e.organization_id, e.id)
      where r.organization_id = e.organization_id and r.reverses_entry_id = e.id and s.entry_date <= $3)
    and not exists (
      select
      from ledger.document_link k
      left join ledger.document_withdrawal d on d.organization_id = k.organization_id and d.link_number = k.number
      where k.organization_id = e.organization_id and k.entry_id = any (o.entry_ids) and d.link_number is null)
  order by e.entry_date, e.id, c.award_code
$$;
comment on function ledger.missing_documents(bigint, text, date) is
  'Expenses through a day that stand on it, of one award or of all, at or above its receipt threshold and without a document; cents of the '
  'award''s share, and of the whole purchase, which of what is paid ahead is all of it.';
grant execute on function ledger.receipt_threshold(bigint, text, date), ledger.missing_documents(bigint, text, date)
  to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;

create or replace function ledger.check_documents()
returns table (sqlstate text, organization_code text, place text, problem text)
language sql
stable
set search_path = pg_catalog, pg_temp
set jit = off
as $$
  with problem as (
    select case
        when d.class = 'personal' then 'LD002'
        when octet_length(d.bytes) not between 1 and 10485760 then 'LD003'
        when pg_catalog.sha256(d.bytes) <> d.sha256 then 'LD004'
        when not ledger.is_media_type_of(d.media_type, d.bytes) then 'LD001'
      end as sqlstate, d.organization_id, 'document ' || d.number as place,
      format('%s, %s bytes of %s, SHA-256 %s', d.file_name, octet_length(d.bytes), d.media_type, encode(d.sha256, 'hex')) as problem
    from ledger.document d
    union all
    select 'LR001', k.organization_id, 'attachment ' || k.number,
      'belongs to a document, entry or award that does not exist'
    from ledger.document_link k
    where not exists (select from ledger.document d where d.organization_id = k.organization_id and d.sha256 = k.sha256)
      or (k.entry_id is not null and not exists (
        select from ledger.journal_entry e where e.organization_id = k.organization_id and e.id = k.entry_id))
      or (k.award_code is not null and not exists (
        select from ledger.award w where w.organization_id = k.organization_id and w.code = k.award_code))
    union all
    select 'LR001', w.organization_id, 'attachment ' || w.link_number, 'is withdrawn and does not exist'
    from ledger.document_withdrawal w
    where not exists (
      select from ledger.document_link k where k.organization_id = w.organization_id and k.number = w.link_number)
  )
  select p.sqlstate, coalesce(o.code::text, 'number ' || p.organization_id), p.place, p.problem
  from problem p
  left join ledger.organization o on o.id = p.organization_id
  where p.sqlstate is not null
$$;
comment on function ledger.check_documents() is
  'Computes the SHA-256 and the kind of every document again, and follows every attachment; one row a broken rule. For check_books.';
grant execute on function ledger.check_documents() to ledger_recorder, ledger_approver, ledger_finance_admin, ledger_auditor;
