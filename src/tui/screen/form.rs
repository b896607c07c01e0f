//! The small forms as pages: what is asked differs from form to form, how it is asked never.

mod assign;
mod consent;
mod contact;
mod entry;
pub(super) mod fact;
mod family;
mod finding;
mod item;
mod member;
mod merge;
mod point;
mod referral;
mod service;
pub(super) mod sheet;
mod staff;
pub mod staffing;
mod travel;

pub use consent::{ConsentSheet, Opening};
pub use entry::Entry;
pub(super) use item::Offer;
pub use referral::{ReferralJob, ReferralStep};
pub use service::ServiceSeed;
pub(super) use service::blame;

use super::{Ctx, Do, FormKind, Page, Target};
use crate::domain::access::{Act, Reason};
use crate::domain::text::capital;
use crate::error::{Error, Kind, Result, denied};
use crate::store::request::Form as Filled;
use crate::store::view::assign::AssignReply;
use crate::store::view::form::Choices;
use crate::store::view::referral::{Alike, ReferralReply};
use crate::store::{OpId, Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Confirm, Dialog, Menu, MenuItem};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::form::{Form, FormEvent};
use crate::tui::widget::mark::Mark;
use crate::tui::widget::{paint, wrap};
use merge::Merge;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use sheet::{Seed, Sheet};
use std::time::Duration;

/// The tag of the question before typed text is left.
const LEAVE: &str = "leave_form";
/// The tag of the question whether a referral is there already.
const ALIKE: &str = "alike_referrals";
/// Seconds without a key after which text is kept as a draft.
const DRAFT_AFTER: u64 = 2;

/// A form on a page of its own.
pub struct FormPage {
    sheet: Box<dyn Sheet>,
    /// What its drafts are kept under.
    entity: &'static str,
    id: i64,
    /// One for the whole form: saving twice saves once.
    op: OpId,
    choices: Choices,
    form: Option<Form>,
    saving: bool,
    /// What is saved once it is said that it is not there already.
    held: Option<Filled>,
    /// Where what may be the same opens.
    alike: Vec<Target>,
    draft_due: Option<Duration>,
    /// What stood in the fields before anything was entered.
    began: Vec<(&'static str, String)>,
    /// Where it stands with what somebody else changed meanwhile.
    merge: Merge,
}

impl FormPage {
    /// The page of a form, not loaded yet.
    pub fn new(kind: &FormKind) -> Self {
        let (entity, id, sheet) = Self::sheet(kind);
        Self {
            sheet,
            entity,
            id,
            op: OpId::new(),
            choices: Choices::default(),
            form: None,
            saving: false,
            held: None,
            alike: Vec::new(),
            draft_due: None,
            began: Vec::new(),
            merge: Merge::None,
        }
    }

