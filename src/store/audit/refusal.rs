//! What somebody was refused goes into the audit trail: what was asked and of which record, never with what words.

use crate::error::{Error, Kind};
use crate::store::Store;
use crate::store::request::{Form, Request};
use crate::store::view::family::RecordAsk;
use crate::store::write::{OpId, What};

/// What was asked, and the record it was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::store) struct Asked {
    what: &'static str,
    entity: &'static str,
    id: Option<i64>,
}

impl Asked {
    /// What a request asks; without what it says.
    pub(in crate::store) fn of(request: &Request) -> Self {
        let (what, entity, id) = match request {
            Request::Family(id) | Request::Record(RecordAsk::Life(id, ..)) => {
                ("family", "family", Some(id.0))
            }
            Request::Record(RecordAsk::History(..)) => ("history", "", None),
            Request::Meeting(id) => ("meeting", "meeting", Some(id.0)),
            Request::Document(ask) => ("document", "meeting", Some(ask.meeting.0)),
            Request::ItemStatus { item, .. } => ("item", "action_item", Some(item.0)),
            Request::Item(_) => ("item", "", None),
            Request::Walk(_) => ("meeting", "", None),
            Request::Referral(_) => ("referral", "", None),
            Request::Staff(_) => ("staff", "", None),
            Request::Export(_) => ("export", "", None),
            Request::Undo(_) => ("undo", "", None),
            Request::Save(_, form) => (saved(form), "", None),
            _ => ("other", "", None),
        };
        Self { what, entity, id }
    }
}

fn saved(form: &Form) -> &'static str {
    match form {
        Form::Assign(_) | Form::EndAssignment(_) => "assign",
        Form::Contact(_) | Form::Service(_) => "service",
        Form::Travel(_) => "travel",
        Form::Consent(_) | Form::ConsentChange(_) => "consent",
        Form::Staff(_) | Form::StaffChange(_) => "staff",
        Form::Family(_) | Form::Member(_) | Form::Change(_) => "change_family",
        Form::Finding(_) => "finding",
        Form::Item(_) | Form::ItemChange(_) => "item",
        Form::Point(_) => "prepare",
        Form::Referral(_) => "referral",
    }
}

impl Store {
    /// Writes down once a day that something was refused to the person who is signed in.
    ///
    /// That it cannot be written, on a full disk, changes nothing: the refusal stands.
    pub(in crate::store) fn note_refusal(&mut self, asked: Asked, error: &Error) {
        if error.kind != Kind::Denied || self.viewer.is_none() || self.looks_only() {
            return;
        }
        if self.refused.insert(asked) {
            let what = What { kind: "refused", entity: asked.entity, id: asked.id };
            let _ = self.write(OpId::new(), what, |tx| {
                tx.note("asked", asked.what);
                Ok(())
            });
        }
    }
}
