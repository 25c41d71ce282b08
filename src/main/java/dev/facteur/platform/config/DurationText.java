package dev.facteur.platform.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Durations as people write them: `30s`, `5m`, `4h`, `2d`.
public final class DurationText {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})\\s*([a-z]+)");
    private static final Map<String, Duration> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("d", Duration.ofDays(1));
        UNITS.put("h", Duration.ofHours(1));
        UNITS.put("m", Duration.ofMinutes(1));
        UNITS.put("s", Duration.ofSeconds(1));
        UNITS.put("ms", Duration.ofMillis(1));
    }

    private DurationText() {}

    public static Duration parse(String text) throws BadSetting {
        var form = FORM.matcher(text.strip());
        if (form.matches()) {
            var unit = UNITS.get(form.group(2));
            if (unit != null) return unit.multipliedBy(Long.parseLong(form.group(1)));
        }
        throw new BadSetting(
                "duration-form",
                "“"
                        + text.strip()
                        + "” is not a duration; write for example \"30s\", \"5m\","
                        + " \"4h\" or \"2d\"",
                text.strip());
    }

    /// The shortest way to write a duration of whole milliseconds.
    public static String write(Duration duration) {
        for (var unit : UNITS.entrySet()) {
            long whole = duration.dividedBy(unit.getValue());
            if (whole > 0 && unit.getValue().multipliedBy(whole).equals(duration)) {
                return whole + unit.getKey();
            }
        }
        return duration.isZero() ? "0s" : duration.toMillis() + "ms";
    }
}
