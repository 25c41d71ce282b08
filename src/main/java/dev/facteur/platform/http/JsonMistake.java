package dev.facteur.platform.http;

import dev.facteur.platform.config.NearestName;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// Says in the words of JSON what is wrong with a body; the library says it in those of Java.
public final class JsonMistake {
    private JsonMistake() {}

    public static Problem problem(JacksonException mistake) {
        var field = field(mistake);
        var unknown = mistake instanceof UnrecognizedPropertyException;
        var problem =
                Problem.coded(
                        HttpStatus.BAD_REQUEST_400,
                        "Not the JSON expected",
                        unknown ? "member-unknown" : "json",
                        sentence(mistake, field) + place(mistake));
        return field.isEmpty() ? problem : problem.with("field", field);
    }

    /// The path of the member that is meant, `attachments.0.name`; `""` when it is the body as a
    /// whole.
    private static String field(JacksonException mistake) {
        if (!(mistake instanceof DatabindException bound)) return "";
        return bound.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null
                                ? Integer.toString(step.getIndex())
                                : step.getPropertyName())
                .collect(Collectors.joining("."));
    }

    private static String sentence(JacksonException mistake, String field) {
        return switch (mistake) {
            case UnrecognizedPropertyException unknown ->
                    "there is no member \"" + field + "\" here" + known(unknown);
            case MismatchedInputException other ->
                    (field.isEmpty() ? "the body" : "\"" + field + "\"")
                            + " must be "
                            + kind(other.getTargetType());
            case InputCoercionException _ -> "a number is too large or too small";
            case StreamReadException syntax -> firstLine(syntax.getOriginalMessage());
            default -> "the body cannot be read";
        };
    }

    private static String known(UnrecognizedPropertyException unknown) {
        var ids = unknown.getKnownPropertyIds();
        if (ids == null || ids.isEmpty()) return "";
        var names = ids.stream().map(String::valueOf).toList();
        var nearest = NearestName.of(unknown.getPropertyName(), names);
        if (nearest.isPresent()) return "; did you mean \"" + nearest.get() + "\"?";
        return new TreeSet<>(names).stream().collect(Collectors.joining(", ", "; there are ", ""));
    }

    private static String kind(@Nullable Class<?> type) {
        if (type == null) return "something else";
        if (type == String.class) return "text";
        if (type == Boolean.class || type == boolean.class) return "true or false";
        if (List.of(Integer.class, int.class, Long.class, long.class).contains(type)) {
            return "a whole number";
        }
        return Collection.class.isAssignableFrom(type) ? "a list" : "an object";
    }

    private static String place(JacksonException mistake) {
        var where = mistake.getLocation();
        if (where == null || where.getLineNr() < 1) return "";
        return " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")";
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
