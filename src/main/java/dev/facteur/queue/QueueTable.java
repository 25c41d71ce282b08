package dev.facteur.queue;

import dev.facteur.event.EventLog;
import dev.facteur.event.MailEvent;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.db.Transaction;
import dev.facteur.platform.http.Json;
import dev.facteur.spool.SpooledMail;
import dev.facteur.suppress.Pseudonyms;
import dev.facteur.suppress.SuppressionRules;
import dev.facteur.suppress.SuppressionTable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The statements that change the queue. Each change of a recipient's state stands beside its
/// event.
final class QueueTable {
    private QueueTable() {}

    /// @return the recipients whose addresses are suppressed; when that is all of them, the mail is
    ///   finished
    static List<Recipient> insert(
            Transaction transaction, NewMail mail, boolean byDomain, Pseudonyms pseudonyms)
            throws SQLException {
        var spooled = mail.mail();
        var place = spooled.place();
        transaction.update(
                """
                INSERT INTO mail (id, site_id, credential_id, stream, urgency, sender, header_from,
                    subject, message_id, body, smtp_utf8, returned, envelope_id, segment, offset,
                    length, content_key, accepted_at, send_at, labels)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
                """,
                spooled.id().value(),
                spooled.siteId(),
                mail.credentialId(),
                mail.stream().word(),
                mail.urgency().rank(),
                mail.envelope().senderText(),
                mail.headerFrom(),
                mail.subject(),
                mail.messageId(),
                spooled.body().name(),
                spooled.smtpUtf8(),
                spooled.returned().name(),
                spooled.envelopeId(),
                place.segment(),
                place.offset(),
                place.length(),
                place.key().stored(),
                mail.acceptedAt(),
                mail.sendAt(),
                mail.labels().none() ? "" : Json.write(mail.labels()));
        for (var tag : mail.labels().tags()) {
            transaction.update(
                    "INSERT INTO mail_tag (tag, mail_id) VALUES (?, ?)", tag, spooled.id().value());
        }
        for (var recipient : mail.envelope().recipients()) {
            insert(transaction, mail, recipient, byDomain);
        }
        EventLog.append(transaction, spooled.id(), null, mail.acceptedAt(), mail.event());
        var lane = new Lane(spooled.siteId(), mail.stream(), mail.urgency(), "", mail.pinned());
        var suppressed = new ArrayList<Recipient>();
        for (var recipient : mail.envelope().recipients()) {
            var known = new Known(recipient, pseudonyms.of(recipient.address().toString()));
            if (suppress(transaction, spooled, lane, known, mail.acceptedAt())) {
                suppressed.add(recipient);
            }
        }
        if (!suppressed.isEmpty()) finishIfDone(transaction, spooled.id(), mail.acceptedAt());
        return suppressed;
    }

    /// @param pseudonym of his address
    private record Known(Recipient recipient, String pseudonym) {}

    /// Ends a queued recipient whose address is suppressed. A report of failure (RFC 5321 §6.1: one
    /// without a sender) is owed to whoever it goes to, and is never held back.
    private static boolean suppress(
            Transaction transaction, SpooledMail mail, Lane lane, Known known, Instant now)
            throws SQLException {
        if (mail.sender() == null) return false;
        var recipient = known.recipient();
        var found =
                SuppressionTable.standing(
                                transaction,
                                lane.siteId(),
                                lane.stream(),
                                recipient.address().toString(),
                                known.pseudonym(),
                                now)
                        .orElse(null);
        if (found == null) return false;
        var event = new MailEvent.Suppressed(found.cause().word(), found.since());
        var end = new Settlement(recipient.number(), State.SUPPRESSED, null, event, "");
        return settle(transaction, mail.id(), State.QUEUED, end, now);
    }

    private static void insert(
            Transaction transaction, NewMail mail, Recipient recipient, boolean byDomain)
            throws SQLException {
        var domain = recipient.address().domain().toLowerCase(Locale.ROOT);
        var sendAt = mail.sendAt();
        transaction.update(
                """
                INSERT INTO recipient (mail_id, number, address, notify, original_recipient, site_id,
                    stream, urgency, destination, domain, pinned, state, due_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
                """,
                mail.mail().id().value(),
                recipient.number(),
                recipient.address().toString(),
                recipient.notification().parameter(),
                recipient.originalRecipient(),
                mail.mail().siteId(),
                mail.stream().word(),
                mail.urgency().rank(),
                byDomain ? domain : "",
                domain,
                mail.pinned(),
                (sendAt == null ? State.QUEUED : State.SCHEDULED).word(),
                sendAt == null ? mail.acceptedAt() : sendAt,
                mail.expiresAt());
    }

