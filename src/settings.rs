//! Everything that can be set: defaults embedded in the program, overlaid by files of the same name.

pub mod reader;
mod table;

pub use reader::{Problem, Reader, nearest, set};
pub use table::Table;
