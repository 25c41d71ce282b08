package dev.facteur.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677). The password never crosses the
/// connection, and the server has to prove that it knows it too.
final class ScramClient implements ClientExchange {
    /// RFC 7677 §4 asks servers for at least 4096; fewer would make a recorded login cheap to
    /// guess.
    private static final int MIN_ITERATIONS = 4096;

    /// A server must not be able to keep our CPU busy: this many take about half a second.
    private static final int MAX_ITERATIONS = 1_000_000;

    private static final int MAX_MESSAGE = 4096;

    private final String user;
    private final String password;
    private final String nonce;
    private final @Nullable ChannelBinding binding;
    private byte @Nullable [] serverSignature;
    private int answered;
    private boolean proved;

    /// @param nonce printable ASCII without a comma, fresh for every login
    /// @param binding null for the mechanism without -PLUS
    ScramClient(String user, String password, String nonce, @Nullable ChannelBinding binding) {
        this.user = user;
        this.password = password;
        this.nonce = nonce;
        this.binding = binding;
    }

    @Override
    public String mechanism() {
        return binding == null ? Scram.MECHANISM : Scram.MECHANISM_PLUS;
    }

    @Override
    public byte[] initialResponse() {
        return (gs2Header() + firstBare()).getBytes(UTF_8);
    }

    @Override
    public byte[] respond(byte[] challenge) throws SaslFailure {
        if (challenge.length > MAX_MESSAGE) throw new SaslFailure("a SCRAM message is too long");
        String message = new String(challenge, UTF_8);
        answered++;
        return switch (answered) {
            case 1 -> clientFinal(message).getBytes(UTF_8);
            case 2 -> verify(message);
            default -> throw new SaslFailure("the server asked for more after SCRAM had ended");
        };
    }

    @Override
    public boolean serverProved() {
        return proved;
    }

    /// RFC 5802 §7: `n` says that we do not bind. `y` would claim that the server offers no -PLUS,
    /// which is not known here.
    private String gs2Header() {
        return binding == null ? "n,," : "p=" + binding.type() + ",,";
    }

    private String firstBare() {
        return "n=" + Scram.escapeName(user) + ",r=" + nonce;
    }

    private String clientFinal(String serverFirst) throws SaslFailure {
        String[] fields = serverFirst.split(",", -1);
        if (fields.length < 3) throw new SaslFailure("the server's first SCRAM message is broken");
        // RFC 5802 §5.1: an extension that must be understood comes first, as m=.
        String bothNonces = field(fields[0], "r=");
        if (!bothNonces.startsWith(nonce) || bothNonces.length() == nonce.length()) {
            throw new SaslFailure("the server's SCRAM nonce does not continue ours");
        }
        if (!ClientFirst.isPrintable(bothNonces)) {
            throw new SaslFailure("the server's SCRAM nonce is not printable");
        }
        byte[] salt = decode(field(fields[1], "s="));
        if (salt.length == 0) throw new SaslFailure("the server's SCRAM salt is empty");
        byte[] salted = Scram.saltedPassword(password, salt, iterations(field(fields[2], "i=")));
        String withoutProof = "c=" + encode(channelBinding()) + ",r=" + bothNonces;
        String authMessage = firstBare() + "," + serverFirst + "," + withoutProof;
        byte[] clientKey = Scram.clientKey(salted);
        byte[] signature = Scram.hmac(Scram.hash(clientKey), authMessage);
        serverSignature = Scram.hmac(Scram.serverKey(salted), authMessage);
        return withoutProof + ",p=" + encode(Scram.xor(clientKey, signature));
    }

    private byte[] verify(String serverFinal) throws SaslFailure {
        String first = serverFinal.split(",", 2)[0];
        // An error the server names (RFC 5802 §7) is followed by its 535, which says the rest.
        if (first.startsWith("e=")) return new byte[0];
        byte[] claimed = decode(field(first, "v="));
        if (!MessageDigest.isEqual(claimed, serverSignature)) {
            throw new SaslFailure(
                    "the server could not prove that it knows the password; somebody may stand"
                            + " between");
        }
        proved = true;
        return new byte[0];
    }

    private byte[] channelBinding() {
        byte[] header = gs2Header().getBytes(UTF_8);
        if (binding == null) return header;
        byte[] bytes = binding.bytes();
        var both = new byte[header.length + bytes.length];
        System.arraycopy(header, 0, both, 0, header.length);
        System.arraycopy(bytes, 0, both, header.length, bytes.length);
        return both;
    }

    private static int iterations(String text) throws SaslFailure {
        int count = text.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(text) : 0;
        if (count < MIN_ITERATIONS || count > MAX_ITERATIONS) {
            throw new SaslFailure(
                    "the server asks for "
                            + (count == 0 ? "no number of" : count)
                            + " SCRAM iterations; between "
                            + MIN_ITERATIONS
                            + " and "
                            + MAX_ITERATIONS
                            + " are allowed");
        }
        return count;
    }

    private static String field(String text, String name) throws SaslFailure {
        if (!text.startsWith(name)) {
            throw new SaslFailure("the server's SCRAM message lacks " + name);
        }
        return text.substring(name.length());
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] decode(String text) throws SaslFailure {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new SaslFailure("the server's SCRAM message holds broken base 64");
        }
    }
}
