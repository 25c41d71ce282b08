package dev.facteur.api;

import dev.facteur.account.Domains;
import dev.facteur.account.Objection;
import dev.facteur.account.Role;
import dev.facteur.diagnose.Doctor;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.FindingTexts;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.ZoneRecord;
import dev.facteur.platform.Clock;
import dev.facteur.platform.http.Operation;
import dev.facteur.route.Routes;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `/v1/doctor`: what is wrong, who has to act and what to do. `?domain=` and `?route=` narrow it,
/// `?lang=fr` says it in French.
final class DoctorResource {
    private final Doctor doctor;
    private final Domains domains;
    private final Routes routes;
    private final Clock clock;

    DoctorResource(Doctor doctor, Domains domains, Routes routes, Clock clock) {
        this.doctor = doctor;
        this.domains = domains;
        this.routes = routes;
        this.clock = clock;
    }

    /// @param findings the worst first
    record Report(Instant at, List<Told> findings) {}

    /// @param severity `good`, `notice`, `warning` or `problem`
    /// @param who has to act
    /// @param subject what it is about
    /// @param seen one sentence in the language asked for, as `why` and `steps`
    /// @param why `""` where nothing has to be done
    /// @param records to publish
    /// @param evidence raw
    record Told(
            String code,
            String severity,
            String who,
            String subject,
            List<String> values,
            String seen,
            String why,
            List<String> steps,
            List<Published> records,
            List<String> evidence) {}

    record Published(String name, String type, String value, long ttl) {
        static Published of(ZoneRecord record) {
            return new Published(
                    record.name(), record.type(), record.value(), record.ttl().toSeconds());
        }
    }

    void install(Operations operations) {
        operations.add(
                Operation.get("/v1/doctor", Role.VIEWER, "What is wrong, and what to do")
                        .query("domain", "route", "lang")
                        .answers(200, Report.class)
                        .refuses(404, 422),
                this::examine);
    }

    private void examine(Context context) throws Exception {
        var scope = scope(context.queryParam("domain"), context.queryParam("route"));
        var texts = Language.texts(context);
        var findings = doctor.examine(scope).stream().map(each -> told(each, texts)).toList();
        context.json(new Report(clock.now(), findings));
    }

    private Scope scope(@Nullable String domain, @Nullable String route) throws Objection {
        if (domain == null && route == null) return Scope.ALL;
        return Scope.of(
                domain == null ? Set.of() : Set.of(domains.named(domain).name()),
                route == null ? Set.of() : Set.of(routes.named(route).route().name()));
    }

    static Told told(Finding finding, FindingTexts texts) {
        var told = texts.told(finding);
        return new Told(
                finding.code(),
                finding.severity().word(),
                finding.actor(),
                finding.subject(),
                finding.values(),
                told.seen(),
                told.why(),
                told.steps(),
                finding.records().stream().map(Published::of).toList(),
                finding.evidence());
    }
}
