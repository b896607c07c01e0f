-- What can be searched: the words of every record that people look for, kept in step by triggers.
--
-- Both tables are contentless: they hold words and the places where they stand, and no sentence. The words are part of
-- the file all the same, and the file is the disclosure boundary. With secure-delete a word that is changed or taken
-- away leaves the pages at once, not at some later merge.
--
-- rowid = sort × 2^40 + the record's id, so that the newest of a sort come first without sorting:
--   1 family · 2 member · 3 staff · 4 referral · 5 action item · 6 meeting · 7 note
--
-- PART 2: notes of treatment stand in find_treatment alone, which is asked only for the treatment agency's own record.

create virtual table find_word using fts5 (words, content = '', tokenize = "unicode61 remove_diacritics 2", prefix = '2');
create virtual table find_treatment using fts5 (words, content = '', tokenize = "unicode61 remove_diacritics 2", prefix = '2');
insert into find_word (find_word, rank) values ('secure-delete', 1);
insert into find_treatment (find_treatment, rank) values ('secure-delete', 1);

insert into find_word (rowid, words) select (1 << 40) + id, family.case_number || ' ' || family.label from family;
insert into find_word (rowid, words) select (2 << 40) + id, member.alias from member where member.left_reason is not 'wrong_entry';
insert into find_word (rowid, words) select (3 << 40) + id, staff.name || ' ' || staff.short_name from staff;
insert into find_word (rowid, words) select (4 << 40) + id, coalesce(referral.case_number, '') || ' ' || referral.alias || ' ' || referral.county || ' ' || referral.reason || ' ' || referral.concern from referral;
insert into find_word (rowid, words) select (5 << 40) + id, action_item.description from action_item;
insert into find_word (rowid, words) select (6 << 40) + id, replace(meeting.kind, '_', ' ') || ' ' || coalesce(meeting.held_on, substr(meeting.scheduled_at, 1, 10), '') from meeting;
insert into find_word (rowid, words) select (7 << 40) + id, note.body from note where note.part2 = 0;
insert into find_treatment (rowid, words) select (7 << 40) + id, note.body from note where note.part2 = 1;

-- What goes is what came: a trigger takes the old words out by naming them again. Out comes before in, in one trigger.

create trigger family_found after insert on family begin
  insert into find_word (rowid, words) select (1 << 40) + new.id, new.case_number || ' ' || new.label;
end;
create trigger family_found_change after update of case_number, label on family
when old.case_number is not new.case_number or old.label is not new.label
begin
  insert into find_word (find_word, rowid, words) select 'delete', (1 << 40) + old.id, old.case_number || ' ' || old.label;
  insert into find_word (rowid, words) select (1 << 40) + new.id, new.case_number || ' ' || new.label;
end;
create trigger family_found_delete after delete on family begin
  insert into find_word (find_word, rowid, words) select 'delete', (1 << 40) + old.id, old.case_number || ' ' || old.label;
end;

create trigger member_found after insert on member begin
  insert into find_word (rowid, words) select (2 << 40) + new.id, new.alias where new.left_reason is not 'wrong_entry';
end;
create trigger member_found_change after update of alias, left_reason on member
when old.alias is not new.alias or old.left_reason is not new.left_reason
begin
  insert into find_word (find_word, rowid, words) select 'delete', (2 << 40) + old.id, old.alias where old.left_reason is not 'wrong_entry';
  insert into find_word (rowid, words) select (2 << 40) + new.id, new.alias where new.left_reason is not 'wrong_entry';
end;
create trigger member_found_delete after delete on member begin
  insert into find_word (find_word, rowid, words) select 'delete', (2 << 40) + old.id, old.alias where old.left_reason is not 'wrong_entry';
end;

create trigger staff_found after insert on staff begin
  insert into find_word (rowid, words) select (3 << 40) + new.id, new.name || ' ' || new.short_name;
end;
create trigger staff_found_change after update of name, short_name on staff
when old.name is not new.name or old.short_name is not new.short_name
begin
  insert into find_word (find_word, rowid, words) select 'delete', (3 << 40) + old.id, old.name || ' ' || old.short_name;
  insert into find_word (rowid, words) select (3 << 40) + new.id, new.name || ' ' || new.short_name;
end;
create trigger staff_found_delete after delete on staff begin
  insert into find_word (find_word, rowid, words) select 'delete', (3 << 40) + old.id, old.name || ' ' || old.short_name;
