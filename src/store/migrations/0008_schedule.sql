-- What happens to a meeting before it is held, and what is put down for it.

-- A meeting that was moved keeps its row and its calendar entry; each move is told here. Append-only.
create table meeting_move (
  id integer primary key,
  meeting_id integer not null references meeting (id),
  from_at text not null,                   -- instants
  to_at text not null,
  reason text not null,                    -- lists.toml: miss_reason
  on_date text not null,                   -- when it was moved
  staff_id integer references staff (id)   -- by whom
) strict;
create index meeting_move_meeting on meeting_move (meeting_id, id);

-- A point that somebody put down for the next meeting of a kind. It belongs to the family, or to the pair where there is
-- none, and not to a meeting: whatever is postponed or cancelled, it waits for the next one that is held.
create table prepared_point (
  id integer primary key,
  kind text not null,                      -- meetings.toml: the kind in which it is to be spoken of
  iw_id integer not null references staff (id),
  rc_id integer not null references staff (id),
  family_id integer references family (id),
  item_id integer references action_item (id),          -- the action item it was sent from
  body text not null check (body <> ''),
  part2 integer not null default 0 check (part2 in (0, 1)),  -- PART 2: prepared_point_member names the adults
  author_id integer not null references staff (id),
  at text not null,
  meeting_id integer references meeting (id),           -- where it was spoken of; null while it waits
  taken_back_on text,
  version integer not null default 1
) strict;
create index prepared_point_family on prepared_point (family_id) where family_id is not null;
create index prepared_point_pair on prepared_point (iw_id, rc_id, kind);

create table prepared_point_member (
  point_id integer not null references prepared_point (id),
  member_id integer not null references member (id),
  consent_id integer not null,
  on_date text not null,                   -- the date of the fact
  primary key (point_id, member_id),
  foreign key (consent_id, member_id) references consent (id, member_id)
) strict, without rowid;
create trigger prepared_point_member_consent before insert on prepared_point_member
when not exists (select 1 from consent_cover v where v.consent_id = new.consent_id and v.member_id = new.member_id
  and v.category = 'progress' and v.from_on <= new.on_date and new.on_date < v.until_on)
begin select raise(abort, 'no consent in force on that day covers progress'); end;
