package dev.facteur.protocol.mtasts;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// What a domain asks of those who send it mail (RFC 8461 §3.2).
///
/// @param exchanges names of its mail servers, in lower case; `*.` in front stands for exactly one
///   label. Empty only with [Mode#NONE]
/// @param maxAge how long it may be kept from the moment it was fetched
public record StsPolicy(Mode mode, List<String> exchanges, Duration maxAge) {
    /// RFC 8461 §3.3 suggests 64 kilobytes.
    public static final int MAX_BYTES = 65_536;

    /// RFC 8461 §3.2: a year and six hours.
    private static final long MAX_AGE_SECONDS = 31_557_600;

    private static final int MAX_EXCHANGES = 128;

    private static final Pattern FIELD =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9_.-]{0,31}):[ \\t]*(.*?)[ \\t]*");
    private static final Pattern EXCHANGE =
            Pattern.compile(
                    "(?:\\*\\.)?(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
                            + "(?:\\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*");

    /// How far it goes.
    public enum Mode {
        /// Mail comes by verified TLS to one of the exchanges, or not at all.
        ENFORCE,
        /// Mail comes in any case; failures are reported.
        TESTING,
        /// As if there were no policy.
        NONE;

        /// As it is written.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public StsPolicy {
        exchanges = List.copyOf(exchanges);
    }

    /// Reads a policy file.
    ///
    /// @throws MalformedPolicy when it is none; the domain then has no policy to be kept
    public static StsPolicy parse(byte[] file) throws MalformedPolicy {
        if (file.length > MAX_BYTES) throw new MalformedPolicy("is larger than 64 KiB");
        var once = new LinkedHashMap<String, String>();
        var exchanges = new ArrayList<String>();
        for (var line : new String(file, US_ASCII).split("\r?\n", -1)) {
            if (line.isBlank()) continue;
            var field = FIELD.matcher(line);
            if (!field.matches()) throw new MalformedPolicy("has a line that is no field");
            if (field.group(1).equals("mx")) {
                exchanges.add(exchange(field.group(2), exchanges.size()));
            } else {
                // RFC 8461 §3.2: of a field that may stand once, the first one counts.
                once.putIfAbsent(field.group(1), field.group(2));
            }
        }
        return policy(once, exchanges);
    }

    private static String exchange(String value, int before) throws MalformedPolicy {
        if (before == MAX_EXCHANGES) throw new MalformedPolicy("names too many mail servers");
        var name = value.toLowerCase(Locale.ROOT);
        if (!EXCHANGE.matcher(name).matches()) {
            throw new MalformedPolicy("names a mail server that is none");
        }
        return name;
    }

    private static StsPolicy policy(Map<String, String> fields, List<String> exchanges)
            throws MalformedPolicy {
        if (!"STSv1".equals(fields.get("version"))) {
            throw new MalformedPolicy("does not say version: STSv1");
        }
        var mode =
                switch (fields.getOrDefault("mode", "")) {
                    case "enforce" -> Mode.ENFORCE;
                    case "testing" -> Mode.TESTING;
                    case "none" -> Mode.NONE;
                    default -> throw new MalformedPolicy("does not say which mode");
                };
        var age = fields.getOrDefault("max_age", "");
        if (!age.matches("[0-9]{1,10}")) {
            throw new MalformedPolicy("does not say for how long it holds");
        }
        if (mode != Mode.NONE && exchanges.isEmpty()) {
            throw new MalformedPolicy("names no mail server");
        }
        long seconds = Math.min(Long.parseLong(age), MAX_AGE_SECONDS);
        return new StsPolicy(mode, exchanges, Duration.ofSeconds(seconds));
    }

    /// Whether mail may be handed to this host.
    ///
    /// @param host without the final dot
    public boolean names(String host) {
        var name = host.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        // RFC 8461 §4.1: a wildcard is the whole left-most label and no more.
        var wildcard = dot > 0 ? "*" + name.substring(dot) : name;
        return exchanges.contains(name) || exchanges.contains(wildcard);
    }

    /// Its fields, as reports quote them (RFC 8460 §4.4) and [#parse] reads them.
    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("version: STSv1");
        lines.add("mode: " + mode.word());
        for (var exchange : exchanges) lines.add("mx: " + exchange);
        lines.add("max_age: " + maxAge.toSeconds());
        return lines;
    }
}
