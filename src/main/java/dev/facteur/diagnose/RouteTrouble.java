package dev.facteur.diagnose;

import static dev.facteur.diagnose.Severity.PROBLEM;
import static java.util.Map.entry;

import dev.facteur.deliver.verdict.Reason;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.mail.Statement;
import dev.facteur.route.Provider;
import dev.facteur.route.Providers;
import dev.facteur.route.Route;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Why the account of a route is of no use, where its server has said so: the cause has a word, and
/// what to do about it is known.
final class RouteTrouble {
    private interface Telling {
        Finding of(String route, Statement said, String page);
    }

    private static final Telling RESTRICTED =
            (route, said, page) ->
                    Finding.of("account-restricted", PROBLEM, Who.YOU, route, said, page);

    private static final Telling EXHAUSTED =
            (route, said, page) ->
                    Finding.of("account-exhausted", PROBLEM, Who.YOU, route, said, page);

    private static final Map<Reason, Telling> KNOWN =
            Map.ofEntries(
                    entry(
                            Reason.LOGIN_REFUSED,
                            (route, said, page) ->
                                    Finding.of(
                                            "login-refused", PROBLEM, Who.YOU, route, said, page)),
                    entry(
                            Reason.LOGIN_METHOD,
                            (route, said, page) ->
                                    Finding.of(
                                            "login-method", PROBLEM, Who.YOU, route, said, page)),
                    entry(
                            Reason.LOGIN_REQUIRED,
                            (route, said, _) ->
                                    Finding.of("login-required", PROBLEM, Who.YOU, route, said)),
                    entry(
                            Reason.AUTHORIZATION_NEEDED,
                            (route, said, _) ->
                                    Finding.of(
                                            "authorization-needed", PROBLEM, Who.YOU, route, said)),
                    entry(
                            Reason.TLS_REQUIRED,
                            (route, said, _) ->
                                    Finding.of("tls-required", PROBLEM, Who.YOU, route, said)),
                    entry(
                            Reason.IP_NOT_ALLOWED,
                            (route, said, page) ->
                                    Finding.of(
                                            "address-not-allowed",
                                            PROBLEM,
                                            Who.YOU,
                                            route,
                                            said,
                                            page)),
                    entry(Reason.ACCOUNT_NOT_ACTIVATED, RESTRICTED),
                    entry(Reason.ACCOUNT_SUSPENDED, RESTRICTED),
                    entry(Reason.PERMISSION_MISSING, RESTRICTED),
                    entry(Reason.SANDBOX, RESTRICTED),
                    entry(Reason.CREDIT_GONE, EXHAUSTED),
                    entry(Reason.QUOTA_GONE, EXHAUSTED));

    private RouteTrouble() {}

    /// Empty where nothing more is known than what was said.
    ///
    /// @param said what the remote said, for people
    /// @param word of a [Reason]; null where there is none
    static Optional<Finding> of(Route route, Statement said, @Nullable String word) {
        return Stream.of(Reason.values())
                .filter(reason -> reason.word().equals(word))
                .map(KNOWN::get)
                .flatMap(Stream::ofNullable)
                .map(telling -> telling.of(route.name(), said, page(route)))
                .findFirst();
    }

    /// Where the provider says what its login is; of a server of one's own the settings are all
    /// that there is to read.
    private static String page(Route route) {
        return Providers.find(route.provider())
                .map(Provider::documentation)
                .orElse("facteur route show " + route.name());
    }
}
