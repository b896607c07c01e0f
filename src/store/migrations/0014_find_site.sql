-- What is searched, by the site where it belongs: a search looks at nothing of any other site, however old a hit is.
--
-- rowid = sort × 2^56 + site × 2^40 + the record's id: the newest of a sort at a site come first without sorting.
--   1 family · 2 member · 3 staff · 4 referral · 5 action item · 6 meeting · 7 note
-- A record of no site has 0 there, as all staff have: who works where has its own days. A member, an action item and a
-- note are at the site of their family; a note of no family is at the site of its meeting. Who may see what is found is
-- decided where it is read; the site here only says where to look.
--
-- What 0007 says of secure-delete and of Part 2, and 0010 of the beginnings of words, holds here as well. A trigger
-- takes the old words out by naming them again, out before in; what moves to another site is moved here, too.

drop trigger family_found;
drop trigger family_found_change;
drop trigger family_found_delete;
drop trigger member_found;
drop trigger member_found_change;
drop trigger member_found_delete;
drop trigger staff_found;
drop trigger staff_found_change;
drop trigger staff_found_delete;
drop trigger referral_found;
drop trigger referral_found_change;
drop trigger referral_found_delete;
drop trigger action_item_found;
drop trigger action_item_found_change;
drop trigger action_item_found_delete;
drop trigger meeting_found;
drop trigger meeting_found_change;
drop trigger meeting_found_delete;
drop trigger note_found;
drop trigger note_found_change;
drop trigger note_found_delete;
drop trigger note_found_treatment;
drop trigger note_found_treatment_change;
drop trigger note_found_treatment_delete;
drop table find_word;
drop table find_treatment;
create virtual table find_word using fts5 (words, content = '', tokenize = "unicode61 remove_diacritics 2", prefix = '2 3 4 5 6');
insert into find_word (find_word, rank) values ('secure-delete', 1);
create virtual table find_treatment using fts5 (words, content = '', tokenize = "unicode61 remove_diacritics 2", prefix = '2 3 4 5 6');
insert into find_treatment (find_treatment, rank) values ('secure-delete', 1);

insert into find_word (rowid, words) select (1 << 56) + (family.site_id << 40) + family.id, family.case_number || ' ' || family.label from family;
insert into find_word (rowid, words) select (2 << 56) + ((select site_id from family where id = member.family_id) << 40) + member.id, member.alias from member where member.left_reason is not 'wrong_entry';
insert into find_word (rowid, words) select (3 << 56) + staff.id, staff.name || ' ' || staff.short_name from staff;
insert into find_word (rowid, words) select (4 << 56) + (referral.site_id << 40) + referral.id, coalesce(referral.case_number, '') || ' ' || referral.alias || ' ' || referral.county || ' ' || referral.reason || ' ' || referral.concern from referral;
insert into find_word (rowid, words) select (5 << 56) + (coalesce((select site_id from family where id = action_item.family_id), 0) << 40) + action_item.id, action_item.description from action_item;
insert into find_word (rowid, words) select (6 << 56) + (coalesce(meeting.site_id, (select site_id from family where id = meeting.family_id), 0) << 40) + meeting.id, replace(meeting.kind, '_', ' ') || ' ' || coalesce(meeting.held_on, substr(meeting.scheduled_at, 1, 10), '') from meeting;
insert into find_word (rowid, words) select (7 << 56) + (coalesce((select site_id from family where id = note.family_id), (select site_id from meeting where id = note.meeting_id), 0) << 40) + note.id, note.body from note where note.part2 = 0;
insert into find_treatment (rowid, words) select (7 << 56) + (coalesce((select site_id from family where id = note.family_id), (select site_id from meeting where id = note.meeting_id), 0) << 40) + note.id, note.body from note where note.part2 = 1;

create trigger family_found after insert on family begin
  insert into find_word (rowid, words) select (1 << 56) + (new.site_id << 40) + new.id, new.case_number || ' ' || new.label;
