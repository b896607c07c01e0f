//! Two people changed the same record over the same state: what one of them changed stands; what both changed is asked.

/// What stands of a field that two people may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// Both say the same: there is nothing to do.
    Same,
    /// Only this side changed it.
    Mine,
    /// Only the other side changed it.
    Theirs,
    /// Both changed it, each to something else: a person decides.
    Clash,
}

/// Compares a field as it was read, as it is here, and as it lies in the file now.
pub fn three_way<T: PartialEq + ?Sized>(base: &T, mine: &T, theirs: &T) -> Stands {
    if mine == theirs {
        Stands::Same
    } else if mine == base {
        Stands::Theirs
    } else if theirs == base {
        Stands::Mine
    } else {
        Stands::Clash
    }
}

/// The value that stands; `None` where a person decides.
pub fn merged<T: PartialEq>(base: &T, mine: T, theirs: T) -> Option<T> {
    match three_way(base, &mine, &theirs) {
        Stands::Same | Stands::Mine => Some(mine),
        Stands::Theirs => Some(theirs),
        Stands::Clash => None,
    }
}

/// Both texts, theirs first: nothing of either is lost.
pub fn both(theirs: &str, mine: &str) -> String {
    match (theirs.trim_end(), mine.trim()) {
        ("", mine) => mine.to_owned(),
        (theirs, "") => theirs.to_owned(),
        (theirs, mine) => format!("{theirs}\n{mine}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_one_changed_stands_and_what_both_changed_is_asked() {
        for (base, mine, theirs, stands) in [
            ("a", "a", "a", Stands::Same),
            ("a", "b", "a", Stands::Mine),
            ("a", "a", "b", Stands::Theirs),
            ("a", "b", "b", Stands::Same),
            ("a", "b", "c", Stands::Clash),
            ("a", "", "c", Stands::Clash),
        ] {
            assert_eq!(three_way(base, mine, theirs), stands, "{base} {mine} {theirs}");
        }
    }

    proptest! {
        #[test]
        fn no_change_of_anybody_is_lost(base in proptest::collection::vec(0u8..3, 6),
            mine in proptest::collection::vec(0u8..3, 6), theirs in proptest::collection::vec(0u8..3, 6)) {
            for ((base, mine), theirs) in base.iter().zip(&mine).zip(&theirs) {
                let here = merged(base, *mine, *theirs);
                // The two sides come to the same, whoever of them is asked.
                prop_assert_eq!(here, merged(base, *theirs, *mine));
                match here {
                    // A change is there, or there was none.
                    Some(value) => {
                        prop_assert!(mine == base || value == *mine);
                        prop_assert!(theirs == base || value == *theirs);
                    }
                    None => prop_assert!(mine != base && theirs != base && mine != theirs),
                }
            }
        }

        #[test]
        fn both_texts_hold_the_words_of_both(theirs in "[a-z ]{0,12}", mine in "[a-z ]{0,12}") {
            let text = both(&theirs, &mine);
            prop_assert!(text.contains(theirs.trim_end()) && text.contains(mine.trim()));
        }
    }
}
