//! The last line: what the keys do just now, and always Commands and Help.

use super::paint;
use crate::tui::command::{Command, Run};
use crate::tui::keymap::Keymap;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use std::cell::RefCell;

/// How many commands are shown at most, Commands and Help not counted.
const MOST: usize = 5;

/// The footer; it remembers where it drew what, so that a click finds it.
#[derive(Debug, Default)]
pub struct Footer {
    places: RefCell<Vec<(Rect, Run)>>,
}

impl Footer {
    /// What lies under the mouse.
    pub fn under(&self, at: Position) -> Option<Run> {
        self.places.borrow().iter().find(|(area, _)| area.contains(at)).map(|(_, run)| *run)
    }

    /// Draws the first commands as far as they fit, then those of `always` (Commands and Help) at the right edge.
    pub fn view(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        theme: &Theme,
        keymap: &Keymap,
        commands: &[Command],
        always: &[Command],
    ) {
        self.places.borrow_mut().clear();
        let width = always.iter().map(|command| cells(command, keymap)).sum::<u16>() + 3;
        let mut end = area.width.saturating_sub(width + 1);
        if end < 12 {
            end = area.width;
        } else {
            let mut x = end;
            for (index, command) in always.iter().enumerate() {
                x = self.one(frame, area, theme, keymap, command, x, index > 0);
            }
        }
        let mut x = 1;
        let known = commands.iter().filter(|command| !command.hint(keymap).is_empty());
        for (shown, command) in known.enumerate() {
            let gap = if shown > 0 { 3 } else { 0 };
            if shown == MOST || x + gap + cells(command, keymap) > end.saturating_sub(2) {
                break;
            }
            x = self.one(frame, area, theme, keymap, command, x, shown > 0);
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn one(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        theme: &Theme,
        keymap: &Keymap,
        command: &Command,
        x: u16,
        dot: bool,
    ) -> u16 {
        let buf = frame.buffer_mut();
        let x = if dot { paint::text(buf, area, x, 0, " · ", theme.rule) } else { x };
        let (key, word) =
            if command.off.is_some() { (theme.rule, theme.rule) } else { (theme.strong, theme.dim) };
        let after = paint::text(buf, area, x, 0, &command.hint(keymap), key);
        let end = paint::text(buf, area, after + 1, 0, &command.label, word);
        let place = Rect { x: area.x + x, width: end.saturating_sub(x), ..area };
        self.places.borrow_mut().push((place, command.run));
        end
    }
}

fn cells(command: &Command, keymap: &Keymap) -> u16 {
    paint::cells(&command.hint(keymap)) + 1 + paint::cells(&command.label)
}
