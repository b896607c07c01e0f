//! Questions: asked on the terminal, or read line by line where there is none.

use super::out;
use crate::error::{Error, Kind, Result};
use crate::store::account::long_enough;
use ratatui::crossterm::event::{Event, KeyCode, KeyModifiers, read};
use ratatui::crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use std::io::{BufRead, IsTerminal, Write, stderr, stdin};

/// Whether a person can be asked.
pub fn somebody() -> bool {
    stdin().is_terminal()
}

/// Asks a question; an empty answer takes the suggestion.
///
/// # Errors
/// The input ended before an answer.
pub fn line(question: &str, suggestion: &str) -> Result<String> {
    if somebody() {
        let offer = if suggestion.is_empty() { String::new() } else { format!(" [{suggestion}]") };
        prompt(&format!("{question}{offer}: "));
    }
    let answer = next_line(question)?;
    let answer = crate::domain::text::clean_line(&answer);
    Ok(if answer.is_empty() { suggestion.to_owned() } else { answer })
}

/// Asks for a passphrase, which is not shown.
///
/// # Errors
/// The input ended, or the person stopped with Ctrl-C.
pub fn passphrase(question: &str) -> Result<String> {
    if !somebody() {
        return next_line(question.trim_end_matches([':', ' ']));
    }
    // First the echo goes off, then the question comes: what is typed early is not shown either.
    enable_raw_mode()?;
    prompt(question);
    let typed = hidden();
    let back = disable_raw_mode();
    let _ = writeln!(stderr());
    back?;
    typed
}

/// Asks for a new passphrase; a person types it twice, and is asked again until it is long enough and the two agree.
///
/// # Errors
/// As [`passphrase`], or it is too short.
pub fn new_passphrase(name: &str) -> Result<String> {
    loop {
        let first = passphrase(&format!("A passphrase for {name}: "))?;
        match long_enough(&first) {
            Err(error) if somebody() => out::say(&format!("{error}; try again")),
            Ok(()) if somebody() && passphrase("The same again: ")? != first => {
                out::say("the two passphrases differ; try again");
            }
            checked => return checked.map(|()| first),
        }
    }
}

fn prompt(text: &str) {
    let mut out = stderr();
    // A question that cannot be shown can still be answered.
    let _ = write!(out, "{}", crate::domain::text::clean(text));
    let _ = out.flush();
}

fn next_line(question: &str) -> Result<String> {
    let mut text = String::new();
    if stdin().lock().read_line(&mut text)? == 0 {
        return Err(Error::new(Kind::Usage, format!("there was no answer to \"{question}\""))
            .hint("start ifr in a terminal, or give one answer per line on its input"));
    }
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

fn hidden() -> Result<String> {
    let mut text = String::new();
    loop {
        match read()? {
            Event::Key(key) if key.is_release() => {}
            Event::Key(key) => match (key.code, key.modifiers.contains(KeyModifiers::CONTROL)) {
                (KeyCode::Enter, _) | (KeyCode::Char('j' | 'm'), true) => return Ok(text),
                (KeyCode::Char('c' | 'd'), true) | (KeyCode::Esc, _) => {
                    return Err(Error::new(Kind::Denied, "no passphrase was given"));
                }
                (KeyCode::Char('u'), true) => text.clear(),
                (KeyCode::Backspace, _) => {
                    text.pop();
                }
                (KeyCode::Char(c), false) => text.push(c),
                _ => {}
            },
            Event::Paste(pasted) => text.push_str(pasted.trim_end_matches(['\n', '\r'])),
            _ => {}
        }
    }
}
