//! Part 2 text that cannot leave the store by mistake.

use crate::domain::MemberId;
use std::fmt;

/// Text or a value under 42 CFR Part 2.
///
/// It has no `Debug` of its content, no `Display` and no `Serialize`: whoever shows it must call
/// [`Sealed::open`], and the store hands one out only after the gate said yes.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed<T>(T);

impl<T> Sealed<T> {
    /// Seals a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for showing it to the viewer for whom the store opened it.
    pub fn open(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[sealed]")
    }
}

/// Why a Part 2 fact is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Withheld {
    /// No consent of this adult covers it.
    NoConsent(Option<MemberId>),
    /// A consent ended or was revoked.
    Ended(Option<MemberId>),
    /// The consent in force does not name this category.
    NotCovered(Option<MemberId>),
    /// The fact belongs to a site outside the viewer's scope.
    OutOfScope,
}

impl Withheld {
    /// What stands in the place of the fact, everywhere alike.
    pub fn label(self) -> &'static str {
        match self {
            Self::NoConsent(_) => "[withheld: no consent]",
            Self::Ended(_) => "[withheld: consent ended]",
            Self::NotCovered(_) => "[withheld: not covered by the consent]",
            Self::OutOfScope => "[withheld: not your site]",
        }
    }
}

/// A Part 2 fact as a viewer gets it: absent, sealed, or withheld with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part2<T> {
    /// There is nothing.
    Nothing,
    /// The gate said yes.
    Shown(Sealed<T>),
    /// The gate said no.
    Withheld(Withheld),
}

impl<T> Part2<T> {
    /// The value where it may be shown.
    pub fn shown(&self) -> Option<&T> {
        match self {
            Self::Shown(sealed) => Some(sealed.open()),
            Self::Nothing | Self::Withheld(_) => None,
        }
    }
}
