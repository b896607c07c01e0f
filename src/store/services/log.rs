//! Logging what was provided: one entry or a week of them, changed, documented, taken back.

use super::known::Known;
use super::parts;
use crate::domain::access::{Act, Reason, State, can};
use crate::domain::catalogue::LONGEST;
use crate::domain::family::MemberKind;
use crate::domain::service::told::{Asked, CONTACT, ELSEWHERE, Kept, Told};
use crate::domain::staff::Role;
use crate::domain::text::{clean_line, count};
use crate::domain::{FamilyId, MemberId};
use crate::error::{Error, Kind, Result, denied, invalid, missing};
use crate::store::forms::conflict;
use crate::store::forms::desk::{Desk, FamilyFacts, StaffFacts, line, short_line};
use crate::store::sql::{RowExt, word};
use crate::store::view::family::change::Seen;
use crate::store::view::services::{ServiceChange, ServiceForm};
use crate::store::write::{Tx, What};
use crate::store::{OpId, Store};
use rusqlite::{Connection, OptionalExtension};

/// The longest reference, in characters.
const LONGEST_LINE: usize = 200;

/// The answer of a write: the key, and a sentence that says so.
type Said = (i64, String);

/// A form that was read and may be kept.
struct Checked {
    family: FamilyFacts,
    staff: StaffFacts,
    joint: Option<StaffFacts>,
    role: Role,
    kept: Kept,
    facts: Vec<(String, String)>,
}

impl Store {
    /// Writes a change of the log.
    ///
    /// # Errors
    /// What cannot have happened, what the other agency logs, what was changed meanwhile.
    pub(in crate::store) fn change_services(&mut self, op: OpId, change: &ServiceChange) -> Result<Said> {
        let desk = self.desk(self.log_act()?)?;
        let state = self.state();
        let writer = Writer { desk: &desk, state };
        match change {
            ServiceChange::Save(form) => {
                let what = match form.row {
                    Some((id, _)) => What::of("change_service", "service", id),
                    None if form.kind == CONTACT => What::new("contact", "service"),
                    None => What::new("service", "service"),
                };
                self.write(op, what, |tx| writer.save(tx, form))
            }
            ServiceChange::Week(forms) => {
                self.write(op, What::new("week", "service"), |tx| writer.week(tx, forms))
            }
            ServiceChange::Documented { rows, on } => {
                self.write(op, What::new("document", "service"), |tx| writer.document(tx, rows, *on))
            }
            ServiceChange::Delete { id, version, reason } => {
                let what = What::of("delete_service", "service", *id);
                self.write(op, what, |tx| writer.delete(tx, *id, *version, reason))
            }
        }
    }

    /// What logging is called for the viewer: of their own side's workers.
    pub(super) fn log_act(&self) -> Result<Act> {
        let side = self.viewer()?.role.side();
        Ok(Act::LogService(side.map_or(Role::Other, |side| match side {
            crate::domain::staff::Side::ChildWelfare => Role::IntactWorker,
            crate::domain::staff::Side::Treatment => Role::RecoveryCoordinator,
        })))
    }
}

/// The role in which a person provides: a supervisor who holds a family provides as its worker.
fn provider(staff: &StaffFacts) -> Result<Role> {
    match staff.role {
        Role::IntactWorker | Role::IntactSupervisor => Ok(Role::IntactWorker),
        Role::RecoveryCoordinator | Role::SudSupervisor => Ok(Role::RecoveryCoordinator),
        other => Err(invalid(format!("{} is {other} and has no families", staff.short))
            .hint("choose an Intact Worker or a Recovery Coordinator")),
    }
}

/// Who writes, and what the file is.
struct Writer<'a> {
    desk: &'a Desk,
    state: State,
}

