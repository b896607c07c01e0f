//! Every kind of record that can be brought in, with the columns of its import and where their values come from.
//!
//! Parameters: `:sites` and `:side` of the viewer, `:treating` their agency where it treats, `:today`, `:viewer`,
//! `:file` the short name of this file.

/// A column of all that is on file for a service, which is spread over as many columns as there are facts.
pub(super) const FACTS: &str = "facts";

/// The records of a kind.
pub(super) struct Records {
    /// The kind, by the word of its import.
    pub word: &'static str,
    /// The columns of its import.
    pub columns: &'static [&'static str],
    /// A value for each column.
    pub sql: &'static str,
    /// What treatment staff get of it is Part 2 data.
    pub part2: bool,
    /// Only the treatment side has it.
    pub treatment_only: bool,
}

const fn records(word: &'static str, columns: &'static [&'static str], sql: &'static str) -> Records {
    Records { word, columns, sql, part2: false, treatment_only: false }
}

/// The kinds, in the order in which they are brought in.
pub(super) const KINDS: &[Records] = &[
    records(
        "staff",
        &["name", "email", "role", "agency", "site", "hired_on", "left_on", "fte", "capacity", "status", "supervisor"],
        "select s.name, s.email, s.role, a.name, t.name, s.hired_on, s.left_on, e.fte, e.capacity, e.status, coalesce(v.email, v.name)
         from staff s join agency a on a.id = s.agency_id join staff_site w on w.staff_id = s.id join site t on t.id = w.site_id
         left join employment e on e.id = (select x.id from employment x where x.staff_id = s.id order by x.from_on desc limit 1)
         left join staff v on v.id = e.supervisor_id
         where t.id in (select value from json_each(:sites)) and (w.to_on is null or w.to_on > :today or w.to_on >= s.left_on)
         group by s.id, t.id order by s.name, s.email, t.name",
    ),
    records(
        "family",
        &["case_number", "label", "site", "opened_on", "closed_on", "close_reason", "basis", "court_ordered", "enrolled_on", "risk", "hearing_on"],
        "select f.case_number, f.label, t.name, o.from_on, o.to_on, o.close_reason, o.basis, case o.court_ordered when 1 then 'yes' when 0 then 'no' end,
           (select max(e.from_on) from family_enrolment e where e.family_id = f.id and e.from_on >= o.from_on and (o.to_on is null or e.from_on <= o.to_on)
              and not exists (select 1 from family_opening l where l.family_id = f.id and l.from_on > o.from_on and l.from_on <= e.from_on)),
           case when l.id = o.id then (select r.risk from family_risk r where r.family_id = f.id and r.to_on is null) end,
           case when l.id = o.id then (select max(h.on_date) from court_hearing h where h.family_id = f.id) end
         from family f join site t on t.id = f.site_id join family_opening o on o.family_id = f.id
         join family_opening l on l.id = (select x.id from family_opening x where x.family_id = f.id order by x.from_on desc, x.id desc limit 1)
         where t.id in (select value from json_each(:sites)) order by f.case_number, o.from_on, o.id",
    ),
    records(
        "member",
        &["case_number", "name", "kind", "birth", "in_home", "participant", "substance_exposed", "left_on"],
        "select f.case_number, m.alias, m.kind, m.birth_year || coalesce('-' || substr('0' || m.birth_month, -2), ''),
           iif(m.in_home, 'yes', 'no'), iif(m.participant, 'yes', 'no'), iif(m.substance_exposed, 'yes', 'no'), m.left_on
         from member m join family f on f.id = m.family_id
         where f.site_id in (select value from json_each(:sites)) and m.left_reason is not 'wrong_entry'
         order by f.case_number, m.kind, m.alias, m.birth_year, m.birth_month",
    ),
    records(
        "assignment",
        &["case_number", "worker", "role", "from_on", "to_on", "reason", "end_reason"],
        "select f.case_number, coalesce(s.email, s.name), a.role, a.from_on, a.to_on, a.reason, a.end_reason
         from assignment a join family f on f.id = a.family_id join staff s on s.id = a.staff_id
         where f.site_id in (select value from json_each(:sites)) order by f.case_number, a.role, a.from_on, a.to_on, 2",
    ),
    records(
        "position",
        &["number", "role", "site", "agency", "fte", "from_on", "to_on", "filled_by", "filled_on", "vacant_since", "recruitment", "recruitment_on", "cover"],
        "select coalesce((select k.number from import_key k where k.kind = 'position' and k.row_id = p.id and (k.side = :side or k.number glob '????????????:*') order by k.side = :side desc, k.number limit 1), :file || ':' || p.id) as number,
           p.role, t.name, a.name, p.fte, iif(l.id is null, null, p.from_on), p.to_on, coalesce(s.email, s.name), l.from_on,
           iif(l.id is null, coalesce((select max(x.to_on) from position_fill x where x.position_id = p.id), p.from_on), null),
           p.recruitment, p.recruitment_on,
           (select coalesce(c.email, c.name) from position_cover x join staff c on c.id = x.staff_id where x.position_id = p.id and x.to_on is null order by x.from_on desc limit 1)
         from position p join site t on t.id = p.site_id join agency a on a.id = p.agency_id
         left join position_fill l on l.id = (select x.id from position_fill x where x.position_id = p.id and x.to_on is null order by x.from_on desc limit 1)
         left join staff s on s.id = l.staff_id
         where t.id in (select value from json_each(:sites)) order by t.name, p.role, 10, 8, number",
    ),
    records(
        "credential",
        &["staff", "kind", "issued_on", "expires_on", "validated_by", "validated_on"],
        "select coalesce(s.email, s.name), c.kind, c.issued_on, c.expires_on, coalesce(v.email, v.name), c.validated_on
         from credential c join staff s on s.id = c.staff_id left join staff v on v.id = c.validated_by
         where exists (select 1 from staff_site w where w.staff_id = s.id and w.site_id in (select value from json_each(:sites)))
         order by 1, c.kind, c.issued_on, c.expires_on",
    ),
    Records {
        part2: true,
        treatment_only: true,
        ..records(
            "consent",
            &["case_number", "adult", "signed_on", "signature_seen", "expires_on", "expires_event", "revoked_on", "recipient", "purpose", "right_to_revoke", "categories"],
            // An end is an end, whether somebody revoked it or its event came; a category that ended is not told.
            "select f.case_number, m.alias, c.signed_on, iif(c.signed, 'yes', 'no'), c.expires_on, c.expires_event, c.ended_on, c.recipient, c.purpose,
               iif(c.right_to_revoke, 'yes', 'no'),
               (select group_concat(k.category, ', ') from (select category from consent_category where consent_id = c.id and ended_on is null order by category) k)
             from consent c join member m on m.id = c.member_id join family f on f.id = m.family_id join site t on t.id = f.site_id
             where t.id in (select value from json_each(:sites)) and t.treatment_agency_id = :treating
             order by f.case_number, m.alias, c.signed_on, c.id",
        )
    },
    records(
        "referral",
        &[
            "number", "received_on", "source", "referred_by", "site", "county", "case_number", "concern", "screened_on", "eligible_on", "wait_listed_on",
            "assigned_on", "assigned_to", "first_attempt_on", "first_contact_on", "face_to_face_on", "enrolled_on", "outcome", "outcome_on", "reason",
        ],
        "select coalesce((select k.number from import_key k where k.kind = 'referral' and k.row_id = r.id and (k.side = :side or k.number glob '????????????:*') order by k.side = :side desc, k.number limit 1), :file || ':' || r.id) as number,
           r.received_on, r.source, coalesce(b.email, b.name), t.name, r.county, coalesce(r.case_number, f.case_number), r.concern,
           coalesce(r.screened_on, (select on_date from referral_status x where x.referral_id = r.id and x.status = 'screening' order by x.id limit 1)),
           (select on_date from referral_status x where x.referral_id = r.id and x.status = 'eligible' order by x.id limit 1),
           coalesce(r.wait_listed_on, (select on_date from referral_status x where x.referral_id = r.id and x.status = 'wait_listed' order by x.id limit 1)),
           coalesce(r.assigned_on, (select on_date from referral_status x where x.referral_id = r.id and x.status = 'assigned' order by x.id limit 1)),
           coalesce(w.email, w.name), r.first_attempt_on, r.first_contact_on, r.face_to_face_on,
           (select on_date from referral_status x where x.referral_id = r.id and x.status = 'enrolled' order by x.id limit 1),
           r.status, l.on_date, l.reason
         from referral r join site t on t.id = r.site_id left join family f on f.id = r.family_id
         left join staff b on b.id = r.referred_by left join staff w on w.id = r.assigned_to
         left join referral_status l on l.id = (select max(x.id) from referral_status x where x.referral_id = r.id)
         where t.id in (select value from json_each(:sites)) order by r.received_on, 7, number",
    ),
    Records {
        part2: true,
        ..records(
            "service",
            &[
                "number", "case_number", "staff", "on_date", "began", "minutes", "kind", "mode", "joint_with", "children", "member", "documented_on", "documented_elsewhere", FACTS,
            ],
            "select coalesce((select k.number from import_key k where k.kind = 'service' and k.row_id = v.id
                 and k.side = iif(v.role = 'recovery_coordinator', 'treatment', 'child_welfare') order by k.number limit 1), :file || ':' || v.id) as number,
               f.case_number, coalesce(s.email, s.name), v.on_date, v.began, v.minutes, v.kind, v.mode, coalesce(j.email, j.name),
               (select group_concat(c.alias, ', ') from (select m.alias from service_child x join member m on m.id = x.member_id where x.service_id = v.id order by m.alias) c),
               m.alias, v.documented_on, v.documented_elsewhere,
               (select json_group_object(x.name, x.value) from service_fact x where x.service_id = v.id) as facts
             from service v join family f on f.id = v.family_id join site t on t.id = f.site_id join staff s on s.id = v.staff_id
             left join staff j on j.id = v.joint_with left join member m on m.id = v.member_id
             where t.id in (select value from json_each(:sites)) and (v.part2 = 0 or t.treatment_agency_id = :treating)
             order by f.case_number, v.on_date, v.began, 3, v.kind, number",
        )
    },
    records(
        "travel",
        &["number", "staff", "on_date", "miles", "purpose", "case_number"],
        "select coalesce((select k.number from import_key k where k.kind = 'travel' and k.row_id = v.id and (k.side = :side or k.number glob '????????????:*') order by k.side = :side desc, k.number limit 1), :file || ':' || v.id) as number,
           coalesce(s.email, s.name), v.on_date, round(v.miles, 1), v.purpose, f.case_number
         from travel v join staff s on s.id = v.staff_id left join family f on f.id = v.family_id
         where case when v.family_id is not null then f.site_id in (select value from json_each(:sites))
           else exists (select 1 from staff_site w where w.staff_id = v.staff_id and w.site_id in (select value from json_each(:sites))) end
         order by 2, v.on_date, v.purpose, f.case_number, number",
    ),
    records(
        "milestone",
        &["case_number", "kind", "due_on", "completed_on"],
        "select f.case_number, m.kind, m.due_on, m.completed_on from milestone m join family f on f.id = m.family_id
         where f.site_id in (select value from json_each(:sites)) order by f.case_number, m.kind, m.due_on, m.completed_on",
    ),
    records(
        "item",
        &["number", "description", "owner", "due_on", "case_number", "category", "priority", "status", "created_on", "closed_on"],
        "select coalesce((select k.number from import_key k where k.kind = 'action_item' and k.row_id = i.id and (k.side = :side or k.number glob '????????????:*') order by k.side = :side desc, k.number limit 1), :file || ':' || i.id) as number,
           i.description, coalesce(s.email, s.name), i.due_on, f.case_number, i.category, i.priority, i.status, i.created_on, i.closed_on
         from action_item i join staff s on s.id = i.owner_id left join family f on f.id = i.family_id
         where case when i.family_id is not null then f.site_id in (select value from json_each(:sites)) else i.owner_id = :viewer
           or exists (select 1 from staff_site w where w.staff_id in (i.owner_id, i.iw_id, i.rc_id) and w.site_id in (select value from json_each(:sites))
             and w.from_on <= :today and (w.to_on is null or w.to_on > :today)) end
         order by i.created_on, i.due_on, i.description, number",
    ),
    records(
        "last_held",
        &["intact_worker", "recovery_coordinator", "meeting", "held_on", "site"],
        "select coalesce(w.email, w.name), coalesce(r.email, r.name), p.kind_held, max(p.held_on), t.name
         from meeting_pair p join meeting m on m.id = p.meeting_id join site t on t.id = m.site_id
         join staff w on w.id = p.iw_id join staff r on r.id = p.rc_id
         where p.verdict in ('counts', 'held_as_other') and p.held_on is not null and t.id in (select value from json_each(:sites))
         group by p.iw_id, p.rc_id, p.kind_held
         union all
         select iif(w.role = 'intact_worker', coalesce(w.email, w.name), null), iif(w.role = 'recovery_coordinator', coalesce(w.email, w.name), null),
           m.kind, max(m.held_on), t.name
         from meeting m join site t on t.id = m.site_id join staff w on w.id = m.worker_id
         where m.status in ('held', 'signed') and m.held_on is not null and t.id in (select value from json_each(:sites))
           and w.role in ('intact_worker', 'recovery_coordinator')
         group by m.worker_id, m.kind
         order by 1, 2, 3",
    ),
];
