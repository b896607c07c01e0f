-- The file of one partnership: every noun of the programme.
--
-- This file is an interface: agencies fill and read it from their own systems.
--   · Tables are singular, values are lower case with underscores.
--   · Dates are civil dates `YYYY-MM-DD` in meta.time_zone; instants are UTC `YYYY-MM-DDTHH:MM:SSZ`.
--   · What changes over time is a spell [from_on, to_on): to_on is the first day it no longer holds, null while it does.
--   · `version` rises by one with every change of a row.
--   · `import_id` names the import that brought a row, null for what was entered by hand.
--   · Rows marked PART 2 are treatment information about an identified adult (42 CFR Part 2): each names its adult and
--     the consent that was in force on the date of the fact. A trigger refuses the others; it never asks the clock.
--   · The id of a family, referral, meeting, action item is its number: F-0197, R-0412, M-0123, A-0456.

create table meta (
  id integer primary key check (id = 1),
  file_uuid text not null,
  partnership text not null,
  time_zone text not null,                 -- IANA name; "today" comes from it, never from the computer
  first_day text not null,                 -- no cadence starts before this day
  demo integer not null default 0 check (demo in (0, 1)),
  created_at text not null
) strict;

-- ───────────── import

create table import (
  id integer primary key,
  at text not null,
  staff_id integer references staff (id),  -- who brought it in; null for the demo
  source text not null,                    -- the file's name, without its folder
  sha256 text not null,
  added integer not null default 0,
  changed integer not null default 0,
  left_alone integer not null default 0,
  refused integer not null default 0
) strict;

-- What a name in somebody's file turned out to mean, so that it is asked once.
create table import_name (
  kind text not null check (kind in ('staff', 'family', 'member', 'site', 'agency')),
  text text not null,
  target_id integer not null,
  primary key (kind, text)
) strict, without rowid;

-- ───────────── agencies, sites, staff

create table agency (
  id integer primary key,
  name text not null unique,
  kind text not null check (kind in ('child_welfare', 'treatment', 'project_lead', 'evaluator', 'state_child_welfare', 'state_sud', 'rss_provider')),
  version integer not null default 1
) strict;

create table site (
  id integer primary key,
  name text not null unique,
  county text not null default '',
  setting text check (setting in ('rural', 'suburban', 'urban')),
  intact_agency_id integer not null references agency (id),
  treatment_agency_id integer not null references agency (id),
  version integer not null default 1
) strict;

create table staff (
  id integer primary key,
  name text not null,
  short_name text not null default '',     -- as said aloud and shown in narrow columns: Lee
  email text,
  role text not null check (role in ('intact_supervisor', 'sud_supervisor', 'intact_worker', 'recovery_coordinator', 'executive', 'project_lead', 'other')),
  agency_id integer not null references agency (id),  -- the employer; the host site of an RC is in staff_site
  hired_on text,
  left_on text,                            -- the first day no longer employed
  import_id integer references import (id),
  version integer not null default 1
) strict;
create unique index staff_email on staff (email) where email is not null;
create index staff_role on staff (role, name);

-- A spell of employment: what a person's capacity was on a day.
create table employment (
  id integer primary key,
  staff_id integer not null references staff (id),
  from_on text not null,
  to_on text,
  fte real not null check (fte > 0 and fte <= 1.5),
  capacity integer,                        -- families at 1.0 FTE; null: the setting for the role
  status text not null default 'active' check (status in ('active', 'leave', 'onboarding', 'separated')),
  supervisor_id integer references staff (id),
  import_id integer references import (id),
  version integer not null default 1,
  check (to_on is null or to_on > from_on)
) strict;
create index employment_staff on employment (staff_id, from_on, to_on, status, fte, capacity, supervisor_id);
create index employment_supervisor on employment (supervisor_id, staff_id);

-- Where a person works: the sites of a supervisor, the host sites of an RC with their share of time.
create table staff_site (
  id integer primary key,
  staff_id integer not null references staff (id),
  site_id integer not null references site (id),
  from_on text not null,
  to_on text,
  share real not null default 1.0 check (share > 0 and share <= 1.0),
  import_id integer references import (id),
  version integer not null default 1,
  check (to_on is null or to_on > from_on)
) strict;
create index staff_site_staff on staff_site (staff_id, from_on, to_on, site_id, share);
create index staff_site_site on staff_site (site_id, staff_id);

create table position (
  id integer primary key,
  site_id integer not null references site (id),
  agency_id integer not null references agency (id),
  role text not null,
  fte real not null default 1.0,
  from_on text not null,                   -- authorised from
  to_on text,
  recruitment text check (recruitment in ('not_posted', 'posted', 'interviewing', 'offer', 'filled', 'frozen')),
  recruitment_on text,
  import_id integer references import (id),
  version integer not null default 1
) strict;

create table position_fill (
  id integer primary key,
  position_id integer not null references position (id),
  staff_id integer not null references staff (id),
  from_on text not null,
  to_on text,
  version integer not null default 1,
  check (to_on is null or to_on > from_on)
) strict;
create index position_fill_position on position_fill (position_id, from_on, to_on);

