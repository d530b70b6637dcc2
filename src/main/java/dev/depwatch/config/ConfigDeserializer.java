package dev.depwatch.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A deserializer that never throws because of the file's content: it records the problem and returns a stand-in. */
abstract class ConfigDeserializer extends JsonDeserializer<Object> {
    /** The value at the parser's current token; null only if a record rejects its values, which has been recorded. */
    @Override
    public abstract @Nullable Object deserialize(JsonParser parser, DeserializationContext context) throws IOException;

    /** Completes the sentence "expected …". */
    abstract String expected();

    /** Replaces a value that is missing or unreadable. */
    abstract @Nullable Object standIn(DeserializationContext context) throws JsonMappingException;

    /** Replaces a value under a mistyped key. */
    @Nullable
    Object writtenStandIn(DeserializationContext context) throws JsonMappingException {
        return standIn(context);
    }

    /** Jackson calls this for a null at the root of its input, which no caller here passes. */
    @Override
    public @Nullable Object getNullValue(DeserializationContext context) throws JsonMappingException {
        return standIn(context);
    }

    /** Otherwise, reflection would analyze a record again for each element of a list. */
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
