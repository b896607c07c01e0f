//! ifr: one shared file for the supervisors of Intact Family Recovery.
//!
//! Five floors; a room uses only rooms below it:
//!
//! ```text
//! cli                                    one file per subcommand
//! tui          import        sample      what people and files do
//! store        export      settings      the one file; documents; config
//! domain       error                     pure rules, no I/O
//! ```
#![forbid(unsafe_code)]

pub mod cli;
pub mod domain;
pub mod error;
pub mod export;
pub mod import;
pub mod sample;
pub mod settings;
pub mod store;
pub mod tui;

pub use error::{Error, Result};