    /// Under which name and key its drafts are kept, and its sheet.
    fn sheet(kind: &FormKind) -> (&'static str, i64, Box<dyn Sheet>) {
        match kind {
            FormKind::Assign(family, role) => {
                ("form_assign", family.0, Box::new(assign::Assign::family(*family, *role)))
            }
            FormKind::AssignReferral(referral) => {
                ("form_assign_referral", referral.0, Box::new(assign::Assign::referral(*referral)))
            }
            FormKind::Contact(family) => {
                ("form_contact", family.map_or(0, |id| id.0), Box::new(contact::Contact { family: *family }))
            }
            FormKind::Service(seed) => {
                let id = seed.entry.map_or(0, |(id, _)| id);
                ("form_service", id, Box::new(service::Service::new(seed.clone())))
            }
            FormKind::Trip(staff, now) => {
                let id = now.as_ref().and_then(|now| now.row).map_or(0, |(id, _)| id);
                let sheet = travel::Trip { staff: *staff, now: now.as_deref().cloned() };
                ("form_trip", id, Box::new(sheet))
            }
            FormKind::TripWeek(staff, monday) => {
                let sheet = travel::TripWeek { staff: *staff, monday: *monday };
                ("form_trip_week", sheet.draft(), Box::new(sheet))
            }
            FormKind::ServiceItem { family, owner, what } => {
                let sheet = item::Item::begun(*family, *owner, what.clone());
                ("form_service_item", family.0, Box::new(sheet))
            }
            FormKind::Consent(family, member) => {
                let sheet =
                    consent::Consent { family: *family, member: *member, from: consent::From::Nothing };
                ("form_consent", family.0, Box::new(sheet))
            }
            FormKind::ConsentChange(kind) => {
                let (id, sheet) = kind.sheet();
                ("form_consent_change", id, sheet)
            }
            FormKind::ConsentItem(family, what) => {
                ("form_consent_item", family.0, Box::new(item::Item::about_consent(*family, what.clone())))
            }
            FormKind::Finding(family) => {
                ("form_finding", family.0, Box::new(finding::SafetyFinding { family: *family }))
            }
            FormKind::Entry(family, entry) => {
                ("form_entry", family.0, Box::new(entry::EntrySheet { family: *family, entry: *entry }))
            }
            FormKind::Family => ("form_family", 0, Box::new(family::OpenFamily)),
            FormKind::Member(family) => {
                ("form_member", family.0, Box::new(member::Member { family: *family }))
            }
            FormKind::Staffing(kind) => {
                let (entity, sheet) = kind.sheet();
                (entity, 0, sheet)
            }
            FormKind::Referral(job) => {
                (job.entity(), job.id(), Box::new(referral::ReferralSheet::new(job.clone())))
            }
            FormKind::Staff => ("form_staff", 0, Box::new(staff::Staff)),
            FormKind::Point(on, from) => {
                let family = on.family().map_or(0, |family| family.0);
                ("form_point", family, Box::new(point::Point { on: *on, from: from.clone() }))
            }
            FormKind::Item(family) => {
                ("form_item", family.map_or(0, |id| id.0), Box::new(item::Item::new(*family)))
            }
            FormKind::ChangeItem(item, now) => {
                ("form_change_item", item.0, Box::new(item::ChangeItem { item: *item, now: (**now).clone() }))
            }
        }
    }

    /// Why the viewer may not save this form, where they may not.
    fn refused(&self, ctx: &Ctx<'_>) -> Option<Reason> {
        let act: Act = self.sheet.act(ctx.viewer);
        ctx.can(act).err()
    }

    /// Takes what the form offers: at first it is made, later only what depends on another field is.
    fn offer(&mut self, mut choices: Choices, ctx: &Ctx<'_>) -> Vec<Do> {
        if self.form.is_some() && !matches!(self.merge, Merge::Asked(_)) {
            // The form stays what it was made from: a change by somebody else must be a conflict when it is saved.
            choices.family = self.choices.family.take();
        }
        self.choices = choices;
        if matches!(self.merge, Merge::Asked(_)) && self.sheet.again().is_none() {
            return self.join(ctx);
        }
        let seed = seed(&self.choices, ctx);
        match &mut self.form {
            Some(form) => self.sheet.refill(form, &seed).map(Do::Store).into_iter().collect(),
            None => {
                let form = self.sheet.build(&seed);
                self.began = form.values();
                self.form = Some(form);
                let drafts = Request::Drafts { entity: self.entity.to_owned(), id: self.id };
                let more = self.sheet.more(ctx.today()).into_iter().map(Do::Store);
                let drafts = (!self.sheet.drafts().is_empty()).then_some(Do::Store(drafts));
                drafts.into_iter().chain(more).collect()
            }
        }
    }

    fn restore(&mut self, drafts: &[(String, String, String)]) -> Vec<Do> {
        let Some(form) = self.form.as_mut().filter(|form| !form.is_changed()) else { return Vec::new() };
        let mut restored = false;
        for key in self.sheet.drafts() {
            if let Some((_, body, _)) = drafts.iter().find(|(field, ..)| field == key) {
                form.set_text(key, body);
                restored = true;
            }
        }
        if restored {
            let said = "What you had typed here before is back: it has not been saved yet";
            return vec![Do::Toast(Mark::Due, said.into())];
        }
        Vec::new()
    }

