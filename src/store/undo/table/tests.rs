use super::*;
use crate::store::fixture::small;

/// The tables whose rows undoing never touches, and why.
const STAYS: &[(&str, &[&str])] = &[
    (
        "the trail, and what it is about",
        &["event", "event_value", "meta", "disclosure", "disclosure_exception"],
    ),
    (
        "what happened in a meeting is answered again there",
        &[
            "action_item_carry",
            "addendum",
            "decision_approval",
            "meeting_case",
            "meeting_item",
            "meeting_step",
            "note",
            "note_handover",
            "note_member",
            "signature",
        ],
    ),
    (
        "a month's report has its own ways back",
        &["report", "report_addendum", "report_pass", "report_signature", "report_snapshot", "report_text"],
    ),
    ("an import is no single thing that somebody did", &["import", "import_key", "import_name"]),
    ("who can sign in is not unmade", &["account", "recovery_code"]),
    ("a person's own, of which no record is made", &["draft", "look", "saved_filter"]),
    ("the file keeps it by itself beside the rows it stands for", &["action_item_ended", "meeting_expected"]),
];

#[test]
fn every_table_of_the_file_can_be_put_back_or_stays_for_a_reason() {
    let store = small();
    let mut statement = store
        .conn()
        .prepare("select name from sqlite_master where type = 'table' and name not glob 'sqlite_*' and name not glob 'find_*'")
        .unwrap();
    let there: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap();
    let rows = TABLES.iter().map(|table| table.name);
    let parts = TABLES.iter().flat_map(|table| table.parts).map(|(part, _)| *part);
    let stays = STAYS.iter().flat_map(|(_, names)| *names).copied();
    let mut known: Vec<&str> = rows.chain(parts).chain(stays).collect();
    known.sort_unstable();
    let mut there: Vec<&str> = there.iter().map(String::as_str).collect();
    there.sort_unstable();
    assert_eq!(known, there, "a table is forgotten, or named twice, here or in table.rs");
}

#[test]
fn a_part_hangs_on_its_row_and_every_row_has_a_number() {
    let store = small();
    for table in TABLES {
        assert!(table.columns(store.conn()).unwrap().contains(&"id".to_owned()), "{}", table.name);
        for (part, column) in table.parts {
            let refers: bool = store
                .conn()
                .query_row(
                    "select exists (select 1 from pragma_foreign_key_list(?1) where \"table\" = ?2 and \"from\" = ?3)",
                    [part, table.name, column],
                    |row| row.get(0),
                )
                .unwrap();
            assert!(refers, "{part}.{column} is no part of {}", table.name);
        }
    }
}