    /// Puts who waits into lanes by domain, or into one. Who is pinned stays: its route is no
    /// other.
    static int cut(Transaction transaction, QueueReads.SiteStream lanes, boolean byDomain)
            throws SQLException {
        int moved = 0;
        for (var state : List.of(State.SCHEDULED, State.QUEUED, State.LEASED, State.HELD)) {
            moved +=
                    transaction.update(
                            byDomain
                                    ? "UPDATE recipient SET destination = domain WHERE state = ?"
                                            + " AND site_id = ? AND stream = ?"
                                            + " AND destination <> domain AND pinned = 0"
                                    : "UPDATE recipient SET destination = '' WHERE state = ?"
                                            + " AND site_id = ? AND stream = ?"
                                            + " AND destination <> '' AND pinned = 0",
                            state.word(),
                            lanes.siteId(),
                            lanes.stream().word());
        }
        return moved;
    }

    /// A recipient whose time to be sent at has come.
    record Due(MailId mail, int recipient) {}

    static List<Due> scheduledUntil(Transaction transaction, Instant now, int limit)
            throws SQLException {
        return transaction.query(
                """
                SELECT mail_id, number FROM recipient
                WHERE state = 'scheduled' AND due_at <= ? ORDER BY due_at LIMIT ?\
                """,
                row -> new Due(new MailId(row.getLong(1)), row.getInt(2)),
                now,
                limit);
    }

    /// Takes those recipients that are still queued and in time; somebody may have cancelled one,
    /// or a lifetime have ended, in between.
    static Taken lease(
            Transaction transaction, Lease wanted, String route, Pseudonyms pseudonyms, Instant now)
            throws SQLException {
        boolean suppressed = false;
        var taken = new ArrayList<Lease.Leased>(wanted.recipients().size());
        for (var leased : wanted.recipients()) {
            // Somebody may have been suppressed while his mail waited.
            var recipient = leased.recipient();
            var known = new Known(recipient, pseudonyms.of(recipient.address().toString()));
            if (suppress(transaction, wanted.mail(), wanted.lane(), known, now)) {
                suppressed = true;
                continue;
            }
            int rows =
                    transaction.update(
                            """
                            UPDATE recipient SET state = 'leased', attempts = ?
                            WHERE mail_id = ? AND number = ? AND state = 'queued'
                                AND expires_at > ?\
                            """,
                            leased.attempt(),
                            wanted.mail().id().value(),
                            recipient.number(),
                            now);
            if (rows == 0) continue;
            taken.add(leased);
            EventLog.append(
                    transaction,
                    wanted.mail().id(),
                    recipient.number(),
                    now,
                    new MailEvent.Attempted(leased.attempt(), route));
        }
        var lease = new Lease(wanted.mail(), wanted.acceptedAt(), wanted.lane(), taken);
        boolean finished = suppressed && finishIfDone(transaction, wanted.mail().id(), now);
        return new Taken(lease, finished);
    }

    /// @param finished whether no recipient of the mail is open any more
    record Taken(Lease lease, boolean finished) {}

    /// Whether the lifetime of all these recipients is over while they are queued.
    static boolean expired(Transaction transaction, Lease lease, Instant now) throws SQLException {
        var over =
                transaction.query(
                        """
                        SELECT number FROM recipient
                        WHERE mail_id = ? AND state = 'queued' AND expires_at <= ?\
                        """,
                        row -> row.getInt(1),
                        lease.mail().id().value(),
                        now);
        return over.containsAll(numbers(lease));
    }

    /// Notes that nobody is to be told of these recipients' delay any more; false, and nothing
    /// noted, when not all of them are still queued.
    static boolean noteDelay(Transaction transaction, Lease lease) throws SQLException {
        long mail = lease.mail().id().value();
        var queued =
                transaction.query(
                        "SELECT number FROM recipient WHERE mail_id = ? AND state = 'queued'",
                        row -> row.getInt(1),
                        mail);
        if (!queued.containsAll(numbers(lease))) return false;
        for (int number : numbers(lease)) {
            transaction.update(
                    "UPDATE recipient SET delay_reported = 1 WHERE mail_id = ? AND number = ?",
                    mail,
                    number);
        }
        return true;
    }

