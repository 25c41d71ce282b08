package dev.facteur.platform.http;

import java.util.LinkedHashMap;
import java.util.Map;

/// What went wrong, told to an HTTP client (RFC 9457).
///
/// @param status the HTTP status
/// @param title the kind of problem in a few words, the same every time
/// @param detail this case of it: what, which thing, and the next step
/// @param more extension members, such as the name of the field that is wrong
public record Problem(int status, String title, String detail, Map<String, Object> more) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        more = Map.copyOf(more);
    }

    public static Problem of(int status, String title, String detail) {
        return new Problem(status, title, detail, Map.of());
    }

    /// The members in the order people read them.
    Map<String, Object> members() {
        var members = new LinkedHashMap<String, Object>();
        // RFC 9457 §4.2.1: no type means about:blank, "no more than the status says".
        members.put("title", title);
        members.put("status", status);
        members.put("detail", detail);
        more.forEach(members::putIfAbsent);
        return members;
    }
}
