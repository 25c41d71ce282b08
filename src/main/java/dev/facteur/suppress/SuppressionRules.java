package dev.facteur.suppress;

import dev.facteur.event.Echo;
import dev.facteur.event.MailEvent;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Stream;
import dev.facteur.platform.db.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an event means for the next mail to the same address. Only what is the address's own
/// counts: whatever a sender's account, content or policy brings about suppresses nobody.
///
/// - An address that is dead is suppressed in both streams, for ever; where its domain is what is
///   missing, for a month.
/// - A complaint counts in both streams, for ever.
/// - Who unsubscribes wants no broadcasts; his password reset goes to him all the same.
/// - Three mails given up within two weeks rest the address for a week.
/// - What the provider dropped because of its own list is left to that list for a month.
public final class SuppressionRules {
    private static final Set<String> DEAD =
            Set.of(
                    "unknown-recipient",
                    "unknown-domain",
                    "bad-address",
                    "recipient-moved",
                    "mailbox-disabled");

    /// The recipient's, not the sender's: the others say nothing of the address.
    private static final Set<String> HIS_OWN =
            Set.of("mailbox-full", "unreachable-beyond", "not-wanted", "remote-trouble", "later");

    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration TWO_WEEKS = Duration.ofDays(14);
    private static final int SOFT_BOUNCES = 3;

    private static final List<Stream> BOTH = List.of(Stream.TRANSACTIONAL, Stream.BROADCAST);
    private static final List<Stream> BROADCASTS = List.of(Stream.BROADCAST);

    private SuppressionRules() {}

    /// Whom an event is about.
    ///
    /// @param stream of the mail
    /// @param evidence what it was read from; null for what this gateway saw itself
    public record Subject(
            long siteId, Stream stream, String address, MailId mail, @Nullable Long evidence) {}

    /// Suppresses what follows from an event, within the unit of work that stores it.
    public static void apply(Transaction transaction, Subject subject, MailEvent event, Instant now)
            throws SQLException {
        switch (event) {
            case MailEvent.Failed(var trace) -> {
                if (trace.reason() == null || !DEAD.contains(trace.reason())) return;
                var expires = expiry(trace.reason(), now);
                add(transaction, subject, BOTH, Cause.HARD_BOUNCE, trace.reply(), now, expires);
            }
            case Echo.Bounced bounced when bounced.hard() && isDead(bounced.reason()) -> {
                var expires = expiry(bounced.reason(), now);
                add(transaction, subject, BOTH, Cause.HARD_BOUNCE, bounced.reply(), now, expires);
            }
            case Echo.Bounced bounced -> softly(transaction, subject, bounced, now);
            case Echo.Complained(_, var sort) -> {
                // Who calls a newsletter spam still wants to reset his password.
                var streams = subject.stream() == Stream.BROADCAST ? BROADCASTS : BOTH;
                add(transaction, subject, streams, Cause.COMPLAINT, sort, now, null);
            }
            case Echo.Unsubscribed _ ->
                    add(transaction, subject, BROADCASTS, Cause.UNSUBSCRIBED, null, now, null);
            case Echo.Dropped dropped -> {
                if (!"suppressed".equals(dropped.reason())) return;
                var stream = List.of(subject.stream());
                var words = dropped.reply();
                add(transaction, subject, stream, Cause.PROVIDER, words, now, now.plus(MONTH));
            }
            case Echo.Confirmed _,
                    Echo.Delayed _,
                    Echo.Opened _,
                    Echo.Clicked _,
                    Echo.Noted _,
                    MailEvent.Accepted _,
                    MailEvent.Released _,
                    MailEvent.Attempted _,
                    MailEvent.Delivered _,
                    MailEvent.Deferred _,
                    MailEvent.Uncertain _,
                    MailEvent.Parked _,
                    MailEvent.Expired _,
                    MailEvent.Suppressed _,
                    MailEvent.Cancelled _,
                    MailEvent.Retried _,
                    MailEvent.Reported _ -> {}
        }
    }

    /// Also where the source says that it is for good, and no more.
    private static boolean isDead(@Nullable String reason) {
        return reason == null || reason.equals("refused") || DEAD.contains(reason);
    }

    /// Forgets what counts no longer.
    ///
    /// @return how much
    public static int forget(Transaction transaction, Instant now) throws SQLException {
        return SuppressionTable.forgetSoftBounces(transaction, now.minus(TWO_WEEKS));
    }

    private static @Nullable Instant expiry(@Nullable String reason, Instant now) {
        return "unknown-domain".equals(reason) ? now.plus(MONTH) : null;
    }

    private static void softly(
            Transaction transaction, Subject subject, Echo.Bounced bounced, Instant now)
            throws SQLException {
        if (bounced.reason() == null || !HIS_OWN.contains(bounced.reason())) return;
        int count =
                SuppressionTable.countSoftBounce(
                        transaction,
                        subject.siteId(),
                        subject.address(),
                        subject.mail().value(),
                        now,
                        TWO_WEEKS);
        if (count < SOFT_BOUNCES) return;
        var words = bounced.reply();
        add(transaction, subject, BOTH, Cause.SOFT_BOUNCES, words, now, now.plus(WEEK));
    }

    private static void add(
            Transaction transaction,
            Subject subject,
            List<Stream> streams,
            Cause cause,
            @Nullable String words,
            Instant now,
            @Nullable Instant expires)
            throws SQLException {
        for (var stream : streams) {
            SuppressionTable.add(
                    transaction,
                    new Suppression(
                            subject.siteId(),
                            stream,
                            subject.address(),
                            cause,
                            words == null ? "" : words,
                            subject.mail().value(),
                            subject.evidence(),
                            now,
                            expires));
        }
    }
}
