//! The note of a held meeting: read, signed later, corrected by an addendum.

use super::file;
use crate::domain::meeting::MeetingStatus;
use crate::domain::sealed::Part2;
use crate::domain::{MeetingId, StaffId};
use crate::error::{Kind, Result};
use crate::store::view::meeting::{CaseNote, MeetingNote};
use crate::store::view::walk::{Walk, WalkAsk, WalkReply};
use crate::store::{OpId, Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, FormDialog, Menu, MenuItem};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::screen::destination;
use crate::tui::screen::walk::notes::Notes;
use crate::tui::screen::walk::part::{Key, Part};
use crate::tui::screen::walk::sheet::{Event, Sheet};
use crate::tui::screen::walk::{gathered, is_frozen, reason, signs};
use crate::tui::screen::{Ctx, Do, Page};
use crate::tui::theme::Look;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use crate::tui::widget::mark::Mark;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// The menu of those to whom personnel notes can be handed over.
const HAND_OVER: &str = "hand_over";

/// The note of a held meeting.
pub struct Note {
    id: MeetingId,
    walk: Option<Walk>,
    note: Option<MeetingNote>,
    sheet: Sheet,
    /// A signature is on its way: a refusal is said in its form.
    signing: bool,
    /// What is said once the personnel notes are handed over.
    handing: Option<String>,
    nothing: Notes,
}

impl Note {
    /// The note, not loaded yet; with the meeting as it was walked, where it was.
    pub fn new(id: MeetingId, walk: Option<Walk>) -> Self {
        let (sheet, nothing) = (Sheet::default(), Notes::default());
        Self { id, walk, note: None, sheet, signing: false, handing: None, nothing }
    }

    fn is_signed(&self) -> bool {
        self.walk.as_ref().is_some_and(is_frozen)
    }

    fn show(&mut self, ctx: &Ctx<'_>) {
        let signed = self.is_signed();
        // What was held and has a cadence wants a next one; it can be planned after the close as well.
        let unplanned = self.walk.as_ref().is_some_and(|walk| {
            let held = matches!(walk.status, MeetingStatus::Held | MeetingStatus::Signed);
            held && walk.next.meeting.is_none() && walk.next.planned.is_none() && walk.next.proposed.is_some()
        });
        if let Some(note) = &self.note {
            let parts = parts(note, signed, unplanned, &ctx.settings.notices.part2);
            self.sheet.set(parts);
        }
    }

    fn sign(&self, wrong: Option<&str>, ctx: &Ctx<'_>) -> Dialog {
        let mut form = Form::new(ctx.today(), vec![Field::secret("passphrase", "Passphrase")]).button("Sign");
        if let Some(why) = wrong {
            form.set_error("passphrase", why);
        }
        let text = signs(self.note.as_ref().map_or(&[], |note| note.unanswered.as_slice()));
        let title = format!("Sign as {}", ctx.viewer.name);
        Dialog::Form(Box::new(FormDialog::new("sign", title, text, form)))
    }
}

