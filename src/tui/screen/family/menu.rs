//! What can be entered and changed on a family's page: dim, with its reason, where it is not for this supervisor.

use super::super::{Ctx, Entry, FormKind, PointFrom, ReferralJob, Target};
use crate::domain::access::Act;
use crate::domain::family::FamilyStatus;
use crate::domain::staff::Side;
use crate::domain::{FamilyId, MemberId};
use crate::store::view::family::FamilyPage;
use crate::store::view::family::change::Track;
use crate::store::view::history::Record;
use crate::tui::dialog::MenuItem;

/// A line of a menu with what it opens.
pub(super) struct Line {
    pub item: MenuItem,
    pub target: Target,
}

impl Line {
    fn new(label: impl Into<String>, target: Target, may: Result<(), &'static str>) -> Self {
        Self { item: MenuItem::new(label).allowed(may), target }
    }

    fn entry(family: FamilyId, entry: Entry, ctx: &Ctx<'_>) -> Self {
        Self::new(entry.label(), Target::Form(FormKind::Entry(family, entry)), ctx.can(entry.act()))
    }

    /// The line, dim for a reason of the family's own where it is allowed at all.
    fn unless(mut self, not: bool, reason: &str) -> Self {
        if not && self.item.off.is_none() {
            self.item.off = Some(reason.to_owned());
        }
        self
    }

    fn detail(mut self, detail: impl Into<String>) -> Self {
        self.item = self.item.detail(detail);
        self
    }
}

/// What can be entered, what is entered most often first: for the treatment agency that is treatment.
pub(super) fn new(page: &FamilyPage, ctx: &Ctx<'_>) -> Vec<Line> {
    let family = page.row.id;
    let entry = |entry| Line::entry(family, entry, ctx);
    let form = |label: &str, kind, act| Line::new(label, Target::Form(kind), ctx.can(act));
    let enrolled = page.row.enrolled;
    let point = FormKind::Point(family.into(), PointFrom::default());
    let point = form("For the next Co-Supervision", point, Act::EditItem);
    let referral = FormKind::Referral(ReferralJob::New(Some(family)));
    let family_life = vec![
        form("Safety finding", FormKind::Finding(family), Act::RecordSafety),
        form("Member", FormKind::Member(family), Act::EditFamily),
        entry(Entry::Milestone),
        entry(Entry::Risk),
        entry(Entry::Report),
        entry(Entry::Hearing),
        form("Referral", referral, Act::EditReferral),
        entry(Entry::Enrol).unless(enrolled, "It is in IFR already"),
    ];
    let treatment = vec![
        entry(Entry::Week).unless(!page.in_treatment, "No treatment is open"),
        entry(Entry::Phase).unless(!enrolled, "It is not in IFR"),
        entry(Entry::Step),
        entry(Entry::Admission),
        entry(Entry::Voucher),
        entry(Entry::ReturnToUse),
    ];
    let mut lines = vec![point];
    let treats = ctx.viewer.side == Side::Treatment;
    let (first, then) = if treats { (treatment, family_life) } else { (family_life, treatment) };
    lines.extend(first.into_iter().chain(then));
    lines
}

/// What can be changed, what the cursor is on first.
pub(super) fn change(
    page: &FamilyPage,
    (member, milestone): (Option<MemberId>, Option<i64>),
    ctx: &Ctx<'_>,
) -> Vec<Line> {
    let family = page.row.id;
    let entry = |entry| Line::entry(family, entry, ctx);
    let closed = page.row.status == FamilyStatus::Closed;
    let enrolled = page.row.enrolled;
    let mut lines = Vec::new();
    if let Some(member) = member.and_then(|id| page.members.iter().find(|one| one.id == id)) {
        let alias = if ctx.theme.masked { "•••" } else { member.alias.as_str() };
        lines.push(entry(Entry::Member(member.id)).detail(alias));
        lines.push(entry(Entry::MemberEnds(member.id)).detail(alias));
    }
    if let Some((id, name, _)) = milestone.and_then(|id| page.milestones.iter().find(|one| one.0 == id)) {
        lines.push(entry(Entry::MilestoneChanges(*id)).detail(name.clone()));
    }
    lines.extend([
        entry(Entry::Facts),
        entry(Entry::Start(Track::Risk)).unless(page.risk.is_none(), "No risk was assessed"),
        entry(Entry::Start(Track::Phase)).unless(!enrolled, "It is not in IFR"),
        entry(Entry::Start(Track::Enrolment)).unless(!enrolled, "It is not in IFR"),
        entry(Entry::EnrolmentEnds).unless(!enrolled, "It is not in IFR"),
        entry(Entry::Discharge).unless(!page.in_treatment, "No treatment is open"),
        entry(Entry::PendingClose).unless(closed, "It is closed"),
        entry(Entry::Close).unless(closed, "It is closed"),
        entry(Entry::Reopen).unless(!closed, "It is open"),
        Line::new("History", Target::History(Record::Family(family)), Ok(())),
    ]);
    lines
}
