-- The action items born in a meeting as they were when it was first signed: what a signature covers never changes, the
-- items themselves do.
create table meeting_item (
  meeting_id integer not null references meeting (id),
  action_item_id integer not null references action_item (id),
  description text not null,
  owner_id integer not null references staff (id),
  due_on text not null,
  family_id integer references family (id),
  category text not null,
  priority text not null,
  primary key (meeting_id, action_item_id)
) strict, without rowid;
create trigger meeting_item_frozen_insert before insert on meeting_item
when exists (select 1 from signature s where s.meeting_id = new.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger meeting_item_no_update before update on meeting_item begin select raise(abort, 'this meeting is signed'); end;
create trigger meeting_item_no_delete before delete on meeting_item begin select raise(abort, 'this meeting is signed'); end;
