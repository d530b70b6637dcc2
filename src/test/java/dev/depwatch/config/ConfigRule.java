package dev.depwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a text of the configuration is answered. A row of a {@link Table}: the rule; the text, whose lines end in
 * semicolons or as they are written; and behind an arrow each problem or warning, {@code tls: ssl => tls: found "ssl"}.
 *
 * @param problems a part of each
 */
public record ConfigRule(String why, String text, List<String> problems) {
    private static final String ARROW = "=> ";

    public static Stream<ConfigRule> in(String table) {
        return Table.rows(table).map(row -> {
            List<String> text = new ArrayList<>();
            List<String> problems = new ArrayList<>();
            row.text().lines().forEach(line -> {
                int arrow = line.indexOf(ARROW);
                if (arrow != 0) {
                    text.add((arrow < 0 ? line : line.substring(0, arrow)).strip());
                }
                if (arrow >= 0) {
                    problems.add(line.substring(arrow + ARROW.length()).replaceAll(" +", " "));
                }
            });
            return new ConfigRule(row.why(), String.join("\n", text).replace("; ", "\n"), problems);
        });
    }

    /** Writes the files that a text may name. */
    public static void writeFiles(Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("s"), "hunter2");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n");
        Files.writeString(folder.resolve("trusted.pem"), "-----BEGIN TRUSTED CERTIFICATE-----\n");
    }

    /** Reads the text as a section, and expects these problems or else these warnings, in their order. */
    public void check(Path folder, Class<? extends Record> section) throws IOException {
        Path file = Files.writeString(folder.resolve("section.yml"), text);
        List<Problem> found;
        try {
            ConfigFile config = ConfigFile.read(file, Map.of());
            config.bind(section);
            found = config.warnings();
        } catch (ConfigException e) {
            found = e.problems();
        }
        check(found.stream()
                .map(problem -> problem.toString().replace(folder.toString(), "FOLDER"))
                .toList());
    }

    /** Expects these problems, none of which repeats a secret {@code CANARY}. */
    public void check(List<String> found) {
        assertThat(found)
                .as(why)
                .hasSameSizeAs(problems)
                .zipSatisfy(
                        problems,
                        (one, expected) -> assertThat(one).contains(expected).doesNotContain("CANARY"));
    }

    @Override
    public String toString() {
        return why;
    }
}
