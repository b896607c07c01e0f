//! What a file of another system holds.

use crate::domain::Word;
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
}
