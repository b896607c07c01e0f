-- The numbers that other systems give their records, so that the same record is known the next time it comes in.

create table import_key (
  kind text not null,                      -- service, referral, position, action_item
  side text not null check (side in ('child_welfare', 'treatment')),   -- whose system gave the number
  number text not null,
  row_id integer not null,                 -- in the table of that kind
  primary key (kind, side, number)
) strict, without rowid;
