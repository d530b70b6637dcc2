package dev.depwatch.config;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.depwatch.config.Problems.Place;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One YAML document as Jackson's tree. Every scalar is a text as written, since only its record knows the meaning of
 * {@code 007} or {@code yes}. Anchors, aliases and tags are rejected: nothing here needs them, and a few lines of
 * aliases can expand to a billion values.
 */
final class YamlTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
            .build();

    /** The parser names the place of a mistake in its message; Jackson's own location is that of the previous token. */
    private static final Pattern PLACE = Pattern.compile("(?m)^ in .*, line ([0-9]{1,9}), column ([0-9]{1,9}):$");

    private final YAMLParser parser;
    private final int[] text;
    private final Problems problems;

    private YamlTree(YAMLParser parser, String text, Problems problems) {
        this.parser = parser;
        this.text = text.codePoints().toArray();
        this.problems = problems;
    }

    /** The document; empty if it is invalid, which is then among the problems. */
    static Optional<JsonNode> read(String text, Problems problems) {
        try (YAMLParser parser = YAML.createParser(text)) {
            return new YamlTree(parser, text, problems).document();
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    private Optional<JsonNode> document() throws IOException {
        try {
            JsonToken first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                problems.add("empty; expected keys with their values");
                return Optional.empty();
            }
            JsonNode root = value("");
            if (parser.nextToken() != null) {
                problems.add(place(), "", "a second document begins here; expected one");
            }
            return Optional.of(root);
        } catch (JsonProcessingException e) {
            Place place = placeOf(e);
            problems.add(
                    place,
                    "",
                    "not YAML: " + withoutTheText(e.getOriginalMessage())
                            + (Placeholders.isIn(line(place))
                                    ? "; put a text with a placeholder, such as {context}, in quotes"
                                    : ""));
        }
        return Optional.empty();
    }

    private JsonNode value(String path) throws IOException {
        problems.place(path, place());
        refuseMarks(path);
        return switch (parser.currentToken()) {
            case START_OBJECT -> map(path);
            case START_ARRAY -> list(path);
            case VALUE_NULL -> NODES.nullNode();
            default -> NODES.textNode(parser.getText());
        };
    }

    private JsonNode map(String path) throws IOException {
        ObjectNode map = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            String child = Problems.join(path, key);
            Place at = place();
            refuseMarks(child);
            parser.nextToken();
            if (map.has(key)) {
                problems.add(at, child, "given twice in one map; expected once");
                parser.skipChildren();
            } else {
                problems.place(child, at);
                map.set(key, value(child));
            }
        }
        return map;
    }

    /**
     * Checks the text, since Jackson does not report an anchored scalar, and returns an alias as the text of its name.
     */
    private void refuseMarks(String path) {
        long offset = parser.currentTokenLocation().getCharOffset();
        switch (offset >= 0 && offset < text.length ? text[(int) offset] : ' ') {
            case '&', '*' ->
                problems.broken(
                        path, "found a YAML anchor or alias (& or *); expected the value itself, or quotes around it");
            case '!' ->
                problems.broken(path, "found a YAML tag (!); expected the value without it, or quotes around it");
            default -> {}
        }
    }

    private JsonNode list(String path) throws IOException {
        ArrayNode list = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(path + "[" + list.size() + "]"));
        }
        return list;
    }

    private String line(Place place) {
        return new String(text, 0, text.length)
                .lines()
                .skip(place.line() - 1L)
                .findFirst()
                .orElse("");
    }

    private Place place() {
        JsonLocation location = parser.currentTokenLocation();
        return new Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    /** What was being scanned began at the mistake, but for an escape; what was being parsed was right up to it. */
    private Place placeOf(JsonProcessingException mistake) {
        return PLACE.matcher(mistake.getOriginalMessage())
                .results()
                .map(found -> new Place(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2))))
                .reduce((first, last) ->
                        mistake.getOriginalMessage().matches("(?s)while scanning(?!.*escape).*") ? first : last)
                .orElseGet(this::place);
    }

    /**
     * The parser's sentences without the lines of the file that it adds, since those may contain a secret. Those lines,
     * and the places, are indented.
     */
    private static String withoutTheText(String message) {
        String sentences = message.lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .map(line -> line.startsWith("Expected a field name") ? "a key is no text" : line)
                .collect(joining("; "));
        // A pattern of Apple IDs begins with one, and the parser does not say so.
        if (sentences.contains("an alias")) {
            return sentences + "; put a text that begins with * in quotes";
        }
        return sentences.matches(".*(expected(?! character)|not allowed here).*")
                ? sentences + "; look for a wrong indentation, a quote or bracket left open, or a colon without a"
                        + " blank, here and in the line above"
                : sentences;
    }
}
