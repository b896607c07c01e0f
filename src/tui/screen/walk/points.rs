//! The points that were put down for this meeting, each where it belongs; one key says that it was taken up.

use super::part::{Key, Opt, Part};
use crate::domain::FamilyId;
use crate::domain::dates;
use crate::domain::sealed::Part2;
use crate::store::view::prepare::Point;
use crate::store::view::walk::Walk;
use crate::tui::theme::Look;
use chrono::NaiveDate;

/// The points about a family of the meeting.
pub fn of_family(walk: &Walk, family: FamilyId, today: NaiveDate) -> Vec<Part> {
    let own = walk.points.iter().filter(|point| point.family == Some(family));
    own.flat_map(|point| one(point, "", today)).collect()
}

/// The points about the pair, and those about a family that is not among the cases: nothing that was put down is lost.
pub fn of_nobody(walk: &Walk, today: NaiveDate) -> Vec<Part> {
    let known = |family: FamilyId| walk.cases.iter().any(|case| case.family == family);
    let points = walk.points.iter().filter(|point| point.family.is_none_or(|family| !known(family)));
    let mut parts: Vec<Part> = points
        .flat_map(|point| {
            let about = point.family.map_or_else(String::new, |family| format!("{family}, "));
            one(point, &about, today)
        })
        .collect();
    if !parts.is_empty() {
        parts.splice(0..0, [Part::gap(), Part::heading("Put down for this meeting")]);
    }
    parts
}

fn one(point: &Point, about: &str, today: NaiveDate) -> [Part; 2] {
    let who = format!("{about}{}, {}", point.author.short, dates::short(point.on, today));
    let text = match &point.body {
        Part2::Withheld(why) => Part::text("To talk about", why.label()).look(Look::Withheld),
        body => {
            let text = body.shown().map_or("", String::as_str);
            Part::text("To talk about", format!("{text} ({who})")).look(Look::Strong).secret()
        }
    };
    let taken = vec![Opt::new("taken", "taken up", 't')];
    let answer = Part::choice(Key::Point(point.id), " ", taken, point.spoken.map(|_| "taken"))
        .hint("t taken up; otherwise it waits for the next one");
    [text, answer]
}