impl Writer<'_> {
    fn may(&self, role: Role) -> std::result::Result<(), Reason> {
        can(Act::LogService(role), &self.desk.viewer, self.state)
    }

    fn check(&self, conn: &Connection, form: &ServiceForm) -> Result<Checked> {
        let family = self.desk.family(conn, form.family)?;
        let staff = self.desk.staff(conn, form.staff)?;
        let role = provider(&staff)?;
        self.may(role).map_err(denied)?;
        let joint = form.joint_with.map(|other| self.desk.staff(conn, other)).transpose()?;
        let known = Known::load(conn, form.family)?;
        let told = Told {
            staff: form.staff,
            joint_with: form.joint_with,
            on: form.on,
            began: form.began,
            minutes: form.minutes,
            mode: form.mode,
            children: form.children.len(),
            documented_on: form.documented_on,
            spells: &known.openings,
        };
        told.check(self.desk.today, self.desk.now)
            .map_err(|refusal| invalid(refusal.message).hint(refusal.hint))?;
        self.check_members(&known, form)?;
        let kept = self.keep(&known, form, role)?;
        let facts = self.facts(&kept.kind, form)?;
        Ok(Checked { family, staff, joint, role, kept, facts })
    }

    fn check_members(&self, known: &Known, form: &ServiceForm) -> Result<()> {
        let strange = form.children.iter().any(|child| known.member(*child, MemberKind::Child).is_none());
        if strange {
            return Err(invalid(format!("one of the children is not of {}", form.family))
                .hint("choose the family again, then its children"));
        }
        if form.member.is_some_and(|adult| known.member(adult, MemberKind::Adult).is_none()) {
            return Err(invalid(format!("this adult is not of {}", form.family))
                .hint("choose the family again, then the adult"));
        }
        Ok(())
    }

    /// What may stand here. Nothing of what was typed is left out silently: it is asked for as a reference instead.
    fn keep(&self, known: &Known, form: &ServiceForm, role: Role) -> Result<Kept> {
        let elsewhere = short_line(&form.elsewhere, "the reference", LONGEST_LINE)?;
        let lists = &self.desk.settings.lists;
        let kind = lists.service(&form.kind);
        if kind.is_none() && !matches!(form.kind.as_str(), CONTACT | ELSEWHERE) {
            return Err(invalid(format!("\"{}\" is no kind of service here", clean_line(&form.kind)))
                .hint("lists.toml names the kinds there are"));
        }
        if let Some(kind) = kind.filter(|kind| !kind.by.contains(&role)) {
            return Err(invalid(format!("{} is no service of {role}", kind.label))
                .hint("choose another kind, or another person"));
        }
        let part2 = kind.is_some_and(|kind| kind.is_part2(role));
        let consents = known.consents(form.member);
        let (member, on) = (form.member, form.on);
        let asked = Asked { kind: &form.kind, part2, role, member, consents, on, elsewhere: &elsewhere };
        let kept = asked.keep();
        if (kept.withheld || form.kind == ELSEWHERE) && kept.elsewhere.is_empty() {
            return Err(invalid("no consent in force on that day covers services of this adult").hint(
                "say under \"Documented elsewhere\" where the treatment agency's own record holds it: here stands only that",
            ));
        }
        if kept.kind == ELSEWHERE && form.documented_on.is_none() {
            return Err(invalid("the day on which it was documented elsewhere is missing")
                .hint("give the day it was entered into that record"));
        }
        Ok(kept)
    }

    /// The facts of the kind that is kept; those of another kind have no place.
    fn facts(&self, kind: &str, form: &ServiceForm) -> Result<Vec<(String, String)>> {
        let settings = &self.desk.settings;
        let mut facts = Vec::new();
        for fact in settings.services.facts_of(kind) {
            let Some((name, value)) = form.facts.iter().find(|(name, _)| *name == fact.name) else {
                continue;
            };
            let value = short_line(value, &fact.label, LONGEST)?;
            if !value.is_empty() {
                let read = fact.read(value.trim(), &settings.fact_choices(kind, fact));
                let value = read.map_err(|why| invalid(format!("{}: {why}", fact.label)))?;
                facts.push((name.clone(), value));
            }
        }
        Ok(facts)
    }

    fn save(&self, tx: &mut Tx<'_>, form: &ServiceForm) -> Result<Said> {
        let checked = self.check(tx.sql(), form)?;
        let part2 = checked.kept.consent.is_some();
        tx.part2(part2);
        let (kept, began) = (&checked.kept, form.began.map(|at| at.format("%H:%M").to_string()));
        let (role, mode) = (word(checked.role), word(form.mode));
        let fields: [crate::store::write::Field<'_>; 14] = [
            ("family_id", &form.family),
            ("staff_id", &form.staff),
            ("role", &role),
            ("kind", &kept.kind),
            ("on_date", &form.on),
            ("began", &began),
            ("minutes", &form.minutes),
            ("mode", &mode),
            ("joint_with", &form.joint_with),
            ("documented_on", &form.documented_on),
            ("documented_elsewhere", &kept.elsewhere),
            ("part2", &part2),
            ("member_id", &kept.member),
            ("consent_id", &kept.consent),
        ];
        let id = match form.row {
            None => tx.insert("service", &fields)?,
            Some((id, version)) => {
                let before = self.entry(tx.sql(), id)?;
                tx.part2(part2 || before.part2);
                conflict::update(tx, self.desk, "service", Seen { id, version }, &fields)?;
                id
            }
        };
        let seen = parts::see(tx, id, &ids(&form.children))?;
        let told = parts::tell(tx, id, &checked.facts)?;
        if let Some((id, version)) = form.row.filter(|_| seen || told) {
            tx.touch("service", id, version)?;
        }
        tx.part2(false);
        Ok((id, self.said(form, &checked)))
    }

    fn week(&self, tx: &mut Tx<'_>, forms: &[ServiceForm]) -> Result<Said> {
        if forms.is_empty() {
            return Err(invalid("there is nothing to save yet").hint("fill in a row first"));
        }
        let mut last = (0, String::new());
        for (place, form) in forms.iter().enumerate() {
            last = self.save(tx, form).map_err(|error| in_row(error, place))?;
        }
        let who = self.short(tx.sql(), form_staff(forms)?)?;
        let plain = forms.iter().all(|form| form.member.is_none() && form.elsewhere.is_empty());
        let entries = count(forms.len(), if plain { "contact" } else { "service" });
        let elsewhere = match forms.iter().filter(|form| !form.elsewhere.is_empty()).count() {
            0 => String::new(),
            one => format!(", {one} of them as documented elsewhere"),
        };
        Ok((last.0, format!("{entries} of {who} logged{elsewhere}")))
    }

    fn short(&self, conn: &Connection, staff: crate::domain::StaffId) -> Result<String> {
        Ok(self.desk.staff(conn, staff)?.short)
    }

    /// Enters the day on which entries were documented; those that have one keep it.
    fn document(&self, tx: &mut Tx<'_>, rows: &[(i64, i64)], on: chrono::NaiveDate) -> Result<Said> {
        self.desk.not_future(on, "it is documented")?;
        for (id, version) in rows {
            let entry = self.entry(tx.sql(), *id)?;
            if entry.documented {
                return Err(Error::new(Kind::Conflict, "somebody entered its day meanwhile")
                    .hint("the list was loaded again: look at it"));
            }
            if on < entry.on {
                return Err(invalid("it was written down before it happened")
                    .hint(format!("the service was on {}", self.desk.day(entry.on))));
            }
            tx.part2(entry.part2);
            tx.update("service", *id, *version, &[("documented_on", &on)])?;
        }
        tx.part2(false);
        let services = count(rows.len(), "service");
        let first = rows.first().map_or(0, |(id, _)| *id);
        Ok((first, format!("{services} documented on {}", self.desk.day(on))))
    }

    /// Takes an entry back that should not be there; the reason and what stood there stay in the history.
    fn delete(&self, tx: &mut Tx<'_>, id: i64, version: i64, reason: &str) -> Result<Said> {
        let reason = line(reason, "the reason", LONGEST_LINE)?;
        let entry = self.entry(tx.sql(), id)?;
        if entry.version != version {
            return Err(Error::new(Kind::Conflict, "somebody else changed this meanwhile")
                .hint("the list was loaded again: look at it"));
        }
        tx.part2(entry.part2);
        parts::see(tx, id, &[])?;
        parts::tell(tx, id, &[])?;
        tx.take_away("service", id, ("reason", &reason))?;
        tx.part2(false);
        let (family, day) = (entry.family, self.desk.day(entry.on));
        Ok((id, format!("{family}: the entry of {day} is gone; u brings it back")))
    }

    /// An entry of the viewer's own side at their sites.
    fn entry(&self, conn: &Connection, id: i64) -> Result<Entry> {
        let found = conn
            .prepare_cached(
                "select family_id, role, on_date, documented_on is not null as documented, part2, version
                 from service where id = ?1",
            )?
            .query_row([id], |row| {
                Ok(Entry {
                    family: row.num("family_id")?,
                    role: row.word("role")?,
                    on: row.day("on_date")?,
                    documented: row.get("documented")?,
                    part2: row.get("part2")?,
                    version: row.get("version")?,
                })
            })
            .optional()?;
        let entry = found.ok_or_else(|| missing("this entry is no longer there"))?;
        self.may(entry.role).map_err(denied)?;
        self.desk.family(conn, entry.family)?;
        Ok(entry)
    }

    fn said(&self, form: &ServiceForm, checked: &Checked) -> String {
        let with = checked.joint.as_ref().map_or_else(String::new, |other| format!(" + {}", other.short));
        let seen = match form.children.len() {
            0 => String::new(),
            1 => ", 1 child seen".to_owned(),
            n => format!(", {n} children seen"),
        };
        let noted = match (&checked.kept, form.documented_on) {
            (kept, _) if kept.withheld => "; only that it is documented elsewhere stands here",
            (_, None) => "; not documented yet",
            _ => "",
        };
        let mode = form.mode.to_string().to_lowercase();
        let (family, who, day) = (checked.family.id, &checked.staff.short, self.desk.day(form.on));
        format!("{family}: {mode} by {who}{with} on {day}{seen}{noted}")
    }
}

/// What has to be known of an entry before it is changed.
struct Entry {
    family: FamilyId,
    role: Role,
    on: chrono::NaiveDate,
    documented: bool,
    part2: bool,
    version: i64,
}

fn form_staff(forms: &[ServiceForm]) -> Result<crate::domain::StaffId> {
    forms.first().map(|form| form.staff).ok_or_else(|| invalid("there is nothing to save yet"))
}

/// Says in which row of the week something is wrong, counted from 1.
fn in_row(error: Error, place: usize) -> Error {
    let Error { kind, message, hint, .. } = error;
    Error::new(kind, format!("row {}: {message}", place + 1)).hint(hint)
}

fn ids(members: &[MemberId]) -> Vec<i64> {
    members.iter().map(|member| member.0).collect()
}
