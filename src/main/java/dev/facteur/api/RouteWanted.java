package dev.facteur.api;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.platform.secret.Secret;
import dev.facteur.route.Provider;
import dev.facteur.route.Providers;
import dev.facteur.route.Route;
import dev.facteur.route.RouteSecrets;
import dev.facteur.route.RouteSettings;
import dev.facteur.route.Routes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client asks of a route, as it stands in the body of a request.
///
/// What is null takes its default in a new route, and stays in one that is changed.
///
/// @param provider the id of a preset, which says all that an account there has in common; only for
///   a new route
/// @param region the provider's; null for the usual one
/// @param user `""` takes the login away
/// @param apiUser the public part of the API's credential
/// @param key of the API; where the provider has one secret for both, the password as well
/// @param api the API's address, where it is another one than the provider's
/// @param first `smtp` or `api`
/// @param client what the provider's authorisation server calls us; then the account needs no
///   password and no key, but has to be authorised
/// @param tenant whose accounts log in there
/// @param loginServer the authorisation server's address, where it is another one than the
///   provider's
/// @param alone whether the client acts in its own right
/// @param only the one way that tokens are asked for, in a new route; null for all there are
/// @param direct true makes a new route go to the recipients' own servers
/// @param hello how such a route introduces itself; `""` for the gateway's name
/// @param sources IP addresses such a route calls from; none for the system's choice
/// @param perDestination connections to one mail server at once
/// @param ca `""` goes back to the system's authorities
/// @param isDefault true makes it the only default route
/// @param isFallback true puts it behind the default routes that are there
record RouteWanted(
        @Nullable String name,
        @Nullable String provider,
        @Nullable String region,
        @Nullable String host,
        @Nullable String ladder,
        @Nullable String user,
        @Nullable String password,
        @Nullable String ca,
        @Nullable String apiUser,
        @Nullable String key,
        @Nullable String api,
        @Nullable String first,
        @Nullable String client,
        @Nullable String clientSecret,
        @Nullable String tenant,
        @Nullable String loginServer,
        @Nullable Boolean alone,
        @Nullable String only,
        @Nullable Boolean direct,
        @Nullable String hello,
        @Nullable List<String> sources,
        @Nullable Integer perDestination,
        @Nullable Integer connections,
        @Nullable Integer mailsPerConnection,
        @Nullable Integer recipientsPerMail,
        @Nullable Integer idleSeconds,
        @Nullable Integer perSecond,
        @Nullable Integer perMinute,
        @Nullable Integer perDay,
        @Nullable Boolean signs,
        @Nullable String uncertain,
        @Nullable Boolean isDefault,
        @Nullable Boolean isFallback) {

    RouteSettings over(RouteSettings before) throws Objection {
        return new RouteSettings(
                before.account(),
                relay(before.relay()),
                api(before),
                client(before.client()),
                direct(before.direct()),
                or(first, before.first()),
                or(connections, before.connections()),
                or(mailsPerConnection, before.mailsPerConnection()),
                or(recipientsPerMail, before.recipientsPerMail()),
                or(idleSeconds, before.idleSeconds()),
                or(perSecond, before.perSecond()),
                or(perMinute, before.perMinute()),
                or(perDay, before.perDay()),
                or(signs, before.signs()),
                or(uncertain, before.uncertain()));
    }

    private RouteSettings.@Nullable Relay relay(RouteSettings.@Nullable Relay before) {
        if (before == null) {
            return host == null ? null : relay(RouteSettings.usual(host).relay());
        }
        return new RouteSettings.Relay(
                or(host, before.host()),
                or(ladder, before.ladder()),
                orNone(user, before.user()),
                orNone(ca, before.ca()));
    }

    /// A key that an account gets later opens its provider's API.
    private RouteSettings.@Nullable Api api(RouteSettings before) throws Objection {
        var known = before.api();
        if (known == null) known = opened(before.account());
        if (known == null) return null;
        return new RouteSettings.Api(or(api, known.base()), or(apiUser, known.user()));
    }

    private RouteSettings.@Nullable Api opened(Route.@Nullable Account at) throws Objection {
        if (at == null || key == null) return null;
        var preset = Providers.find(at.provider());
        return preset.isEmpty() ? null : preset.get().api(account(at.region()), at.region());
    }

    private RouteSettings.@Nullable Client client(RouteSettings.@Nullable Client before) {
        if (before == null) return null;
        return new RouteSettings.Client(
                or(client, before.id()),
                or(tenant, before.tenant()),
                orNone(loginServer, before.server()),
                or(alone, before.alone()));
    }

    private RouteSettings.@Nullable Direct direct(RouteSettings.@Nullable Direct before) {
        if (before == null) return null;
        return new RouteSettings.Direct(
                or(hello, before.hello()),
                or(sources, before.sources()),
                or(perDestination, before.perDestination()));
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    private static @Nullable String orNone(@Nullable String value, @Nullable String before) {
        if (value == null) return before;
        return value.isEmpty() ? null : value;
    }

    Provider.Account account(@Nullable String region) throws Objection {
        var asking = client == null ? null : asking(client);
        return new Provider.Account(region, user, secret(password), apiUser, secret(key), asking);
    }

    private Provider.Client asking(String id) throws Objection {
        return new Provider.Client(
                id,
                secret(clientSecret),
                tenant,
                loginServer,
                Boolean.TRUE.equals(alone),
                only == null ? null : way(only));
    }

    private static Route.Way way(String word) throws Objection {
        for (var way : Route.Way.values()) {
            if (way.word().equals(word)) return way;
        }
        throw new Objection(
                Kind.INVALID, "route-only", word, word + " is no way; it is smtp or api");
    }

    RouteSecrets secrets() {
        return new RouteSecrets(secret(password), secret(key), secret(clientSecret));
    }

    private static @Nullable Secret secret(@Nullable String text) {
        return text == null || text.isEmpty() ? null : new Secret(text);
    }

    Routes.Place place() {
        if (Boolean.TRUE.equals(isDefault)) return Routes.Place.ALONE;
        return Boolean.TRUE.equals(isFallback) ? Routes.Place.LAST : Routes.Place.AS_IT_IS;
    }

    /// Never prints a secret.
    @Override
    public String toString() {
        return name + " " + provider + " " + host;
    }
}
