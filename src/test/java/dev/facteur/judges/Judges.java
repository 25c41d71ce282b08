package dev.facteur.judges;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.facteur.protocol.dkim.DkimVerdict;
import dev.facteur.protocol.dkim.DkimVerifier;
import dev.facteur.protocol.dmarc.Authentication;
import dev.facteur.protocol.dmarc.DmarcChecker;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.protocol.mime.FromHeader;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.protocol.mime.MalformedHeader;
import dev.facteur.protocol.spf.SpfAnswer;
import dev.facteur.protocol.spf.SpfChecker;
import dev.facteur.testkit.Incoming;
import dev.facteur.testkit.Milters;
import dev.facteur.testkit.Peers;
import dev.facteur.testkit.Rspamd;
import dev.facteur.testkit.Zone;
import dev.facteur.testkit.ZoneServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Facteur's own evaluators, rspamd, and OpenDKIM with OpenDMARC, all asking the same names about
/// the same mail.
final class Judges implements AutoCloseable {
    private static final Pattern SIGNATURE =
            Pattern.compile("dkim=(\\w+)[^;]*header\\.s=([^\\s;]+)");
    private static final Map<String, String> RSPAMD_DKIM =
            Map.of(
                    "R_DKIM_ALLOW", "pass",
                    "R_DKIM_REJECT", "fail",
                    "R_DKIM_PERMFAIL", "permerror",
                    "R_DKIM_TEMPFAIL", "temperror");
    private static final Map<String, String> RSPAMD_SPF =
            Map.of(
                    "R_SPF_ALLOW", "pass",
                    "R_SPF_FAIL", "fail",
                    "R_SPF_SOFTFAIL", "softfail",
                    "R_SPF_NEUTRAL", "neutral",
                    "R_SPF_PERMFAIL", "permerror",
                    "R_SPF_DNSFAIL", "temperror",
                    "R_SPF_NA", "none");
    private static final Map<String, String> RSPAMD_DMARC =
            Map.of(
                    "DMARC_POLICY_ALLOW", "pass",
                    "DMARC_POLICY_ALLOW_WITH_FAILURES", "pass",
                    "DMARC_POLICY_SOFTFAIL", "fail, none",
                    "DMARC_POLICY_QUARANTINE", "fail, quarantine",
                    "DMARC_POLICY_REJECT", "fail, reject",
                    "DMARC_BAD_POLICY", "permerror",
                    "DMARC_DNSFAIL", "temperror",
                    "DMARC_NA", "none");

    private final Zone zone;
    private final ZoneServer names;
    private final Rspamd rspamd;
    private final Milters milters;

    private Judges(Zone zone, ZoneServer names, Rspamd rspamd, Milters milters) {
        this.zone = zone;
        this.names = names;
        this.rspamd = rspamd;
        this.milters = milters;
    }

    static Judges start(Path folder, Zone zone) throws IOException {
        Peers.require("root", "rspamd", "opendkim", "opendmarc", "unshare");
        var names = ZoneServer.onItsUsualPort(zone);
        var milters = Milters.start(folder.resolve("milters"), names.address().getAddress());
        var rspamd = Rspamd.start(folder.resolve("rspamd"), names.address());
        return new Judges(zone, names, rspamd, milters);
    }

    /// Facteur's.
    Opinion ours(Incoming mail) {
        var now = InstantSource.system();
        var patience = Duration.ofSeconds(20);
        var spf =
                new SpfChecker(zone, now, "receiver.example", patience)
                        .mailFrom(mail.client(), mail.helo(), mail.sender());
        try {
            var header = HeaderBlock.parse(mail.bytes(), mail.bytes().length);
            var verifier = DkimVerifier.of(header, Instant.now());
            int start = header.length();
            verifier.accept(mail.bytes(), start, mail.bytes().length - start);
            var dkim = verifier.finish(name -> zone.ask(name, RecordType.TXT).texts());
            return new Opinion(
                    listed(bySelector(dkim)), spf.result().word(), dmarc(header, spf, dkim));
        } catch (MalformedHeader e) {
            throw new AssertionError("our mails have headers", e);
        }
    }

    private String dmarc(HeaderBlock header, SpfAnswer spf, List<DkimVerdict> dkim) {
        try {
            var authors = FromHeader.addresses(header);
            if (authors.size() != 1) return "";
            var checker = new DmarcChecker(zone, InstantSource.system(), Duration.ofSeconds(20));
            var domain = authors.getFirst().domain();
            var answer = Authentication.of(domain, spf, dkim, checker).dmarc();
            var word = answer.result().word();
            return word.equals("fail")
                    ? "fail, " + answer.policy().name().toLowerCase(Locale.ROOT)
                    : word;
        } catch (MalformedHeader _) {
            return "";
        }
    }

    private static String listed(Map<String, String> bySelector) {
        return String.join(", ", new TreeMap<>(bySelector).values());
    }

    private static Map<String, String> bySelector(List<DkimVerdict> verdicts) {
        var results = new HashMap<String, String>();
        for (var verdict : verdicts) {
            results.put(verdict.selector(), verdict.result().name().toLowerCase(Locale.ROOT));
        }
        return results;
    }

    Opinion rspamd(Incoming mail) throws IOException, InterruptedException {
        var symbols = rspamd.check(mail).path("symbols");
        var dkim = new TreeMap<String, String>();
        RSPAMD_DKIM.forEach((symbol, result) -> {
            for (var option : symbols.path(symbol).path("options")) {
                dkim.put(option.asString().replaceFirst(".*:s=", ""), result);
            }
        });
        return new Opinion(
                listed(dkim), result(symbols, RSPAMD_SPF), result(symbols, RSPAMD_DMARC));
    }

    private static String result(JsonNode symbols, Map<String, String> meanings) {
        for (var meaning : meanings.entrySet()) {
            if (symbols.has(meaning.getKey())) return meaning.getValue();
        }
        return "";
    }

    /// OpenDKIM's word on signatures, OpenDMARC's on the rest.
    Opinion milters(Incoming mail) throws IOException {
        var results = String.join("\n", milters.judge(mail));
        var dkim = new TreeMap<String, String>();
        var signature = SIGNATURE.matcher(results.replaceAll("\\([^)]*\\)", ""));
        while (signature.find()) dkim.put(signature.group(2), signature.group(1));
        return new Opinion(
                listed(dkim),
                first(results, "spf=(\\w+)", ""),
                first(results, "dmarc=(\\w+)(?: \\(p=(\\w+))?", ", "));
    }

    private static String first(String results, String pattern, String between) {
        var found = Pattern.compile(pattern).matcher(results);
        if (!found.find()) return "";
        boolean more = found.group(1).equals("fail") && found.groupCount() > 1;
        return more ? found.group(1) + between + found.group(2) : found.group(1);
    }

    static byte[] bytes(String mail) {
        return mail.getBytes(ISO_8859_1);
    }

    /// What all peers said, for messages of failed tests.
    String log() {
        return rspamd.log() + milters.log();
    }

    @Override
    public void close() throws IOException {
        rspamd.close();
        milters.close();
        names.close();
    }
}
