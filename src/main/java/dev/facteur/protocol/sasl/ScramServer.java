package dev.facteur.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677): the client proves that it knows the
/// password without sending it, and we prove that we know it too.
final class ScramServer implements ServerExchange {
    private final Lookup lookup;
    private final String nonce;
    private final List<ChannelBinding> bindings;
    private final boolean plus;
    private @Nullable ClientFirst first;
    private @Nullable Found found;
    private String serverFirst = "";
    private boolean proved;

    /// Answers for every user.
    @FunctionalInterface
    interface Lookup {
        Found verifier(String user) throws IOException;
    }

    /// @param known false when the verifier is a fake one
    record Found(ScramVerifier verifier, boolean known) {}

    /// @param nonce printable ASCII without a comma, fresh for every login
    /// @param bindings those a client may choose from
    ScramServer(Lookup lookup, String nonce, List<ChannelBinding> bindings, boolean plus) {
        this.lookup = lookup;
        this.nonce = nonce;
        this.bindings = List.copyOf(bindings);
        this.plus = plus;
    }

    @Override
    public String firstChallenge() {
        return "";
    }

    @Override
    public Step respond(byte[] response) throws SaslFailure, IOException {
        if (first == null || found == null) return answerFirst(Utf8.strict(response));
        if (!proved) return answerFinal(Utf8.strict(response), first, found.verifier());
        // SMTP has no room for our proof in the 235, so it went as a challenge, and the client
        // confirms with nothing.
        if (response.length > 0) throw new SaslFailure("an empty response is expected here");
        return new Step.Proved(first.user());
    }

    private Step answerFirst(String message) throws SaslFailure, IOException {
        var parsed = ClientFirst.parse(message);
        checkBindingFlag(parsed);
        var verifier = lookup.verifier(parsed.user());
        first = parsed;
        found = verifier;
        serverFirst =
                "r="
                        + parsed.nonce()
                        + nonce
                        + ",s="
                        + verifier.verifier().salt()
                        + ",i="
                        + verifier.verifier().iterations();
        return new Step.Challenge(serverFirst);
    }

    /// RFC 5802 §6: a client that binds must have chosen -PLUS; one that could bind but believes we
    /// cannot has been lied to on the way.
    private void checkBindingFlag(ClientFirst message) throws SaslFailure {
        boolean binds = message.bindingType() != null;
        if (binds != plus) throw new SaslFailure("the channel binding does not fit the mechanism");
        if (message.bindingType() != null) binding(message.bindingType());
        if (message.couldBind() && !bindings.isEmpty()) {
            throw new SaslFailure("this server does offer channel binding");
        }
    }

    private Step answerFinal(String message, ClientFirst begun, ScramVerifier verifier)
            throws SaslFailure {
        int proofAt = message.lastIndexOf(",p=");
        if (proofAt < 0) throw new SaslFailure("the final message holds no proof");
        var withoutProof = message.substring(0, proofAt);
        var fields = withoutProof.split(",", -1);
        if (fields.length < 2 || !fields[0].startsWith("c=") || !fields[1].startsWith("r=")) {
            throw new SaslFailure("the final message is not well formed");
        }
        boolean fits = bindingFits(fields[0].substring(2), begun);
        boolean same = fields[1].substring(2).equals(begun.nonce() + nonce);
        var authMessage = begun.bare() + "," + serverFirst + "," + withoutProof;
        boolean right = proves(message.substring(proofAt + 3), authMessage, verifier);
        if (!fits || !same || !right || !isKnown()) return new Step.Wrong(begun.user());
        proved = true;
        byte[] signature = Scram.hmac(decode(verifier.serverKey()), authMessage);
        return new Step.Challenge("v=" + Base64.getEncoder().encodeToString(signature));
    }

    private boolean isKnown() {
        return found != null && found.known();
    }

    private boolean bindingFits(String encoded, ClientFirst begun) throws SaslFailure {
        var expected = new ByteArrayOutputStream();
        expected.writeBytes(begun.gs2Header().getBytes(UTF_8));
        if (begun.bindingType() != null) {
            expected.writeBytes(binding(begun.bindingType()).bytes());
        }
        return MessageDigest.isEqual(expected.toByteArray(), decode(encoded));
    }

    private ChannelBinding binding(String type) throws SaslFailure {
        for (var binding : bindings) {
            if (binding.type().equals(type)) return binding;
        }
        throw new SaslFailure("this type of channel binding is not offered");
    }

    private static boolean proves(String proof, String authMessage, ScramVerifier verifier)
            throws SaslFailure {
        byte[] bytes = decode(proof);
        if (bytes.length != Scram.HASH_BYTES) throw new SaslFailure("the proof is cut short");
        byte[] storedKey = decode(verifier.storedKey());
        byte[] clientKey = Scram.xor(bytes, Scram.hmac(storedKey, authMessage));
        return MessageDigest.isEqual(storedKey, Scram.hash(clientKey));
    }

    private static byte[] decode(String base64) throws SaslFailure {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new SaslFailure("a field is not base 64");
        }
    }
}
