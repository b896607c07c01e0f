//! What a form needs of the store while an entry is made: the entry as it stands, what it breaks, what a week offers.

use super::background::Papers;
use super::check::broken;
use super::entries::{Log, Whose};
use super::known::{Known, Member};
use super::parts;
use crate::domain::access::{Act, can};
use crate::domain::catalogue::{Check, Rule};
use crate::domain::consent::Category;
use crate::domain::family::MemberKind;
use crate::domain::rules::{Entry, check, day};
use crate::domain::staff::Role;
use crate::domain::{FamilyId, MemberId, StaffId};
use crate::error::{Result, denied, missing};
use crate::settings::ServiceGroup;
use crate::store::Store;
use crate::store::gate::{Gate, Scope, sites};
use crate::store::sql::{RowExt, date};
use crate::store::view::services::{FieldFinding, ServiceForm, WeekAdult, WeekFamily, WeekKind, WeekOffer};
use rusqlite::{OptionalExtension, params};

impl Store {
    /// An entry as it stands, for the side that logged it.
    pub(super) fn service_entry(&self, id: i64) -> Result<ServiceForm> {
        let found = self
            .conn
            .prepare_cached("select * from service where id = ?1")?
            .query_row([id], |row| {
                let form = ServiceForm {
                    row: Some((id, row.get("version")?)),
                    family: row.num("family_id")?,
                    staff: row.num("staff_id")?,
                    kind: row.get("kind")?,
                    on: row.day("on_date")?,
                    began: row.time_opt("began")?,
                    minutes: row.get("minutes")?,
                    mode: row.word("mode")?,
                    joint_with: row.num_opt("joint_with")?,
                    children: Vec::new(),
                    member: row.num_opt("member_id")?,
                    documented_on: row.day_opt("documented_on")?,
                    elsewhere: row.get("documented_elsewhere")?,
                    facts: Vec::new(),
                };
                Ok((form, row.word::<Role>("role")?))
            })
            .optional()?;
        let (mut form, role) = found.ok_or_else(|| missing("this entry is no longer there"))?;
        self.desk(Act::LogService(role))?.family(&self.conn, form.family)?;
        // A deputy of another treatment agency reads an adult's service by consent, as everybody else does.
        if let Some(member) = form.member {
            let gate = Gate::load(self, Scope::Families(&[form.family]))?;
            gate.may(member, Category::Services).map_err(|why| {
                denied(format!("this entry is {}", why.label())).hint("the treatment agency changes it")
            })?;
        }
        form.children = self
            .conn
            .prepare_cached("select member_id from service_child where service_id = ?1 order by member_id")?
            .query_map([id], |row| row.num("member_id"))?
            .collect::<rusqlite::Result<_>>()?;
        form.facts = parts::facts(&self.conn, id)?;
        Ok(form)
    }

    /// What an entry breaks while it is being made, each at the field where it is mended.
    pub(super) fn judge_service(&self, form: &ServiceForm) -> Result<Vec<FieldFinding>> {
        let viewer = self.viewer()?;
        self.desk(self.log_act()?)?.family(&self.conn, form.family)?;
        let group = self.settings.lists.service(&form.kind).map(|kind| kind.group);
        let own = form.row.map_or(i64::MAX, |(id, _)| id);
        let entry = Entry {
            id: own,
            kind: form.kind.clone(),
            support: group == Some(ServiceGroup::RecoverySupport),
            staff: form.staff,
            joint_with: form.joint_with,
            family: form.family,
            member: form.member,
            sealed: false,
            on: form.on,
            began: form.began,
            minutes: form.minutes,
            mode: form.mode,
            documented: form.documented_on.is_some(),
            facts: form.facts.clone(),
        };
        let scope = sites(viewer);
        let whose = Whose::Beside(form.staff, form.family);
        let mut papers = Papers::at(&self.conn, &scope);
        papers.learn(std::slice::from_ref(&entry), whose)?;
        // An entry that is there was charged when the vouchers were read.
        if form.row.is_none() {
            papers.charge(&entry);
        }
        let catalogue = &self.settings.services;
        let mut found = check(&entry, papers.background(&entry, catalogue, self.clock.today()));
        let log = Log { conn: &self.conn, settings: &self.settings, sites: &scope };
        let mut around = log.read(whose, form.on, form.on)?;
        around.retain(|one| one.id != own);
        around.push(entry);
        let both = day(&around, catalogue);
        found.extend(both.into_iter().filter(|one| one.service == own || one.other == Some(own)));
        let field = |rule: &Rule| FieldFinding { field: place(rule), broken: broken(rule) };
        Ok(found.iter().map(|one| field(one.rule)).collect())
    }

