package dev.facteur.sandbox;

import dev.facteur.mail.Address;
import dev.facteur.platform.Clock;
import dev.facteur.platform.http.HttpServer;
import dev.facteur.platform.secret.Secret;
import dev.facteur.sandbox.Personality.Words;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A provider's HTTP API to practise with: takes the calls that the provider takes, checks the
/// credential, keeps the mail in the inbox, and says word for word what the first recipient's local
/// part asks for.
final class PracticeApi implements AutoCloseable {
    /// The local part whose mail is taken, and never answered.
    static final String HANG = "hang";

    /// What its callers prove themselves with, and the public part of the account.
    static final Secret KEY = new Secret("practice-key");

    static final String USER = "practice.example";

    private static final String MICROSOFT = "microsoft365";
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Words UNKNOWN = new Words(400, null, "{}");
    private static final Words NOT_FOUND = new Words(404, null, "{\"message\":\"Not Found\"}");

    private final Personality provider;
    private final Inbox inbox;
    private final @Nullable PracticeTokens tokens;
    private final @Nullable PracticeAuthorization authorization;
    private final Clock clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable HttpServer server;

    private PracticeApi(
            Personality provider, Inbox inbox, @Nullable PracticeTokens tokens, Clock clock) {
        this.provider = provider;
        this.inbox = inbox;
        this.tokens = tokens;
        this.authorization =
                tokens == null
                        ? null
                        : new PracticeAuthorization(tokens, provider.id().equals(MICROSOFT));
        this.clock = clock;
    }

    /// @throws IOException when the port cannot be had
    static PracticeApi start(Personality provider, Practice practice, InetSocketAddress at)
            throws IOException {
        var clock = practice.clock();
        var maxMessage = practice.settings().limits().maxMessage();
        var api = new PracticeApi(provider, practice.inbox(), practice.tokens(), clock);
        // Files are a third larger in base 64.
        var limits = HttpServer.Limits.onLoopback(maxMessage / 3L * 4);
        api.server = HttpServer.start(at, null, limits, clock, api::install);
        return api;
    }

    /// Its base address, without a slash at the end.
    String url() {
        return server == null ? "" : server.url();
    }

    @Override
    public void close() {
        closing.countDown();
        if (server != null) server.close();
    }

    private void install(RoutesConfig routes) {
        routes.post("/<path>", this::take);
        routes.get("/<path>", this::tell);
    }

    /// A page of the authorisation, or a question about the account.
    private void tell(Context context) {
        if (authorization != null && authorization.get(context)) return;
        var told = provider.told(context.path(), USER);
        if (told == null) {
            elsewhere(context);
            return;
        }
        var credential = String.valueOf(context.header(provider.header()));
        boolean admitted = provider.admits(credential, USER, KEY) || isToken(credential);
        if (admitted) say(context, told, Map.of("{user}", USER));
        else say(context, Personality.WRONG_KEY, PracticeCall.NONE, 0);
    }

    private void take(Context context) throws InterruptedException {
        if (authorization != null && authorization.post(context)) return;
        if (!provider.isAt(context.path(), USER)) {
            elsewhere(context);
            return;
        }
        var type = String.valueOf(context.contentType());
        var mails = PracticeBatch.mails(context.bodyAsBytes());
        var calls = mails.stream().map(mail -> PracticeCall.of(type, mail)).toList();
        var credential = String.valueOf(context.header(provider.header()));
        if (!provider.admits(credential, USER, KEY) && !isToken(credential)) {
            say(context, Personality.WRONG_KEY, calls.getFirst(), 0);
            return;
        }
        var answers = new ArrayList<Words>();
        for (var call : calls) answers.add(answer(context, call));
        say(
                context,
                calls.size() == 1 ? answers.getFirst() : PracticeBatch.joined(answers),
                Map.of());
    }

    /// What is said to one mail, which is kept when it is taken.
    private Words answer(Context context, PracticeCall call) throws InterruptedException {
        var to = call.recipients().isEmpty() ? null : call.recipients().getFirst();
        var asked = to == null ? "invalid" : provider.asked(to.localPart());
        boolean hangs = asked.equals(HANG);
        boolean taken = hangs || asked.equals(Personality.SUCCESS);
        long id = taken ? keep(context, call, !hangs) : 0;
        if (hangs) closing.await(LONG.toSeconds(), TimeUnit.SECONDS);
        return filled(hangs ? "error" : asked, call, id);
    }

    private boolean isToken(String credential) {
        var scopes = provider.tokens();
        return tokens != null
                && scopes != null
                && credential.startsWith("Bearer ")
                && tokens.admits(credential.substring(7), scopes.api());
    }

    private long keep(Context context, PracticeCall call, boolean answered) {
        long id = inbox.nextId();
        var received =
                new PracticeMail.Received(
                        id,
                        clock.now(),
                        "",
                        call.recipients().stream().map(Address::toString).toList(),
                        context.ip(),
                        provider.id(),
                        "",
                        USER,
                        answered);
        inbox.add(new PracticeMail(received, call.mail()));
        return id;
    }

    private void say(Context context, String asked, PracticeCall call, long id) {
        say(context, filled(asked, call, id), Map.of());
    }

    private Words filled(String asked, PracticeCall call, long id) {
        var to = call.recipients().stream().map(Address::toString).findFirst().orElse("");
        var values =
                Map.of(
                        "{id}",
                        "practice-" + id,
                        "{number}",
                        String.valueOf(id),
                        "{user}",
                        USER,
                        "{to}",
                        to,
                        "{from}",
                        call.from().replace("\"", "'"),
                        "{domain}",
                        call.from().replaceAll(".*@|>.*", ""),
                        "{region}",
                        "PRACTICE",
                        "{reset}",
                        String.valueOf(clock.now().plusSeconds(60).getEpochSecond()));
        var words = provider.says().getOrDefault(asked, UNKNOWN);
        var headers = new HashMap<String, String>();
        if (words.headers() != null) {
            words.headers().forEach((name, value) -> headers.put(name, filled(value, values)));
        }
        return new Words(words.status(), headers, filled(words.body(), values));
    }

    private void elsewhere(Context context) {
        var words = provider.elsewhere();
        say(context, words == null ? NOT_FOUND : words, Map.of());
    }

    private static void say(Context context, Words words, Map<String, String> values) {
        context.status(words.status());
        if (words.headers() != null) {
            words.headers().forEach((name, value) -> context.header(name, filled(value, values)));
        }
        boolean json = words.body().startsWith("{") || words.body().startsWith("[");
        context.contentType(json ? "application/json" : "text/plain");
        context.result(filled(words.body(), values));
    }

    private static String filled(String text, Map<String, String> values) {
        var filled = text;
        for (var each : values.entrySet()) filled = filled.replace(each.getKey(), each.getValue());
        return filled;
    }
}