    private static List<Integer> numbers(Lease lease) {
        return lease.recipients().stream().map(leased -> leased.recipient().number()).toList();
    }

    /// Moves one recipient from `from` to where the settlement says; false when it was not there.
    static boolean settle(
            Transaction transaction, MailId mail, State from, Settlement settlement, Instant now)
            throws SQLException {
        int rows =
                transaction.update(
                        """
                        UPDATE recipient
                        SET state = ?, due_at = coalesce(?, due_at),
                            last_reply = CASE WHEN ? = '' THEN last_reply ELSE ? END,
                            remote_id = CASE WHEN ? = '' THEN remote_id ELSE ? END
                        WHERE mail_id = ? AND number = ? AND state = ?\
                        """,
                        settlement.state().word(),
                        settlement.due(),
                        settlement.reply(),
                        settlement.reply(),
                        settlement.remoteId(),
                        settlement.remoteId(),
                        mail.value(),
                        settlement.recipient(),
                        from.word());
        if (rows == 0) return false;
        EventLog.append(transaction, mail, settlement.recipient(), now, settlement.event());
        if (settlement.state() == State.FAILED) learn(transaction, mail, settlement, now);
        return true;
    }

    /// An address that was refused may have to be left alone from now on.
    private static void learn(
            Transaction transaction, MailId mail, Settlement settlement, Instant now)
            throws SQLException {
        var subject = Recipients.subject(transaction, mail, settlement.recipient(), null);
        if (subject.isEmpty()) return;
        SuppressionRules.apply(transaction, subject.get(), settlement.event(), now);
    }

    /// Marks the mail finished when none of its recipients is open. Where its site keeps nothing
    /// longer than that, it forgets what opens the bytes in the same moment.
    static boolean finishIfDone(Transaction transaction, MailId mail, Instant now)
            throws SQLException {
        return transaction.update(
                        """
                        UPDATE mail SET finished_at = ?,
                            content_key = CASE WHEN keeps_content = 0 OR coalesce(
                                (SELECT bodies FROM retention WHERE site_id = mail.site_id),
                                (SELECT bodies FROM retention WHERE site_id IS NULL)) = 0
                                THEN NULL ELSE content_key END
                        WHERE id = ? AND finished_at IS NULL AND NOT EXISTS (
                            SELECT 1 FROM recipient
                            WHERE mail_id = mail.id AND state IN ('scheduled', 'queued', 'leased', 'held'))\
                        """,
                        now,
                        mail.value())
                == 1;
    }

    /// Whether its bytes can still be read.
    static boolean keepsContent(Transaction transaction, MailId mail) throws SQLException {
        return transaction
                .one(
                        "SELECT content_key IS NOT NULL FROM mail WHERE id = ?",
                        row -> row.getBoolean(1),
                        mail.value())
                .orElse(false);
    }

    /// Marks a finished mail unfinished; false when it was so already.
    static boolean reopen(Transaction transaction, MailId mail) throws SQLException {
        return transaction.update(
                        """
                        UPDATE mail SET finished_at = NULL
                        WHERE id = ? AND finished_at IS NOT NULL\
                        """,
                        mail.value())
                == 1;
    }

    /// Begins a lifetime that is over again, until `expires`.
    static void renew(
            Transaction transaction, MailId mail, int recipient, Instant now, Instant expires)
            throws SQLException {
        transaction.update(
                """
                UPDATE recipient SET expires_at = ?
                WHERE mail_id = ? AND number = ? AND expires_at <= ?\
                """,
                expires,
                mail.value(),
                recipient,
                now);
    }

    record Interrupted(
            MailId mail, long siteId, String stream, int recipient, int attempts, String route) {}

    /// Leases that an earlier run left behind.
    static List<Interrupted> interrupted(Transaction transaction) throws SQLException {
        return transaction.query(
                """
                SELECT r.mail_id, r.site_id, r.stream, r.number, r.attempts,
                    coalesce((SELECT json_extract(e.detail, '$.route') FROM event e
                        WHERE e.mail_id = r.mail_id AND e.recipient = r.number
                            AND e.kind = 'attempted'
                        ORDER BY e.id DESC LIMIT 1), '')
                FROM recipient r WHERE r.state = 'leased'\
                """,
                row ->
                        new Interrupted(
                                new MailId(row.getLong(1)),
                                row.getLong(2),
                                row.getString(3),
                                row.getInt(4),
                                row.getInt(5),
                                row.getString(6)));
    }
}
