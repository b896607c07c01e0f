//! The small forms: what each may hold, and the one write behind it.

mod choices;
mod contact;
pub(crate) mod desk;
mod family;
mod member;
pub(crate) mod staff;
