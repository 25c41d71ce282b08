package dev.facteur.platform.http;

import java.util.Arrays;
import java.util.HashMap;
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

    /// One that programs tell from others.
    ///
    /// @param code what went wrong, in a word that stays the same; the problem's type is made of it
    public static Problem coded(int status, String title, String code, String detail) {
        return new Problem(
                status, title, detail, Map.of("type", "/v1/problems/" + code, "code", code));
    }

    /// The same with another member.
    public Problem with(String member, Object value) {
        var extended = new HashMap<>(more);
        extended.put(member, value);
        return new Problem(status, title, detail, extended);
    }

    /// What its sentence says of this case, so that a client can say the same in another language.
    ///
    /// @param subject the thing it is about; `""` where there is none
    public Problem about(String subject, Object... values) {
        return with("subject", subject)
                .with("values", Arrays.stream(values).map(String::valueOf).toList());
    }

    /// The members in the order people read them.
    public Map<String, Object> members() {
        var members = new LinkedHashMap<String, Object>();
        // RFC 9457 §4.2.1: no type means about:blank, "no more than the status says".
        if (more.containsKey("type")) members.put("type", more.get("type"));
        members.put("title", title);
        members.put("status", status);
        members.put("detail", detail);
        more.forEach(members::putIfAbsent);
        return members;
    }
}
