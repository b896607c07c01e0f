//! The screens: what a supervisor sees, and what the keys do.
//!
//! ```text
//!  ifr  Peoria North                 Dana Ortiz, Intact Supervisor   Tue 24 Nov    header
//!  1 Today   2 Caseload   3 Referrals   4 Staffing   5 Meetings   6 Actions        tabs
//!
//!                                                                                  screen
//!
//!  ✓ Saved                                                                         toast
//!  Enter Open · s Start meeting · e Why?      Ctrl-P Commands · F1 Help            footer
//! ```
//!
//! `run` owns the terminal and the threads, `app` the state; screens see neither the terminal nor the store.

pub mod app;
mod awake;
pub mod command;
pub mod dialog;
pub mod harness;
pub mod here;
pub mod input;
pub mod keeper;
pub mod keymap;
pub mod msg;
pub mod run;
pub mod screen;
pub mod terminal;
pub mod theme;
pub mod widget;
pub mod work;
