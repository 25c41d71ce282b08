package dev.facteur.platform.http;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.javalin.json.JsonMapper;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.MismatchedInputException;

/// JSON in and out: records with `snake_case` members. A member that is not known is refused, so a
/// misspelt one is not silently ignored, and so is one that stands there twice: RFC 8259 §4 leaves
/// open which of the two counts. A `null` in a list is refused; as a member it is as if it were not
/// there.
public final class Json implements JsonMapper {
    private static final int MAX_DEPTH = 50;

    /// For those who read and write JSON outside a request. Thread-safe.
    public static final tools.jackson.databind.json.JsonMapper MAPPER =
            tools.jackson.databind.json.JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .withConfigOverride(
                            List.class,
                            lists ->
                                    lists.setNullHandling(
                                            JsonSetter.Value.forContentNulls(Nulls.FAIL)))
                    .build();

    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /// Reads what [#write] wrote.
    public static <T> T read(String json, Class<T> type) {
        return MAPPER.readValue(json, type);
    }

    @Override
    public String toJsonString(Object value, Type type) {
        return value instanceof String text ? text : write(value);
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // The library's signature.
    public <T> T fromJsonString(String json, Type type) {
        return there(MAPPER.<@Nullable T>readValue(json, MAPPER.constructType(type)));
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // The library's signature.
    public <T> T fromJsonStream(InputStream json, Type type) {
        return there(MAPPER.<@Nullable T>readValue(json, MAPPER.constructType(type)));
    }

    /// A body that is `null` is none of those that are expected.
    private static <T> T there(@Nullable T read) {
        if (read != null) return read;
        throw MismatchedInputException.from((JsonParser) null, Object.class, "null");
    }
}
