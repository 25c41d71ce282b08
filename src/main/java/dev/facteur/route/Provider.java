package dev.facteur.route;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.platform.secret.Secret;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A provider as its documentation describes it: where it takes mail, on which ports, and what an
/// account there consists of. It makes the settings of a route; what is made may be changed.
///
/// @param id `sendgrid`
/// @param documentation the page that the ports and names come from
/// @param regions to choose from, the usual one first; empty when [#regionPattern] says
/// @param regionPattern what a region's name looks like, where there are too many to list
/// @param smtp region to host; `*` stands for all, `{region}` for its name
/// @param api region to base address, as in `smtp`
/// @param ladder the documented ports and no others, in the order to try
/// @param user the user name that all accounts log in with; `{password}` when it is the password
/// @param userFrom which part of the account is the user name, where that is not [Part#USER]
/// @param passwordFrom which part of the account is the password; `ses` when it is made of the key
/// @param asks the parts of an account, in the order to ask for them
public record Provider(
        String id,
        String title,
        String documentation,
        List<String> regions,
        @Nullable String regionPattern,
        Map<String, String> smtp,
        Map<String, String> api,
        String ladder,
        @Nullable String user,
        @Nullable Part userFrom,
        @Nullable String passwordFrom,
        List<Ask> asks,
        @Nullable Integer connections,
        @Nullable Integer mailsPerConnection,
        @Nullable Integer recipientsPerMail,
        @Nullable Integer perSecond,
        @Nullable Integer perMinute,
        @Nullable Integer perDay) {

    /// A part of an account. [#API_USER] is the public part of the API's credential.
    public enum Part {
        USER,
        PASSWORD,
        API_USER,
        KEY;

        /// The word of the API: `api_user`.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param optional whether the account is of use without it
    public record Ask(Part what, boolean optional) {}

    /// An account as its owner knows it.
    ///
    /// @param region null for the usual one
    public record Account(
            @Nullable String region,
            @Nullable String user,
            @Nullable Secret password,
            @Nullable String apiUser,
            @Nullable Secret key) {
        private boolean has(Part part) {
            return switch (part) {
                case USER -> user != null;
                case PASSWORD -> password != null;
                case API_USER -> apiUser != null;
                case KEY -> key != null;
            };
        }
    }

    /// What a route to that account is made of.
    public record Made(RouteSettings settings, RouteSecrets secrets) {}

    /// @throws Objection when a part is missing, or the region is not one of this provider's
    public Made route(Account account) throws Objection {
        var region = region(account.region());
        for (var ask : asks) {
            if (!ask.optional() && !account.has(ask.what())) throw missing(ask.what());
        }
        var secrets = secrets(account, region);
        var relay = relay(account, region, secrets);
        var api = api(account, region);
        if (relay == null && api == null) throw nothingOfUse();
        var usual = RouteSettings.account(new Route.Account(id, region), relay, api);
        return new Made(limited(usual), secrets);
    }

    /// The secrets of an account here, of which those that are null stay as they were.
    public RouteSecrets secrets(Account account, String region) {
        var key = account.key();
        Secret password = account.password();
        if (passwordFrom != null && key != null) {
            password = passwordFrom.equals("ses") ? SesPassword.of(key, region) : key;
        }
        return new RouteSecrets(password, key);
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
        if (host == null || name == null || secrets.password() == null) return null;
        return new RouteSettings.Relay(host, ladder, name, null);
    }

    private @Nullable String user(Account account) {
        if (user != null) return user;
        return userFrom == Part.API_USER ? account.apiUser() : account.user();
    }

    private RouteSettings.@Nullable Api api(Account account, String region) {
        var base = in(region, api);
        if (base == null || account.key() == null) return null;
        var apiUser = account.apiUser();
        return new RouteSettings.Api(base, apiUser == null ? "" : apiUser);
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
                usual.direct(),
                usual.first(),
                or(connections, usual.connections()),
                or(mailsPerConnection, usual.mailsPerConnection()),
                or(recipientsPerMail, usual.recipientsPerMail()),
                usual.idleSeconds(),
                or(perSecond, 0),
                or(perMinute, 0),
                or(perDay, 0),
                // It signs with the domain's key that it has given out; ours would have to be
                // published as well, and a signature that does not verify does harm.
                false,
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
