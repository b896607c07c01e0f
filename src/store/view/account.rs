//! What is asked about accounts besides signing in.

use crate::domain::StaffId;
use crate::store::write::OpId;

/// What is asked about accounts.
#[derive(Clone, Debug)]
pub enum AccountAsk {
    /// Sets a supervisor's passphrase by the recovery code of the agency; nobody needs to be signed in.
    Recover {
        /// The operation.
        op: OpId,
        /// Whose passphrase.
        staff: StaffId,
        /// The code, however it was typed.
        code: String,
        /// The new passphrase.
        own: String,
    },
    /// Makes a new recovery code for the agency of whoever is signed in.
    NewCode {
        /// The operation.
        op: OpId,
    },
}

/// The answer.
#[derive(Clone, Debug)]
pub enum AccountReply {
    /// The code that counts from now on, shown this once.
    Code(String),
}