create table position_cover (
  id integer primary key,
  position_id integer not null references position (id),
  staff_id integer not null references staff (id),
  from_on text not null,
  to_on text,
  version integer not null default 1
) strict;
create index position_cover_position on position_cover (position_id, from_on);

create table credential (
  id integer primary key,
  staff_id integer not null references staff (id),
  kind text not null,
  issued_on text,
  expires_on text,
  validated_by integer references staff (id),
  validated_on text,
  import_id integer references import (id),
  version integer not null default 1
) strict;
create index credential_staff on credential (staff_id, kind, expires_on);
create index credential_expiry on credential (expires_on) where expires_on is not null;

create table training (
  id integer primary key,
  staff_id integer not null references staff (id),
  on_date text not null,
  hours real not null check (hours > 0),
  topic text not null default '',
  cost_cents integer,
  version integer not null default 1
) strict;
create index training_staff on training (staff_id, on_date);

-- A deputy stands in for a supervisor of the same role between two dates.
create table cover (
  id integer primary key,
  staff_id integer not null references staff (id),     -- who is away
  deputy_id integer not null references staff (id),
  from_on text not null,
  to_on text not null,
  reason text not null default '',
  version integer not null default 1,
  check (deputy_id <> staff_id),
  check (to_on > from_on)
) strict;
create index cover_deputy on cover (deputy_id, from_on, to_on);

-- How a supervisor signs in. The passphrase is an argon2id hash in PHC form.
create table account (
  staff_id integer primary key references staff (id),
  passphrase text not null,
  set_at text not null,
  failed integer not null default 0,       -- wrong passphrases in a row
  failed_at text,
  version integer not null default 1
) strict;

-- ───────────── families

create table family (
  id integer primary key,                  -- F-0197
  case_number text not null unique,
  label text not null default '',          -- the supervisors' own short name, never exported
  site_id integer not null references site (id),
  last_indicated_on text,
  import_id integer references import (id),
  version integer not null default 1
) strict;
create index family_site on family (site_id, id);

-- One spell per opening: a reopened family has two.
create table family_opening (
  id integer primary key,
  family_id integer not null references family (id),
  from_on text not null,
  to_on text,
  basis text,                              -- lists.toml: opening_basis
  court_ordered integer check (court_ordered in (0, 1)),
  pending_close_on text,
  close_reason text,                       -- lists.toml: close_reason
  import_id integer references import (id),
  version integer not null default 1,
  check (to_on is null or to_on >= from_on),
  check (to_on is null or close_reason is not null)
) strict;
create unique index family_opening_one on family_opening (family_id) where to_on is null;
create index family_opening_spell on family_opening (family_id, from_on, to_on, pending_close_on);
create index family_opening_closed on family_opening (to_on) where to_on is not null;

create table family_enrolment (
  id integer primary key,
  family_id integer not null references family (id),
  from_on text not null,
  to_on text,
  import_id integer references import (id),
  version integer not null default 1
) strict;
create unique index family_enrolment_one on family_enrolment (family_id) where to_on is null;
create index family_enrolment_spell on family_enrolment (family_id, from_on, to_on);

create table family_risk (
  id integer primary key,
  family_id integer not null references family (id),
  from_on text not null,
  to_on text,
  risk text not null check (risk in ('low', 'moderate', 'high', 'very_high')),
  import_id integer references import (id),
  version integer not null default 1
) strict;
create unique index family_risk_one on family_risk (family_id) where to_on is null;
create index family_risk_spell on family_risk (family_id, from_on, to_on, risk);

-- The recovery phase, kept by the treatment side. It sets how often the RC is due; what it says of treatment is
-- shown to the child-welfare side only where an adult of the family consents to "progress".
create table family_phase (
  id integer primary key,
  family_id integer not null references family (id),
  from_on text not null,
  to_on text,
  phase integer not null check (phase between 1 and 5),
  import_id integer references import (id),
  version integer not null default 1
) strict;
create unique index family_phase_one on family_phase (family_id) where to_on is null;
create index family_phase_spell on family_phase (family_id, from_on, to_on, phase);

create table member (
  id integer primary key,
  family_id integer not null references family (id),
  kind text not null check (kind in ('adult', 'child')),
  alias text not null,                     -- initials or an alias, never a full name
  birth_year integer check (birth_year between 1900 and 2200),
  birth_month integer check (birth_month between 1 and 12),
  in_home integer not null default 1 check (in_home in (0, 1)),
  participant integer not null default 0 check (participant in (0, 1)),   -- an adult in the recovery programme
  substance_exposed integer not null default 0 check (substance_exposed in (0, 1)),
  import_id integer references import (id),
  version integer not null default 1,
  unique (id, family_id)
) strict;
create index member_family on member (family_id, kind, id, in_home, birth_year, birth_month);

