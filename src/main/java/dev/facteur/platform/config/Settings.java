package dev.facteur.platform.config;

import dev.facteur.platform.FileTrouble;
import dev.facteur.platform.Network;
import dev.facteur.platform.PrivateFile;
import dev.facteur.platform.config.ConfigException.Problem;
import dev.facteur.protocol.dns.TsigKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The settings by `table.key`, read one by one with their types. A value that cannot be used is
/// noted, and the default stands in for it, so that one run finds all mistakes.
final class Settings {
    /// Before the name of a file that holds the value.
    static final String FILE = "file:";

    private final Map<String, Setting> defaults;
    private final Map<String, Setting> chosen;
    private final Path folder;
    private final List<Problem> problems;

    /// @param defaults every key there is
    /// @param chosen what file and environment say
    /// @param folder where relative paths start
    /// @param problems found so far; more are added
    Settings(
            Map<String, Setting> defaults,
            Map<String, Setting> chosen,
            Path folder,
            List<Problem> problems) {
        this.defaults = defaults;
        this.chosen = chosen;
        this.folder = folder;
        this.problems = problems;
    }

    private interface Reading<T> {
        T from(Setting setting) throws BadSetting;
    }

    String text(String key) {
        return read(key, setting -> setting.text().strip());
    }

    int integer(String key, int least, int most) {
        return read(key, setting -> setting.integer(least, most));
    }

    List<Integer> ports(String key) {
        return read(key, Setting::ports);
    }

    List<Integer> serverPorts(String key) {
        return read(key, Setting::serverPorts);
    }

    List<String> texts(String key) {
        return read(key, Setting::texts);
    }

    List<InetAddress> addresses(String key) {
        return read(
                key,
                setting -> {
                    var addresses = setting.addresses();
                    if (addresses.isEmpty())
                        throw new BadSetting("needs-address", "needs at least one address");
                    return addresses;
                });
    }

    InetSocketAddress endpoint(String key) {
        return read(key, Setting::endpoint);
    }

    /// Null where the text is empty.
    @Nullable InetSocketAddress optionalEndpoint(String key) {
        if (text(key).isEmpty()) return null;
        try {
            return setting(key).endpoint();
        } catch (BadSetting e) {
            refuse(key, e.mistake());
            return null;
        }
    }

    List<InetSocketAddress> nameServers(String key) {
        return read(key, Setting::nameServers);
    }

    List<String> hosts(String key) {
        return read(key, Setting::hosts);
    }

    List<Network> networks(String key) {
        return read(key, Setting::networks);
    }

    ByteSize size(String key, ByteSize least, ByteSize most) {
        return read(
                key,
                setting -> {
                    var size = ByteSize.parse(setting.text());
                    if (size.bytes() < least.bytes() || size.bytes() > most.bytes()) {
                        throw Setting.outOfRange(size, least, most);
                    }
                    return size;
                });
    }

