-- Consents received by several, revoked for one of them, renewed; what an exception disclosed.

alter table consent add column renews_id integer references consent (id);   -- the one it follows

-- Every agency that a consent names; the first is consent.recipient_agency_id, kept here by the triggers below.
create table consent_recipient (
  consent_id integer not null references consent (id),
  agency_id integer not null references agency (id),
  ended_on text,                           -- revoked for this recipient from this day
  primary key (consent_id, agency_id)
) strict, without rowid;
insert into consent_recipient (consent_id, agency_id)
  select id, recipient_agency_id from consent where recipient_agency_id is not null;

create trigger consent_recipient_first after insert on consent when new.recipient_agency_id is not null
begin insert or ignore into consent_recipient (consent_id, agency_id) values (new.id, new.recipient_agency_id); end;
create trigger consent_recipient_other after update of recipient_agency_id on consent
when new.recipient_agency_id is not old.recipient_agency_id
begin
  delete from consent_recipient where consent_id = new.id and agency_id = old.recipient_agency_id;
  insert or ignore into consent_recipient (consent_id, agency_id)
    select new.id, new.recipient_agency_id where new.recipient_agency_id is not null;
end;
create trigger consent_recipient_gone before delete on consent
begin delete from consent_recipient where consent_id = old.id; end;

-- From when to when each complete consent covers each category for each recipient: signed ≤ date < until.
drop view consent_cover;
create view consent_cover as
select c.id as consent_id, c.member_id, k.category, r.agency_id as recipient_agency_id, c.signed_on as from_on,
  min(coalesce(c.expires_on, '9999-12-31'), coalesce(c.ended_on, '9999-12-31'), coalesce(k.ended_on, '9999-12-31'),
    coalesce(r.ended_on, '9999-12-31')) as until_on
from consent_complete c join consent_category k on k.consent_id = c.id join consent_recipient r on r.consent_id = c.id;

alter table disclosure add column exception_id integer references disclosure_exception (id);   -- where it is the basis
