//! The pieces that screens are made of; they draw from their state and know nothing of the store.

pub mod editor;
pub mod mark;
pub mod meter;
pub mod paint;
pub mod spark;
pub mod table;
pub mod wrap;
