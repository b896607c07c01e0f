-- What an Individual keeps besides its note.

-- A personnel note is read by its author and that worker alone. When the author hands those about a worker over to a
-- named successor, the successor reads what was written until then, and nothing written later. Append-only.
create table note_handover (
  id integer primary key,
  author_id integer not null references staff (id),     -- whose notes
  about_id integer not null references staff (id),      -- about which worker
  to_id integer not null references staff (id),         -- who reads them from then on
  at text not null,                                     -- instant: notes written until then
  version integer not null default 1
) strict;
create index note_personnel on note (about_id, author_id) where kind = 'personnel';
create index note_handover_to on note_handover (to_id, author_id, about_id);
create trigger note_handover_no_update before update on note_handover
begin select raise(abort, 'what was handed over stays handed over'); end;
create trigger note_handover_no_delete before delete on note_handover
begin select raise(abort, 'what was handed over stays handed over'); end;

-- What a supervisor answered, in an Individual, about a decision that was made elsewhere.
create table decision_approval (
  id integer primary key,
  meeting_case_id integer not null references meeting_case (id),  -- the decision
  meeting_id integer not null references meeting (id),            -- the Individual in which it was answered
  approved text check (approved in ('yes', 'no')),                -- null: the answer was taken back
  staff_id integer not null references staff (id),
  at text not null,
  version integer not null default 1,
  unique (meeting_case_id, meeting_id)
) strict;
create index decision_approval_meeting on decision_approval (meeting_id);
create trigger decision_approval_frozen_insert before insert on decision_approval
when exists (select 1 from signature s where s.meeting_id = new.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger decision_approval_frozen_update before update on decision_approval
when exists (select 1 from signature s where s.meeting_id = old.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger decision_approval_frozen_delete before delete on decision_approval
when exists (select 1 from signature s where s.meeting_id = old.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
