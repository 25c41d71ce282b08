package dev.facteur.bench;

import dev.facteur.event.Echo;
import dev.facteur.event.EventLog;
import dev.facteur.event.MailEvent;
import dev.facteur.event.Origin;
import dev.facteur.event.Source;
import dev.facteur.event.Trace;
import dev.facteur.mail.MailId;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.db.Transaction;
import dev.facteur.platform.http.Json;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Fills a database with mails that have gone through it, as the gateway would have left them: the
/// same rows, in the order of time, through the same committer. Only their bytes are nowhere.
///
/// Of a hundred mails 95 were delivered, four in their second attempt; three were refused, one
/// expired, one was suppressed. A quarter of what was delivered was confirmed, one in fifty came
/// back. The last thousand still wait. Every mail is a function of its number, so what to search
/// for is known without reading.
final class MadeHistory {
    /// Between one mail and the next.
    private static final Duration STEP = Duration.ofSeconds(8);

    private static final int UNIT = 1_000;
    private static final int WAITING = 1_000;
    private static final Duration LIFETIME = Duration.ofDays(4);

    private final MadeMails mails;
    private final Instant begin;

    /// @param total mails in the end; they lead up to `now`
    MadeHistory(MadeMails mails, int total, Instant now) {
        this.mails = mails;
        this.begin = now.minus(STEP.multipliedBy(total));
    }

    /// Adds the mails from one number up to another, without it.
    ///
    /// @param last whether the last of them still wait
    void fill(Path file, int from, int until, boolean last) throws StorageException {
        try (var database = Database.open(file, () -> {})) {
            for (int first = from; first < until; first += UNIT) {
                int start = first;
                int end = Math.min(first + UNIT, until);
                var _ =
                        database.committer()
                                .commit(change -> {
                                    for (int i = start; i < end; i++) {
                                        store(change, i, last && i >= until - WAITING);
                                    }
                                    return null;
                                });
            }
        }
    }

    /// When the mail of that number was accepted.
    Instant time(int number) {
        return begin.plus(STEP.multipliedBy(number));
    }

    MailId id(int number) {
        long low = new SplittableRandom(number).nextLong(1L << (MailId.LOW_BITS - 1));
        return new MailId((time(number).toEpochMilli() << MailId.LOW_BITS) | low);
    }

    private void store(Transaction change, int number, boolean waits) throws SQLException {
        var mail = mails.number(number);
        var id = id(number);
        var at = time(number);
        var fate = waits ? MadeMails.Fate.WAITS : mail.fate();
        var labels = mail.tag().isEmpty() ? "" : labels(mail);
        change.update(
                """
                INSERT INTO mail (id, site_id, credential_id, stream, urgency, sender, header_from,
                    subject, message_id, body, smtp_utf8, returned, envelope_id, segment, offset,
                    length, content_key, accepted_at, send_at, labels, finished_at)
                VALUES (?, ?, 1, 'transactional', 1, ?, ?, ?, ?, 'EIGHT_BIT', 0, 'UNSTATED', NULL,
                    ?, ?, 10240, NULL, ?, NULL, ?, ?)\
                """,
                id.value(),
                mail.site(),
                mail.sender(),
                mail.sender(),
                mail.subject(),
                mail.messageId(),
                number / 1_000,
                number % 1_000 * 10_240,
                at,
                labels,
                waits ? null : at.plusSeconds(2));
        if (!mail.tag().isEmpty()) {
            change.update(
                    "INSERT INTO mail_tag (tag, mail_id) VALUES (?, ?)", mail.tag(), id.value());
        }
        change.update(
                """
                INSERT INTO recipient (mail_id, number, address, notify, site_id, stream, urgency,
                    destination, domain, state, attempts, due_at, expires_at, last_reply, remote_id)
                VALUES (?, 0, ?, '', ?, 'transactional', 1, '', ?, ?, 1, ?, ?, ?, ?)\
                """,
                id.value(),
                mail.recipient(),
                mail.site(),
                mail.recipient().substring(mail.recipient().indexOf('@') + 1),
                fate.state(),
                waits ? at.plus(LIFETIME) : at,
                at.plus(LIFETIME.multipliedBy(2)),
                waits ? "" : reply(number),
                fate.delivered() ? remoteId(number) : "");
        events(change, number, mail, fate);
    }

    private static String labels(MadeMails.Mail mail) {
        return Json.write(
                Map.of("tags", List.of(mail.tag()), "metadata", Map.of("order", mail.subject())));
    }

    private void events(Transaction change, int number, MadeMails.Mail mail, MadeMails.Fate fate)
            throws SQLException {
        var id = id(number);
        var at = time(number);
        var accepted =
                new MailEvent.Accepted(
                        "site-" + mail.site(), "shop", "ESMTPSA", mail.sender(), 1, 10_240);
        EventLog.append(change, id, null, at, accepted);
        switch (fate) {
            case WAITS -> {}
            case SUPPRESSED ->
                    EventLog.append(
                            change, id, 0, at, new MailEvent.Suppressed("hard-bounce", begin));
            case EXPIRED -> {
                attempt(change, id, number, 1, new MailEvent.Deferred(trace(number, 1), at));
                var expired = new MailEvent.Expired(1, "It was tried for four days.", List.of());
                EventLog.append(change, id, 0, at.plus(LIFETIME), expired);
            }
            case FAILED -> attempt(change, id, number, 1, new MailEvent.Failed(trace(number, 1)));
            case DELIVERED, CONFIRMED, BOUNCED ->
                    attempt(change, id, number, 1, new MailEvent.Delivered(trace(number, 1)));
            case LATE -> {
                attempt(change, id, number, 1, new MailEvent.Deferred(trace(number, 1), at));
                attempt(change, id, number, 2, new MailEvent.Delivered(trace(number, 2)));
            }
        }
        echo(change, id, at, number, fate);
    }

    private void attempt(Transaction change, MailId id, int number, int attempt, MailEvent outcome)
            throws SQLException {
        var at = time(number).plusSeconds(attempt);
        EventLog.append(change, id, 0, at, new MailEvent.Attempted(attempt, "relay"));
        EventLog.append(change, id, 0, at, outcome);
    }

    private static void echo(
            Transaction change, MailId id, Instant at, int number, MadeMails.Fate fate)
            throws SQLException {
        var origin = new Origin(Source.WEBHOOK, "provider", "evt-" + number, 1L);
        Echo echo;
        if (fate == MadeMails.Fate.CONFIRMED) echo = new Echo.Confirmed(at, "250 OK");
        else if (fate == MadeMails.Fate.BOUNCED) {
            echo =
                    new Echo.Bounced(
                            at, true, "no-such-address", "recipient", "5.1.1", reply(number));
        } else return;
        EventLog.append(change, id, 0, at, echo, origin);
    }

    private static Trace trace(int number, int attempt) {
        return new Trace(
                attempt,
                "relay",
                "smtp.provider.example",
                "192.0.2.25",
                587,
                "TLSv1.3 TLS_AES_256_GCM_SHA384",
                null,
                reply(number),
                null,
                null,
                null,
                null,
                null);
    }

    private static String reply(int number) {
        return "250 2.0.0 Ok: queued as " + remoteId(number);
    }

    private static String remoteId(int number) {
        return Long.toString(new SplittableRandom(number * 7L).nextLong(1L << 50), 36);
    }
}
