//! The command line on the real program: what scripts and screen readers get.

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn ifr(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ifr"))
        .args(args)
        .env_remove("IFR_DB")
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", folder.join("config"))
        .env("XDG_DATA_HOME", folder.join("data"))
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn without_a_terminal_the_dashboard_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let done = ifr(folder.path(), &[]);
    assert_eq!(done.status.code(), Some(2));
    assert!(text(&done.stderr).contains("needs a terminal"), "{}", text(&done.stderr));
    assert!(done.stdout.is_empty());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn usage_is_two_and_help_is_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for (args, code) in [
        (&["--nonsense"][..], 2),
        (&["nonsense"], 2),
        (&["import"], 2),
        (&["config", "thresholsd"], 2),
        (&["status", "--db", "x.db", "--today", "someday"], 2),
        (&["--help"], 0),
        (&["--version"], 0),
        (&["config"], 0),
        (&["man"], 0),
        (&["completions", "bash"], 0),
    ] {
        let done = ifr(folder.path(), args);
        assert_eq!(done.status.code(), Some(code), "{args:?}: {}", text(&done.stderr));
        assert!(text(&done.stderr).is_empty() != (code == 2), "{args:?}");
    }
}

#[test]
fn config_prints_what_is_embedded() {
    let folder = tempfile::tempdir().unwrap();
    for (name, known) in ifr::settings::embedded() {
        assert_eq!(text(&ifr(folder.path(), &["config", name]).stdout), *known);
    }
    let near = ifr(folder.path(), &["config", "thresholsd.toml"]);
    assert!(text(&near.stderr).contains("did you mean thresholds.toml?"));
}

#[test]
fn mistakes_in_settings_are_told_together_and_the_defaults_stand() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config/ifr");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("settings.toml"), "muose = true\nidle_lock_minutes = 5000\n").unwrap();
    let done = ifr(folder.path(), &["config"]);
    let said = text(&done.stdout);
    if cfg!(target_os = "linux") {
        assert!(said.contains("settings.toml, line 1") && said.contains("settings.toml, line 2"), "{said}");
    }
    assert!(done.status.success());
}
