package dev.facteur.protocol.spf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.facteur.protocol.spf.SpfFault.Kind;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SpfRecordTest {
    @Test
    void everyFaultIsNamedWithItsTermAndPlace() {
        var record = parse("v=spf1 ip4:1.2.3 mx  a:%{x}.example.com inclde:b.example -all");
        assertThat(record.faults())
                .extracting(SpfFault::kind, SpfFault::term, SpfFault::place)
                .containsExactly(
                        tuple(Kind.BAD_ADDRESS, "ip4:1.2.3", 7),
                        tuple(Kind.BAD_MACRO, "a:%{x}.example.com", 21),
                        tuple(Kind.UNKNOWN_MECHANISM, "inclde:b.example", 40));
        assertThat(record.terms()).extracting(SpfTerm::text).containsExactly("mx", "-all");
        assertThat(record.faults().getFirst().reason())
                .isEqualTo(
                        "this is no IP address of the kind that the mechanism takes (example.com,"
                                + " at “ip4:1.2.3”)");
    }

    @ParameterizedTest
    @CsvSource({
        "a:, ARGUMENT_MISSING",
        "include, ARGUMENT_MISSING",
        "all:x.example, ARGUMENT_UNEXPECTED",
        "ptr/24, ARGUMENT_UNEXPECTED",
        "ip4:2001:db8::1, BAD_ADDRESS",
        "ip4:01.2.3.4, BAD_ADDRESS",
        "ip4:1.2.3.4/, BAD_PREFIX",
        "ip4:1.2.3.4/33, BAD_PREFIX",
        "ip6:2001:db8::/129, BAD_PREFIX",
        "ip6:1.2.3.4, BAD_ADDRESS",
        "ip6:fe80::1%eth0, BAD_ADDRESS",
        "mx/08, BAD_PREFIX",
        "include:localhost, BAD_DOMAIN",
        "include:192.0.2.1, BAD_DOMAIN",
        "include:a.example/24, BAD_DOMAIN",
        "exists:%{i0}.example.com, BAD_MACRO",
        "exists:%{i.example.com, BAD_MACRO",
        "exists:%{d!}.example.com, BAD_MACRO",
        "exists:%{c}.example.com, BAD_MACRO",
        "exists:100%.example.com, BAD_MACRO",
        "a:é.example.com, BAD_CHARACTER",
        "-redirect=a.example, BAD_MODIFIER",
        "=a, BAD_MODIFIER",
        "+, UNKNOWN_MECHANISM",
        "spf2, UNKNOWN_MECHANISM",
    })
    void termThatBreaksTheGrammarIsRefused(String term, Kind kind) {
        assertThat(parse("v=spf1 " + term).faults())
                .singleElement()
                .isEqualTo(new SpfFault(kind, "example.com", term, 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "+a/24//64",
                "mx:example.com//64",
                "PTR:example.com",
                "ip6:::/0",
                "?exists:%{ir}.%{v}.%{d2r-}.example.com.",
                "a:%{h}",
                "a:%%.%{d}",
                "x-y.z=",
                "x=%{s}/b",
                "redirect=_spf.%{d}",
                "exp=why.%{o}",
                "include:_a.b-c.co.uk"
            })
    void termThatKeepsTheGrammarIsRead(String term) {
        var record = parse("v=spf1 " + term);
        assertThat(record.faults()).isEmpty();
        assertThat(record.terms()).singleElement().extracting(SpfTerm::text).isEqualTo(term);
    }

    @Test
    void modifierThatMayStandOnceMayNotStandTwice() {
        var record = parse("v=spf1 redirect=a.example exp=b.example exp=c.example x=1 x=2");
        assertThat(record.faults())
                .extracting(SpfFault::kind, SpfFault::term)
                .containsExactly(tuple(Kind.TWICE, "exp=c.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=spf1", "V=SPF1 ", "v=spf1 -all"})
    void recordBeginsWithItsVersion(String text) {
        assertThat(SpfRecord.claims(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v=spf", "v=spf10", "v=spf1\t-all", " v=spf1", "v=spf2.0/mfrom"})
    void otherTextsAreNoRecord(String text) {
        assertThat(SpfRecord.claims(text)).isFalse();
    }

    @Test
    void tenThousandTermsAreReadOneByOne() {
        var terms =
                IntStream.range(0, 10_000)
                        .mapToObj(i -> "ip4:10.0." + i / 250 + "." + i % 250)
                        .collect(Collectors.joining(" "));
        assertThat(parse("v=spf1 " + terms).terms()).hasSize(10_000);
    }

    private static SpfRecord parse(String text) {
        return SpfRecord.parse("example.com", text);
    }
}
