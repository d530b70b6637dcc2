package dev.depwatch.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Binds one file's tree to records by Jackson, and says where in the file and with which problem. */
final class Binding {
    private static final String BASE = "base";

    private final Problems problems;
    private final ObjectMapper mapper;

    /** @param deserializers read the values, and record their problems here */
    Binding(Problems problems, Function<Binding, Deserializers> deserializers) {
        this.problems = problems;
        this.mapper = JsonMapper.builder()
                .addModule(new SimpleModule("depwatch") {
                    @Override
                    public void setupModule(SetupContext context) {
                        context.addDeserializers(deserializers.apply(Binding.this));
                    }
                })
                .build();
    }

    Problems problems() {
        return problems;
    }

    JavaType type(Class<?> type) {
        return mapper.constructType(type);
    }

    /** The value at the path; empty if it is too broken to continue with. */
    <T> Optional<T> bind(JsonNode node, JavaType type, String path) {
        try (JsonParser tokens = mapper.treeAsTokens(node)) {
            return Optional.ofNullable(
                    mapper.readerFor(type).withAttribute(BASE, path).readValue(tokens));
        } catch (IOException e) {
            throw new IllegalStateException("cannot bind " + type, e);
        }
    }

    /** The path of the parser's current token in the whole file. */
    static String path(JsonParser parser, DeserializationContext context) {
        return path(parser.getParsingContext(), String.valueOf(context.getAttribute(BASE)));
    }

    private static String path(@Nullable JsonStreamContext at, String base) {
        if (at == null || at.inRoot()) {
            return base;
        }
        String parent = path(at.getParent(), base);
        if (at.inArray()) {
            return at.hasCurrentIndex() ? parent + "[" + at.getCurrentIndex() + "]" : parent;
        }
        return at.hasCurrentName() ? Problems.join(parent, at.getCurrentName()) : parent;
    }

    /** The known word that was probably meant. */
    Optional<String> nearest(String found, Collection<String> known) {
        // The search takes longer than all else: skip it for problems that nobody sees.
        return problems.areMany() ? Optional.empty() : Nearest.to(found, known);
    }

    /** Records that the current value is not the expected one, and skips it. */
    void unexpected(JsonParser parser, String path, String expected) throws IOException {
        String found = found(parser, path);
        Optional<String> unquoted = parser.currentToken() == JsonToken.START_OBJECT
                ? Placeholders.unquoted(parser.<JsonNode>readValueAsTree())
                : Optional.empty();
        problems.broken(
                path,
                unquoted.map(text ->
                                "found " + text + " without quotes, which is a map; expected quotes around the text")
                        .orElse("found " + found + "; expected " + expected));
        parser.skipChildren();
    }

    private static String found(JsonParser parser, String path) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "a map";
            case START_ARRAY -> "a list";
            case VALUE_NULL -> "nothing";
            default -> Problems.shown(parser.getText(), path);
        };
    }
}
