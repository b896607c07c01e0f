-- Why a carried item was cancelled in a meeting; the item takes it when the meeting closes.
alter table action_item_carry add column reason text not null default '';

-- A point that was taken up in a meeting is covered by its signatures, as everything else in its note.
create trigger prepared_point_frozen_insert before insert on prepared_point
when exists (select 1 from signature s where s.meeting_id = new.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger prepared_point_frozen_update before update on prepared_point
when exists (select 1 from signature s where s.meeting_id in (old.meeting_id, new.meeting_id))
begin select raise(abort, 'this meeting is signed'); end;
create trigger prepared_point_frozen_delete before delete on prepared_point
when exists (select 1 from signature s where s.meeting_id = old.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;

-- Those who meet otherwise than the programme says are few among all series.
create index meeting_series_own on meeting_series (every_days, kind) where every_days is not null;
