package dev.facteur.protocol.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.dmarc.Identifier.Method;
import dev.facteur.protocol.dmarc.Identifier.Proof;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.testkit.Zone;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.xbill.DNS.Rcode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Another implementation's cases for RFC 9989, and the examples of its appendix B.4.
final class DmarcVectorsTest {
    private static final InstantSource NOW =
            InstantSource.fixed(Instant.parse("2026-11-01T09:00:00Z"));

    @TestFactory
    Stream<DynamicTest> mailIsJudgedAsTheCaseSays() throws IOException {
        return cases().stream()
                .map(one -> DynamicTest.dynamicTest(one.get("id").asString(), () -> check(one)));
    }

    @Test
    void allCasesAreThere() throws IOException {
        assertThat(cases()).hasSize(56);
    }

    private static List<JsonNode> cases() throws IOException {
        try (var file = DmarcVectorsTest.class.getResourceAsStream("/vectors/dmarc/cases.json")) {
            return JsonMapper.shared().readTree(file).get("cases").valueStream().toList();
        }
    }

    private static void check(JsonNode one) {
        var zone = zone(one);
        var asked = new ArrayList<String>();
        Dns dns =
                (name, type) -> {
                    if (name.startsWith("_dmarc.")) asked.add(name);
                    return zone.ask(name, type);
                };
        var checker = new DmarcChecker(dns, NOW, Duration.ofSeconds(20));
        var answer = checker.check(one.get("from_domain").asString(), identifiers(one));
        var expected = one.get("expect");
        if (expected.has("result")) {
            assertThat(answer.result().word()).isEqualTo(expected.get("result").asString());
        }
        if (expected.has("policy")) {
            assertThat(answer.policy().word()).isEqualTo(expected.get("policy").asString());
        }
        if (expected.has("org_domain")) {
            assertThat(answer.organizationalDomain())
                    .isEqualTo(expected.get("org_domain").asString());
        }
        if (expected.has("dmarc_queries")) {
            assertThat(asked).isEqualTo(strings(expected.get("dmarc_queries")));
        }
        assertThat(answer.walk().stops()).hasSizeLessThanOrEqualTo(8);
    }

    private static Zone zone(JsonNode one) {
        var zone = new Zone();
        for (var entry : one.get("txt").properties()) {
            for (var text : strings(entry.getValue())) {
                zone.with(entry.getKey() + ". TXT \"" + text + "\"");
            }
        }
        if (one.has("servfail_names")) {
            for (var name : strings(one.get("servfail_names"))) zone.broken(name, Rcode.SERVFAIL);
        }
        if (one.has("existing_names")) {
            for (var name : strings(one.get("existing_names"))) zone.with(existing(name));
        }
        return zone;
    }

    private static String existing(String nameAndType) {
        var words = nameAndType.split(" ");
        return words[0] + ". " + (words[1].equals("MX") ? "MX 10 mx.example." : "A 192.0.2.1");
    }

    private static List<Identifier> identifiers(JsonNode one) {
        var identifiers = new ArrayList<Identifier>();
        for (var domain : strings(one.get("dkim_pass_domains"))) {
            identifiers.add(new Identifier(Method.DKIM, domain, Proof.PASSED));
        }
        for (var domain : strings(one.get("spf_pass_domains"))) {
            identifiers.add(new Identifier(Method.SPF, domain, Proof.PASSED));
        }
        return identifiers;
    }

    private static List<String> strings(JsonNode node) {
        return node.valueStream().map(JsonNode::asString).toList();
    }
}
