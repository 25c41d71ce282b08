package dev.facteur.diagnose.content;

import dev.facteur.diagnose.content.ContentVerdict.Action;
import dev.facteur.diagnose.content.ContentVerdict.RuleHit;
import dev.facteur.diagnose.content.NoVerdict.Kind;
import dev.facteur.platform.FileTrouble;
import dev.facteur.platform.http.CallBroken;
import dev.facteur.platform.http.HttpBody;
import dev.facteur.platform.http.RemoteCalls;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// rspamd, asked by HTTP at a worker that scans (port 11333) or at its controller (11334):
/// `/checkv2`, see rspamd's page “Protocol”. It is told that the mail comes from its own machine,
/// so that it looks at what stands in it and not at who brings it.
final class Rspamd implements SpamFilter {
    static final String NAME = "rspamd";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MAX_PASSWORD_BYTES = 1_024;

    private final URI base;
    private final @Nullable Path password;
    private final long maxBytes;
    private final RemoteCalls calls;

    /// @param password a file, read for each question so that a new one counts at once
    /// @param calls is closed with this
    Rspamd(URI base, @Nullable Path password, long maxBytes, RemoteCalls calls) {
        this.base = base;
        this.password = password;
        this.maxBytes = maxBytes;
        this.calls = calls;
    }

    @Override
    public String place() {
        return base.toString();
    }

    @Override
    public long maxBytes() {
        return maxBytes;
    }

    @Override
    public void ping() throws NoVerdict {
        call("GET", "ping", Map.of(), new byte[0]);
    }

    @Override
    public ContentVerdict check(byte[] mail, Parties parties) throws NoVerdict {
        var headers = new LinkedHashMap<>(Map.of("IP", "127.0.0.1"));
        if (isPlain(parties.sender())) headers.put("From", "<" + parties.sender() + ">");
        // One field a recipient is the rule; the client here has one value a name, and one tells
        // rspamd enough: it compares it with To.
        parties.recipients().stream()
                .filter(Rspamd::isPlain)
                .findFirst()
                .ifPresent(one -> headers.put("Rcpt", "<" + one + ">"));
        var answer = call("POST", "checkv2", headers, mail);
        try {
            return read(JSON.readTree(answer));
        } catch (JacksonException | IllegalArgumentException e) {
            throw nonsense();
        }
    }

    /// What a header of HTTP takes; addresses that it does not take are left out.
    private static boolean isPlain(String address) {
        return !address.isEmpty() && address.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private byte[] call(String method, String path, Map<String, String> more, byte[] body)
            throws NoVerdict {
        var headers = new LinkedHashMap<>(more);
        if (password != null) headers.put("Password", secret(password));
        var address = URI.create(base + "/" + path);
        try {
            var answer = calls.call(method, address, headers, HttpBody.of(body));
            return switch (answer.status()) {
                case 200 -> answer.body();
                case 401, 403 ->
                        throw new NoVerdict(
                                Kind.PASSWORD, "rspamd at " + base + " wants a password");
                default ->
                        throw new NoVerdict(
                                Kind.NONSENSE, "rspamd at " + base + " answers " + answer.status());
            };
        } catch (CallBroken e) {
            throw new NoVerdict(Kind.SILENT, "rspamd at " + base + " does not answer");
        }
    }

    private static String secret(Path file) throws NoVerdict {
        try (var in = Files.newInputStream(file)) {
            var text = new String(in.readNBytes(MAX_PASSWORD_BYTES), StandardCharsets.UTF_8);
            var line = text.lines().findFirst().orElse("").strip();
            if (isPlain(line)) return line;
            throw new NoVerdict(
                    Kind.PASSWORD, file + " has no password of plain characters in its first line");
        } catch (NoVerdict e) {
            throw e;
        } catch (IOException e) {
            throw new NoVerdict(Kind.PASSWORD, file + " cannot be read: " + FileTrouble.words(e));
        }
    }

    private ContentVerdict read(JsonNode answer) throws NoVerdict {
        if (!answer.path("score").isNumber() || !answer.path("symbols").isObject()) {
            throw nonsense();
        }
        var rules = new ArrayList<RuleHit>();
        for (var symbol : answer.path("symbols").properties()) {
            double points = symbol.getValue().path("score").asDouble(0);
            var description = symbol.getValue().path("description").asString("");
            rules.add(new RuleHit(symbol.getKey(), points, description));
        }
        return new ContentVerdict(
                NAME,
                answer.path("score").asDouble(),
                answer.path("required_score").asDouble(0),
                action(answer.path("action").asString("")),
                rules.stream().filter(rule -> rule.points() != 0).toList());
    }

    /// rspamd's own words; one that it learns later is taken for a mark.
    private static Action action(String word) {
        return switch (word) {
            case "no action" -> Action.PASS;
            case "greylist", "soft reject" -> Action.DELAY;
            case "reject", "discard" -> Action.REFUSE;
            default -> Action.MARK;
        };
    }

    private NoVerdict nonsense() {
        return new NoVerdict(
                Kind.NONSENSE, "what answers at " + base + " does not speak as rspamd does");
    }

    @Override
    public void close() {
        calls.close();
    }
}
