package dev.depwatch.config;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map whose keys are the components of a record. Supports Jackson's {@code @JsonProperty} (another key; the default
 * as written in a file), {@code @JsonUnwrapped} (the keys of another record beside its own) and {@code @JsonFormat}
 * (one value for a list of one).
 */
final class RecordDeserializer extends ConfigDeserializer {
    private final Binding binding;
    private final Class<?> type;
    private final List<Component> components = new ArrayList<>();

    /** By key, including those of unwrapped records. */
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
            unwrapped.ifPresentOrElse(inner -> keys.putAll(inner.keys), () -> keys.put(component.key(), component));
        }
    }

    @Override
    public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        String path = Binding.path(parser, context);
        Map<String, Object> values = new HashMap<>();
        // A section whose keys are all commented out has none.
        boolean empty = parser.currentToken() == JsonToken.VALUE_NULL;
        if (!empty && !parser.isExpectedStartObjectToken()) {
            binding.unexpected(parser, path, expected());
            return make(values, path, context, false);
        }
        Set<String> meant = new HashSet<>();
        for (String key = empty ? null : parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            parser.nextToken();
            Component component = keys.get(key);
            if (component == null) {
                unknown(path, key).ifPresent(meant::add);
                parser.skipChildren();
            } else {
                values.put(key, read(component, parser, context));
            }
        }
        for (Component component : keys.values()) {
            if (!values.containsKey(component.key())) {
                values.put(
                        component.key(),
                        meant.contains(component.key())
                                ? mistyped(component, path, context)
                                : absent(component, path, context));
            }
        }
        return make(values, path, context, true);
    }

    private static @Nullable Object read(Component component, JsonParser parser, DeserializationContext context)
            throws IOException {
        if (component.oneForAll() && parser.currentToken() == JsonToken.VALUE_STRING) {
            Object one = of(component.type().getContentType(), context).deserialize(parser, context);
            return one == null ? List.of() : List.of(one);
        }
        return of(component.type(), context).deserialize(parser, context);
    }

    private @Nullable Object absent(Component component, String path, DeserializationContext context)
            throws IOException {
        ConfigDeserializer deserializer = of(component.type(), context);
        if (component.defaultValue().isPresent()) {
            return binding.bind(component.defaultValue().get(), component.type(), Problems.join(path, component.key()))
                    .orElse(null);
        }
        if (!component.type().hasRawClass(Optional.class)) {
            binding.problems()
                    .broken(Problems.join(path, component.key()), "missing; expected " + deserializer.expected());
        }
        return deserializer.standIn(context);
    }

    /** Reports nothing about a key that is present in a wrong form. */
    private @Nullable Object mistyped(Component component, String path, DeserializationContext context)
            throws IOException {
        binding.problems().silence(Problems.join(path, component.key()));
        return of(component.type(), context).writtenStandIn(context);
    }

    /** The known key that was probably meant. */
    private Optional<String> unknown(String path, String key) {
        Optional<String> meant = binding.nearest(key, keys.keySet());
        boolean secret = meant.map(keys::get).filter(Component::holdsSecret).isPresent();
        String sentence = "unknown key"
                + meant.map(known -> "; did you mean \"" + known + "\"?").orElse(".")
                + (secret ? " A secret belongs in its own file." : "")
                + (keys.isEmpty() ? " There are no keys here." : " Known keys: " + String.join(", ", keys.keySet()));
        binding.problems().wrongKey(Problems.join(path, key), sentence);
        return meant;
    }

    /** Makes the record from the values by key, with stand-ins for missing ones. */
    private @Nullable Object make(
            Map<String, Object> values, String path, DeserializationContext context, boolean check) throws IOException {
        Object[] arguments = new Object[components.size()];
        for (int i = 0; i < arguments.length; i++) {
            Component component = components.get(i);
            arguments[i] = component.unwrapped().isPresent()
                    ? component.unwrapped().get().make(values, path, context, check)
                    : values.containsKey(component.key())
                            ? values.get(component.key())
                            : of(component.type(), context).standIn(context);
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
