//! Answers given here of which it is not known yet that they are kept. Where the disk refuses one, the next is given over
//! what stands in the file, and nobody is asked to choose between two answers that were both their own.

use crate::store::view::walk::WalkAsk;

/// The answers since the state of the file was seen last, each with the one that it was given over.
#[derive(Default)]
pub(super) struct GivenAnswers {
    asks: Vec<(WalkAsk, WalkAsk)>,
    /// One of them is not in the file.
    refused: bool,
}

impl GivenAnswers {
    /// An answer was refused.
    pub(super) fn refuse(&mut self) {
        self.refused = !self.asks.is_empty();
    }

    /// Puts an answer down; gives the one that it is given over: after a refusal, what was seen in the file.
    pub(super) fn over(&mut self, seen: WalkAsk, mine: &WalkAsk) -> WalkAsk {
        let first = self.asks.iter().find(|(_, one)| self.refused && one.is_to(mine));
        let was = first.map_or(seen, |(was, _)| was.clone());
        self.asks.push((was.clone(), mine.clone()));
        was
    }

    /// Whether what stands in the file was given here, or stood there before what was refused.
    pub(super) fn is_own(&self, theirs: &WalkAsk) -> bool {
        self.refused && self.asks.iter().any(|(was, mine)| was.says(theirs) || mine.says(theirs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::MeetingId;
    use crate::store::OpId;

    fn answer(case: i64, approved: Option<bool>) -> WalkAsk {
        WalkAsk::Approve { op: OpId::new(), meeting: MeetingId(1), case, approved }
    }

    #[test]
    fn after_a_refusal_the_next_answer_is_given_over_what_stands_in_the_file() {
        let (none, yes, no) = (answer(7, None), answer(7, Some(true)), answer(7, Some(false)));
        let mut given = GivenAnswers::default();
        assert_eq!(given.over(none.clone(), &yes), none);
        assert_eq!(
            given.over(yes.clone(), &no),
            yes,
            "as long as nothing was refused, what is seen here stands"
        );
        assert!(!given.is_own(&none), "somebody else may have taken it back");
        given.refuse();
        assert!(given.is_own(&none) && given.is_own(&yes) && !given.is_own(&answer(8, None)));
        assert_eq!(given.over(no, &yes), none);
        let other = answer(8, None);
        assert_eq!(given.over(other.clone(), &answer(8, Some(true))), other, "another question is its own");
    }
}
