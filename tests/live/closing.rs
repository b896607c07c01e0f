//! One ends the meeting while the other answers: the answer counts, or it is refused; the verdict is of what is there.

use crate::walk::world::{DANA, File, SAM, options};
use ifr::domain::meeting::Attendance;
use ifr::domain::staff::Role;
use ifr::store::view::walk::WalkAsk;
use ifr::store::{OpId, Request, Store};
use std::sync::Barrier;
use std::time::Duration;

#[test]
fn an_answer_at_the_moment_of_the_close_counts_or_is_refused() {
    use Attendance::Present;
    let mut file = File::new();
    let path = file.folder.path().join("programme.ifr");
    let mut sam = Store::open(&path, options()).unwrap();
    sam.handle(Request::SignIn { staff: SAM, passphrase: String::new() }).unwrap();
    let sql = file.sql();
    let (mut random, mut counted, mut refused) = (fastrand::Rng::with_seed(9), 0, 0);
    // Until both have happened; as a rule they have after a few.
    for round in 0.. {
        if round >= 24 && (round >= 400 || (counted > 0 && refused > 0)) {
            break;
        }
        file.sign_in(DANA);
        let walk = file.start();
        let three = [Role::IntactSupervisor, Role::IntactWorker, Role::RecoveryCoordinator];
        let walk = file.attend(&walk, &three.map(|role| (role, Present)));
        let (meeting, person) =
            (walk.id, walk.people.iter().find(|one| one.role == Role::SudSupervisor).unwrap().row);
        let (late, left_early, deputy_for, attendance) = (None, None, None, Some(Present));
        let answer =
            WalkAsk::Attend { op: OpId::new(), meeting, person, attendance, late, left_early, deputy_for };
        let (barrier, pause) = (Barrier::new(2), Duration::from_micros(random.u64(0..6000)));
        let answered = std::thread::scope(|scope| {
            let answers = scope.spawn(|| {
                barrier.wait();
                std::thread::sleep(pause);
                sam.handle(Request::Walk(answer)).is_ok()
            });
            barrier.wait();
            std::thread::sleep(Duration::from_millis(2));
            file.close(meeting);
            answers.join().unwrap()
        });
        let kept: Option<String> = sql
            .query_row("select attendance from meeting_person where id = ?1", [person], |row| row.get(0))
            .unwrap();
        let verdict: String = sql
            .query_row("select verdict from meeting_pair where meeting_id = ?1", [meeting.0], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!((kept.is_some(), verdict == "counts"), (answered, answered), "round {round}: {verdict}");
        (counted, refused) = (counted + usize::from(answered), refused + usize::from(!answered));
    }
    println!("{counted} answers came before the end, {refused} after it");
    assert!(counted > 0 && refused > 0, "{counted} and {refused}: both happen");
}
