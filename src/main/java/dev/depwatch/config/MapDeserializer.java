package dev.depwatch.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A map whose keys the administrator chooses; the record with the map checks them. */
final class MapDeserializer extends ConfigDeserializer {
    private final Binding binding;
    private final JavaType value;

    MapDeserializer(Binding binding, JavaType value) {
        this.binding = binding;
        this.value = value;
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            // A comment hides all of its keys.
            return Map.of();
        }
        if (!parser.isExpectedStartObjectToken()) {
            binding.unexpected(parser, Binding.path(parser, context), expected());
            return Map.of();
        }
        ConfigDeserializer values = of(value, context);
        Map<String, Object> map = new LinkedHashMap<>();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            parser.nextToken();
            Object read = values.deserialize(parser, context);
            if (read != null) {
                map.put(key, read);
            }
        }
        return Collections.unmodifiableMap(map);
    }

    @Override
    String expected() {
        return "a map";
    }

    @Override
    Object standIn(DeserializationContext context) {
        return Map.of();
    }
}
