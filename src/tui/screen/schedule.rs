//! The dialogs behind a meeting that is planned, moved, missed or cancelled; every screen with meetings has the same.

use super::{Ctx, Do};
use crate::domain::MeetingId;
use crate::domain::dates::read_time;
use crate::domain::meeting::MissReason;
use crate::domain::schedule::{Rhythm, weekday_name};
use crate::store::view::schedule::{About, Appointment, Dropped, Plan, PlanKind, ScheduleAsk, ScheduleReply};
use crate::store::{OpId, Request};
use crate::tui::dialog::{Answer, Dialog, FormDialog, Menu, MenuItem};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use crate::tui::widget::mark::Mark;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Weekday};

const WHAT: &str = "schedule_what";
const MOVE: &str = "schedule_move";
const MISS: &str = "schedule_miss";
const CANCEL: &str = "schedule_cancel";
const PLAN: &str = "schedule_plan";
const DECLINE: &str = "schedule_decline";
const KIND: &str = "schedule_kind";
const WHOM: &str = "schedule_whom";
const RHYTHM: &str = "schedule_rhythm";

/// The days of a working week.
const DAYS: [Weekday; 5] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

/// What the dialog that is open is about.
#[derive(Debug, Default)]
enum Aim {
    #[default]
    Nothing,
    /// A meeting that is scheduled; how it is dropped once that was chosen.
    Meeting(MeetingId, Option<&'static str>),
    /// A meeting that is to be, and what it could be about besides.
    Plan(Plan, Vec<(About, String)>),
    /// A kind that is to be planned.
    Kind(PlanKind),
    /// What can be planned.
    Kinds(Vec<PlanKind>),
}

/// The dialogs: a screen keeps one, and hands it what comes back.
#[derive(Debug, Default)]
pub(super) struct Scheduling {
    aim: Aim,
    title: String,
}

impl Scheduling {
    /// Asks what became of a meeting that is not held; one that has begun can only be cancelled.
    pub(super) fn ask(&mut self, meeting: MeetingId, title: String, begun: bool) -> Vec<Do> {
        self.aim = Aim::Meeting(meeting, None);
        self.title = title;
        let ahead = || if begun { Err("It has begun") } else { Ok(()) };
        let cancel = if begun { "begun by mistake" } else { "with its reason" };
        let items = vec![
            MenuItem::new("Move it").detail("to another day; what is prepared goes along").allowed(ahead()),
            MenuItem::new("It was missed").detail("with its reason; it counts as missed").allowed(ahead()),
            MenuItem::new("Cancel it").detail(format!("{cancel}; nothing prepared is lost")),
        ];
        vec![Do::Dialog(Dialog::Menu(Menu::new(WHAT, self.title.clone(), items)))]
    }

    /// Asks for the day and hour of a proposal, as it is proposed.
    pub(super) fn accept(&mut self, one: &Appointment, others: &[(About, String)], ctx: &Ctx<'_>) -> Vec<Do> {
        let plan = Plan {
            kind: one.kind.clone(),
            about: one.subject.clone(),
            at: one.on.and_time(one.at),
            minutes: Some(one.minutes),
        };
        self.plan(plan, &title(&one.label, &one.about), others.to_vec(), true, ctx)
    }

    /// Asks why a proposal is declined.
    pub(super) fn decline(&mut self, one: &Appointment, ctx: &Ctx<'_>) -> Vec<Do> {
        let (about, at) = (one.subject.clone(), one.on.and_time(one.at));
        let plan = Plan { kind: one.kind.clone(), about, at, minutes: Some(one.minutes) };
        let name = title(&one.label, &one.about);
        self.title = format!("Not this time: {name}");
        self.aim = Aim::Plan(plan, Vec::new());
        let text = "It is kept as cancelled, with the reason, and proposed again within a week.";
        form(DECLINE, &self.title, text, Form::new(ctx.today(), vec![why()]).button("Decline"))
    }

    /// Asks how a pair or a worker meets.
    pub(super) fn rhythm(&mut self, one: &Appointment, ctx: &Ctx<'_>) -> Vec<Do> {
        let (about, at) = (one.subject.clone(), one.on.and_time(one.at));
        self.aim = Aim::Plan(Plan { kind: one.kind.clone(), about, at, minutes: None }, Vec::new());
        let days =
            DAYS.iter().map(|day| (day.number_from_monday().to_string(), weekday_name(*day).to_owned()));
        let weekday = one.rhythm.weekday.map(|day| day.number_from_monday().to_string());
        let every = ctx.settings.meetings.kind(&one.kind).and_then(|kind| kind.cadence_days);
        let text = every.map_or_else(String::new, |days| {
            format!("The programme says every {days} d. What stands here counts from today on, everywhere; left empty, the programme's.")
        });
        let fields = vec![
            Field::number("every", "Every", one.rhythm.every_days.map(i64::from), (1, 366), "days"),
            Field::choice("weekday", "On", days.collect(), weekday.as_deref()),
            Field::text("time", "At", &one.rhythm.at.map(shown).unwrap_or_default()).rule(readable),
        ];
        let title = format!("How they meet: {}", title(&one.label, &one.about));
        form(RHYTHM, &title, &text, Form::new(ctx.today(), fields))
    }

