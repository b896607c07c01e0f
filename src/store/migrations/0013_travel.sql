-- Supervision and administrative fees of a treatment agency, as they were charged.
create table fee (
  id integer primary key,
  agency_id integer not null references agency (id),
  kind text not null check (kind in ('supervision', 'administrative')),
  on_date text not null,
  amount_cents integer not null check (amount_cents > 0),
  note text not null default '',
  version integer not null default 1
) strict;
create index fee_agency on fee (agency_id, on_date);

-- A voucher's cap is an amount, or so many units (one for each service); null: its cap is the amount.
alter table voucher add column cap_units integer check (cap_units > 0);

-- What is charged to vouchers: the services of an adult, by kind.
create index service_charged on service (member_id, kind, on_date) where part2 = 1;
