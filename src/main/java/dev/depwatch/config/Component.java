package dev.depwatch.config;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;

/**
 * A component of a record and its form in the file.
 *
 * @param defaultValue the value for a missing key
 * @param oneForAll whether a single element may replace a list of one
 * @param unwrapped reads the component's own components, whose keys are beside the others of this record
 */
record Component(
        String key,
        JavaType type,
        Optional<JsonNode> defaultValue,
        boolean oneForAll,
        Optional<RecordDeserializer> unwrapped) {

    boolean holdsSecret() {
        JavaType held = type.hasRawClass(Optional.class) ? type.containedType(0) : type;
        return held.hasRawClass(Secret.class) || held.hasRawClass(SecretPem.class);
    }

    static String key(RecordComponent declared) {
        JsonProperty property = declared.getAccessor().getAnnotation(JsonProperty.class);
        return property == null || property.value().isEmpty() ? declared.getName() : property.value();
    }

    static Component of(RecordComponent declared, JavaType type, Optional<RecordDeserializer> unwrapped) {
        JsonProperty property = declared.getAccessor().getAnnotation(JsonProperty.class);
        JsonFormat format = declared.getAccessor().getAnnotation(JsonFormat.class);
        return new Component(
                key(declared),
                type,
                property == null || property.defaultValue().isEmpty()
                        ? Optional.empty()
                        : YamlTree.read(property.defaultValue(), new Problems("a default")),
                format != null
                        && Arrays.asList(format.with()).contains(JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY),
                unwrapped);
    }
}
