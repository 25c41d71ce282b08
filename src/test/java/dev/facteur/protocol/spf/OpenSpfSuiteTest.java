package dev.facteur.protocol.spf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Statement;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.testkit.Zone;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The cases of the openSPF project for RFC 7208.
final class OpenSpfSuiteTest {
    private static final InstantSource NOW =
            InstantSource.fixed(Instant.parse("2026-11-01T09:00:00Z"));

    /// A case of the suite, with the DNS it plays in.
    private record Case(String scenario, String name, JsonNode node, Dns dns) {
        void check() throws Exception {
            var client = InetAddress.ofLiteral(node.get("host").asString());
            var checker = new SpfChecker(dns, NOW, "receiver.example", Duration.ofSeconds(20));
            var answer =
                    checker.mailFrom(
                            client, node.get("helo").asString(), node.get("mailfrom").asString());
            assertThat(words(node.get("result"))).contains(answer.result().word());
            var explanation = node.get("explanation");
            if (explanation == null) return;
            var text = explanation.asString();
            assertThat(answer.explanation()).isEqualTo(text.equals("DEFAULT") ? "" : text);
        }

        private static Set<String> words(JsonNode node) {
            return node.isArray()
                    ? node.valueStream().map(JsonNode::asString).collect(Collectors.toSet())
                    : Set.of(node.asString());
        }
    }

    @TestFactory
    Stream<DynamicTest> clientIsJudgedAsTheSuiteSays() throws IOException {
        return cases().stream()
                .map(one -> DynamicTest.dynamicTest(one.scenario + ": " + one.name, one::check));
    }

    @Test
    void suiteHasAllItsCases() throws IOException {
        assertThat(cases()).hasSize(203);
    }

    private static List<Case> cases() throws IOException {
        var cases = new ArrayList<Case>();
        try (var file = file();
                var scenarios = new YAMLMapper().readerFor(JsonNode.class).readValues(file)) {
            while (scenarios.hasNextValue()) {
                var scenario = (JsonNode) scenarios.nextValue();
                var dns = dns(scenario.get("zonedata"));
                var title = scenario.get("description").asString();
                for (var one : scenario.get("tests").properties()) {
                    cases.add(new Case(title, one.getKey(), one.getValue(), dns));
                }
            }
        }
        return cases;
    }

    private static InputStream file() throws IOException {
        var file = OpenSpfSuiteTest.class.getResourceAsStream("/vectors/spf/rfc7208-tests.yml");
        if (file == null) throw new IOException("the suite is not there");
        return file;
    }

    /// A name with `TIMEOUT` answers what is listed beside it, and nothing else.
    private static Dns dns(JsonNode zonedata) throws IOException {
        var zone = new Zone();
        var silent = new HashSet<String>();
        for (var entry : zonedata.properties()) {
            var name = Name.fromString(entry.getKey(), Name.root);
            var listed = entry.getValue().valueStream().toList();
            boolean hasText = listed.stream().anyMatch(one -> one.has("TXT"));
            for (var one : listed) {
                if (one.isString()) {
                    silent.add(entry.getKey().toLowerCase(Locale.ROOT));
                    continue;
                }
                for (var field : one.properties()) {
                    // Records that were of type SPF once are published as TXT only.
                    if (field.getKey().equals("SPF") && hasText) continue;
                    var record = record(name, field.getKey(), field.getValue());
                    if (record != null) zone.with(record);
                }
            }
        }
        return (name, type) -> {
            var answer = zone.ask(name, type);
            if (answer.records().isEmpty() && silent.contains(answer.name())) {
                throw new DnsTrouble(DnsTrouble.Kind.TIMEOUT, Statement.quoting("silent"));
            }
            return answer;
        };
    }

    private static @Nullable Record record(Name name, String type, JsonNode value)
            throws IOException {
        if (value.isString() && value.asString().equals("NONE")) return null;
        return switch (type) {
            case "SPF", "TXT" -> new TXTRecord(name, DClass.IN, 300, strings(value));
            case "A" -> new ARecord(name, DClass.IN, 300, InetAddress.ofLiteral(value.asString()));
            case "AAAA" ->
                    new AAAARecord(name, DClass.IN, 300, InetAddress.ofLiteral(value.asString()));
            case "MX" ->
                    new MXRecord(name, DClass.IN, 300, value.get(0).asInt(), target(value.get(1)));
            case "PTR" -> new PTRRecord(name, DClass.IN, 300, target(value));
            case "CNAME" -> new CNAMERecord(name, DClass.IN, 300, target(value));
            default -> throw new IOException("unknown type " + type);
        };
    }

    private static List<String> strings(JsonNode value) {
        if (value.isString()) return List.of(value.asString());
        return value.isEmpty() ? List.of("") : value.valueStream().map(JsonNode::asString).toList();
    }

    private static Name target(JsonNode value) throws IOException {
        var text = value.asString();
        return text.isEmpty() ? Name.root : Name.fromString(text, Name.root);
    }
}
