package dev.facteur.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Where the gateway's API is, and what opens it.
///
/// @param hint what to say when nothing answers there
/// @param trust a certificate file besides which none is trusted; null: the system's authorities
record GatewayAddress(URI url, String token, String hint, @Nullable Path trust) {
    private static final String URL_VARIABLE = "FACTEUR_URL";
    private static final String KEY_VARIABLE = "FACTEUR_KEY";

    /// By `--url` when given; otherwise by the `admin.json` that a running gateway keeps in its
    /// data folder, unless the environment names a gateway elsewhere and no option a folder.
    static GatewayAddress find(Desk desk) throws Failure {
        var options = desk.options();
        var url = options.url;
        if (url == null && options.data == null) {
            url = desk.terminal().environment().get(URL_VARIABLE);
        }
        if (url == null) return ofDataFolder(desk);
        var hint = desk.text("error.nothing-answers", url);
        return new GatewayAddress(uri(desk, url), key(desk), hint, options.trust);
    }

    private static String key(Desk desk) throws Failure {
        var options = desk.options();
        if (options.key != null) return options.key;
        if (options.keyFile != null) return PasswordFile.read(desk, options.keyFile);
        var key = desk.terminal().environment().get(KEY_VARIABLE);
        if (key == null) throw desk.failure(ExitCode.USAGE, "error.url-without-key");
        return key;
    }

    private static GatewayAddress ofDataFolder(Desk desk) throws Failure {
        var data = DataFolderChoice.folder(desk);
        var file = data.resolve("admin.json");
        var hint = desk.text("error.not-running", data);
        try {
            var admin = JsonMapper.shared().readTree(Files.readString(file));
            var url = uri(desk, admin.path("url").asString(""));
            var trust = trust(desk, Reading.text(admin, "ca"));
            return new GatewayAddress(url, admin.path("token").asString(""), hint, trust);
        } catch (NoSuchFileException notThere) {
            throw new Failure(ExitCode.UNAVAILABLE, hint);
        } catch (AccessDeniedException notMine) {
            throw desk.failure(ExitCode.NOT_PERMITTED, "error.not-your-gateway", file);
        } catch (IOException unreadable) {
            throw desk.failure(
                    ExitCode.UNAVAILABLE, "error.unreadable", file, desk.trouble(unreadable));
        } catch (JacksonException damaged) {
            throw desk.failure(ExitCode.UNAVAILABLE, "error.damaged", file);
        }
    }

    private static @Nullable Path trust(Desk desk, String own) {
        if (desk.options().trust != null) return desk.options().trust;
        return own.isEmpty() ? null : Path.of(own);
    }

    private static URI uri(Desk desk, String text) throws Failure {
        try {
            var uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            var scheme = uri.getScheme();
            if (uri.getHost() != null && ("http".equals(scheme) || "https".equals(scheme))) {
                return uri;
            }
        } catch (IllegalArgumentException malformed) {
            // Said below.
        }
        throw desk.failure(ExitCode.USAGE, "error.not-a-url", text);
    }
}
