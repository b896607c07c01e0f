//! The house itself: a room uses only rooms of its own floor and below.

use std::fs;
use std::path::{Path, PathBuf};

/// The floors from the ground up, as `src/lib.rs` draws them.
const FLOORS: [&[&str]; 4] =
    [&["domain", "error"], &["store", "export", "settings"], &["tui", "import", "sample"], &["cli"]];

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn a_room_uses_no_room_above_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut uses = 0;
    for file in &files {
        let inside = file.strip_prefix(&src).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
        let Some(own) = floor(first.trim_end_matches(".rs")) else { continue };
        if file.ends_with("tests.rs") {
            continue; // A test of the domain may begin from the settings as they come.
        }
        let text = fs::read_to_string(file).unwrap();
        for (number, line) in (1..).zip(text.lines()) {
            // A link in a comment names a room and does not use it.
            let code = line.split("//").next().unwrap();
            for used in code.split("crate::").skip(1) {
                let room: String = used.chars().take_while(char::is_ascii_alphabetic).collect();
                let Some(its) = floor(&room) else { continue };
                uses += 1;
                assert!(its <= own, "{}:{number} uses {room}, a floor above it", inside.display());
            }
        }
    }
    assert!(uses > 1000, "only {uses} uses were found in {} files", files.len());
}

#[test]
fn a_room_has_its_name_on_its_door() {
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut files);
    }
    let nameless = |file: &&PathBuf| file.file_name().is_some_and(|name| name == "mod.rs");
    assert_eq!(files.iter().find(nameless), None, "foo.rs + foo/, never mod.rs");
}
