-- What was charged to a treatment agency's yearly allowances: the supervision and administrative fee, and training that is
-- no single person's (a person's training stands in training.cost_cents and counts toward the same allowance).
create table agency_charge (
  id integer primary key,
  agency_id integer not null references agency (id),
  kind text not null check (kind in ('fee', 'training')),
  on_date text not null,
  amount_cents integer not null check (amount_cents > 0),
  what_for text not null check (what_for <> ''),
  version integer not null default 1
) strict;
create index agency_charge_year on agency_charge (on_date);
-- A year's trainings of everybody.
create index training_year on training (on_date);
