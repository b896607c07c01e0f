//! The weeks ahead: what stands in the calendar, and what is proposed for it.

use super::super::Store;
use super::super::meetings::load::{Meeting, Which, meetings};
use super::super::view::schedule::{About, Ahead, Appointment, PlanKind};
use super::super::view::{Mark, Open, Standing};
use super::super::walk::facilitate;
use super::rhythm::With;
use super::series::{Series, all, leads};
use crate::domain::dates::short;
use crate::domain::meeting::{KindRules, MeetingStatus, Subject};
use crate::domain::schedule::{Rhythm, days_ahead, free_time};
use crate::domain::{FamilyId, MeetingId, Number};
use crate::error::Result;
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

/// How long a meeting is taken to last where neither it nor its kind says so, in minutes.
const USUAL_MINUTES: i64 = 60;
/// How far back a cancelled meeting still says when not to propose the next, in days.
const LOOK_BACK: u64 = 60;

impl Store {
    /// What is ahead between two days, both within.
    pub(super) fn ahead(&self, from: NaiveDate, until: NaiveDate) -> Result<Ahead> {
        let today = self.clock.today();
        let since = from.min(today).checked_sub_days(Days::new(LOOK_BACK)).unwrap_or(from);
        let found = meetings(self, Which::Since(since))?;
        let mut appointments: Vec<Appointment> =
            found.iter().filter_map(|one| self.appointment(one)).collect();
        let series = all(self)?;
        for one in &series {
            self.propose(one, &found, until, &mut appointments)?;
        }
        for one in &mut appointments {
            let of = series.iter().find(|series| series.kind.key == one.kind && series.is_of(&one.subject));
            one.rhythm = of.map(|series| series.rhythm).unwrap_or_default();
            one.unset = match of {
                Some(series) if With::of(&series.about).is_some() => {
                    self.allow(facilitate(series.kind)).err().map(|error| error.message)
                }
                Some(_) => Some("Only a pair or a worker has a series of its own".to_owned()),
                None => Some("They share no open family any more: their series has ended".to_owned()),
            };
        }
        appointments.retain(|one| (from..=until).contains(&one.on));
        appointments.sort_by(|a, b| (a.on, a.at, &a.label, &a.about).cmp(&(b.on, b.at, &b.label, &b.about)));
        let holidays = self.settings.calendar.holidays.range(from..=until);
        Ok(Ahead {
            appointments,
            holidays: holidays.map(|(day, name)| (*day, name.clone())).collect(),
            kinds: self.plan_kinds(&series)?,
        })
    }

    fn appointment(&self, one: &Meeting) -> Option<Appointment> {
        let at = one.scheduled_at?;
        let rules = self.settings.meetings.kind(&one.kind);
        let on = self.clock.date_of(at);
        Some(Appointment {
            id: Some(one.id),
            kind: one.kind.clone(),
            label: self.settings.meetings.label(&one.kind).to_owned(),
            about: one.about.clone(),
            subject: about(one),
            on,
            at: self.clock.time_of(at),
            minutes: rules.and_then(|kind| kind.planned_minutes).unwrap_or(USUAL_MINUTES),
            status: Some(one.status),
            standing: stands(one, on, self.clock.today()),
            open: Some(Open::Meeting(one.id)),
            rhythm: Rhythm::default(),
            unset: None,
            refused: self.refuses(rules, one.status),
        })
    }

    /// Why the viewer may not move or drop a meeting.
    fn refuses(&self, rules: Option<&KindRules>, status: MeetingStatus) -> Option<String> {
        match status {
            MeetingStatus::Scheduled => {}
            MeetingStatus::InProgress => return Some("It has begun: end it, or go on with it".into()),
            MeetingStatus::Held | MeetingStatus::Signed => return Some("It was held".into()),
            MeetingStatus::Missed | MeetingStatus::Cancelled | MeetingStatus::Rescheduled => {
                return Some("It did not take place: schedule another one".into());
            }
        }
        rules.and_then(|kind| self.allow(facilitate(kind)).err()).map(|error| error.message)
    }

    /// Adds the proposals of a series.
    fn propose(
        &self,
        series: &Series<'_>,
        found: &[Meeting],
        until: NaiveDate,
        out: &mut Vec<Appointment>,
    ) -> Result<()> {
        let running = |one: &Meeting| one.status == MeetingStatus::InProgress && series.holds(one);
        let (Some(due), Some(every)) = (series.due, series.every()) else { return Ok(()) };
        if !leads(series.kind, self.viewer()?.role) || found.iter().any(running) {
            return Ok(());
        }
        let booked = series.booked(self, found);
        let days = days_ahead(
            &self.settings.calendar.calendar(),
            (due, every),
            &booked,
            (series.first(self, found), until),
            series.rhythm.weekday,
        );
        let usual = series.hour(self, found)?;
        let minutes = series.kind.planned_minutes.unwrap_or(USUAL_MINUTES);
        for (place, on) in days.into_iter().enumerate() {
            let taken: Vec<(NaiveTime, i64)> = out
                .iter()
                .filter(|one| one.on == on && is_there(one))
                .map(|one| (one.at, one.minutes))
                .collect();
            let late = (self.clock.today() - due).num_days();
            let overdue = place == 0 && booked.is_empty() && late > 0;
            let (mark, text) = if overdue {
                (Mark::Overdue, format!("overdue {late} d, proposed"))
            } else {
                (Mark::Open, "proposed".to_owned())
            };
            out.push(Appointment {
                id: None,
                kind: series.kind.key.clone(),
                label: series.kind.label.clone(),
                about: series.words.clone(),
                subject: series.about.clone(),
                on,
                at: free_time(usual, minutes, &taken),
                minutes,
                status: None,
                standing: Standing { mark, text, on: Some(due) },
                open: None,
                rhythm: Rhythm::default(),
                unset: None,
                refused: self.allow(facilitate(series.kind)).err().map(|error| error.message),
            });
        }
        Ok(())
    }

