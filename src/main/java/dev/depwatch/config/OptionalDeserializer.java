package dev.depwatch.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.IOException;
import java.util.Optional;

/** An optional value. If present, it is read like a required one. */
final class OptionalDeserializer extends ConfigDeserializer {
    private final JavaType type;

    OptionalDeserializer(JavaType type) {
        this.type = type;
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return Optional.ofNullable(of(type, context).deserialize(parser, context));
    }

    @Override
    String expected() {
        return "a value";
    }

    @Override
    Object standIn(DeserializationContext context) throws JsonMappingException {
        return Optional.empty();
    }

    @Override
    Object writtenStandIn(DeserializationContext context) throws JsonMappingException {
        return Optional.ofNullable(of(type, context).standIn(context));
    }
}