create table assignment (
  id integer primary key,
  family_id integer not null references family (id),
  staff_id integer not null references staff (id),
  role text not null check (role in ('intact_worker', 'recovery_coordinator')),
  from_on text not null,
  to_on text,
  supervisor_held integer not null default 0 check (supervisor_held in (0, 1)),  -- a supervisor holds it, 30 days at most
  assigned_by integer references staff (id),            -- an Intact Supervisor; null only in an import or the demo
  reason text not null default '',
  end_reason text not null default '',
  import_id integer references import (id),
  version integer not null default 1,
  check (to_on is null or to_on >= from_on),
  check (assigned_by is not null or import_id is not null)
) strict;
create unique index assignment_one on assignment (family_id, role) where to_on is null;
create index assignment_staff on assignment (staff_id, to_on, family_id, role, from_on);
create index assignment_family on assignment (family_id, role, from_on, to_on, staff_id);

create trigger assignment_by_intact before insert on assignment
when new.assigned_by is not null
  and (select role from staff where id = new.assigned_by) is not 'intact_supervisor'
begin
  select raise(abort, 'only an Intact Supervisor assigns families');
end;

create table safety_finding (
  id integer primary key,
  family_id integer not null references family (id),
  on_date text not null,
  finding text not null check (finding in ('safe', 'unsafe', 'plan')),
  review_due_on text,
  by_id integer references staff (id),
  import_id integer references import (id),
  version integer not null default 1
) strict;
create index safety_finding_family on safety_finding (family_id, on_date, finding, review_due_on);

create table new_report (
  id integer primary key,
  family_id integer not null references family (id),
  on_date text not null,
  import_id integer references import (id),
  version integer not null default 1
) strict;
create index new_report_family on new_report (family_id, on_date);

create table court_hearing (
  id integer primary key,
  family_id integer not null references family (id),
  on_date text not null,
  import_id integer references import (id),
  version integer not null default 1,
  unique (family_id, on_date)
) strict;

create table milestone (
  id integer primary key,
  family_id integer not null references family (id),
  kind text not null,                      -- lists.toml: milestone
  due_on text,
  completed_on text,
  import_id integer references import (id),
  version integer not null default 1
) strict;
create index milestone_family on milestone (family_id, kind, due_on, completed_on);
create index milestone_due on milestone (due_on, family_id) where completed_on is null;

-- ───────────── referrals

create table referral (
  id integer primary key,                  -- R-0412
  received_on text not null,
  source text not null,                    -- lists.toml: referral_source
  site_id integer not null references site (id),
  county text not null default '',
  family_id integer references family (id),             -- an open family, or the one that accepting opened
  case_number text,
  referred_by integer references staff (id),
  concern text not null default '',        -- a concern about appropriateness
  screened_on text,
  wait_listed_on text,
  assigned_on text,
  assigned_to integer references staff (id),
  assigned_by integer references staff (id),
  first_attempt_on text,
  first_contact_on text,
  face_to_face_on text,
  earlier_id integer references referral (id),          -- the one this reopens
  status text not null default 'received',              -- the last row of referral_status, kept by a trigger
  import_id integer references import (id),
  version integer not null default 1
) strict;
create index referral_pending on referral (site_id, received_on) where status in ('received', 'screening', 'eligible', 'wait_listed', 'assigned');
create index referral_received on referral (received_on, site_id);
create index referral_family on referral (family_id) where family_id is not null;

create table referral_status (
  id integer primary key,
  referral_id integer not null references referral (id),
  on_date text not null,
  status text not null check (status in ('received', 'screening', 'eligible', 'wait_listed', 'assigned', 'enrolled', 'declined', 'ineligible', 'withdrawn', 'closed_without_contact')),
  reason text not null default '',         -- lists.toml: ineligible_reason, or words
  staff_id integer references staff (id),
  import_id integer references import (id),
  check (status not in ('declined', 'ineligible', 'withdrawn', 'closed_without_contact') or reason <> '')
) strict;
create index referral_status_referral on referral_status (referral_id, id, status, on_date);
create trigger referral_status_last after insert on referral_status
begin
  update referral set status = new.status where id = new.referral_id;
end;

-- ───────────── consent: per adult, from the treatment agency to the child-welfare agency (42 CFR 2.31)

create table consent (
  id integer primary key,
  member_id integer not null references member (id),
  discloser_agency_id integer references agency (id),
  recipient_agency_id integer references agency (id),
  recipient text not null default '',      -- name or class of persons
  purpose text not null default '',
  right_to_revoke integer not null default 0 check (right_to_revoke in (0, 1)),   -- the form states it
  signed integer not null default 0 check (signed in (0, 1)),                     -- the signature was seen
  signed_on text,
  expires_on text,                         -- the first day it no longer holds
  expires_event text not null default '',
  ended_on text,                           -- the event came, or it was revoked
  revoked integer not null default 0 check (revoked in (0, 1)),
  import_id integer references import (id),
  version integer not null default 1,
  unique (id, member_id)
) strict;
create index consent_member on consent (member_id, signed_on, expires_on, ended_on);

