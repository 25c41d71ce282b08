package dev.facteur.platform.config;

/// Where a setting stands.
///
/// @param source the file's path, or the name of an environment variable
/// @param line 0 for the environment, and for a file as a whole
public record Place(String source, int line, boolean environment) {
    static Place file(Object file, int line) {
        return new Place(file.toString(), line, false);
    }

    static Place variable(String name) {
        return new Place(name, 0, true);
    }

    @Override
    public String toString() {
        if (environment) return "environment variable " + source;
        return line == 0 ? source : source + ", line " + line;
    }
}
