package dev.facteur.submit;

import dev.facteur.mail.MailId;
import dev.facteur.protocol.smtp.Rejected;
import java.util.List;

/// One message on its way in. Bytes are handed over as they arrive, dots already unstuffed, every
/// line ending in CRLF; bare CR, bare LF, NUL and lines that are too long were refused before they
/// come here.
///
/// Used by one thread. Exactly one of [#finish] and [#close] without finish ends it; close after
/// finish does nothing, so a door writes `try (var intake = …)`.
public interface Intake extends AutoCloseable {
    /// Takes the next bytes. May refuse early (headers too large, too many hops, size exceeded);
    /// the door then reads the rest of the message away and answers with the refusal.
    void write(byte[] bytes, int offset, int length) throws Rejected;

    /// Returns once the mail is on stable storage, spool and queue both: only now may the door
    /// answer 250.
    Kept finish() throws Rejected;

    /// Says what [#finish] would refuse, and keeps nothing. To be followed by [#close].
    void check() throws Rejected;

    /// Gives the message up; nothing of it remains.
    @Override
    void close();

    /// The answer to a kept message.
    ///
    /// @param repeated true when this submission was recognised as a repetition; `id` is then the
    ///   first one's, and nothing is sent again
    /// @param suppressed addresses that it will not go to, because the site's mail does not
    record Kept(MailId id, boolean repeated, List<String> suppressed) {
        public Kept {
            suppressed = List.copyOf(suppressed);
        }

        public Kept(MailId id, boolean repeated) {
            this(id, repeated, List.of());
        }
    }
}
