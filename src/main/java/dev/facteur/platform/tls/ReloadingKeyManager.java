package dev.facteur.platform.tls;

import dev.facteur.platform.Clock;
import java.io.IOException;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's key and certificate, held in memory and read again when their files change.
///
/// A `KeyManagerFactory` over PKCS#12 would decrypt the private key at every handshake, 13 ms of
/// CPU each (measured, JDK 25). Safe for use by many threads.
final class ReloadingKeyManager extends X509ExtendedKeyManager {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadingKeyManager.class);
    private static final long CHECK_EVERY_NANOS = Duration.ofSeconds(3).toNanos();

    private final KeySource source;
    private final Clock clock;
    private final ReentrantLock reloading = new ReentrantLock();
    private volatile Generation current;
    private volatile long checkedNanos;

    /// Where pairs come from. `stamp` changes when `load` would give another pair.
    interface KeySource {
        Object stamp();

        KeyPairInMemory load() throws IOException;
    }

    /// The alias carries the number, so that a handshake which chose one pair finishes with it even
    /// when another replaces it meanwhile.
    private record Generation(
            int number, Object stamp, KeyPairInMemory pair, @Nullable Generation previous) {
        String alias() {
            return "generation-" + number;
        }
    }

    private ReloadingKeyManager(KeySource source, Clock clock, Generation first) {
        this.source = source;
        this.clock = clock;
        this.current = first;
        this.checkedNanos = clock.nanos();
    }

    static ReloadingKeyManager load(KeySource source, Clock clock) throws IOException {
        var stamp = source.stamp();
        return new ReloadingKeyManager(
                source, clock, new Generation(0, stamp, source.load(), null));
    }

    X509Certificate certificate() {
        reloadWhenChanged();
        return current.pair.certificate();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        reloadWhenChanged();
        var now = current;
        return keyType.equals(now.pair.certificate().getPublicKey().getAlgorithm())
                ? now.alias()
                : null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        var pair = find(alias);
        return pair == null ? null : pair.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        var pair = find(alias);
        return pair == null ? null : pair.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        var alias = chooseEngineServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    private @Nullable KeyPairInMemory find(String alias) {
        for (var g = current; g != null; g = g.previous) {
            if (g.alias().equals(alias)) return g.pair;
        }
        return null;
    }

    private void reloadWhenChanged() {
        if (clock.nanos() - checkedNanos < CHECK_EVERY_NANOS) return;
        // One handshake looks at the files; the others go on with what is there.
        if (!reloading.tryLock()) return;
        try {
            checkedNanos = clock.nanos();
            var stamp = source.stamp();
            if (!stamp.equals(current.stamp)) reload(stamp);
        } finally {
            reloading.unlock();
        }
    }

    private void reload(Object stamp) {
        var old = current;
        var before = new Generation(old.number, old.stamp, old.pair, null);
        try {
            var pair = source.load();
            if (pair.certificate().equals(old.pair.certificate())) {
                current = new Generation(old.number, stamp, pair, old.previous);
                return;
            }
            current = new Generation(old.number + 1, stamp, pair, before);
            LOG.atInfo()
                    .addKeyValue("subject", pair.certificate().getSubjectX500Principal())
                    .addKeyValue("valid_until", pair.certificate().getNotAfter().toInstant())
                    .log("certificate read again");
        } catch (IOException e) {
            // The stamp is kept, so the same broken files are complained about once.
            current = new Generation(old.number, stamp, old.pair, old.previous);
            LOG.atError()
                    .addKeyValue("reason", e.getMessage())
                    .log("the changed certificate cannot be used; the one from before stays");
        }
    }
}
