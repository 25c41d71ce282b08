package dev.facteur.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

/// PLAIN (RFC 4616): user and password in one message.
final class PlainClient implements ClientExchange {
    private final String user;
    private final String password;

    PlainClient(String user, String password) {
        this.user = user;
        this.password = password;
    }

    @Override
    public String mechanism() {
        return "PLAIN";
    }

    @Override
    public byte[] initialResponse() {
        return ("\0" + user + "\0" + password).getBytes(UTF_8);
    }

    @Override
    public byte[] respond(byte[] challenge) throws SaslFailure {
        throw new SaslFailure("the server asked for more after AUTH PLAIN");
    }

    @Override
    public boolean serverProved() {
        return true;
    }
}
