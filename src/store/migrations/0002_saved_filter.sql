-- What a person wants to see of a list, under a name of their own: read by nobody else, and no part of the record.
-- It holds what they typed into the filter and nothing else of any family.

create table saved_filter (
  staff_id integer not null references staff (id),
  list text not null,                      -- caseload, referrals, staffing, meetings, actions
  name text not null check (name <> ''),
  lens text not null default '',           -- the built-in filter under it, by its key; empty where there is none
  words text not null default '',          -- what was typed into the filter
  sort text not null default '',           -- the heading of the column it is sorted by; empty where it is not
  descending integer not null default 0 check (descending in (0, 1)),
  primary key (staff_id, list, name)
) strict, without rowid;

-- The meetings of the past in the order in which their list goes back, so that a page of them costs what is on it.
create index meeting_past on meeting (coalesce(held_on, substr(scheduled_at, 1, 10)), id);
