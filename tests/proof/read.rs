//! The text of whatever was written: what is packed is unpacked, what is marked up loses its marks.

use std::io::{Cursor, Read};

/// Everything that stands in a file, whatever its format.
pub fn text(bytes: &[u8]) -> String {
    if bytes.starts_with(b"PK") {
        return unpacked(bytes);
    }
    if bytes.starts_with(b"%PDF") {
        return pages(bytes);
    }
    String::from_utf8_lossy(bytes).replace('\\', "")
}

fn unpacked(bytes: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for at in 0..zip.len() {
        let mut part = Vec::new();
        zip.by_index(at).unwrap().read_to_end(&mut part).unwrap();
        all.push_str(&String::from_utf8_lossy(&part));
        all.push('\n');
    }
    all
}

fn pages(bytes: &[u8]) -> String {
    let file = lopdf::Document::load_mem(bytes).unwrap();
    let numbers: Vec<u32> = file.get_pages().keys().copied().collect();
    file.extract_text(&numbers).unwrap()
}
