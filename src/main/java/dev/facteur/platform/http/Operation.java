package dev.facteur.platform.http;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What one method of one address does, told to programs (see [ApiDescription]).
///
/// @param permission what a site's key needs for it
/// @param query the names of its parameters in the query
/// @param request the record of its body; null when it takes none
/// @param answers the record for each status of success; [Void] where there is no body
/// @param refusals the statuses by which it says no
public record Operation(
        String method,
        String path,
        String summary,
        String permission,
        List<String> query,
        @Nullable Class<?> request,
        Map<Integer, Class<?>> answers,
        List<Integer> refusals) {
    /// No key, not that key, too often, the disk.
    private static final List<Integer> EVERYWHERE = List.of(401, 403, 429, 503);

    public Operation {
        query = List.copyOf(query);
        answers = Map.copyOf(answers);
        refusals = List.copyOf(refusals);
    }

    public static Operation of(String method, String path, String permission, String summary) {
        return new Operation(
                method, path, summary, permission, List.of(), null, Map.of(), EVERYWHERE);
    }

    public Operation query(String... names) {
        return new Operation(
                method, path, summary, permission, List.of(names), request, answers, refusals);
    }

    /// It takes JSON, and refuses what is none, too large, or not acceptable.
    public Operation takes(Class<?> body) {
        return new Operation(method, path, summary, permission, query, body, answers, refusals)
                .refuses(400, 413, 422);
    }

    public Operation answers(int status, Class<?> body) {
        var more = new LinkedHashMap<>(answers);
        more.put(status, body);
        return new Operation(method, path, summary, permission, query, request, more, refusals);
    }

    public Operation refuses(Integer... statuses) {
        var more = new TreeSet<>(refusals);
        more.addAll(Arrays.asList(statuses));
        return new Operation(
                method, path, summary, permission, query, request, answers, List.copyOf(more));
    }
}