end;
create trigger family_found_change after update of case_number, label, site_id on family
when old.case_number is not new.case_number or old.label is not new.label or old.site_id is not new.site_id
begin
  insert into find_word (find_word, rowid, words) select 'delete', (1 << 56) + (old.site_id << 40) + old.id, old.case_number || ' ' || old.label;
  insert into find_word (rowid, words) select (1 << 56) + (new.site_id << 40) + new.id, new.case_number || ' ' || new.label;
end;
create trigger family_found_delete after delete on family begin
  insert into find_word (find_word, rowid, words) select 'delete', (1 << 56) + (old.site_id << 40) + old.id, old.case_number || ' ' || old.label;
end;

create trigger member_found after insert on member begin
  insert into find_word (rowid, words) select (2 << 56) + ((select site_id from family where id = new.family_id) << 40) + new.id, new.alias where new.left_reason is not 'wrong_entry';
end;
create trigger member_found_change after update of alias, left_reason, family_id on member
when old.alias is not new.alias or old.left_reason is not new.left_reason or old.family_id is not new.family_id
begin
  insert into find_word (find_word, rowid, words) select 'delete', (2 << 56) + ((select site_id from family where id = old.family_id) << 40) + old.id, old.alias where old.left_reason is not 'wrong_entry';
  insert into find_word (rowid, words) select (2 << 56) + ((select site_id from family where id = new.family_id) << 40) + new.id, new.alias where new.left_reason is not 'wrong_entry';
end;
create trigger member_found_delete after delete on member begin
  insert into find_word (find_word, rowid, words) select 'delete', (2 << 56) + ((select site_id from family where id = old.family_id) << 40) + old.id, old.alias where old.left_reason is not 'wrong_entry';
end;

create trigger staff_found after insert on staff begin
  insert into find_word (rowid, words) select (3 << 56) + new.id, new.name || ' ' || new.short_name;
end;
create trigger staff_found_change after update of name, short_name on staff
when old.name is not new.name or old.short_name is not new.short_name
begin
  insert into find_word (find_word, rowid, words) select 'delete', (3 << 56) + old.id, old.name || ' ' || old.short_name;
  insert into find_word (rowid, words) select (3 << 56) + new.id, new.name || ' ' || new.short_name;
end;
create trigger staff_found_delete after delete on staff begin
  insert into find_word (find_word, rowid, words) select 'delete', (3 << 56) + old.id, old.name || ' ' || old.short_name;
end;

create trigger referral_found after insert on referral begin
  insert into find_word (rowid, words) select (4 << 56) + (new.site_id << 40) + new.id, coalesce(new.case_number, '') || ' ' || new.alias || ' ' || new.county || ' ' || new.reason || ' ' || new.concern;
end;
create trigger referral_found_change after update of case_number, alias, county, reason, concern, site_id on referral
when old.case_number is not new.case_number or old.alias is not new.alias or old.county is not new.county or old.reason is not new.reason or old.concern is not new.concern or old.site_id is not new.site_id
begin
  insert into find_word (find_word, rowid, words) select 'delete', (4 << 56) + (old.site_id << 40) + old.id, coalesce(old.case_number, '') || ' ' || old.alias || ' ' || old.county || ' ' || old.reason || ' ' || old.concern;
  insert into find_word (rowid, words) select (4 << 56) + (new.site_id << 40) + new.id, coalesce(new.case_number, '') || ' ' || new.alias || ' ' || new.county || ' ' || new.reason || ' ' || new.concern;
end;
create trigger referral_found_delete after delete on referral begin
  insert into find_word (find_word, rowid, words) select 'delete', (4 << 56) + (old.site_id << 40) + old.id, coalesce(old.case_number, '') || ' ' || old.alias || ' ' || old.county || ' ' || old.reason || ' ' || old.concern;
end;

create trigger action_item_found after insert on action_item begin
  insert into find_word (rowid, words) select (5 << 56) + (coalesce((select site_id from family where id = new.family_id), 0) << 40) + new.id, new.description;
