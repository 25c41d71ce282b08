package dev.facteur.report;

/// Along which index history is walked from the newest mail backwards: all of them have their
/// entries in the order of the mails' ids.
///
/// SQLite takes a partial index only where its condition stands in the query word for word, and
/// would now and then rather walk all of a table than one of these; so each names its index.
enum MailPath {
    MESSAGE(
            "mail m INDEXED BY mail_message_id",
            "m.id",
            "m.message_id = :message",
            "m.message_id <> ''"),
    ADDRESS(of("recipient_address"), "r.mail_id", "r.address = :recipient COLLATE NOCASE"),
    TAG("mail_tag t", "t.mail_id", "t.tag = :tag"),
    FAILED(of("recipient_undelivered"), "r.mail_id", "r.state = 'failed'", Text.UNDELIVERED),
    EXPIRED(of("recipient_undelivered"), "r.mail_id", "r.state = 'expired'", Text.UNDELIVERED),
    SUPPRESSED(
            of("recipient_undelivered"), "r.mail_id", "r.state = 'suppressed'", Text.UNDELIVERED),
    CANCELLED(of("recipient_undelivered"), "r.mail_id", "r.state = 'cancelled'", Text.UNDELIVERED),
    LEASED(of("recipient_leased"), "r.mail_id", "r.state = 'leased'"),
    HELD(of("recipient_held"), "r.mail_id", "r.state = 'held'"),
    UNFINISHED("mail m INDEXED BY mail_unfinished", "m.id", "m.finished_at IS NULL"),
    SITE("mail m INDEXED BY mail_site", "m.id", "m.site_id = :site"),
    ALL("mail m NOT INDEXED", "m.id");

    private final String source;
    private final String id;
    private final String narrowing;

    MailPath(String source, String id, String... narrowing) {
        this.source = source;
        this.id = id;
        this.narrowing = String.join(" AND ", narrowing);
    }

    /// Constants of an enum cannot see those of their own class.
    private static final class Text {
        static final String UNDELIVERED =
                "r.state IN ('failed', 'expired', 'suppressed', 'cancelled')";
    }

    private static String of(String index) {
        return "recipient r INDEXED BY " + index;
    }

    /// The one with the fewest mails on it, as far as that can be told from the question alone.
    static MailPath of(MailFilter filter) {
        var address = filter.recipient();
        if (filter.messageId() != null) return MESSAGE;
        if (address != null && !address.startsWith("@")) return ADDRESS;
        var all = filter.siteId() == null ? ALL : SITE;
        var state = filter.state();
        if (state == null) return filter.tag() == null ? all : TAG;
        return switch (state) {
            case LEASED -> LEASED;
            case HELD -> HELD;
            case SCHEDULED, QUEUED -> UNFINISHED;
            case FAILED -> FAILED;
            case EXPIRED -> EXPIRED;
            case SUPPRESSED -> SUPPRESSED;
            case CANCELLED -> CANCELLED;
            case DELIVERED -> filter.tag() == null ? all : TAG;
        };
    }

    /// What follows FROM: either the mail, `m`, or its recipient, `r`, or its tag, `t`.
    String source() {
        return source;
    }

    /// The column of the mail's id by which it is ordered.
    String id() {
        return id;
    }

    /// What the index is asked for; `""` for all of it.
    String narrowing() {
        return narrowing;
    }

    boolean isOfRecipients() {
        return id.equals("r.mail_id");
    }

    boolean isOfMails() {
        return id.equals("m.id");
    }
}
