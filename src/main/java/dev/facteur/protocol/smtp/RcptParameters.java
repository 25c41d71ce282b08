package dev.facteur.protocol.smtp;

import dev.facteur.mail.Address;
import dev.facteur.mail.Notify;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The parameters of RCPT: NOTIFY and ORCPT (RFC 3461 §4.1, §4.2).
final class RcptParameters {
    /// RFC 3461 §4.2, before decoding.
    private static final int MAX_ORIGINAL_RECIPIENT = 500;

    /// RFC 6533 §3: this type has an escape of its own, `\x{2B}`, which is kept as it is.
    private static final Pattern UTF8_ADDRESS =
            Pattern.compile("(?:[^+=\\\\]|\\\\x\\{[0-9A-Fa-f]{2,6}})+");

    private static final Set<String> WORDS = Set.of("SUCCESS", "FAILURE", "DELAY");

    private RcptParameters() {}

    static Command.Rcpt read(Address recipient, String text) throws Rejected {
        var notification = Notify.UNSTATED;
        @Nullable String original = null;
        for (var parameter : Parameters.read(text).entrySet()) {
            switch (parameter.getKey()) {
                case "NOTIFY" -> notification = notification(parameter.getValue());
                case "ORCPT" -> original = original(parameter.getValue());
                default -> throw new Rejected(Replies.UNKNOWN_PARAMETER);
            }
        }
        return new Command.Rcpt(recipient, notification, original);
    }

    private static Notify notification(String value) throws Rejected {
        var upper = Keyword.upperCase(value);
        if (upper.equals("NEVER")) return Notify.NEVER;
        var words = Arrays.asList(upper.split(",", -1));
        var distinct = new HashSet<>(words);
        if (distinct.size() < words.size() || !WORDS.containsAll(distinct)) {
            throw new Rejected(Replies.badValue("NOTIFY"));
        }
        return new Notify(
                true,
                distinct.contains("SUCCESS"),
                distinct.contains("FAILURE"),
                distinct.contains("DELAY"));
    }

    private static String original(String value) throws Rejected {
        int semicolon = value.indexOf(';');
        var type = semicolon < 0 ? "" : value.substring(0, semicolon);
        var encoded = value.substring(semicolon + 1);
        boolean malformed =
                encoded.isEmpty()
                        || value.length() > MAX_ORIGINAL_RECIPIENT
                        || !type.matches("[A-Za-z0-9-]+");
        if (malformed) throw new Rejected(Replies.badValue("ORCPT"));
        if (type.equalsIgnoreCase("utf-8")) {
            if (UTF8_ADDRESS.matcher(encoded).matches()) return value;
            throw new Rejected(Replies.badValue("ORCPT"));
        }
        return type
                + ";"
                + Xtext.decode(encoded).orElseThrow(() -> new Rejected(Replies.badValue("ORCPT")));
    }
}
