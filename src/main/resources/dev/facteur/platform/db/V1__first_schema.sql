-- Names are those of the records. Times are milliseconds since 1970, UTC. Secrets are sealed or hashed.
-- AUTOINCREMENT where people remove rows: mail and history remember the ids, and the next site must not inherit them.

-- AUTOINCREMENT: an id names one site or credential for ever. The next one must not come to the mails
-- or to the open connections of one that was removed.
CREATE TABLE site (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT    NOT NULL UNIQUE,
    local      INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
);

CREATE TABLE credential (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id            INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    name               TEXT    NOT NULL UNIQUE, -- the SMTP user name, or the public part of an API key
    kind               TEXT    NOT NULL,        -- smtp | api
    password_hash      TEXT,                    -- Argon2id, encoded; smtp only
    scram              TEXT,                    -- iterations,salt,stored key,server key; smtp only
    key_hash           BLOB,                    -- SHA-256 of an API key, which is random and long; api only
    senders            TEXT    NOT NULL DEFAULT '', -- addresses and domains, separated by spaces; '' = all of the site's
    recognises_repeats INTEGER NOT NULL DEFAULT 1,
    permissions        TEXT    NOT NULL DEFAULT 'send read', -- of an API key, separated by spaces
    networks           TEXT    NOT NULL DEFAULT '', -- from where an API key is good, separated by spaces; '' = everywhere
    last_used_at       INTEGER,                     -- of an API key, to the hour; NULL = never
    created_at         INTEGER NOT NULL
);
CREATE UNIQUE INDEX credential_key ON credential (key_hash) WHERE key_hash IS NOT NULL;

-- Invitations, by which a site's software gets its key.
CREATE TABLE pairing (
    token_hash  BLOB    PRIMARY KEY, -- SHA-256
    site_id     INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    permissions TEXT    NOT NULL, -- as in credential
    expires_at  INTEGER NOT NULL
) WITHOUT ROWID;

-- What the software behind a key says of itself.
CREATE TABLE paired_software (
    credential_id INTEGER PRIMARY KEY REFERENCES credential (id) ON DELETE CASCADE,
    url           TEXT    NOT NULL, -- '' = it does not say
    name          TEXT    NOT NULL,
    at            INTEGER NOT NULL
);

-- Texts of mails that sites keep. A version never changes.
CREATE TABLE template (
    site_id    INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    name       TEXT    NOT NULL,
    version    INTEGER NOT NULL, -- from 1
    subject    TEXT,
    text       TEXT,
    html       TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (site_id, name, version)
) WITHOUT ROWID;

CREATE TABLE domain (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT    NOT NULL UNIQUE, -- A-labels, lower case
    token       TEXT    NOT NULL,        -- proves the domain, in a TXT record at _facteur.NAME
    verified_at INTEGER,                 -- NULL: may not send under its own name yet
    verified_by TEXT,                    -- dkim | ownership | operator; NULL as verified_at is
    looked_at   INTEGER,                 -- when its records were last asked for; NULL = never
    created_at  INTEGER NOT NULL
);

-- Records of a domain that once stood as they should. What never did is the doctor's to tell.
CREATE TABLE domain_record (
    domain_id INTEGER NOT NULL REFERENCES domain (id) ON DELETE CASCADE,
    purpose   TEXT    NOT NULL, -- dkim | spf | dmarc
    name      TEXT    NOT NULL,
    value     TEXT    NOT NULL, -- as it was last seen
    seen_at   INTEGER NOT NULL, -- when that was
    missed_at INTEGER,          -- the first look since then that missed it; NULL when it is there
    gone_at   INTEGER,          -- when its loss was told; NULL when it is there, or only missed so far
    PRIMARY KEY (domain_id, purpose, name)
) WITHOUT ROWID;

CREATE TABLE site_domain (
    site_id   INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    domain_id INTEGER NOT NULL REFERENCES domain (id) ON DELETE CASCADE,
    PRIMARY KEY (site_id, domain_id)
) WITHOUT ROWID;

