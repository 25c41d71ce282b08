package dev.facteur.platform.config;

import dev.facteur.platform.config.ConfigException.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tomlj.Toml;
import org.tomlj.TomlTable;

/// Where settings come from: the shipped defaults, a file, the environment.
final class SettingsFile {
    private static final long MAX_FILE_BYTES = 1_000_000;
    private static final String VARIABLE_PREFIX = "FACTEUR_";
    private static final int MAX_PROBLEMS = 50;

    private SettingsFile() {}

    /// The text of `defaults.toml`.
    static String defaultsText() {
        try (var in = SettingsFile.class.getResourceAsStream("defaults.toml")) {
            if (in == null) throw new IllegalStateException("defaults.toml is not in the jar");
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("defaults.toml cannot be read", e);
        }
    }

    /// Every key there is, with its default.
    static Map<String, Setting> defaults() {
        var settings = new LinkedHashMap<String, Setting>();
        var toml = Toml.parse(defaultsText());
        if (toml.hasErrors()) throw new IllegalStateException("defaults.toml: " + toml.errors());
        for (var table : toml.keySet()) {
            collect(toml, table, "defaults.toml", settings);
        }
        return settings;
    }

    /// The file's settings. What is unknown or out of place is noted in `problems`.
    static Map<String, Setting> read(Path file, Set<String> known, List<Problem> problems) {
        var settings = new LinkedHashMap<String, Setting>();
        var toml = Toml.parse(text(file, problems));
        for (var error : toml.errors()) {
            if (problems.size() >= MAX_PROBLEMS) break;
            problems.add(
                    new Problem(
                            where(file, error.position().line()),
                            error.position().line(),
                            "",
                            "not TOML: " + error.getMessage()));
        }
        if (toml.hasErrors()) return Map.of();
        for (var table : toml.keySet()) {
            if (toml.isTable(List.of(table))) {
                collect(toml, table, file.toString(), settings);
            } else {
                int line = line(toml, List.of(table));
                var tables = tablesWith(table, known);
                problems.add(
                        new Problem(
                                where(file, line),
                                line,
                                table,
                                tables.isEmpty()
                                        ? unknown(table, known)
                                        : "stands outside a table; put it below ["
                                                + String.join("] or [", tables)
                                                + "]"));
            }
        }
        refuseUnknown(settings, known, problems);
        return settings;
    }

    /// The settings that environment variables override.
    static Map<String, Setting> environment(
            Map<String, String> variables, Set<String> known, List<Problem> problems) {
        var settings = new LinkedHashMap<String, Setting>();
        var tables = tables(known);
        for (var variable : variables.entrySet()) {
            if (!variable.getKey().startsWith(VARIABLE_PREFIX)) continue;
            var name =
                    variable.getKey().substring(VARIABLE_PREFIX.length()).toLowerCase(Locale.ROOT);
            int line = name.indexOf('_');
            // Other variables of that prefix are not settings (FACTEUR_JAVA_OPTIONS).
            if (line < 0 || !tables.contains(name.substring(0, line))) continue;
            var key = name.substring(0, line) + "." + name.substring(line + 1);
            var where = "environment variable " + variable.getKey();
            settings.put(key, new Setting(variable.getValue(), where, 0, true));
        }
        refuseUnknown(settings, known, problems);
        return settings;
    }

    private static void refuseUnknown(
            Map<String, Setting> settings, Set<String> known, List<Problem> problems) {
        for (var entry : Map.copyOf(settings).entrySet()) {
            if (known.contains(entry.getKey())) continue;
            var setting = entry.getValue();
            settings.remove(entry.getKey());
            if (problems.size() >= MAX_PROBLEMS) continue;
            var message = unknown(entry.getKey(), known);
            problems.add(new Problem(setting.where(), setting.line(), entry.getKey(), message));
        }
    }

    private static void collect(
            TomlTable toml, String table, String file, Map<String, Setting> settings) {
        var inner = toml.getTableOrEmpty(List.of(table));
        for (var path : inner.keyPathSet(false)) {
            var value = inner.get(path);
            if (value == null) continue;
            int line = line(inner, path);
            var key = table + "." + String.join(".", path);
            settings.put(key, new Setting(value, file + ", line " + line, line, false));
        }
        if (inner.isEmpty()) {
            // An empty table says nothing, but its name may be misspelt.
            int line = line(toml, List.of(table));
            var where = file + ", line " + line;
            settings.put(table + ".", new Setting("", where, line, false));
        }
    }

    private static int line(TomlTable table, List<String> path) {
        var position = table.inputPositionOf(path);
        return position == null ? 0 : position.line();
    }

    private static String unknown(String key, Set<String> known) {
        int dot = key.indexOf('.');
        var table = dot < 0 ? key : key.substring(0, dot);
        var name = dot < 0 ? "" : key.substring(dot + 1);
        if (!tables(known).contains(table)) {
            return "there is no table [" + table + "]" + suggestion(table, tables(known), "[%s]");
        }
        var elsewhere = tablesWith(name, known);
        if (!elsewhere.isEmpty()) {
            return "there is no such key here; it belongs below ["
                    + String.join("] or [", elsewhere)
                    + "]";
        }
        var names = new LinkedHashSet<String>();
        for (var one : known) {
            if (one.startsWith(table + ".")) names.add(one.substring(table.length() + 1));
        }
        var near = suggestion(name, names, "%s");
        return "there is no such key"
                + (near.isEmpty() ? "; [" + table + "] knows " + String.join(", ", names) : near);
    }

    private static String suggestion(String written, Set<String> names, String form) {
        Optional<String> nearest = NearestName.of(written, names);
        return nearest.map(name -> "; did you mean " + form.formatted(name) + "?").orElse("");
    }

    private static Set<String> tables(Set<String> known) {
        var tables = new LinkedHashSet<String>();
        for (var key : known) {
            tables.add(key.substring(0, key.indexOf('.')));
        }
        return tables;
    }

    private static Set<String> tablesWith(String name, Set<String> known) {
        var tables = new LinkedHashSet<String>();
        for (var key : known) {
            if (key.endsWith("." + name)) tables.add(key.substring(0, key.indexOf('.')));
        }
        return tables;
    }

    private static String text(Path file, List<Problem> problems) {
        String problem;
        try {
            if (Files.size(file) <= MAX_FILE_BYTES) return Files.readString(file);
            problem = "is too large for a configuration file";
        } catch (NoSuchFileException _) {
            problem = "there is no such file";
        } catch (AccessDeniedException _) {
            problem = "may not be read by this user";
        } catch (CharacterCodingException _) {
            problem = "is not UTF-8 text";
        } catch (IOException e) {
            problem = "cannot be read: " + e.getMessage();
        }
        problems.add(new Problem(file.toString(), 0, "", problem));
        return "";
    }

    private static String where(Path file, int line) {
        return file + ", line " + line;
    }
}
