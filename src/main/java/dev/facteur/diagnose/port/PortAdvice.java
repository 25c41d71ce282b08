package dev.facteur.diagnose.port;

import dev.facteur.deliver.smtp.PortSurvey.Seen;
import dev.facteur.diagnose.Finding;
import dev.facteur.mail.Statement;
import dev.facteur.route.Rung;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which port to take, and why no other one.
///
/// @param routes the ways out
/// @param doors the way in
public record PortAdvice(List<Way> routes, Way doors) {
    public PortAdvice {
        routes = List.copyOf(routes);
    }

    /// @param name of the route; that of this gateway for its doors
    /// @param host whose ports they are; `""` where there is no choice of ports
    /// @param best null where none can be used, or there is no choice
    /// @param answer in one sentence
    /// @param others why not the others, a sentence each
    public record Way(
            String name,
            String host,
            @Nullable Rung best,
            Finding answer,
            List<Finding> others,
            List<Row> rows) {
        public Way {
            others = List.copyOf(others);
            rows = List.copyOf(rows);
        }
    }

    /// A port of the table.
    ///
    /// @param use what such a port is for, in general
    /// @param chosen whether the route, or the gateway, uses it
    /// @param seen what was measured; null where there is nobody to measure
    public record Row(Rung rung, Finding use, boolean chosen, @Nullable Measured seen) {}

    /// What a port came to.
    ///
    /// @param state its word, see [dev.facteur.deliver.smtp.PortSurvey.State]
    /// @param version of TLS; null where none was spoken, as the certificate's `subject`, `issuer`
    ///   and `until`
    /// @param login what came of it: `accepted`, `refused`, `untried`
    /// @param why it cannot be used; [Statement#NONE] where it can
    public record Measured(
            String state,
            Duration took,
            String address,
            @Nullable String version,
            @Nullable String subject,
            @Nullable String issuer,
            @Nullable Instant until,
            List<String> mechanisms,
            String login,
            Statement why) {
        public Measured {
            mechanisms = List.copyOf(mechanisms);
        }

        static Measured of(Seen seen) {
            var session = seen.session();
            var certificate = seen.certificate();
            return new Measured(
                    seen.state().word(),
                    seen.took(),
                    seen.address().getHostAddress(),
                    session == null ? null : session.getProtocol(),
                    certificate == null ? null : certificate.getSubjectX500Principal().getName(),
                    certificate == null ? null : certificate.getIssuerX500Principal().getName(),
                    certificate == null ? null : certificate.getNotAfter().toInstant(),
                    List.copyOf(new TreeSet<>(seen.mechanisms())),
                    seen.login().word(),
                    seen.why());
        }
    }
}
