package dev.facteur.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.protocol.dkim.DkimAlgorithm;
import dev.facteur.protocol.dkim.DkimKeyPair;
import dev.facteur.protocol.dkim.DkimRecord;
import dev.facteur.protocol.dkim.DkimVerdict;
import dev.facteur.protocol.dkim.DkimVerifier;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A mail that claims to be signed, and the key records of its domain. An input is the record of
/// the key, a line's end, and the mail.
class DkimVerifyFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-01T09:00:00Z");
    private static final String RECORD =
            DkimRecord.of(
                            "example.com",
                            "s",
                            DkimAlgorithm.ED25519_SHA256,
                            DkimKeyPair.generate(DkimAlgorithm.ED25519_SHA256, new SecureRandom())
                                    .publicKey())
                    .value();

    @FuzzTest
    void signatureIsJudgedTheSameHoweverTheMailArrivesAndNeverBelieved(byte[] input)
            throws IOException {
        var lines = Cuts.lines(input, 2);
        var mail = lines.getLast();
        var record = Cuts.latin1(lines.getFirst());
        HeaderBlock header;
        try {
            header = HeaderBlock.parse(mail, mail.length);
        } catch (MalformedHeader _) {
            return;
        }
        var verdicts = verdicts(Cuts.WHOLE, header, mail, record);
        assertThat(verdicts).hasSize(expectedCount(header));
        for (var cut : Cuts.values()) {
            assertThat(verdicts(cut, header, mail, record)).as(cut.name()).isEqualTo(verdicts);
        }
        for (var verdict : verdicts(Cuts.WHOLE, header, mail, RECORD)) {
            assertThat(verdict.passes()).isFalse();
        }
        for (var verdict : verdicts) {
            requireOneLine(verdict.reason());
            requireOneLine(verdict.domain());
            requireOneLine(verdict.selector());
            requireOneLine(verdict.algorithm());
        }
    }

    private static int expectedCount(HeaderBlock header) {
        return Math.min(header.count("DKIM-Signature"), DkimVerifier.MAX_SIGNATURES);
    }

    private static List<DkimVerdict> verdicts(
            Cuts cut, HeaderBlock header, byte[] mail, String record) throws IOException {
        var verifier = DkimVerifier.of(header, NOW);
        cut.feed(mail, header.length(), verifier::accept);
        var names = new ArrayList<String>();
        var verdicts =
                verifier.finish(name -> {
                    names.add(name);
                    return List.of(record);
                });
        assertThat(names.size()).isLessThanOrEqualTo(DkimVerifier.MAX_SIGNATURES);
        // What is asked of DNS is a name.
        assertThat(names).allMatch(name -> name.matches("[!-~]+\\._domainkey\\.[!-~]+"));
        return verdicts;
    }

    private static void requireOneLine(String text) {
        assertThat(text.chars()).noneMatch(Character::isISOControl);
    }
}
