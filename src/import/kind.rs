//! What a file of another system holds.

use super::columns::Shape;
use super::context::Context;
use super::row::{Done, Row};
use super::{families, last_held, members, staff};
use crate::domain::Word;
use crate::store::Tx;
use crate::words;

words! {
    /// What a file holds; files of one run are taken in this order.
    Kind {
        Staff = "staff" => "staff",
        Family = "family" => "families",
        Member = "member" => "members",
        LastHeld = "last_held" => "last-held dates",
    }
}

impl Kind {
    /// Reads a kind as people write it: `family`, `families`, `last-held`.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase().replace([' ', '-'], "_");
        Self::parse(&text).or(match text.as_str() {
            "families" => Some(Self::Family),
            "members" => Some(Self::Member),
            _ => None,
        })
    }

    /// Its columns.
    pub(super) fn shape(self) -> &'static Shape {
        match self {
            Self::Staff => &staff::SHAPE,
            Self::Family => &families::SHAPE,
            Self::Member => &members::SHAPE,
            Self::LastHeld => &last_held::SHAPE,
        }
    }

    /// Takes one row of it.
    pub(super) fn take(
        self,
        tx: &mut Tx<'_>,
        context: &mut Context,
        row: &Row,
    ) -> crate::error::Result<Done> {
        match self {
            Self::Staff => staff::take(tx, context, row),
            Self::Family => families::take(tx, context, row),
            Self::Member => members::take(tx, context, row),
            Self::LastHeld => last_held::take(tx, context, row),
        }
    }
}