    Duration duration(String key, Duration least, Duration most) {
        return read(
                key,
                setting -> {
                    var duration = DurationText.parse(setting.text());
                    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                        throw Setting.outOfRange(
                                DurationText.write(duration),
                                DurationText.write(least),
                                DurationText.write(most));
                    }
                    return duration;
                });
    }

    RetrySchedule schedule(String key) {
        return read(key, setting -> RetrySchedule.parse(setting.text()));
    }

    Path path(String key) {
        return read(key, setting -> resolve(setting.text()));
    }

    /// Null when the text is empty.
    @Nullable Path optionalPath(String key) {
        var text = text(key);
        return text.isEmpty() ? null : path(key);
    }

    <E extends Enum<E>> E word(String key, Class<E> kind) {
        return read(
                key,
                setting -> {
                    var text = setting.text().strip();
                    var words = new ArrayList<String>();
                    for (var constant : kind.getEnumConstants()) {
                        var word = constant.name().toLowerCase(Locale.ROOT);
                        if (word.equals(text.toLowerCase(Locale.ROOT))) return constant;
                        words.add('"' + word + '"');
                    }
                    var known = String.join(", ", words);
                    throw new BadSetting(
                            "not-one-of", "“" + text + "” is not one of " + known, text, known);
                });
    }

    /// A key shared with a name server, or `file:` and the file it lies in. Null when the text is
    /// empty, and when it cannot be read, which is noted without a word of it.
    @Nullable TsigKey tsigKey(String key) {
        var text = text(key);
        if (text.isEmpty()) return null;
        try {
            var written = text.startsWith(FILE) ? content(text.substring(FILE.length())) : text;
            return TsigKey.parse(written)
                    .orElseThrow(() ->
                            new BadSetting(
                                    "tsig-form",
                                    "is no key of the form ALGORITHM:NAME:SECRET, nor a file with"
                                            + " one, as \"hmac-sha256:facteur:\" and the secret in"
                                            + " Base64, of 16 bytes at least"));
        } catch (BadSetting e) {
            refuse(key, e.mistake());
            return null;
        }
    }

    private String content(String file) throws BadSetting {
        var path = resolve(file);
        try {
            if (PrivateFile.readableByOthers(path)) {
                throw new BadSetting(
                        "secret-open",
                        path + " may be read by others; take that from them: chmod go= " + path,
                        path);
            }
            return Files.readString(path);
        } catch (IOException e) {
            var why = FileTrouble.words(e);
            throw new BadSetting("secret-unreadable", path + " cannot be read: " + why, path, why);
        }
    }

    /// Null when the text is empty: no local door.
    @Nullable LocalDoor localDoor(String key) {
        if (text(key).isEmpty()) return null;
        try {
            return localDoor(setting(key));
        } catch (BadSetting e) {
            refuse(key, e.mistake());
            return null;
        }
    }

    private LocalDoor localDoor(Setting setting) throws BadSetting {
        var text = setting.text().strip();
        if (text.startsWith("unix:")) {
            var path = text.substring("unix:".length());
            if (path.isEmpty()) throw new BadSetting("unix-path", "unix: needs a path");
            return new LocalDoor.UnixSocket(resolve(path));
        }
        var endpoint = setting.endpoint();
        if (!endpoint.getAddress().isLoopbackAddress()) {
            var address = endpoint.getAddress().getHostAddress();
            throw new BadSetting(
                    "local-not-loopback",
                    "the local door asks for neither TLS nor password, so it listens on loopback"
                            + " (\"127.0.0.1:2500\") or a Unix socket (\"unix:/path\") only, not on "
                            + address,
                    address);
        }
        return new LocalDoor.Loopback(endpoint);
    }

    /// Notes a mistake that involves more than one key.
    ///
    /// @param values see [Mistake]
    void refuse(String key, String code, String sentence, Object... values) {
        refuse(key, Mistake.of(code, sentence, values));
    }

    private void refuse(String key, Mistake mistake) {
        problems.add(new Problem(setting(key).place(), key, mistake));
    }

    /// @throws ConfigException when any mistake was found
    void finish() throws ConfigException {
        if (problems.isEmpty()) return;
        problems.sort(Comparator.comparingInt(Problem::line));
        throw new ConfigException(problems);
    }

    private Path resolve(String text) throws BadSetting {
        if (text.isBlank()) throw new BadSetting("needs-path", "needs a path");
        try {
            return folder.resolve(text.strip()).normalize();
        } catch (InvalidPathException _) {
            throw new BadSetting("no-path", "“" + text + "” is not a path", text);
        }
    }

    private Setting setting(String key) {
        var setting = chosen.get(key);
        return setting == null ? shipped(key) : setting;
    }

    private Setting shipped(String key) {
        var setting = defaults.get(key);
        if (setting == null) throw new IllegalStateException(key + " is not in defaults.toml");
        return setting;
    }

    private <T> T read(String key, Reading<T> reading) {
        var setting = chosen.get(key);
        if (setting != null) {
            try {
                return reading.from(setting);
            } catch (BadSetting e) {
                refuse(key, e.mistake());
            }
        }
        try {
            return reading.from(shipped(key));
        } catch (BadSetting e) {
            throw new IllegalStateException("defaults.toml: " + key + ": " + e.getMessage(), e);
        }
    }
}
