package dev.depwatch.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A list of values of one type. A stand-in replaces an unreadable element, so that the others keep their index. */
final class ListDeserializer extends ConfigDeserializer {
    private final Binding binding;
    private final JavaType element;

    ListDeserializer(Binding binding, JavaType element) {
        this.binding = binding;
        this.element = element;
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            // A comment hides all of its elements.
            return List.of();
        }
        if (!parser.isExpectedStartArrayToken()) {
            binding.unexpected(parser, Binding.path(parser, context), expected());
            return List.of();
        }
        ConfigDeserializer elements = of(element, context);
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Object value = elements.deserialize(parser, context);
            if (value != null) {
                list.add(value);
            }
        }
        return List.copyOf(list);
    }

    @Override
    String expected() {
        return "a list";
    }

    @Override
    Object standIn(DeserializationContext context) {
        return List.of();
    }
}
