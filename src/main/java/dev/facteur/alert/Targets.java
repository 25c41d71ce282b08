package dev.facteur.alert;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.platform.secret.Secret;
import dev.facteur.route.Routes;
import dev.facteur.webhook.HookAddress;
import dev.facteur.webhook.Signature;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes a target of what somebody asks for, or says what is wrong with it.
public final class Targets {
    private static final int KEY_BYTES = 32;

    /// `123456:ABC-DEF…` as BotFather gives it; after it the chat.
    private static final Pattern BOT =
            Pattern.compile(
                    "([0-9]{3,20}:[A-Za-z0-9_-]{20,100}):(-?[0-9]{1,20}|@[A-Za-z0-9_]{3,64})");

    private final Routes routes;
    private final RandomGenerator random;

    public Targets(Routes routes, RandomGenerator random) {
        this.routes = routes;
        this.random = random;
    }

    /// What is asked for: one of them, and a route with `mail` only.
    ///
    /// @param telegram the bot's token, `:` and the chat
    /// @param mail an address
    public record Wanted(
            @Nullable String slack,
            @Nullable String discord,
            @Nullable String teams,
            @Nullable String telegram,
            @Nullable String webhook,
            @Nullable String mail,
            @Nullable String route) {
        private int number() {
            int number = 0;
            for (var one : new String[] {slack, discord, teams, telegram, webhook, mail}) {
                if (one != null) number++;
            }
            return number;
        }
    }

    public Target target(Wanted wanted) throws Objection {
        if (wanted.number() != 1 || (wanted.route() != null && wanted.mail() == null)) {
            throw invalid(
                    "alert-one-target",
                    "",
                    "an alert channel has one target: slack, discord, teams, telegram, webhook or"
                            + " mail, and a route with mail only");
        }
        if (wanted.slack() != null) return new Target.Slack(address(wanted.slack()));
        if (wanted.discord() != null) return new Target.Discord(address(wanted.discord()));
        if (wanted.teams() != null) return new Target.Teams(address(wanted.teams()));
        if (wanted.telegram() != null) return bot(wanted.telegram());
        if (wanted.webhook() != null) {
            var key = new byte[KEY_BYTES];
            random.nextBytes(key);
            return new Target.Webhook(address(wanted.webhook()), Signature.secret(key));
        }
        return mail(String.valueOf(wanted.mail()), wanted.route());
    }

    /// What is wrong is said without the address: it may be a secret with a slip in it.
    private static Secret address(String text) throws Objection {
        return HookAddress.of(text)
                .map(address -> new Secret(address.toString()))
                .orElseThrow(() ->
                        invalid(
                                "alert-address",
                                "",
                                "the address of a chat or program is like"
                                        + " https://hooks.example.com/…, without user or password"));
    }

    private static Target bot(String text) throws Objection {
        var bot = BOT.matcher(text.strip());
        if (bot.matches()) return new Target.Telegram(new Secret(bot.group(1)), bot.group(2));
        throw invalid(
                "alert-telegram",
                "",
                "a chat of Telegram is written as the bot's token, a colon, and the chat's number or"
                        + " @name: 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11:-1001234567890");
    }

    private Target mail(String text, @Nullable String route) throws Objection {
        if (route != null) routes.named(route);
        try {
            return new Target.Mail(Address.parse(text.strip()), route);
        } catch (MalformedAddress malformed) {
            throw invalid(
                    "alert-mail",
                    text,
                    "“" + text + "” is no mail address: " + malformed.getMessage(),
                    text,
                    String.valueOf(malformed.getMessage()));
        }
    }

    private static Objection invalid(
            String code, String subject, String sentence, Object... values) {
        return new Objection(Kind.INVALID, code, subject, sentence, values);
    }
}
