package dev.facteur;

import dev.facteur.mail.MailId;
import dev.facteur.platform.DataFolder;
import dev.facteur.platform.FileTrouble;
import dev.facteur.platform.StopSignal;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.WorkFolder;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.config.ConfigException;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.log.Logging;
import dev.facteur.platform.secret.RandomText;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.sandbox.Sandbox;
import dev.facteur.sandbox.SandboxSettings;
import dev.facteur.sandbox.SandboxSettings.Limits;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// `facteur try`: the whole gateway on loopback and free ports, the practice server as its
/// provider, a sample site, and one mail sent through. Nothing leaves the machine.
///
/// It uses the product as it is: the gateway with its usual wiring, set up through its own API, the
/// mail submitted at its own SMTP door and delivered over verified TLS.
public final class Try {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final String LOGIN = "facteur";
    private static final Duration SLOW = Duration.ofSeconds(20);

    /// Shorter than the first wait, so that who is greylisted is taken at the second attempt.
    private static final Duration GREYLISTED = Duration.ofSeconds(2);

    private final Options options;
    private final Surroundings world;
    private final PrintStream out;
    private final PrintStream err;
    private final TryTexts texts;

    /// @param once end when the sample mail has been delivered
    /// @param json print one line for programs instead of text for people
    /// @param data where to keep everything; null: a folder that is removed in the end
    public record Options(boolean once, boolean json, @Nullable Path data, Locale language) {}

    public Try(Options options, Surroundings world, PrintStream out, PrintStream err) {
        this.options = options;
        this.world = world;
        this.out = out;
        this.err = err;
        this.texts = TryTexts.in(options.language());
    }

    /// Runs until it is stopped, or with `--once` until the mail is delivered.
    ///
    /// @return the exit code: 0, or 1 with a sentence on `err`
    public int run() {
        return run(StopSignal.install());
    }

    int run(StopSignal stop) {
        Logging.start(new Config.Log(Config.Log.Format.PLAIN, Level.WARN));
        try (var folder = WorkFolder.of(options.data())) {
            return serve(folder.path(), stop);
        } catch (IOException | ConfigException e) {
            err.println(texts.failed.formatted(said(e)));
            return 1;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 1;
        } finally {
            stop.closed();
        }
    }

    private static String said(Exception failure) {
        return failure instanceof IOException io
                ? FileTrouble.sentence(io)
                : String.valueOf(failure.getMessage());
    }

    private int serve(Path data, StopSignal stop)
            throws IOException, ConfigException, InterruptedException {
        DataFolder.prepare(data);
        var clock = world.clock();
        var tls = ServerTls.selfSigned(data.resolve("sandbox"), "localhost", clock, world.random());
        var login = new SandboxSettings.Login(LOGIN, new RandomText(world.random()).password());
        var settings =
                SandboxSettings.onFreePorts(login).within(Limits.USUAL.withWaits(SLOW, GREYLISTED));
        try (var sandbox = Sandbox.start(settings, tls, clock, world.random());
                var _ = Gateway.start(config(data), world);
                var accounts = TryAccounts.of(data)) {
            var ladder =
                    sandbox.starttlsPort() + "/starttls," + sandbox.implicitPort() + "/implicit";
            var route = new TryRoute(ladder, LOGIN, login.password(), tls.certificateFile());
            var ready = accounts.setUp(route, data.resolve("tls/certificate.pem"));
            if (!sendSample(accounts, ready, sandbox, data)) return 1;
            if (!options.once()) stop.await();
            return 0;
        }
    }

