-- A voucher's cap is an amount, or so many units (one for each service); null: its cap is the amount.
alter table voucher add column cap_units integer check (cap_units > 0);

-- What is charged to vouchers: the services of an adult, by kind.
create index service_charged on service (member_id, kind, on_date) where part2 = 1;
