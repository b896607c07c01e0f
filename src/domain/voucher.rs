//! Vouchers: 90 days or to the cap, whichever comes first (rule: IDHS), and which services one pays for.

use super::MemberId;
use super::catalogue::VoucherTerms;
use super::dates::short;
use super::measure::Level;
use super::standing::Judged;
use chrono::NaiveDate;

/// Up to what a voucher pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cap {
    /// An amount, in cents.
    Amount(i64),
    /// So many services.
    Units(i64),
}

/// A voucher, and what was charged to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// The day it was issued.
    pub issued_on: NaiveDate,
    /// The first day it no longer holds.
    pub expires_on: NaiveDate,
    /// Up to what it pays.
    pub cap: Cap,
    /// What was charged: in cents, or services, as its cap is.
    pub used: i64,
}

impl Voucher {
    /// What is left of the cap; nothing where more was charged.
    pub fn left(&self) -> i64 {
        let (Cap::Amount(cap) | Cap::Units(cap)) = self.cap;
        cap.saturating_sub(self.used).max(0)
    }

    /// Whether it runs on a day: the day of issue counts, the last one does not.
    pub fn runs(&self, on: NaiveDate) -> bool {
        self.issued_on <= on && on < self.expires_on
    }

    /// The share of the cap that is used, in percent.
    pub fn percent(&self) -> i64 {
        match self.cap {
            Cap::Amount(cap) | Cap::Units(cap) if cap > 0 => self.used.saturating_mul(100) / cap,
            _ => 100,
        }
    }

    /// What is left by the cap, in words: `$140 of $250 left`, `3 of 12 left`.
    pub fn words(&self) -> String {
        match self.cap {
            Cap::Amount(cap) => format!("{} of {} left", dollars(self.left()), dollars(cap)),
            Cap::Units(cap) => format!("{} of {cap} left", self.left()),
        }
    }

    /// How it stands on a day: over, used up, near its end by date or by cap, or running.
    pub fn standing(&self, today: NaiveDate, terms: &VoucherTerms) -> Judged {
        let on = Some(self.expires_on);
        let days = (self.expires_on - today).num_days();
        let level = |level, text: String| Judged { level, text, on };
        if days <= 0 {
            return Judged::done(format!("ended {}", short(self.expires_on, today)), on);
        }
        if self.left() == 0 {
            return level(Level::Overdue, "used up".into());
        }
        let near = days <= terms.near_days || self.percent() >= terms.near_percent;
        let text = if days > terms.near_days && near { self.words() } else { format!("ends in {days} d") };
        level(if near { Level::Due } else { Level::Open }, text)
    }
}

/// An amount as people read it: `$140`, `$12.50`, `$22,250`.
pub fn dollars(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let whole = thousands(cents.unsigned_abs() / 100);
    match cents.unsigned_abs() % 100 {
        0 => format!("{sign}${whole}"),
        rest => format!("{sign}${whole}.{rest:02}"),
    }
}

fn thousands(number: u64) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", thousands(number / 1000), number % 1000),
    }
}

/// Somebody's voucher, and the services that it did not pay for any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its row.
    pub id: i64,
    /// Whose.
    pub member: MemberId,
    /// For which kind of service.
    pub kind: String,
    /// When it runs, up to what it pays, and what was charged.
    pub voucher: Voucher,
    /// The services that went over its cap.
    pub over: Vec<i64>,
}

impl Given {
    fn is_for(&self, member: MemberId, kind: &str, on: NaiveDate) -> bool {
        self.member == member && self.kind == kind && self.voucher.runs(on)
    }
}

