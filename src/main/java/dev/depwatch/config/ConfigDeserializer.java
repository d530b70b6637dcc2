package dev.depwatch.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A deserialiser that never throws for what the file holds: it notes the problem and gives a stand-in. */
abstract class ConfigDeserializer extends JsonDeserializer<Object> {
    /** The value at the parser's current token; null only if a record refuses to be made, which has been noted. */
    @Override
    public abstract @Nullable Object deserialize(JsonParser parser, DeserializationContext context) throws IOException;

    /** Completes the sentence "expected …". */
    abstract String expected();

    /** What takes the place of a value that is missing or cannot be read. */
    abstract @Nullable Object standIn(DeserializationContext context) throws JsonMappingException;

    /** What takes the place of a value that is written under a mistyped key. */
    @Nullable
    Object writtenStandIn(DeserializationContext context) throws JsonMappingException {
        return standIn(context);
    }

    /** Jackson calls this for a value that is null at the root of what it reads, which no caller here hands it. */
    @Override
    public @Nullable Object getNullValue(DeserializationContext context) throws JsonMappingException {
        return standIn(context);
    }

    /** A record would be taken apart by reflection anew for each element of a list otherwise. */
    @Override
    public boolean isCachable() {
        return true;
    }

    static ConfigDeserializer of(JavaType type, DeserializationContext context) throws JsonMappingException {
        if (context.findContextualValueDeserializer(type, null) instanceof ConfigDeserializer ours) {
            return ours;
        }
        throw new IllegalArgumentException("no component of the configuration can be a " + type);
    }
}