    /// What the grid of a worker's week offers.
    pub(super) fn week_offer(&self, staff: StaffId) -> Result<WeekOffer> {
        let desk = self.desk(self.log_act()?)?;
        let who = desk.staff(&self.conn, staff)?;
        let role = match who.role {
            Role::IntactWorker | Role::IntactSupervisor => Role::IntactWorker,
            _ => Role::RecoveryCoordinator,
        };
        can(Act::LogService(role), &desk.viewer, self.state()).map_err(denied)?;
        let lists = &self.settings.lists;
        let contact = crate::domain::service::told::CONTACT;
        let contact = (contact.to_owned(), lists.service_label(contact).to_owned(), false);
        let others = lists.services_of(role);
        let others = others.map(|kind| (kind.value.clone(), kind.label.clone(), kind.is_part2(role)));
        let kinds = std::iter::once(contact).chain(others);
        let kinds = kinds.map(|(word, label, sealed)| WeekKind { word, label, sealed }).collect();
        let choices = self.choices(None)?;
        let others = choices.intact_workers.iter().chain(&choices.coordinators);
        let others = others.filter(|one| one.id != staff.0).map(|one| (StaffId(one.id), one.label.clone()));
        let others = others.collect();
        Ok(WeekOffer {
            staff,
            short: who.short,
            role,
            families: self.week_families(staff, &desk)?,
            kinds,
            others,
        })
    }

    /// The families the worker had in the last five weeks come first, then the others of the site.
    fn week_families(
        &self,
        staff: StaffId,
        desk: &crate::store::forms::desk::Desk,
    ) -> Result<Vec<WeekFamily>> {
        let since = desk.today.checked_sub_days(chrono::Days::new(35)).unwrap_or(desk.today);
        let mut statement = self.conn.prepare_cached(
            "select f.id, f.label, exists (select 1 from assignment a where a.family_id = f.id and a.staff_id = ?2
                and (a.to_on is null or a.to_on > ?3)) as own
             from family f where f.site_id in (select value from json_each(?1))
               and exists (select 1 from family_opening o where o.family_id = f.id and (o.to_on is null or o.to_on > ?3))
             order by own desc, f.id",
        )?;
        let found: Vec<(FamilyId, String, bool)> = statement
            .query_map(params![desk.sites(), staff.0, date(since)], |row| {
                Ok((row.num("id")?, row.get("label")?, row.get("own")?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        let mut families = Vec::new();
        for (id, label, own) in found {
            let known = Known::load(&self.conn, id)?;
            let (adults, children): (Vec<_>, Vec<_>) =
                known.members.into_iter().partition(|member| member.kind == MemberKind::Adult);
            let child = |one: Member| (MemberId(one.id), one.alias, one.in_home);
            let adult = |one: Member| WeekAdult {
                id: MemberId(one.id),
                alias: one.alias,
                consents: one.consents.iter().map(|(_, from, until)| (*from, *until)).collect(),
            };
            let (children, adults) =
                (children.into_iter().map(child).collect(), adults.into_iter().map(adult).collect());
            families.push(WeekFamily { id, label, own, children, adults });
        }
        Ok(families)
    }
}

/// The field of the form at which a broken rule is mended.
fn place(rule: &Rule) -> String {
    if let Some(fact) = rule.facts.first() {
        return fact.clone();
    }
    let field = match rule.check {
        Check::FaceToFace => "mode",
        Check::OneOnOne | Check::Group => "group_size",
        Check::Credential | Check::Validated => "staff",
        Check::Voucher | Check::VoucherRuns => "member",
        Check::Duration => "minutes",
        Check::Spell | Check::Future => "on",
        Check::Record => rule.values.first().map_or("minutes", String::as_str),
        Check::ProviderOverlap | Check::ClientOverlap | Check::Duplicate => "began",
        _ => "kind",
    };
    field.to_owned()
}
