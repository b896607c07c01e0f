//! The short form of a contact with a family: what a worker did, and nothing of treatment.

use crate::domain::service::told::CONTACT;
use crate::error::Result;
use crate::store::view::form::ContactForm;
use crate::store::view::services::{ServiceChange, ServiceForm};
use crate::store::{OpId, Store};

impl Store {
    /// Logs a contact with the children who were seen; a contact needs no consent.
    ///
    /// # Errors
    /// A worker of the other side, and what cannot have happened.
    pub(in crate::store) fn save_contact(&mut self, op: OpId, form: &ContactForm) -> Result<(i64, String)> {
        self.change_services(op, &ServiceChange::Save(form.into()))
    }
}

impl From<&ContactForm> for ServiceForm {
    fn from(form: &ContactForm) -> Self {
        Self {
            row: None,
            family: form.family,
            staff: form.staff,
            kind: CONTACT.to_owned(),
            on: form.on,
            began: form.began,
            minutes: form.minutes.map(i64::from),
            mode: form.mode,
            joint_with: form.joint_with,
            children: form.children.clone(),
            member: None,
            documented_on: form.documented_on,
            elsewhere: String::new(),
            facts: Vec::new(),
        }
    }
}
