//! Signatures: the first one freezes the meeting, the last one makes it signed.

use super::Head;
use super::people::{Listed, PairRow, listed, pairs, person};
use crate::domain::meeting::{MeetingStatus, Verdict};
use crate::domain::staff::Role;
use crate::domain::{MeetingId, StaffId, Word};
use crate::error::{Error, Kind, Result, denied, invalid};
use crate::store::Store;
use crate::store::event::hex;
use crate::store::families::short_name;
use crate::store::sql::{RowExt, date, instant, word};
use crate::store::view::Person;
use crate::store::write::{OpId, Tx, What, done_before};
use rusqlite::types::Value;
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

/// What a signature covers: the records' tables, the fields, and how the meeting's are found.
const COVERED: &[(&str, &str, &str)] = &[
    ("meeting", "kind, held_on, began_at, ended_at, agenda, reason", "id"),
    ("meeting_pair", "iw_id, rc_id, verdict, kind_held, reason, held_on", "meeting_id"),
    (
        "meeting_person",
        "staff_id, guest, role, attendance, late_minutes, left_early_minutes, deputy_for",
        "meeting_id",
    ),
    ("meeting_step", "step, seconds, done, answer", "meeting_id"),
    (
        "meeting_case",
        "family_id, position, rank, why, facts, state, agreement, joint_visit, plans_aligned, decision",
        "meeting_id",
    ),
    ("note", "kind, author_id, entered_by, family_id, field, body", "meeting_id"),
    ("decision_approval", "meeting_case_id, approved, staff_id", "meeting_id"),
    ("action_item_carry", "action_item_id, outcome, verified, reason", "meeting_id"),
    (
        "meeting_item",
        "action_item_id, description, owner_id, due_on, family_id, category, priority",
        "meeting_id",
    ),
    ("prepared_point", "kind, iw_id, rc_id, family_id, item_id, body, part2, author_id, at", "meeting_id"),
];

/// A signature that is there.
pub(in crate::store) struct Given {
    pub role: Role,
    pub name: String,
    pub short: String,
    pub for_name: Option<String>,
    pub at: chrono::DateTime<chrono::Utc>,
}

/// Somebody who can sign in a role, and for whom.
pub(super) struct Signer {
    pub person: Person,
    pub stands_for: Option<StaffId>,
}

/// What a signature that is about to be given is to its meeting.
struct Signing {
    role: Role,
    stands_for: Option<StaffId>,
    /// Nobody signed before: what it says is kept as it is now.
    first: bool,
    /// Nobody has to sign after it.
    last: bool,
}

/// Keeps the action items of a meeting as they are when it is signed first.
fn freeze_items(tx: &Tx<'_>, meeting: MeetingId) -> Result<()> {
    tx.execute(
        "insert into meeting_item (meeting_id, action_item_id, description, owner_id, due_on, family_id, category, priority)
         select ?1, id, description, owner_id, due_on, family_id, category, priority from action_item
         where born_meeting_id = ?1",
        [meeting.0],
    )?;
    Ok(())
}

