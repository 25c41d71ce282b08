package dev.facteur.route;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.platform.secret.Secret;
import dev.facteur.route.Route.Way;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A provider as its documentation describes it: where it takes mail, on which ports, and what an
/// account there consists of. It makes the settings of a route; what is made may be changed.
///
/// @param id `sendgrid`
/// @param documentation the page that the ports and names come from
/// @param domains the page on which it shows which records a sender domain needs
/// @param regions to choose from, the usual one first; empty when [#regionPattern] says
/// @param regionPattern what a region's name looks like, where there are too many to list
/// @param smtp region to host; `*` stands for all, `{region}` for its name
/// @param api region to base address, as in `smtp`
/// @param ladder the documented ports and no others, in the order to try
/// @param user the user name that all accounts log in with; `{password}` when it is the password
/// @param userFrom which part of the account is the user name, where that is not [Part#USER]
/// @param passwordFrom which part of the account is the password; `ses` when it is made of the key
/// @param authorization how access tokens are had there; null where there are none
/// @param dkim whose signature speaks for mail that leaves by it
/// @param asks the parts of an account, in the order to ask for them
public record Provider(
        String id,
        String title,
        String documentation,
        String domains,
        List<String> regions,
        @Nullable String regionPattern,
        Map<String, String> smtp,
        Map<String, String> api,
        String ladder,
        @Nullable String user,
        @Nullable Part userFrom,
        @Nullable String passwordFrom,
        @Nullable Authorization authorization,
        Dkim dkim,
        List<Ask> asks,
        @Nullable Integer connections,
        @Nullable Integer mailsPerConnection,
        @Nullable Integer recipientsPerMail,
        @Nullable Integer perSecond,
        @Nullable Integer perMinute,
        @Nullable Integer perDay) {

    public enum Dkim {
        /// Ours: it signs with no key of the sender's domain, and changes nothing that we sign.
        OURS,
        /// Its own, by a key of the sender's domain whose record it gives out, mostly as a CNAME to
        /// its own. One of ours beside it would be broken by what it rewrites (Message-ID, Date,
        /// links), and there are receivers that want each signature of the domain to verify.
        THEIRS;

        /// The word of the API: `theirs`.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A part of an account. [#API_USER] is the public part of the API's credential, [#CLIENT] what
    /// the authorisation server calls us.
    public enum Part {
        USER,
        PASSWORD,
        API_USER,
        KEY,
        CLIENT,
        CLIENT_SECRET,
        TENANT;

        /// The word of the API: `api_user`.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param optional whether the account is of use without it
    /// @param unless a part that takes its place; null for none
    /// @param with a part without which it is of no use; null for none
    public record Ask(Part what, boolean optional, @Nullable Part unless, @Nullable Part with) {
        private boolean isNeeded(Account account) {
            if (optional || (unless != null && account.has(unless))) return false;
            return with == null || account.has(with);
        }
    }

    /// An account as its owner knows it.
    ///
    /// @param region null for the usual one
    public record Account(
            @Nullable String region,
            @Nullable String user,
            @Nullable Secret password,
            @Nullable String apiUser,
            @Nullable Secret key,
            @Nullable Client client) {
        /// An account without a client.
        public Account(
                @Nullable String region,
                @Nullable String user,
                @Nullable Secret password,
                @Nullable String apiUser,
                @Nullable Secret key) {
            this(region, user, password, apiUser, key, null);
        }

        private boolean has(Part part) {
            return switch (part) {
                case USER -> user != null;
                case PASSWORD -> password != null;
                case API_USER -> apiUser != null;
                case KEY -> key != null;
                case CLIENT -> client != null;
                case CLIENT_SECRET -> client != null && client.secret() != null;
                case TENANT -> client != null && client.tenant() != null;
            };
        }

        private boolean takes(Way way) {
            return client != null && (client.only() == null || client.only() == way);
        }
    }

    /// As whom access tokens are asked for.
    ///
    /// @param tenant null for the usual one
    /// @param server null for the provider's
    /// @param only the one way that tokens are asked for; null for all there are
    public record Client(
            String id,
            @Nullable Secret secret,
            @Nullable String tenant,
            @Nullable String server,
            boolean alone,
            @Nullable Way only) {}

    /// What a route to that account is made of.
    public record Made(RouteSettings settings, RouteSecrets secrets) {}

    /// @throws Objection when a part is missing, or the region is not one of this provider's
    public Made route(Account account) throws Objection {
        var region = region(account.region());
        for (var ask : asks) {
            if (ask.isNeeded(account) && !account.has(ask.what())) throw missing(ask.what());
        }
        var secrets = secrets(account, region);
        var relay = relay(account, region, secrets);
        var api = api(account, region);
        if (relay == null && api == null) throw nothingOfUse();
        var named = new Route.Account(id, region);
        var usual = RouteSettings.account(named, relay, api, client(account));
        return new Made(limited(usual), secrets);
    }

    /// The secrets of an account here, of which those that are null stay as they were.
    public RouteSecrets secrets(Account account, String region) {
        var key = account.key();
        Secret password = account.password();
        if (passwordFrom != null && key != null) {
            password = passwordFrom.equals("ses") ? SesPassword.of(key, region) : key;
        }
        var client = account.client();
        return new RouteSecrets(password, key, client == null ? null : client.secret());
    }

    private String region(@Nullable String wanted) throws Objection {
        if (wanted == null && !regions.isEmpty()) return regions.getFirst();
        if (wanted != null && isRegion(wanted)) return wanted;
        var choice = regions.isEmpty() ? "eu-west-1, us-east-1 …" : String.join(", ", regions);
        throw new Objection(
                Kind.INVALID,
                "provider-region",
                title,
                title
                        + " has regions, and mail is taken by the account's own: name it with"
                        + " --region, one of "
                        + choice,
                choice);
    }

    private boolean isRegion(String name) {
        return regionPattern == null
                ? regions.contains(name)
                : Pattern.matches(regionPattern, name);
    }

    private RouteSettings.@Nullable Relay relay(
            Account account, String region, RouteSecrets secrets) {
        var host = in(region, smtp);
        var name = user(account);
        boolean token = account.takes(Way.SMTP);
        if (host == null || name == null || (secrets.password() == null && !token)) return null;
        return new RouteSettings.Relay(host, ladder, name, null);
    }

    private @Nullable String user(Account account) {
        if (user != null) return user;
        return userFrom == Part.API_USER ? account.apiUser() : account.user();
    }

    /// The API of an account; null where it has no key, or the provider no API.
    public RouteSettings.@Nullable Api api(Account account, String region) {
        var base = in(region, api);
        boolean proof = authorization == null ? account.key() != null : account.takes(Way.API);
        if (base == null || !proof) return null;
        var apiUser = account.apiUser();
        // A client that acts in its own right has to name the mailbox.
        var client = account.client();
        if (client != null && client.alone()) apiUser = account.user();
        return new RouteSettings.Api(base, apiUser == null ? "" : apiUser);
    }

    private RouteSettings.@Nullable Client client(Account account) throws Objection {
        var client = account.client();
        if (client == null) return null;
        if (authorization == null || (client.alone() && authorization.alone() == null)) {
            throw new Objection(
                    Kind.INVALID,
                    "provider-no-client",
                    title,
                    title + " has no such login; it is for an account with a password or key");
        }
        return new RouteSettings.Client(
                client.id(),
                Objects.requireNonNullElse(client.tenant(), authorization.tenant()),
                client.server(),
                client.alone());
    }

    private static @Nullable String in(String region, Map<String, String> places) {
        var place = places.get(region);
        if (place == null) place = places.get("*");
        return place == null ? null : place.replace("{region}", region);
    }

    private RouteSettings limited(RouteSettings usual) {
        return new RouteSettings(
                usual.account(),
                usual.relay(),
                usual.api(),
                usual.client(),
                usual.direct(),
                usual.first(),
                or(connections, usual.connections()),
                or(mailsPerConnection, usual.mailsPerConnection()),
                or(recipientsPerMail, usual.recipientsPerMail()),
                usual.idleSeconds(),
                or(perSecond, 0),
                or(perMinute, 0),
                or(perDay, 0),
                dkim == Dkim.OURS,
                usual.uncertain());
    }

    private static int or(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }

    private Objection missing(Part part) {
        return new Objection(
                Kind.INVALID,
                "provider-asks",
                title,
                title + " needs " + option(part) + "; see " + documentation,
                option(part),
                documentation);
    }

    private static String option(Part part) {
        return switch (part) {
            case USER -> "--user";
            case PASSWORD -> "--password-file";
            case API_USER -> "--api-user";
            case KEY -> "--key-file";
            case CLIENT -> "--client";
            case CLIENT_SECRET -> "--client-secret-file";
            case TENANT -> "--tenant";
        };
    }

    private Objection nothingOfUse() {
        return new Objection(
                Kind.INVALID,
                "provider-empty",
                title,
                title
                        + " takes mail by SMTP with a user and a password, or by its API with a"
                        + " key; give one of the two",
                documentation);
    }
}
