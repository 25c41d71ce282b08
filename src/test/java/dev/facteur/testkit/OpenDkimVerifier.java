package dev.facteur.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// DKIM judged by another implementation: Debian's OpenDKIM, with the keys given in a file instead
/// of DNS.
///
/// It runs OpenDKIM in its test mode once a mail: no milter, no network. OpenDKIM 2.11 knows
/// rsa-sha256 and ed25519-sha256.
public final class OpenDkimVerifier {
    private static final Pattern RESULT =
            Pattern.compile(
                    "dkim=(\\w+)[^;]*?header\\.d=(\\S+)[^;]*?header\\.a=(\\S+)\\s+header\\.s=(\\S+)");

    private final Path folder;
    private final Map<String, String> environment;

    private OpenDkimVerifier(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.environment = environment;
    }

    /// @param folder an existing folder for its two files
    /// @param records TXT record by name, such as `s1._domainkey.example.com` → `v=DKIM1; …`
    public static OpenDkimVerifier withKeys(Path folder, Map<String, String> records)
            throws IOException {
        Peers.require("opendkim");
        var lines = new ArrayList<String>();
        records.forEach((name, text) -> lines.add(name + " " + text));
        var keys = folder.resolve("opendkim-keys");
        Files.write(keys, lines);
        var config =
                List.of("Mode v", "Syslog no", "RequireSafeKeys no", "TestDNSData file:" + keys);
        Files.write(folder.resolve("opendkim.conf"), config);
        return new OpenDkimVerifier(folder, Map.of());
    }

    /// The same in another time: it believes no signature of the future.
    public OpenDkimVerifier at(TurnedTime time) {
        return new OpenDkimVerifier(folder, time.environment());
    }

    /// One verdict for each signature that OpenDKIM looked at, in the order of the fields; empty
    /// when the mail carries none.
    public List<Verdict> verify(byte[] mail) throws IOException {
        var file = Files.createTempFile(folder, "verify", ".eml");
        Files.write(file, mail);
        var said =
                Program.of(
                                Peers.program("opendkim"),
                                "-x",
                                folder.resolve("opendkim.conf"),
                                "-vv",
                                "-t",
                                file)
                        .environment(environment)
                        .run();
        Files.delete(file);
        var verdicts = new ArrayList<Verdict>();
        var matcher = RESULT.matcher(said.out());
        while (matcher.find()) {
            verdicts.add(
                    new Verdict(
                            matcher.group(1),
                            matcher.group(2),
                            matcher.group(3),
                            matcher.group(4)));
        }
        boolean signed = Arrived.headersOf(mail).contains("DKIM-Signature:");
        if (verdicts.isEmpty() && (signed || said.exit() != 0)) {
            throw new AssertionError("OpenDKIM could not judge: " + said);
        }
        return verdicts;
    }

    /// @param result `pass`, `fail`, `policy`, `permerror` … as in RFC 8601 §2.7.1
    /// @param algorithm `rsa-sha256` or `ed25519-sha256`
    public record Verdict(String result, String domain, String algorithm, String selector) {
        public boolean passes() {
            return result.equals("pass");
        }
    }
}
