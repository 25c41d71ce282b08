package dev.facteur;

import dev.facteur.platform.FileTrouble;
import dev.facteur.platform.StopSignal;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.WorkFolder;
import dev.facteur.platform.config.Config;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.log.Logging;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.sandbox.Sandbox;
import dev.facteur.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// `facteur sandbox`: the practice server alone, until it is stopped.
public final class SandboxRun {
    private final Options options;
    private final Surroundings world;
    private final PrintStream out;
    private final PrintStream err;
    private final TryTexts texts;

    /// @param json print one line for programs instead of text for people
    /// @param data where its certificate is kept; null: a folder that is removed in the end
    public record Options(
            SandboxSettings settings, boolean json, @Nullable Path data, Locale language) {}

    public SandboxRun(Options options, Surroundings world, PrintStream out, PrintStream err) {
        this.options = options;
        this.world = world;
        this.out = out;
        this.err = err;
        this.texts = TryTexts.in(options.language());
    }

    /// @return the exit code: 0, or 1 with a sentence on `err`
    public int run() {
        return run(StopSignal.install());
    }

    int run(StopSignal stop) {
        Logging.start(new Config.Log(Config.Log.Format.PLAIN, Level.WARN));
        try (var folder = WorkFolder.of(options.data())) {
            var tls =
                    ServerTls.selfSigned(folder.path(), "localhost", world.clock(), world.random());
            try (var sandbox =
                    Sandbox.start(
                            options.settings(),
                            tls,
                            world.clock(),
                            world.random(),
                            world.connector())) {
                announce(sandbox, tls.certificateFile());
                stop.await();
            }
            return 0;
        } catch (IOException e) {
            err.println(texts.sandboxFailed.formatted(FileTrouble.sentence(e)));
            return 1;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 1;
        } finally {
            stop.closed();
        }
    }

    private void announce(Sandbox sandbox, Path ca) {
        if (options.json()) {
            out.println(json(sandbox, ca));
        } else {
            var login = options.settings().login();
            out.print(
                    texts.sandbox.formatted(
                            sandbox.url() + "/",
                            sandbox.starttlsPort(),
                            sandbox.implicitPort(),
                            login == null
                                    ? texts.anyLogin
                                    : texts.givenLogin.formatted(login.user()),
                            ca));
            int bounces = options.settings().ports().bounces();
            if (bounces != 0) out.print(texts.comingBack.formatted(bounces));
            sandbox.apiUrl().ifPresent(url -> out.print(played(url)));
            var api = options.settings().api();
            if (api != null && sandbox.givesTokens()) {
                out.print(
                        texts.authorizing.formatted(
                                api.provider(),
                                sandbox.apiUrl().orElse(""),
                                sandbox.starttlsPort(),
                                ca));
            }
        }
        out.flush();
    }

    private String played(String url) {
        return texts.played.formatted(url, Sandbox.apiUser(), Sandbox.apiKey());
    }

    private static String json(Sandbox sandbox, Path ca) {
        var line = new LinkedHashMap<String, Object>();
        line.put("sandbox", sandbox.url());
        line.put(
                "submission",
                List.of(
                        new TryAccounts.Door(sandbox.starttlsPort(), "starttls"),
                        new TryAccounts.Door(sandbox.implicitPort(), "implicit")));
        line.put("ca", ca.toString());
        sandbox.apiUrl()
                .ifPresent(url -> {
                    line.put("api", url);
                    line.put("api_user", Sandbox.apiUser());
                    line.put("api_key", Sandbox.apiKey());
                    if (sandbox.givesTokens()) line.put("login_server", url);
                });
        return Json.write(line);
    }
}
