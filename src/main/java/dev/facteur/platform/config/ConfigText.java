package dev.facteur.platform.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;

/// The configuration as text, for `facteur config show`.
public final class ConfigText {
    private static final Set<String> SECRETS = Set.of("domains.dkim_zone_key");

    private ConfigText() {}

    /// The shipped `defaults.toml`: default, example and documentation.
    public static String defaults() {
        return SettingsFile.defaultsText();
    }

    /// `defaults.toml` with the values in force in their places; those that come from the file or
    /// the environment say so.
    ///
    /// @throws ConfigException when the configuration has mistakes
    public static String inForce(@Nullable Path file, Map<String, String> environment)
            throws ConfigException {
        Config.load(file, environment);
        var defaults = SettingsFile.defaults();
        var chosen = chosen(file, environment, defaults, new ArrayList<>());
        var lines = new ArrayList<>(defaults().lines().toList());
        for (var setting : chosen.entrySet()) {
            var shipped = defaults.get(setting.getKey());
            if (shipped == null) continue;
            var name = setting.getKey().substring(setting.getKey().indexOf('.') + 1);
            var line =
                    name
                            + " = "
                            + shown(setting.getKey(), setting.getValue().value())
                            + "  # "
                            + setting.getValue().place();
            lines.set(shipped.place().line() - 1, line);
        }
        return String.join("\n", lines) + "\n";
    }

    /// TOML text of this class as JSON, for programs.
    public static String asJson(String toml) {
        return Toml.parse(toml).toJson() + "\n";
    }

    /// What file and environment say, the environment over the file.
    static Map<String, Setting> chosen(
            @Nullable Path file,
            Map<String, String> environment,
            Map<String, Setting> defaults,
            List<ConfigException.Problem> problems) {
        var chosen = new LinkedHashMap<String, Setting>();
        if (file != null) chosen.putAll(SettingsFile.read(file, defaults.keySet(), problems));
        chosen.putAll(SettingsFile.environment(environment, defaults.keySet(), problems));
        return chosen;
    }

    /// A secret is not shown; the file it lies in is.
    private static String shown(String key, Object value) {
        boolean secret =
                SECRETS.contains(key)
                        && value instanceof String text
                        && !text.isEmpty()
                        && !text.strip().startsWith(Settings.FILE);
        return secret ? "\"***\"" : written(value);
    }

    private static String written(Object value) {
        return switch (value) {
            case String text -> '"' + Toml.tomlEscape(text).toString() + '"';
            case TomlArray array ->
                    array.toList().stream()
                            .map(ConfigText::written)
                            .collect(Collectors.joining(", ", "[", "]"));
            default -> value.toString();
        };
    }
}
