package dev.facteur.platform.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The table `[content]`: the spam filter that may be asked about mails. At most one of the two is
/// there.
///
/// @param rspamd `http` or `https`, without a final slash
/// @param password the file whose first line is rspamd's password
/// @param maxMail larger ones are not shown to it
public record ContentSettings(
        @Nullable URI rspamd,
        @Nullable Path password,
        @Nullable InetSocketAddress spamassassin,
        ByteSize maxMail) {
    private static final ByteSize LEAST = new ByteSize(10_000);
    private static final ByteSize MOST = new ByteSize(50_000_000);

    static ContentSettings of(Settings settings) {
        boolean spamd = !settings.text("content.spamassassin").isEmpty();
        var rspamd = rspamd(settings, settings.text("content.rspamd"));
        if (spamd && rspamd != null) {
            settings.refuse(
                    "content.spamassassin",
                    "two-filters",
                    "stands beside content.rspamd: one filter is asked, so name one");
        }
        var password = settings.optionalPath("content.password_file");
        if (password != null && rspamd != null && isClear(rspamd)) {
            settings.refuse(
                    "content.rspamd",
                    "password-clear",
                    "would get the password of content.password_file in clear, on another"
                            + " machine; write https://");
        }
        return new ContentSettings(
                rspamd,
                password,
                spamd ? settings.endpoint("content.spamassassin") : null,
                settings.size("content.max_mail", LEAST, MOST));
    }

    private static boolean isClear(URI rspamd) {
        return !rspamd.getScheme().equals("https")
                && !rspamd.getHost().matches("localhost|127(?:\\.\\d{1,3}){3}|\\[::1]");
    }

    private static @Nullable URI rspamd(Settings settings, String text) {
        if (text.isEmpty()) return null;
        if (text.matches("https?://[A-Za-z0-9.:\\[\\]-]+(?:/[A-Za-z0-9._~/-]*)?")) {
            try {
                var address = URI.create(text.replaceFirst("/+$", ""));
                if (address.getHost() != null) return address;
            } catch (IllegalArgumentException malformed) {
                // Falls through to the same complaint.
            }
        }
        settings.refuse(
                "content.rspamd",
                "filter-address",
                "“"
                        + text
                        + "” is not the address of an rspamd; write for example"
                        + " \"http://127.0.0.1:11333\"",
                text);
        return null;
    }
}
