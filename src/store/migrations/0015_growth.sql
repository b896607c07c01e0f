-- What lists show a page at a time, in the order in which they show it: a page costs what is on it.

-- Action items that are closed, by the site of their family (0 where there is none) and the day; '' where none was said.
create table action_item_ended (
  site_id integer not null,
  closed_on text not null,
  item_id integer not null references action_item (id) on delete cascade,
  primary key (site_id, closed_on, item_id)
) strict, without rowid;
create index action_item_ended_item on action_item_ended (item_id);
insert into action_item_ended (site_id, closed_on, item_id)
  select coalesce((select site_id from family where id = i.family_id), 0), coalesce(i.closed_on, ''), i.id
  from action_item i where i.status not in ('open', 'in_progress', 'blocked');

create trigger action_item_ended_add after insert on action_item
when new.status not in ('open', 'in_progress', 'blocked')
begin
  insert into action_item_ended (site_id, closed_on, item_id)
    values (coalesce((select site_id from family where id = new.family_id), 0), coalesce(new.closed_on, ''), new.id);
end;
create trigger action_item_ended_change after update of status, closed_on, family_id on action_item
when old.status is not new.status or old.closed_on is not new.closed_on or old.family_id is not new.family_id
begin
  delete from action_item_ended where item_id = new.id;
  insert into action_item_ended (site_id, closed_on, item_id)
    select coalesce((select site_id from family where id = new.family_id), 0), coalesce(new.closed_on, ''), new.id
    where new.status not in ('open', 'in_progress', 'blocked');
end;
create trigger action_item_ended_moved after update of site_id on family when old.site_id is not new.site_id begin
  update action_item_ended set site_id = new.site_id
    where item_id in (select id from action_item where family_id = new.id);
end;

-- Until when a family is open: '9999-12-31' where nobody has closed it, '' where it never was open. Kept by triggers, so
-- that the families of a site that are open are found without looking at those of all the years.
alter table family add column open_until text not null default '';
update family set open_until = coalesce((select max(coalesce(to_on, '9999-12-31')) from family_opening where family_id = family.id), '');
create index family_open on family (site_id, open_until);
create trigger family_opening_until after insert on family_opening begin
  update family set open_until = (select max(coalesce(to_on, '9999-12-31')) from family_opening where family_id = new.family_id)
    where id = new.family_id;
end;
create trigger family_opening_until_change after update of to_on, family_id on family_opening begin
  update family set open_until = coalesce((select max(coalesce(to_on, '9999-12-31')) from family_opening where family_id = family.id), '')
    where id in (old.family_id, new.family_id);
end;
create trigger family_opening_until_delete after delete on family_opening begin
  update family set open_until = coalesce((select max(coalesce(to_on, '9999-12-31')) from family_opening where family_id = old.family_id), '')
    where id = old.family_id;
end;

-- The meetings of a site: those that are ahead, those of some days, and the past, newest first.
create index meeting_site_open on meeting (site_id, status) where status in ('scheduled', 'in_progress', 'held');
create index meeting_site_when on meeting (site_id, scheduled_at);
create index meeting_site_past on meeting (site_id, coalesce(held_on, substr(scheduled_at, 1, 10)), id);



-- The last meeting of a kind that was held, whoever was there.
create index meeting_kind_held on meeting (kind, held_on, status);