create table consent_category (
  consent_id integer not null references consent (id),
  category text not null check (category in ('enrolment', 'assessment', 'level_of_care', 'attendance', 'progress', 'screens', 'medication', 'discharge', 'services')),
  ended_on text,                           -- revoked for this category from this day
  primary key (consent_id, category)
) strict, without rowid;

-- A consent grants only when every element is there.
create view consent_complete as
select c.* from consent c
where c.discloser_agency_id is not null and c.recipient_agency_id is not null and c.recipient <> '' and c.purpose <> ''
  and c.right_to_revoke = 1 and c.signed = 1 and c.signed_on is not null
  and (c.expires_on is not null or c.expires_event <> '')
  and exists (select 1 from consent_category k where k.consent_id = c.id);

-- From when to when each complete consent covers each category: signed ≤ date < until.
create view consent_cover as
select c.id as consent_id, c.member_id, k.category, c.recipient_agency_id, c.signed_on as from_on,
  min(coalesce(c.expires_on, '9999-12-31'), coalesce(c.ended_on, '9999-12-31'), coalesce(k.ended_on, '9999-12-31')) as until_on
from consent_complete c join consent_category k on k.consent_id = c.id;

create table disclosure (
  id integer primary key,
  at text not null,
  member_id integer not null references member (id),
  consent_id integer references consent (id),           -- null: an exception, see basis
  recipient text not null,
  viewer_id integer references staff (id),
  what text not null,                      -- the category or document, never the content
  purpose text not null,
  basis text not null default 'consent'
) strict;
create index disclosure_member on disclosure (member_id, at);

-- Medical emergency, court order, mandated report: opened by a SUD Supervisor, with its basis.
create table disclosure_exception (
  id integer primary key,
  member_id integer not null references member (id),
  category text,
  basis text not null check (basis in ('medical_emergency', 'court_order', 'mandated_report')),
  reason text not null,
  staff_id integer not null references staff (id),
  from_on text not null,
  to_on text not null,
  version integer not null default 1
) strict;

-- ───────────── treatment: PART 2, every row

create table treatment_episode (
  id integer primary key,
  member_id integer not null references member (id),
  consent_id integer not null,
  provider text not null,
  level_of_care text not null,             -- lists.toml: level_of_care
  admitted_on text not null,
  discharged_on text,
  discharge_reason text,
  import_id integer references import (id),
  version integer not null default 1,
  foreign key (consent_id, member_id) references consent (id, member_id)
) strict;
create index treatment_episode_member on treatment_episode (member_id, admitted_on, discharged_on);

create table treatment_week (
  id integer primary key,
  episode_id integer not null references treatment_episode (id),
  member_id integer not null references member (id),
  consent_id integer not null,
  week_on text not null,                   -- its Monday
  offered integer not null check (offered >= 0),
  attended integer not null check (attended >= 0 and attended <= offered),
  import_id integer references import (id),
  version integer not null default 1,
  foreign key (consent_id, member_id) references consent (id, member_id),
  unique (episode_id, week_on)
) strict;
create index treatment_week_member on treatment_week (member_id, week_on, offered, attended);

create table return_to_use (
  id integer primary key,
  member_id integer not null references member (id),
  consent_id integer not null,
  reported_on text not null,
  import_id integer references import (id),
  version integer not null default 1,
  foreign key (consent_id, member_id) references consent (id, member_id)
) strict;
create index return_to_use_member on return_to_use (member_id, reported_on);

-- The steps into treatment: assessment, referral to treatment, admission.
create table treatment_step (
  id integer primary key,
  member_id integer not null references member (id),
  consent_id integer not null,
  kind text not null check (kind in ('assessment', 'treatment_referral', 'admission')),
  on_date text not null,
  referral_id integer references referral (id),
  import_id integer references import (id),
  version integer not null default 1,
  foreign key (consent_id, member_id) references consent (id, member_id)
) strict;
create index treatment_step_member on treatment_step (member_id, kind, on_date);

-- The same rule four times: the consent was complete, covered the category, and held on the day of the fact.
create trigger treatment_episode_consent before insert on treatment_episode
when not exists (select 1 from consent_cover v where v.consent_id = new.consent_id and v.member_id = new.member_id
  and v.category = 'level_of_care' and v.from_on <= new.admitted_on and new.admitted_on < v.until_on)
begin select raise(abort, 'no consent in force on that day covers level of care'); end;
create trigger treatment_week_consent before insert on treatment_week
when not exists (select 1 from consent_cover v where v.consent_id = new.consent_id and v.member_id = new.member_id
  and v.category = 'attendance' and v.from_on <= new.week_on and new.week_on < v.until_on)
begin select raise(abort, 'no consent in force on that day covers attendance'); end;
create trigger return_to_use_consent before insert on return_to_use
when not exists (select 1 from consent_cover v where v.consent_id = new.consent_id and v.member_id = new.member_id
  and v.category = 'progress' and v.from_on <= new.reported_on and new.reported_on < v.until_on)
