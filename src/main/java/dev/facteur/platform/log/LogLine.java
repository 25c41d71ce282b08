package dev.facteur.platform.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.facteur.platform.config.Config;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One event as one line: logfmt (`ts=… level=info msg="…" key=value`) or JSON with the same names.
/// What clients sent may stand in a value, so control characters never reach the output as
/// themselves, and nothing a value holds can begin a line of its own.
final class LogLine extends EncoderBase<ILoggingEvent> {
    private static final int MAX_VALUE_CHARACTERS = 4_000;
    private static final byte[] NOTHING = {};

    private final Config.Log.Format format;

    LogLine(Config.Log.Format format) {
        this.format = format;
    }

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new StringBuilder(200);
        switch (format) {
            case PLAIN -> plain(line, event);
            case JSON -> json(line, event);
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void plain(StringBuilder line, ILoggingEvent event) {
        line.append("ts=").append(event.getInstant());
        line.append(" level=").append(event.getLevel().toString().toLowerCase(Locale.ROOT));
        pair(line, "msg", event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            for (var pair : event.getKeyValuePairs()) {
                pair(line, pair.key, pair.value);
            }
        }
        pair(line, "in", place(event));
        line.append('\n');
        for (var trace : trace(event).lines().toList()) {
            line.append("  | ").append(clean(trace)).append('\n');
        }
    }

    private static void pair(StringBuilder line, String key, @Nullable Object value) {
        var text = shortened(value);
        line.append(' ').append(key).append('=');
        if (isBare(text)) {
            line.append(text);
        } else {
            quoted(line, text);
        }
    }

    private static void json(StringBuilder line, ILoggingEvent event) {
        line.append("{\"ts\":\"").append(event.getInstant()).append('"');
        member(line, "level", event.getLevel().toString().toLowerCase(Locale.ROOT));
        member(line, "msg", event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            for (var pair : event.getKeyValuePairs()) {
                member(line, pair.key, pair.value);
            }
        }
        member(line, "in", place(event));
        var trace = trace(event);
        if (!trace.isEmpty()) {
            line.append(",\"error\":");
            quoted(line, trace);
        }
        line.append("}\n");
    }

    private static void member(StringBuilder line, String key, @Nullable Object value) {
        line.append(',');
        quoted(line, key);
        line.append(':');
        switch (value) {
            case Integer number -> line.append(number);
            case Long number -> line.append(number);
            case Boolean truth -> line.append(truth);
            case null, default -> quoted(line, shortened(value));
        }
    }

    /// The class, without its package: the message says the rest.
    private static String place(ILoggingEvent event) {
        var name = event.getLoggerName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String trace(ILoggingEvent event) {
        var thrown = event.getThrowableProxy();
        return thrown == null ? "" : ThrowableProxyUtil.asString(thrown);
    }

    private static String shortened(@Nullable Object value) {
        var text = String.valueOf(value);
        return text.length() <= MAX_VALUE_CHARACTERS
                ? text
                : text.substring(0, MAX_VALUE_CHARACTERS) + "…";
    }

    private static boolean isBare(String text) {
        if (text.isEmpty()) return false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '"' || c == '=' || c == '\\' || isControl(c)) return false;
        }
        return true;
    }

    /// The escapes of JSON serve logfmt as well.
    private static void quoted(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (isControl(c)) {
                        line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        line.append(c);
                    }
                }
            }
        }
        line.append('"');
    }

    private static String clean(String text) {
        var clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            clean.append(c == '\t' ? "  " : isControl(c) ? "?" : String.valueOf(c));
        }
        return clean.toString();
    }

    /// C0, DEL and C1, and the two line separators that some viewers obey.
    private static boolean isControl(char c) {
        return c < ' ' || (c >= 0x7f && c < 0xa0) || c == '\u2028' || c == '\u2029';
    }
}
