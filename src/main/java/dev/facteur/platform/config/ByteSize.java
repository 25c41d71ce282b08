package dev.facteur.platform.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// A number of bytes, written `50 MB`.
public record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12})\\s*([A-Za-z]*)");

    /// Largest first within a family, for printing.
    private static final Map<String, Long> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("GB", 1_000_000_000L);
        UNITS.put("GiB", 1L << 30);
        UNITS.put("MB", 1_000_000L);
        UNITS.put("MiB", 1L << 20);
        UNITS.put("kB", 1_000L);
        UNITS.put("KiB", 1L << 10);
        UNITS.put("B", 1L);
    }

    public ByteSize {
        if (bytes < 0) throw new IllegalArgumentException("a size is never negative: " + bytes);
    }

    /// Reads `50 MB`, `64KiB`, `1000`.
    public static ByteSize parse(String text) throws BadSetting {
        var form = FORM.matcher(text.strip());
        if (form.matches()) {
            var unit = form.group(2).isEmpty() ? "B" : form.group(2);
            for (var known : UNITS.entrySet()) {
                if (!known.getKey().equalsIgnoreCase(unit)) continue;
                var count = Long.parseLong(form.group(1));
                if (count <= Long.MAX_VALUE / known.getValue()) {
                    return new ByteSize(count * known.getValue());
                }
            }
        }
        var units = String.join(", ", UNITS.keySet());
        throw new BadSetting(
                "size-form",
                "“"
                        + text.strip()
                        + "” is not a size; write for example \"50 MB\" (units: "
                        + units
                        + ")",
                text.strip(),
                units);
    }

    @Override
    public String toString() {
        for (var unit : UNITS.entrySet()) {
            if (bytes >= unit.getValue() && bytes % unit.getValue() == 0) {
                return String.format(Locale.ROOT, "%d %s", bytes / unit.getValue(), unit.getKey());
            }
        }
        return bytes + " B";
    }
}
