//! The pieces that screens are made of; they draw from their state and know nothing of the store.

pub mod editor;
pub mod field;
pub mod float;
pub mod footer;
pub mod form;
pub mod fuzzy;
pub mod mark;
pub mod meter;
pub mod month;
pub mod paint;
pub mod paper;
pub mod spark;
pub mod table;
pub mod tabs;
pub use crate::domain::text::cells as wrap;
