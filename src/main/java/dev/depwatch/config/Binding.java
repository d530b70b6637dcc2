package dev.depwatch.config;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes values of one file's tree, by the form of their types. */
final class Binding {
    /** The only key whose secret has several lines. */
    private static final String PRIVATE_KEY = "privateKeyFile";

    private static final ObjectNode EMPTY = JsonNodeFactory.instance.objectNode();

    private final Problems problems;
    private final Texts texts;
    private final SecretFiles secretFiles;
    private final Map<Type, Form> forms = new HashMap<>();

    Binding(Problems problems, Texts texts, SecretFiles secretFiles) {
        this.problems = problems;
        this.texts = texts;
        this.secretFiles = secretFiles;
    }

    Problems problems() {
        return problems;
    }

    /** The record at the path, with a stand-in for each value that cannot be read. */
    <T extends Record> T bind(JsonNode node, Class<T> type, String path) {
        return type.cast(read(form(type), node, path));
    }

    private Object read(Form form, JsonNode node, String path) {
        if (node.getNodeType() == form.written()) {
            return form.reader().apply(node, path);
        }
        if (node.isNull() && form.written() != JsonNodeType.STRING) {
            // A comment hides all of its keys or elements.
            return form.reader().apply(EMPTY, path);
        }
        unexpected(node, path, form.expected());
        return form.standIn().apply(path);
    }

    /** How values of the type are written. */
    private Form form(Type type) {
        Form known = forms.get(type);
        if (known == null) {
            known = makeForm(type);
            forms.put(type, known);
        }
        return known;
    }

