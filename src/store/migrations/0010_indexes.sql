-- What the screens ask again and again, found without reading a table through. Each of these serves a question of the
-- program (tests/plans.rs refuses one that does not).

-- Exceptions of an adult: the gate asks for every adult it shows.
create index disclosure_exception_member on disclosure_exception (member_id, from_on, to_on);

-- The meetings of a person, and of a pair by its Recovery Coordinator.
create index meeting_person_staff on meeting_person (staff_id, meeting_id);
create index meeting_pair_coordinator on meeting_pair (rc_id, iw_id, meeting_id);
create index meeting_kind on meeting (kind, scheduled_at);

-- Miles of a month.
create index travel_purpose on travel (purpose, on_date, staff_id, miles);

-- The pipeline of a site: what came when, and the days from one step to the next.
create index referral_site on referral (site_id, received_on);
create index referral_assigned on referral (site_id, assigned_on, received_on) where assigned_on is not null;
create index referral_contacted on referral (site_id, first_contact_on, assigned_on) where first_contact_on is not null;
create index referral_met on referral (site_id, face_to_face_on, received_on) where face_to_face_on is not null;
create index referral_status_day on referral_status (status, on_date, referral_id);

-- Action items of no family, by whose they are: the owner's, or the pair's in whose meeting they were born.
create index action_item_alone on action_item (owner_id) where family_id is null;
create index action_item_alone_worker on action_item (iw_id) where family_id is null and iw_id is not null;
create index action_item_alone_coordinator on action_item (rc_id) where family_id is null and rc_id is not null;

-- What is typed is the beginning of a word. Without an index of beginnings, all words that begin so are merged first, at
-- every key and for every sort of record: half a second for "the" among a million services. Words longer than six
-- letters have few hits, or few words that begin with them. The tables hold no text, so they are made anew; the triggers
-- of 0007 name them and stay.
drop table find_word;
drop table find_treatment;
create virtual table find_word using fts5 (words, content = '', tokenize = "unicode61 remove_diacritics 2", prefix = '2 3 4 5 6');
create virtual table find_treatment using fts5 (words, content = '', tokenize = "unicode61 remove_diacritics 2", prefix = '2 3 4 5 6');
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
