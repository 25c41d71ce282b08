package dev.facteur.platform.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// What one method of one address does, told to programs (see [ApiDescription]).
///
/// ```java
/// Operation.post("/v1/sites", Role.OPERATOR, "Add a site")
///         .takes(Wanted.class)
///         .answers(201, View.class)
///         .refuses(409)
/// ```
///
/// @param needs what a caller must have
/// @param answers the content for each status of success
/// @param refusals the statuses by which it says no
/// @param refusal what it says then
public record Operation(
        String method,
        String path,
        Right needs,
        String summary,
        Request request,
        Map<Integer, Content> answers,
        List<Integer> refusals,
        Content refusal) {
    /// A malformed address, no key, not that key, too often, the disk.
    private static final List<Integer> EVERYWHERE = List.of(400, 401, 403, 429, 503);

    public Operation {
        answers = Map.copyOf(answers);
        refusals = List.copyOf(refusals);
    }

    /// A body.
    ///
    /// @param type its media type; `""` when there is none
    /// @param shape the record that it is JSON of; [Void] for bytes as they are
    public record Content(String type, Class<?> shape) {
        static final Content NONE = new Content("", Void.class);
        static final Content PROBLEM = new Content(Problem.MEDIA_TYPE, Problem.class);

        static Content json(Class<?> shape) {
            return new Content("application/json", shape);
        }

        boolean isJson() {
            return shape != Void.class;
        }

        boolean isProblem() {
            return shape == Problem.class;
        }
    }

    /// What it takes.
    ///
    /// @param query the names of its parameters in the query
    /// @param bodies one of these; none when it takes no body
    /// @param bodyNeeded whether nothing happens without one
    /// @param tag whether `If-Match` names the state that is changed
    public record Request(List<String> query, List<Content> bodies, boolean bodyNeeded, Tag tag) {
        private static final Request NOTHING = new Request(List.of(), List.of(), true, Tag.IGNORED);

        public Request {
            query = List.copyOf(query);
            bodies = List.copyOf(bodies);
        }
    }

    /// What an operation does about `If-Match`.
    public enum Tag {
        IGNORED,
        HEEDED,
        NEEDED
    }

    public static Operation get(String path, Right needs, String summary) {
        return of("GET", path, needs, summary);
    }

    public static Operation post(String path, Right needs, String summary) {
        return of("POST", path, needs, summary);
    }

    public static Operation put(String path, Right needs, String summary) {
        return of("PUT", path, needs, summary);
    }

    public static Operation patch(String path, Right needs, String summary) {
        return of("PATCH", path, needs, summary);
    }

    public static Operation delete(String path, Right needs, String summary) {
        return of("DELETE", path, needs, summary);
    }

    private static Operation of(String method, String path, Right needs, String summary) {
        var usual = needs.equals(Right.NONE) ? List.of(400) : EVERYWHERE;
        var named = path.contains("{") ? List.of(404) : List.<Integer>of();
        return new Operation(
                        method,
                        path,
                        needs,
                        summary,
                        Request.NOTHING,
                        Map.of(),
                        usual,
                        Content.PROBLEM)
                .refuses(named.toArray(Integer[]::new));
    }

    public Operation query(String... names) {
        return with(new Request(List.of(names), request.bodies, request.bodyNeeded, request.tag));
    }

    /// It takes JSON, and refuses what is none, too large, or not acceptable.
    public Operation takes(Class<?> shape) {
        return takes(Content.json(shape), true);
    }

    /// The same, where nothing needs to be said.
    public Operation mayTake(Class<?> shape) {
        return takes(Content.json(shape), false);
    }

    /// It takes bytes of that type as they are; together with the others.
    public Operation takes(String mediaType) {
        return takes(new Content(mediaType, Void.class), true);
    }

    private Operation takes(Content body, boolean needed) {
        var more = new ArrayList<>(request.bodies);
        more.add(body);
        return with(new Request(request.query, more, needed, request.tag)).refuses(400, 413, 422);
    }

    /// It changes what has an entity tag, and only what the caller has seen: the tag must be in
    /// `If-Match` (RFC 9110 §13.1.1, RFC 6585 §3).
    public Operation needsTag() {
        return with(new Request(request.query, request.bodies, request.bodyNeeded, Tag.NEEDED))
                .refuses(412, 428);
    }

    /// The same, for callers who say what they have seen.
    public Operation heedsTag() {
        return with(new Request(request.query, request.bodies, request.bodyNeeded, Tag.HEEDED))
                .refuses(412);
    }

    public Operation answers(int status, Class<?> shape) {
        return answers(status, Content.json(shape));
    }

    /// Bytes of that type.
    public Operation answers(int status, String mediaType) {
        return answers(status, new Content(mediaType, Void.class));
    }

    /// Without a body.
    public Operation answers(int status) {
        return answers(status, Content.NONE);
    }

    private Operation answers(int status, Content content) {
        var more = new LinkedHashMap<>(answers);
        more.put(status, content);
        return new Operation(method, path, needs, summary, request, more, refusals, refusal);
    }

    public Operation refuses(Integer... statuses) {
        var more = new TreeSet<>(refusals);
        more.addAll(Arrays.asList(statuses));
        return new Operation(
                method, path, needs, summary, request, answers, List.copyOf(more), refusal);
    }

    /// It says no in a shape of its own, rather than by a [Problem].
    public Operation refusesAs(Class<?> shape) {
        return new Operation(
                method, path, needs, summary, request, answers, refusals, Content.json(shape));
    }

    private Operation with(Request other) {
        return new Operation(method, path, needs, summary, other, answers, refusals, refusal);
    }

    /// Whether anybody may call it.
    public boolean isOpen() {
        return needs.equals(Right.NONE);
    }

    /// Whether that status is told of it.
    public boolean tells(int status) {
        return answers.containsKey(status) || refusals.contains(status);
    }
}
