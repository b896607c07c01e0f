//! A meeting's note as a document, to be put into a file or sent.

use super::document::{Document, ENDINGS, Format, Notice, Sheet};
use crate::domain::sealed::Part2;
use crate::error::{Error, Kind, Result};
use crate::store::view::meeting::{CaseNote, MeetingNote};
use std::path::Path;

/// The format that the ending of a file's name asks for.
///
/// # Errors
/// [`Kind::Invalid`] for any other than [`ENDINGS`]; another for PDF where the program was built without it.
pub fn format_of(path: &Path) -> Result<Format> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("docx") => Ok(Format::Docx),
        Some("pdf") => Format::Pdf.writable(),
        Some("html" | "htm") => Ok(Format::Html),
        Some("md") => Ok(Format::Markdown),
        Some("txt") => Ok(Format::Text),
        Some("json") => Ok(Format::Json),
        _ => Err(Error::new(Kind::Invalid, "the name says no kind of file that a note can be written to")
            .hint(format!("end it in {ENDINGS}"))),
    }
}

/// The document of a note, with the notice where something of Part 2 is shown; what is withheld says so in its place.
pub fn document(note: &MeetingNote, notice: &str) -> Document {
    let mut page = Document::new(note.title.clone(), note.when.clone());
    page.fact("Meeting", note.id.to_string());
    for verdict in &note.verdicts {
        page.fact("Verdict", verdict.clone());
    }
    page.notice = note.notice.then(|| Notice { text: notice.to_owned(), scope: note.scope.clone() });
    attendance(&mut page, note);
    if !note.cases.is_empty() {
        page.heading(1, "Families");
        note.cases.iter().for_each(|case| family(&mut page, case));
    }
    if !note.notes.is_empty() {
        page.heading(1, "Notes of the meeting");
        for (prompt, author, words) in &note.notes {
            page.said(format!("{prompt} ({author})"), words.clone());
        }
    }
    if !note.approvals.is_empty() {
        page.heading(1, "Decisions for approval");
        page.list(note.approvals.iter().map(|(decision, answer)| format!("{decision}: {answer}")).collect());
    }
    items(&mut page, note);
    if !note.unanswered.is_empty() {
        page.heading(1, "Not answered");
        page.list(note.unanswered.clone());
    }
    page.heading(1, "Signatures");
    page.list(note.signatures.clone());
    if let Some(digest) = &note.digest {
        page.fact("Content as signed, SHA-256", digest.clone());
    }
    if !note.addenda.is_empty() {
        page.heading(1, "Addenda");
        for (who, words) in &note.addenda {
            page.said(who.clone(), words.clone());
        }
    }
    page
}

fn attendance(page: &mut Document, note: &MeetingNote) {
    page.heading(1, "Attendance");
    let mut sheet = Sheet::new("Who was there", &["Name", "Role", "Attendance"]);
    for (name, role, attendance) in &note.people {
        sheet.rows.push(vec![name.as_str().into(), role.as_str().into(), attendance.as_str().into()]);
    }
    page.table(sheet);
}

fn family(page: &mut Document, case: &CaseNote) {
    page.heading(2, format!("{}: {}", case.family, case.state.to_lowercase()));
    page.paragraph(case.why.clone());
    page.list(case.facts.iter().map(|(name, fact)| format!("{name}: {fact}")).collect());
    for (prompt, words) in &case.notes {
        match words {
            Part2::Shown(text) => page.said(prompt.clone(), text.open().clone()),
            Part2::Withheld(why) => page.said(prompt.clone(), why.label()),
            Part2::Nothing => {}
        }
    }
    let said = |(question, answer): &(String, String)| match question.ends_with('?') {
        true => format!("{question} {answer}"),
        false => format!("{question}: {answer}"),
    };
    page.list(case.answers.iter().map(said).collect());
}

fn items(page: &mut Document, note: &MeetingNote) {
    if note.items.is_empty() && note.carried.is_empty() {
        return;
    }
    page.heading(1, "Action items");
    let mut born = Sheet::new("New", &["Item", "What", "Owner", "Due"]);
    for (id, what, owner, due) in &note.items {
        let texts = [id.to_string(), what.clone(), owner.clone(), due.clone()];
        born.rows.push(texts.map(Into::into).to_vec());
    }
    page.table(born);
    let mut carried = Sheet::new("Carried in", &["Item", "What", "Became"]);
    for (id, what, became) in &note.carried {
        carried.rows.push([id.to_string(), what.clone(), became.clone()].map(Into::into).to_vec());
    }
    page.table(carried);
}
