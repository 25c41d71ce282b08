package dev.facteur.diagnose.content;

import java.util.List;

/// A spam filter that can be asked. May be used by many threads at once; blocks.
public interface SpamFilter extends AutoCloseable {
    /// Where it is, as the settings say: `http://127.0.0.1:11333`.
    String place();

    /// Larger mails are not to be shown to it.
    long maxBytes();

    /// What it thinks of a mail.
    ///
    /// @param mail complete
    /// @throws NoVerdict when it gives no answer, or none that can be used
    ContentVerdict check(byte[] mail, Parties parties) throws NoVerdict;

    /// Whether it answers, without a mail.
    ///
    /// @throws NoVerdict when it does not
    void ping() throws NoVerdict;

    @Override
    void close();

    /// The envelope, which filters compare with the header.
    ///
    /// @param sender `""` for none, or when it is not known
    record Parties(String sender, List<String> recipients) {
        /// More make no difference to a filter.
        private static final int MOST = 50;

        /// Nothing is known of it.
        public static final Parties UNKNOWN = new Parties("", List.of());

        public Parties {
            recipients = recipients.stream().limit(MOST).toList();
        }
    }
}
