package dev.facteur.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/// LOGIN, which never became an RFC: the server asks twice, first for the user, then for the
/// password. Its prompts differ from server to server and are ignored.
final class LoginClient implements ClientExchange {
    private final String user;
    private final String password;
    private int asked;

    LoginClient(String user, String password) {
        this.user = user;
        this.password = password;
    }

    @Override
    public String mechanism() {
        return "LOGIN";
    }

    @Override
    public byte @Nullable [] initialResponse() {
        return null;
    }

    @Override
    public byte[] respond(byte[] challenge) throws SaslFailure {
        asked++;
        return switch (asked) {
            case 1 -> user.getBytes(UTF_8);
            case 2 -> password.getBytes(UTF_8);
            default -> throw new SaslFailure("the server asked a third time after AUTH LOGIN");
        };
    }

    @Override
    public boolean serverProved() {
        return true;
    }
}
