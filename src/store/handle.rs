//! One use case in, one answer out.

use super::request::Form;
use super::{Reply, Request, Store};
use crate::error::{Kind, Result};

impl Store {
    /// Does a use case for the person who is signed in.
    ///
    /// # Errors
    /// What the use case says: denied, invalid, conflict, busy, missing.
    pub fn handle(&mut self, request: Request) -> Result<Reply> {
        if self.is_lost() {
            self.reconnect()?;
        }
        // What is asked is kept, so that it can be asked once more on a new connection.
        let again = request.clone();
        match self.ask_undisturbed(request) {
            Err(error) if error.kind == Kind::Damaged => self.recover(again, error),
            Err(error) if error.kind == Kind::Disk || self.fell_back() => self.ask_anew(again),
            reply => reply,
        }
    }

    /// Does a use case on the connection as it is.
    pub(super) fn ask_once(&mut self, request: Request) -> Result<Reply> {
        if request.only_reads() {
            self.begin_reading()?;
        }
        let asked = super::audit::Asked::of(&request);
        let reply = self.use_case(request);
        self.end_reading()?;
        if let Err(error) = &reply {
            self.note_refusal(asked, error);
        }
        reply
    }

    /// Begins to read the file as it stands: until the end, or until something is written, all that is read belongs
    /// together, and the file is locked and looked at once instead of for every statement.
    fn begin_reading(&self) -> Result<()> {
        Ok(self.conn.prepare_cached("begin")?.execute([]).map(|_| ())?)
    }

    /// Ends what [`Store::begin_reading`] began, where it was begun: nobody may write over what is being read.
    pub(super) fn end_reading(&self) -> Result<()> {
        if !self.conn.is_autocommit() {
            self.conn.prepare_cached("commit")?.execute([])?;
        }
        Ok(())
    }

    fn use_case(&mut self, request: Request) -> Result<Reply> {
        Ok(match request {
            Request::SignInChoices => Reply::SignInChoices(self.sign_in_choices()?),
            Request::SignIn { staff, passphrase } => self.sign_in(staff, &passphrase)?,
            Request::SignInFirst { op, staff, given, own } => self.sign_in_first(op, staff, &given, &own)?,
            Request::Unlock { passphrase } => {
                let staff = self.viewer()?.staff;
                self.sign_in(staff, &passphrase)?
            }
            Request::SignOut => {
                self.viewer = None;
                Reply::SignedOut
            }
            Request::Account(ask) => self.account(ask)?,
            Request::Audit(ask) => Reply::Audit(Box::new(self.audit(&ask)?)),
            Request::Today => Reply::Today(Box::new(self.today()?)),
            Request::Caseload => Reply::Caseload(Box::new(self.caseload()?)),
            Request::Referrals(filter) => Reply::Referrals(self.referrals(&filter)?),
            Request::Staffing => Reply::Staffing(Box::new(self.staffing()?)),
            Request::Meetings => Reply::Meetings(Box::new(self.meetings()?)),
            Request::Items(filter) => Reply::Items(self.items(&filter)?),
            Request::Fidelity => Reply::Fidelity(Box::new(self.fidelity()?)),
            Request::Family(family) => Reply::Family(Box::new(self.family(family)?)),
            Request::Record(ask) => Reply::Record(Box::new(self.record(&ask)?)),
            Request::Meeting(meeting) => Reply::Meeting(Box::new(self.meeting_note(meeting)?)),
            Request::Document(ask) => Reply::Document(self.document(&ask)?),
            Request::Choices(family) => Reply::Choices(Box::new(self.choices(family)?)),
            Request::Find(text) => Reply::Found(self.find(&text)?),
            Request::Search(ask) => Reply::Found(self.search(&ask)?),
            Request::Save(op, form) => self.save(op, form)?,
            Request::ItemStatus { op, item, version, status, verified } => {
                self.item_status(op, item, version, status, verified)?
            }
            Request::Item(ask) => self.item(ask)?,
            Request::Staff(ask) => Reply::Staff(self.staff_page(ask)?),
            Request::Referral(ask) => Reply::Referral(Box::new(self.referral(ask)?)),
            Request::Services(ask) => Reply::Services(self.services(&ask)?),
            Request::Travel(ask) => Reply::Travel(Box::new(self.travel(ask)?)),
            Request::Walk(ask) => Reply::Walk(Box::new(self.walk(ask)?)),
            Request::Trends(ask) => Reply::Trends(Box::new(self.trends(ask)?)),
            Request::Month(ask) => Reply::Month(self.month(&ask)?),
            Request::Report(ask) => Reply::Report(self.report(ask)?),
            Request::Schedule(ask) => Reply::Schedule(Box::new(self.schedule(ask)?)),
            Request::Prepare(ask) => Reply::Prepare(Box::new(self.prepare(&ask)?)),
            Request::Assign(ask) => self.assigning(ask)?,
            Request::Undo(ask) => self.undo(ask)?,
            Request::List(ask) => Reply::List(self.list(ask)?),
            Request::Consent(ask) => self.consent(ask)?,
            Request::Export(ask) => Reply::Export(self.export(ask)?),
            Request::Draft { entity, id, field, body } => {
                self.keep_draft(&entity, id, &field, &body)?;
                Reply::Done
            }
            Request::Drafts { entity, id } => Reply::Drafts(self.drafts(&entity, id)?),
        })
    }

    fn save(&mut self, op: super::OpId, form: Form) -> Result<Reply> {
        let (id, said) = match form {
            Form::Assign(form) => self.save_assign(op, &form)?,
            Form::EndAssignment(form) => self.save_end(op, &form)?,
            Form::Contact(form) => self.save_contact(op, &form)?,
            Form::Service(change) => self.change_services(op, &change)?,
            Form::Travel(change) => self.change_travel(op, &change)?,
            Form::Consent(form) => self.save_consent(op, &form)?,
            Form::ConsentChange(change) => self.change_consent(op, &change)?,
            Form::Staff(form) => self.save_staff(op, &form)?,
            Form::Family(form) => self.save_family(op, &form)?,
            Form::Member(form) => self.save_member(op, &form)?,
            Form::Finding(form) => self.save_finding(op, &form)?,
            Form::Item(form) => self.save_item(op, &form)?,
            Form::ItemChange(change) => self.change_item(op, &change)?,
            Form::Point(form) => self.save_point(op, &form)?,
            Form::StaffChange(change) => self.change_staff(op, &change)?,
            Form::Change(change) => self.change_family(op, &change)?,
            Form::Referral(form) => self.save_referral(op, *form)?,
        };
        Ok(Reply::Saved { id, said })
    }
}
