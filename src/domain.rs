//! The programme's rules: pure functions over plain values, with no file, clock or screen.
//!
//! Every number that is not in a seed document is a setting; the functions here take it as an argument.

pub mod access;
pub mod action_item;
pub mod agenda;
pub mod alias;
pub mod assignment;
pub mod cadence;
pub mod calendar;
pub mod catalogue;
pub mod charge;
pub mod consent;
pub mod credential;
pub mod dates;
pub mod decimal;
pub mod family;
pub mod fidelity;
pub mod find;
pub mod masking;
pub mod measure;
pub mod meeting;
pub mod merge;
pub mod month;
pub mod referral;
pub mod report;
pub mod rules;
pub mod schedule;
pub mod sealed;
pub mod service;
pub mod sign_in;
pub mod spell;
pub mod staff;
pub mod standing;
pub mod text;
pub mod travel;
pub mod voucher;
pub mod word;

pub use word::{ConsentId, FamilyId, ItemId, MeetingId, MemberId, Number, ReferralId, SiteId, StaffId, Word};
