//! Stand-in until the store lands.
#![allow(missing_docs)]
use crate::domain::StaffId;
use crate::domain::access::Viewer;
use crate::domain::staff::Role;
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
    pub fn changed_by_others(&mut self) -> bool {
        false
    }
    pub fn handle(&mut self, request: Request) -> crate::error::Result<Reply> {
        match request {
            Request::Supervisors => Ok(Reply::Supervisors(vec![
                (StaffId(1), "Dana Ortiz".into(), "Intact Supervisor".into()),
                (StaffId(2), "Sam Reyes".into(), "SUD Supervisor".into()),
            ])),
            Request::SignIn { staff, passphrase } if passphrase == "demo" => Ok(Reply::SignedIn(Viewer {
                staff,
                name: "Dana Ortiz".into(),
                role: Role::IntactSupervisor,
                side: crate::domain::staff::Side::ChildWelfare,
                sites: vec![],
                deputy_for: vec![],
            })),
            Request::SignIn { .. } => {
                Err(crate::error::denied("this is not the passphrase")
                    .hint("Try again; capital letters matter"))
            }
        }
    }
}
