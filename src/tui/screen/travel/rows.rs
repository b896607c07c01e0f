//! The rows of the Travel page: a line for each Recovery Coordinator, or one person's ledgers, trips and other months.

use super::Lens;
use crate::domain::month::Month;
use crate::domain::travel::{Miles, Purpose};
use crate::domain::{StaffId, Word};
use crate::store::view::travel::{CoordinatorMonth, TravelMonth, TripRow};
use crate::tui::screen::convert::{number, standing};
use crate::tui::theme::Look;
use crate::tui::widget::table::{Cell, Row};

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Key {
    /// A Recovery Coordinator's line.
    Coordinator(StaffId),
    /// A line of one person's ledgers.
    Sum,
    /// A trip, by its place.
    Trip(usize),
    /// Another month.
    Month(Month),
}

/// What supervisors look for among trips.
pub(super) fn lenses() -> Vec<Lens<TripRow>> {
    let of = |key, label: &str, purpose| Lens::new(key, label, move |trip: &TripRow| trip.purpose == purpose);
    vec![
        of("homes", "To clients' homes", Purpose::ClientHome),
        of("meetings", "To meetings", Purpose::Meeting),
        of("training", "To training", Purpose::Training),
    ]
}

/// Everything on the page.
pub(super) fn rows(page: &TravelMonth, lenses: &[Lens<TripRow>]) -> Vec<Row<Key>> {
    match (&page.of, page.coordinators.first()) {
        (Some(_), Some(own)) => person(page, own, lenses),
        _ => page.coordinators.iter().map(|one| line(page, one)).collect(),
    }
}

/// `about 168 by 30 Nov`.
fn ahead(page: &TravelMonth, one: &CoordinatorMonth) -> Option<String> {
    let last = page.month.last().format("%-d %b");
    one.projected.map(|miles| format!("about {} by {last}", miles.about()))
}

fn miles(miles: Miles) -> Cell {
    Cell::new(miles.to_string()).number(miles.number())
}

fn line(page: &TravelMonth, one: &CoordinatorMonth) -> Row<Key> {
    let cells = vec![
        Cell::look(one.person.short.clone(), Look::Strong),
        standing(&one.standing).order(one.ledger.client_home.number()),
        Cell::dim(ahead(page, one).unwrap_or_default()),
        miles(one.ledger.meeting),
        miles(one.ledger.training),
        miles(one.clients),
    ];
    Row::new(Key::Coordinator(one.person.id), cells).found_by(&one.person.name)
}

fn person(page: &TravelMonth, own: &CoordinatorMonth, lenses: &[Lens<TripRow>]) -> Vec<Row<Key>> {
    let sum = |what: &str, miles: Cell, note: String| {
        Row::new(Key::Sum, vec![Cell::new(what), miles, Cell::dim(note)])
    };
    let mut home = vec![];
    home.extend(ahead(page, own));
    if own.elsewhere > Miles::default() {
        home.push(format!("{} of them at other sites", own.elsewhere));
    }
    let apart = "reimbursed separately";
    let clients = "a service: a ledger of its own";
    let mut rows = vec![
        Row::heading("Miles of the month"),
        sum("Clients' homes", standing(&own.standing), home.join(" · ")),
        sum("Meetings", Cell::new(own.ledger.meeting.to_string()), apart.into()),
        sum("Training", Cell::new(own.ledger.training.to_string()), apart.into()),
        sum("With clients", Cell::new(own.clients.to_string()), clients.into()),
        Row::heading(format!("Trips, {}", page.trips.len())),
    ];
    rows.extend(page.trips.iter().enumerate().map(|(place, trip)| row(place, trip, lenses)));
    rows.push(Row::heading("Other months"));
    rows.extend(page.before.iter().map(|(month, ledger, stands)| {
        let rest = format!("meetings {} · training {}", ledger.meeting, ledger.training);
        Row::new(Key::Month(*month), vec![Cell::new(month.name()), standing(stands), Cell::dim(rest)])
    }));
    rows
}

fn row(place: usize, trip: &TripRow, lenses: &[Lens<TripRow>]) -> Row<Key> {
    let to = match (trip.family, trip.elsewhere) {
        (Some(family), _) => format!("{} · {family}", trip.purpose.label()),
        (None, true) => format!("{} · a family of another site", trip.purpose.label()),
        (None, false) => trip.purpose.label().to_owned(),
    };
    let cells = vec![
        Cell::new(trip.on.format("%a %-d %b").to_string()).order(number(i64::from(trip.on.to_epoch_days()))),
        Cell::new(trip.miles.to_string()).order(trip.miles.number()),
        Cell::new(to),
    ];
    Row::new(Key::Trip(place), cells).tagged(Lens::tags(lenses, trip))
}
