//! Screens: an enum of structs, each with its own state, all answering to one contract, [`Page`].
//!
//! A screen sees neither the store nor the terminal. It is told what happened and gives back what is to be done:
//!
//! ```text
//!   open ──▶ load ──▶ [Do::Store(request)] ──▶ reply ──▶ state ──▶ view
//!              ▲                                            │
//!              └── F5, coming back, others' changes         └── update(input) ──▶ [Do…]
//! ```
//!
//! # How to write one
//!
//! ```
//! use ifr::tui::input::Input;
//! use ifr::tui::keymap::Action;
//! use ifr::tui::command::Command;
//! use ifr::tui::screen::{Ctx, Do, Page, Target};
//! use ifr::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
//! use ifr::domain::FamilyId;
//! use ifr::store::{Reply, Request};
//! use ifr::Result;
//! use ratatui::{Frame, layout::Rect};
//!
//! struct Families {
//!     table: Table<FamilyId>,
//! }
//!
//! impl Page for Families {
//!     // 1. Ask. Called first, on F5, when the screen comes back into sight, when others changed the file.
//!     fn load(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
//!         Vec::new() // vec![Do::Store(Request::Families)]
//!     }
//!
//!     // 2. Take the answer into the state; the table keeps the selection by key.
//!     fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
//!         match reply {
//!             Err(error) => vec![Do::Fail(error)],
//!             Ok(_) => {
//!                 self.table.set(vec![Row::new(FamilyId(1), vec!["F-0001".into(), Cell::dim("oak")])]);
//!                 Vec::new()
//!             }
//!         }
//!     }
//!
//!     // 3. React. Widgets first, then the commands of this screen.
//!     fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
//!         match self.table.update(input) {
//!             TableEvent::Open(family) => return vec![Do::Open(Target::Family(family))],
//!             TableEvent::Moved => return Vec::new(),
//!             TableEvent::Ignored => {}
//!         }
//!         match input.action() {
//!             Some(Action::New) => vec![],
//!             _ => Vec::new(),
//!         }
//!     }
//!
//!     // 4. Draw from the state alone.
//!     fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
//!         self.table.view(frame, area, ctx.theme, ctx.focused);
//!     }
//!
//!     // 5. Say what can be done: the footer shows the first, help and palette all.
//!     fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
//!         vec![Command::new(Action::Open), Command::new(Action::New).label("Open a family")]
//!     }
//!
//!     fn is_typing(&self) -> bool {
//!         self.table.is_typing()
//!     }
//! }
//! ```
//!
//! Then one line in `screens!` below and one in `screen/open.rs`.

mod actions;
mod agencies;
mod agenda;
mod audit;
mod calendar;
mod caseload;
mod consent;
mod convert;
mod ctx;
mod destination;
mod disclosures;
mod family;
mod fidelity;
mod find;
pub mod form;
mod history;
mod import;
mod item;
mod leaving;
mod list;
mod meeting;
mod meetings;
mod open;
mod person;
mod post;
mod referral;
mod referrals;
mod report;
mod report_preview;
mod schedule;
mod services;
mod staffing;
mod start;
mod target;
mod today;
mod travel;
mod trends;
mod waiting;
mod walk;
mod week;

pub use ctx::Ctx;
pub use form::ReferralJob;
pub use form::ServiceSeed;
pub use form::{ConsentSheet, Entry, Opening};
pub use list::{file, leaving};
pub use open::open;
pub use target::{FormKind, PointFrom, Tab, Target};

use super::command::Command;
use super::dialog::{Answer, Dialog};
use super::input::Input;
use super::keymap::{Action, Place};
use super::widget::mark::Mark;
use super::work::{Product, Task};
use crate::error::{Error, Result};
use crate::store::{Reply, Request};
use ratatui::Frame;
use ratatui::layout::Rect;
use std::time::Duration;

/// What a screen wants done.
#[derive(Debug)]
pub enum Do {
    /// Ask the store; the answer comes to [`Page::reply`] of this same screen.
    Store(Request),
    /// Do long work beside the store; what it came to is brought to [`Page::worked`] of this same screen.
    Work(Task),
    /// Open a page over this one, or switch to a screen.
    Open(Target),
    /// Leave this page for the one under it, which loads again.
    Back,
    /// Leave this page and open another in its place.
    Replace(Target),
    /// Put a dialog on top; the answer comes to [`Page::answer`] under the dialog's tag.
    Dialog(Dialog),
    /// Close the dialog on top without an answer.
    CloseDialog,
    /// Say in passing what was done, above the footer.
    Toast(Mark, String),
    /// Say what went wrong and what to do, as a dialog.
    Fail(Error),
    /// Run a command as if its key had been pressed.
    Run(Action),
    /// Put a text on the terminal's clipboard, where the settings allow it.
    Copy(String),
}

