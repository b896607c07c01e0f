//! Beside the list: from 100 columns the family that is selected, from 140 how all of them stand today, too.

use super::super::convert::number;
use crate::domain::sealed::Part2;
use crate::domain::text::count;
use crate::store::view::Standing;
use crate::store::view::caseload::{FamilyRow, PairRow, WorkerRow};
use crate::tui::screen::Ctx;
use crate::tui::screen::list::Lens;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::{meter, paint, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

/// How wide a family stands beside the list.
const FAMILY: u16 = 30;
/// How wide today stands beside both.
const TODAY: u16 = 24;
/// Where what is said of a family begins, behind its name.
const SAID: u16 = 15;
/// Where what a number counts begins, behind it.
const TALLIED: u16 = 5;
/// The blanks between two panes.
const GAP: u16 = 2;

/// The list, and what there is room for beside it: the selected family, and today.
pub(super) fn split(area: Rect, ctx: &Ctx<'_>) -> (Rect, Option<Rect>, Option<Rect>) {
    let mut list = area;
    let mut beside = |wide: u16, wanted: bool| {
        wanted.then(|| {
            list.width = list.width.saturating_sub(wide + GAP);
            paint::below(Rect { x: list.right() + GAP, width: wide, ..area }, 2)
        })
    };
    let today = beside(TODAY, ctx.is_very_wide());
    let family = beside(FAMILY, ctx.is_wide());
    (list, family, today)
}

/// The pen of a pane: writes line under line.
struct Pen<'a, 'c> {
    buf: &'a mut Buffer,
    area: Rect,
    row: u16,
    ctx: &'a Ctx<'c>,
}

impl Pen<'_, '_> {
    fn line(&mut self, text: &str, style: Style) {
        for line in wrap::wrap(text, usize::from(self.area.width)) {
            paint::text(self.buf, self.area, 0, self.row, &line, style);
            self.row += 1;
        }
    }

    fn head(&mut self, text: &str) {
        self.line(text, self.ctx.theme.strong);
    }

    fn said(&mut self, name: &str, text: &str, style: Style) {
        paint::text(self.buf, self.area, 0, self.row, name, self.ctx.theme.dim);
        paint::text(self.buf, self.area, SAID, self.row, text, style);
        self.row += 1;
    }

    /// A number, and beside it what it counts.
    fn tally(&mut self, number: usize, what: &str) {
        let style = self.ctx.theme.text;
        paint::text(self.buf, self.area, 0, self.row, &format!("{number:>3}"), style);
        let beside =
            Rect { x: self.area.x + TALLIED, width: self.area.width.saturating_sub(TALLIED), ..self.area };
        for line in wrap::wrap(what, usize::from(beside.width)) {
            paint::text(self.buf, beside, 0, self.row, &line, style);
            self.row += 1;
        }
    }

    fn stands(&mut self, name: &str, standing: &Standing) {
        let mark = Mark::from(standing.mark);
        self.said(name, &mark.with(&standing.text), mark.style(self.ctx.theme));
    }

    fn gap(&mut self) {
        self.row += 1;
    }
}

/// Draws a family, and under it the pair that shares it.
pub(super) fn family(
    buf: &mut Buffer,
    area: Rect,
    ctx: &Ctx<'_>,
    family: &FamilyRow,
    pair: Option<&PairRow>,
) {
    let theme = ctx.theme;
    let mut pen = Pen { buf, area, row: 0, ctx };
    let label = if theme.masked && !family.label.is_empty() { "•••••" } else { &family.label };
    pen.head(format!("{}  {label}", family.id).trim_end());
    pen.line(&family.site, theme.dim);
    pen.gap();
    pen.stands("Child seen", &family.child_seen);
    pen.stands("Reviewed", &family.reviewed);
    pen.said("Children", &super::children(family), theme.text);
    pen.said("Open", &format!("{} d", family.open_days), theme.text);
    treatment(&mut pen, family);
    for (name, person) in [("IW", &family.iw), ("RC", &family.rc)] {
        match person {
            Some(person) => pen.said(name, &person.name, theme.text),
            None => pen.said(name, "nobody", theme.dim),
        }
    }
    if let Some(held) = &family.held {
        pen.said("Held by", &held.person.name, theme.text);
        pen.stands("", &held.clock);
    }
    let Some(pair) = pair else { return };
    pen.gap();
    pen.head(&format!("{} + {}", pair.iw.short, pair.rc.short));
    pen.stands("Co-Supervision", &pair.co_supervision);
    pen.stands("Joint", &pair.joint);
    pen.said("Together", &count(pair.families.len(), "family"), theme.text);
}

/// The phase as far as the viewer may see it, and whether an enrolled adult has consented.
fn treatment(pen: &mut Pen<'_, '_>, family: &FamilyRow) {
    let theme = pen.ctx.theme;
    match &family.phase {
        Part2::Nothing => {}
        Part2::Shown(_) if theme.masked => pen.said("Phase", "•••••", theme.text),
        Part2::Shown(phase) => pen.said("Phase", &phase.open().to_string(), theme.text),
        // The reason is longer than the room beside its name.
        Part2::Withheld(why) => {
            pen.said("Phase", "", theme.text);
            pen.line(why.label(), theme.withheld);
        }
    }
    match (family.enrolled, family.consented) {
        (true, true) => pen.said("Consent", "in force", theme.text),
        (true, false) => pen.said("Consent", &Mark::Due.with("none"), theme.due),
        (false, _) => pen.said("Programme", "not enrolled", theme.dim),
    }
}

/// Draws how everything on the list stands today: families, loads, Individuals that are due.
pub(super) fn today(
    buf: &mut Buffer,
    area: Rect,
    ctx: &Ctx<'_>,
    families: &[&FamilyRow],
    lenses: &[Lens<FamilyRow>],
    workers: &[&WorkerRow],
) {
    let theme = ctx.theme;
    let mut pen = Pen { buf, area, row: 0, ctx };
    pen.head("Today");
    pen.line(&count(families.len(), "open family"), theme.text);
    for lens in lenses {
        let found = families.iter().filter(|family| lens.fits(family)).count();
        if found > 0 {
            pen.tally(found, &lens.label);
        }
    }
    pen.gap();
    pen.head("Families");
    for worker in workers {
        load(&mut pen, worker);
    }
    let due = |worker: &&&WorkerRow| matches!(Mark::from(worker.individual.mark), Mark::Overdue | Mark::Due);
    let due: Vec<&&WorkerRow> = workers.iter().filter(due).collect();
    if due.is_empty() {
        return;
    }
    pen.gap();
    pen.head("Individuals due");
    for worker in due {
        let mark = Mark::from(worker.individual.mark);
        let text = format!("{:<10} {}", worker.person.short, mark.with(&worker.individual.text));
        pen.line(&text, mark.style(theme));
    }
}

/// A worker's load as figures, and as a bar in what room is left.
fn load(pen: &mut Pen<'_, '_>, worker: &WorkerRow) {
    let theme = pen.ctx.theme;
    paint::text(pen.buf, pen.area, 0, pen.row, &wrap::fit(&worker.person.short, 9), theme.text);
    let bar: Line<'_> = meter::meter(theme, number(worker.open), number(worker.capacity), 4);
    paint::line(pen.buf, pen.area, 10, pen.row, &bar);
    pen.row += 1;
}
