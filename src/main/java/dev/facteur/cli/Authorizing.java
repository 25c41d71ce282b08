package dev.facteur.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.platform.Browser;
import dev.facteur.platform.Clock;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.http.BrowserReturn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// `facteur route authorize`: brings a person and a provider together. The gateway holds the
/// exchange and every secret of it; here a person is shown an address, and what the browser comes
/// back with is passed on.
final class Authorizing {
    /// Where the browser of another machine is sent, to find nobody: its address is pasted.
    private static final int NOBODYS_PORT = 53682;

    private final Desk desk;
    private final String path;
    private final Clock clock = new SystemClock();

    Authorizing(Desk desk, String name) {
        this.desk = desk;
        this.path = Api.path("/v1/routes/", name, "/authorization");
    }

    /// For a client that acts in its own right.
    JsonNode alone() throws Failure {
        return desk.api().post(path + "/alone", null);
    }

    /// By the browser of this machine.
    JsonNode here(boolean openBrowser) throws Failure {
        try (var browser = BrowserReturn.open()) {
            var invited = begin(browser.port());
            var url = Reading.text(invited, "url");
            boolean opened = openBrowser && Browser.open(url, desk.terminal().environment());
            desk.warn(desk.text(opened ? "route.authorize-opened" : "route.authorize-open", url));
            var state = Reading.text(invited, "state");
            var page = desk.text("route.authorize-page") + "\n";
            var brought = browser.await(state, page, until(invited), clock);
            if (brought.isEmpty()) throw desk.failure(ExitCode.INCOMPLETE, "error.authorize-late");
            return finish(state, brought.get());
        } catch (IOException e) {
            throw desk.failure(ExitCode.UNAVAILABLE, "error.authorize-port", Desk.said(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw desk.failure(ExitCode.INCOMPLETE, "error.authorize-late");
        }
    }

    /// By a browser elsewhere: the address it ends at is pasted.
    JsonNode pasted() throws Failure {
        var invited = begin(NOBODYS_PORT);
        var redirect = Reading.text(invited, "redirect");
        desk.warn(desk.text("route.authorize-paste", Reading.text(invited, "url"), redirect));
        var state = Reading.text(invited, "state");
        var brought = parameters(line());
        var returned = brought.getOrDefault("state", "").getBytes(UTF_8);
        if (!MessageDigest.isEqual(returned, state.getBytes(UTF_8))) {
            throw desk.failure(ExitCode.DATA, "error.authorize-address", redirect);
        }
        return finish(state, brought);
    }

    private String line() throws Failure {
        try {
            // Not closed: it is the program's own input.
            var in = new BufferedReader(new InputStreamReader(desk.terminal().in(), UTF_8));
            var line = in.readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            throw desk.failure(ExitCode.DATA, "error.authorize-port", Desk.said(e));
        }
    }

    private static Map<String, String> parameters(String address) {
        try {
            var query = URI.create(address).getRawQuery();
            return query == null ? Map.of() : BrowserReturn.parsed(query);
        } catch (IllegalArgumentException none) {
            return Map.of();
        }
    }

    private JsonNode begin(int port) throws Failure {
        return desk.api().post(path + "/browser", Desk.object().put("port", port));
    }

    private static Instant until(JsonNode invited) {
        return Instant.parse(Reading.text(invited, "until"));
    }

    private JsonNode finish(String state, Map<String, String> brought) throws Failure {
        var code = brought.get("code");
        if (code == null) {
            var error = brought.getOrDefault("error", "");
            var words = brought.getOrDefault("error_description", "");
            throw desk.failure(
                    ExitCode.INCOMPLETE,
                    "error.authorize-denied",
                    Table.printable((error + " " + words).strip()));
        }
        var body = Desk.object().put("state", state).put("code", code);
        if (brought.containsKey("iss")) body.put("iss", brought.get("iss"));
        return desk.api().post(path + "/browser/finish", body);
    }

    /// By another device, on which a code is typed in.
    JsonNode device() throws Failure {
        var invited = desk.api().post(path + "/device", null);
        desk.warn(
                desk.text(
                        "route.authorize-device",
                        Reading.text(invited, "url"),
                        Reading.text(invited, "user_code")));
        var state = Desk.object().put("state", Reading.text(invited, "state"));
        long interval = Reading.number(invited, "interval");
        var until = until(invited);
        while (clock.now().isBefore(until)) {
            pause(interval);
            var poll = desk.api().post(path + "/device/poll", state);
            if (!Reading.flag(poll, "pending")) return poll;
            interval += Reading.number(poll, "interval");
        }
        throw desk.failure(ExitCode.INCOMPLETE, "error.authorize-late");
    }

    private void pause(long seconds) throws Failure {
        try {
            clock.sleepUntil(clock.now().plusSeconds(seconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw desk.failure(ExitCode.INCOMPLETE, "error.authorize-late");
        }
    }
}
