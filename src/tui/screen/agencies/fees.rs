//! The rows of a treatment agency's fee and training allowance, and taking a charge back.

use super::{
    Act, Agencies, Allowance, Cell, ChargeRow, Ctx, DELETE, Dialog, Do, FormDialog, Key, Reason, Row,
};
use crate::domain::charge::ChargeKind;
use crate::domain::dates::short;
use crate::domain::voucher::dollars;
use crate::store::view::charge::AgencyYear;
use crate::tui::screen::convert::standing;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use chrono::NaiveDate;

/// Each agency's year: its two allowances, then what was charged to them.
pub(super) fn rows(rows: &mut Vec<Row<Key>>, years: &[AgencyYear], today: NaiveDate) {
    for (at, year) in years.iter().enumerate() {
        rows.push(Row::heading(format!("{}, fee and training {}", year.agency.1, year.year)));
        rows.extend(year.allowances.iter().enumerate().map(|(place, one)| {
            let cells = vec![Cell::new(name(one.kind)), standing(&one.standing), Cell::dim(what(one.kind))];
            Row::new(Key::Allowance(at, place), cells)
        }));
        rows.extend(year.charges.iter().enumerate().map(|(place, one)| {
            let amount = format!("{} {}", dollars(one.cents), name(one.kind).to_lowercase());
            let day = Cell::dim(format!("  {}", short(one.on, today)));
            let cells = vec![day, Cell::new(amount), Cell::new(one.what_for.clone())];
            Row::new(Key::Charge(at, place), cells)
        }));
    }
}

/// What it is, in few words: the line stands in 24 cells.
fn what(kind: ChargeKind) -> &'static str {
    match kind {
        ChargeKind::Fee => "supervision and admin",
        ChargeKind::Training => "annual allowance",
    }
}

fn name(kind: ChargeKind) -> &'static str {
    match kind {
        ChargeKind::Fee => "Fee",
        ChargeKind::Training => "Training",
    }
}

impl Agencies {
    pub(super) fn allowance(&self, year: usize, at: usize) -> Option<&Allowance> {
        self.places.years.get(year)?.allowances.get(at)
    }

    pub(super) fn charge(&self, year: usize, at: usize) -> Option<&ChargeRow> {
        self.places.years.get(year)?.charges.get(at)
    }

    fn selected_charge(&self) -> Option<&ChargeRow> {
        match self.table.selected()? {
            Key::Charge(year, at) => self.charge(year, at),
            _ => None,
        }
    }

    /// Why nothing can be taken back here, where it cannot.
    pub(super) fn refused(&self, ctx: &Ctx<'_>) -> Option<Reason> {
        if self.selected_charge().is_none() {
            return Some("Choose a charge to the fee or training first");
        }
        ctx.can(Act::KeepFees).err()
    }

    pub(super) fn ask_delete(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(charge) = self.selected_charge() else { return Vec::new() };
        let text = format!(
            "{}, {}, {}. The history keeps what stood there.",
            dollars(charge.cents),
            charge.on.format("%a %-d %b"),
            charge.what_for
        );
        let row = charge.row;
        let field = Field::text("reason", "Why", "").required("Say why: entered twice, another year…");
        let form = Form::new(ctx.today(), vec![field]).button("Take it back");
        self.asked = Some(row);
        let dialog = FormDialog::new(DELETE, "Take this charge back?", text, form);
        vec![Do::Dialog(Dialog::Form(Box::new(dialog)))]
    }
}