/// What every screen answers to; see the module for how to write one.
pub trait Page {
    /// Asks for what the screen shows: at first, on F5, on coming back, when others changed the file.
    ///
    /// The state stays as it is until the reply is there: nothing flickers, what is being typed stays.
    fn load(&mut self, ctx: &Ctx<'_>) -> Vec<Do>;

    /// Takes an answer of the store to a request of this screen; an error must not get lost: at least [`Do::Fail`].
    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do>;

    /// Takes what long work of this screen came to.
    fn worked(&mut self, product: Result<Product>, ctx: &Ctx<'_>) -> Vec<Do> {
        let _ = ctx;
        match product {
            Ok(Product::Said(said)) => vec![Do::Toast(Mark::Done, said)],
            Ok(_) => Vec::new(),
            Err(error) => vec![Do::Fail(error)],
        }
    }

    /// Takes a key, a click, a paste. What is global (F1, Ctrl-P, F5, F9, 1-7, lock, quit) never comes here; F2 does.
    ///
    /// Esc comes here first: a screen that has nothing to leave gives [`Do::Back`] for it.
    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do>;

    /// Draws the screen from its state alone: no asking, no reading, no clock but `ctx`.
    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>);

    /// What can be done just now, the most likely first; what is not allowed stays, with its reason.
    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command>;

    /// Takes the answer of a dialog that this screen opened under a tag.
    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        let _ = (tag, answer, ctx);
        Vec::new()
    }

    /// What the list of this screen says in a file, as it is shown.
    fn leaving(&self, ctx: &Ctx<'_>) -> Option<crate::export::list::List> {
        let _ = ctx;
        None
    }

    /// Whether a text field has the focus, so that letters and digits are text.
    fn is_typing(&self) -> bool {
        false
    }

    /// Which section of the keys holds here.
    fn place(&self) -> Place {
        Place::Lists
    }

    /// The meeting that is shown: whoever else has it open is said to be here.
    fn meeting(&self) -> Option<crate::domain::MeetingId> {
        None
    }

    /// Whether the screen takes the place of header and tabs, too: the walk through a meeting does.
    fn is_whole(&self) -> bool {
        false
    }

    /// The next moment, in the time of [`Ctx::uptime`], at which [`Page::tick`] is to be called; `None`: never.
    ///
    /// For a draft two seconds after the last key, or a timer that shows minutes: idle screens have none.
    fn deadline(&self) -> Option<Duration> {
        None
    }

    /// The deadline has passed, the screen is about to be locked, or the program is about to end: save drafts.
    fn tick(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let _ = ctx;
        Vec::new()
    }

    /// Whether something typed here would be lost if the page were left.
    fn is_unsaved(&self) -> bool {
        false
    }
}

/// Makes the enum of screens; every screen is one line.
macro_rules! screens {
    ($($(#[$meta:meta])* $name:ident($type:ty)),+ $(,)?) => {
        /// Every screen there is.
        pub enum Screen { $($(#[$meta])* $name(Box<$type>)),+ }

        impl Screen {
            /// The screen as what it answers to.
            pub fn page(&self) -> &dyn Page {
                match self { $(Self::$name(screen) => screen.as_ref()),+ }
            }

            /// The screen as what it answers to, to be changed.
            pub fn page_mut(&mut self) -> &mut dyn Page {
                match self { $(Self::$name(screen) => screen.as_mut()),+ }
            }
        }
    };
}

screens! {
    /// What needs this person today.
    Today(today::Today),
    /// Families by worker and by pair.
    Caseload(caseload::Caseload),
    /// Referrals.
    Referrals(referrals::Referrals),
    /// A referral's page.
    Referral(referral::Referral),
    /// People and vacancies.
    Staffing(staffing::Staffing),
    /// Meetings ahead and held.
    Meetings(meetings::Meetings),
    /// The weeks ahead.
    Calendar(calendar::Calendar),
    /// Action items.
    Actions(actions::Actions),
    /// The report of a site's month.
    Report(report::Report),
    /// A month's report as it leaves the file.
    ReportPreview(report_preview::ReportPreview),
    /// A figure of a month's report.
    Figure(report::figure::FigurePage),
    /// The agenda of a meeting to come.
    Agenda(agenda::Agenda),
    /// An action item's page.
    Item(item::Item),
    /// Whether the meetings of the model were held.
    Fidelity(fidelity::Fidelity),
    /// The report's figures over the months.
    Trends(trends::Trends),
    /// A family's page.
    Family(family::Family),
    /// The consents of a family's adults.
    Consents(consent::Consents),
    /// To whom an adult's treatment information was disclosed.
    Disclosures(disclosures::Disclosures),
    /// Finding anything.
    Find(find::Find),
    /// What is open in the log of services.
    Services(services::Services),
    /// The grid of a worker's week.
    Week(week::Week),
    /// The month's travel.
    Travel(travel::Travel),
    /// The history of a record.
    History(history::History),
    /// Whose families go to whom when somebody leaves.
    Leaving(leaving::Leaving),
    /// A person's page.
    Person(person::Person),
    /// An authorised post.
    Post(post::Post),
    /// Agencies, sites, supervisors, posts.
    Agencies(agencies::Agencies),
    /// The audit trail.
    Audit(audit::Audit),
    /// Bringing a file in.
    Import(import::Import),
    /// A small form.
    Form(form::FormPage),
    /// The start of a meeting, or the recording of one held earlier.
    Start(start::Start),
    /// A meeting: walked while it is in progress, read afterwards.
    Meeting(meeting::Meeting),
}