/// Charges a service to the first voucher of its client, kind and day that has room for it, else over the last one.
///
/// Vouchers stand in the order in which they were issued, services are charged in the order in which they took place.
pub fn charge(
    vouchers: &mut [Given],
    (service, member): (i64, MemberId),
    kind: &str,
    on: NaiveDate,
    cents: i64,
) {
    let cost = |given: &Given| match given.voucher.cap {
        Cap::Amount(_) => cents,
        Cap::Units(_) => 1,
    };
    let fits = |given: &Given| given.voucher.left() > 0 && cost(given) <= given.voucher.left();
    let own = |given: &&mut Given| given.is_for(member, kind, on);
    if let Some(given) = vouchers.iter_mut().filter(own).find(|given| fits(given)) {
        given.voucher.used += cost(given);
    } else if let Some(given) = vouchers.iter_mut().rev().find(own) {
        given.voucher.used += cost(given);
        given.over.push(service);
    }
}

/// The day from which services have to be charged to know how a client's vouchers of a kind stood on the days `from` to
/// `to`: when the first of those that ran then was issued, or one that ran together with it; none where none ran.
///
/// The vouchers stand in the order in which they were issued.
pub fn charged_since(vouchers: &[Given], (from, to): (NaiveDate, NaiveDate)) -> Option<NaiveDate> {
    let spans = || vouchers.iter().map(|given| (given.voucher.issued_on, given.voucher.expires_on));
    let first = spans()
        .filter(|(issued, expires)| *issued <= to && *expires > from)
        .map(|(issued, _)| issued)
        .min()?;
    let together = |since: NaiveDate, (issued, expires): (NaiveDate, NaiveDate)| {
        if issued < since && expires > since { issued } else { since }
    };
    Some(spans().rev().fold(first, together))
}

/// Whether a service is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// No voucher of this kind stands at the site yet: there is nothing to judge by.
    NoData,
    /// The client never had one of this kind.
    Never,
    /// The client's had ended, had not begun, or was used up.
    Past,
    /// One pays.
    Paid,
}