CREATE TABLE dkim_key (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    domain_id    INTEGER NOT NULL REFERENCES domain (id) ON DELETE CASCADE,
    selector     TEXT    NOT NULL,
    algorithm    TEXT    NOT NULL, -- rsa | ed25519
    private_key  BLOB    NOT NULL, -- PKCS#8, sealed
    public_key   TEXT    NOT NULL, -- the p= value
    state        TEXT    NOT NULL, -- next | signing | retiring | retired
    since        INTEGER NOT NULL, -- when it came into this state
    by_itself    INTEGER NOT NULL, -- 1: a next key signs as soon as its record is seen
    seen_at      INTEGER,          -- a next key: the first look in a row that saw its record everywhere
    target       TEXT,             -- where we publish it, in the operator's zone; NULL = the domain's owner does
    published_at INTEGER,          -- when that zone's server took it; NULL = not yet
    created_at   INTEGER NOT NULL,
    UNIQUE (domain_id, selector)
);

-- Keys that we published for a domain that was removed; their records stay for mail on its way.
CREATE TABLE abandoned_key (
    target TEXT    PRIMARY KEY, -- in the operator's zone
    due_at INTEGER NOT NULL     -- when the record may go
) WITHOUT ROWID;

CREATE TABLE route (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT    NOT NULL UNIQUE,
    settings   TEXT    NOT NULL, -- JSON without secrets
    secrets    BLOB,             -- JSON, sealed
    place      INTEGER,          -- in the order for lanes that name no route; NULL = not in it
    parked_at  INTEGER,
    parked_why TEXT,             -- for people, in English
    parked_said TEXT,            -- the same as JSON, a code and its values a sentence
    parked_reason TEXT,          -- a word of deliver.verdict.Reason; NULL when the remote said nothing
    created_at INTEGER NOT NULL
);

-- Apart from the route's secrets: it changes by itself, every hour.
CREATE TABLE route_grant (
    route_id INTEGER PRIMARY KEY REFERENCES route (id) ON DELETE CASCADE,
    sealed   BLOB    NOT NULL -- JSON: the refresh token, the access tokens
);

-- How the route's provider calls when it tells what became of mails.
CREATE TABLE route_webhook (
    route_id INTEGER PRIMARY KEY REFERENCES route (id) ON DELETE CASCADE,
    sealed   BLOB    NOT NULL -- JSON: the secrets of its address, the provider's key
);

CREATE TABLE site_route (
    site_id  INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    stream   TEXT    NOT NULL,
    place    INTEGER NOT NULL, -- the first is taken while it works
    route_id INTEGER NOT NULL REFERENCES route (id) ON DELETE CASCADE,
    PRIMARY KEY (site_id, stream, place)
) WITHOUT ROWID;

-- Mailboxes of our own at receivers, in which test mails are looked for.
CREATE TABLE seed (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT    NOT NULL UNIQUE,
    settings   TEXT    NOT NULL, -- JSON
    password   BLOB    NOT NULL, -- sealed
    created_at INTEGER NOT NULL
);

-- What became of test mails; the mails themselves are among the others.
CREATE TABLE test_mail (
    mail_id   INTEGER PRIMARY KEY,
    test      TEXT    NOT NULL,            -- the mails of one call
    token     TEXT    NOT NULL,
    seed      TEXT    NOT NULL DEFAULT '', -- the mailbox's name; '' for an address that we cannot look into
    address   TEXT    NOT NULL,
    sender    TEXT    NOT NULL,
    route     TEXT    NOT NULL DEFAULT '', -- the one it had to take; '' = those of its site
    language  TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    until     INTEGER NOT NULL,            -- how long it is looked for
    placement TEXT,                        -- NULL while it is looked for
    folder    TEXT    NOT NULL DEFAULT '',
    trouble   TEXT    NOT NULL DEFAULT '', -- why the mailbox could not be looked into
    proofs    TEXT    NOT NULL DEFAULT '', -- JSON: what the receiver says of SPF, DKIM and DMARC
    placed_at INTEGER
);
CREATE INDEX test_mail_test ON test_mail (test);
CREATE INDEX test_mail_seed ON test_mail (seed, at);
CREATE INDEX test_mail_at ON test_mail (at);

