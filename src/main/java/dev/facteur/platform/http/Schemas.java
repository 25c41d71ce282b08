package dev.facteur.platform.http;

import static java.util.Map.entry;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.util.ClassUtil;

/// JSON schemas (2020-12) of the records that the API takes and gives. Each record is described
/// once, by its name, and referred to.
final class Schemas {
    private static final String PLACE = "#/components/schemas/";

    private static final Map<String, Object> TEXT = Map.of("type", "string");
    private static final Map<String, Object> WHOLE = Map.of("type", "integer");
    private static final Map<String, Object> FLAG = Map.of("type", "boolean");
    private static final Map<Class<?>, Map<String, Object>> PLAIN =
            Map.ofEntries(
                    entry(String.class, TEXT),
                    entry(URI.class, TEXT),
                    entry(Instant.class, Map.of("type", "string", "format", "date-time")),
                    entry(LocalDate.class, Map.of("type", "string", "format", "date")),
                    entry(boolean.class, FLAG),
                    entry(Boolean.class, FLAG),
                    entry(int.class, WHOLE),
                    entry(Integer.class, WHOLE),
                    entry(long.class, WHOLE),
                    entry(Long.class, WHOLE),
                    entry(double.class, Map.of("type", "number")));

    /// What is written otherwise than its class tells.
    private final Map<Class<?>, Map<String, Object>> special;

    private final Map<String, Object> described = new TreeMap<>();
    private final Map<String, Class<?>> named = new HashMap<>();

    Schemas(Map<Class<?>, Map<String, Object>> special) {
        this.special = special;
    }

    Map<String, Object> described() {
        return described;
    }

    Map<String, Object> of(Type type) {
        if (type instanceof ParameterizedType generic) return ofGeneric(generic);
        if (!(type instanceof Class<?> known)) return Map.of();
        var own = special.get(known);
        if (own != null) return own;
        if (known.isRecord()) return Map.of("$ref", PLACE + described(known));
        if (known.isArray()) return Map.of("type", "array", "items", of(known.getComponentType()));
        if (known.isEnum()) return Map.of("type", "string", "enum", words(known));
        // What is none of these is any JSON.
        return PLAIN.getOrDefault(known, Map.of());
    }

    private Map<String, Object> ofGeneric(ParameterizedType generic) {
        var arguments = generic.getActualTypeArguments();
        boolean many =
                generic.getRawType() instanceof Class<?> raw
                        && Collection.class.isAssignableFrom(raw);
        return many
                ? Map.of("type", "array", "items", of(arguments[0]))
                : Map.of("type", "object", "additionalProperties", of(arguments[1]));
    }

    private static List<String> words(Class<?> choice) {
        var words = new ArrayList<String>();
        for (var constant : choice.getEnumConstants()) {
            words.add(Json.MAPPER.valueToTree(constant).asString());
        }
        return words;
    }

    private String described(Class<?> known) {
        var name = name(known);
        var same = named.putIfAbsent(name, known);
        if (same == known) return name;
        if (same != null) throw new IllegalStateException(known + " has the name of " + same);
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        for (var component : known.getRecordComponents()) {
            var member = member(known, component);
            boolean optional = isNullable(component.getAnnotatedType());
            properties.put(member, optional ? orNull(schema(component)) : schema(component));
            if (!optional) required.add(member);
        }
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) schema.put("required", required);
        schema.put("additionalProperties", known.isAnnotationPresent(JsonIgnoreProperties.class));
        described.put(name, schema);
        return name;
    }

    private static String name(Class<?> known) {
        var outer = known.getEnclosingClass();
        if (outer == null) return known.getSimpleName();
        return outer.getSimpleName().replaceFirst("Resource$", "") + known.getSimpleName();
    }

    private static String member(Class<?> known, RecordComponent component) {
        var own = component.getAccessor().getAnnotation(JsonProperty.class);
        if (own != null && !own.value().isEmpty()) return own.value();
        var naming = known.getAnnotation(JsonNaming.class);
        var strategy =
                naming == null
                        ? PropertyNamingStrategies.SNAKE_CASE
                        : ClassUtil.createInstance(naming.value(), true);
        return strategy.nameForField(null, null, component.getName());
    }

    private Map<String, Object> schema(RecordComponent component) {
        var schema = of(component.getGenericType());
        var format = component.getAccessor().getAnnotation(JsonFormat.class);
        boolean alone =
                format != null
                        && List.of(format.with())
                                .contains(JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY);
        var items = schema.get("items");
        return alone && items != null ? Map.of("anyOf", List.of(items, schema)) : schema;
    }

    private static boolean isNullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static Map<String, Object> orNull(Map<String, Object> schema) {
        if (schema.isEmpty()) return schema;
        return Map.of("anyOf", List.of(schema, Map.of("type", "null")));
    }
}
