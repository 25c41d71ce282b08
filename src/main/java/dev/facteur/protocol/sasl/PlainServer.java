package dev.facteur.protocol.sasl;

import java.util.regex.Pattern;

/// PLAIN (RFC 4616): `authzid NUL authcid NUL password` in one message.
final class PlainServer implements ServerExchange {
    private static final Pattern NUL = Pattern.compile("\0");

    @Override
    public String firstChallenge() {
        return "";
    }

    @Override
    public Step respond(byte[] response) throws SaslFailure {
        var parts = NUL.split(Utf8.strict(response), -1);
        if (parts.length != 3 || parts[1].isEmpty()) {
            throw new SaslFailure("a PLAIN response holds three parts with NUL between them");
        }
        // Nobody may act for another here, but some clients send their own name twice.
        if (!parts[0].isEmpty() && !parts[0].equals(parts[1])) return new Step.Wrong(parts[1]);
        return new Step.Password(parts[1], parts[2]);
    }
}
