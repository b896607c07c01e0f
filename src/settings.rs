//! Everything that can be set: defaults embedded in the program, overlaid by files of the same name.

pub mod reader;

pub use reader::{Problem, Reader, Table};