CREATE TABLE mail (
    id            INTEGER PRIMARY KEY,
    site_id       INTEGER NOT NULL,
    credential_id INTEGER,
    stream        TEXT    NOT NULL,
    urgency       INTEGER NOT NULL, -- 0 urgent, 1 normal, 2 broadcast
    sender        TEXT    NOT NULL, -- '' = the null sender
    header_from   TEXT    NOT NULL DEFAULT '',
    subject       TEXT    NOT NULL DEFAULT '',
    message_id    TEXT    NOT NULL DEFAULT '',
    body          TEXT    NOT NULL, -- SEVEN_BIT | EIGHT_BIT
    smtp_utf8     INTEGER NOT NULL,
    returned      TEXT    NOT NULL, -- UNSTATED | FULL | HEADERS
    envelope_id   TEXT,
    segment       INTEGER NOT NULL,
    offset        INTEGER NOT NULL,
    length        INTEGER NOT NULL,
    content_key   BLOB,             -- opens its bytes, sealed; NULL: nobody reads them any more
    accepted_at   INTEGER NOT NULL,
    send_at       INTEGER,          -- NULL = at once
    labels        TEXT    NOT NULL DEFAULT '', -- JSON: tags and metadata; '' = none
    keeps_content INTEGER NOT NULL DEFAULT 1, -- 0: the key is forgotten as soon as the mail is finished
    finished_at   INTEGER           -- when the last recipient ended
);
CREATE INDEX mail_message_id ON mail (message_id) WHERE message_id <> '';
CREATE INDEX mail_unfinished ON mail (id, segment) WHERE finished_at IS NULL;
CREATE INDEX mail_segment ON mail (segment) WHERE content_key IS NOT NULL;
CREATE INDEX mail_content ON mail (site_id, id) WHERE content_key IS NOT NULL;
CREATE INDEX mail_site ON mail (site_id, id);

-- The tags of its labels once more, to find it by.
CREATE TABLE mail_tag (
    tag     TEXT    NOT NULL,
    mail_id INTEGER NOT NULL,
    PRIMARY KEY (tag, mail_id)
) WITHOUT ROWID;

CREATE TABLE recipient (
    mail_id            INTEGER NOT NULL,
    number             INTEGER NOT NULL,
    address            TEXT    NOT NULL,
    notify             TEXT    NOT NULL,
    original_recipient TEXT,
    site_id            INTEGER NOT NULL, -- with stream, urgency and destination: the lane
    stream             TEXT    NOT NULL,
    urgency            INTEGER NOT NULL,
    destination        TEXT    NOT NULL,
    domain             TEXT    NOT NULL, -- of the address, lower case: what people call the destination
    pinned             INTEGER NOT NULL DEFAULT 0, -- the only route it may take; 0 = those of its site. Part of the lane
    state              TEXT    NOT NULL, -- scheduled | queued | leased | held | delivered | failed | expired | suppressed | cancelled
    attempts           INTEGER NOT NULL DEFAULT 0,
    due_at             INTEGER NOT NULL,
    expires_at         INTEGER NOT NULL,
    delay_reported     INTEGER NOT NULL DEFAULT 0, -- 1 also where nobody is to be told
    last_reply         TEXT    NOT NULL DEFAULT '',
    remote_id          TEXT    NOT NULL DEFAULT '', -- how the next server calls the mail; '' = it did not say
    fate               TEXT,    -- what came back of it: delayed | confirmed | softly-bounced | dropped | bounced | complained; NULL = nothing
    fate_at            INTEGER, -- when that happened, by the clock of whoever said so
    return_told        INTEGER NOT NULL DEFAULT 0, -- it came back, and the sender: 1 is to be told, 2 was, or is not to be
    PRIMARY KEY (mail_id, number)
) WITHOUT ROWID;
CREATE INDEX recipient_remote_id ON recipient (remote_id) WHERE remote_id <> '';
CREATE INDEX recipient_due ON recipient (site_id, stream, urgency, destination, pinned, due_at) WHERE state = 'queued';
CREATE INDEX recipient_expiry ON recipient (expires_at) WHERE state = 'queued';
CREATE INDEX recipient_untold ON recipient (mail_id) WHERE state = 'queued' AND delay_reported = 0;
CREATE INDEX recipient_returned ON recipient (mail_id) WHERE return_told = 1;
CREATE INDEX recipient_leased ON recipient (mail_id) WHERE state = 'leased';
CREATE INDEX recipient_address ON recipient (address COLLATE NOCASE, mail_id, site_id);
CREATE INDEX recipient_scheduled ON recipient (due_at) WHERE state = 'scheduled';
CREATE INDEX recipient_held ON recipient (mail_id) WHERE state = 'held';
CREATE INDEX recipient_undelivered ON recipient (state, mail_id)
    WHERE state IN ('failed', 'expired', 'suppressed', 'cancelled');