end;

create trigger referral_found after insert on referral begin
  insert into find_word (rowid, words) select (4 << 40) + new.id, coalesce(new.case_number, '') || ' ' || new.alias || ' ' || new.county || ' ' || new.reason || ' ' || new.concern;
end;
create trigger referral_found_change after update of case_number, alias, county, reason, concern on referral
when old.case_number is not new.case_number or old.alias is not new.alias or old.county is not new.county or old.reason is not new.reason or old.concern is not new.concern
begin
  insert into find_word (find_word, rowid, words) select 'delete', (4 << 40) + old.id, coalesce(old.case_number, '') || ' ' || old.alias || ' ' || old.county || ' ' || old.reason || ' ' || old.concern;
  insert into find_word (rowid, words) select (4 << 40) + new.id, coalesce(new.case_number, '') || ' ' || new.alias || ' ' || new.county || ' ' || new.reason || ' ' || new.concern;
end;
create trigger referral_found_delete after delete on referral begin
  insert into find_word (find_word, rowid, words) select 'delete', (4 << 40) + old.id, coalesce(old.case_number, '') || ' ' || old.alias || ' ' || old.county || ' ' || old.reason || ' ' || old.concern;
end;

create trigger action_item_found after insert on action_item begin
  insert into find_word (rowid, words) select (5 << 40) + new.id, new.description;
end;
create trigger action_item_found_change after update of description on action_item
when old.description is not new.description
begin
  insert into find_word (find_word, rowid, words) select 'delete', (5 << 40) + old.id, old.description;
  insert into find_word (rowid, words) select (5 << 40) + new.id, new.description;
end;
create trigger action_item_found_delete after delete on action_item begin
  insert into find_word (find_word, rowid, words) select 'delete', (5 << 40) + old.id, old.description;
end;

create trigger meeting_found after insert on meeting begin
  insert into find_word (rowid, words) select (6 << 40) + new.id, replace(new.kind, '_', ' ') || ' ' || coalesce(new.held_on, substr(new.scheduled_at, 1, 10), '');
end;
create trigger meeting_found_change after update of kind, held_on, scheduled_at on meeting
when old.kind is not new.kind or old.held_on is not new.held_on or old.scheduled_at is not new.scheduled_at
begin
  insert into find_word (find_word, rowid, words) select 'delete', (6 << 40) + old.id, replace(old.kind, '_', ' ') || ' ' || coalesce(old.held_on, substr(old.scheduled_at, 1, 10), '');
  insert into find_word (rowid, words) select (6 << 40) + new.id, replace(new.kind, '_', ' ') || ' ' || coalesce(new.held_on, substr(new.scheduled_at, 1, 10), '');
end;
create trigger meeting_found_delete after delete on meeting begin
  insert into find_word (find_word, rowid, words) select 'delete', (6 << 40) + old.id, replace(old.kind, '_', ' ') || ' ' || coalesce(old.held_on, substr(old.scheduled_at, 1, 10), '');
end;

create trigger note_found after insert on note begin
  insert into find_word (rowid, words) select (7 << 40) + new.id, new.body where new.part2 = 0;
end;
create trigger note_found_change after update of body, part2 on note
when old.body is not new.body or old.part2 is not new.part2
begin
  insert into find_word (find_word, rowid, words) select 'delete', (7 << 40) + old.id, old.body where old.part2 = 0;
  insert into find_word (rowid, words) select (7 << 40) + new.id, new.body where new.part2 = 0;
end;
create trigger note_found_delete after delete on note begin
  insert into find_word (find_word, rowid, words) select 'delete', (7 << 40) + old.id, old.body where old.part2 = 0;
end;

create trigger note_found_treatment after insert on note begin
  insert into find_treatment (rowid, words) select (7 << 40) + new.id, new.body where new.part2 = 1;
end;
create trigger note_found_treatment_change after update of body, part2 on note
when old.body is not new.body or old.part2 is not new.part2
begin
  insert into find_treatment (find_treatment, rowid, words) select 'delete', (7 << 40) + old.id, old.body where old.part2 = 1;
  insert into find_treatment (rowid, words) select (7 << 40) + new.id, new.body where new.part2 = 1;
end;
create trigger note_found_treatment_delete after delete on note begin
  insert into find_treatment (find_treatment, rowid, words) select 'delete', (7 << 40) + old.id, old.body where old.part2 = 1;
end;
