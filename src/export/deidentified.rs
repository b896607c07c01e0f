//! The file without identities as files: a workbook, or a folder of CSV files with a page that explains them.

use super::document::{Document, Format, Sheet};
use super::list::List;
use super::save;
use crate::error::{Error, Kind, Result};
use std::path::{Path, PathBuf};

/// What leaves for the evaluator.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluation {
    /// `Q1 2025 to Q3 2026`.
    pub period: String,
    /// How many families a count must be about to be shown, less one.
    pub hidden: i64,
    /// The tables; the caption is the file's or the sheet's name.
    pub tables: Vec<Sheet>,
}

/// What it says of itself: what is kept, what is not, and by which rule.
const ABOUT: &[&str] = &[
    "This is for the evaluator of Intact Family Recovery. It names nobody: evaluators see aggregates, never a client.",
    "Families, their members, referrals, contacts, findings, decisions and action items are counted, by site and quarter (quarters) and by site and kind over the whole period (counts). No row is about one family.",
    "Staff, meetings and attendance are rows, because they are about work and name no client. Their numbers are drawn anew for every export: the same number in another export is somebody else. A meeting about one family is counted and has no row.",
    "Sites are numbered in the same way and told by their setting.",
    "Measured by 45 CFR 164.514(b)(2). Not in it: names and initials (A); county, city, address, postcode (B); dates: quarters and spans of days stand for them, ages stand in bands and the highest is open (C); telephone, fax, e-mail (D, E, F); social security, record, plan, account, licence, vehicle, device numbers, links and addresses of computers (G to O), the case number and the program's own numbers among them; biometrics and pictures (P, Q); any other number or code (R). No label, note, reason in somebody's words, or any other free text is read at all.",
    "Of 42 CFR Part 2 nothing is in it: no phase, level of care, treatment, attendance in treatment, return to use, consent, voucher, recovery support service, or who takes part in treatment. That a Recovery Coordinator made contact names no adult and is counted.",
    "Small groups can be recognised by those who know them: keep this as you keep the records, and do not publish a row of staff or meetings.",
];

impl Evaluation {
    /// How many rows leave.
    pub fn rows(&self) -> usize {
        self.tables.iter().map(|table| table.rows.len()).sum()
    }

    /// Writes it: one workbook where the path ends in `.xlsx`, otherwise a folder. What cannot be written whole is
    /// taken away again.
    ///
    /// # Errors
    /// There is something of that name, or what the disk says.
    pub fn write(&self, path: &Path) -> Result<()> {
        let workbook = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
        if workbook {
            return save(path, &self.document().render(Format::Xlsx)?);
        }
        make_folder(path)?;
        self.fill(path).inspect_err(|_| remove(path))
    }

    fn fill(&self, folder: &Path) -> Result<()> {
        save(&folder.join("README.txt"), self.about().join("\n\n").as_bytes())?;
        for table in &self.tables {
            let list = List { sheet: table.clone(), notice: None };
            save(&folder.join(format!("{}.csv", table.caption)), &list.render(Format::Csv)?)?;
        }
        Ok(())
    }

    fn about(&self) -> Vec<String> {
        let mut about: Vec<String> = ABOUT.iter().map(|line| (*line).to_owned()).collect();
        about.push(format!(
            "\"not shown\" is a count about 1 to {} families, or one from which such a count could be worked out. The period is {}, whole quarters that are over.",
            self.hidden, self.period
        ));
        about
    }

    fn document(&self) -> Document {
        let mut document = Document::new("Evaluation", &self.period);
        for line in self.about() {
            document.paragraph(line);
        }
        for table in &self.tables {
            document.heading(1, &table.caption);
            document.table(Sheet { caption: String::new(), ..table.clone() });
        }
        document
    }
}

/// Takes away what was written, where the audit trail could not keep that it left.
pub fn remove(path: &Path) {
    let _ = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
}

/// Makes a folder that only its owner can open.
fn make_folder(path: &Path) -> Result<()> {
    let mut folder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        folder.mode(0o700);
    }
    folder.create(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Error::new(Kind::Invalid, format!("there is something at {} already", path.display()))
                .hint("name a folder that is not there yet, or a file that ends in .xlsx")
        }
        _ => Error::new(Kind::Io, format!("the folder {} could not be made: {error}", path.display()))
            .hint("choose a place that is there and that you may write to"),
    })
}

/// Where it goes when only a folder is given: a new one in it, named by the last day.
pub fn place(given: Option<&Path>, day: chrono::NaiveDate) -> PathBuf {
    let name = format!("ifr-evaluation-{day}");
    match given {
        None => PathBuf::from(name),
        Some(path) if path.is_dir() => path.join(name),
        Some(path) => path.to_owned(),
    }
}