CREATE TABLE event (
    id        INTEGER PRIMARY KEY AUTOINCREMENT, -- webhooks remember how far they are, and old events go
    mail_id   INTEGER,          -- NULL in an event of a domain
    recipient INTEGER,          -- the recipient's number; NULL when it concerns the whole mail
    domain    TEXT,             -- a sender domain's name; NULL in an event of a mail
    at        INTEGER NOT NULL,
    kind      TEXT    NOT NULL,
    detail    TEXT    NOT NULL, -- JSON
    source    TEXT,             -- who says so: bounce | complaint | webhook | tracking; NULL = this gateway saw it itself
    party     TEXT,             -- the provider, or the server that reports
    source_id TEXT,             -- the source's own id of it: a repetition has the same
    evidence  INTEGER,          -- what it was read from, as long as that is kept
    CHECK ((mail_id IS NULL) <> (domain IS NULL)),
    CHECK ((source IS NULL) = (source_id IS NULL))
);
CREATE UNIQUE INDEX event_source ON event (source_id, source, party, mail_id, coalesce(recipient, -1)) WHERE source_id IS NOT NULL;
CREATE INDEX event_evidence ON event (evidence) WHERE evidence IS NOT NULL;
CREATE INDEX event_mail ON event (mail_id, id) WHERE mail_id IS NOT NULL;
CREATE INDEX event_domain ON event (domain, id) WHERE domain IS NOT NULL;

-- What came back, as it came. Kept before it is read, and read in this order.
CREATE TABLE evidence (
    id       INTEGER PRIMARY KEY AUTOINCREMENT, -- events remember it after it is gone
    source   TEXT    NOT NULL, -- bounce | complaint | webhook
    party    TEXT    NOT NULL, -- as in event
    route    TEXT    NOT NULL, -- the route whose webhook it is; '' = none
    at       INTEGER NOT NULL,
    content  BLOB    NOT NULL,
    read_at  INTEGER,          -- NULL: not read yet
    events   INTEGER NOT NULL DEFAULT 0, -- stored for mails of ours, those that were known left out
    strange  INTEGER NOT NULL DEFAULT 0, -- about mails that are not known
    trouble  TEXT    NOT NULL DEFAULT '' -- why it could not be read
);
CREATE INDEX evidence_unread ON evidence (id) WHERE read_at IS NULL;
CREATE INDEX evidence_at ON evidence (at);

-- Addresses that a site's mail does not go to.
CREATE TABLE suppression (
    site_id    INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    address    TEXT    NOT NULL, -- lower case
    stream     TEXT    NOT NULL,
    cause      TEXT    NOT NULL, -- hard-bounce | soft-bounces | complaint | unsubscribed | provider | by-hand
    detail     TEXT    NOT NULL, -- what was said
    mail_id    INTEGER,          -- the mail that it was said of
    evidence   INTEGER,
    since      INTEGER NOT NULL,
    expires_at INTEGER,          -- NULL: never
    PRIMARY KEY (site_id, address, stream)
) WITHOUT ROWID;

-- Sites that take no submission to a suppressed address; the others take it and mark the recipient.
CREATE TABLE suppression_policy (
    site_id INTEGER PRIMARY KEY REFERENCES site (id) ON DELETE CASCADE
);