begin select raise(abort, 'no consent in force on that day covers progress'); end;
create trigger treatment_step_consent before insert on treatment_step
when not exists (select 1 from consent_cover v where v.consent_id = new.consent_id and v.member_id = new.member_id
  and v.category = case new.kind when 'assessment' then 'assessment' when 'admission' then 'level_of_care' else 'enrolment' end
  and v.from_on <= new.on_date and new.on_date < v.until_on)
begin select raise(abort, 'no consent in force on that day covers this step'); end;

-- ───────────── services: what both workers provided

-- A contact of either worker with the family (date, mode, minutes, joint with) needs no consent. A service about an
-- identified adult by the treatment side (part2 = 1) is PART 2 and names its adult and consent; where there is none,
-- the row stands with documented_elsewhere: a reference into the treatment agency's own record, and no kind of service.
create table service (
  id integer primary key,
  family_id integer not null references family (id),
  staff_id integer not null references staff (id),
  role text not null check (role in ('intact_worker', 'recovery_coordinator')),   -- of the provider, that day
  kind text not null,                      -- lists.toml: service; "contact" for a plain contact
  on_date text not null,
  began text,                              -- HH:MM in the file's time zone
  minutes integer check (minutes between 0 and 1440),
  mode text not null check (mode in ('home', 'office', 'field', 'treatment_site', 'phone', 'video', 'attempted')),
  joint_with integer references staff (id),
  documented_on text,                      -- null: not documented yet
  documented_elsewhere text not null default '',
  part2 integer not null default 0 check (part2 in (0, 1)),
  member_id integer references member (id),
  consent_id integer,
  import_id integer references import (id),
  version integer not null default 1,
  foreign key (consent_id, member_id) references consent (id, member_id),
  check (part2 = 0 or (member_id is not null and consent_id is not null)),
  check (part2 = 1 or role = 'intact_worker' or (kind in ('contact', 'documented_elsewhere') and member_id is null))
) strict;
create index service_family on service (family_id, on_date, role, mode, staff_id, joint_with, documented_on);
create index service_staff on service (staff_id, on_date, family_id, mode, documented_on);
create index service_undocumented on service (staff_id, on_date, family_id) where documented_on is null;
create trigger service_consent before insert on service
when new.part2 = 1 and not exists (select 1 from consent_cover v where v.consent_id = new.consent_id
  and v.member_id = new.member_id and v.category = 'services' and v.from_on <= new.on_date and new.on_date < v.until_on)
begin select raise(abort, 'no consent in force on that day covers services'); end;

-- Which children were seen.
create table service_child (
  service_id integer not null references service (id),
  member_id integer not null references member (id),
  primary key (service_id, member_id)
) strict, without rowid;
create index service_child_member on service_child (member_id, service_id);

-- What else a service must have on file: topic, miles, pass type, group size (services.toml). As gated as its service.
create table service_fact (
  service_id integer not null references service (id),
  name text not null,
  value text not null,
  primary key (service_id, name)
) strict, without rowid;

create table voucher (
  id integer primary key,
  member_id integer not null references member (id),    -- PART 2
  consent_id integer not null,
  kind text not null,
  cap_cents integer not null check (cap_cents >= 0),
  issued_on text not null,
  expires_on text not null,
  import_id integer references import (id),
  version integer not null default 1,
  foreign key (consent_id, member_id) references consent (id, member_id)
) strict;
create index voucher_member on voucher (member_id, expires_on);
create trigger voucher_consent before insert on voucher
when not exists (select 1 from consent_cover v where v.consent_id = new.consent_id and v.member_id = new.member_id
  and v.category = 'services' and v.from_on <= new.issued_on and new.issued_on < v.until_on)
begin select raise(abort, 'no consent in force on that day covers services'); end;

create table travel (
  id integer primary key,
  staff_id integer not null references staff (id),
  on_date text not null,
  miles real not null check (miles >= 0),
  purpose text not null check (purpose in ('client_home', 'meeting', 'training')),
  family_id integer references family (id),
  import_id integer references import (id),
  version integer not null default 1
) strict;
create index travel_staff on travel (staff_id, on_date, purpose, miles);

-- ───────────── meetings

create table meeting_series (
  id integer primary key,
  kind text not null,                      -- meetings.toml
  iw_id integer references staff (id),
  rc_id integer references staff (id),
  worker_id integer references staff (id),
  family_id integer references family (id),
  site_id integer references site (id),
  from_on text not null,
  to_on text,
  every_days integer,                      -- null: the kind's cadence
  version integer not null default 1
) strict;

