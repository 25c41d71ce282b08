package dev.facteur.seed;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Doctor;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.Severity;
import dev.facteur.event.Trace;
import dev.facteur.mail.Statement;
import dev.facteur.platform.Clock;
import dev.facteur.report.Mails;
import dev.facteur.route.Route;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says what a test has shown, in the order in which to go about it: what became of each mail, by
/// which port, what the receiver thinks of SPF, DKIM and DMARC, what the doctor finds at the domain
/// and the route, and last what the mail says.
public final class TestFindings {
    private final Mails mails;
    private final Routes routes;
    private final RouteCheck check;
    private final Doctor doctor;
    private final ContentCheck content;
    private final TestMails tests;
    private final Clock clock;

    /// @param content what looks at the mails' bytes
    public TestFindings(
            TestMails tests,
            Mails mails,
            Routes routes,
            RouteCheck check,
            Doctor doctor,
            ContentCheck content,
            Clock clock) {
        this.tests = tests;
        this.mails = mails;
        this.routes = routes;
        this.check = check;
        this.doctor = doctor;
        this.content = content;
        this.clock = clock;
    }

    /// Where each mail stands now.
    public List<Standing> standings(List<TestMail> test) {
        var now = clock.now();
        return test.stream().map(mail -> Standing.of(mail, mails.story(mail.id()), now)).toList();
    }

    /// Blocks for as long as the doctor needs.
    public List<Finding> about(List<Standing> test) throws InterruptedException {
        var findings = new ArrayList<Finding>();
        for (var standing : test) {
            findings.add(ending(standing));
            findings.addAll(ProofFindings.about(standing));
        }
        for (var route : taken(test)) findings.addAll(swapped(route, test));
        var sender = test.getFirst().mail().sender().domain();
        findings.addAll(doctors(sender, taken(test)));
        // Every mail of a test says the same.
        findings.addAll(content.look(tests.bytes(test.getFirst().mail())));
        return findings;
    }

    private static Finding ending(Standing standing) {
        var mail = standing.mail();
        var to = mail.address().toString();
        var said = said(standing.trace());
        return switch (standing.verdict()) {
            case DELIVERED -> delivered(standing, to, said);
            case ASTRAY -> astray(mail);
            case WAITING ->
                    Finding.of("test-waiting", Severity.NOTICE, Who.NOBODY, to, said, mail.id());
            case REFUSED ->
                    Finding.of("test-refused", Severity.PROBLEM, Who.YOU, to, said, mail.id());
            case STUCK ->
                    Finding.of(
                            "test-stuck",
                            Severity.PROBLEM,
                            Who.YOU,
                            to,
                            said,
                            mail.id(),
                            standing.trace() == null ? "" : standing.trace().route());
        };
    }

    private static Finding delivered(Standing standing, String to, Object said) {
        var mail = standing.mail();
        if (mail.placement() == Placement.INBOX) {
            return Finding.good("test-in-inbox", mail.seed(), mail.folder());
        }
        return Finding.good("test-delivered", to, said);
    }

    private static Finding astray(TestMail mail) {
        var seed = mail.seed();
        var sender = mail.sender().domain();
        return switch (Objects.requireNonNull(mail.placement())) {
            case SPAM ->
                    Finding.of(
                            "test-in-spam", Severity.WARNING, Who.YOU, seed, mail.folder(), sender);
            case PROMOTIONS ->
                    Finding.of("test-in-promotions", Severity.WARNING, Who.YOU, seed, sender);
            case OTHER ->
                    Finding.of("test-elsewhere", Severity.NOTICE, Who.YOU, seed, mail.folder());
            case NOWHERE -> Finding.of("test-nowhere", Severity.WARNING, Who.YOU, seed, sender);
            case UNKNOWN, UNSENT, INBOX -> closed(seed, mail.trouble());
        };
    }

    /// @param trouble its kind, and what was said, as [Watchers] write it
    private static Finding closed(String seed, String trouble) {
        var parts = trouble.split(": ", 2);
        var kind = "mailbox-" + parts[0].toLowerCase(Locale.ROOT).replace('_', '-');
        var words = parts.length > 1 ? parts[1] : trouble;
        return Finding.of("test-mailbox-closed", Severity.WARNING, Who.YOU, seed, words, kind);
    }

    /// The remote's words, or ours where it said nothing; `""` before anybody said anything.
    private static Object said(@Nullable Trace trace) {
        if (trace == null) return "";
        var reply = trace.reply();
        if (reply != null) return reply;
        var statement = trace.statement();
        return statement == null ? "" : statement;
    }

    private List<Route> taken(List<Standing> test) {
        return test.stream()
                .flatMap(standing -> Optional.ofNullable(standing.trace()).stream())
                .map(Trace::route)
                .distinct()
                .flatMap(name -> named(name).stream())
                .toList();
    }

    private Optional<Route> named(String name) {
        return routes.all().stream()
                .map(RouteState::route)
                .filter(route -> route.name().equals(name))
                .findFirst();
    }

    /// Whether another port was used than the one to prefer, and why.
    private List<Finding> swapped(Route route, List<Standing> test) throws InterruptedException {
        var relay = route.relay();
        if (relay == null) return List.of();
        int wanted = relay.ladder().getFirst().port();
        var used =
                test.stream()
                        .map(Standing::trace)
                        .filter(Objects::nonNull)
                        .filter(trace -> trace.route().equals(route.name()))
                        .map(Trace::port)
                        .filter(Objects::nonNull)
                        .filter(port -> port != wanted)
                        .findFirst();
        if (used.isEmpty()) return List.of();
        var passedOver = check.check(route).passedOver();
        return List.of(
                Finding.of(
                                "test-other-port",
                                Severity.NOTICE,
                                Who.NOBODY,
                                route.name(),
                                wanted,
                                used.get(),
                                all(passedOver))
                        .seeing(passedOver.stream().map(Statement::english).toList()));
    }

    private static Object all(List<Statement> sentences) {
        return sentences.isEmpty() ? "" : sentences.getFirst().and(sentences.stream().skip(1));
    }

    private List<Finding> doctors(String domain, List<Route> taken) throws InterruptedException {
        var routes = taken.stream().limit(1).map(Route::name).collect(Collectors.toSet());
        var scope = Scope.of(Set.of(domain), routes);
        return doctor.examine(scope).stream()
                .filter(finding -> finding.severity() != Severity.GOOD)
                .toList();
    }
}
