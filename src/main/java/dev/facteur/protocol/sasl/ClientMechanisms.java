package dev.facteur.protocol.sasl;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which logins fit what a server offers.
///
/// Used inside verified TLS only, so PLAIN is no weaker than the connection. CRAM-MD5 is left out:
/// it binds to nothing, proves no server, and makes servers keep the password in clear.
public final class ClientMechanisms {
    private static final int NONCE_BYTES = 18;

    private ClientMechanisms() {}

    /// The fitting exchanges, best first. A later one is for a server that names a mechanism but
    /// cannot use it for this account (a password stored in a form SCRAM cannot work with).
    ///
    /// @param offered names in upper case, as EHLO gave them
    /// @param binding null when the TLS session offers none
    public static List<ClientExchange> fitting(
            Set<String> offered,
            String user,
            String password,
            @Nullable ChannelBinding binding,
            SecureRandom random) {
        var fitting = new ArrayList<ClientExchange>(2);
        if (binding != null && offered.contains(Scram.MECHANISM_PLUS)) {
            fitting.add(new ScramClient(user, password, nonce(random), binding));
        } else if (offered.contains(Scram.MECHANISM)) {
            fitting.add(new ScramClient(user, password, nonce(random), null));
        }
        if (offered.contains("PLAIN")) {
            fitting.add(new PlainClient(user, password));
        } else if (offered.contains("LOGIN")) {
            fitting.add(new LoginClient(user, password));
        }
        return fitting;
    }

    /// The same with an access token in place of a password.
    public static List<ClientExchange> bearing(Set<String> offered, String user, String token) {
        if (offered.contains(BearerClient.XOAUTH2)) {
            return List.of(new BearerClient(BearerClient.XOAUTH2, user, token));
        }
        return offered.contains(BearerClient.OAUTHBEARER)
                ? List.of(new BearerClient(BearerClient.OAUTHBEARER, user, token))
                : List.of();
    }

    private static String nonce(SecureRandom random) {
        var bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