-- Mails that were given up of late; several of them suppress an address for a time.
CREATE TABLE soft_bounce (
    site_id INTEGER NOT NULL,
    address TEXT    NOT NULL, -- lower case
    mail_id INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (site_id, address, mail_id)
) WITHOUT ROWID;
CREATE INDEX soft_bounce_at ON soft_bounce (at);

-- A submission repeated within a day is recognised by what it is, or by the client's own key.
CREATE TABLE submission_key (
    key     BLOB    PRIMARY KEY,
    content BLOB    NOT NULL,
    mail_id INTEGER NOT NULL,
    at      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX submission_key_at ON submission_key (at);

-- MTA-STS policies of domains that mail goes to; each holds until its time is over.
CREATE TABLE sts_policy (
    domain     TEXT    PRIMARY KEY, -- A-labels, lower case
    id         TEXT    NOT NULL,    -- of the DNS record under which it was fetched
    policy     TEXT    NOT NULL,
    fetched_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER NOT NULL     -- when mail last asked for it, to the day
) WITHOUT ROWID;
CREATE INDEX sts_policy_fetched ON sts_policy (fetched_at);

-- How TLS went with the servers of a domain, counted for the reports that it may want (RFC 8460).
CREATE TABLE tls_session (
    day     INTEGER NOT NULL, -- days since 1970, UTC
    domain  TEXT    NOT NULL, -- the recipient's
    policy  TEXT    NOT NULL, -- JSON
    result  TEXT    NOT NULL,
    host    TEXT    NOT NULL,
    address TEXT    NOT NULL,
    source  TEXT    NOT NULL,
    detail  TEXT    NOT NULL,
    count   INTEGER NOT NULL,
    PRIMARY KEY (day, domain, policy, result, host, address, source, detail)
) WITHOUT ROWID;

-- Reports that are to be handed over by HTTPS.
CREATE TABLE tls_post (
    id         INTEGER PRIMARY KEY,
    address    TEXT    NOT NULL,
    report     BLOB    NOT NULL, -- JSON, gzip
    due_at     INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);
CREATE INDEX tls_post_due ON tls_post (due_at);

-- Reports that receivers sent us (RFC 9990, RFC 8460), so that each counts once.
CREATE TABLE returned_report (
    day       INTEGER NOT NULL, -- that it is about; days since 1970, UTC
    kind      TEXT    NOT NULL, -- dmarc | tls
    domain    TEXT    NOT NULL, -- a sender domain of ours
    reporter  TEXT    NOT NULL, -- as it calls itself, lower case
    report_id TEXT    NOT NULL,
    begin_at  INTEGER NOT NULL,
    PRIMARY KEY (day, kind, domain, reporter, report_id, begin_at)
) WITHOUT ROWID;

-- What they saw of mail in the name of a domain of ours.
CREATE TABLE dmarc_source (
    day           INTEGER NOT NULL,
    domain        TEXT    NOT NULL, -- of ours; the author's lies in it
    reporter      TEXT    NOT NULL,
    source        TEXT    NOT NULL, -- an address; '' = several, counted together
    header_from   TEXT    NOT NULL,
    envelope_from TEXT    NOT NULL,
    spf           TEXT    NOT NULL, -- domain=result
    dkim          TEXT    NOT NULL, -- domain=result, several separated by spaces
    spf_aligned   INTEGER NOT NULL,
    dkim_aligned  INTEGER NOT NULL,
    disposition   TEXT    NOT NULL, -- none | quarantine | reject | pass
    reasons       TEXT    NOT NULL, -- why it is not the policy's, separated by spaces
    count         INTEGER NOT NULL,
    PRIMARY KEY (day, domain, reporter, source, header_from, envelope_from, spf, dkim, spf_aligned,
        dkim_aligned, disposition, reasons)
) WITHOUT ROWID;

-- How their TLS with the mail servers of a domain of ours went.
CREATE TABLE tls_seen (
    day      INTEGER NOT NULL,
    domain   TEXT    NOT NULL,
    reporter TEXT    NOT NULL,
    policy   TEXT    NOT NULL, -- sts | tlsa | no-policy-found
    result   TEXT    NOT NULL, -- success | a word of RFC 8460 | failure
    sender   TEXT    NOT NULL, -- address of theirs
    host     TEXT    NOT NULL,
    address  TEXT    NOT NULL,
    reason   TEXT    NOT NULL,
    count    INTEGER NOT NULL,
    PRIMARY KEY (day, domain, reporter, policy, result, sender, host, address, reason)
) WITHOUT ROWID;

-- The mailbox to which reports are sent; there is at most one.
CREATE TABLE report_mailbox (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    host        TEXT    NOT NULL,
    port        INTEGER NOT NULL,
    security    TEXT    NOT NULL, -- IMPLICIT | STARTTLS
    user        TEXT    NOT NULL,
    password    BLOB    NOT NULL, -- sealed
    authorities TEXT,             -- a PEM file; NULL = the system's
    address     TEXT    NOT NULL,
    folder      TEXT    NOT NULL,
    taken       TEXT    NOT NULL, -- where mails go whose reports are stored; '' = they are deleted
    validity    INTEGER NOT NULL DEFAULT 0, -- of the folder's UIDs
    uid         INTEGER NOT NULL DEFAULT 0  -- up to which mails were looked at
);

-- Addresses that are told of events.
CREATE TABLE webhook (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT    NOT NULL UNIQUE,
    site_id       INTEGER REFERENCES site (id) ON DELETE CASCADE, -- whose events; NULL = all
    address       TEXT    NOT NULL,
    secret        BLOB    NOT NULL,            -- sealed
    kinds         TEXT    NOT NULL DEFAULT '', -- words of events, separated by spaces; '' = all
    batch         INTEGER NOT NULL,            -- events in a call, at most
    position      INTEGER NOT NULL,            -- the last event that it has been told of
    failing_since INTEGER,                     -- the first call in a row that was not taken; NULL = none
    calls         INTEGER NOT NULL DEFAULT 0,  -- how many they are
    until         INTEGER NOT NULL DEFAULT 0,  -- the last event in the call that is repeated
    next_at       INTEGER,                     -- when that is
    why           TEXT    NOT NULL DEFAULT '', -- what the last call came to
    paused_at     INTEGER,                     -- NULL = it is told
    created_at    INTEGER NOT NULL
);
CREATE INDEX webhook_site ON webhook (site_id) WHERE paused_at IS NULL AND failing_since IS NULL;
CREATE INDEX webhook_failing ON webhook (next_at) WHERE paused_at IS NULL AND failing_since IS NOT NULL;

-- The calls that were made, the last thousand of each.
CREATE TABLE webhook_call (
    id         INTEGER PRIMARY KEY,
    webhook_id INTEGER NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    at         INTEGER NOT NULL,
    message    TEXT    NOT NULL, -- its id, which a repetition shares
    events     INTEGER NOT NULL,
    status     INTEGER,          -- of HTTP; NULL = no answer
    millis     INTEGER NOT NULL,
    trouble    TEXT    NOT NULL, -- '' = it was taken
    words      TEXT    NOT NULL  -- the beginning of the answer
);
CREATE INDEX webhook_call_webhook ON webhook_call (webhook_id, id);

-- What is wrong now and was, or is to be, told to somebody.
CREATE TABLE alert_condition (
    key       TEXT    PRIMARY KEY, -- the finding's code and what it is about
    kind      TEXT    NOT NULL,
    finding   TEXT    NOT NULL,    -- JSON, as it was when it began
    begun_at  INTEGER NOT NULL,
    missed_at INTEGER              -- the first look in a row that did not see it; NULL = it stands
) WITHOUT ROWID;

-- That one began or ended. Channels read them in this order.
CREATE TABLE alert_notice (
    id       INTEGER PRIMARY KEY AUTOINCREMENT, -- channels remember the last one, also when it is gone
    kind     TEXT    NOT NULL,
    finding  TEXT    NOT NULL,
    begun_at INTEGER NOT NULL,
    ended_at INTEGER,          -- NULL = it began
    at       INTEGER NOT NULL
);

-- Where alerts are told.
CREATE TABLE alert_channel (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT    NOT NULL UNIQUE,
    target        BLOB    NOT NULL, -- JSON, sealed
    language      TEXT    NOT NULL,
    position      INTEGER NOT NULL, -- the last notice that it has been told
    hour_from     INTEGER NOT NULL DEFAULT 0, -- when the hour began in which messages are counted
    hour_sent     INTEGER NOT NULL DEFAULT 0,
    told_at       INTEGER,          -- the last message that it took; NULL = none yet
    failing_since INTEGER,          -- the first message in a row that it did not take; NULL = none
    calls         INTEGER NOT NULL DEFAULT 0,
    next_at       INTEGER,          -- when that is tried again
    why           TEXT    NOT NULL DEFAULT '',
    created_at    INTEGER NOT NULL
);

-- How mail came to its end, counted in ten minutes each.
CREATE TABLE outcome_count (
    scope      TEXT    NOT NULL, -- site | route
    subject    TEXT    NOT NULL, -- its name
    slot       INTEGER NOT NULL, -- ten minutes since 1970
    delivered  INTEGER NOT NULL,
    failed     INTEGER NOT NULL, -- refused for good, given up, or come back for good
    complained INTEGER NOT NULL,
    PRIMARY KEY (scope, subject, slot)
) WITHOUT ROWID;
CREATE INDEX outcome_count_slot ON outcome_count (slot);
CREATE INDEX outcome_count_failed ON outcome_count (slot) WHERE failed > 0;
CREATE INDEX outcome_count_complained ON outcome_count (slot) WHERE complained > 0;

-- Up to which event that was done.
CREATE TABLE outcome_counted (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    event INTEGER NOT NULL
);

-- How long what has ended is kept, in milliseconds after a mail's last recipient ended.
CREATE TABLE retention (
    site_id INTEGER UNIQUE REFERENCES site (id) ON DELETE CASCADE, -- NULL: the usual times, from facteur.toml
    bodies  INTEGER, -- 0: no longer than that; NULL: as usual
    events  INTEGER  -- NULL: as usual
);

-- Sites that count opens and clicks of a stream; of any other nothing is changed.
CREATE TABLE tracking (
    site_id INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    stream  TEXT    NOT NULL,
    domain  TEXT    NOT NULL, -- to which links and images lead; lower case
    opens   INTEGER NOT NULL,
    clicks  INTEGER NOT NULL,
    PRIMARY KEY (site_id, stream)
) WITHOUT ROWID;

-- The people who operate. The machine's own token stands in the data folder only.
CREATE TABLE user (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    name         TEXT    NOT NULL UNIQUE,
    role         TEXT    NOT NULL,            -- viewer | operator | owner
    every_site   INTEGER NOT NULL,            -- whether they have to do with all; otherwise those of user_site
    networks     TEXT    NOT NULL DEFAULT '', -- from where the token is good, separated by spaces; '' = everywhere
    token_hash   BLOB    NOT NULL UNIQUE,     -- SHA-256; a token is random and long
    last_used_at INTEGER,                     -- to the hour; NULL = never
    created_at   INTEGER NOT NULL
);

CREATE TABLE user_site (
    user_id INTEGER NOT NULL REFERENCES user (id) ON DELETE CASCADE,
    site_id INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, site_id)
) WITHOUT ROWID;

-- Users of this machine whose programs alone hand over mail for a site without a credential.
CREATE TABLE site_caller (
    site_id INTEGER NOT NULL REFERENCES site (id) ON DELETE CASCADE,
    name    TEXT    NOT NULL, -- or number
    PRIMARY KEY (site_id, name)
) WITHOUT ROWID;

-- To how many recipients a site may write; a time without a number is not limited.
CREATE TABLE site_limit (
    site_id INTEGER PRIMARY KEY REFERENCES site (id) ON DELETE CASCADE,
    minute  INTEGER,
    hour    INTEGER,
    day     INTEGER
);