end;
create trigger action_item_found_change after update of description, family_id on action_item
when old.description is not new.description or old.family_id is not new.family_id
begin
  insert into find_word (find_word, rowid, words) select 'delete', (5 << 56) + (coalesce((select site_id from family where id = old.family_id), 0) << 40) + old.id, old.description;
  insert into find_word (rowid, words) select (5 << 56) + (coalesce((select site_id from family where id = new.family_id), 0) << 40) + new.id, new.description;
end;
create trigger action_item_found_delete after delete on action_item begin
  insert into find_word (find_word, rowid, words) select 'delete', (5 << 56) + (coalesce((select site_id from family where id = old.family_id), 0) << 40) + old.id, old.description;
end;

create trigger meeting_found after insert on meeting begin
  insert into find_word (rowid, words) select (6 << 56) + (coalesce(new.site_id, (select site_id from family where id = new.family_id), 0) << 40) + new.id, replace(new.kind, '_', ' ') || ' ' || coalesce(new.held_on, substr(new.scheduled_at, 1, 10), '');
end;
create trigger meeting_found_change after update of kind, held_on, scheduled_at, site_id, family_id on meeting
when old.kind is not new.kind or old.held_on is not new.held_on or old.scheduled_at is not new.scheduled_at or old.site_id is not new.site_id or old.family_id is not new.family_id
begin
  insert into find_word (find_word, rowid, words) select 'delete', (6 << 56) + (coalesce(old.site_id, (select site_id from family where id = old.family_id), 0) << 40) + old.id, replace(old.kind, '_', ' ') || ' ' || coalesce(old.held_on, substr(old.scheduled_at, 1, 10), '');
  insert into find_word (rowid, words) select (6 << 56) + (coalesce(new.site_id, (select site_id from family where id = new.family_id), 0) << 40) + new.id, replace(new.kind, '_', ' ') || ' ' || coalesce(new.held_on, substr(new.scheduled_at, 1, 10), '');
end;
create trigger meeting_found_delete after delete on meeting begin
  insert into find_word (find_word, rowid, words) select 'delete', (6 << 56) + (coalesce(old.site_id, (select site_id from family where id = old.family_id), 0) << 40) + old.id, replace(old.kind, '_', ' ') || ' ' || coalesce(old.held_on, substr(old.scheduled_at, 1, 10), '');
end;

create trigger note_found after insert on note begin
  insert into find_word (rowid, words) select (7 << 56) + (coalesce((select site_id from family where id = new.family_id), (select site_id from meeting where id = new.meeting_id), 0) << 40) + new.id, new.body where new.part2 = 0;
end;
create trigger note_found_change after update of body, part2, family_id, meeting_id on note
when old.body is not new.body or old.part2 is not new.part2 or old.family_id is not new.family_id or old.meeting_id is not new.meeting_id
begin
  insert into find_word (find_word, rowid, words) select 'delete', (7 << 56) + (coalesce((select site_id from family where id = old.family_id), (select site_id from meeting where id = old.meeting_id), 0) << 40) + old.id, old.body where old.part2 = 0;
  insert into find_word (rowid, words) select (7 << 56) + (coalesce((select site_id from family where id = new.family_id), (select site_id from meeting where id = new.meeting_id), 0) << 40) + new.id, new.body where new.part2 = 0;
end;
create trigger note_found_delete after delete on note begin
  insert into find_word (find_word, rowid, words) select 'delete', (7 << 56) + (coalesce((select site_id from family where id = old.family_id), (select site_id from meeting where id = old.meeting_id), 0) << 40) + old.id, old.body where old.part2 = 0;
end;

create trigger note_found_treatment after insert on note begin
  insert into find_treatment (rowid, words) select (7 << 56) + (coalesce((select site_id from family where id = new.family_id), (select site_id from meeting where id = new.meeting_id), 0) << 40) + new.id, new.body where new.part2 = 1;
