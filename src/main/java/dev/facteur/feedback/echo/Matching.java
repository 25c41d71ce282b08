package dev.facteur.feedback.echo;

import dev.facteur.mail.MailId;
import dev.facteur.platform.db.RowReader;
import dev.facteur.platform.db.Transaction;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the mail and the recipient that an echo speaks of.
final class Matching {
    /// So many mails with one Message-ID are looked through: a list may send one to each recipient.
    private static final int MOST = 1_000;

    private static final RowReader<Candidate> CANDIDATE =
            row -> new Candidate(new MailId(row.getLong(1)), row.getInt(2), row.getString(3));

    private Matching() {}

    /// @param recipient null where the mail is known and has several, of whom none is named
    record Match(MailId mail, @Nullable Integer recipient) {}

    private record Candidate(MailId mail, int number, String address) {}

    static Optional<Match> of(Transaction transaction, About about) throws SQLException {
        var mail = about.mail();
        if (mail != null) {
            var match = in(about, ofMail(transaction, mail));
            if (match.isPresent()) return match;
        }
        if (!about.remoteId().isEmpty()) {
            var match = in(about, byRemoteId(transaction, about.remoteId()));
            if (match.isPresent()) return match;
        }
        if (about.messageId().isEmpty()) return Optional.empty();
        return in(about, byMessageId(transaction, about.messageId()));
    }

    /// The newest that fits.
    private static Optional<Match> in(About about, List<Candidate> candidates) {
        if (candidates.isEmpty()) return Optional.empty();
        for (var candidate : candidates) {
            if (fits(about, candidate)) {
                return Optional.of(new Match(candidate.mail(), candidate.number()));
            }
        }
        boolean named = !about.address().isEmpty();
        boolean oneMail = candidates.stream().map(Candidate::mail).distinct().count() == 1;
        // An address that is none of the recipients' is where one of them passes his mail on to.
        if (!oneMail) return Optional.empty();
        var first = candidates.getFirst();
        boolean alone = candidates.size() == 1;
        if (!alone && named && about.mail() == null) return Optional.empty();
        return Optional.of(new Match(first.mail(), alone ? first.number() : null));
    }

    private static boolean fits(About about, Candidate candidate) {
        var number = about.recipient();
        if (number != null) return number == candidate.number();
        return about.address().equalsIgnoreCase(candidate.address());
    }

    private static List<Candidate> ofMail(Transaction transaction, MailId mail)
            throws SQLException {
        return transaction.query(
                "SELECT mail_id, number, address FROM recipient WHERE mail_id = ?",
                CANDIDATE,
                mail.value());
    }

    private static List<Candidate> byRemoteId(Transaction transaction, String id)
            throws SQLException {
        return transaction.query(
                """
                SELECT mail_id, number, address FROM recipient
                WHERE remote_id = ? AND remote_id <> '' ORDER BY mail_id DESC, number LIMIT ?\
                """,
                CANDIDATE,
                id,
                MOST);
    }

    private static List<Candidate> byMessageId(Transaction transaction, String id)
            throws SQLException {
        return transaction.query(
                """
                SELECT r.mail_id, r.number, r.address FROM mail m JOIN recipient r ON r.mail_id = m.id
                WHERE m.message_id IN (?, '<' || ? || '>') AND m.message_id <> ''
                ORDER BY r.mail_id DESC, r.number LIMIT ?\
                """,
                CANDIDATE,
                id,
                id,
                MOST);
    }
}
