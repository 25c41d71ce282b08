package dev.facteur.suppress;

import dev.facteur.mail.Stream;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An address that mail of one site's stream does not go to.
///
/// @param address in lower case: whoever asked not to be written to meant that, however he is
///   spelled
/// @param detail what was said, in somebody's words; `""` for nothing
/// @param mail the mail that it is about; null for none
/// @param evidence what it was read from; null for none
/// @param expires when it ends by itself; null for never
public record Suppression(
        long siteId,
        Stream stream,
        String address,
        Cause cause,
        String detail,
        @Nullable Long mail,
        @Nullable Long evidence,
        Instant since,
        @Nullable Instant expires) {
    private static final int LONGEST = 500;

    public Suppression {
        address = key(address);
        if (detail.length() > LONGEST) detail = detail.substring(0, LONGEST);
    }

    static String key(String address) {
        return address.toLowerCase(Locale.ROOT);
    }
}
