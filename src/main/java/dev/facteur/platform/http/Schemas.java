package dev.facteur.platform.http;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;

/// JSON schemas (2020-12) of the records that the API takes and gives. Each record is described
/// once, by its name, and referred to.
final class Schemas {
    private static final String PLACE = "#/components/schemas/";

    /// What is written otherwise than its class tells.
    private final Map<Class<?>, Map<String, Object>> special;

    private final Map<String, Object> described = new TreeMap<>();

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
        if (known == String.class) return Map.of("type", "string");
        if (known == Instant.class) return Map.of("type", "string", "format", "date-time");
        if (known == boolean.class || known == Boolean.class) return Map.of("type", "boolean");
        if (List.of(int.class, Integer.class, long.class, Long.class).contains(known)) {
            return Map.of("type", "integer");
        }
        // Any JSON.
        return Map.of();
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

    private String described(Class<?> known) {
        var outer = known.getEnclosingClass();
        var name =
                outer == null
                        ? known.getSimpleName()
                        : outer.getSimpleName() + known.getSimpleName();
        if (described.containsKey(name)) return name;
        // Before its components: one may be of the same class.
        described.put(name, Map.of());
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        for (var component : known.getRecordComponents()) {
            var member =
                    PropertyNamingStrategies.SNAKE_CASE.nameForField(
                            null, null, component.getName());
            boolean optional = isNullable(component.getAnnotatedType());
            properties.put(member, optional ? orNull(schema(component)) : schema(component));
            if (!optional) required.add(member);
        }
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) schema.put("required", required);
        schema.put("additionalProperties", false);
        described.put(name, schema);
        return name;
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
