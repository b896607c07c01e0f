//! From what the store gives to what the screens show.

use super::{Do, FormKind, Tab, Target};
use crate::domain::Word;
use crate::store::view;
use crate::tui::dialog::{Dialog, Explain};
use crate::tui::widget::mark::Mark;
use crate::tui::widget::table::Cell;

impl From<view::Mark> for Mark {
    fn from(mark: view::Mark) -> Self {
        match mark {
            view::Mark::Overdue => Self::Overdue,
            view::Mark::Due => Self::Due,
            view::Mark::Open => Self::Open,
            view::Mark::Done => Self::Done,
            view::Mark::NoData => Self::NoData,
        }
    }
}

impl From<&view::Open> for Target {
    fn from(open: &view::Open) -> Self {
        use view::Open;
        match open {
            Open::Family(family) => Self::Family(*family),
            Open::FamilyOn(family, day) => Self::FamilyOn(*family, *day),
            Open::Referral(referral) => Self::Referral(*referral),
            Open::Meeting(meeting) => Self::Meeting(*meeting),
            Open::Item(item) => Self::Item(*item),
            Open::StartMeeting { kind, about } => {
                Self::StartMeeting { kind: Some(kind.clone()), about: vec![*about] }
            }
            Open::Assign(family) => Self::Form(FormKind::Assign(*family, None)),
            Open::AssignReferral(referral) => Self::Form(FormKind::AssignReferral(*referral)),
            Open::LogContact(family) => Self::Form(FormKind::Contact(Some(*family))),
            Open::Consent(family, member) => Self::Consents(*family, Some(*member)),
            Open::Worker(worker) => Self::Worker(*worker),
            Open::Services(worker) => Self::Services(Some(*worker)),
            Open::Travel(staff) => Self::Travel(Some(*staff)),
            Open::Person(person) => Self::Person(*person),
            Open::List(name) if name == "audit" => Self::Audit,
            Open::List(name) => Self::Tab(Tab::parse(name).unwrap_or(Tab::Today)),
        }
    }
}

/// How something stands, as a cell that is sorted by its day.
pub(super) fn standing(standing: &view::Standing) -> Cell {
    Cell::mark(standing.mark.into(), &standing.text).day(standing.on)
}

/// A whole number as cells are sorted by it; far below where it would lose a digit.
pub(super) fn number(number: i64) -> f64 {
    number as f64
}

/// The explanation of a row, as a dialog.
pub(super) fn why(explain: &view::Explain) -> Do {
    let rule = vec![explain.rule.clone()];
    Do::Dialog(Dialog::Explain(Explain::new(
        explain.title.clone(),
        rule,
        explain.rows.clone(),
        explain.basis.clone(),
    )))
}

/// The short names of people, or what stands where nobody is.
pub(super) fn short(person: Option<&view::Person>) -> Cell {
    person.map_or_else(|| Cell::dim("nobody"), |person| Cell::new(person.short.clone()))
}
