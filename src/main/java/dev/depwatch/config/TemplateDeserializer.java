package dev.depwatch.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Keeps a map as written, to bind it when its placeholders are known. */
final class TemplateDeserializer extends ConfigDeserializer {
    private final Binding binding;
    private final JavaType type;

    TemplateDeserializer(Binding binding, JavaType type) {
        this.binding = binding;
        this.type = type;
    }

    @Override
    public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        String path = Binding.path(parser, context);
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            // All of its keys are commented out.
            return new Template<>(binding, type, JsonNodeFactory.instance.objectNode(), path);
        }
        if (!parser.isExpectedStartObjectToken()) {
            binding.unexpected(parser, path, expected());
            return null;
        }
        ObjectNode map = parser.readValueAsTree();
        return new Template<>(binding, type, map, path);
    }

    @Override
    String expected() {
        return "a map";
    }

    @Override
    @Nullable
    Object standIn(DeserializationContext context) {
        return null;
    }
}
