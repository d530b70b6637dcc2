package dev.depwatch.signature;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.depwatch.logs.LogRecord;
import dev.depwatch.text.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One file of signatures with the examples that prove them. The head of {@code signatures/ade-answers.yml} explains the
 * format.
 *
 * @param name the file's name in messages
 */
record SignatureFile(String name, List<Entry> entries) {
    private static final int MAX_BYTES = 1024 * 1024;

    /** Without Jackson's mapper: loading its classes takes longer than reading all signatures. */
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    SignatureFile {
        entries = List.copyOf(entries);
    }

    /**
     * A signature and its examples.
     *
     * @param published examples in the source's own words
     * @param matches examples composed from them
     */
    record Entry(Signature signature, List<String> published, List<String> matches, List<String> mustNotMatch) {
        Entry {
            published = List.copyOf(published);
            matches = List.copyOf(matches);
            mustNotMatch = List.copyOf(mustNotMatch);
        }

        Optional<LogRecord> example(String text) {
            return Example.record(text, signature.classes().get(0));
        }
    }

    /** Reads a site's file and adds its problems to the list. */
    static SignatureFile read(Path path, List<String> problems) {
        // A pipe or a device could block the reader for ever.
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            problems.add(path + ": not a file; expected a file of signatures");
            return new SignatureFile(path.toString(), List.of());
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                problems.add("%s: longer than %d bytes; expected a file of signatures".formatted(path, MAX_BYTES));
                return new SignatureFile(path.toString(), List.of());
            }
            return parse(path.toString(), new String(bytes, StandardCharsets.UTF_8), problems);
        } catch (IOException e) {
            problems.add("%s: cannot be read (%s)".formatted(path, e.getClass().getSimpleName()));
            return new SignatureFile(path.toString(), List.of());
        }
    }

    static SignatureFile parse(String name, String text, List<String> problems) {
        List<Entry> entries = new ArrayList<>();
        try (JsonParser parser = YAML.createParser(text)) {
            JsonNode root = parser.nextToken() == null ? NODES.missingNode() : node(parser);
            if (!root.isArray()) {
                problems.add(name + ": expected a list of signatures, each beginning with \"- id:\"");
            }
            for (int index = 0; root.isArray() && index < root.size(); index++) {
                new EntryReader(name, index + 1, root.get(index), problems)
                        .read()
                        .ifPresent(entries::add);
            }
        } catch (JsonProcessingException e) {
            String place = Optional.ofNullable(e.getLocation())
                    .map(JsonLocation::getLineNr)
                    .map(line -> ", line " + line)
                    .orElse("");
            problems.add("%s%s: not YAML: %s".formatted(name, place, firstLine(e.getOriginalMessage())));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
        return new SignatureFile(name, entries);
    }

    /**
     * The node that begins with the parser's token. Every scalar that is not text becomes null, because no key accepts
     * one.
     */
    private static JsonNode node(JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                ObjectNode map = NODES.objectNode();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String key = parser.currentName();
                    parser.nextToken();
                    map.set(key, node(parser));
                }
                return map;
            }
            case START_ARRAY -> {
                ArrayNode list = NODES.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(node(parser));
                }
                return list;
            }
            case VALUE_STRING -> {
                return NODES.textNode(parser.getText());
            }
            default -> {
                return NODES.nullNode();
            }
        }
    }

    List<Signature> signatures() {
        return entries.stream().map(Entry::signature).toList();
    }

    /** Runs every example against all signatures in force and adds each failure to the problems. */
    void prove(Signatures inForce, List<String> problems) {
        for (Entry entry : entries) {
            String id = entry.signature().id();
            List<String> mustMatch = new ArrayList<>(entry.published());
            mustMatch.addAll(entry.matches());
            for (String example : mustMatch) {
                String found = idOf(inForce, entry, example);
                if (!found.equals(id)) {
                    problems.add("%s, entry \"%s\": its example is recognised as %s; expected %s: %s"
                            .formatted(name, id, found.isEmpty() ? "nothing" : found, id, Evidence.of(example)));
                }
            }
            for (String example : entry.mustNotMatch()) {
                if (idOf(inForce, entry, example).equals(id)) {
                    problems.add("%s, entry \"%s\": matches what it must not match: %s"
                            .formatted(name, id, Evidence.of(example)));
                }
            }
        }
    }

    private static String idOf(Signatures inForce, Entry entry, String example) {
        return entry.example(example)
                .flatMap(inForce::signatureOf)
                .map(Signature::id)
                .orElse("");
    }

    private static String firstLine(String text) {
        return SafeText.of(text.lines().findFirst().orElse(""));
    }
}
