package dev.facteur.submit.http;

import dev.facteur.account.Accounts;
import dev.facteur.account.Credential;
import dev.facteur.account.LastUse;
import dev.facteur.account.Login;
import dev.facteur.account.Permission;
import dev.facteur.account.Site;
import dev.facteur.account.User;
import dev.facteur.account.Users;
import dev.facteur.platform.http.BearerToken;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.Problem;
import dev.facteur.platform.http.Right;
import dev.facteur.platform.secret.Secret;
import dev.facteur.submit.Submitter;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The one place where a request's API key is looked at: whose it is, from where it may come, how
/// often, and what it opens. Thread-safe.
public final class SiteKeys {
    private final Accounts accounts;
    private final LastUse lastUse;
    private final RequestRates rates;
    private final Users users;

    public SiteKeys(Accounts accounts, LastUse lastUse, RequestRates rates, Users users) {
        this.accounts = accounts;
        this.lastUse = lastUse;
        this.rates = rates;
        this.users = users;
    }

    public LastUse lastUse() {
        return lastUse;
    }

    /// Whose token that is; empty when no person's.
    ///
    /// @throws HttpRefusal for a token that is good, but not from there, or not so often
    public Optional<User> user(Context context, Secret token) throws HttpRefusal {
        var user = users.of(token);
        if (user.isEmpty() || user.get().isTheMachine()) return user;
        if (!user.get().isGoodFrom(client(context))) {
            throw elsewhere("This token", context);
        }
        // Beside those of keys, which count upwards.
        count(context, -user.get().id());
        users.note(user.get());
        return user;
    }

    /// Whose key that is; empty when nobody's.
    ///
    /// @throws HttpRefusal for a key that is good, but not from there, or not so often
    public Optional<Login> login(Context context, Secret key) throws HttpRefusal {
        var login = accounts.apiKey(key);
        if (login.isEmpty()) return login;
        var credential = login.get().credential();
        if (!credential.isGoodFrom(client(context))) {
            throw elsewhere("This key", context);
        }
        count(context, credential.id());
        lastUse.note(credential.id(), credential.lastUsed());
        return login;
    }

    /// Who hands mail over.
    ///
    /// @param credential null for a user, who sends for sites
    record Sender(Site site, @Nullable Credential credential) {}

    /// By the key in `Authorization: Bearer …`.
    Sender sender(Context context) throws HttpRefusal {
        return sender(context, BearerToken.of(context).orElse(null));
    }

    /// By a key from elsewhere; null when there is none.
    Sender sender(Context context, @Nullable Secret key) throws HttpRefusal {
        var user = key == null ? Optional.<User>empty() : user(context, key);
        if (user.isPresent()) {
            require(user.get(), Permission.SEND);
            return new Sender(namedSite(context, user.get()), null);
        }
        var login = key == null ? Optional.<Login>empty() : login(context, key);
        if (login.isEmpty()) {
            throw BearerToken.missing(
                    context,
                    "Send a site's API key as \"Authorization: Bearer …\";"
                            + " `facteur credential add SITE --api` makes one.");
        }
        require(login.get(), Permission.SEND);
        return new Sender(login.get().site(), login.get().credential());
    }

    /// To a user who has nothing to do with a site, it does not exist.
    private Site namedSite(Context context, User user) throws HttpRefusal {
        var name = context.queryParam("site");
        if (name == null) throw Wrong.missing("site");
        return accounts.site(name)
                .filter(site -> user.sees(site.id()))
                .orElseThrow(() ->
                        Wrong.field(
                                "site", "site-unknown", "There is no site named " + name + "."));
    }

    /// @throws HttpRefusal when the user's role does not open that
    public static void require(User user, Right right) throws HttpRefusal {
        if (user.may(right)) return;
        var name = user.name();
        if (user.sites() != null && !(right instanceof Permission)) {
            var sentence = name + " has to do with some sites only, and this is no site's.";
            throw forbidden("sites-only", sentence, name);
        }
        var role = user.role().word();
        throw forbidden(
                "role",
                name
                        + " is "
                        + role
                        + " here, and this is for others; an owner can change that: facteur user"
                        + " set "
                        + name
                        + " --role …",
                name,
                role);
    }

    /// @throws HttpRefusal when the key does not open that
    public static void require(Login login, Permission permission) throws HttpRefusal {
        if (login.credential().may(permission)) return;
        var name = login.credential().name();
        var enough =
                Stream.concat(login.credential().permissions().stream(), Stream.of(permission))
                        .sorted()
                        .map(Permission::word)
                        .collect(Collectors.joining(","));
        throw forbidden(
                "permission",
                "The key "
                        + name
                        + " lacks the permission \""
                        + permission.word()
                        + "\"; the operator can give it: facteur credential set "
                        + name
                        + " --permission "
                        + enough,
                permission.word(),
                name,
                enough);
    }

    private static HttpRefusal elsewhere(String what, Context context) {
        var address = context.ip();
        return forbidden("network", what + " is not good from the address " + address, address);
    }

    private static HttpRefusal forbidden(
            String code, String sentence, String subject, Object... values) {
        return new HttpRefusal(
                Problem.coded(403, "Not permitted", code, sentence).about(subject, values));
    }

    /// draft-ietf-httpapi-ratelimit-headers-10 §3 and §4: what is allowed, and what of it is left.
    private void count(Context context, long credential) throws HttpRefusal {
        if (!rates.limits()) return;
        var left = rates.take(credential);
        context.header(
                "RateLimit-Policy",
                "\"key\";q=" + rates.quota() + ";w=" + RequestRates.WINDOW.toSeconds());
        context.header(
                "RateLimit", "\"key\";r=" + left.remaining() + ";t=" + seconds(left.refill()));
        if (left.pause().isZero()) return;
        context.header("Retry-After", Long.toString(seconds(left.pause())));
        // RFC 6585 §4.
        throw new HttpRefusal(
                Problem.coded(
                                429,
                                "Too many requests",
                                "rate",
                                "This key may ask " + rates.quota() + " times a minute.")
                        .about("", rates.quota()));
    }

    /// Rounded up: who comes a moment too early is told no again.
    private static long seconds(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }

    static Submitter submitter(Context context, Sender sender) {
        return submitter(context, sender.site(), sender.credential());
    }

    /// @param credential null for the operator
    public static Submitter submitter(Context context, Site site, @Nullable Credential credential) {
        boolean secure = context.scheme().equals("https");
        return new Submitter(site, credential, secure ? "HTTPS" : "HTTP", client(context), "", "");
    }

    private static @Nullable InetAddress client(Context context) {
        try {
            return InetAddress.ofLiteral(context.ip());
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }
}
