//! Consent decides what is seen: a word in every treatment field, under every state of a consent, looked for by everybody
//! everywhere. Who may read what is told by [`world::Case`] in its own words, not asked of the program.

mod answers;
mod commands;
mod covered;
mod keys;
mod read;
mod schema;
mod screens;
mod world;

use ifr::domain::Word;
use ifr::store::view::family::RecordAsk;
use ifr::store::view::history::Record;
use ifr::store::view::month::{MonthAsk, MonthOf, MonthReply};
use ifr::store::view::prepare::PrepareAsk;
use ifr::store::view::services::{ServicesAsk, ServicesReply};
use ifr::store::{Reply, Request, Store};
use ifr::tui::screen::Target;
use world::{Case, VIEWERS, World};

#[test]
fn what_is_revoked_disappears_from_an_open_screen() {
    let world = World::new();
    let at = world.cases.iter().position(|case| case.name == "active").unwrap();
    let mut dana = world.sit_down("Dana Ortiz", 120);
    dana.open(Target::Family(Case::family(at)));
    let word = format!("QZNTA{at:03}");
    assert!(dana.shows(&word), "{}", dana.screen());
    let consent = 3000 + Case::member(at).0;
    let end = format!("update consent set revoked = 1, ended_on = '2026-11-24' where id = {consent}");
    world.sql().execute_batch(&end).unwrap();
    dana.changed();
    assert!(!dana.shows("QZ"), "{}", dana.screen());
}

/// What a family's page says of its life, with the days.
fn life(world: &World, who: &str, at: usize) -> Vec<(String, Option<String>)> {
    let Reply::Family(page) = world.store(who).handle(Request::Family(Case::family(at))).unwrap() else {
        panic!()
    };
    page.life.rows.iter().map(|row| (row.on.to_string(), row.what.shown().cloned())).collect()
}

#[test]
fn that_there_is_something_is_as_closed_as_what_it_says() {
    let world = World::new();
    let facts = [
        ("2026-10-01", "treatment_episode.level_of_care"),
        ("2026-09-15", "treatment_episode.discharge_reason"),
        ("2026-11-12", "return_to_use.reported_on"),
    ];
    for who in ["Dana Ortiz", "Sam Reyes", "Omar Diaz"] {
        let mut store = world.store(who);
        let services = ServicesAsk::Page { staff: None, log: true };
        let Reply::Services(ServicesReply::Page(log)) = store.handle(Request::Services(services)).unwrap()
        else {
            panic!()
        };
        for (at, case) in world.cases.iter().enumerate() {
            let marks = world::marks(at);
            let rows = life(&world, who, at);
            assert!(rows.iter().all(|row| row.1.is_some()), "{who}, {}: a row without words", case.name);
            for (day, field) in facts {
                let mark = marks.iter().find(|mark| mark.field == field).unwrap();
                let there = rows.iter().any(|row| row.0 == day);
                assert_eq!(there, case.shows(who, mark), "{who}, {}: {field} of {day}", case.name);
            }
            let contact = rows.iter().find(|row| row.0 == "2026-11-18").and_then(|row| row.1.as_ref());
            let contact = contact.unwrap_or_else(|| panic!("{who}, {}: no contact", case.name));
            // What the Recovery Coordinator did is a contact to whoever may not know more; that it was, is countable.
            let service = marks.iter().find(|mark| mark.field == "service.kind").unwrap();
            assert_eq!(contact.contains(&service.text), case.shows(who, service), "{who}, {}", case.name);
            let mine = log.rows.iter().filter(|row| row.family == Case::family(at) && row.staff.id.0 == 5);
            let said: Vec<&String> = mine.filter_map(|row| row.what.shown()).collect();
            let word = if case.shows(who, service) { service.text.as_str() } else { "Contact" };
            assert_eq!(said, [word], "{who}, {}", case.name);
            let history = RecordAsk::History(Record::Family(Case::family(at)), None);
            let history = format!("{:?}", store.handle(Request::Record(history)).unwrap());
            let level = marks.iter().find(|mark| mark.field == "event_value.old").unwrap();
            let told = case.shows(who, level) || case.shows(who, service);
            assert_eq!(history.contains("at: 10:00:00"), told, "{who}, {}: {history}", case.name);
            for page in
                [Request::Family(Case::family(at)), Request::Prepare(PrepareAsk::Waiting(Case::family(at)))]
            {
                let said = format!("{:?}", store.handle(page).unwrap());
                assert!(case.shows(who, service) || !said.contains("VoucherRow"), "{who}, {}", case.name);
                let point = marks.iter().find(|mark| mark.field == "prepared_point.body").unwrap();
                assert!(case.shows(who, point) || !said.contains("Point {"), "{who}, {}", case.name);
            }
        }
    }
}

