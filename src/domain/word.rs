//! Closed vocabularies and record numbers: the words of the file and the words on screen, in one place.

/// Makes an enum whose values have a word in the file and a label on screen.
///
/// `Role::IntactWorker.word()` is `intact_worker`, `.label()` is `Intact Worker`,
/// `Role::parse("intact_worker")` finds it again, `Role::ALL` lists them in order.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal => $label:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $label] $(#[$vmeta])* $variant),+ }

        impl $crate::domain::word::Word for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            const NAME: &'static str = stringify!($name);
            fn word(self) -> &'static str { match self { $(Self::$variant => $word),+ } }
            fn label(self) -> &'static str { match self { $(Self::$variant => $label),+ } }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad($crate::domain::word::Word::label(*self))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
                s.serialize_str($crate::domain::word::Word::word(*self))
            }
        }
    };
}

/// A value of a closed vocabulary.
pub trait Word: Copy + Sized + PartialEq + 'static {
    /// Every value, in the order in which people see them.
    const ALL: &'static [Self];
    /// The Rust name of the vocabulary, for messages.
    const NAME: &'static str;
    /// The value as the file holds it: lower case with underscores.
    fn word(self) -> &'static str;
    /// The value as people read it.
    fn label(self) -> &'static str;
    /// Finds the value whose file word this is.
    fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.word() == word)
    }
}

/// Makes a record number: an integer key that shows as `F-0197`.
#[macro_export]
macro_rules! numbers {
    ($($(#[$meta:meta])* $name:ident $prefix:literal),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl $crate::domain::word::Number for $name {
            const PREFIX: &'static str = $prefix;
            fn new(id: i64) -> Self { Self(id) }
            fn id(self) -> i64 { self.0 }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&format!("{}-{:04}", $prefix, self.0))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
    )+ };
}

/// A record number that people say aloud and type, such as `F-0197`.
pub trait Number: Copy {
    /// The letter before the dash.
    const PREFIX: &'static str;
    /// Wraps a row's key.
    fn new(id: i64) -> Self;
    /// The row's key.
    fn id(self) -> i64;
    /// Reads `F-0197`, `f197` or `197`.
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let lower = Self::PREFIX.to_lowercase();
        let named = text.strip_prefix(Self::PREFIX).or_else(|| text.strip_prefix(&lower));
        let digits = named.map_or(text, |rest| rest.strip_prefix('-').unwrap_or(rest));
        let id: i64 = digits.parse().ok()?;
        (id > 0).then(|| Self::new(id))
    }
}

numbers! {
    /// A family's number.
    FamilyId "F",
    /// A referral's number.
    ReferralId "R",
    /// A meeting's number.
    MeetingId "M",
    /// An action item's number.
    ItemId "A",
    /// A person on the staff of an agency.
    StaffId "S",
    /// A family member's key.
    MemberId "P",
    /// A consent's number.
    ConsentId "C",
    /// A site's key.
    SiteId "Site",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for text in ["F-0197", "f-197", "f197", " 197 "] {
            assert_eq!(FamilyId::read(text), Some(FamilyId(197)), "{text}");
        }
        for text in ["", "F-", "R-12", "-3", "0", "F-x"] {
            assert_eq!(FamilyId::read(text), None, "{text}");
        }
        assert_eq!(FamilyId(7).to_string(), "F-0007");
    }
}