/// The signatures of a meeting.
pub(in crate::store) fn given(conn: &Connection, meeting: MeetingId) -> Result<Vec<Given>> {
    let mut statement = conn.prepare_cached(
        "select g.role, s.name, s.short_name, f.name as for_name, g.at from signature g join staff s on s.id = g.staff_id
         left join staff f on f.id = g.for_id where g.meeting_id = ?1 order by g.id",
    )?;
    let rows = statement.query_map([meeting.0], |row| {
        let name: String = row.get("name")?;
        Ok(Given {
            role: row.word("role")?,
            short: short_name(&name, row.get("short_name")?),
            name,
            for_name: row.get("for_name")?,
            at: row.instant_opt("at")?.unwrap_or_default(),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Store {
    /// The roles that sign: those of the kinds as which the meeting was held.
    pub(in crate::store) fn signing_roles(&self, head: &Head, pairs: &[PairRow]) -> Result<Vec<Role>> {
        let planned = self.kind_rules(&head.kind)?;
        let mut roles = Vec::new();
        for pair in pairs {
            let other = pair.kind_held.as_deref().filter(|_| pair.verdict != Some(Verdict::DoesNotCount));
            let kind = other.and_then(|key| self.settings.meetings.kind(key)).unwrap_or(planned);
            roles.extend(kind.sign.iter().copied());
        }
        if pairs.is_empty() {
            roles.extend(planned.sign.iter().copied());
        }
        roles.sort_unstable();
        roles.dedup();
        Ok(roles)
    }

    /// Who can sign in a role: those who were there, else those on the list, or the successor of one who left.
    pub(in crate::store) fn signers(&self, meeting: MeetingId, role: Role) -> Result<Vec<Person>> {
        Ok(self.signers_with(meeting, role)?.into_iter().map(|signer| signer.person).collect())
    }

    fn signers_with(&self, meeting: MeetingId, role: Role) -> Result<Vec<Signer>> {
        let today = date(self.clock.today());
        let mut out = Vec::new();
        let mut left = None;
        let people = listed(&self.conn, meeting)?;
        let in_role = || people.iter().filter(|one| one.role == role);
        let was_there = in_role().any(Listed::is_there);
        for one in in_role().filter(|one| one.is_there() || !was_there) {
            let Some(person) = one.person() else { continue };
            let gone: bool = self
                .conn
                .prepare_cached("select left_on is not null and left_on <= ?2 from staff where id = ?1")?
                .query_row(params![person.id.0, today], |row| row.get(0))?;
            if gone {
                left = Some(person.id);
            } else {
                out.push(Signer { person, stands_for: one.deputy_for });
            }
        }
        if out.is_empty() {
            let mut statement = self.conn.prepare_cached(
                "select distinct s.id from staff s join staff_site t on t.staff_id = s.id
                 where s.role = ?1 and (s.left_on is null or s.left_on > ?2) and t.from_on <= ?2
                   and (t.to_on is null or t.to_on > ?2) and t.site_id = (select site_id from meeting where id = ?3)",
            )?;
            let ids = statement
                .query_map(params![role.word(), today, meeting.0], |row| Ok(StaffId(row.get(0)?)))?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            for id in ids {
                out.push(Signer { person: person(&self.conn, id)?, stands_for: left });
            }
        }
        Ok(out)
    }

    /// Signs a held meeting, and says what is still missing.
    pub(super) fn sign_meeting(
        &mut self,
        op: OpId,
        meeting: MeetingId,
        staff: StaffId,
        passphrase: &str,
    ) -> Result<String> {
        let head = self.head(meeting)?;
        self.refuse_looking()?;
        if done_before(&self.conn, op)?.is_some() {
            return self.signed_so_far(&head);
        }
        let signing = self.signing(&head, staff)?;
        if !(self.meta.demo && passphrase.is_empty()) {
            self.check_passphrase(staff, passphrase)?;
        }
        let unanswered = serde_json::to_string(&self.unanswered_at_signing(meeting)?)
            .map_err(|error| Error::new(Kind::Io, error.to_string()))?;
        let (now, today) = (self.clock.now(), self.clock.today());
        self.write(op, What::of("sign_meeting", "meeting", meeting.0), |tx| {
            if signing.first {
                freeze_items(tx, meeting)?;
            }
            // Read inside the write: nothing can change between the digest and the freeze.
            let (covers, digest) = cover(tx.sql(), meeting)?;
            tx.insert(
                "signature",
                &[
                    ("meeting_id", &meeting),
                    ("staff_id", &staff),
                    ("for_id", &signing.stands_for),
                    ("role", &word(signing.role)),
                    ("at", &instant(now)),
                    ("digest", &digest),
                    ("covers", &covers),
                    ("unanswered", &unanswered),
                ],
            )?;
            if signing.last {
                tx.set("meeting", meeting.0, &[("status", &word(MeetingStatus::Signed))])?;
                let held_on = head.held_on.unwrap_or(today);
                crate::store::disclosure::signed(tx.sql(), meeting, held_on, &instant(now))?;
            }
            tx.note("digest", digest);
            Ok(())
        })?;
        self.signed_so_far(&head)
    }

    /// What this person's signature is to a meeting that is held, where it needs theirs.
    fn signing(&self, head: &Head, staff: StaffId) -> Result<Signing> {
        match head.status {
            MeetingStatus::Held => {}
            MeetingStatus::Signed => return Err(invalid("this meeting is signed already")),
            _ => return Err(invalid("close the meeting before it is signed")),
        }
        let role: Role = self
            .conn
            .prepare_cached("select role from staff where id = ?1")?
            .query_row([staff.0], |row| row.word("role"))?;
        let pairs = pairs(&self.conn, head.id)?;
        let roles = self.signing_roles(head, &pairs)?;
        let signer = self.signers_with(head.id, role)?.into_iter().find(|one| one.person.id == staff);
        let Some(signer) = signer.filter(|_| roles.contains(&role)) else {
            return Err(denied("this meeting does not need your signature"));
        };
        let so_far = given(&self.conn, head.id)?;
        if so_far.iter().any(|one| one.role == role) {
            return Err(invalid(format!("the {role} has signed already")));
        }
        let (first, last) = (so_far.is_empty(), so_far.len() + 1 >= roles.len());
        Ok(Signing { role, stands_for: signer.stands_for, first, last })
    }

    /// The first signature's list stays: the second one signs the same.
    fn unanswered_at_signing(&self, meeting: MeetingId) -> Result<Vec<String>> {
        Ok(self.load(meeting)?.unanswered)
    }

    /// `Signed by Dana. Waiting for Sam's signature`.
    pub(in crate::store) fn signed_so_far(&self, head: &Head) -> Result<String> {
        let given = given(&self.conn, head.id)?;
        let by: Vec<String> = given.iter().map(|one| one.short.clone()).collect();
        let mut said = if by.is_empty() { String::new() } else { format!("Signed by {}", by.join(" and ")) };
        for role in self.signing_roles(head, &pairs(&self.conn, head.id)?)? {
            if given.iter().any(|one| one.role == role) {
                continue;
            }
            let who = self.signers(head.id, role)?.first().map(|person| person.short.clone());
            let waits = who.map_or_else(|| format!("the {role}'s"), |who| format!("{who}'s"));
            if said.is_empty() {
                said = format!("Waiting for {waits} signature");
            } else {
                said.push_str(&format!(". Waiting for {waits} signature"));
            }
        }
        Ok(said)
    }
}

/// The field digests of a meeting's records as JSON, and the SHA-256 over it.
pub(in crate::store) fn cover(conn: &Connection, meeting: MeetingId) -> Result<(String, String)> {
    let mut records: Vec<serde_json::Value> = Vec::new();
    for (table, columns, key) in COVERED {
        let names: Vec<&str> = columns.split(", ").collect();
        // By every column: the same content gives the same list, whatever the order of entry.
        let sql = format!("select {columns} from {table} where {key} = ?1 order by {columns}");
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query([meeting.0])?;
        while let Some(row) = rows.next()? {
            let mut fields = serde_json::Map::new();
            for (at, name) in names.iter().enumerate() {
                fields.insert((*name).to_owned(), digest(&row.get::<_, Value>(at)?).into());
            }
            records.push(serde_json::json!({ "record": table, "fields": fields }));
        }
    }
    let covers = serde_json::Value::Array(records).to_string();
    let digest = hex(&Sha256::digest(covers.as_bytes()));
    Ok((covers, digest))
}

fn digest(value: &Value) -> String {
    let text = match value {
        Value::Null => return "-".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Blob(bytes) => hex(bytes),
    };
    hex(&Sha256::digest(text.as_bytes()))
}
