-- Services in the order of their days: what is looked at over a month, whoever provided it.
create index service_day on service (on_date, id);
