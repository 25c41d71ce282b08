package dev.facteur.testkit;

import dev.facteur.platform.Clock;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.sandbox.PracticeMail;
import dev.facteur.sandbox.Sandbox;
import dev.facteur.sandbox.SandboxSettings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/// A provider that gives out access tokens, played whole: its authorisation server, its API, its
/// mail server. And the person with a browser, who agrees.
public final class TokenProvider implements AutoCloseable {
    private final Sandbox sandbox;
    private final Path authority;
    private final String id;

    private TokenProvider(Sandbox sandbox, Path authority, String id) {
        this.sandbox = sandbox;
        this.authority = authority;
        this.id = id;
    }

    /// @param id `gmail` or `microsoft365`
    public static TokenProvider start(String id, Path folder, Clock clock) throws IOException {
        var random = new SecureRandom();
        var tls = ServerTls.selfSigned(folder.resolve(id), "localhost", clock, random);
        var settings = SandboxSettings.onFreePorts(null).playing(id, 0);
        var sandbox = Sandbox.start(settings, tls, clock, random);
        return new TokenProvider(sandbox, tls.certificateFile(), id);
    }

    public String base() {
        return sandbox.apiUrl().orElseThrow();
    }

    /// What `facteur route add` is told beside the name.
    public List<String> options(String user) {
        return List.of(
                "--provider",
                id,
                "--user",
                user,
                "--client",
                "practice-client",
                "--api",
                base(),
                "--login-server",
                base());
    }

    /// The same for its mail server, which is not where the real one is.
    public List<String> server() {
        return List.of(
                "--host",
                "localhost",
                "--port",
                sandbox.starttlsPort() + "/starttls",
                "--ca-file",
                authority.toString());
    }

    /// The same as a request of the API, with more members.
    public String request(String name, String user, String more) {
        return """
        {"name": "%s", "provider": "%s", "user": "%s", "client": "practice-client",
         "client_secret": "practice-secret", "api": "%s", "login_server": "%s",
         "host": "localhost", "ladder": "%d/starttls", "ca": "%s", "is_default": true%s}
        """
                .formatted(name, id, user, base(), base(), sandbox.starttlsPort(), authority, more);
    }

    /// The port at which its mail server takes mail.
    public int smtpPort() {
        return sandbox.starttlsPort();
    }

    /// The browser of somebody who agrees to whatever it shows.
    ///
    /// @return where it is sent in the end
    public static URI browse(String url) throws IOException {
        var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        var location = connection.getHeaderField("Location");
        if (location == null)
            throw new IOException("no redirection: " + connection.getResponseCode());
        return URI.create(location);
    }

    /// The status of a page.
    public static int visit(URI address) throws IOException {
        return ((HttpURLConnection) address.toURL().openConnection()).getResponseCode();
    }

    /// Brings about what goes wrong with grants: `revoke`, `expire`, `testing`.
    public void practice(String what) throws IOException {
        var address = URI.create(base() + "/practice/" + what).toURL();
        var connection = (HttpURLConnection) address.openConnection();
        connection.setRequestMethod("POST");
        if (connection.getResponseCode() != 204) throw new IOException(what);
    }

    /// What arrived, by whichever way.
    public List<PracticeMail> mails() {
        return sandbox.inbox().mails();
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