/// Whether a service of a client on a day is paid for, by the vouchers of the site.
pub fn cover(vouchers: &[Given], service: i64, kind: &str, member: MemberId, on: NaiveDate) -> Cover {
    if !vouchers.iter().any(|voucher| voucher.kind == kind) {
        return Cover::NoData;
    }
    let mut own =
        vouchers.iter().filter(|voucher| voucher.member == member && voucher.kind == kind).peekable();
    if own.peek().is_none() {
        return Cover::Never;
    }
    let mut running = own.filter(|given| given.voucher.runs(on)).peekable();
    let over = |given: &Given| given.over.contains(&service);
    if running.peek().is_some() && !running.any(over) { Cover::Paid } else { Cover::Past }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_voucher_ends_by_its_date_or_its_cap() {
        let terms = VoucherTerms { days: 90, near_percent: 80, near_days: 14 };
        let voucher = |expires: &str, cap, used| Voucher {
            issued_on: day("2026-09-01"),
            expires_on: day(expires),
            cap,
            used,
        };
        for (expires, cap, used, level, text) in [
            ("2026-12-30", Cap::Amount(25_000), 11_000, Level::Open, "ends in 36 d"),
            ("2026-12-08", Cap::Amount(25_000), 0, Level::Due, "ends in 14 d"),
            ("2026-12-09", Cap::Amount(25_000), 0, Level::Open, "ends in 15 d"),
            ("2026-12-30", Cap::Amount(25_000), 20_000, Level::Due, "$50 of $250 left"),
            ("2026-12-30", Cap::Amount(25_000), 19_999, Level::Open, "ends in 36 d"),
            ("2026-12-30", Cap::Units(10), 8, Level::Due, "2 of 10 left"),
            ("2026-12-30", Cap::Units(10), 10, Level::Overdue, "used up"),
            ("2026-12-30", Cap::Units(10), 12, Level::Overdue, "used up"),
            ("2026-11-25", Cap::Units(10), 9, Level::Due, "ends in 1 d"),
            ("2026-11-24", Cap::Units(10), 0, Level::Done, "ended Tue 24 Nov"),
        ] {
            let found = voucher(expires, cap, used).standing(day("2026-11-24"), &terms);
            assert_eq!((found.level, found.text.as_str()), (level, text), "{expires} {cap:?} {used}");
        }
    }

    #[test]
    fn a_service_is_paid_for_by_a_voucher_of_its_kind_and_day() {
        let given = |member, kind: &str, over: &[i64]| Given {
            id: member,
            member: MemberId(member),
            kind: kind.into(),
            voucher: Voucher {
                issued_on: day("2026-09-01"),
                expires_on: day("2026-11-30"),
                cap: Cap::Amount(10_000),
                used: 0,
            },
            over: over.to_vec(),
        };
        let all = [given(1, "transportation", &[7]), given(2, "peer_coaching", &[])];
        for (service, kind, member, on, cover_of) in [
            (1, "transportation", 1, "2026-09-01", Cover::Paid),
            (1, "transportation", 1, "2026-11-29", Cover::Paid),
            (1, "transportation", 1, "2026-11-30", Cover::Past),
            (1, "transportation", 1, "2026-08-31", Cover::Past),
            (7, "transportation", 1, "2026-10-01", Cover::Past),
            (1, "transportation", 2, "2026-10-01", Cover::Never),
            (1, "recovery_skills", 1, "2026-10-01", Cover::NoData),
        ] {
            let found = cover(&all, service, kind, MemberId(member), day(on));
            assert_eq!(found, cover_of, "{service} {kind} {member} {on}");
        }
    }

    #[test]
    fn services_are_charged_from_the_first_voucher_that_ran_together_with_one_of_these_days() {
        let given = |issued: &str, expires: &str| Given {
            id: 1,
            member: MemberId(1),
            kind: "transportation".into(),
            voucher: Voucher {
                issued_on: day(issued),
                expires_on: day(expires),
                cap: Cap::Units(1),
                used: 0,
            },
            over: Vec::new(),
        };
        let all = [
            given("2026-01-01", "2026-04-01"),
            given("2026-04-01", "2026-06-30"),
            given("2026-06-01", "2026-08-30"),
            given("2026-06-10", "2026-06-20"),
            given("2026-08-29", "2026-11-27"),
        ];
        for (from, to, since) in [
            ("2025-01-01", "2025-12-31", None),
            ("2026-01-01", "2026-03-31", Some("2026-01-01")),
            ("2026-03-31", "2026-03-31", Some("2026-01-01")),
            ("2026-04-01", "2026-04-30", Some("2026-04-01")),
            ("2026-11-01", "2026-11-30", Some("2026-04-01")),
            ("2026-11-27", "2026-12-31", None),
        ] {
            assert_eq!(charged_since(&all, (day(from), day(to))), since.map(day), "{from} {to}");
        }
    }

    #[test]
    fn services_are_charged_in_order_until_the_cap() {
        let given = |id, issued: &str, expires: &str, cap| Given {
            id,
            member: MemberId(1),
            kind: "transportation".into(),
            voucher: Voucher { issued_on: day(issued), expires_on: day(expires), cap, used: 0 },
            over: Vec::new(),
        };
        let mut all = [
            given(1, "2026-09-01", "2026-11-30", Cap::Amount(10_000)),
            given(2, "2026-11-01", "2027-01-30", Cap::Units(2)),
        ];
        for (service, on, cents) in [
            (1, "2026-08-31", 9_000),
            (2, "2026-09-01", 6_000),
            (3, "2026-10-01", 4_000),
            (4, "2026-10-02", 100),
            (5, "2026-11-02", 5_000),
            (6, "2026-11-03", 0),
            (7, "2026-11-04", 10),
        ] {
            charge(&mut all, (service, MemberId(1)), "transportation", day(on), cents);
        }
        let [first, second] = all;
        assert_eq!((first.voucher.used, first.over), (10_100, vec![4]), "the first ran alone until November");
        assert_eq!((second.voucher.used, second.over), (3, vec![7]), "then the second took over, up to two");
    }
}