create table meeting (
  id integer primary key,                  -- M-0123
  uid text not null unique,                -- for calendars
  kind text not null,                      -- as planned: a key of meetings.toml
  site_id integer references site (id),
  series_id integer references meeting_series (id),
  worker_id integer references staff (id),              -- of an Individual
  family_id integer references family (id),             -- of a case staffing
  scheduled_at text,                       -- an instant
  planned_minutes integer,
  status text not null check (status in ('scheduled', 'in_progress', 'held', 'signed', 'cancelled', 'missed', 'rescheduled')),
  reason text not null default '',         -- why missed, moved or cancelled: lists.toml miss_reason
  held_on text,                            -- the civil date
  began_at text,
  ended_at text,
  afterwards integer not null default 0 check (afterwards in (0, 1)),   -- recorded after it was held, without a timer
  step text not null default '',           -- where the walk stands
  agenda text,                             -- the steps as they were when it began, as JSON
  next_id integer references meeting (id),
  started_by integer references staff (id),
  import_id integer references import (id),
  version integer not null default 1
) strict;
create index meeting_when on meeting (scheduled_at, status);
create index meeting_open on meeting (status) where status in ('scheduled', 'in_progress', 'held');
create index meeting_worker on meeting (worker_id, kind, held_on) where worker_id is not null;
create index meeting_family on meeting (family_id, held_on) where family_id is not null;

-- The pairs of one sitting; each has its own verdict.
create table meeting_pair (
  id integer primary key,
  meeting_id integer not null references meeting (id),
  iw_id integer not null references staff (id),
  rc_id integer not null references staff (id),
  verdict text check (verdict in ('counts', 'held_as_other', 'does_not_count')),
  kind_held text,                          -- what it counts as, by its attendance
  reason text not null default '',
  held_on text,                            -- the meeting's, repeated for "last held" in one look
  version integer not null default 1,
  unique (meeting_id, iw_id, rc_id)
) strict;
create index meeting_pair_last on meeting_pair (iw_id, rc_id, kind_held, held_on);

create table meeting_person (
  id integer primary key,
  meeting_id integer not null references meeting (id),
  staff_id integer references staff (id),
  guest text not null default '',
  role text not null default 'other',
  attendance text check (attendance in ('present', 'video', 'phone', 'excused', 'absent')),  -- null: not answered
  late_minutes integer check (late_minutes between 0 and 1440),
  left_early_minutes integer check (left_early_minutes between 0 and 1440),
  deputy_for integer references staff (id),
  version integer not null default 1,
  unique (meeting_id, staff_id),
  check (staff_id is not null or guest <> '')
) strict;

-- How long each step took.
create table meeting_step (
  meeting_id integer not null references meeting (id),
  step text not null,
  seconds integer not null default 0,
  done integer not null default 0 check (done in (0, 1)),
  answer text,                             -- a yes/no of the step, as JSON; null: not answered
  version integer not null default 1,
  primary key (meeting_id, step)
) strict, without rowid;

create table meeting_case (
  id integer primary key,
  meeting_id integer not null references meeting (id),
  family_id integer not null references family (id),
  iw_id integer references staff (id),
  rc_id integer references staff (id),
  position integer not null,               -- its place in the ranking
  rank integer not null,
  why text not null,                       -- as shown then
  facts text not null default '{}',        -- child-welfare facts as shown then, JSON; nothing of Part 2
  state text not null default 'waiting' check (state in ('waiting', 'discussed', 'skipped', 'deferred')),
  agreement text check (agreement in ('yes', 'no')),    -- null: not answered
  joint_visit text check (joint_visit in ('yes', 'no')),
  plans_aligned text check (plans_aligned in ('yes', 'no')),
  decision text,                           -- lists.toml: decision; null: not answered
  version integer not null default 1,
  unique (meeting_id, family_id)
) strict;
create index meeting_case_family on meeting_case (family_id, meeting_id, state, decision);

-- Notes: one row per author, meeting, family and field. kind says whose it is: a case note is about a family, a meeting
-- note about the meeting, a personnel note about a worker (read by its author and that worker alone).
create table note (
  id integer primary key,
  kind text not null check (kind in ('case', 'meeting', 'personnel')),
  author_id integer not null references staff (id),     -- whose words these are
  entered_by integer not null references staff (id),    -- who was signed in
  at text not null,
  meeting_id integer references meeting (id),
  family_id integer references family (id),
  about_id integer references staff (id),               -- of a personnel note
  field text not null default '',          -- the prompt it answers: safety, recovery, …
  body text not null,
  part2 integer not null default 0 check (part2 in (0, 1)),   -- PART 2: note_member names the adults
  version integer not null default 1,
  check (kind <> 'case' or family_id is not null),
  check (kind <> 'personnel' or about_id is not null)
) strict;
create unique index note_one on note (meeting_id, coalesce(family_id, 0), field, author_id, kind) where meeting_id is not null;
create index note_family on note (family_id, at) where family_id is not null;

create table note_member (
  note_id integer not null references note (id),
  member_id integer not null references member (id),
  consent_id integer not null,
  on_date text not null,                   -- the date of the fact
  primary key (note_id, member_id),
  foreign key (consent_id, member_id) references consent (id, member_id)
) strict, without rowid;
create trigger note_member_consent before insert on note_member
when not exists (select 1 from consent_cover v where v.consent_id = new.consent_id and v.member_id = new.member_id
  and v.category = 'progress' and v.from_on <= new.on_date and new.on_date < v.until_on)
