//! Any interleaving of two people's keys, saves and looks loses no keystroke and moves nobody's cursor.

use super::flow::both;
use crate::walk_screen::ALL_HERE;
use proptest::prelude::*;

/// What happens next at one of the two terminals.
#[derive(Clone, Copy, Debug)]
enum Step {
    Type(bool, char),
    Save(bool),
    Look(bool),
    Wait(bool),
}

fn step() -> impl Strategy<Value = Step> {
    let letter = prop::char::range('a', 'z');
    prop_oneof![
        6 => (any::<bool>(), letter).prop_map(|(who, c)| Step::Type(who, c)),
        1 => any::<bool>().prop_map(Step::Save),
        3 => any::<bool>().prop_map(Step::Look),
        1 => any::<bool>().prop_map(Step::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn no_keystroke_is_lost(steps in prop::collection::vec(step(), 1..40)) {
        let (desk, mut dana, mut sam) = both();
        dana.keys(ALL_HERE).keys("ctrl-n");
        sam.look();
        sam.keys("ctrl-n");
        let mut typed = [String::new(), String::new()];
        for step in &steps {
            let at = |who: bool| usize::from(who);
            match *step {
                Step::Type(who, c) => {
                    typed[at(who)].push(c);
                    let flow = if who { &mut sam } else { &mut dana };
                    flow.text(&c.to_string());
                }
                // F2 saves and leaves the cursor where it is.
                Step::Save(who) => drop(if who { &mut sam } else { &mut dana }.keys("f2")),
                Step::Look(who) => drop(if who { &mut sam } else { &mut dana }.look()),
                Step::Wait(who) => drop(if who { &mut sam } else { &mut dana }.wait(3)),
            }
        }
        dana.keys("f2");
        sam.keys("f2");
        dana.look();
        sam.look();
        for (author, words) in [(1, &typed[0]), (2, &typed[1])] {
            let kept: String =
                desk.one(&format!("select coalesce(max(body), '') from note where author_id = {author}"));
            prop_assert_eq!(&kept, words, "author {}", author);
            for flow in [&dana, &sam] {
                prop_assert!(flow.shows(words), "{} is not on\n{}", words, flow.screen());
            }
        }
    }
}
