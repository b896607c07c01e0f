//! The rows of a family's page: its members, a section of one kind, its life.

use super::Key;
use crate::domain::Word;
use crate::domain::family::MemberKind;
use crate::store::view::family::{LifeKind, LifeRow, MemberRow};
use crate::tui::screen::Ctx;
use crate::tui::screen::convert::standing;
use crate::tui::theme::Look;
use crate::tui::widget::table::{Cell, Row};

pub(super) fn section<'a, T: 'a>(
    rows: &mut Vec<Row<Key>>,
    title: &str,
    items: impl ExactSizeIterator<Item = T>,
    row: impl Fn(T) -> Row<Key>,
) {
    if items.len() > 0 {
        rows.push(Row::heading(title));
        rows.extend(items.map(row));
    }
}

/// The life as rows, under a heading that says what of it is shown, with a way to what is older.
pub(super) fn life_rows(
    life: &[LifeRow],
    kind: LifeKind,
    (more, withheld): (bool, bool),
    ctx: &Ctx<'_>,
) -> Vec<Row<Key>> {
    let part =
        if kind == LifeKind::All { String::new() } else { format!(", {} only", kind.label().to_lowercase()) };
    let without = if withheld { ", without what is withheld" } else { "" };
    let mut rows = vec![Row::heading(format!("Life, newest first{part}{without}"))];
    rows.extend(life.iter().map(|event| {
        let on = crate::domain::dates::short(event.on, ctx.today());
        let what = Cell::part2(&event.what, Clone::clone);
        Row::new(Key::Life(event.key), vec![Cell::dim(on), what, Cell::dim(event.who.clone())])
    }));
    if more || life.is_empty() {
        let said = if more {
            format!("{} shown; Enter shows earlier ones", life.len())
        } else {
            "nothing".to_owned()
        };
        rows.push(Row::new(Key::More, vec![Cell::default(), Cell::dim(said), Cell::default()]));
    }
    rows
}

pub(super) fn member_row(member: &MemberRow) -> Row<Key> {
    let mut name = format!("{} {}", member.alias, member.age);
    if member.infant {
        name.push_str(" infant");
    }
    let what = match (&member.seen, member.kind) {
        (Some(seen), _) => standing(seen),
        (None, MemberKind::Child) => Cell::dim("no contact logged yet"),
        (None, MemberKind::Adult) => {
            let consent = member.consents.first().map_or_else(
                || "no consent".to_owned(),
                |consent| {
                    let until = consent
                        .expires_on
                        .map_or_else(String::new, |day| format!(" to {}", day.format("%-d %b %Y")));
                    format!("consent {}{until}", consent.state.label())
                },
            );
            Cell::look(consent, if member.participant { Look::Text } else { Look::Dim })
        }
    };
    let detail = if member.participant { "in the programme".to_owned() } else { member.seen_by.clone() };
    Row::new(Key::Member(member.id), vec![Cell::look(name, Look::Strong).private(), what, Cell::dim(detail)])
}