impl Page for Note {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Meeting(self.id))]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Meeting(note)) => {
                self.note = Some(*note);
                self.show(ctx);
                Vec::new()
            }
            Ok(Reply::Walk(reply)) => {
                self.signing = false;
                let (mut dos, walk) = match *reply {
                    WalkReply::Signed { said, walk } => (vec![Do::Toast(Mark::Done, said)], walk),
                    WalkReply::Walk(walk)
                    | WalkReply::Clash { walk, .. }
                    | WalkReply::Conflict { walk, .. } => (Vec::new(), walk),
                    WalkReply::Choices(_) => return Vec::new(),
                };
                dos.extend(self.handing.take().map(|said| Do::Toast(Mark::Done, said)));
                self.walk = Some(*walk);
                dos.push(Do::Store(Request::Meeting(self.id)));
                dos
            }
            Ok(Reply::Document(document)) => vec![Do::Toast(Mark::Done, document.said)],
            Ok(_) => Vec::new(),
            Err(error) if std::mem::take(&mut self.signing) && error.kind == Kind::Denied => {
                vec![Do::Dialog(self.sign(Some(&reason(&error)), ctx))]
            }
            Err(error) => {
                self.handing = None;
                vec![Do::Fail(error)]
            }
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        match self.sheet.update(input, &mut self.nothing) {
            Event::Pressed(Key::Sign(_)) => vec![Do::Dialog(self.sign(None, ctx))],
            Event::Pressed(Key::NextDate) => {
                let form = self.walk.as_ref().map(|walk| crate::tui::screen::walk::next_date(walk, ctx));
                form.map(Do::Dialog).into_iter().collect()
            }
            Event::Pressed(Key::HandOver) => {
                let people = self.note.iter().flat_map(|note| &note.hand_over);
                let items = people.map(|one| MenuItem::new(one.name.as_str())).collect();
                let title = "Who may read what you wrote until now?";
                vec![Do::Dialog(Dialog::Menu(Menu::new(HAND_OVER, title, items)))]
            }
            Event::Pressed(Key::Addendum) => vec![Do::Dialog(crate::tui::screen::walk::addendum(ctx))],
            Event::Ignored if input.is(KeyCode::PageDown) || input.is(KeyCode::PageUp) => {
                self.sheet.read(input.is(KeyCode::PageDown));
                Vec::new()
            }
            Event::Ignored if input.is(KeyCode::Esc) => vec![Do::Back],
            Event::Ignored if input.action() == Some(Action::Write) && destination::allowed(ctx).is_ok() => {
                let notice = self.note.as_ref().map(|note| note.notice);
                notice.map(|notice| file::ask(self.id, notice, ctx)).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        self.sheet.view(frame, area, ctx.theme, &self.nothing, ctx.focused);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let mut commands = vec![Command::key(KeyCode::PageDown, "Read on")];
        if self.note.as_ref().is_some_and(|note| note.can_sign) {
            commands.push(Command::key(KeyCode::End, "To the signature"));
        }
        commands.push(Command::new(Action::Write).label("Write").allowed(destination::allowed(ctx)));
        commands.push(Command::key(KeyCode::Esc, "Back"));
        commands.push(Command::new(Action::Refresh));
        commands
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        let (op, meeting) = (OpId::new(), self.id);
        let form = match answer {
            Answer::Form(form) => form,
            Answer::Chosen(place) if tag == HAND_OVER => {
                let to = self.note.as_ref().and_then(|note| note.hand_over.get(place));
                let Some(to) = to else { return Vec::new() };
                let said = format!("{} reads your personnel notes about this worker up to now", to.name);
                let ask = WalkAsk::HandOver { op, meeting, to: to.id };
                self.handing = Some(said);
                return vec![Do::Store(Request::Walk(ask))];
            }
            _ => return Vec::new(),
        };
        let staff: StaffId = ctx.viewer.staff;
        let ask = match tag {
            "sign" => {
                self.signing = true;
                WalkAsk::Sign { op, meeting, staff, passphrase: form.text("passphrase") }
            }
            file::FILE => return file::write(meeting, &form.text("file")),
            "next" => {
                let time = crate::domain::dates::read_time(&form.text("time")).ok();
                let at = form.date("day").zip(time).map(|(day, time)| day.and_time(time));
                WalkAsk::NextDate { op, meeting, at }
            }
            "addendum" => WalkAsk::Addendum { op, meeting, body: form.text("body") },
            _ => return Vec::new(),
        };
        vec![Do::Store(Request::Walk(ask))]
    }
}

/// Numbers the headings, so that the focus stops at each.
struct Paper {
    parts: Vec<Part>,
    stops: usize,
}

impl Paper {
    fn heading(&mut self, text: &str) {
        self.parts.push(Part::gap());
        self.parts.push(Part::stop(self.stops, "", text).look(Look::Strong));
        self.stops += 1;
    }
}

