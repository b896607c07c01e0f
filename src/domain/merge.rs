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

/// What stands above the paragraphs that only one of two versions has.
const VERSIONS: [&str; 2] = ["Saved first:", "Saved second:"];

/// Both texts, paragraph by paragraph: what they have in common once, then what only theirs has, then what only mine has,
/// each under which of the two it was. Nothing of either is lost; where one holds all of the other, it stands as it is.
pub fn both(theirs: &str, mine: &str) -> String {
    let [first, second] = [theirs, mine].map(paragraphs);
    let only = |these: &[&str], others: &[&str]| -> Vec<String> {
        these.iter().filter(|one| !others.contains(one)).map(|one| (*one).to_owned()).collect()
    };
    let own = [only(&first, &second), only(&second, &first)];
    match own.each_ref().map(Vec::is_empty) {
        [true, _] => return mine.trim_end().to_owned(),
        [_, true] => return theirs.trim_end().to_owned(),
        _ => {}
    }
    let mut common: Vec<&str> = Vec::new();
    for one in first {
        if second.contains(&one) && !common.contains(&one) {
            common.push(one);
        }
    }
    let parts = VERSIONS.iter().zip(own).map(|(name, own)| format!("{name}\n{}", own.join("\n")));
    let common = Some(common.join("\n")).filter(|common| !common.is_empty());
    common.into_iter().chain(parts).collect::<Vec<_>>().join("\n\n")
}

/// The lines of a text that hold something.
fn paragraphs(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect()
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
        fn both_hold_every_paragraph_of_either_and_a_common_one_once(
            theirs in proptest::sample::subsequence(&WORDS[..], 0..=WORDS.len()),
            mine in proptest::sample::subsequence(&WORDS[..], 0..=WORDS.len()).prop_shuffle()) {
            let text = both(&theirs.join("\n\n"), &mine.join("\n"));
            let lines = paragraphs(&text);
            for word in WORDS {
                let there = theirs.contains(&word) || mine.contains(&word);
                let times = lines.iter().filter(|line| **line == word).count();
                prop_assert_eq!(times, usize::from(there), "{} in {}", word, text);
            }
            let at = |line: &str| lines.iter().position(|one| *one == line);
            if let (Some(first), Some(second)) = (at(VERSIONS[0]), at(VERSIONS[1])) {
                for word in theirs {
                    let before = if mine.contains(&word) { first } else { second };
                    prop_assert!(at(word) < Some(before), "{}", text);
                }
                prop_assert!(first < second && lines.len() > second + 1, "{}", text);
            }
        }
    }

    const WORDS: [&str; 6] = ["One.", "Two words.", "- a", "- b", "One", "Étage"];

    #[test]
    fn the_versions_are_named_where_each_has_something_of_its_own() {
        for (theirs, mine, text) in [
            ("", "b", "b"),
            ("a\n", "", "a"),
            ("a", "a", "a"),
            ("a\n\nb", "a", "a\n\nb"),
            ("a", "b", "Saved first:\na\n\nSaved second:\nb"),
            ("a\nb\nc", "a\n\nc\nd", "a\nc\n\nSaved first:\nb\n\nSaved second:\nd"),
        ] {
            assert_eq!(both(theirs, mine), text, "{theirs:?} {mine:?}");
        }
    }
}
