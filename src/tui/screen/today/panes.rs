//! Under "Needs you": caseload, referrals, staffing, and the next meetings.

use super::Ctx;
use crate::domain::staff::Role;
use crate::store::view::today::{Today, WorkerLoad};
use crate::tui::widget::mark::Mark;
use crate::tui::widget::meter::{bar, figure};
use crate::tui::widget::spark::spark;
use crate::tui::widget::{paint, wrap};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// How many rows the figures take, so that at least half of the screen is left to what needs the person.
pub(super) fn height(facts: &Today, area: Rect) -> u16 {
    let workers = u16::try_from(facts.caseload.len()).unwrap_or(u16::MAX);
    let wanted = workers.max(5).saturating_add(4);
    let limit = if area.height < 14 { 2 } else { area.height / 2 };
    wanted.min(limit)
}

/// The heading over the list; gives the rows it took.
pub(super) fn heading(buf: &mut Buffer, area: Rect, ctx: &Ctx<'_>, facts: &Today, tally: &str) -> u16 {
    let end = paint::text(buf, area, 1, 0, "Needs you", ctx.theme.strong);
    let end = paint::text(buf, area, end + 2, 0, tally, ctx.theme.dim);
    // The number stays whole: what stands beside it gives way.
    let room = usize::from(area.width.saturating_sub(end + 3));
    if let Some(resume) = &facts.resume {
        let text = format!("● {} is waiting: {} (s)", resume.title, resume.at);
        paint::right(buf, area, 1, 0, &resume_words(&text, &resume.title, &resume.at, room), ctx.theme.due);
    } else if facts.new > 0 {
        let since = facts.last_look.map_or_else(String::new, |day| {
            if facts.on.pred_opt() == Some(day) {
                " since yesterday".to_owned()
            } else {
                format!(" since {}", crate::domain::dates::short(day, facts.on))
            }
        });
        paint::right(buf, area, 1, 0, &format!("○ {} new{since}", facts.new), ctx.theme.accent);
    }
    1
}

/// The banner as long as there is room for it; how to go on is said to the last.
fn resume_words(whole: &str, title: &str, at: &str, room: usize) -> String {
    let shorter = [whole.to_owned(), format!("● waiting: {title} (s)"), format!("● waiting at {at} (s)")];
    let fits = shorter.into_iter().find(|text| usize::from(paint::cells(text)) <= room);
    fits.unwrap_or_else(|| wrap::fit("● resume (s)", room).into_owned())
}

/// Draws the figures.
pub(super) fn view(buf: &mut Buffer, area: Rect, ctx: &Ctx<'_>, facts: &Today) {
    if area.height == 0 {
        return;
    }
    let last = area.height - 1;
    next_line(buf, area, ctx, facts, last);
    if area.height < 5 {
        return;
    }
    let area = Rect { y: area.y + 1, height: area.height - 2, ..area };
    let (caseload, rest) = split(area, if ctx.is_wide() { 44 } else { 36 });
    loads(buf, caseload, ctx, &facts.caseload);
    let (referrals, staffing) = split(rest, (rest.width / 2).max(26));
    referral_figures(buf, referrals, ctx, facts);
    staffing_figures(buf, staffing, ctx, facts);
}

fn split(area: Rect, left: u16) -> (Rect, Rect) {
    let left = left.min(area.width);
    (Rect { width: left, ..area }, Rect { x: area.x + left, width: area.width - left, ..area })
}

fn next_line(buf: &mut Buffer, area: Rect, ctx: &Ctx<'_>, facts: &Today, row: u16) {
    let end = paint::text(buf, area, 1, row, "Next", ctx.theme.strong);
    if facts.next.is_empty() {
        paint::text(buf, area, end + 3, row, "no meeting is scheduled", ctx.theme.dim);
        return;
    }
    let mut x = end + 3;
    for (place, meeting) in facts.next.iter().enumerate() {
        let apart = if place == 0 { "" } else { "  ·  " };
        let said = format!("{apart}{} {}", meeting.when, meeting.title);
        // Only the first may be cut: what of the others does not fit is not begun.
        if place > 0 && x + paint::cells(&said) + 3 > area.width {
            paint::text(buf, area, x, row, "  …", ctx.theme.dim);
            return;
        }
        x = paint::text(buf, area, x, row, &said, ctx.theme.text);
    }
}

