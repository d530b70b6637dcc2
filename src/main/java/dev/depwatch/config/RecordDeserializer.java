package dev.depwatch.config;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A map whose keys are the components of a record. Understands Jackson's {@code @JsonProperty} (another key; the default
 * as it would be written), {@code @JsonUnwrapped} (the keys of another record beside one's own) and
 * {@code @JsonFormat} (one value for a list of one).
 */
final class RecordDeserializer extends ConfigDeserializer {
    private final Binding binding;
    private final Class<?> type;
    private final List<Component> components = new ArrayList<>();

    /** By key, with those of unwrapped records. */
    private final Map<String, Component> keys = new LinkedHashMap<>();

    RecordDeserializer(Binding binding, JavaType type, TypeFactory types) {
        this.binding = binding;
        this.type = type.getRawClass();
        for (RecordComponent declared : this.type.getRecordComponents()) {
            JavaType componentType = types.constructType(declared.getGenericType());
            Optional<RecordDeserializer> unwrapped = declared.getAccessor().isAnnotationPresent(JsonUnwrapped.class)
                    ? Optional.of(new RecordDeserializer(binding, componentType, types))
                    : Optional.empty();
            Component component = Component.of(declared, componentType, unwrapped);
            components.add(component);
            unwrapped.ifPresentOrElse(inner -> keys.putAll(inner.keys), () -> keys.put(component.key, component));
        }
    }

    /** @param unwrapped reads the component's own components, which stand beside the others of this record */
    private record Component(
            String key,
            JavaType type,
            Optional<JsonNode> defaultValue,
            boolean oneForAll,
            Optional<RecordDeserializer> unwrapped) {

        static Component of(RecordComponent declared, JavaType type, Optional<RecordDeserializer> unwrapped) {
            JsonProperty property = declared.getAccessor().getAnnotation(JsonProperty.class);
            JsonFormat format = declared.getAccessor().getAnnotation(JsonFormat.class);
            return new Component(
                    property == null || property.value().isEmpty() ? declared.getName() : property.value(),
                    type,
                    property == null || property.defaultValue().isEmpty()
                            ? Optional.empty()
                            : YamlTree.read(property.defaultValue(), new Problems("a default")),
                    format != null
                            && Arrays.asList(format.with()).contains(JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY),
                    unwrapped);
        }
    }

    @Override
    public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        String path = Binding.path(parser, context);
        Map<String, Object> values = new HashMap<>();
        // A section whose keys are all commented out is one with none of them.
        boolean empty = parser.currentToken() == JsonToken.VALUE_NULL;
        if (!empty && !parser.isExpectedStartObjectToken()) {
            binding.unexpected(parser, path, expected());
            return make(values, path, context, false);
        }
        for (String key = empty ? null : parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            parser.nextToken();
            Component component = keys.get(key);
            if (component == null) {
                unknown(path, key);
                parser.skipChildren();
            } else {
                values.put(key, read(component, parser, context));
            }
        }
        for (Component component : keys.values()) {
            if (!values.containsKey(component.key)) {
                values.put(component.key, absent(component, path, context));
            }
        }
        return make(values, path, context, true);
    }

    private static @Nullable Object read(Component component, JsonParser parser, DeserializationContext context)
            throws IOException {
        if (component.oneForAll && parser.currentToken() == JsonToken.VALUE_STRING) {
            Object one = of(component.type.getContentType(), context).deserialize(parser, context);
            return one == null ? List.of() : List.of(one);
        }
        return of(component.type, context).deserialize(parser, context);
    }

    private @Nullable Object absent(Component component, String path, DeserializationContext context)
            throws IOException {
        ConfigDeserializer deserializer = of(component.type, context);
        if (component.defaultValue.isPresent()) {
            return binding.bind(component.defaultValue.get(), component.type, Problems.join(path, component.key))
                    .orElse(null);
        }
        if (!component.type.hasRawClass(Optional.class)) {
            binding.problems()
                    .broken(Problems.join(path, component.key), "missing; expected " + deserializer.expected());
        }
        return deserializer.standIn(context);
    }

    private void unknown(String path, String key) {
        String suggestion = Nearest.to(key, keys.keySet())
                .map(known -> "; did you mean \"" + known + "\"?" + aboutSecrets(known))
                .orElse(";");
        String known = keys.isEmpty() ? "there are no keys here" : "Known keys: " + String.join(", ", keys.keySet());
        binding.problems().broken(Problems.join(path, key), "unknown key" + suggestion + " " + known);
    }

    private String aboutSecrets(String key) {
        return keys.values().stream()
                        .filter(component -> component.key.equals(key))
                        .map(component -> component.type.hasRawClass(Optional.class)
                                ? component.type.containedType(0)
                                : component.type)
                        .anyMatch(held -> held.hasRawClass(Secret.class))
                ? " A secret stands in a file of its own."
                : "";
    }

    /** Makes the record of the values by key; of stand-ins where there is none. */
    private @Nullable Object make(
            Map<String, Object> values, String path, DeserializationContext context, boolean check) throws IOException {
        Object[] arguments = new Object[components.size()];
        for (int i = 0; i < arguments.length; i++) {
            Component component = components.get(i);
            arguments[i] = component.unwrapped.isPresent()
                    ? component.unwrapped.get().make(values, path, context, check)
                    : values.containsKey(component.key)
                            ? values.get(component.key)
                            : of(component.type, context).standIn(context);
            if (arguments[i] == null) {
                return null;
            }
        }
        Object made = construct(arguments, path);
        if (made instanceof Record record) {
            binding.problems().readFrom(record, path);
        }
        if (check && made instanceof Checked checked) {
            checked.check(new Remarks(binding.problems(), path));
        }
        return made;
    }

    private @Nullable Object construct(Object[] arguments, String path) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> canonical = type.getDeclaredConstructor(types);
            canonical.setAccessible(true);
            return canonical.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                binding.problems().broken(path, String.valueOf(refused.getMessage()));
                return null;
            }
            throw new IllegalStateException("cannot make a " + type.getSimpleName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getSimpleName(), e);
        }
    }

    @Override
    String expected() {
        return keys.isEmpty() ? "{}" : "a map with the keys " + String.join(", ", keys.keySet());
    }

    @Override
    @Nullable
    Object standIn(DeserializationContext context) throws JsonMappingException {
        try {
            return make(new HashMap<>(), "", context, false);
        } catch (IOException e) {
            throw new IllegalStateException("making a stand-in reads nothing", e);
        }
    }
}
