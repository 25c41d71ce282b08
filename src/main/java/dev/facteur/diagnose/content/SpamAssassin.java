package dev.facteur.diagnose.content;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.diagnose.content.ContentVerdict.Action;
import dev.facteur.diagnose.content.ContentVerdict.RuleHit;
import dev.facteur.diagnose.content.NoVerdict.Kind;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Connector;
import dev.facteur.platform.SocketDeadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// SpamAssassin, asked as its own client asks `spamd`: one connection a question, see the page
/// “SPAMD PROTOCOL” of SpamAssassin's source. Of all its commands only REPORT tells the points of
/// each rule.
final class SpamAssassin implements SpamFilter {
    static final String NAME = "spamassassin";

    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final int MAX_ANSWER_BYTES = 256 << 10;
    private static final Pattern STATUS = Pattern.compile("SPAMD/[0-9.]{1,5} (\\d{1,3}) (\\w+)");
    private static final Pattern SCORE =
            Pattern.compile(
                    "(?im)^Spam: *(?:True|Yes|False|No) *; *(-?[0-9.]{1,12}) */ *(-?[0-9.]{1,12})");

    /// `" 0.6 MISSING_MID Missing Message-Id: header"`.
    private static final Pattern RULE =
            Pattern.compile(" {0,3}(-?\\d{1,6}(?:\\.\\d{1,4})?) ([A-Z][A-Z0-9_]+)(?: +(.*))?");

    private static final String RULES_BEGIN = "---- --";
    private static final Pattern CONTINUED = Pattern.compile(" {20,}(\\S.*)");

    private final InetSocketAddress address;
    private final long maxBytes;
    private final Connector connector;
    private final Clock clock;
    private final Duration patience;

    /// @param patience for all of an answer
    SpamAssassin(
            InetSocketAddress address,
            long maxBytes,
            Connector connector,
            Clock clock,
            Duration patience) {
        this.address = address;
        this.maxBytes = maxBytes;
        this.connector = connector;
        this.clock = clock;
        this.patience = patience;
    }

    @Override
    public String place() {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    @Override
    public long maxBytes() {
        return maxBytes;
    }

    @Override
    public void ping() throws NoVerdict {
        ask("PING SPAMC/1.2\r\n\r\n", new byte[0]);
    }

    /// The envelope is not asked for by this protocol.
    @Override
    public ContentVerdict check(byte[] mail, Parties parties) throws NoVerdict {
        var head = "REPORT SPAMC/1.2\r\nContent-length: " + mail.length + "\r\n\r\n";
        var answer = ask(head, mail);
        var score = SCORE.matcher(answer);
        if (!score.find()) throw nonsense();
        try {
            double points = Double.parseDouble(score.group(1));
            double threshold = Double.parseDouble(score.group(2));
            var action = points >= threshold ? Action.MARK : Action.PASS;
            return new ContentVerdict(NAME, points, threshold, action, rules(answer));
        } catch (IllegalArgumentException e) {
            throw nonsense();
        }
    }

    private String ask(String head, byte[] body) throws NoVerdict {
        var answer = exchange(head, body);
        var status = STATUS.matcher(answer);
        if (!status.lookingAt()) throw nonsense();
        if (status.group(1).equals("0")) return answer;
        throw new NoVerdict(
                Kind.NONSENSE, "SpamAssassin at " + place() + " answers " + status.group(2));
    }

    private String exchange(String head, byte[] body) throws NoVerdict {
        try (var socket = connector.connect(address, CONNECTING);
                var _ = SocketDeadline.on(socket, patience, clock)) {
            socket.setSoTimeout((int) patience.toMillis());
            var out = socket.getOutputStream();
            out.write(head.getBytes(US_ASCII));
            out.write(body);
            out.flush();
            socket.shutdownOutput();
            var answer = socket.getInputStream().readNBytes(MAX_ANSWER_BYTES + 1);
            if (answer.length > MAX_ANSWER_BYTES) throw nonsense();
            return new String(answer, UTF_8);
        } catch (NoVerdict e) {
            throw e;
        } catch (IOException e) {
            throw new NoVerdict(Kind.SILENT, "SpamAssassin at " + place() + " does not answer");
        }
    }

    /// What stands below the last ruled line: above it the report quotes the mail.
    private static List<RuleHit> rules(String report) {
        var rules = new ArrayList<RuleHit>();
        for (var line : report.lines().toList()) {
            var rule = RULE.matcher(line);
            var continued = CONTINUED.matcher(line);
            if (line.startsWith(RULES_BEGIN)) {
                rules.clear();
            } else if (rule.matches()) {
                var description = rule.group(3) == null ? "" : rule.group(3);
                double points = Double.parseDouble(rule.group(1));
                rules.add(new RuleHit(rule.group(2), points, description));
            } else if (continued.matches() && !rules.isEmpty()) {
                var last = rules.removeLast();
                var whole = last.description() + " " + continued.group(1);
                rules.add(new RuleHit(last.name(), last.points(), whole));
            }
        }
        return rules.stream().filter(rule -> rule.points() != 0).toList();
    }

    private NoVerdict nonsense() {
        return new NoVerdict(
                Kind.NONSENSE,
                "what answers at " + place() + " does not speak as SpamAssassin does");
    }

    @Override
    public void close() {}
}