begin select raise(abort, 'no consent in force on that day covers progress'); end;

-- A signature covers a list of field digests, so that it can be verified without showing the content.
create table signature (
  id integer primary key,
  meeting_id integer references meeting (id),
  report_id integer references report (id),
  staff_id integer not null references staff (id),
  for_id integer references staff (id),    -- the deputy or successor signs for
  role text not null,                      -- the role that had to sign
  at text not null,
  digest text not null,                    -- SHA-256 over `covers`
  covers text not null,                    -- the record and field digests, JSON
  unanswered text not null default '[]',   -- what was not answered, as read back, JSON
  check ((meeting_id is null) <> (report_id is null))
) strict;
create unique index signature_meeting on signature (meeting_id, role) where meeting_id is not null;

create table addendum (
  id integer primary key,
  meeting_id integer references meeting (id),
  report_id integer references report (id),
  author_id integer not null references staff (id),
  at text not null,
  body text not null
) strict;
create index addendum_meeting on addendum (meeting_id, at);

-- ───────────── action items

create table action_item (
  id integer primary key,                  -- A-0456
  description text not null check (description <> ''),
  owner_id integer not null references staff (id),
  due_on text not null,
  family_id integer references family (id),
  iw_id integer references staff (id),     -- the pair in whose meeting it was born
  rc_id integer references staff (id),
  category text not null,                  -- lists.toml: item_category
  priority text not null default 'normal' check (priority in ('urgent', 'high', 'normal', 'low')),
  status text not null default 'open' check (status in ('open', 'in_progress', 'blocked', 'done', 'cancelled')),
  born_meeting_id integer references meeting (id),
  created_on text not null,
  created_by integer references staff (id),
  closed_on text,
  verified_by integer references staff (id),
  escalated_on text,
  import_id integer references import (id),
  version integer not null default 1
) strict;
create index action_item_open on action_item (due_on, id) where status in ('open', 'in_progress', 'blocked');
create index action_item_owner on action_item (owner_id, due_on) where status in ('open', 'in_progress', 'blocked');
create index action_item_family on action_item (family_id, status) where family_id is not null;
create index action_item_closed on action_item (closed_on) where closed_on is not null;
create index action_item_born on action_item (born_meeting_id) where born_meeting_id is not null;

-- Every meeting an item went through.
create table action_item_carry (
  action_item_id integer not null references action_item (id),
  meeting_id integer not null references meeting (id),
  outcome text check (outcome in ('done', 'carried', 'cancelled')),   -- null: not answered
  verified integer check (verified in (0, 1)),
  version integer not null default 1,
  primary key (action_item_id, meeting_id)
) strict, without rowid;
create index action_item_carry_meeting on action_item_carry (meeting_id);

-- ───────────── the month

create table challenge (
  id integer primary key,
  site_id integer not null references site (id),
  side text not null check (side in ('child_welfare', 'treatment')),
  raised_on text not null,
  category text not null,
  body text not null,
  families_affected integer,
  tried text not null default '',
  help_requested text not null default '',
  owner_id integer references staff (id),
  due_on text,
  escalate_to text,
  state text not null default 'new' check (state in ('new', 'ongoing', 'improving', 'resolved')),
  resolved_on text,
  import_id integer references import (id),
  version integer not null default 1
) strict;

create table success (
  id integer primary key,
  site_id integer not null references site (id),
  side text not null check (side in ('child_welfare', 'treatment')),
  on_date text not null,
  category text not null,
  body text not null,                      -- de-identified
  share integer not null default 0 check (share in (0, 1)),
  family_agreed integer check (family_agreed in (0, 1)),
  import_id integer references import (id),
  version integer not null default 1
) strict;

create table report (
  id integer primary key,
  site_id integer not null references site (id),
  month text not null,                     -- YYYY-MM
  status text not null default 'draft' check (status in ('draft', 'submitted', 'final')),
  cut_off_at text,
  intact_ready_at text,
  treatment_ready_at text,
  snapshot text,                           -- the frozen figures and words, JSON
  digest text,
  version integer not null default 1,
  unique (site_id, month)
) strict;

create table report_text (
  report_id integer not null references report (id),
  side text not null check (side in ('child_welfare', 'treatment')),
  heading text not null check (heading in ('caseloads', 'referrals', 'staffing', 'challenges', 'successes')),
  body text not null,
  version integer not null default 1,
  primary key (report_id, side, heading)
) strict, without rowid;

-- ───────────── work in hand: no part of the record

-- Text that is not saved yet, bound to what it belongs to, so that it never turns up anywhere else.
create table draft (
  staff_id integer not null references staff (id),
  entity text not null,                    -- meeting, family, …
  entity_id integer not null,
  field text not null,
  body text not null,
  at text not null,
  part2 integer not null default 0 check (part2 in (0, 1)),
  primary key (staff_id, entity, entity_id, field)
) strict, without rowid;

