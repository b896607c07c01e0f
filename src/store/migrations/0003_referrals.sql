-- What a referral says besides its dates, the order of the wait list, and what is documented elsewhere.

alter table referral add column reason text not null default '';       -- why the family is referred
alter table referral add column alias text not null default '';        -- initials or alias of the adult, never a full name
alter table referral add column birth_year integer check (birth_year between 1900 and 2200);
alter table referral add column wait_place integer;                    -- the order in the site's wait list; null: at its end

create index referral_earlier on referral (earlier_id) where earlier_id is not null;
create index referral_case on referral (case_number) where case_number is not null;

-- Who was moved in the wait list, and why. Append-only.
create table referral_move (
  id integer primary key,
  referral_id integer not null references referral (id),
  on_date text not null,
  from_place integer not null,
  to_place integer not null,
  reason text not null check (reason <> ''),
  staff_id integer references staff (id)
) strict;
create index referral_move_referral on referral_move (referral_id, id);

-- A step of treatment for which no consent is in force: the treatment agency's own record holds it. No adult, no content.
create table referral_elsewhere (
  id integer primary key,
  referral_id integer not null references referral (id),
  on_date text not null,
  reference text not null check (reference <> ''),
  staff_id integer references staff (id)
) strict;
create index referral_elsewhere_referral on referral_elsewhere (referral_id, id);
create index treatment_step_referral on treatment_step (referral_id) where referral_id is not null;
