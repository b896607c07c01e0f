//! The weeks as a grid: a strip of five days where there is little room, a month where there is much.

use super::super::Ctx;
use super::{WEEKS, monday_of};
use crate::store::view;
use crate::store::view::schedule::{Ahead, Appointment};
use crate::tui::widget::mark::Mark;
use crate::tui::widget::paint;
use chrono::{Days, NaiveDate};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The working days of a week.
const DAYS: u16 = 5;

/// What stands on a day.
fn on_day(facts: &Ahead, on: NaiveDate) -> impl Iterator<Item = &Appointment> {
    facts.appointments.iter().filter(move |one| one.on == on)
}

/// The most pressing mark of a day.
fn worst(facts: &Ahead, on: NaiveDate) -> Option<view::Mark> {
    on_day(facts, on).map(|one| one.standing.mark).min()
}

fn head(on: NaiveDate, chosen: Option<NaiveDate>, ctx: &Ctx<'_>) -> Style {
    match on {
        on if Some(on) == chosen => ctx.theme.accent.patch(ctx.theme.selection),
        on if on == ctx.today() => ctx.theme.accent,
        _ => ctx.theme.text,
    }
}

fn holiday(facts: &Ahead, on: NaiveDate) -> Option<&str> {
    facts.holidays.iter().find(|(day, _)| *day == on).map(|(_, name)| name.as_str())
}

/// A week as a strip: each working day with how much stands on it.
pub(super) fn week(
    frame: &mut Frame<'_>,
    area: Rect,
    (monday, chosen): (NaiveDate, Option<NaiveDate>),
    facts: &Ahead,
    ctx: &Ctx<'_>,
) {
    let width = area.width.saturating_sub(1) / DAYS;
    for place in 0..DAYS {
        let Some(on) = monday.checked_add_days(Days::new(u64::from(place))) else { continue };
        let at = 1 + place * width;
        let name = on.format("%a %-d").to_string();
        paint::text(frame.buffer_mut(), area, at, 0, &name, head(on, chosen, ctx));
        let count = on_day(facts, on).count();
        let (text, style) = match (holiday(facts, on), worst(facts, on)) {
            (Some(_), None) => ("holiday".to_owned(), ctx.theme.dim),
            (_, None) => ("·".to_owned(), ctx.theme.dim),
            (_, Some(mark)) => {
                let mark = Mark::from(mark);
                (mark.with(&count.to_string()), mark.style(ctx.theme))
            }
        };
        paint::text(frame.buffer_mut(), area, at, 1, &text, style);
    }
}

/// The weeks as a month: each working day with what stands on it.
pub(super) fn month(
    frame: &mut Frame<'_>,
    area: Rect,
    (from, chosen): (NaiveDate, Option<NaiveDate>),
    facts: &Ahead,
    ctx: &Ctx<'_>,
) {
    let weeks = u16::try_from(WEEKS).unwrap_or(1);
    let (width, height) = (area.width.saturating_sub(1) / DAYS, (area.height / weeks).max(2));
    for week in 0..weeks {
        let Some(monday) = monday_of(from).checked_add_days(Days::new(u64::from(week) * 7)) else { continue };
        for place in 0..DAYS {
            let Some(on) = monday.checked_add_days(Days::new(u64::from(place))) else { continue };
            let room = Rect {
                x: area.x + 1 + place * width,
                y: area.y + week * height,
                width: width.saturating_sub(1),
                height: height.min(area.height.saturating_sub(week * height)),
            };
            cell(frame, room, (on, chosen), facts, ctx);
        }
    }
}

fn cell(
    frame: &mut Frame<'_>,
    area: Rect,
    (on, chosen): (NaiveDate, Option<NaiveDate>),
    facts: &Ahead,
    ctx: &Ctx<'_>,
) {
    let name = on.format("%a %-d %b").to_string();
    paint::text(frame.buffer_mut(), area, 0, 0, &name, head(on, chosen, ctx));
    let mut area = area;
    if let Some(name) = holiday(facts, on) {
        paint::text(frame.buffer_mut(), area, 0, 1, name, ctx.theme.dim);
        area = paint::below(area, 1);
    }
    let (lines, count) = (area.height.saturating_sub(1), on_day(facts, on).count());
    let room = usize::from(lines);
    let shown = if count > room { room.saturating_sub(1) } else { count };
    for (row, one) in (1u16..).zip(on_day(facts, on).take(shown)) {
        let mark = Mark::from(one.standing.mark);
        let about = if one.about.is_empty() { &one.label } else { &one.about };
        let text = mark.with(&format!("{} {about}", one.at.format("%-H:%M")));
        paint::text(frame.buffer_mut(), area, 0, row, &text, mark.style(ctx.theme));
    }
    if count > shown && lines > 0 {
        let text = format!("and {} more", count - shown);
        paint::text(frame.buffer_mut(), area, 0, lines, &text, ctx.theme.dim);
    }
}
