//! How the screen looks: headings as tabs, figures, and both teams' words under them.

use super::rows::Key;
use super::{HEADINGS, Report, View};
use crate::domain::month::Heading;
use crate::domain::report::{Status, part};
use crate::domain::staff::Side;
use crate::store::view::report::ReportPage;
use crate::tui::screen::Ctx;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::{paint, wrap};
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws the screen from its state alone.
pub(super) fn draw(report: &Report, page: &ReportPage, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
    let area = paint::inset(area, 1);
    title(page, frame, area, ctx);
    headings(report, page, frame, paint::below(area, 1), ctx);
    let body = paint::below(area, 3);
    if let Some((words, clash)) = report.words.as_ref().and_then(|words| Some((words, words.clash.as_ref()?)))
    {
        return super::clash::draw(words, clash, frame, body, ctx);
    }
    match (&report.view, report.heading) {
        (View::Heading, Heading::Items) => report.table.view(frame, body, ctx.theme, ctx.focused),
        (View::Heading, heading) => {
            let rows = if report.words.is_some() {
                body.height.div_ceil(2).max(6)
            } else {
                words_rows(page, heading, body)
            };
            let rows = rows.min(body.height.saturating_sub(4));
            let upper = paint::top(body, body.height - rows);
            let whole = whole_words(report, page, upper);
            let under = u16::try_from(whole.len()).unwrap_or(0);
            let list = paint::top(upper, upper.height - under);
            report.table.view(frame, list, ctx.theme, ctx.focused && report.words.is_none());
            for (row, line) in (list.height..).zip(&whole) {
                paint::text(frame.buffer_mut(), upper, 3, row, line, ctx.theme.text);
            }
            words(report, page, frame, paint::below(body, body.height - rows), ctx);
        }
        (View::Line(..) | View::Behind(_) | View::Keeps, _) => {
            paint::text(frame.buffer_mut(), body, 1, 0, &over(report, page), ctx.theme.strong);
            report.table.view(frame, paint::below(body, 1), ctx.theme, ctx.focused);
        }
    }
}

/// Month, site, how far it is, and until when it is counted.
fn title(page: &ReportPage, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
    let buf = frame.buffer_mut();
    let end = paint::text(buf, area, 1, 0, &page.figures.month.name(), ctx.theme.strong);
    let end = paint::text(buf, area, end + 2, 0, &page.figures.site_name, ctx.theme.text);
    let mark = match page.status {
        Status::Final => Mark::Done,
        Status::Submitted => Mark::Due,
        Status::Draft => Mark::Open,
    };
    let number = page.frozen.as_ref().map(|frozen| format!(" no. {}", frozen.number)).unwrap_or_default();
    let said = mark.with(&format!("{}{number}", page.stage()));
    let end = paint::text(buf, area, end + 2, 0, &said, mark.style(ctx.theme));
    let until = format!("counted up to {}", page.figures.until.format("%-d %b"));
    if end + paint::cells(&until) + 2 < area.width {
        paint::right(buf, area, 1, 0, &until, ctx.theme.dim);
    }
}

/// The headings, and how much keeps the report from being submitted.
fn headings(report: &Report, page: &ReportPage, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
    let buf = frame.buffer_mut();
    let gap = if area.width < 70 { 1 } else { 2 };
    let mut x = 1;
    for heading in HEADINGS {
        let here = *heading == report.heading
            && matches!(report.view, View::Heading | View::Line(..) | View::Behind(_));
        let name = match heading {
            Heading::Challenges => "Challenges",
            Heading::Items => "Items",
            other => crate::domain::Word::label(*other),
        };
        x = paint::text(buf, area, x, 0, name, if here { ctx.theme.accent } else { ctx.theme.dim }) + gap;
    }
    let (said, style) = match (page.status, page.still_keeps(), page.changed.len()) {
        (Status::Draft, 0, _) => (Mark::Done.with("can be submitted"), ctx.theme.good),
        (Status::Draft, 1, _) => (Mark::Due.with("1 to mend"), ctx.theme.due),
        (Status::Draft, many, _) => (Mark::Due.with(&format!("{many} to mend")), ctx.theme.due),
        (_, _, 0) => (Mark::Done.with("unchanged"), ctx.theme.dim),
        (_, _, many) => (Mark::Due.with(&format!("{many} changed")), ctx.theme.due),
    };
    if x + paint::cells(&said) < area.width {
        paint::right(buf, area, 1, 0, &said, style);
    }
}

/// What stands over a view that is not a heading.
fn over(report: &Report, page: &ReportPage) -> String {
    match &report.view {
        View::Line(block, line) => {
            let block = page.figures.blocks.get(*block);
            let line = block.and_then(|block| block.lines.get(*line)).map_or("", |line| line.label.as_str());
            format!("{}: {line}", block.map_or("", |block| block.label.as_str()))
        }
        View::Behind(found) => format!("{}: {}", found.figure.label, found.figure.value),
        View::Keeps if page.status == Status::Draft => "What keeps this from being submitted".to_owned(),
        View::Keeps | View::Heading => frozen(page),
    }
}

