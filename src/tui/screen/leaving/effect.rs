//! What the choices would do: everybody's load before and after, pairs that end and begin, meetings of ended pairs.

use crate::domain::assignment::pairs_changed;
use crate::domain::dates::short;
use crate::domain::measure::Level;
use crate::domain::staff::Role;
use crate::domain::{FamilyId, StaffId};
use crate::store::view::assign::{Candidate, Leaving};
use crate::tui::screen::Ctx;
use crate::tui::theme::Look;
use crate::tui::widget::{paint, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;
use std::collections::BTreeMap;

/// How wide the effect stands beside the list on a wide screen.
const BESIDE: u16 = 46;
/// The most rows that the effect takes under the list.
const UNDER: u16 = 9;

/// A line and how it looks.
pub(super) type Line = (String, Look);

/// What stands beside or under the list.
pub(super) fn lines(facts: &Leaving, given: &BTreeMap<FamilyId, StaffId>, ctx: &Ctx<'_>) -> Vec<Line> {
    let mut lines = vec![("Load before → after".to_owned(), Look::Strong)];
    let leaver = format!(
        "{:<10} {} → {}",
        facts.worker.short,
        facts.families.len(),
        facts.families.len() - given.len()
    );
    lines.push((leaver, Look::Text));
    lines.extend(receivers(facts).into_iter().map(|one| load(one, given)));
    lines.extend(pairs(facts, given));
    lines.extend(facts.meetings.iter().map(|(meeting, kind, on, other)| {
        let on = on.map_or_else(|| "no day yet".to_owned(), |on| short(on, ctx.today()));
        (format!("Planned for an ended pair: {meeting} {kind} with {other}, {on}"), Look::Text)
    }));
    lines
}

/// Everybody who could take a family, once, in the order of their names.
fn receivers(facts: &Leaving) -> Vec<&Candidate> {
    let all = facts.families.iter().flat_map(|held| &held.candidates);
    let by_id: BTreeMap<StaffId, &Candidate> = all.map(|one| (one.person.id, one)).collect();
    let mut found: Vec<_> = by_id.into_values().filter(|one| one.away.is_none()).collect();
    found.sort_by(|a, b| a.person.short.cmp(&b.person.short));
    found
}

fn load(one: &Candidate, given: &BTreeMap<FamilyId, StaffId>) -> Line {
    let more = given.values().filter(|to| **to == one.person.id).count();
    let after = one.open + i64::try_from(more).unwrap_or_default();
    let (mark, look) = match one.caps.level(after) {
        Level::Overdue => (" ! over", Look::Danger),
        Level::Due => (" ● over the soft cap", Look::Due),
        _ => ("", Look::Text),
    };
    let change = if more == 0 { format!("{after}") } else { format!("{} → {after}", one.open) };
    (format!("{:<10} {change} of {}{mark}", one.person.short, one.caps.soft), look)
}

fn pairs(facts: &Leaving, given: &BTreeMap<FamilyId, StaffId>) -> Vec<Line> {
    let name = |id: StaffId| {
        let others = facts.families.iter().filter_map(|held| held.other.as_ref());
        let receivers = facts.families.iter().flat_map(|held| &held.candidates).map(|one| &one.person);
        others.chain(receivers).find(|one| one.id == id).map_or_else(String::new, |one| one.short.clone())
    };
    let moves =
        facts.families.iter().filter_map(|held| Some((held.other.as_ref()?.id, *given.get(&held.family)?)));
    let intact = facts.role == Role::IntactWorker;
    let change = pairs_changed(&facts.pairs, facts.worker.id, intact, moves);
    let ended = change.ended.into_iter().map(|other| format!("{} + {}", facts.worker.short, name(other)));
    let begun = change.begun.into_iter().map(|(to, other)| format!("{} + {}", name(to), name(other)));
    let say = |what: &str, names: Vec<String>| {
        (!names.is_empty()).then(|| (format!("Pairs that {what}: {}", names.join(", ")), Look::Text))
    };
    [say("end", ended.collect()), say("begin", begun.collect())].into_iter().flatten().collect()
}

/// Where the list and the effect stand: side by side on a wide screen, otherwise one under the other.
pub(super) fn split(area: Rect, lines: usize, wide: bool) -> (Rect, Rect) {
    if wide {
        let width = area.width.saturating_sub(BESIDE + 2);
        let side = Rect { x: area.x + width + 2, width: area.width - width - 2, ..area };
        return (Rect { width, ..area }, side);
    }
    let rows = u16::try_from(lines).unwrap_or(UNDER).min(UNDER).min(area.height / 2);
    let list = Rect { height: area.height.saturating_sub(rows + 1), ..area };
    (list, Rect { y: area.bottom().saturating_sub(rows), height: rows, ..area })
}

/// Draws the effect; what does not fit is said to be there.
pub(super) fn view(frame: &mut Frame<'_>, area: Rect, lines: &[Line], ctx: &Ctx<'_>) {
    let cells = usize::from(area.width.saturating_sub(2)).max(8);
    let wrapped: Vec<(String, Look)> = lines
        .iter()
        .flat_map(|(text, look)| wrap::wrap(text, cells).into_iter().map(|line| (line, *look)))
        .collect();
    let room = usize::from(area.height);
    let cut = wrapped.len() > room;
    let shown = if cut { room.saturating_sub(1) } else { room };
    for (y, (line, look)) in (0u16..).zip(wrapped.iter().take(shown)) {
        paint::text(frame.buffer_mut(), area, 1, y, line, ctx.theme.look(*look));
    }
    if cut {
        let more = format!("… {} more lines on a larger screen", wrapped.len() - shown);
        let last = u16::try_from(shown).unwrap_or_default();
        paint::text(frame.buffer_mut(), area, 1, last, &more, ctx.theme.dim);
    }
}
