-- Who was expected at which meeting, by the person and when it was held (a day, or '' where it was not): a person's last
-- meetings, and those to come, cost what is shown of them, however long the person has been here. Kept by triggers.
create table meeting_expected (
  staff_id integer not null,
  held text not null,
  meeting_id integer not null references meeting (id) on delete cascade,
  primary key (staff_id, held, meeting_id)
) strict, without rowid;
create index meeting_expected_meeting on meeting_expected (meeting_id, staff_id);
insert into meeting_expected (staff_id, held, meeting_id)
  select p.staff_id, coalesce(m.held_on, ''), m.id from meeting_person p join meeting m on m.id = p.meeting_id
  where p.staff_id is not null;

create trigger meeting_expected_held after update of held_on on meeting when old.held_on is not new.held_on begin
  update meeting_expected set held = coalesce(new.held_on, '') where meeting_id = new.id;
end;
create trigger meeting_expected_add after insert on meeting_person when new.staff_id is not null begin
  insert into meeting_expected (staff_id, held, meeting_id)
    select new.staff_id, coalesce(m.held_on, ''), m.id from meeting m where m.id = new.meeting_id;
end;
create trigger meeting_expected_change after update of staff_id on meeting_person when old.staff_id is not new.staff_id begin
  delete from meeting_expected where meeting_id = new.meeting_id and staff_id = old.staff_id;
  insert into meeting_expected (staff_id, held, meeting_id)
    select new.staff_id, coalesce(m.held_on, ''), m.id from meeting m
    where m.id = new.meeting_id and new.staff_id is not null;
end;
create trigger meeting_expected_remove after delete on meeting_person when old.staff_id is not null begin
  delete from meeting_expected where meeting_id = old.meeting_id and staff_id = old.staff_id;
end;

-- A pair's meetings with the day of each, from either side, without the rows themselves.
drop index meeting_pair_coordinator;
create index meeting_pair_coordinator on meeting_pair (rc_id, iw_id, meeting_id, held_on);
-- The last of a kind with any pair of a worker's, from either side.
create index meeting_pair_kind on meeting_pair (iw_id, kind_held, held_on, meeting_id);
create index meeting_pair_coordinator_kind on meeting_pair (rc_id, kind_held, held_on, meeting_id);
-- A worker's Individuals to come, without those of all the years.
create index meeting_worker_ahead on meeting (worker_id, scheduled_at) where status = 'scheduled';
