//! The terminal: taken over with a guard that gives it back whatever happens.

use crate::domain::text::clean;
use crate::error::Result;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::style::ResetColor;
use ratatui::crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, SetTitle, disable_raw_mode, enable_raw_mode, size,
};
use ratatui::crossterm::{execute, queue};
use ratatui::layout::{Rect, Size};
use ratatui::{Frame, TerminalOptions, Viewport};
use std::io::{BufWriter, IsTerminal, Stdout, Write, stdin, stdout};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the terminal is taken over just now.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Presses, releases and the wheel, not every movement: moving the mouse must cost nothing.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";
/// Room for a whole screen, so that it goes out in one write.
const BUFFER: usize = 64 * 1024;

type Backend = CrosstermBackend<BufWriter<Stdout>>;

/// Whether a person sits at both ends: input and output are a terminal.
pub fn is_interactive() -> bool {
    stdin().is_terminal() && stdout().is_terminal()
}

/// The terminal, taken over; dropping it gives it back.
pub struct Terminal {
    inner: ratatui::Terminal<Backend>,
    size: Size,
}

impl Terminal {
    /// Takes the terminal over: raw keys, a screen of its own, paste in brackets, and the mouse where it is wanted.
    ///
    /// # Errors
    /// The terminal refused.
    pub fn take(mouse: bool) -> Result<Self> {
        // Without this, NO_COLOR makes crossterm send a reset beside attributes, and the selection disappears.
        ratatui::crossterm::style::force_color_output(true);
        panic_hook();
        TAKEN.store(true, Ordering::SeqCst);
        let taken = enable_raw_mode().and_then(|()| {
            let mut out = stdout();
            execute!(out, EnterAlternateScreen, EnableBracketedPaste, SetTitle("ifr"))?;
            if mouse {
                mouse_on(&mut out)?;
            }
            let (width, height) = size()?;
            Ok(Size { width, height })
        });
        match taken.and_then(|size| Ok((size, open(size)?))) {
            Ok((size, inner)) => Ok(Self { inner, size }),
            Err(error) => {
                restore();
                Err(error.into())
            }
        }
    }

    /// How large the terminal is.
    pub fn size(&self) -> Size {
        self.size
    }

    /// Takes over another size and draws everything anew next time.
    ///
    /// Not by ratatui's own `clear`, which asks the terminal for its cursor and would wait for the thread that reads.
    ///
    /// # Errors
    /// The terminal refused.
    pub fn resize(&mut self, size: Size) -> Result<()> {
        if size != self.size {
            execute!(self.inner.backend_mut(), Clear(ClearType::All))?;
            self.inner = open(size)?;
            self.size = size;
        }
        Ok(())
    }

    /// Draws; only what differs from before goes out, in one piece.
    ///
    /// # Errors
    /// The terminal refused.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame<'_>)) -> Result<()> {
        queue!(self.inner.backend_mut(), BeginSynchronizedUpdate)?;
        self.inner.draw(view)?;
        execute!(self.inner.backend_mut(), EndSynchronizedUpdate)?;
        Ok(())
    }

    /// Puts a text on the terminal's clipboard (OSC 52).
    ///
    /// # Errors
    /// The terminal refused.
    pub fn copy(&mut self, text: &str) -> Result<()> {
        let out = self.inner.backend_mut();
        write!(out, "\x1b]52;c;{}\x07", base64(text.as_bytes()))?;
        Ok(out.flush()?)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore();
    }
}

fn open(size: Size) -> std::io::Result<ratatui::Terminal<Backend>> {
    let backend = CrosstermBackend::new(BufWriter::with_capacity(BUFFER, stdout()));
    let area = Rect { x: 0, y: 0, width: size.width, height: size.height };
    ratatui::Terminal::with_options(backend, TerminalOptions { viewport: Viewport::Fixed(area) })
}

#[cfg(unix)]
fn mouse_on(out: &mut impl Write) -> std::io::Result<()> {
    out.write_all(MOUSE_ON)?;
    out.flush()
}

#[cfg(not(unix))]
fn mouse_on(out: &mut impl Write) -> std::io::Result<()> {
    execute!(out, ratatui::crossterm::event::EnableMouseCapture)
}

/// Gives the terminal back as it was; the second time it does nothing. What fails is passed over: the terminal may be gone.
pub fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = stdout();
    let _ = out.write_all(MOUSE_OFF);
    #[cfg(not(unix))]
    let _ = execute!(out, ratatui::crossterm::event::DisableMouseCapture);
    let _ =
        execute!(out, EndSynchronizedUpdate, DisableBracketedPaste, ResetColor, LeaveAlternateScreen, Show);
    let _ = disable_raw_mode();
    let _ = out.flush();
}

/// Makes a panic give the terminal back first and then say a sentence.
///
/// The panic's own words stay unsaid: they may quote what was on the screen, and the place in the program is enough.
fn panic_hook() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            restore();
            let place = panic.location().map_or_else(
                || "no place is known".to_owned(),
                |place| format!("{}:{}", place.file(), place.line()),
            );
            let said = format!(
                "ifr stopped because of a mistake in the program. What was saved is safe; what was being typed is kept \
                 as a draft up to the last two seconds.\n  Start ifr again to go on. For the report: ifr {}, {place}",
                env!("CARGO_PKG_VERSION")
            );
            let _ = writeln!(std::io::stderr(), "{}", clean(&said));
        }));
    });
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let three = chunk
            .iter()
            .chain([0, 0].iter())
            .take(3)
            .fold(0usize, |sum, byte| (sum << 8) | usize::from(*byte));
        for place in 0..4 {
            let sign = SIGNS.get((three >> (18 - 6 * place)) & 63).copied().unwrap_or(b'=');
            out.push(if place > chunk.len() { '=' } else { char::from(sign) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn the_clipboard_gets_base64() {
        for (text, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")]
        {
            assert_eq!(base64(text.as_bytes()), coded);
        }
    }
}
