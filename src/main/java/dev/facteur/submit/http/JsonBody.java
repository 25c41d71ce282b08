package dev.facteur.submit.http;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.http.Problem;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Reads a request's JSON as records while it arrives, within limits.
final class JsonBody {
    private static final String RETRY_SECONDS = "5";

    /// A null among the entries of a list or a map is a mistake.
    private static final JsonMapper MAPPER =
            Json.MAPPER
                    .rebuild()
                    .changeDefaultNullHandling(
                            _ -> JsonSetter.Value.construct(Nulls.SET, Nulls.FAIL))
                    .build();

    private final HeapRoom room;
    private final long maxBytes;

    /// @param maxBytes of a request
    JsonBody(HeapRoom room, long maxBytes) {
        this.room = room;
        this.maxBytes = maxBytes;
    }

    /// What is done with a request while it is held.
    @FunctionalInterface
    interface Use<T> {
        void of(T request) throws Exception;
    }

    /// Reads it and uses it; nothing of it is held afterwards.
    <T> void with(Context context, Class<T> type, Use<T> use) throws Exception {
        try (var share = room.share()) {
            use.of(read(context, type, share));
        }
    }

    private <T> T read(Context context, Class<T> type, HeapRoom.Share share) throws HttpRefusal {
        var body = new HeldBody(context.bodyInputStream(), maxBytes, share);
        try {
            // Of several large ones the first shall get through, and not all meet half-way.
            body.expect(context.req().getContentLengthLong());
            var read =
                    MAPPER.readerFor(type)
                            .withAttribute(HeldBody.class, body)
                            .<@Nullable T>readValue(body);
            if (read != null) return read;
        } catch (HeldBody.Ended tooMuch) {
            throw refusal(context, tooMuch);
        } catch (JacksonException mistake) {
            var ended = ended(mistake);
            if (ended == null) throw mistake;
            throw refusal(context, ended);
        }
        throw new HttpRefusal(
                Problem.coded(400, "Not the JSON expected", "json", "The body is null."));
    }

    private static HeldBody.@Nullable Ended ended(Throwable mistake) {
        for (Throwable cause = mistake; cause != null; cause = cause.getCause()) {
            if (cause instanceof HeldBody.Ended ended) return ended;
        }
        return null;
    }

    private static HttpRefusal refusal(Context context, HeldBody.Ended ended) {
        var sentence = String.valueOf(ended.getMessage());
        if (ended.tooLarge()) {
            return new HttpRefusal(Problem.coded(413, "Too large", "too-large", sentence));
        }
        context.header("Retry-After", RETRY_SECONDS);
        return new HttpRefusal(Problem.coded(503, "Try again later", "busy", sentence));
    }
}
