//! How many of something, in words: `1 item`, `3 items`.

/// A number with its noun, which is given for one.
///
/// The last word takes the plural: `open family` becomes `open families`, `person` becomes `people`.
pub fn count(n: impl TryInto<i64>, noun: &str) -> String {
    match n.try_into().unwrap_or(i64::MAX) {
        1 => format!("1 {noun}"),
        n => format!("{n} {}", many(noun)),
    }
}

/// The plural of a noun whose last word takes it.
pub fn many(noun: &str) -> String {
    let (before, last) = noun.rsplit_once(' ').map_or(("", noun), |(before, last)| (before, last));
    let gap = if before.is_empty() { "" } else { " " };
    let consonant = |stem: &str| !stem.ends_with(['a', 'e', 'i', 'o', 'u']);
    let plural = match last {
        "person" => "people".to_owned(),
        "child" => "children".to_owned(),
        _ => match last.strip_suffix('y').filter(|stem| consonant(stem)) {
            Some(stem) => format!("{stem}ies"),
            None if last.ends_with('s')
                || last.ends_with('x')
                || last.ends_with("ch")
                || last.ends_with("sh") =>
            {
                format!("{last}es")
            }
            None => format!("{last}s"),
        },
    };
    format!("{before}{gap}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_more_are_more() {
        for (n, noun, said) in [
            (1, "item", "1 item"),
            (0, "item", "0 items"),
            (2, "open family", "2 open families"),
            (3, "person", "3 people"),
            (2, "day", "2 days"),
            (1, "open child", "1 open child"),
            (2, "open child", "2 open children"),
            (4, "box", "4 boxes"),
            (2, "Individual", "2 Individuals"),
        ] {
            assert_eq!(count(n, noun), said);
        }
        assert_eq!(count(1usize, "row"), "1 row");
    }
}
