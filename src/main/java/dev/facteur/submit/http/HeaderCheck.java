package dev.facteur.submit.http;

import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.protocol.mime.Composition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Which header fields a site may add itself.
///
/// @param path what stands before the names of members in a refusal
record HeaderCheck(String path) {
    /// RFC 5322 §3.6.8: printable ASCII without the colon.
    private static final Pattern NAME = Pattern.compile("[!-9;-~]+");

    /// RFC 5322 §3.6.4.
    private static final Pattern MESSAGE_ID = Pattern.compile("<[!-;=?A-~]+@[!-;=?A-~]+>");

    private static final Pattern LONG_WORD =
            Pattern.compile("[^ ]{" + (Limits.HEADER_WORD + 1) + ",}");

    /// With a member of their own, or the gateway's to write.
    private static final Set<String> NOT_HERE =
            Set.of(
                    "from",
                    "sender",
                    "to",
                    "cc",
                    "bcc",
                    "reply-to",
                    "subject",
                    "date",
                    "mime-version",
                    "return-path",
                    "received",
                    "received-spf",
                    "delivered-to",
                    "dkim-signature",
                    "authentication-results");

    private static final List<String> NOT_BEGINNING =
            List.of("content-", "resent-", "arc-", "facteur-", "x-facteur-");

    List<Composition.Field> fields(Map<String, String> headers) throws HttpRefusal {
        if (headers.size() > Limits.HEADERS) throw Wrong.tooMany(path + "headers", Limits.HEADERS);
        var fields = new ArrayList<Composition.Field>();
        var seen = new HashSet<String>();
        for (var header : headers.entrySet()) {
            var name = header.getKey();
            var field = path + "headers." + name;
            if (!NAME.matcher(name).matches() || name.length() > Limits.HEADER_NAME) {
                throw Wrong.field(
                        path + "headers",
                        "header-name",
                        "A header's name has up to "
                                + Limits.HEADER_NAME
                                + " printable ASCII characters and no colon.");
            }
            var lower = name.toLowerCase(Locale.ROOT);
            requireAllowed(field, lower);
            if (!seen.add(lower)) {
                throw Wrong.field(field, "header", "The header " + name + " is there twice.");
            }
            requireValue(field, lower, header.getValue());
            fields.add(new Composition.Field(name, header.getValue()));
        }
        return fields;
    }

    private static void requireAllowed(String field, String lower) throws HttpRefusal {
        boolean ours = NOT_HERE.contains(lower);
        for (var beginning : NOT_BEGINNING) ours |= lower.startsWith(beginning);
        if (!ours) return;
        throw Wrong.field(
                field,
                "header",
                "The header "
                        + lower
                        + " cannot be set here: it has a member of its own, or is written by the"
                        + " gateway.");
    }

    private static void requireValue(String field, String lower, String value) throws HttpRefusal {
        Words.oneLine(field, value, Limits.HEADER_VALUE);
        if (LONG_WORD.matcher(value).find()) {
            throw Wrong.field(
                    field,
                    "too-long",
                    "\""
                            + field
                            + "\" has more than "
                            + Limits.HEADER_WORD
                            + " characters without a blank.");
        }
        if (lower.equals("message-id") && !MESSAGE_ID.matcher(value.strip()).matches()) {
            throw Wrong.field(
                    field, "header", "A Message-ID is written <something@your-domain.example>.");
        }
    }
}
