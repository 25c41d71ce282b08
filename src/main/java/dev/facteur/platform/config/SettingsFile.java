package dev.facteur.platform.config;

import dev.facteur.platform.FileTrouble;
import dev.facteur.platform.config.ConfigException.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tomlj.Toml;
import org.tomlj.TomlTable;

/// Where settings come from: the shipped defaults, a file, the environment.
final class SettingsFile {
    private static final long MAX_FILE_BYTES = 1_000_000;
    private static final String VARIABLE_PREFIX = "FACTEUR_";

    /// Keys of earlier versions, and what stands in their place.
    private static final Map<String, String> MOVED =
            Map.of("spool.retention", "[retention] bodies");

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
                            Place.file(file, error.position().line()),
                            "",
                            Mistake.of(
                                    "no-toml",
                                    "not TOML: " + error.getMessage(),
                                    String.valueOf(error.getMessage()))));
        }
        if (toml.hasErrors()) return Map.of();
        for (var table : toml.keySet()) {
            if (toml.isTable(List.of(table))) {
                collect(toml, table, file.toString(), settings);
            } else {
                var place = Place.file(file, line(toml, List.of(table)));
                problems.add(new Problem(place, table, outsideTables(table, known)));
            }
        }
        refuseUnknown(settings, known, problems);
        return settings;
    }

    private static Mistake outsideTables(String name, Set<String> known) {
        var tables = tablesWith(name, known);
        if (tables.isEmpty()) return unknown(name, known);
        var names = bracketed(tables);
        return Mistake.of("outside-tables", "stands outside a table; put it below " + names, names);
    }

    private static String bracketed(Set<String> tables) {
        return "[" + String.join("], [", tables) + "]";
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
            settings.put(key, new Setting(variable.getValue(), Place.variable(variable.getKey())));
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
            var mistake = unknown(entry.getKey(), known);
            problems.add(new Problem(setting.place(), entry.getKey(), mistake));
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
            settings.put(key, new Setting(value, Place.file(file, line)));
        }
        if (inner.isEmpty()) {
            // An empty table says nothing, but its name may be misspelt.
            settings.put(
                    table + ".", new Setting("", Place.file(file, line(toml, List.of(table)))));
        }
    }

    private static int line(TomlTable table, List<String> path) {
        var position = table.inputPositionOf(path);
        return position == null ? 0 : position.line();
    }

    private static Mistake unknown(String key, Set<String> known) {
        int dot = key.indexOf('.');
        var table = dot < 0 ? key : key.substring(0, dot);
        var name = dot < 0 ? "" : key.substring(dot + 1);
        var moved = MOVED.get(key);
        if (moved != null) {
            return Mistake.of("key-moved", "this key has moved: write " + moved, moved);
        }
        if (!tables(known).contains(table)) return unknownTable(table, tables(known));
        var elsewhere = tablesWith(name, known);
        if (!elsewhere.isEmpty()) {
            var tables = bracketed(elsewhere);
            return Mistake.of(
                    "key-elsewhere",
                    "there is no such key here; it belongs below " + tables,
                    tables);
        }
        var names = new LinkedHashSet<String>();
        for (var one : known) {
            if (one.startsWith(table + ".")) names.add(one.substring(table.length() + 1));
        }
        return unknownKey(table, name, names);
    }

    private static Mistake unknownTable(String table, Set<String> tables) {
        var sentence = "there is no table [" + table + "]";
        return NearestName.of(table, tables)
                .map(near ->
                        Mistake.of(
                                "table-near",
                                sentence + "; did you mean [" + near + "]?",
                                table,
                                near))
                .orElseGet(() -> {
                    var all = bracketed(tables);
                    return Mistake.of("no-table", sentence + "; there are " + all, table, all);
                });
    }

    private static Mistake unknownKey(String table, String name, Set<String> names) {
        var sentence = "there is no such key";
        var all = String.join(", ", names);
        return NearestName.of(name, names)
                .map(near ->
                        Mistake.of("key-near", sentence + "; did you mean " + near + "?", near))
                .orElseGet(() ->
                        Mistake.of(
                                "no-key", sentence + "; [" + table + "] knows " + all, table, all));
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
        Mistake mistake;
        try {
            if (Files.size(file) <= MAX_FILE_BYTES) return Files.readString(file);
            mistake = Mistake.of("file-too-large", "is too large for a configuration file");
        } catch (IOException e) {
            var why = FileTrouble.words(e);
            mistake = Mistake.of("file-unreadable", "cannot be read: " + why, why);
        }
        problems.add(new Problem(Place.file(file, 0), "", mistake));
        return "";
    }
}
