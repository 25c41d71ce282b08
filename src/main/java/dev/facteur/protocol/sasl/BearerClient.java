package dev.facteur.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

/// A login by access token: XOAUTH2, which Google made up and Microsoft speaks as well, or
/// OAUTHBEARER, its successor (RFC 7628). A server that does not take the token says why in JSON,
/// in a challenge, and gives its reply when that was answered.
final class BearerClient implements ClientExchange {
    static final String XOAUTH2 = "XOAUTH2";
    static final String OAUTHBEARER = "OAUTHBEARER";

    private static final char SEPARATOR = 1;

    private final String mechanism;
    private final String user;
    private final String token;
    private boolean refused;

    BearerClient(String mechanism, String user, String token) {
        this.mechanism = mechanism;
        this.user = user;
        this.token = token;
    }

    @Override
    public String mechanism() {
        return mechanism;
    }

    @Override
    public byte[] initialResponse() {
        var bearer = SEPARATOR + "auth=Bearer " + token + SEPARATOR + SEPARATOR;
        // RFC 7628 §3.1.
        var name = user.replace("=", "=3D").replace(",", "=2C");
        var first = isXOauth2() ? "user=" + user : "n,a=" + name + ",";
        return (first + bearer).getBytes(UTF_8);
    }

    /// RFC 7628 §3.2.3: after an error nothing but its receipt is sent.
    @Override
    public byte[] respond(byte[] challenge) throws SaslFailure {
        if (refused) throw new SaslFailure("the server asked for more after it refused the token");
        refused = true;
        return isXOauth2() ? new byte[0] : new byte[] {SEPARATOR};
    }

    @Override
    public boolean serverProved() {
        return true;
    }

    private boolean isXOauth2() {
        return mechanism.equals(XOAUTH2);
    }
}
