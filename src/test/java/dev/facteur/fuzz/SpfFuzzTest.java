package dev.facteur.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsAnswer;
import dev.facteur.protocol.dns.DnsAnswer.Existence;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.protocol.spf.SpfChecker;
import dev.facteur.protocol.spf.SpfRecord;
import dev.facteur.protocol.spf.SpfTerm;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;

/// A record of SPF, and the address in MAIL FROM. An input is the address, a line's end, and the
/// record that every name has.
class SpfFuzzTest {
    private static final InetAddress CLIENT = InetAddress.ofLiteral("2001:db8::1");
    private static final int MOST_QUESTIONS = 40;

    @FuzzTest
    void recordIsReadInTermsAndAsksLittle(byte[] input) {
        var lines = Cuts.lines(input, 2);
        var sender = Cuts.utf8(lines.getFirst()).orElse(Cuts.latin1(lines.getFirst()));
        var text = Cuts.latin1(lines.getLast());
        var dns = new Same(text);
        var now = InstantSource.fixed(Instant.EPOCH);
        var checker = new SpfChecker(dns, now, "receiver.example", Duration.ofSeconds(20));
        var answer = checker.mailFrom(CLIENT, "mta.example", sender);
        assertThat(answer.path().lookups()).isLessThanOrEqualTo(11);
        assertThat(answer.explanation()).matches("[ -~]*");
        assertThat(dns.questions).isLessThanOrEqualTo(MOST_QUESTIONS);
        checker.tree("example.com");
        if (SpfRecord.claims(text)) requireSameWhenWrittenAgain(text);
    }

    private static void requireSameWhenWrittenAgain(String text) {
        var record = SpfRecord.parse("example.com", text);
        for (var term : record.terms()) requireItsPlace(text, term.place(), term.text());
        for (var fault : record.faults()) requireItsPlace(text, fault.place(), fault.term());
        var written = record.terms().stream().map(SpfTerm::text).collect(Collectors.joining(" "));
        var again = SpfRecord.parse("example.com", "v=spf1 " + written);
        assertThat(again.faults()).isEmpty();
        assertThat(again.terms())
                .extracting(SpfTerm::text)
                .isEqualTo(record.terms().stream().map(SpfTerm::text).toList());
    }

    private static void requireItsPlace(String text, int place, String term) {
        assertThat(text.substring(place)).startsWith(term);
        assertThat(term).isNotEmpty().doesNotContain(" ");
    }

    /// Has the same text at every name, and nothing else.
    private static final class Same implements Dns {
        private final String text;
        private int questions;

        Same(String text) {
            this.text = text;
        }

        @Override
        public DnsAnswer ask(String name, RecordType type) {
            questions++;
            var found =
                    type == RecordType.TXT
                            ? List.<org.xbill.DNS.Record>of(
                                    new TXTRecord(Name.root, DClass.IN, 1, pieces()))
                            : List.<org.xbill.DNS.Record>of();
            return new DnsAnswer(
                    found.isEmpty() ? Existence.NO_RECORD : Existence.FOUND,
                    name,
                    found,
                    false,
                    Duration.ZERO);
        }

        private List<String> pieces() {
            return text.codePoints()
                    .mapToObj("\\%03d"::formatted)
                    .collect(Collectors.collectingAndThen(Collectors.joining(), SpfFuzzTest::cut));
        }
    }

    /// In strings of 200 bytes, each an escape of four characters.
    private static List<String> cut(String escaped) {
        var pieces = new java.util.ArrayList<String>();
        for (int i = 0; i < escaped.length(); i += 800) {
            pieces.add(escaped.substring(i, Math.min(escaped.length(), i + 800)));
        }
        return pieces.isEmpty() ? List.of("") : pieces;
    }
}