    private Form makeForm(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type raw = generic.getRawType();
            Form held = form(held(generic));
            if (raw == List.class) {
                return container(JsonNodeType.ARRAY, "a list", (list, path) -> list(held, list, path));
            }
            if (raw == Map.class) {
                return container(JsonNodeType.OBJECT, "a map", (map, path) -> map(held, map, path));
            }
            if (raw == Template.class) {
                Class<? extends Record> filled = ((Class<?>) held(generic)).asSubclass(Record.class);
                return container(
                        JsonNodeType.OBJECT,
                        "a map",
                        (map, path) -> new Template<>(this, filled, (ObjectNode) map, path));
            }
        } else if (type == Secret.class) {
            return file("the name of a file that holds the secret", new Secret(""), this::secret);
        } else if (type == PemCertificate.class) {
            return file("the path of a PEM file", PemCertificate.NONE, this::certificate);
        } else if (type instanceof Class<?> known && known.isRecord()) {
            return new RecordForm(known).asForm();
        }
        return text(texts.of(type));
    }

    /** What is missing or unreadable counts as empty. */
    private static Form container(JsonNodeType written, String expected, BiFunction<JsonNode, String, Object> reader) {
        return new Form(written, expected, path -> reader.apply(EMPTY, path), reader);
    }

    /**
     * What stands in a file of its own.
     *
     * @param none in place of one that cannot be read, or whose name is an example
     */
    private <T> Form file(String expected, T none, BiFunction<String, String, T> reader) {
        return new Form(
                JsonNodeType.STRING,
                expected,
                path -> none,
                (node, path) -> problems.isSample(path) ? none : reader.apply(node.textValue(), path));
    }

    /** The type of the elements of a list, the values of a map, or what else a type holds. */
    static Type held(ParameterizedType generic) {
        Type[] arguments = generic.getActualTypeArguments();
        return arguments[arguments.length - 1];
    }

    /** A stand-in replaces an unreadable element, so that the others keep their index. */
    private List<Object> list(Form element, JsonNode list, String path) {
        return IntStream.range(0, list.size())
                .mapToObj(i -> read(element, list.get(i), path + "[" + i + "]"))
                .toList();
    }

    /** Its keys are the administrator's choice; the record with the map checks them. */
    private Map<String, Object> map(Form value, JsonNode map, String path) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            values.put(entry.getKey(), read(value, entry.getValue(), Problems.join(path, entry.getKey())));
        }
        return Collections.unmodifiableMap(values);
    }

    private Form text(Texts.Text<?> text) {
        return new Form(JsonNodeType.STRING, text.expected(), path -> text.example(), (node, path) -> {
            try {
                return text.read().apply(node.textValue());
            } catch (IllegalArgumentException | DateTimeException e) {
                unexpected(node, path, text.expected() + Nearest.question(node.textValue(), text.words()));
                return text.example();
            }
        });
    }

    private PemCertificate certificate(String name, String path) {
        Path file = (Path) form(Path.class).reader().apply(TextNode.valueOf(name), path);
        try {
            return PemCertificate.read(file);
        } catch (IOException e) {
            String fault = "cannot read \"" + file + "\" (" + FileAccess.whyUnread(e)
                    + "); expected a PEM file with a block \"-----BEGIN CERTIFICATE-----\"";
            // As with a secret: the rest of an instance that a pattern found is watched.
            problems.unusable(path, fault);
            return PemCertificate.NONE;
        }
    }

    private Secret secret(String name, String path) {
        Secret secret = secretFiles.read(
                name, path.endsWith(PRIVATE_KEY), problems.isFilled(path), warning -> problems.warn(path, warning));
        secret.fault().ifPresent(fault -> problems.unusable(path, fault));
        return secret;
    }

    private void unexpected(JsonNode node, String path, String expected) {
        String found = switch (node.getNodeType()) {
            case OBJECT -> "a map";
            case ARRAY -> "a list";
            case NULL -> "nothing";
            default -> Problems.shown(node.asText(), path);
        };
        problems.broken(
                path,
                Placeholders.unquoted(node)
                        .map(text ->
                                "found " + text + " without quotes, which is a map; expected quotes around the text")
                        .orElse("found " + found + "; expected " + expected));
    }

    /** The key of a component. */
    static String key(RecordComponent declared) {
        JsonProperty property = declared.getAccessor().getAnnotation(JsonProperty.class);
        return property == null || property.value().isEmpty() ? declared.getName() : property.value();
    }

    /**
     * A map whose keys are the components of a record. Jackson's annotations describe them: {@code @JsonProperty}
     * (another key; the default as written in a file), {@code @JsonUnwrapped} (the keys of another record beside its
     * own) and {@code @JsonFormat} (one value for a list of one).
     */
    private final class RecordForm {
        private final Class<? extends Record> type;
        private final List<Component> components;

        /** By key, including those of unwrapped records. */
        private final Map<String, Component> keys = new LinkedHashMap<>();

        RecordForm(Class<?> type) {
            this.type = type.asSubclass(Record.class);
            this.components =
                    Stream.of(type.getRecordComponents()).map(this::component).toList();
            components.forEach(component -> component.unwrapped.ifPresentOrElse(
                    inner -> keys.putAll(inner.keys), () -> keys.put(component.key, component)));
        }

        /**
         * A component of the record and its form in the file.
         *
         * @param form without {@code Optional}
         * @param element the form of a single element that may replace a list of one
         * @param unwrapped reads the component's own components, whose keys are beside the others of this record
         */
        private record Component(
                String key,
                Form form,
                boolean isOptional,
                Optional<JsonNode> defaultValue,
                Optional<Form> element,
                Optional<RecordForm> unwrapped) {

            Object standIn(String path) {
                return isOptional ? Optional.empty() : form.standIn().apply(Problems.join(path, key));
            }
        }

        private Component component(RecordComponent declared) {
            JsonProperty property = declared.getAccessor().getAnnotation(JsonProperty.class);
            boolean isOptional = declared.getType() == Optional.class;
            boolean oneForAll = declared.getAccessor().isAnnotationPresent(JsonFormat.class);
            Type held = declared.getGenericType() instanceof ParameterizedType generic && (isOptional || oneForAll)
                    ? held(generic)
                    : declared.getGenericType();
            return new Component(
                    key(declared),
                    form(oneForAll ? declared.getGenericType() : held),
                    isOptional,
                    property == null || property.defaultValue().isEmpty()
                            ? Optional.empty()
                            : YamlTree.read(property.defaultValue(), new Problems("a default")),
                    oneForAll ? Optional.of(form(held)) : Optional.empty(),
                    declared.getAccessor().isAnnotationPresent(JsonUnwrapped.class)
                            ? Optional.of(new RecordForm(declared.getType()))
                            : Optional.empty());
        }

        Form asForm() {
            return new Form(
                    JsonNodeType.OBJECT,
                    keys.isEmpty() ? "{}" : "a map with the keys " + String.join(", ", keys.keySet()),
                    path -> make(component -> component.standIn(path), path, false),
                    this::readMap);
        }

        private Object readMap(JsonNode map, String path) {
            Set<String> meant = map.properties().stream()
                    .map(Map.Entry::getKey)
                    .filter(key -> !keys.containsKey(key))
                    .flatMap(key -> unknown(path, key).stream())
                    .collect(toUnmodifiableSet());
            return make(component -> value(component, map, meant, path), path, true);
        }

        private Object value(Component component, JsonNode map, Set<String> meant, String path) {
            String at = Problems.join(path, component.key);
            JsonNode node = map.path(component.key);
            if (node.isMissingNode() && meant.contains(component.key)) {
                // The value is there, under a key that is almost this one: its problem is known.
                problems.silence(at);
            } else if (node.isMissingNode() && component.defaultValue.isPresent()) {
                node = component.defaultValue.get();
            } else if (node.isMissingNode()) {
                if (!component.isOptional) {
                    problems.broken(at, "missing; expected " + component.form.expected());
                }
                return component.standIn(path);
            }
            Object value = component.element.isPresent() && node.isTextual()
                    ? List.of(read(component.element.get(), node, at))
                    : read(component.form, node, at);
            return component.isOptional ? Optional.of(value) : value;
        }

        /** The known key that was probably meant. */
        private Optional<String> unknown(String path, String key) {
            Optional<String> meant = Nearest.to(key, keys.keySet());
            boolean secret = meant.map(keys::get)
                    .filter(component -> component.form.equals(form(Secret.class)))
                    .isPresent();
            String sentence = "unknown key"
                    + meant.map(known -> "; did you mean \"" + known + "\"?").orElse(".")
                    + (secret ? " A secret belongs in its own file." : "")
                    + (keys.isEmpty()
                            ? " There are no keys here."
                            : " Known keys: " + String.join(", ", keys.keySet()));
            problems.wrongKey(Problems.join(path, key), sentence);
            return meant;
        }

        /**
         * Makes the record, and those that are unwrapped in it, of the value of each component.
         *
         * @param isRead whether the values are those of a file, which rules apply to
         */
        private Record make(Function<Component, Object> values, String path, boolean isRead) {
            Record made = construct(components.stream()
                    .map(component -> component
                            .unwrapped
                            .<Object>map(inner -> inner.make(values, path, isRead))
                            .orElseGet(() -> values.apply(component)))
                    .toArray());
            problems.readFrom(made, path);
            if (isRead && made instanceof Checked checked) {
                checked.check(new Remarks(problems, path));
            }
            return made;
        }

        private Record construct(Object[] arguments) {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            try {
                Constructor<? extends Record> canonical = type.getDeclaredConstructor(types);
                canonical.setAccessible(true);
                return canonical.newInstance(arguments);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot make a " + type.getSimpleName(), e);
            }
        }
    }

    /**
     * How values of one type are written in a file.
     *
     * @param written the kind of node
     * @param expected completes the sentence "expected …"
     * @param standIn replaces a value that is missing or unreadable, by its path
     * @param reader reads a node of the right kind at a path: records a problem in place of failing, and continues with
     *     a stand-in
     */
    private record Form(
            JsonNodeType written,
            String expected,
            Function<String, Object> standIn,
            BiFunction<JsonNode, String, Object> reader) {}
}
