//! Bytes as text: which alphabet a file is written in, and a reader that gives it as UTF-8, counting lines.

use crate::error::Result;
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::collections::VecDeque;
use std::io::{self, Read};

/// The bytes that are read at a time.
const CHUNK: usize = 64 * 1024;
/// The largest row of a text file, in bytes: what is longer is no row of a table.
const LARGEST_ROW: usize = 4 * 1024 * 1024;

/// What a look through a whole text file tells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    pub encoding: &'static Encoding,
    /// It is neither marked nor UTF-8, so that its alphabet is a guess.
    pub guessed: bool,
    /// It holds nothing but blanks.
    pub blank: bool,
    /// It holds a NUL, which no text does.
    pub nul: bool,
}

/// Looks a file through once, without keeping it.
///
/// # Errors
/// It cannot be read.
pub(super) fn look(open: impl Fn() -> io::Result<std::fs::File>) -> io::Result<Written> {
    let mut head = Vec::new();
    open()?.take(4096).read_to_end(&mut head)?;
    let marked = Encoding::for_bom(&head).map(|(encoding, _)| encoding).or_else(|| wide(&head));
    let first = scan(open()?, marked.unwrap_or(UTF_8))?;
    match (first, marked) {
        (Some(found), _) => Ok(found),
        (None, Some(encoding)) if encoding != UTF_8 => {
            // Half a character at the end of UTF-16: the rest is still its text.
            Ok(Written { encoding, guessed: false, blank: false, nul: false })
        }
        (None, _) => {
            let found = scan(open()?, WINDOWS_1252)?;
            let none = Written { encoding: WINDOWS_1252, guessed: true, blank: true, nul: false };
            Ok(found.map_or(none, |found| Written { guessed: true, ..found }))
        }
    }
}

/// UTF-16 without its mark: every second byte of plain Western text is zero.
fn wide(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.chunks_exact(2).take(200);
    let total = pairs.len();
    let zeros = |at: usize| pairs.clone().filter(|pair| pair.get(at) == Some(&0)).count();
    match (zeros(0), zeros(1)) {
        (0, low) if total >= 4 && low * 10 >= total * 7 => Some(UTF_16LE),
        (high, 0) if total >= 4 && high * 10 >= total * 7 => Some(UTF_16BE),
        _ => None,
    }
}

/// Counts what matters in a file read in an encoding; `None` where it is not written in it.
fn scan(mut file: std::fs::File, encoding: &'static Encoding) -> io::Result<Option<Written>> {
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let (mut bytes, mut text) = (vec![0; CHUNK], vec![0; CHUNK * 3 + 16]);
    let (mut blank, mut nul) = (true, false);
    loop {
        let read = file.read(&mut bytes)?;
        let chunk = bytes.get(..read).unwrap_or_default();
        let (result, _, written) = decoder.decode_to_utf8_without_replacement(chunk, &mut text, read == 0);
        let decoded = text.get(..written).unwrap_or_default();
        nul |= decoded.contains(&0);
        blank = blank && decoded.iter().all(u8::is_ascii_whitespace);
        if matches!(result, DecoderResult::Malformed(..)) {
            return Ok(None);
        }
        if read == 0 {
            return Ok(Some(Written { encoding, guessed: false, blank, nul }));
        }
    }
}

/// A file read as UTF-8 that knows on which line each byte stands, and refuses a row without end.
pub(super) struct Text<R> {
    inner: R,
    decoder: Decoder,
    bytes: Vec<u8>,
    /// Decoded, and not handed out yet.
    ready: Vec<u8>,
    given: usize,
    /// Handed out since the row in hand began.
    recent: VecDeque<u8>,
    at: u64,
    line: u64,
    ended: bool,
}

impl<R: Read> Text<R> {
    pub(super) fn new(inner: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        let (bytes, ready) = (vec![0; CHUNK], Vec::new());
        let recent = VecDeque::new();
        Self { inner, decoder, bytes, ready, given: 0, recent, at: 0, line: 1, ended: false }
    }

    /// The line of the first character of a row that begins at or just before this byte.
    pub(super) fn line_of(&mut self, byte: u64) -> u64 {
        while let Some(here) = self.recent.front().copied() {
            if self.at >= byte && !matches!(here, b'\r' | b'\n') {
                break;
            }
            self.line += u64::from(here == b'\n');
            self.at += 1;
            self.recent.pop_front();
        }
        self.line
    }

    /// Whether the row in hand, which is the last, ends within a quotation mark that was opened at the beginning of a
    /// cell: a mark within a cell, as in 5\", opens nothing.
    pub(super) fn ends_open(&self, delimiter: u8) -> bool {
        let (mut open, mut first) = (false, true);
        let mut bytes = self.recent.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            match (open, byte) {
                (true, b'"') if bytes.peek() == Some(&b'"') => drop(bytes.next()),
                (true, b'"') => open = false,
                (false, b'"') => open = first,
                _ => {}
            }
            first = !open && (byte == delimiter || matches!(byte, b'\r' | b'\n'));
        }
        open
    }

    fn fill(&mut self) -> io::Result<()> {
        while self.given >= self.ready.len() && !self.ended {
            let read = self.inner.read(&mut self.bytes)?;
            self.ended = read == 0;
            let chunk = self.bytes.get(..read).unwrap_or_default();
            self.ready.resize(CHUNK * 3 + 16, 0);
            let (_, _, written, _) = self.decoder.decode_to_utf8(chunk, &mut self.ready, self.ended);
            self.ready.truncate(written);
            self.given = 0;
        }
        Ok(())
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.recent.len() > LARGEST_ROW {
            return Err(io::Error::other(TooLong));
        }
        self.fill()?;
        let left = self.ready.get(self.given..).unwrap_or_default();
        let count = left.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..count), left.get(..count)) {
            to.copy_from_slice(from);
            self.recent.extend(from);
        }
        self.given += count;
        Ok(count)
    }
}

/// A row goes on for longer than any row does.
#[derive(Debug)]
struct TooLong;

impl std::fmt::Display for TooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(
            "one row is longer than 4 MB: a quotation mark is opened and never closed, or it is no table",
        )
    }
}

impl std::error::Error for TooLong {}

/// What separates the columns, by the first line that says something.
pub(super) fn delimiter(line: &str) -> u8 {
    let count = |byte: u8| line.bytes().filter(|other| *other == byte).count();
    let best = [b';', b'\t', b'|'].into_iter().filter(|byte| count(*byte) > count(b','));
    best.max_by_key(|byte| count(*byte)).unwrap_or(b',')
}

/// The first line that is not blank, at most 64 KB of it.
pub(super) fn first_line(file: std::fs::File, encoding: &'static Encoding) -> Result<String> {
    let mut head = Vec::new();
    Text::new(file, encoding).take(CHUNK as u64).read_to_end(&mut head)?;
    let text = String::from_utf8_lossy(&head);
    Ok(text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned())
}
