//! What leaves for others: the file without identities, and records as their import reads them.

use super::super::OpId;
use crate::export::document::Format;
use chrono::NaiveDate;
use std::path::PathBuf;

/// Something that is to leave.
#[derive(Clone, Debug)]
pub enum ExportAsk {
    /// The file without identities, for the evaluator.
    Deidentified {
        /// The operation.
        op: OpId,
        /// From this day's quarter; otherwise from the file's first.
        from: Option<NaiveDate>,
        /// To this day's quarter; otherwise to the last that is over.
        to: Option<NaiveDate>,
        /// A workbook where it ends in `.xlsx`, otherwise a folder of CSV files, which must not be there yet.
        path: PathBuf,
    },
    /// The records of a kind that can be brought in again.
    Records {
        /// The operation.
        op: OpId,
        /// The kind, by its word: `family`, `service`, …
        kind: String,
        /// What they become.
        format: Format,
        /// Where to; none where they are printed.
        path: Option<PathBuf>,
    },
}

/// What left, which the audit trail knows of by now.
#[derive(Clone, Debug)]
pub struct ExportReply {
    /// `41 rows written to ~/families.csv`.
    pub said: String,
    /// What is to be printed, where there is no file.
    pub bytes: Vec<u8>,
}
