//! Finding by typing parts of words.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// The places of the texts that match, best first; all of them, in order, for an empty query.
pub fn find<'t>(query: &str, texts: impl Iterator<Item = &'t str>) -> Vec<usize> {
    if query.trim().is_empty() {
        return texts.enumerate().map(|(place, _)| place).collect();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
    let mut buffer = Vec::new();
    let mut found: Vec<(u32, usize)> = texts
        .enumerate()
        .filter_map(|(place, text)| {
            let score = pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher)?;
            Some((score, place))
        })
        .collect();
    found.sort_by_key(|(score, place)| (std::cmp::Reverse(*score), *place));
    found.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_words_are_found_best_first() {
        let texts = ["Brooks, Tamika (RC)", "Lee, Jordan (IW)", "Kim, Lee-Ann (IW)"];
        assert_eq!(find("lee", texts.into_iter())[0], 1);
        assert_eq!(find("tam bro", texts.into_iter()), [0]);
        assert_eq!(find("", texts.into_iter()), [0, 1, 2]);
        assert_eq!(find("zzz", texts.into_iter()), Vec::<usize>::new());
    }
}
