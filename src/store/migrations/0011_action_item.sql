-- Why an action item is blocked or was cancelled, in a few words; empty where it is neither.
alter table action_item add column reason text not null default '';

-- The weekday (1 is Monday) and the local hour (HH:MM) a series prefers; null: as the last one was planned.
alter table meeting_series add column weekday integer check (weekday between 1 and 7);
alter table meeting_series add column at_time text check (at_time glob '[0-2][0-9]:[0-5][0-9]');
create index meeting_series_kind on meeting_series (kind) where to_on is null;
