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