    /// Asks which kind is to be planned.
    pub(super) fn new_one(&mut self, kinds: &[PlanKind]) -> Vec<Do> {
        self.aim = Aim::Kinds(kinds.to_vec());
        let items = kinds.iter().map(|kind| {
            let mut item = MenuItem::new(kind.label.clone());
            item.off = kind.subjects.is_empty().then(|| "There is nobody to hold it with".to_owned());
            item
        });
        vec![Do::Dialog(Dialog::Menu(Menu::new(KIND, "Schedule a meeting", items.collect())))]
    }

    fn plan(
        &mut self,
        plan: Plan,
        name: &str,
        others: Vec<(About, String)>,
        dated: bool,
        ctx: &Ctx<'_>,
    ) -> Vec<Do> {
        let mut fields = vec![
            Field::date("on", "On", dated.then_some(plan.at.date())).required("Say on which day"),
            time(dated.then_some(plan.at.time())),
            Field::number("minutes", "Takes", plan.minutes, (5, 960), "min"),
        ];
        let others: Vec<(About, String)> = others
            .into_iter()
            .filter(|(about, _)| *about != plan.about && matches!(about, About::Pairs(_)))
            .collect();
        if !others.is_empty() {
            let lines = others.iter().enumerate();
            let options =
                lines.map(|(place, (_, words))| (place.to_string(), words.clone(), false)).collect();
            fields.push(Field::many("with", "In one sitting with", options));
        }
        self.title = format!("Schedule {name}");
        self.aim = Aim::Plan(plan, others);
        form(PLAN, &self.title, "", Form::new(ctx.today(), fields).button("Schedule"))
    }

    /// Takes an answer of the store; `None` where it is for the screen.
    pub(super) fn reply(&mut self, reply: &ScheduleReply, ctx: &Ctx<'_>) -> Option<Vec<Do>> {
        match reply {
            ScheduleReply::Done(_, said) => Some(vec![Do::Toast(Mark::Done, format!("{said}."))]),
            ScheduleReply::Rhythm(said) => Some(vec![Do::Toast(Mark::Done, said.clone())]),
            ScheduleReply::Instead(meeting, at) => match self.aim {
                Aim::Meeting(about, Some(tag)) if about == *meeting => Some(self.when(tag, *at, ctx)),
                _ => Some(Vec::new()),
            },
            ScheduleReply::Ahead(_) | ScheduleReply::Ics(..) => None,
        }
    }

    /// The form of a meeting that is moved or dropped.
    fn when(&self, tag: &'static str, at: Option<NaiveDateTime>, ctx: &Ctx<'_>) -> Vec<Do> {
        let (day, hour) = (at.map(|at| at.date()), at.map(|at| at.time()));
        let (fields, button, text) = match tag {
            MOVE => (
                vec![Field::date("on", "To", day).required("Say to which day"), time(hour), why()],
                "Move",
                "What is prepared for it and its action items go along.",
            ),
            _ => (
                vec![
                    why(),
                    Field::date("on", "The next one on", day)
                        .hint("Proposed by its cadence; leave it empty for none"),
                    Field::text("time", "At", &hour.map(shown).unwrap_or_default()).rule(readable),
                ],
                if tag == MISS { "Missed" } else { "Cancel it" },
                "What is prepared for it and its action items wait for the next one.",
            ),
        };
        form(tag, &self.title, text, Form::new(ctx.today(), fields).button(button))
    }

    /// Takes the answer of a dialog; `None` where it is not one of these.
    pub(super) fn answer(&mut self, tag: &'static str, answer: &Answer, ctx: &Ctx<'_>) -> Option<Vec<Do>> {
        if ![WHAT, MOVE, MISS, CANCEL, PLAN, DECLINE, KIND, WHOM, RHYTHM].contains(&tag) {
            return None;
        }
        Some(match (tag, answer) {
            (WHAT, Answer::Chosen(line)) => self.chosen(*line),
            (KIND, Answer::Chosen(line)) => self.kind(*line, ctx),
            (WHOM, Answer::Chosen(line)) => self.whom(*line, ctx),
            (_, Answer::Form(form)) => self.save(tag, form).into_iter().collect(),
            _ => Vec::new(),
        })
    }

    fn chosen(&mut self, line: usize) -> Vec<Do> {
        let Aim::Meeting(meeting, how) = &mut self.aim else { return Vec::new() };
        *how = [MOVE, MISS, CANCEL].get(line).copied();
        vec![Do::Store(Request::Schedule(ScheduleAsk::Instead(*meeting)))]
    }