    /// The shipped defaults on loopback and free ports, and retries that somebody can wait for.
    private static Config config(Path data) throws ConfigException {
        return Config.load(
                        null,
                        Map.of(
                                "FACTEUR_SERVER_NAME", "localhost",
                                "FACTEUR_SUBMISSION_LISTEN", "127.0.0.1",
                                "FACTEUR_SUBMISSION_STARTTLS", "0",
                                "FACTEUR_SUBMISSION_IMPLICIT", "0",
                                "FACTEUR_HTTP_LISTEN", "127.0.0.1:0",
                                // Nothing leaves the machine, not even the doctor's questions.
                                "FACTEUR_DOCTOR_TIME_SERVERS", "",
                                "FACTEUR_QUEUE_RETRY", "3s, 6s, 15s, 30s, 1m, 5m"))
                .withData(data);
    }

    private boolean sendSample(
            TryAccounts accounts, TryAccounts.Ready ready, Sandbox sandbox, Path data)
            throws IOException, InterruptedException {
        var started = world.clock().now();
        var message = texts.mail(TryMail.SENDER.toString(), TryMail.RECIPIENT.toString());
        var id = new TryMail(world, ready).submit(message);
        var standing = await(accounts, id, started.plus(PATIENCE));
        if (!standing.state().equals("delivered")) {
            err.println(
                    texts.undelivered.formatted(
                            PATIENCE.toSeconds(), standing.state(), standing.lastReply()));
            return false;
        }
        long millis = Duration.between(started, world.clock().now()).toMillis();
        announce(ready, sandbox, data, millis);
        return true;
    }

    private TryAccounts.Standing await(TryAccounts accounts, MailId id, Instant deadline)
            throws IOException, InterruptedException {
        while (true) {
            var standing = accounts.standing(id.toString());
            boolean late = !world.clock().now().isBefore(deadline);
            if (standing != null && (late || isOver(standing.state()))) return standing;
            if (late) throw new IOException("the gateway does not know the mail " + id);
            world.clock().sleepUntil(world.clock().now().plus(LOOK_AGAIN));
        }
    }

    private static boolean isOver(String state) {
        return switch (state) {
            case "delivered", "failed", "expired", "cancelled" -> true;
            default -> false;
        };
    }

    private void announce(TryAccounts.Ready ready, Sandbox sandbox, Path data, long millis) {
        if (options.json()) {
            out.println(json(ready, sandbox));
        } else if (options.once()) {
            out.println(texts.delivered.formatted(millis, ready.port("starttls")));
        } else {
            out.print(forPeople(ready, sandbox, data, millis));
        }
        out.flush();
    }

    private static String json(TryAccounts.Ready ready, Sandbox sandbox) {
        var line = new LinkedHashMap<String, Object>();
        line.put("http", ready.http());
        line.put("submission", ready.doors());
        line.put("user", ready.user());
        line.put("password", ready.password().reveal());
        line.put("api_key", ready.apiKey().reveal());
        line.put("from", TryMail.SENDER.toString());
        line.put("ca", ready.ca().toString());
        line.put("sandbox", sandbox.url());
        return Json.write(line);
    }

    private String forPeople(TryAccounts.Ready ready, Sandbox sandbox, Path data, long millis) {
        var tls = sandbox.inbox().mails().getFirst().received().tls().split(" ")[0];
        int port = ready.port("starttls");
        return texts.ready.formatted(
                port,
                tls.replace("TLSv", "TLS "),
                millis,
                sandbox.url() + "/",
                question(data),
                ready.http(),
                port,
                ready.port("implicit"),
                ready.user(),
                ready.password().reveal(),
                TryAccounts.DOMAIN,
                ready.ca(),
                ready.apiKey().reveal(),
                ready.ca(),
                ready.user(),
                ready.password().reveal(),
                TryMail.SENDER,
                TryMail.SENDER,
                port,
                options.data() == null ? texts.removes : texts.keeps.formatted(data));
    }

    /// The command that asks this gateway, as it is written where the program was started.
    private static String question(Path data) {
        var program = Path.of(System.getProperty("facteur.program", "./facteur"));
        var here = Path.of("").toAbsolutePath().equals(program.getParent());
        var command = here ? "./" + program.getFileName() : program.toString();
        return command + " mail list --data " + data;
    }
}
