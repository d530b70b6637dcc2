package dev.depwatch.config;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;

/**
 * A component of a record and how it is written in the file.
 *
 * @param defaultValue what is read where the key is left out
 * @param formerKey an earlier key, which is refused with the key of today
 * @param oneForAll whether a list of one may be written as the one
 * @param unwrapped reads the component's own components, which stand beside the others of this record
 */
record Component(
        String key,
        JavaType type,
        Optional<JsonNode> defaultValue,
        Optional<String> formerKey,
        boolean oneForAll,
        Optional<RecordDeserializer> unwrapped) {

    boolean holdsSecret() {
        JavaType held = type.hasRawClass(Optional.class) ? type.containedType(0) : type;
        return held.hasRawClass(Secret.class);
    }

    static Component of(RecordComponent declared, JavaType type, Optional<RecordDeserializer> unwrapped) {
        JsonProperty property = declared.getAccessor().getAnnotation(JsonProperty.class);
        FormerKey former = declared.getAccessor().getAnnotation(FormerKey.class);
        JsonFormat format = declared.getAccessor().getAnnotation(JsonFormat.class);
        return new Component(
                property == null || property.value().isEmpty() ? declared.getName() : property.value(),
                type,
                property == null || property.defaultValue().isEmpty()
                        ? Optional.empty()
                        : YamlTree.read(property.defaultValue(), new Problems("a default")),
                Optional.ofNullable(former).map(FormerKey::value),
                format != null
                        && Arrays.asList(format.with()).contains(JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY),
                unwrapped);
    }
}