#[test]
fn a_deputy_of_another_treatment_agency_is_told_as_others_are() {
    let world = World::new();
    let at = world.cases.iter().position(|case| case.name.contains("another treatment agency")).unwrap();
    world.store("Omar Diaz").handle(Request::Family(Case::family(at))).unwrap();
    let said: String = world
        .sql()
        .query_row(
            "select group_concat(viewer_id || ' ' || member_id || ' ' || what) from disclosure",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(said, format!("7 {} family page", Case::member(at).0));
    // How often their coordinator is due follows the phase of recovery.
    let ask = Request::Services(ServicesAsk::Page { staff: None, log: false });
    let once = "pragma foreign_keys = off; delete from service_fact; delete from service where role = 'recovery_coordinator';
        insert into service (family_id, staff_id, role, kind, on_date, mode)
          values (100, 5, 'recovery_coordinator', 'contact', '2026-08-01', 'home')";
    world.sql().execute_batch(once).unwrap();
    let due = |who: &str| {
        let said = format!("{:?}", world.store(who).handle(ask.clone()).unwrap());
        said.matches("sort: Expected").count()
    };
    assert!(due("Sam Reyes") > due("Dana Ortiz"));
    assert_eq!(due("Omar Diaz"), due("Dana Ortiz"));
}

#[test]
fn what_a_list_tells_another_agency_is_in_the_log_once_a_day() {
    let world = World::new();
    let month = ifr::domain::month::Month::read("2026-11").unwrap();
    let of = MonthOf { site: Some(ifr::domain::SiteId(1)), month, cut_off: None };
    let (from, to) = (month.first(), month.last());
    let lists = [
        ("caseload", "return_to_use.reported_on", Request::Caseload),
        (
            "report figure",
            "return_to_use.reported_on",
            Request::Month(MonthAsk::Rows(of, "caseloads.rc.5.phase_4".into())),
        ),
        ("services", "service.kind", Request::Services(ServicesAsk::Page { staff: None, log: true })),
        ("services check", "service.kind", Request::Services(ServicesAsk::Check { from, to })),
    ];
    for who in &VIEWERS[..5] {
        let mut store = world.store(who);
        let own = matches!(*who, "Sam Reyes" | "Maya Lind");
        for (what, field, ask) in &lists {
            let before = told(&world, who, what);
            store.handle(ask.clone()).unwrap();
            let written = events(&world);
            // Whoever looks again the same day writes nothing.
            store.handle(ask.clone()).unwrap();
            assert_eq!(events(&world), written, "{who}: {what}");
            let expected = |at: &usize| {
                let mark = world::marks(*at).into_iter().find(|mark| mark.field == *field).unwrap();
                !own && world.cases[*at].shows(who, &mark)
            };
            let expected: Vec<usize> = (0..world.cases.len()).filter(expected).collect();
            assert_eq!((before, told(&world, who, what)), (vec![], expected), "{who}: {what}");
        }
    }
}

/// The families of whose adults somebody was told something, as the disclosure log has it, by the place of their case.
fn told(world: &World, who: &str, what: &str) -> Vec<usize> {
    let sql = world.sql();
    let mut statement = sql
        .prepare(
            "select distinct m.family_id - 100 from disclosure d join member m on m.id = d.member_id
             join staff s on s.id = d.viewer_id where s.name = ?1 and d.what = ?2 order by 1",
        )
        .unwrap();
    let rows = statement.query_map([who, what], |row| row.get::<_, i64>(0)).unwrap();
    rows.map(|at| usize::try_from(at.unwrap()).unwrap()).collect()
}

fn events(world: &World) -> i64 {
    world.sql().query_row("select count(*) from event", [], |row| row.get(0)).unwrap()
}

#[test]
fn each_side_is_told_of_its_own_workers_papers() {
    let world = World::new();
    world.sql().execute_batch("update service set documented_on = null").unwrap();
    for (who, told) in [("Sam Reyes", true), ("Dana Ortiz", false)] {
        let Reply::Today(today) = world.store(who).handle(Request::Today).unwrap() else { panic!() };
        let about =
            today.needs.iter().any(|need| need.about == "Brooks" && need.what.contains("not documented"));
        assert_eq!(about, told, "{who}: {:?}", today.needs);
    }
}

#[test]
fn the_rows_behind_a_figure_of_treatment_name_only_whom_one_may_read() {
    let world = World::new();
    let sam = figures(&world, "Sam Reyes");
    let mut kept = 0;
    for who in ["Dana Ortiz", "Ruth Hale", "Omar Diaz"] {
        let theirs = figures(&world, who);
        for ((key, all), (_, some)) in sam.iter().zip(&theirs) {
            for (at, case) in world.cases.iter().enumerate() {
                let family = Case::family(at).to_string();
                let dark = world::marks(at).iter().all(|mark| !case.shows(who, mark));
                let referral = ifr::domain::ReferralId(Case::family(at).0).to_string();
                if dark && (all.contains(&family) || all.contains(&referral)) {
                    kept += 1;
                    assert!(
                        !some.contains(&family) && !some.contains(&referral),
                        "{who}: {key} names {family} ({})\n{some}",
                        case.name
                    );
                }
            }
        }
    }
    assert!(kept > 20, "only {kept} rows were kept from anybody");
}

/// The rows behind each figure of the months in which something happened, as text.
fn figures(world: &World, who: &str) -> Vec<(String, String)> {
    let mut store = world.store(who);
    let site = Some(ifr::domain::SiteId(1));
    let months = ["2026-11", "2026-08", "2026-07"];
    let of = |month| MonthOf { site, month: ifr::domain::month::Month::read(month).unwrap(), cut_off: None };
    months.into_iter().flat_map(|month| figures_of(&mut store, of(month))).collect()
}

fn figures_of(store: &mut Store, of: MonthOf) -> Vec<(String, String)> {
    let Reply::Month(MonthReply::Figures(all)) = store.handle(Request::Month(MonthAsk::Figures(of))).unwrap()
    else {
        panic!()
    };
    // What is behind these is each one adult's step, or a family's phase.
    let gated = |key: &&String| ["phase", "admission", "to_assessment"].iter().any(|word| key.contains(word));
    let keys: Vec<String> = all.figures().map(|figure| &figure.key).filter(gated).cloned().collect();
    keys.into_iter()
        .map(|key| {
            let Ok(Reply::Month(MonthReply::Rows(rows))) =
                store.handle(Request::Month(MonthAsk::Rows(of, key.clone())))
            else {
                return (key, String::new());
            };
            (key, format!("{:?}", rows.rows))
        })
        .collect()
}

#[test]
fn every_state_of_a_consent_is_there() {
    use ifr::domain::consent::ConsentState;
    let world = World::new();
    let mut said = String::new();
    for at in 0..world.cases.len() {
        let ask = ifr::store::view::consent::ConsentAsk::Family(Case::family(at));
        said.push_str(&format!("{:?}", world.store("Sam Reyes").handle(Request::Consent(ask)).unwrap()));
    }
    for state in ConsentState::ALL {
        assert!(said.contains(&format!("state: {state:?}")), "no {} consent", state.word());
    }
    assert_eq!(VIEWERS.len(), 7);
}
