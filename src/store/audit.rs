//! The audit trail: shown and filtered, looked over after the start, and refusals written into it.

mod brought;
mod details;
mod edited;
mod page;
mod refusal;
mod verify;

pub(super) use page::OF_TREATMENT;
pub(super) use refusal::Asked;
