//! Which screen a target opens.

use super::{
    Ctx, Screen, Tab, Target, caseload, family, form, item, leaving, meeting, person, post, referral,
    referrals, services, start, week,
};

/// The screen of a target, not loaded yet; for [`Target::Tab`] the screen of that key.
pub fn open(target: &Target, _: &Ctx<'_>) -> Screen {
    match target {
        Target::Tab(Tab::Today) => Screen::Today(Box::default()),
        Target::Tab(Tab::Caseload) => Screen::Caseload(Box::new(caseload::Caseload::new(None))),
        Target::Tab(Tab::Referrals) => Screen::Referrals(Box::new(referrals::Referrals::new(None))),
        Target::Tab(Tab::Staffing) => Screen::Staffing(Box::default()),
        Target::Tab(Tab::Meetings) => Screen::Meetings(Box::default()),
        Target::Tab(Tab::Actions) => Screen::Actions(Box::default()),
        Target::Figure(of, key) => {
            Screen::Figure(Box::new(super::report::figure::FigurePage::new(*of, key.clone())))
        }
        Target::ReportPreview(of) => {
            Screen::ReportPreview(Box::new(super::report_preview::ReportPreview::new(*of)))
        }
        Target::Trends => Screen::Trends(Box::default()),
        Target::Tab(Tab::Report) => Screen::Report(Box::default()),
        Target::Fidelity => Screen::Fidelity(Box::default()),
        Target::FamilyOn(family, day) => Screen::Family(Box::new(family::Family::at(*family, *day))),
        Target::Family(family) => Screen::Family(Box::new(family::Family::new(*family))),
        Target::Referral(referral) => Screen::Referral(Box::new(referral::Referral::new(*referral))),
        Target::Agenda(meeting) => Screen::Agenda(Box::new(super::agenda::Agenda::new(*meeting))),
        Target::Item(item) => Screen::Item(Box::new(item::Item::new(*item))),
        Target::History(record) => Screen::History(Box::new(super::history::History::new(*record))),
        Target::Consents(family, member) => {
            Screen::Consents(Box::new(super::consent::Consents::new(*family, *member)))
        }
        Target::Disclosures(member) => {
            Screen::Disclosures(Box::new(super::disclosures::Disclosures::new(*member)))
        }
        Target::Audit => Screen::Audit(Box::default()),
        Target::Find => Screen::Find(Box::default()),
        Target::Import => Screen::Import(Box::default()),
        Target::Form(kind) => Screen::Form(Box::new(form::FormPage::new(kind))),
        Target::Worker(worker) => Screen::Caseload(Box::new(caseload::Caseload::new(Some(*worker)))),
        Target::Leaving(worker) => Screen::Leaving(Box::new(leaving::Leaving::new(*worker))),
        Target::Person(person) => Screen::Person(Box::new(person::Person::new(*person))),
        Target::Post(post) => Screen::Post(Box::new(post::Post::new(*post))),
        Target::Services(staff) => Screen::Services(Box::new(services::Services::new(*staff))),
        Target::Week(staff) => Screen::Week(Box::new(week::Week::new(*staff))),
        Target::Travel(staff) => Screen::Travel(Box::new(super::travel::Travel::new(*staff))),
        Target::Calendar => Screen::Calendar(Box::default()),
        Target::Agencies => Screen::Agencies(Box::default()),
        Target::StartMeeting { kind, about } => {
            Screen::Start(Box::new(start::Start::now(kind.clone(), about.clone())))
        }
        Target::RecordMeeting => Screen::Start(Box::new(start::Start::afterwards())),
        Target::Meeting(meeting) => Screen::Meeting(Box::new(meeting::Meeting::new(*meeting))),
    }
}
