-- A member who moved out, or was entered by mistake, is ended and never deleted.
alter table member add column left_on text;          -- the first day they no longer belong to the family
alter table member add column left_reason text check (left_reason in ('moved_out', 'wrong_entry'));

-- What ever happened to a record, newest first: the history is asked for by record.
create index event_value_record on event_value (entity, entity_id, seq);
