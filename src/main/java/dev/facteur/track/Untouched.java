package dev.facteur.track;

import dev.facteur.protocol.mime.HeaderBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Which links of a mail stay as they are: those that lead nowhere in the web, that their author
/// wants left alone, by which one unsubscribes (they have to work whatever becomes of us), and, if
/// the mail was not marked, those that look like a secret.
final class Untouched {
    /// A browser reads it as we do: no user name, which hides the host; no characters that one of
    /// them takes for others.
    private static final Pattern WEB =
            Pattern.compile(
                    "(?i)https?://([a-z0-9](?:[a-z0-9._-]{0,251}[a-z0-9])?)(?::\\d{1,5})?"
                            + "(?:[/?#][^\"<>\\\\`]*)?");

    private static final Pattern UNSUBSCRIBES =
            Pattern.compile(
                    "unsub|opt-?out|desabonn|desinscri|list-manage", Pattern.CASE_INSENSITIVE);

    /// Paths of password resets and the like, and parameters that carry what proves a person.
    private static final Pattern SECRET =
            Pattern.compile(
                    "wp-login\\.php|wp-activate\\.php|password|passwd|reset|magic|verif|activat|confirm"
                            + "|[?&;](?:key|token|code|otp|secret|auth|sig|signature|hash|nonce)=",
                    Pattern.CASE_INSENSITIVE);

    /// The attributes by which senders say so, to us and to others; `""` is any value.
    private static final Map<String, String> LEFT_ALONE =
            Map.of(
                    "data-facteur-track", "no",
                    "clicktracking", "off", // SendGrid
                    "data-pm-no-track", "", // Postmark
                    "disable-tracking", "true", // Mailgun
                    "data-msys-clicktrack", "0"); // SparkPost

    private static final Pattern IN_BRACKETS = Pattern.compile("<\\s*([^<>\\s]{1,2000})\\s*>");

    private final List<String> unsubscribing;

    private Untouched(List<String> unsubscribing) {
        this.unsubscribing = unsubscribing;
    }

    /// @param header of the mail; its List-Unsubscribe (RFC 2369 §3.2) names some of them
    static Untouched of(HeaderBlock header) {
        var unsubscribing = new ArrayList<String>();
        for (var field : header.all("List-Unsubscribe")) {
            var found = IN_BRACKETS.matcher(field.value());
            while (found.find()) unsubscribing.add(found.group(1));
        }
        return new Untouched(unsubscribing);
    }

    /// @param ours the domain that links lead to
    boolean covers(String target, Map<String, String> attributes, String ours) {
        if (target.length() > Links.MAX_TARGET) return true;
        var web = WEB.matcher(target);
        if (!web.matches() || web.group(1).equalsIgnoreCase(ours)) return true;
        return UNSUBSCRIBES.matcher(target).find()
                || SECRET.matcher(target).find()
                || unsubscribing.contains(target)
                || LEFT_ALONE.entrySet().stream().anyMatch(one -> says(attributes, one));
    }

    private static boolean says(Map<String, String> attributes, Map.Entry<String, String> wanted) {
        var value = attributes.get(wanted.getKey());
        if (value == null) return false;
        return wanted.getValue().isEmpty() || wanted.getValue().equalsIgnoreCase(value.strip());
    }

    /// The host of a web address, for the history; `""` when it is none.
    static String host(String target) {
        var web = WEB.matcher(target);
        return web.matches() ? web.group(1).toLowerCase(Locale.ROOT) : "";
    }
}
