//! What floats over a screen: the only thing with a border.

use super::paint;
use crate::domain::text::purge;
use crate::tui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::Line;
use ratatui::widgets::{Block, BorderType, Widget};

/// Draws an empty float with a title and gives the area within, with a column of air on either side.
pub fn float(frame: &mut Frame<'_>, area: Rect, theme: &Theme, title: &str) -> Rect {
    let area = area.intersection(frame.area());
    paint::clear(frame.buffer_mut(), area, theme.text.patch(theme.float));
    let mut block =
        Block::bordered().border_type(BorderType::Rounded).border_style(theme.float.patch(theme.dim));
    if !title.is_empty() {
        // A title may hold a name, which other programs write, too.
        let title = purge(title).replace('\n', " ");
        block = block.title(Line::styled(format!(" {title} "), theme.float.patch(theme.accent)));
    }
    let inner = block.inner(area);
    block.render(area, frame.buffer_mut());
    paint::inset(inner, 1)
}

/// An area of a size in the middle of a screen, never larger than it.
pub fn middle(screen: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(screen.width), height.min(screen.height));
    let x = screen.x + (screen.width - width) / 2;
    // A little above the middle: that is where people look.
    let y = screen.y + (screen.height - height) * 2 / 5;
    Rect { x, y, width, height }
}

/// An area of a size under a field, or over it where there is no room.
pub fn near(screen: Rect, field: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(screen.width);
    let x = field.x.min(screen.right().saturating_sub(width)).max(screen.x);
    let under = screen.bottom().saturating_sub(field.bottom());
    if under >= height || under >= field.y.saturating_sub(screen.y) {
        Rect { x, y: field.bottom(), width, height: height.min(under) }
    } else {
        let height = height.min(field.y.saturating_sub(screen.y));
        Rect { x, y: field.y - height, width, height }
    }
}

/// Takes the strength out of what lies under a float.
pub fn shade(frame: &mut Frame<'_>, area: Rect, theme: &Theme) {
    let style = theme.dim.remove_modifier(Modifier::BOLD | Modifier::REVERSED);
    let area = area.intersection(frame.area());
    frame.buffer_mut().set_style(area, style);
}
