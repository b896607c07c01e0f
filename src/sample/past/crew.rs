//! The people of the larger sizes: six posts a site, filled by one person after the other.

use super::Place;
use crate::error::Result;
use crate::sample::world::{World, row};
use chrono::{NaiveDate, TimeDelta};

/// How long a person stays.
const STAY: i64 = 700;
/// The Intact Workers' posts.
pub(super) const INTACT: std::ops::RangeInclusive<i64> = 1..=4;
/// The Recovery Coordinators' posts.
pub(super) const RECOVERY: std::ops::RangeInclusive<i64> = 5..=6;
const INTACT_SUPERVISOR: i64 = 7;
const SUD_SUPERVISOR: i64 = 8;

const FIRST: [&str; 24] = [
    "Greta", "Elin", "Yusra", "Dora", "Emil", "Fatima", "Gustav", "Hilda", "Imani", "Jonas", "Keiko", "Lars",
    "Mina", "Nadia", "Omar", "Paula", "Quentin", "Rita", "Stefan", "Tara", "Ursula", "Viktor", "Wanda",
    "Zoe",
];
const LAST: [&str; 36] = [
    "Albrecht", "Bianchi", "Carver", "Dumont", "Eriksen", "Fontaine", "Garza", "Holloway", "Ibarra",
    "Jansen", "Kowal", "Larsen", "Mbeki", "Naughton", "Oduya", "Petrov", "Quayle", "Rosales", "Sandoval",
    "Thorne", "Udall", "Vasquez", "Winslow", "Yamada", "Zeller", "Amadi", "Brandt", "Cisneros", "Drozd",
    "Ekberg", "Falk", "Grieg", "Hakimi", "Ivers", "Jarvis", "Kaplan",
];

/// A person's key, by site, by how many came after in the post, and by post.
fn key(site: i64, turn: i64, post: i64) -> i64 {
    site * 1000 + turn * 10 + post
}

/// The role of one of these people.
pub(in crate::sample) fn role(id: i64) -> &'static str {
    match id % 10 {
        _ if id < 1000 => "other",
        INTACT_SUPERVISOR => "intact_supervisor",
        SUD_SUPERVISOR => "sud_supervisor",
        post if RECOVERY.contains(&post) => "recovery_coordinator",
        _ => "intact_worker",
    }
}

/// The Intact and the SUD Supervisor of a site beside the two.
pub(in crate::sample) fn supervisors(site: i64) -> (i64, i64) {
    (key(site, 0, INTACT_SUPERVISOR), key(site, 0, SUD_SUPERVISOR))
}

fn turn(place: &Place, on: NaiveDate) -> i64 {
    ((place.until - on).num_days() - 1).max(0) / STAY
}

fn began(place: &Place, turn: i64) -> NaiveDate {
    place.until - TimeDelta::days(STAY * (turn + 1))
}

/// Who fills a post on a day, and who follows on which day where that is still in the past.
pub(super) fn filled(place: &Place, post: i64, on: NaiveDate) -> (i64, Option<(NaiveDate, i64)>) {
    let turn = turn(place, on);
    let next = (turn > 0).then(|| (began(place, turn - 1), key(place.site, turn - 1, post)));
    (key(place.site, turn, post), next)
}

/// Writes a site's people, from the file's first day on.
pub(super) fn fill(world: &mut World<'_, '_, '_>, place: &Place, passphrase: &str) -> Result<usize> {
    let (intact, sud) = super::super::cast::supervisors(place.site);
    let mut made = 0;
    if place.live {
        let hired = world.first_day - TimeDelta::days(200);
        for id in [intact, sud] {
            person(world, place, id, hired, None, None)?;
            row!(world, "account", staff_id: id, passphrase: passphrase, set_at: world.at(world.first_day, 9, 0))?;
        }
        made += 2;
    }
    for post in INTACT.chain(RECOVERY) {
        let agency = if RECOVERY.contains(&post) { 2 } else { 1 };
        let opened = began(place, turn(place, world.first_day));
        let closed = (!place.live).then_some(place.until);
        let role = role(key(place.site, 0, post));
        let position = row!(world, "position", site_id: place.site, agency_id: agency, role: role, fte: 1.0, from_on: opened,
            to_on: closed, recruitment: "filled", recruitment_on: opened)?;
        for turn in (0..=turn(place, world.first_day)).rev() {
            let (id, from) = (key(place.site, turn, post), began(place, turn));
            let to = (turn > 0 || !place.live).then(|| from + TimeDelta::days(STAY));
            person(world, place, id, from, to, Some(if agency == 1 { intact } else { sud }))?;
            row!(world, "position_fill", position_id: position, staff_id: id, from_on: from, to_on: to)?;
            made += 1;
        }
    }
    Ok(made)
}

fn person(
    world: &mut World<'_, '_, '_>,
    place: &Place,
    id: i64,
    from: NaiveDate,
    to: Option<NaiveDate>,
    supervisor: Option<i64>,
) -> Result<()> {
    let n = usize::try_from(world.next_name()).unwrap_or_default();
    let first = FIRST.get(n % FIRST.len()).copied().unwrap_or_default();
    let last = LAST.get((n + n / FIRST.len()) % LAST.len()).copied().unwrap_or_default();
    let treatment = matches!(role(id), "recovery_coordinator" | "sud_supervisor");
    let (agency, domain) = if treatment { (2, "prairielight.example") } else { (1, "riverbend.example") };
    let email = format!("{}.{}@{domain}", first.to_lowercase(), last.to_lowercase());
    row!(world, "staff", id: id, name: format!("{first} {last}"), short_name: last, email: email, role: role(id),
        agency_id: agency, hired_on: from, left_on: to)?;
    row!(world, "employment", staff_id: id, from_on: from, to_on: to, fte: 1.0, status: "active", supervisor_id: supervisor)?;
    row!(world, "staff_site", staff_id: id, site_id: place.site, from_on: from, to_on: to, share: 1.0)?;
    if to.is_none() {
        let (left, kind) = (world.between(60, 690), if treatment { "cadc" } else { "lsw" });
        let (issued, ends) = (world.ago(730 - left), world.ago(-left));
        row!(world, "credential", staff_id: id, kind: kind, issued_on: issued, expires_on: ends, validated_by: supervisor,
            validated_on: supervisor.map(|_| issued + TimeDelta::days(6)))?;
    }
    Ok(())
}
