-- ───────────── codes for lost passphrases, and a way into the audit trail by kind

-- Each agency keeps one code outside of the program: it sets the passphrase of a supervisor of that agency, once.
create table recovery_code (
  id integer primary key,
  agency_id integer not null references agency (id),
  code text not null,                      -- argon2id; the code itself is shown once and kept nowhere
  made_at text not null,
  used_at text,                            -- null: the newest of its agency is good
  used_for integer references staff (id)
) strict;

create index event_kind on event (kind, seq);
