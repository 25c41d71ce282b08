package dev.facteur.protocol.sasl;

import org.jspecify.annotations.Nullable;

/// LOGIN, which never became an RFC: asks for the user, then for the password. Some clients send
/// the user along with AUTH.
final class LoginServer implements ServerExchange {
    private @Nullable String user;

    @Override
    public String firstChallenge() {
        return "Username:";
    }

    @Override
    public Step respond(byte[] response) throws SaslFailure {
        var text = Utf8.strict(response);
        if (user != null) return new Step.Password(user, text);
        if (text.isEmpty()) throw new SaslFailure("the user name is empty");
        user = text;
        return new Step.Challenge("Password:");
    }
}
