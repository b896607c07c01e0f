//! The model itself, for other programs.

use super::{Document, Value};
use crate::domain::text::purge;
use crate::error::{Error, Kind, Result};
use serde::{Serialize, Serializer};

/// One object: `title`, `subtitle`, `facts`, `notice`, `blocks`; a value is a text, a number or null.
pub(super) fn render(document: &Document) -> Result<Vec<u8>> {
    let text = serde_json::to_string_pretty(document)
        .map_err(|error| Error::new(Kind::Io, format!("the document could not be written: {error}")))?;
    Ok(format!("{}\n", purge(&text)).into_bytes())
}

/// A text, a number (a whole one without a decimal point), or null.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(value, _) if value.fract() == 0.0 && value.abs() < 9.0e15 => {
                serializer.serialize_i64(*value as i64)
            }
            Self::Number(value, _) => serializer.serialize_f64(*value),
            Self::Nothing => serializer.serialize_none(),
        }
    }
}