    fn save(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        if self.saving {
            return Vec::new();
        }
        if let Some(reason) = self.refused(ctx) {
            return vec![Do::Fail(denied(reason))];
        }
        let Some(form) = &mut self.form else { return Vec::new() };
        match self.sheet.read(form, &seed(&self.choices, ctx)) {
            Err((key, sentence)) => {
                form.set_error(key, &sentence);
                Vec::new()
            }
            Ok(read) => {
                self.saving = true;
                if let Some(ask) = self.sheet.look_first(&read) {
                    self.held = Some(read);
                    return vec![Do::Store(ask)];
                }
                vec![Do::Store(Request::Save(self.op, read))]
            }
        }
    }

    /// Saves what was held back, where nothing is like it; else shows what is.
    fn looked(&mut self, rows: &[Alike]) -> Vec<Do> {
        if self.held.is_none() {
            return Vec::new();
        }
        if rows.is_empty() {
            return self.save_held();
        }
        self.saving = false;
        self.alike = rows.iter().map(|row| Target::from(&row.open)).collect();
        let look = |row: &Alike| MenuItem::new(format!("Look at {}", row.name)).detail(row.detail.clone());
        let mut items: Vec<MenuItem> = rows.iter().map(look).collect();
        items.push(MenuItem::new("Save it as a new one"));
        vec![Do::Dialog(Dialog::Menu(Menu::new(ALIKE, "This may be here already", items)))]
    }

    fn save_held(&mut self) -> Vec<Do> {
        let Some(read) = self.held.take() else { return Vec::new() };
        self.saving = true;
        vec![Do::Store(Request::Save(self.op, read))]
    }

    fn saved(&mut self, id: i64, said: String, ctx: &Ctx<'_>) -> Vec<Do> {
        self.saving = false;
        self.draft_due = None;
        let said = match std::mem::take(&mut self.merge) {
            Merge::Saved(theirs) => format!("{said}. {}: that stands, too", capital(&theirs)),
            _ => said,
        };
        let mut dos = self.forget();
        dos.push(self.sheet.opens(id).map_or(Do::Back, Do::Replace));
        // A line in passing would cut a long sentence, and its end is what matters.
        let fits = paint::cells(&said).saturating_add(4) <= ctx.size.width;
        dos.push(if fits {
            Do::Toast(Mark::Done, said)
        } else {
            Do::Dialog(Dialog::Confirm(Confirm::message("Saved", format!("{said}."))))
        });
        dos
    }

    /// Says what the store refused: in the field it is about, where that is known, else as a dialog.
    fn failed(&mut self, error: Error) -> Vec<Do> {
        self.saving = false;
        let place = Some(self.sheet.blame(&error)).flatten().filter(|_| error.kind == Kind::Invalid);
        match (place, &mut self.form) {
            (Some(key), Some(form)) => {
                let mut sentence = error.message;
                if !error.hint.is_empty() {
                    sentence = format!("{sentence}: {}", error.hint);
                }
                form.set_error(key, &capital(&sentence));
                Vec::new()
            }
            _ if error.kind == Kind::Conflict => self.conflict(error),
            _ => vec![Do::Fail(error)],
        }
    }

    fn draft(&self, field: &str, body: String) -> Do {
        Do::Store(Request::Draft { entity: self.entity.into(), id: self.id, field: field.into(), body })
    }

