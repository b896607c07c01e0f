//! The same import on the command line: a try with its columns, a map saved and used, the refused rows in their file.

use crate::cli::ifr;
use std::path::Path;

fn import(folder: &Path, args: &[&str]) -> String {
    let mut all = vec!["import", "--db", "p.ifr", "--as", "Dana", "--today", "2026-11-24"];
    all.extend(args);
    let all: Vec<String> = all
        .iter()
        .map(|arg| {
            if arg.contains('.') && !arg.contains('=') {
                folder.join(arg).display().to_string()
            } else {
                (*arg).to_owned()
            }
        })
        .collect();
    let done = ifr(folder, &all.iter().map(String::as_str).collect::<Vec<_>>());
    let said = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
    said.replace(&folder.display().to_string(), "FOLDER")
}

#[test]
fn a_file_is_tried_mapped_mended_and_brought_in() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let path = folder.join("p.ifr").display().to_string();
    let made = ifr(folder, &["demo", "--db", &path, "--no-open", "--today", "2026-11-24", "--seed", "7"]);
    assert!(made.status.success());
    let rows: String = (1..=9).map(|n| format!("Z-{n},2026-13-0{n},ash {n}\n")).collect();
    std::fs::write(folder.join("f.csv"), format!("Fall,Opened,Nickname\n{rows}Z-10,2026-03-04,elm\n"))
        .unwrap();
    std::fs::write(
        folder.join("map.toml"),
        "kind = \"family\"\n[columns]\ncase_number = \"Fall\"\nlabel = \"Nickname\"\n",
    )
    .unwrap();

    let tried = import(folder, &["f.csv", "--map", "map.toml", "--dry-run", "--save-map", "saved.toml"]);
    insta::assert_snapshot!("tried", tried);
    let brought = import(folder, &["f.csv", "--map", "saved.toml", "--errors", "errors.csv"]);
    insta::assert_snapshot!("brought", brought);
    let errors = std::fs::read_to_string(folder.join("errors.csv")).unwrap();
    assert_eq!(errors.lines().count(), 10, "every row, and the header");
    std::fs::write(folder.join("errors.csv"), errors.replace("2026-13-", "2026-03-")).unwrap();
    assert!(brought.contains("errors.csv\" --map \""), "{brought}");
    let mended = import(folder, &["errors.csv", "--map", "errors.toml"]);
    assert!(
        mended.starts_with("errors.csv (families): 9 added, 0 changed, 0 left alone, 0 refused"),
        "{mended}"
    );
    let again = import(folder, &["f.csv", "--map", "saved.toml", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&again).unwrap();
    assert_eq!(json["files"][0]["left_alone"], 1, "{json}");
    assert_eq!(json["files"][0]["refused"].as_array().unwrap().len(), 9, "a script gets every row");
}
