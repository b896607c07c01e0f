//! What each worker has documented, and every open point of theirs: IW services and RC services alike.

use super::part::{Key, Part};
use super::referrals::{glyph, look};
use super::{Walking, forms};
use crate::domain::access::{Act, Reason};
use crate::domain::meeting::Panel;
use crate::domain::sealed::Part2;
use crate::store::request::Form as Saved;
use crate::store::view::services::{PointRow, PointSort, ServiceChange};
use crate::store::view::walk::{DocumentationPoint, Walk, WalkStep};
use crate::store::{OpId, Request};
use crate::tui::dialog::{Dialog, FormDialog};
use crate::tui::screen::form::sheet::worker_of;
use crate::tui::screen::{Ctx, Do, FormKind, ServiceSeed, Target};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;

/// The tag of the day on which a service was documented.
pub const DOCUMENTED: &str = "documented";

/// The parts of the documentation check.
pub fn parts(walk: &Walk, step: &WalkStep) -> Vec<Part> {
    let mut parts = vec![Part::heading("Services of the last 31 days")];
    for (worker, point) in walk.documentation.iter().enumerate() {
        parts.push(head(point));
        let rows = point.points.iter().enumerate();
        parts.extend(rows.map(|(place, row)| open(Key::Open(worker, place), row)));
    }
    parts.push(Part::gap());
    let asked = Part::yes_no(Key::StepAnswer, "All documented?", step.answer);
    parts.push(asked.hint(step.prompts.join(" · ")));
    parts
}

fn head(point: &DocumentationPoint) -> Part {
    let counted = match point.services {
        0 => "no service".to_owned(),
        services => format!("{} of {services} documented", point.documented),
    };
    let stands = match point.services {
        // All of them: the count says it.
        services if services > 0 && point.documented == services => String::new(),
        _ => format!(" · {}", point.standing.text),
    };
    let text = format!("{} {counted}{stands}", glyph(&point.standing));
    Part::text(&format!("{}, {}", point.person.short, point.role.short()), text).look(look(&point.standing))
}

/// An open point: `! not documented 3 d   Mon 23 Nov  F-0197  Home visit, 45 min`.
fn open(key: Key, row: &PointRow) -> Part {
    let what = match (&row.broken, row.sort) {
        (Part2::Shown(broken), PointSort::Finding) => broken.open().says.clone(),
        (Part2::Withheld(why), _) => why.label().to_owned(),
        _ => match &row.what {
            // How it was provided goes on in the sentence; when the last one was keeps the names of its days.
            Part2::Shown(what) if row.sort == PointSort::Expected => format!("{}, {}", what.open(), row.how),
            Part2::Shown(what) => format!("{}, {}", what.open(), row.how.to_lowercase()),
            Part2::Withheld(why) => why.label().to_owned(),
            Part2::Nothing => row.how.clone(),
        },
    };
    let day = row.on.format("%a %-d %b");
    let text = format!("{} {} · {day} {} · {what}", glyph(&row.standing), row.standing.text, row.family);
    let hint = match (row.sort, row.broken.shown()) {
        (PointSort::Undocumented, _) => "Enter: documented, and when · F6: an action item".to_owned(),
        (PointSort::Finding, Some(broken)) => {
            format!("{}: \"{}\" ({}) · F6: an action item", broken.says, broken.quote, broken.source)
        }
        _ => "F6: an action item".to_owned(),
    };
    Part::row(key, "", text).look(look(&row.standing)).hint(hint)
}

/// Whether the viewer logs services at all.
pub fn may_log(ctx: &Ctx<'_>) -> std::result::Result<(), Reason> {
    ctx.can(Act::LogService(worker_of(ctx.viewer.side)))
}

/// Asks on which day an open point was documented: that is seen, not assumed. The field is `on`.
pub(in crate::tui::screen) fn documented(tag: &'static str, row: &PointRow, ctx: &Ctx<'_>) -> Dialog {
    let text = format!("{} with {}, {}", row.staff.short, row.family, row.on.format("%a %-d %b"));
    let today = format!("Such as {} for today", ctx.today().format("%-m/%-d"));
    let field = Field::date("on", "Documented on", None)
        .past()
        .required("Say on which day it was entered into the record")
        .hint(&today);
    let form = Form::new(ctx.today(), vec![field]).button("Documented");
    Dialog::Form(Box::new(FormDialog::new(tag, "When?", text, form)))
}

impl Walking {
    /// The open point that has the focus, or that a key names.
    pub(super) fn point(&self, key: &Key) -> Option<&PointRow> {
        let Key::Open(worker, place) = key else { return None };
        self.walk.documentation.get(*worker)?.points.get(*place)
    }

    /// What is asked where an open point is pressed: when it was documented, else what is to be done about it.
    pub(super) fn point_pressed(&self, row: &PointRow, ctx: &Ctx<'_>) -> Dialog {
        if row.sort != PointSort::Undocumented || ctx.can(Act::LogService(row.role)).is_err() {
            return self.point_item(row, ctx);
        }
        documented(DOCUMENTED, row, ctx)
    }

    /// The action item of an open point: the worker is its owner.
    pub(super) fn point_item(&self, row: &PointRow, ctx: &Ctx<'_>) -> Dialog {
        let what = row.task();
        let mut dialog = forms::item(&self.walk, Some(row.family), Some(("documentation", &what)), ctx);
        if let Dialog::Form(inner) = &mut dialog {
            inner.form.set_pick("owner", Some(row.staff.id.0));
        }
        dialog
    }

    /// The day of the open point that the form was about.
    pub(super) fn documented(&self, key: Option<&Key>, form: &Form) -> Vec<Do> {
        let row = key.and_then(|key| self.point(key)).and_then(|row| row.entry);
        let Some((row, on)) = row.zip(form.date("on")) else { return Vec::new() };
        let change = ServiceChange::Documented { rows: vec![row], on };
        vec![Do::Store(Request::Save(OpId::new(), Saved::Service(Box::new(change))))]
    }

    /// An action item: of the open point that has the focus, else a new one.
    pub(super) fn new_item(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let point = self.sheet.focused().and_then(|key| self.point(key));
        let Some(dialog) = point.map(|row| self.point_item(row, ctx)) else {
            return self.pressed(Key::Item, ctx);
        };
        self.about = Some(Key::Item);
        vec![Do::Dialog(dialog)]
    }

    /// The form of a service, over the meeting: about the family in hand, or by the worker of the open point.
    pub(super) fn log_service(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        if !matches!(self.panel(), Panel::Cases | Panel::Documentation) || may_log(ctx).is_err() {
            return Vec::new();
        }
        let point = self.sheet.focused().and_then(|key| self.point(key));
        let own = point.filter(|row| ctx.can(Act::LogService(row.role)).is_ok());
        let family = self.family().or(point.map(|row| row.family));
        let seed = ServiceSeed { entry: None, family, staff: own.map(|row| row.staff.id) };
        self.open(Target::Form(FormKind::Service(seed)))
    }
}
