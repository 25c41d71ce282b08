package dev.facteur.deliver.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.mtasts.StsPolicy.Mode;
import dev.facteur.testkit.SecureServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Rcode;

class StsPoliciesTest {
    @TempDir Path folder;

    private PolicyWorld world;
    private StsPolicies policies;

    @BeforeEach
    void start() throws IOException {
        world = new PolicyWorld(folder);
        policies = world.policies();
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
    }

    @Test
    void policyIsFetchedFromTheDomainsPolicyHost() throws InterruptedException {
        world.publish("1", PolicyWorld.ENFORCE);
        assertThat(mode()).isEqualTo(Mode.ENFORCE);
        assertThat(world.web.requests().getFirst().head())
                .startsWith(
                        "GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: mta-sts.example.com\r\n");
    }

    @Test
    void domainWithoutARecordIsNotCalled() throws InterruptedException {
        world.web.answering("200 OK", "text/plain", PolicyWorld.ENFORCE);
        assertThat(mode()).isNull();
        assertThat(world.web.requests()).isEmpty();
    }

    @Test
    void oneLookServesManyMails() throws InterruptedException {
        world.publish("1", PolicyWorld.ENFORCE);
        for (int mail = 0; mail < 10; mail++) assertThat(mode()).isEqualTo(Mode.ENFORCE);
        assertThat(world.web.requests()).hasSize(1);
    }

    @Test
    void anotherIdMeansAnotherPolicy() throws InterruptedException {
        world.publish("1", PolicyWorld.ENFORCE);
        assertThat(mode()).isEqualTo(Mode.ENFORCE);
        world.publish("2", PolicyWorld.TESTING);
        world.clock.advance(Duration.ofMinutes(6));
        assertThat(mode()).isEqualTo(Mode.TESTING);
    }

    @Test
    void silenceOfDnsAndWebMakesNobodyForgetAPolicy() throws InterruptedException, IOException {
        world.publish("1", PolicyWorld.ENFORCE);
        assertThat(mode()).isEqualTo(Mode.ENFORCE);
        world.clock.advance(Duration.ofDays(2));
        world.zone.broken("_mta-sts.example.com", Rcode.SERVFAIL);
        assertThat(mode()).isEqualTo(Mode.ENFORCE);
        world.zone.broken("_mta-sts.example.com", Rcode.NOERROR).without("_mta-sts.example.com");
        world.clock.advance(Duration.ofHours(2));
        assertThat(mode()).isEqualTo(Mode.ENFORCE);
        world.record("2");
        world.web.answering("404 Not Found", "text/plain", "");
        world.clock.advance(Duration.ofHours(2));
        assertThat(mode()).isEqualTo(Mode.ENFORCE);
        assertThat(policies.of("example.com").failure()).isNotNull();
    }

    @Test
    void restartMakesNobodyForgetAPolicy() throws InterruptedException {
        world.publish("1", PolicyWorld.ENFORCE);
        assertThat(mode()).isEqualTo(Mode.ENFORCE);
        world.zone.without("_mta-sts.example.com");
        policies = world.policies();
        assertThat(mode()).isEqualTo(Mode.ENFORCE);
    }

    @Test
    void policyEndsWhenItsTimeIsOver() throws InterruptedException {
        world.publish("1", PolicyWorld.ENFORCE);
        assertThat(mode()).isEqualTo(Mode.ENFORCE);
        world.zone.without("_mta-sts.example.com");
        world.clock.advance(Duration.ofDays(7).plusSeconds(1));
        assertThat(mode()).isNull();
    }

    @Test
    void policyInUseIsFetchedAgainDaily() throws InterruptedException {
        world.publish("1", PolicyWorld.ENFORCE);
        for (int day = 1; day <= 9; day++) {
            assertThat(mode()).isEqualTo(Mode.ENFORCE);
            world.clock.advance(Duration.ofDays(1));
        }
        assertThat(world.web.requests()).hasSize(9);
    }

    @Test
    void failureIsRememberedForAWhile() throws InterruptedException {
        world.record("1");
        world.web.answering("500 Oops", "text/plain", "");
        for (int mail = 0; mail < 10; mail++) assertThat(mode()).isNull();
        assertThat(world.web.requests()).hasSize(1);
        world.clock.advance(Duration.ofMinutes(6));
        world.publish("1", PolicyWorld.ENFORCE);
        assertThat(mode()).isEqualTo(Mode.ENFORCE);
    }

    @Test
    void redirectionIsNotFollowed() throws InterruptedException {
        world.record("1");
        world.web.answering(client ->
                client.write(
                        "HTTP/1.1 301 Moved\r\nLocation: https://mta-sts.example.com/\r\n\r\n"
                                .getBytes(US_ASCII)));
        assertThat(mode()).isNull();
        assertThat(failure()).isEqualTo(StsFailure.Kind.FETCH_ERROR);
        assertThat(world.web.requests()).hasSize(1);
    }

    @Test
    void webPageIsNoPolicy() throws InterruptedException {
        world.record("1");
        world.web.answering("200 OK", "text/html", PolicyWorld.ENFORCE);
        assertThat(mode()).isNull();
        assertThat(failure()).isEqualTo(StsFailure.Kind.INVALID);
    }

    @Test
    void policyHostInsideOurNetworkIsNotCalled() throws InterruptedException {
        world.publish("1", PolicyWorld.ENFORCE);
        world.zone.without("mta-sts.example.com").with("mta-sts.example.com. A 10.0.0.80\n");
        world.network.at("10.0.0.80", 443, world.web.port());
        assertThat(mode()).isNull();
        assertThat(world.web.requests()).isEmpty();
    }

    @Test
    void hostThatDoesNotProveItsNameIsNotBelieved() throws InterruptedException, IOException {
        var other = world.authority.serving(world.authority.issue("other.example.com"));
        try (var impostor = new SecureServer(other)) {
            world.publish("1", PolicyWorld.ENFORCE);
            impostor.answering("200 OK", "text/plain", PolicyWorld.ENFORCE);
            world.network.at("203.0.113.80", 443, impostor.port());
            assertThat(mode()).isNull();
            assertThat(failure()).isEqualTo(StsFailure.Kind.WEBPKI_INVALID);
        }
    }

    private @Nullable Mode mode() throws InterruptedException {
        var policy = policies.of("example.com").policy();
        return policy == null ? null : policy.mode();
    }

    private StsFailure.@Nullable Kind failure() throws InterruptedException {
        var failure = policies.of("example.com").failure();
        return failure == null ? null : failure.kind();
    }
}