    /// Forgets the drafts: saved, or left on purpose.
    fn forget(&self) -> Vec<Do> {
        self.sheet.drafts().iter().map(|key| self.draft(key, String::new())).collect()
    }
}

fn seed<'a>(choices: &'a Choices, ctx: &Ctx<'a>) -> Seed<'a> {
    Seed { choices, settings: ctx.settings, viewer: ctx.viewer, today: ctx.today() }
}

impl Page for FormPage {
    fn load(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        if self.refused(ctx).is_some() {
            return Vec::new();
        }
        let family = match &self.form {
            Some(form) => self.sheet.family_in(form),
            None => self.sheet.family(),
        };
        vec![Do::Store(Request::Choices(family))]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Choices(choices)) => self.offer(*choices, ctx),
            Ok(Reply::Drafts(drafts)) => self.restore(&drafts),
            Ok(reply @ (Reply::Staff(_) | Reply::Item(_) | Reply::Travel(_))) => self.renewed(&reply, ctx),
            Ok(Reply::Saved { id, said }) => self.saved(id, said, ctx),
            Ok(Reply::Referral(reply)) => match *reply {
                ReferralReply::Alike(rows) => self.looked(&rows),
                reply => self.renewed(&Reply::Referral(Box::new(reply)), ctx),
            },
            Ok(Reply::Referrals(rows)) => {
                let asked = self.form.as_mut().and_then(|form| self.sheet.referrals(form, &rows));
                asked.map(Do::Store).into_iter().collect()
            }
            Ok(Reply::Services(reply)) => self.services(reply, ctx),
            Ok(Reply::Assign(AssignReply::Candidates { people, holder })) => {
                if let Some(form) = &mut self.form {
                    self.sheet.candidates(form, people, holder, &seed(&self.choices, ctx));
                }
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(error) if self.saving => self.failed(error),
            Err(error) => vec![Do::Fail(error)],
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(form) = self.form.as_mut().filter(|_| !self.saving) else {
            return if input.is(KeyCode::Esc) { vec![Do::Back] } else { Vec::new() };
        };
        if input.is(KeyCode::F(6))
            && let Some(dialog) = self.sheet.compare(form)
        {
            return vec![Do::Dialog(dialog)];
        }
        match form.update(input) {
            FormEvent::None => Vec::new(),
            FormEvent::Save => self.save(ctx),
            FormEvent::Cancel if form.is_changed() => {
                vec![Do::Dialog(Dialog::Confirm(Confirm::discard(LEAVE)))]
            }
            FormEvent::Cancel => vec![Do::Back],
            FormEvent::Changed(key) => {
                if self.sheet.drafts().contains(&key) {
                    self.draft_due = Some(ctx.after(DRAFT_AFTER));
                }
                let asked = self.sheet.changed(form, key, &seed(&self.choices, ctx));
                asked.map(Do::Store).into_iter().collect()
            }
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        paint::text(frame.buffer_mut(), area, 2, 0, &self.sheet.title(), ctx.theme.strong);
        let area = paint::below(area, 2);
        if let Some(reason) = self.refused(ctx) {
            let room = usize::from(area.width.saturating_sub(4)).max(1);
            let text = format!("{reason}.\nEsc goes back.");
            for (row, line) in (0u16..).zip(wrap::wrap(&text, room)) {
                paint::text(frame.buffer_mut(), area, 2, row, &line, ctx.theme.text);
            }
            return;
        }
        if let Some(form) = &self.form {
            form.view(frame, area, ctx.theme, ctx.focused);
        }
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let compare = self.form.as_ref().and_then(|form| self.sheet.compare(form)).is_some();
        let compare = compare.then(|| Command::key(KeyCode::F(6), "Why this order?"));
        let save = Command::new(Action::Save).off(self.refused(ctx));
        let rest = [Command::key(KeyCode::Tab, "Next field"), Command::key(KeyCode::Esc, "Back")];
        std::iter::once(save).chain(compare).chain(rest).collect()
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        if tag == merge::CLASH {
            let choice = if let Answer::Chosen(choice) = answer { choice } else { 0 };
            return self.settle(choice, ctx);
        }
        if let (ALIKE, Answer::Chosen(place)) = (tag, &answer) {
            return match self.alike.get(*place) {
                Some(target) => vec![Do::Open(target.clone())],
                None => self.save_held(),
            };
        }
        if tag != LEAVE || !matches!(answer, Answer::Chosen(1)) {
            return Vec::new();
        }
        self.draft_due = None;
        let mut dos = self.forget();
        dos.push(Do::Back);
        dos
    }

    fn is_typing(&self) -> bool {
        self.form.is_some()
    }

    fn deadline(&self) -> Option<Duration> {
        self.draft_due
    }

    fn tick(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        if self.draft_due.take().is_none() {
            return Vec::new();
        }
        let Some(form) = &self.form else { return Vec::new() };
        self.sheet.drafts().iter().map(|key| self.draft(key, form.text(key))).collect()
    }

    fn is_unsaved(&self) -> bool {
        self.form.as_ref().is_some_and(Form::is_changed)
    }
}
