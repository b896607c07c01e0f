//! Stand-in until the store lands.
#![allow(missing_docs)]
use crate::domain::StaffId;
use crate::domain::access::Viewer;
#[derive(Debug)]
pub enum Request {
    Supervisors,
    SignIn { staff: StaffId, passphrase: String },
}
#[derive(Debug)]
pub enum Reply {
    Supervisors(Vec<(StaffId, String, String)>),
    SignedIn(Viewer),
}
pub struct Store;
impl Store {
    pub fn handle(&mut self, _: Request) -> crate::error::Result<Reply> {
        Err(crate::error::missing("x"))
    }
}