    fn kind(&mut self, line: usize, ctx: &Ctx<'_>) -> Vec<Do> {
        let Aim::Kinds(kinds) = &self.aim else { return Vec::new() };
        let Some(kind) = kinds.get(line).cloned() else { return Vec::new() };
        let words = kind.subjects.iter().map(|(_, words)| MenuItem::new(words.clone())).collect();
        let title = format!("{} with whom?", kind.label);
        let only = kind.subjects.len() == 1;
        self.aim = Aim::Kind(kind);
        if only {
            return self.whom(0, ctx);
        }
        vec![Do::Dialog(Dialog::Menu(Menu::new(WHOM, title, words)))]
    }

    fn whom(&mut self, line: usize, ctx: &Ctx<'_>) -> Vec<Do> {
        let Aim::Kind(kind) = &self.aim else { return Vec::new() };
        let Some((about, words)) = kind.subjects.get(line).cloned() else { return Vec::new() };
        let at = ctx.today().and_time(NaiveTime::MIN);
        let plan = Plan { kind: kind.key.clone(), about, at, minutes: Some(kind.minutes) };
        let (name, others) = (title(&kind.label, &words), kind.subjects.clone());
        self.plan(plan, &name, others, false, ctx)
    }

    /// What the store is asked for a form that was filled in.
    fn save(&self, tag: &'static str, form: &Form) -> Option<Do> {
        let op = OpId::new();
        let at = form.date("on").zip(read_time(&form.text("time")).ok()).map(|(on, time)| on.and_time(time));
        let ask = match (&self.aim, tag) {
            (Aim::Meeting(meeting, _), MOVE) => {
                ScheduleAsk::Move { op, meeting: *meeting, at: at?, reason: form.word("reason")? }
            }
            (Aim::Meeting(meeting, _), MISS | CANCEL) => {
                let how = if tag == MISS { Dropped::Missed } else { Dropped::Cancelled };
                ScheduleAsk::Drop { op, meeting: *meeting, how, reason: form.word("reason")?, next: at }
            }
            (Aim::Plan(plan, ..), DECLINE) => ScheduleAsk::Decline(op, plan.clone(), form.word("reason")?),
            (Aim::Plan(plan, _), RHYTHM) => {
                let weekday = form.choice("weekday").and_then(|day| day.parse::<u8>().ok());
                let rhythm = Rhythm {
                    every_days: form.number("every").and_then(|days| u32::try_from(days).ok()),
                    weekday: weekday.and_then(|day| Weekday::try_from(day.saturating_sub(1)).ok()),
                    at: read_time(&form.text("time")).ok(),
                };
                ScheduleAsk::Rhythm { op, kind: plan.kind.clone(), about: plan.about.clone(), rhythm }
            }
            (Aim::Plan(plan, others), PLAN) => {
                let minutes = form.number("minutes").or(plan.minutes);
                let about = together(&plan.about, others, &form.many("with"));
                ScheduleAsk::Plan(op, Plan { kind: plan.kind.clone(), about, at: at?, minutes })
            }
            _ => return None,
        };
        Some(Do::Store(Request::Schedule(ask)))
    }
}

/// The pairs of one sitting: the one that was chosen, and those that were ticked.
fn together(about: &About, others: &[(About, String)], ticked: &[String]) -> About {
    let About::Pairs(first) = about else { return about.clone() };
    let more = ticked.iter().filter_map(|place| others.get(place.parse::<usize>().ok()?));
    let more = more.filter_map(|(about, _)| match about {
        About::Pairs(pairs) => Some(pairs.clone()),
        _ => None,
    });
    About::Pairs(first.iter().copied().chain(more.flatten()).collect())
}

/// `Co-Supervision, Lee + Brooks`.
pub(super) fn title(label: &str, about: &str) -> String {
    if about.is_empty() { label.to_owned() } else { format!("{label}, {about}") }
}

fn why() -> Field {
    Field::word::<MissReason>("reason", "Why", None).required("Choose why")
}

fn time(at: Option<NaiveTime>) -> Field {
    Field::text("time", "At", &at.map(shown).unwrap_or_default())
        .required("Say at what time")
        .hint("10:00 or 2pm")
        .rule(readable)
}

fn shown(at: NaiveTime) -> String {
    at.format("%-H:%M").to_string()
}

fn readable(field: &Field) -> Option<String> {
    let text = field.value();
    if text.trim().is_empty() { None } else { read_time(&text).err() }
}

fn form(tag: &'static str, title: &str, text: &str, form: Form) -> Vec<Do> {
    vec![Do::Dialog(Dialog::Form(Box::new(FormDialog::new(tag, title, text, form))))]
}

/// A day as a heading says it: `Tue 24 Nov, today`.
pub(super) fn day(on: NaiveDate, today: NaiveDate) -> String {
    crate::domain::dates::echo(on, today)
}
