package dev.facteur.protocol.dkim;

import dev.facteur.bench.Samples;
import dev.facteur.protocol.mime.HeaderBlock;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What signing a mail of 10 KiB consists of: bringing body and header into their canonical forms,
/// hashing them, and the signature itself, which is by far the dearest.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DkimBenchmark {
    private static final int BODY_BYTES = 10_240;

    private final byte[] body = Samples.body(BODY_BYTES);
    private final HeaderBlock header = Samples.headerBlock();
    private final byte[] bodyHash = hash(Canonicalization.RELAXED);
    private final SigningKey rsa = key(DkimAlgorithm.RSA_SHA256);
    private final SigningKey ed25519 = key(DkimAlgorithm.ED25519_SHA256);

    private static SigningKey key(DkimAlgorithm algorithm) {
        var pair = DkimKeyPair.generate(algorithm, new SecureRandom());
        return new SigningKey("bench.example", "s1", algorithm, pair.privateKey());
    }

    /// The form that is signed.
    @Benchmark
    public byte[] relaxedBodyHash() {
        return hash(Canonicalization.RELAXED);
    }

    /// What the hash costs without bringing the body into another form.
    @Benchmark
    public byte[] simpleBodyHash() {
        return hash(Canonicalization.SIMPLE);
    }

    @Benchmark
    public byte[] relaxedHeader() {
        var names = DkimSigner.signedNames(header);
        return HeaderForm.fields(header, names, Canonicalization.RELAXED);
    }

    /// A whole signature field, the body's hash given.
    @Benchmark
    public String signRsa2048() throws GeneralSecurityException {
        return DkimSigner.sign(header, bodyHash, List.of(rsa), Instant.EPOCH, null);
    }

    @Benchmark
    public String signEd25519() throws GeneralSecurityException {
        return DkimSigner.sign(header, bodyHash, List.of(ed25519), Instant.EPOCH, null);
    }

    private byte[] hash(Canonicalization form) {
        var hash = BodyHash.of(form);
        hash.accept(body, 0, body.length);
        return hash.finish();
    }
}
