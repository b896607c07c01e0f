//! What floats over a screen and takes the keys until it is answered.

mod confirm;
mod explain;
mod form;
mod help;
mod menu;
mod palette;
mod view;

pub use confirm::Confirm;
pub use explain::Explain;
pub use form::FormDialog;
pub use help::{Help, HelpGroup};
pub use menu::{Menu, MenuItem};
pub use palette::{Palette, PaletteEntry, PaletteRun};

use super::command::Command;
use super::input::Input;
use super::widget::form::Form;
use ratatui::crossterm::event::KeyCode;

/// A dialog: the top one gets the keys.
#[derive(Debug)]
pub enum Dialog {
    /// A sentence to be read, or a question with a few answers.
    Confirm(Confirm),
    /// A few things to choose from.
    Menu(Menu),
    /// Why a number or row is what it is.
    Explain(Explain),
    /// A few fields: a decision, a passphrase, an action item.
    Form(Box<FormDialog>),
    /// The keys of this screen, then those of everywhere.
    Help(Help),
    /// Every command, screen, person and family.
    Palette(Box<Palette>),
}

/// How a dialog was answered.
#[derive(Debug)]
pub enum Answer {
    /// The answer with this number, counted from 0.
    Chosen(usize),
    /// The fields, filled in and valid.
    Form(Box<Form>),
    /// A field of the form has another value: the screen may react; the dialog stays.
    Changed(&'static str),
    /// It was left without an answer.
    Left,
}

/// What a dialog did with an input.
#[derive(Debug)]
pub enum DialogEvent {
    /// It stays open.
    Stays,
    /// It closes; whoever opened it under a tag gets the answer.
    Done(Answer),
    /// It stays open and tells the screen of a change of a field.
    Tell(&'static str),
    /// It stays open under a question: something was typed, and the person wants to leave.
    AskToLeave,
    /// It closes and this entry of the palette is run.
    Run(PaletteEntry),
}

impl Dialog {
    /// The tag under which the screen gets the answer; empty where nobody waits for one.
    pub fn tag(&self) -> &'static str {
        match self {
            Self::Confirm(confirm) => confirm.tag,
            Self::Menu(menu) => menu.tag,
            Self::Form(form) => form.tag,
            Self::Explain(_) | Self::Help(_) | Self::Palette(_) => "",
        }
    }

    /// Whether letters are text in it.
    pub fn is_typing(&self) -> bool {
        matches!(self, Self::Form(_) | Self::Palette(_))
    }

    /// What can be done in it, for the footer.
    pub fn commands(&self) -> Vec<Command> {
        let (enter, esc) = match self {
            Self::Form(form) => return form.commands(),
            Self::Confirm(confirm) if confirm.answers.len() < 2 => {
                return vec![Command::key(KeyCode::Enter, "Close")];
            }
            Self::Confirm(_) | Self::Menu(_) => ("Choose", "Back"),
            Self::Palette(_) => ("Open", "Close"),
            Self::Explain(_) | Self::Help(_) => return vec![Command::key(KeyCode::Esc, "Close")],
        };
        vec![Command::key(KeyCode::Enter, enter), Command::key(KeyCode::Esc, esc)]
    }

    /// Takes an input.
    pub fn update(&mut self, input: &Input) -> DialogEvent {
        match self {
            Self::Confirm(confirm) => confirm.update(input),
            Self::Menu(menu) => menu.update(input),
            Self::Explain(explain) => explain.update(input),
            Self::Form(form) => form.update(input),
            Self::Help(help) => help.update(input),
            Self::Palette(palette) => palette.update(input),
        }
    }
}
