//! What reaches the program, and what it wants done outside of itself.

use super::keeper::Notice;
use super::work::{Product, Task};
use crate::error::Result;
use crate::store::presence::Guest;
use crate::store::watch::News;
use crate::store::{Reply, Request};
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Size;
use std::time::Duration;

/// Tells the answers of the store apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RequestId(pub u64);

/// Something that happened.
#[derive(Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse was used.
    Mouse(MouseEvent),
    /// A text was pasted.
    Paste(String),
    /// The terminal has another size.
    Resize(Size),
    /// The store answered.
    Store(RequestId, Box<Result<Reply>>),
    /// Long work is done.
    Worked(RequestId, Box<Result<Product>>),
    /// Somebody else changed the file.
    Changed(News),
    /// Who else has the file open.
    Here(Vec<Guest>),
    /// Something was done for the file beside the work.
    Upkeep(Notice),
    /// A deadline has passed.
    Clock,
    /// The computer slept for so long.
    Slept(Duration),
    /// The system wants the program to end.
    Stop,
}

/// Something to be done outside of the program's state.
#[derive(Debug)]
pub enum Effect {
    /// Ask the store.
    Store(RequestId, Request),
    /// Do long work beside the store, on a connection of its own.
    Work(RequestId, Task),
    /// Put a text on the terminal's clipboard.
    Copy(String),
    /// Leave.
    Quit,
}
