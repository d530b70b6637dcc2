package dev.depwatch.signature;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.depwatch.text.SafeText;
import java.io.IOException;
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
record SignatureFile(String name, List<Signature> signatures) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Reads a site's file and adds its problems to the list. */
    static SignatureFile read(Path path, List<String> problems) {
        // A pipe or a device could block the reader for ever.
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            problems.add(path + ": not a file; expected a file of signatures");
            return new SignatureFile(path.toString(), List.of());
        }
        try {
            return parse(path.toString(), new String(Files.readAllBytes(path), StandardCharsets.UTF_8), problems);
        } catch (IOException e) {
            problems.add("%s: cannot be read (%s)".formatted(path, e.getClass().getSimpleName()));
            return new SignatureFile(path.toString(), List.of());
        }
    }

    static SignatureFile parse(String name, String text, List<String> problems) {
        List<Signature> signatures = new ArrayList<>();
        try {
            JsonNode root = YAML.readTree(text);
            if (!root.isArray()) {
                problems.add(name + ": expected a list of signatures, each beginning with \"- id:\"");
            }
            for (int index = 0; root.isArray() && index < root.size(); index++) {
                new EntryReader(name, index + 1, root.get(index), problems)
                        .read()
                        .ifPresent(signatures::add);
            }
        } catch (JsonProcessingException e) {
            String place = Optional.ofNullable(e.getLocation())
                    .map(JsonLocation::getLineNr)
                    .map(line -> ", line " + line)
                    .orElse("");
            problems.add("%s%s: not YAML: %s".formatted(name, place, firstLine(e.getOriginalMessage())));
        }
        return new SignatureFile(name, signatures);
    }

    private static String firstLine(String text) {
        return SafeText.of(text.lines().findFirst().orElse(""));
    }
}