fn parts(note: &MeetingNote, signed: bool, unplanned: bool, notice: &str) -> Vec<Part> {
    let mut page = Paper { parts: Vec::new(), stops: 1 };
    page.parts.push(Part::stop(0, "", format!("{}   {}", note.id, note.title)).look(Look::Strong));
    page.parts.push(Part::text("", note.when.as_str()).look(Look::Dim));
    page.parts.extend(note.verdicts.iter().map(|line| Part::text("", line.as_str())));
    page.heading("Attendance");
    for (name, role, attendance) in &note.people {
        page.parts.push(Part::text(name, format!("{attendance}, {role}")));
    }
    for case in &note.cases {
        page.heading(&format!("{}   {}", case.family, case.state));
        page.parts.extend(family(case));
    }
    about(&mut page, note);
    if unplanned {
        page.parts.push(Part::gap());
        page.parts.push(Part::button(Key::NextDate, "", "Plan the next one"));
    }
    page.heading("Signatures");
    page.parts.extend(note.signatures.iter().map(|line| Part::text("", line.as_str())));
    if let Some(digest) = &note.digest {
        let short: String = digest.chars().take(16).collect();
        let said = format!("What was signed is frozen: SHA-256 {short}…");
        page.parts.push(Part::text("", said).look(Look::Dim));
    }
    if note.can_sign {
        page.parts.push(Part::button(Key::Sign(0), "", "Sign"));
    }
    for (when, words) in &note.addenda {
        page.parts.push(Part::text(when, words.as_str()).secret());
    }
    if signed {
        page.parts.push(Part::button(Key::Addendum, "", "Add an addendum"));
    }
    if note.notice {
        page.parts.push(Part::gap());
        page.parts.push(Part::text("", notice).look(Look::Dim));
        page.parts.extend(note.scope.iter().map(|line| Part::text("", line.as_str()).look(Look::Dim)));
    }
    page.parts
}

/// Notes about the meeting, the items, and what was not answered.
fn about(page: &mut Paper, note: &MeetingNote) {
    if !note.notes.is_empty() {
        page.heading("Notes");
        for (prompt, author, words) in &note.notes {
            page.parts.push(Part::text(&format!("{prompt} ({author})"), words.as_str()).secret());
        }
    }
    if !note.hand_over.is_empty() {
        page.parts.push(Part::button(Key::HandOver, "", "Hand over your personnel notes"));
    }
    if !note.approvals.is_empty() {
        page.heading("Decisions for approval");
        for (decision, answer) in &note.approvals {
            page.parts.push(Part::text(answer, decision.as_str()));
        }
    }
    if !note.items.is_empty() || !note.carried.is_empty() {
        page.heading("Action items");
        for (id, what, became) in &note.carried {
            page.parts.push(Part::text(&id.to_string(), format!("{became} · {what}")).secret());
        }
        for (id, what, owner, due) in &note.items {
            page.parts.push(Part::text(&id.to_string(), format!("new · {owner} · {due} · {what}")).secret());
        }
    }
    if !note.unanswered.is_empty() {
        page.heading("Not answered");
        page.parts
            .extend(gathered(&note.unanswered).into_iter().map(|line| Part::text("", line).look(Look::Due)));
    }
}

fn family(case: &CaseNote) -> Vec<Part> {
    let mut parts = Vec::new();
    if !case.why.is_empty() {
        parts.push(Part::text("", case.why.as_str()).look(Look::Dim));
    }
    parts.extend(case.facts.iter().map(|(name, fact)| Part::text(name, fact.as_str()).look(Look::Dim)));
    for (prompt, words) in &case.notes {
        parts.push(match words {
            Part2::Shown(text) => Part::text(prompt, text.open().as_str()).secret(),
            Part2::Withheld(why) => Part::text(prompt, why.label()).look(Look::Withheld),
            Part2::Nothing => continue,
        });
    }
    parts.extend(case.answers.iter().map(|(question, answer)| Part::text(question, answer.as_str())));
    parts
}
