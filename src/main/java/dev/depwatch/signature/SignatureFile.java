package dev.depwatch.signature;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.depwatch.config.Problem;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Keyword;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One file of signatures with the examples that prove them. The head of {@code signatures/ade-answers.yml} explains the
 * format.
 *
 * @param name the file's name in messages
 */
record SignatureFile(String name, List<Signature> signatures) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Adds the file's problems to the list. */
    static SignatureFile parse(String name, String text, List<Problem> problems) {
        List<Signature> signatures = new ArrayList<>();
        try {
            JsonNode root = YAML.readTree(text);
            if (!root.isArray()) {
                problems.add(Problem.of(name, "expected a list of signatures, each beginning with \"- id:\""));
            }
            for (int index = 0; root.isArray() && index < root.size(); index++) {
                new Entry(name, index + 1, root.get(index), problems).read().ifPresent(signatures::add);
            }
        } catch (JsonProcessingException e) {
            int line = Optional.ofNullable(e.getLocation())
                    .map(JsonLocation::getLineNr)
                    .orElse(0);
            String sentence = e instanceof MismatchedInputException
                    ? "a second document begins here; expected one"
                    : "not YAML: " + e.getOriginalMessage().lines().findFirst().orElse("");
            problems.add(new Problem(name, line, 1, "", sentence));
        }
        return new SignatureFile(name, signatures);
    }

    /** @param id of the entry that is wrong */
    Problem problem(String id, String sentence) {
        return Problem.of(name, "entry \"" + id + "\": " + sentence);
    }

    /**
     * Reads one entry of a signature file and names all of its problems.
     *
     * @param problems those of all files; this adds its own
     */
    private record Entry(String file, int number, JsonNode node, List<Problem> problems) {
        private static final Set<String> KEYS = Set.of(
                "id", "cause", "classes", "literal", "pattern", "source", "published", "matches", "mustNotMatch");
        private static final String NO_CAUSE = "none";

        /** Too many records contain a shorter one, so the search for it saves nothing. */
        private static final int MIN_LITERAL_BYTES = 6;

        Optional<Signature> read() {
            int before = problems.size();
            if (!node.isObject()) {
                problem("expected an entry with the keys " + keys());
                return Optional.empty();
            }
            node.fieldNames().forEachRemaining(key -> {
                if (!KEYS.contains(key)) {
                    problem("unknown key \"" + key + "\"; expected " + keys());
                }
            });
            Optional<Cause> cause = cause();
            String literal = text("literal", "text that every such record contains");
            if (!literal.isEmpty() && literal.getBytes(StandardCharsets.UTF_8).length < MIN_LITERAL_BYTES) {
                problem("literal \"%s\" is too short; expected at least %d bytes"
                        .formatted(literal, MIN_LITERAL_BYTES));
            }
            List<String> classes = texts("classes");
            if (classes.isEmpty() || classes.stream().anyMatch(String::isBlank)) {
                problem("classes: expected the names of the classes that print such records, as in [VppCommService]");
            }
            Signature signature = new Signature(
                    text("id", "a unique name"),
                    cause,
                    classes,
                    literal,
                    pattern(),
                    text("source", "where such a record was seen"),
                    Stream.concat(texts("published").stream(), texts("matches").stream())
                            .toList(),
                    texts("mustNotMatch"));
            if (signature.mustMatch().isEmpty()) {
                problem("matches: expected at least one example that must match");
            }
            return problems.size() == before ? Optional.of(signature) : Optional.empty();
        }

        private Optional<Cause> cause() {
            String key = text("cause", expectedCauses());
            Optional<Cause> cause = Keyword.of(Cause.class, key).filter(Cause::isFoundInLogs);
            if (cause.isEmpty() && !key.isEmpty() && !key.equals(NO_CAUSE)) {
                problem("unknown cause \"" + key + "\"; expected " + expectedCauses());
            }
            return cause;
        }

        private Optional<Pattern> pattern() {
            if (!node.has("pattern")) {
                return Optional.empty();
            }
            String pattern = text("pattern", "a regular expression");
            try {
                return Optional.of(Pattern.compile(pattern));
            } catch (PatternSyntaxException e) {
                problem(
                        "pattern \"%s\": %s; expected a regular expression of RE2, which has no look-around and no back-references"
                                .formatted(pattern, e.getDescription()));
                return Optional.empty();
            }
        }

        private String text(String key, String expected) {
            JsonNode value = node.path(key);
            if (!value.isTextual() || value.textValue().isBlank()) {
                problem(key + ": expected " + expected);
                return "";
            }
            return value.textValue();
        }

        private List<String> texts(String key) {
            JsonNode value = node.path(key);
            List<String> texts = new ArrayList<>();
            if (!value.isMissingNode() && !value.isArray()) {
                problem(key + ": expected a list");
            }
            for (JsonNode element : value) {
                if (element.isTextual()) {
                    texts.add(element.textValue());
                } else {
                    problem(key + ": expected a list of texts; put each in quotes");
                }
            }
            return texts;
        }

        private void problem(String sentence) {
            String id = node.path("id").asText("");
            String entry = id.isEmpty() ? "entry " + number : "entry \"" + id + "\"";
            problems.add(Problem.of(file, entry + ": " + sentence));
        }

        private static String expectedCauses() {
            return Arrays.stream(Cause.values())
                    .filter(Cause::isFoundInLogs)
                    .map(Cause::key)
                    .collect(Collectors.joining(", ", "one of ", " or " + NO_CAUSE));
        }

        private static String keys() {
            return KEYS.stream().sorted().collect(Collectors.joining(", "));
        }
    }
}
