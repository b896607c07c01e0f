-- The report's words: a row for each side and heading, so that both teams write at the same time and nothing gets lost.
drop table report_text;
create table report_text (
  id integer primary key,
  report_id integer not null references report (id),
  side text not null check (side in ('child_welfare', 'treatment')),
  heading text not null check (heading in ('caseloads', 'referrals', 'staffing', 'challenges', 'successes')),
  body text not null,
  version integer not null default 1,
  unique (report_id, side, heading)
) strict;

-- A warning that somebody passed before the report was submitted, and why.
create table report_pass (
  id integer primary key,
  report_id integer not null references report (id),
  warning text not null,                   -- the warning's key
  what text not null,                      -- the warning as it was read; no client in it
  reason text not null,
  staff_id integer not null references staff (id),
  version integer not null default 1,
  unique (report_id, warning)
) strict;

-- What was submitted, frozen: the figures and words as JSON (domain/report.rs), and the SHA-256 over it.
create table report_snapshot (
  id integer primary key,
  report_id integer not null references report (id),
  number integer not null,
  at text not null,
  body text not null,
  digest text not null,
  taken_back_at text,                      -- taken back before both had signed
  version integer not null default 1,
  unique (report_id, number)
) strict;

create table report_signature (
  id integer primary key,
  snapshot_id integer not null references report_snapshot (id),
  side text not null check (side in ('child_welfare', 'treatment')),
  staff_id integer not null references staff (id),
  at text not null,
  digest text not null,                    -- of the snapshot that was signed
  version integer not null default 1,
  unique (snapshot_id, side)
) strict;

-- What is added after both have signed; nothing before it changes.
create table report_addendum (
  id integer primary key,
  report_id integer not null references report (id),
  staff_id integer not null references staff (id),
  at text not null,
  body text not null,
  version integer not null default 1
) strict;
create index report_addendum_report on report_addendum (report_id, at);

create trigger report_snapshot_stays before update on report_snapshot
when new.body is not old.body or new.digest is not old.digest or new.number is not old.number
begin select raise(abort, 'a submitted report stays as it is: take it back, or add a dated addendum'); end;
create trigger report_snapshot_kept before delete on report_snapshot
begin select raise(abort, 'a submitted report is never removed'); end;
create trigger report_signature_stays before update on report_signature
begin select raise(abort, 'a signature stays as it is'); end;
create trigger report_signature_kept before delete on report_signature
begin select raise(abort, 'a signature is never removed'); end;
create trigger report_addendum_stays before update on report_addendum
begin select raise(abort, 'an addendum stays as it is: add another one'); end;
create trigger report_addendum_kept before delete on report_addendum
begin select raise(abort, 'an addendum is never removed'); end;
create trigger report_text_final before update on report_text
when (select status from report where id = new.report_id) <> 'draft'
begin select raise(abort, 'this report is submitted: take it back, or add a dated addendum'); end;
