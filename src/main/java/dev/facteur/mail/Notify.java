package dev.facteur.mail;

/// When the submitter wants to be told about a recipient (RFC 3461 §4.1, NOTIFY).
///
/// `stated` is false when the client said nothing: then failures are reported, and delays as the
/// operator chose.
public record Notify(boolean stated, boolean success, boolean failure, boolean delay) {
    public static final Notify UNSTATED = new Notify(false, false, true, false);
    public static final Notify NEVER = new Notify(true, false, false, false);

    public Notify {
        if (!stated && (success || !failure || delay)) {
            throw new IllegalArgumentException("an unstated NOTIFY reports failures only");
        }
    }

    /// The parameter's value as it goes to a peer that offers DSN, `""` when nothing was stated.
    public String parameter() {
        if (!stated) return "";
        if (!success && !failure && !delay) return "NEVER";
        var words = new StringBuilder();
        if (success) words.append("SUCCESS,");
        if (failure) words.append("FAILURE,");
        if (delay) words.append("DELAY,");
        words.setLength(words.length() - 1);
        return words.toString();
    }

    /// Reads [#parameter] back. The text comes from our own database.
    public static Notify of(String parameter) {
        if (parameter.isEmpty()) return UNSTATED;
        return new Notify(
                true,
                parameter.contains("SUCCESS"),
                parameter.contains("FAILURE"),
                parameter.contains("DELAY"));
    }
}