end;
create trigger note_found_treatment_change after update of body, part2, family_id, meeting_id on note
when old.body is not new.body or old.part2 is not new.part2 or old.family_id is not new.family_id or old.meeting_id is not new.meeting_id
begin
  insert into find_treatment (find_treatment, rowid, words) select 'delete', (7 << 56) + (coalesce((select site_id from family where id = old.family_id), (select site_id from meeting where id = old.meeting_id), 0) << 40) + old.id, old.body where old.part2 = 1;
  insert into find_treatment (rowid, words) select (7 << 56) + (coalesce((select site_id from family where id = new.family_id), (select site_id from meeting where id = new.meeting_id), 0) << 40) + new.id, new.body where new.part2 = 1;
end;
create trigger note_found_treatment_delete after delete on note begin
  insert into find_treatment (find_treatment, rowid, words) select 'delete', (7 << 56) + (coalesce((select site_id from family where id = old.family_id), (select site_id from meeting where id = old.meeting_id), 0) << 40) + old.id, old.body where old.part2 = 1;
end;

-- What belongs to a family or to a meeting moves with it.
create trigger family_found_moved after update of site_id on family when old.site_id is not new.site_id begin
  insert into find_word (find_word, rowid, words) select 'delete', (2 << 56) + (old.site_id << 40) + m.id, m.alias from member m where m.family_id = new.id and m.left_reason is not 'wrong_entry';
  insert into find_word (rowid, words) select (2 << 56) + (new.site_id << 40) + m.id, m.alias from member m where m.family_id = new.id and m.left_reason is not 'wrong_entry';
  insert into find_word (find_word, rowid, words) select 'delete', (5 << 56) + (old.site_id << 40) + i.id, i.description from action_item i where i.family_id = new.id;
  insert into find_word (rowid, words) select (5 << 56) + (new.site_id << 40) + i.id, i.description from action_item i where i.family_id = new.id;
  insert into find_word (find_word, rowid, words) select 'delete', (6 << 56) + (old.site_id << 40) + g.id, replace(g.kind, '_', ' ') || ' ' || coalesce(g.held_on, substr(g.scheduled_at, 1, 10), '') from meeting g where g.family_id = new.id and g.site_id is null;
  insert into find_word (rowid, words) select (6 << 56) + (new.site_id << 40) + g.id, replace(g.kind, '_', ' ') || ' ' || coalesce(g.held_on, substr(g.scheduled_at, 1, 10), '') from meeting g where g.family_id = new.id and g.site_id is null;
  insert into find_word (find_word, rowid, words) select 'delete', (7 << 56) + (old.site_id << 40) + n.id, n.body from note n where n.family_id = new.id and n.part2 = 0;
  insert into find_word (rowid, words) select (7 << 56) + (new.site_id << 40) + n.id, n.body from note n where n.family_id = new.id and n.part2 = 0;
  insert into find_treatment (find_treatment, rowid, words) select 'delete', (7 << 56) + (old.site_id << 40) + n.id, n.body from note n where n.family_id = new.id and n.part2 = 1;
  insert into find_treatment (rowid, words) select (7 << 56) + (new.site_id << 40) + n.id, n.body from note n where n.family_id = new.id and n.part2 = 1;
end;
create trigger meeting_found_moved after update of site_id on meeting when old.site_id is not new.site_id begin
  insert into find_word (find_word, rowid, words) select 'delete', (7 << 56) + (coalesce(old.site_id, 0) << 40) + n.id, n.body from note n where n.meeting_id = new.id and n.family_id is null and n.part2 = 0;
  insert into find_word (rowid, words) select (7 << 56) + (coalesce(new.site_id, 0) << 40) + n.id, n.body from note n where n.meeting_id = new.id and n.family_id is null and n.part2 = 0;
  insert into find_treatment (find_treatment, rowid, words) select 'delete', (7 << 56) + (coalesce(old.site_id, 0) << 40) + n.id, n.body from note n where n.meeting_id = new.id and n.family_id is null and n.part2 = 1;
  insert into find_treatment (rowid, words) select (7 << 56) + (coalesce(new.site_id, 0) << 40) + n.id, n.body from note n where n.meeting_id = new.id and n.family_id is null and n.part2 = 1;
end;
