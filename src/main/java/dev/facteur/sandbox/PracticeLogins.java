package dev.facteur.sandbox;

import dev.facteur.platform.secret.Secret;
import dev.facteur.protocol.sasl.ChannelBinding;
import dev.facteur.protocol.sasl.ScramVerifier;
import dev.facteur.protocol.sasl.ServerExchange;
import dev.facteur.protocol.sasl.ServerMechanisms;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who may log in: the one that was given, or everybody.
final class PracticeLogins {
    private static final int SECRET_BYTES = 32;

    private final SandboxSettings.@Nullable Login login;
    private final ServerMechanisms mechanisms;

    PracticeLogins(SandboxSettings.@Nullable Login login, SecureRandom random) {
        this.login = login;
        var secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        var salt = new byte[ScramVerifier.SALT_BYTES];
        random.nextBytes(salt);
        var verifier = login == null ? null : ScramVerifier.derive(login.password().reveal(), salt);
        this.mechanisms =
                new ServerMechanisms(
                        user ->
                                login != null && user.equals(login.user())
                                        ? Optional.ofNullable(verifier)
                                        : Optional.empty(),
                        secret,
                        random);
    }

    boolean required() {
        return login != null;
    }

    /// SCRAM proves that both sides know one password, so it is not for a server that takes any.
    List<String> offered(List<ChannelBinding> bindings) {
        return mechanisms.offered(bindings).stream()
                .filter(name -> login != null || !name.startsWith("SCRAM"))
                .toList();
    }

    Optional<ServerExchange> begin(String mechanism, List<ChannelBinding> bindings) {
        return offered(bindings).contains(mechanism)
                ? mechanisms.begin(mechanism, bindings)
                : Optional.empty();
    }

    boolean isRight(String user, Secret password) {
        if (login == null) return true;
        return user.equals(login.user())
                && MessageDigest.isEqual(bytes(password), bytes(login.password()));
    }

    private static byte[] bytes(Secret secret) {
        return secret.reveal().getBytes(StandardCharsets.UTF_8);
    }
}
