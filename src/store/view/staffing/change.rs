//! What is entered or changed about people, posts, agencies and sites.

use super::super::charge::ChargeChange;
use super::{PostTerms, Row, Terms};
use crate::domain::staff::{AgencyKind, Setting};
use crate::domain::{SiteId, StaffId};
use chrono::NaiveDate;

/// Who takes what somebody holds who leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Successors {
    /// The open action items.
    pub items: Option<StaffId>,
    /// The place in meetings with others.
    pub meetings: Option<StaffId>,
    /// The people they supervise.
    pub people: Option<StaffId>,
}

/// Something about staffing that is entered or changed.
#[derive(Clone, Debug, PartialEq)]
pub enum StaffChange {
    /// Name, short name and e-mail.
    Details {
        /// The row.
        row: Row,
        /// The full name.
        name: String,
        /// As said aloud.
        short: String,
        /// E-mail.
        email: String,
    },
    /// Other terms from a day on.
    Employ {
        /// Who.
        staff: StaffId,
        /// From which day.
        from: NaiveDate,
        /// What holds then.
        terms: Terms,
    },
    /// A spell that was entered wrongly.
    Correct {
        /// Who.
        staff: StaffId,
        /// The spell.
        row: Row,
        /// What should have stood there.
        terms: Terms,
    },
    /// Sites and shares from a day on.
    Sites {
        /// Who.
        staff: StaffId,
        /// From which day.
        from: NaiveDate,
        /// Each site with its share.
        shares: Vec<(SiteId, f64)>,
        /// More than full time, said on purpose.
        over: bool,
    },
    /// A leave.
    Leave {
        /// Who.
        staff: StaffId,
        /// The first day.
        from: NaiveDate,
        /// The first day back, where it is known.
        back_on: Option<NaiveDate>,
    },
    /// Leaving the agency.
    Separate {
        /// Who.
        staff: StaffId,
        /// The last day.
        last_day: NaiveDate,
        /// Who takes what.
        to: Successors,
        /// What is left will be handed over.
        acknowledged: bool,
    },
    /// A credential: a new row, or one that was entered wrongly or is now validated.
    Credential {
        /// Who.
        staff: StaffId,
        /// The row; none: a new one.
        row: Option<Row>,
        /// lists.toml: credential_kind.
        kind: String,
        /// Issued.
        issued_on: Option<NaiveDate>,
        /// The first day it no longer holds.
        expires_on: Option<NaiveDate>,
        /// The day on which the viewer saw the document.
        validated_on: Option<NaiveDate>,
    },
    /// A training.
    Training {
        /// Who.
        staff: StaffId,
        /// The day.
        on: NaiveDate,
        /// How many hours, in hundredths.
        hours: i64,
        /// What about.
        topic: String,
        /// What it cost, in cents.
        cost_cents: Option<i64>,
    },
    /// A deputy for a supervisor who is away.
    Cover {
        /// Who is away.
        staff: StaffId,
        /// Who stands in.
        deputy: StaffId,
        /// The first day.
        from: NaiveDate,
        /// The last day.
        last_day: NaiveDate,
        /// Why.
        reason: String,
    },
    /// Another last day of a cover.
    EndCover {
        /// The row.
        row: Row,
        /// The last day.
        last_day: NaiveDate,
    },
    /// An authorised post, new or changed.
    Post {
        /// The row; none: a new one.
        row: Option<Row>,
        /// What it is.
        terms: PostTerms,
    },
    /// Somebody fills a post.
    Fill {
        /// The post.
        post: i64,
        /// Who.
        staff: StaffId,
        /// From which day.
        from: NaiveDate,
    },
    /// Somebody covers a vacant post.
    PostCover {
        /// The post.
        post: i64,
        /// Who.
        staff: StaffId,
        /// From which day.
        from: NaiveDate,
        /// The last day, where it is known.
        last_day: Option<NaiveDate>,
    },
    /// An agency, new or changed.
    Agency {
        /// The row; none: a new one.
        row: Option<Row>,
        /// Its name.
        name: String,
        /// What it is.
        kind: AgencyKind,
    },
    /// A site, new or changed.
    Site {
        /// The row; none: a new one.
        row: Option<Row>,
        /// Its name.
        name: String,
        /// Its county.
        county: String,
        /// Rural, suburban, urban.
        setting: Option<Setting>,
        /// The child-welfare agency.
        intact: i64,
        /// The treatment agency.
        treatment: i64,
    },
    /// What is charged to the treatment agency's fee or training allowance.
    Charge(ChargeChange),
    /// A supervisor's passphrase: one's own, or the first one of a colleague.
    Passphrase {
        /// Whose.
        staff: StaffId,
        /// The present one, for one's own.
        old: Option<String>,
        /// The new one.
        new: String,
    },
}
