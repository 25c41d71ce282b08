package dev.facteur.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.platform.SystemClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DoctorTest {
    @Test
    void theWorstIsToldFirst() throws Exception {
        Check check =
                _ ->
                        List.of(
                                look(Finding.good("route-works", "one", "way")),
                                look(finding("route-fails", Severity.PROBLEM)),
                                look(finding("account-trial", Severity.WARNING)));

        assertThat(doctor(Duration.ofSeconds(20), check).examine(Scope.ALL))
                .extracting(Finding::severity)
                .containsExactly(Severity.PROBLEM, Severity.WARNING, Severity.GOOD);
    }

    @Test
    void aRouteWhosePortsAreInTroubleIsToldOnce() throws Exception {
        var route = finding("route-fails", Severity.PROBLEM);
        var ports = finding("ports-none", Severity.PROBLEM);
        var worthKnowing = finding("port-refused", Severity.NOTICE);

        assertThat(examined(route, ports)).containsExactly(ports);
        assertThat(examined(route, worthKnowing)).containsExactly(route, worthKnowing);
    }

    private static List<Finding> examined(Finding one, Finding other) throws Exception {
        Check check = _ -> List.of(look(one), look(other));
        return doctor(Duration.ofSeconds(20), check).examine(Scope.ALL);
    }

    @Test
    void aLookThatHangsIsAFindingAndHoldsUpNoOther() throws Exception {
        var interrupted = new CountDownLatch(1);
        Check check =
                _ ->
                        List.of(
                                new Check.Look("route slow", () -> hang(interrupted)),
                                look(finding("route-fails", Severity.PROBLEM)));

        assertThat(doctor(Duration.ofMillis(200), check).examine(Scope.ALL))
                .extracting(Finding::code, Finding::subject)
                .containsExactly(tuple("route-fails", "it"), tuple("look-late", "route slow"));
        interrupted.await();
    }

    @Test
    void aLookThatFailsIsAFindingWithoutAStackTrace() throws Exception {
        Check check =
                _ ->
                        List.of(
                                new Check.Look(
                                        "the moon",
                                        () -> {
                                            throw new IllegalStateException("not there");
                                        }));

        assertThat(doctor(Duration.ofSeconds(20), check).examine(Scope.ALL))
                .extracting(Finding::code)
                .containsExactly("look-failed");
    }

    private static List<Finding> hang(CountDownLatch interrupted) throws InterruptedException {
        try {
            new CountDownLatch(1).await();
            return List.of();
        } finally {
            interrupted.countDown();
        }
    }

    private static Doctor doctor(Duration patience, Check check) {
        return new Doctor(List.of(check), new SystemClock(), patience);
    }

    private static Check.Look look(Finding finding) {
        return new Check.Look("it", () -> List.of(finding));
    }

    private static Finding finding(String code, Severity severity) {
        return Finding.of(code, severity, Who.YOU, "it", "words");
    }
}
