package dev.facteur.protocol.sasl;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The mechanisms our doors offer, and the logins that use them. All run inside TLS only. Safe for
/// use by many threads.
public final class ServerMechanisms {
    private static final int NONCE_BYTES = 18;

    private final Verifiers verifiers;
    private final FakeVerifiers fakes;
    private final SecureRandom random;

    /// Finds what SCRAM compares with.
    @FunctionalInterface
    public interface Verifiers {
        Optional<ScramVerifier> of(String user) throws IOException;
    }

    /// @param secret 32 bytes that stay the same for the life of the installation: from them comes
    ///   the salt shown for users that do not exist
    public ServerMechanisms(Verifiers verifiers, byte[] secret, SecureRandom random) {
        this.verifiers = verifiers;
        this.fakes = new FakeVerifiers(secret.clone());
        this.random = random;
    }

    /// What EHLO lists, strongest first.
    ///
    /// @param bindings what ties a login to this TLS connection; without one there is no -PLUS
    public List<String> offered(List<ChannelBinding> bindings) {
        var names = new ArrayList<String>(4);
        if (!bindings.isEmpty()) names.add(Scram.MECHANISM_PLUS);
        names.add(Scram.MECHANISM);
        names.add("PLAIN");
        names.add("LOGIN");
        return names;
    }

    /// Begins a login; empty when the mechanism is not offered.
    ///
    /// @param mechanism in upper case
    public Optional<ServerExchange> begin(String mechanism, List<ChannelBinding> bindings) {
        if (!offered(bindings).contains(mechanism)) return Optional.empty();
        return Optional.of(
                switch (mechanism) {
                    case "PLAIN" -> new PlainServer();
                    case "LOGIN" -> new LoginServer();
                    default ->
                            new ScramServer(
                                    this::verifier,
                                    nonce(),
                                    bindings,
                                    mechanism.equals(Scram.MECHANISM_PLUS));
                });
    }

    /// The fake one is made for known users too, so that both take the same time.
    private ScramServer.Found verifier(String user) throws IOException {
        var fake = fakes.of(user);
        return verifiers
                .of(user)
                .map(verifier -> new ScramServer.Found(verifier, true))
                .orElse(new ScramServer.Found(fake, false));
    }

    private String nonce() {
        var bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