    /// What the viewer may plan, and for whom.
    fn plan_kinds(&self, series: &[Series<'_>]) -> Result<Vec<PlanKind>> {
        let mut out = Vec::new();
        for kind in &self.settings.meetings.kinds {
            if !leads(kind, self.viewer()?.role) && kind.subject != Subject::Family {
                continue;
            }
            let mut subjects: Vec<(About, String)> = series
                .iter()
                .filter(|one| one.kind.key == kind.key)
                .map(|one| (one.about.clone(), one.words.clone()))
                .collect();
            if kind.subject == Subject::Family {
                subjects = self.family_choices(self.viewer()?)?.iter().map(family).collect();
            }
            let (key, label) = (kind.key.clone(), kind.label.clone());
            out.push(PlanKind {
                key,
                label,
                minutes: kind.planned_minutes.unwrap_or(USUAL_MINUTES),
                subjects,
            });
        }
        Ok(out)
    }

    /// A day and hour for the meeting in the place of one that is not held.
    pub(super) fn instead_of(&self, meeting: MeetingId) -> Result<Option<NaiveDateTime>> {
        self.not_held(meeting)?;
        let found = meetings(self, Which::Since(self.clock.today()))?;
        let one = meetings(self, Which::One(meeting))?.into_iter().next();
        let Some(one) = one.filter(|one| one.scheduled_at.is_some()) else { return Ok(None) };
        let series = all(self)?;
        let Some(of) = series.iter().find(|series| series.holds(&one)) else { return Ok(None) };
        let (Some(due), Some(every)) = (of.due, of.every()) else { return Ok(None) };
        let others: Vec<NaiveDate> = found
            .iter()
            .filter(|other| {
                other.id != meeting && other.status == MeetingStatus::Scheduled && of.holds(other)
            })
            .filter_map(|other| other.scheduled_at.map(|at| self.clock.date_of(at)))
            .collect();
        if !others.is_empty() {
            // The next one stands in the calendar already.
            return Ok(None);
        }
        let calendar = self.settings.calendar.calendar();
        let on = one.scheduled_at.map_or(self.clock.today(), |at| self.clock.date_of(at));
        let first = calendar.next_working_day(on.max(self.clock.today()));
        let until = first.checked_add_days(Days::new(u64::from(every) + 31)).unwrap_or(first);
        let day =
            days_ahead(&calendar, (due, every), &[], (first, until), of.rhythm.weekday).into_iter().next();
        Ok(day
            .zip(one.scheduled_at)
            .map(|(day, at)| day.and_time(of.rhythm.at.unwrap_or_else(|| self.clock.time_of(at)))))
    }
}

/// Whether an appointment takes up its hour.
fn is_there(one: &Appointment) -> bool {
    !matches!(one.status, Some(MeetingStatus::Cancelled | MeetingStatus::Missed | MeetingStatus::Rescheduled))
}

fn family(choice: &super::super::view::form::Choice) -> (About, String) {
    (About::Family(FamilyId::new(choice.id)), choice.label.clone())
}

/// What a meeting is about.
pub(super) fn about(one: &Meeting) -> About {
    match (one.worker, one.family) {
        (Some(worker), _) => About::Worker(worker),
        (None, Some(family)) => About::Family(family),
        (None, None) if one.pairs.is_empty() => About::Programme,
        (None, None) => About::Pairs(one.pairs.clone()),
    }
}

fn stands(one: &Meeting, on: NaiveDate, today: NaiveDate) -> Standing {
    let reason =
        if one.reason.is_empty() { String::new() } else { format!(": {}", one.reason.to_lowercase()) };
    let (mark, text) = match one.status {
        MeetingStatus::Scheduled if on < today => {
            (Mark::Overdue, format!("not recorded, {} d ago", (today - on).num_days()))
        }
        MeetingStatus::Scheduled if on == today => (Mark::Due, "today".to_owned()),
        MeetingStatus::Scheduled => (Mark::Open, "scheduled".to_owned()),
        MeetingStatus::InProgress => (Mark::Due, "in progress".to_owned()),
        MeetingStatus::Held if one.waits_for.is_empty() => (Mark::Done, "held".to_owned()),
        MeetingStatus::Held => (Mark::Due, crate::domain::standing::unsigned(&one.waits_for)),
        MeetingStatus::Signed => (Mark::Done, "held, signed".to_owned()),
        MeetingStatus::Missed => (Mark::NoData, format!("missed{reason}")),
        MeetingStatus::Cancelled => (Mark::NoData, format!("cancelled{reason}")),
        MeetingStatus::Rescheduled => (Mark::NoData, format!("moved{reason}")),
    };
    Standing { mark, text, on: Some(on) }
}

/// A day and an hour as people read them: `Tue 1 Dec, 14:00`.
pub(super) fn words(at: NaiveDateTime, today: NaiveDate) -> String {
    format!("{}, {}", short(at.date(), today), at.format("%-H:%M"))
}
