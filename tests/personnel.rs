//! Personnel notes.
