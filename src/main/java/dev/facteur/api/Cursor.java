package dev.facteur.api;

import dev.facteur.mail.MailId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Where the next page of a list begins. Opaque to clients, so that it may change; stable while
/// mails arrive, since it names the last one seen and no number of rows.
final class Cursor {
    private static final String MARK = "after:";

    private Cursor() {}

    static String after(String mail) {
        var bytes = (MARK + mail).getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// The last mail of the page before; empty when this is no cursor.
    static Optional<MailId> read(String cursor) {
        try {
            var bytes = Base64.getUrlDecoder().decode(cursor);
            var text = new String(bytes, StandardCharsets.US_ASCII);
            if (!text.startsWith(MARK)) return Optional.empty();
            return MailId.parse(text.substring(MARK.length()));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
