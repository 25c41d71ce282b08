package dev.facteur.seed;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.platform.imap.ImapServer;
import dev.facteur.platform.imap.ImapServer.Security;
import dev.facteur.platform.secret.Secret;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What is known of a seed mailbox, but for its password.
///
/// @param security `implicit` or `starttls`
/// @param ca PEM file of a server without a public certificate; null for the system's authorities
/// @param authservId `""` when nobody has said it
public record SeedSettings(
        String host,
        int port,
        String security,
        String user,
        String address,
        @Nullable String ca,
        String authservId) {
    private static final int IMPLICIT_PORT = 993;
    private static final int STARTTLS_PORT = 143;

    /// With what is usual where nothing is said.
    ///
    /// @param port 993 when null; that and any other but 143 speaks TLS from the first byte
    /// @param address the user name when null, where that is one
    public static SeedSettings of(
            String host,
            @Nullable Integer port,
            @Nullable String security,
            String user,
            @Nullable String address,
            @Nullable String ca,
            @Nullable String authservId)
            throws Objection {
        var settings =
                new SeedSettings(
                        host,
                        port == null ? usualPort(security) : port,
                        security == null ? usual(port) : security,
                        user,
                        address == null ? user : address,
                        ca,
                        authservId == null ? "" : authservId);
        settings.check();
        return settings;
    }

    private static int usualPort(@Nullable String security) {
        return "starttls".equals(security) ? STARTTLS_PORT : IMPLICIT_PORT;
    }

    private static String usual(@Nullable Integer port) {
        return port != null && port == STARTTLS_PORT ? "starttls" : "implicit";
    }

    private void check() throws Objection {
        if (!security.equals("implicit") && !security.equals("starttls")) {
            throw new Objection(
                    Kind.INVALID,
                    "seed-security",
                    security,
                    "a mailbox is reached by implicit TLS or by starttls, not by " + security);
        }
        try {
            var _ = Address.parse(address);
        } catch (MalformedAddress malformed) {
            throw new Objection(
                    Kind.INVALID,
                    "seed-address",
                    address,
                    "\""
                            + address
                            + "\" is no address that mail can be sent to; say it with --address");
        }
        try {
            var _ = server();
        } catch (IllegalArgumentException wrong) {
            throw new Objection(
                    Kind.INVALID,
                    "seed-server",
                    host,
                    "the mailbox cannot be reached so: " + wrong.getMessage(),
                    String.valueOf(wrong.getMessage()));
        }
    }

    ImapServer server() {
        var way = Security.valueOf(security.toUpperCase(Locale.ROOT));
        return new ImapServer(host, port, way, user, ca == null ? null : Path.of(ca));
    }

    Seed seed(String name, Secret password) {
        try {
            return new Seed(name, server(), password, Address.parse(address), authservId);
        } catch (MalformedAddress kept) {
            throw new IllegalStateException("it was checked when it was added", kept);
        }
    }

    String text() {
        return JsonMapper.shared().writeValueAsString(this);
    }

    static SeedSettings of(String text) {
        return JsonMapper.shared().readValue(text, SeedSettings.class);
    }
}