/// What was submitted, under which hash, and who signed it.
fn frozen(page: &ReportPage) -> String {
    let Some(frozen) = &page.frozen else { return String::new() };
    let digest: String = frozen.digest.chars().take(12).collect();
    let by: Vec<&str> = frozen.signatures.iter().map(|(_, name, _)| name.as_str()).collect();
    let by = if by.is_empty() { "nobody yet".to_owned() } else { by.join(" and ") };
    format!("No. {}, {digest}…, signed by {by}", frozen.number)
}

/// All the words of the challenge or success that is selected, where there is room for them under the list.
fn whole_words(report: &Report, page: &ReportPage, area: Rect) -> Vec<String> {
    let said = match report.table.selected() {
        Some(Key::Challenge(place)) => page.challenges.get(place).map(|row| row.form.body.as_str()),
        Some(Key::Success(place)) => page.successes.get(place).map(|row| row.form.body.as_str()),
        _ => None,
    };
    let lines = wrap::wrap(said.unwrap_or_default(), usize::from(area.width.saturating_sub(4)).max(1));
    let has_room = area.height > 8 && lines.len() <= usize::from(area.height / 3);
    if said.is_some() && has_room { lines } else { Vec::new() }
}

/// The rows that both teams' words take, and the addenda under them.
fn words_rows(page: &ReportPage, heading: Heading, body: Rect) -> u16 {
    let room = usize::from(body.width.saturating_sub(4)).max(1);
    let of = |side: Side| {
        let text = page.text(side, heading).0;
        u16::try_from(wrap::wrap(text, room).len().max(1)).unwrap_or(3).min(4)
    };
    let addenda = u16::try_from(page.addenda.len()).unwrap_or(0).min(3);
    3 + of(Side::ChildWelfare) + of(Side::Treatment) + addenda
}

/// Both teams' words under a heading, the viewer's own in an editor while they are typed.
fn words(report: &Report, page: &ReportPage, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
    let mut area = paint::below(area, 1);
    if let Some(typed) = &report.words {
        let title = format!("{}, {}", typed.heading, part(ctx.viewer.side));
        paint::text(frame.buffer_mut(), area, 1, 0, &title, ctx.theme.strong);
        let hints = typed.found.len().min(3);
        let hints = u16::try_from(hints).unwrap_or(0);
        let text = paint::below(area, 1);
        let text = Rect { height: text.height.saturating_sub(hints.max(1)), ..paint::inset(text, 1) };
        typed.editor.view(frame, text, ctx.theme, ctx.focused);
        let below = paint::below(area, 1 + text.height);
        if typed.found.is_empty() {
            let said = "No names, numbers or days: people outside both agencies read this";
            paint::text(frame.buffer_mut(), below, 1, 0, said, ctx.theme.dim);
        }
        for (row, found) in (0..hints).zip(&typed.found) {
            let (mark, style) = if found.tells.is_refused() {
                (Mark::Overdue, ctx.theme.danger)
            } else {
                (Mark::Due, ctx.theme.due)
            };
            let said = mark.with(&format!("“{}” {}", found.word, found.tells.what()));
            paint::text(frame.buffer_mut(), below, 1, row, &said, style);
        }
        return;
    }
    for side in [Side::ChildWelfare, Side::Treatment] {
        let ready = if page.is_ready(side) { Mark::Done.with("ready") } else { String::new() };
        let name = crate::domain::text::capital(part(side));
        let end = paint::text(frame.buffer_mut(), area, 1, 0, &name, ctx.theme.strong);
        paint::text(frame.buffer_mut(), area, end + 2, 0, &ready, ctx.theme.good);
        area = paint::below(area, 1);
        let text = page.text(side, report.heading).0;
        let room = usize::from(area.width.saturating_sub(4)).max(1);
        let lines = wrap::wrap(text, room);
        if text.is_empty() {
            let said = if side == ctx.viewer.side { "nothing yet: c writes here" } else { "nothing yet" };
            paint::text(frame.buffer_mut(), area, 3, 0, said, ctx.theme.dim);
            area = paint::below(area, 1);
            continue;
        }
        let more = lines.len() > 4;
        for (row, line) in lines.iter().take(4).enumerate() {
            let line = if more && row == 3 { format!("{line} …") } else { line.clone() };
            paint::text(frame.buffer_mut(), area, 3, 0, &line, ctx.theme.text);
            area = paint::below(area, 1);
        }
    }
    for addendum in page.addenda.iter().rev().take(3) {
        let day = ctx.clock.date_of(addendum.at).format("%-d %b");
        let said = format!("Addendum, {}, {day}: {}", addendum.by, addendum.body.replace('\n', " "));
        paint::text(frame.buffer_mut(), area, 1, 0, &said, ctx.theme.text);
        area = paint::below(area, 1);
    }
}
