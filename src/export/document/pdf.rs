//! A document as a tagged PDF.

use super::Document;
use crate::error::{Error, Kind, Result};

/// The document as the bytes of a `.pdf`.
///
/// # Errors
/// [`Kind::Usage`]: this program was built without it.
pub(super) fn render(_: &Document) -> Result<Vec<u8>> {
    Err(Error::new(Kind::Usage, "this ifr was built without PDF")
        .hint("write .docx or .html and print that, or build ifr with --features pdf"))
}