fn loads(buf: &mut Buffer, area: Rect, ctx: &Ctx<'_>, workers: &[WorkerLoad]) {
    paint::text(buf, area, 1, 0, "Caseload", ctx.theme.strong);
    let room = area.height.saturating_sub(1);
    let most = usize::from(room);
    if workers.len() > most && most > 0 {
        let text = format!("{} of {}, all with 2", most, workers.len());
        paint::right(buf, area, 3, 0, &text, ctx.theme.dim);
    }
    // Where not all fit, those over their capacity come first, then the fullest.
    let mut shown: Vec<&WorkerLoad> = workers.iter().collect();
    if workers.len() > most {
        shown.sort_by(|a, b| share(b).total_cmp(&share(a)));
    }
    for (row, worker) in (1..).zip(shown.into_iter().take(most)) {
        load(buf, area, ctx, worker, row);
    }
}

#[allow(clippy::cast_precision_loss)]
fn share(worker: &WorkerLoad) -> f64 {
    worker.open as f64 / worker.capacity.max(1) as f64
}

#[allow(clippy::cast_precision_loss)]
fn load(buf: &mut Buffer, area: Rect, ctx: &Ctx<'_>, worker: &WorkerLoad, row: u16) {
    let mark = Mark::from(worker.mark);
    paint::text(buf, area, 1, row, &worker.short, ctx.theme.text);
    paint::text(buf, area, 11, row, worker.role.short(), ctx.theme.dim);
    let style = if mark == Mark::Open { ctx.theme.text } else { mark.style(ctx.theme) };
    let text = format!("{:>2} of {}", worker.open, worker.capacity);
    let end = paint::text(buf, area, 14, row, &text, style).max(22);
    let cells = usize::from(area.width.saturating_sub(end + 3)).min(14);
    paint::line(buf, area, end + 1, row, &bar(ctx.theme, worker.open as f64, worker.capacity as f64, cells));
}

fn referral_figures(buf: &mut Buffer, area: Rect, ctx: &Ctx<'_>, facts: &Today) {
    let figures = &facts.referrals;
    paint::text(buf, area, 0, 0, "Referrals", ctx.theme.strong);
    let oldest = figures.oldest_days.map_or_else(String::new, |days| format!(", oldest {days} d"));
    let median = figures.median_days_to_assign.map_or_else(
        || "median to assign: no data".to_owned(),
        |days| format!("median {} d to assign", figure(days)),
    );
    let months: Vec<Option<u32>> =
        figures.months.iter().map(|(_, count)| u32::try_from(*count).ok()).collect();
    let lines = [
        format!("{} pending{oldest}", figures.pending),
        format!("{} enrolled this month", figures.enrolled_this_month),
        median,
        format!("{} {} months", spark(&months), months.len()),
    ];
    for (row, line) in (1..).zip(lines) {
        paint::text(buf, area, 0, row, &line, ctx.theme.text);
    }
}

fn staffing_figures(buf: &mut Buffer, area: Rect, ctx: &Ctx<'_>, facts: &Today) {
    let figures = &facts.staffing;
    paint::text(buf, area, 0, 0, "Staffing", ctx.theme.strong);
    let mut row = 1;
    for (role, filled, authorised) in figures
        .posts
        .iter()
        .filter(|(role, ..)| matches!(role, Role::IntactWorker | Role::RecoveryCoordinator))
    {
        let short = filled < authorised;
        let text =
            format!("{:<3} {filled:.1} of {authorised:.1}{}", role.short(), if short { " !" } else { "" });
        paint::text(buf, area, 0, row, &text, if short { ctx.theme.danger } else { ctx.theme.text });
        row += 1;
    }
    let vacancies = match (figures.vacancies, figures.longest_days) {
        (0, _) => "no vacancy".to_owned(),
        (1, Some(days)) => format!("1 vacancy, {days} d"),
        (count, Some(days)) => format!("{count} vacancies, {days} d"),
        (count, None) => format!("{count} vacancies"),
    };
    paint::text(buf, area, 0, row, &vacancies, ctx.theme.text);
}