-- What a person has been shown on Today, so that the new stands out.
create table look (
  staff_id integer not null references staff (id),
  need text not null,
  first_on text not null,
  last_on text not null,
  primary key (staff_id, need)
) strict, without rowid;

-- ───────────── the audit trail: append-only, hash-chained

create table event (
  seq integer primary key,
  op_id text not null unique,              -- UUIDv7 of the operation: the same one twice is done once
  at text not null,
  actor integer,                           -- staff.id; null for the program itself
  kind text not null,
  entity text not null default '',
  entity_id integer,
  body text not null,                      -- ids, field names and digests, JSON; never content
  result text not null default 'null',     -- what the operation answered, JSON
  prev_hash text not null,
  hash text not null
) strict;
create index event_entity on event (entity, entity_id, seq);

-- The old and new values behind an event's digests: erasable, and gated like the field they belong to.
create table event_value (
  seq integer not null references event (seq),
  entity text not null,
  entity_id integer not null,
  field text not null,
  salt text not null,
  old text,
  new text,
  part2 integer not null default 0,
  primary key (seq, entity, entity_id, field)
) strict, without rowid;

create trigger event_no_update before update on event begin select raise(abort, 'the audit trail is append-only'); end;
create trigger event_no_delete before delete on event begin select raise(abort, 'the audit trail is append-only'); end;

-- ───────────── signed is signed: the first signature freezes a meeting

create trigger signature_no_update before update on signature begin select raise(abort, 'a signature never changes'); end;
create trigger signature_no_delete before delete on signature begin select raise(abort, 'a signature never changes'); end;
create trigger addendum_no_update before update on addendum begin select raise(abort, 'an addendum never changes'); end;
create trigger addendum_no_delete before delete on addendum begin select raise(abort, 'an addendum never changes'); end;

create trigger meeting_frozen before update of kind, worker_id, family_id, held_on, began_at, ended_at, agenda, reason on meeting
when exists (select 1 from signature s where s.meeting_id = old.id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger meeting_no_delete before delete on meeting
when exists (select 1 from signature s where s.meeting_id = old.id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger meeting_status_frozen before update of status on meeting
when old.status = 'signed' and new.status <> 'signed'
begin select raise(abort, 'this meeting is signed'); end;
create trigger meeting_pair_frozen_insert before insert on meeting_pair
when exists (select 1 from signature s where s.meeting_id = new.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger meeting_pair_frozen_update before update on meeting_pair
when exists (select 1 from signature s where s.meeting_id = old.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger meeting_pair_frozen_delete before delete on meeting_pair
when exists (select 1 from signature s where s.meeting_id = old.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger meeting_person_frozen_insert before insert on meeting_person
when exists (select 1 from signature s where s.meeting_id = new.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger meeting_person_frozen_update before update on meeting_person
when exists (select 1 from signature s where s.meeting_id = old.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger meeting_person_frozen_delete before delete on meeting_person
when exists (select 1 from signature s where s.meeting_id = old.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger meeting_step_frozen_insert before insert on meeting_step
when exists (select 1 from signature s where s.meeting_id = new.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger meeting_step_frozen_update before update on meeting_step
when exists (select 1 from signature s where s.meeting_id = old.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger meeting_step_frozen_delete before delete on meeting_step
when exists (select 1 from signature s where s.meeting_id = old.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger meeting_case_frozen_insert before insert on meeting_case
when exists (select 1 from signature s where s.meeting_id = new.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger meeting_case_frozen_update before update on meeting_case
when exists (select 1 from signature s where s.meeting_id = old.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger meeting_case_frozen_delete before delete on meeting_case
when exists (select 1 from signature s where s.meeting_id = old.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger note_frozen_insert before insert on note
when exists (select 1 from signature s where s.meeting_id = new.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger note_frozen_update before update on note
when exists (select 1 from signature s where s.meeting_id = old.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger note_frozen_delete before delete on note
when exists (select 1 from signature s where s.meeting_id = old.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger action_item_carry_frozen_insert before insert on action_item_carry
when exists (select 1 from signature s where s.meeting_id = new.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger action_item_carry_frozen_update before update on action_item_carry
when exists (select 1 from signature s where s.meeting_id = old.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger action_item_carry_frozen_delete before delete on action_item_carry
when exists (select 1 from signature s where s.meeting_id = old.meeting_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger note_member_frozen_insert before insert on note_member
when exists (select 1 from note n join signature s on s.meeting_id = n.meeting_id where n.id = new.note_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger note_member_frozen_update before update on note_member
when exists (select 1 from note n join signature s on s.meeting_id = n.meeting_id where n.id = old.note_id)
begin select raise(abort, 'this meeting is signed'); end;
create trigger note_member_frozen_delete before delete on note_member
when exists (select 1 from note n join signature s on s.meeting_id = n.meeting_id where n.id = old.note_id)
begin select raise(abort, 'this meeting is signed'); end;
