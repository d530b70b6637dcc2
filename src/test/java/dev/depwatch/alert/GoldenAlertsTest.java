package dev.depwatch.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.Message.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The text of every alert equals its file in {@code src/test/resources/alerts/text}. After an intended change, write
 * the files again with {@code ./mvnw test -Dtest=GoldenAlertsTest -Ddepwatch.golden.update=true} and read the
 * difference.
 */
class GoldenAlertsTest {
    private static final Path FOLDER = Path.of("src/test/resources/alerts/text");

    @ParameterizedTest
    @MethodSource("names")
    void the_text_equals_the_golden_file(String name) throws IOException {
        GoldenFile.assertMatches("text/" + name + ".txt", said().getOrDefault(name, ""));
    }

    @Test
    void every_golden_file_has_a_situation() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> found = files.map(file -> file.getFileName().toString().replace(".txt", ""))
                    .sorted()
                    .toList();
            assertThat(found).isEqualTo(names());
        }
    }

    static List<String> names() {
        return List.copyOf(said().keySet());
    }

    private static Map<String, String> said() {
        Map<String, String> said = new TreeMap<>();
        GoldenSituations.alerts().forEach((name, situation) -> {
            Alert alert = GoldenSituations.only(situation.assessment());
            said.put(
                    name,
                    alert.severity().key() + " | " + alert.remedy().key() + " | "
                            + String.join(" ", new TreeSet<>(alert.aspects())) + "\n" + plain(alert.message()));
        });
        GoldenSituations.ends().forEach((name, message) -> said.put(name, plain(message)));
        return said;
    }

    private static String plain(Message message) {
        StringBuilder text = new StringBuilder(message.headline()).append('\n');
        list(text, "Where", message.where());
        section(text, "Why", message.why());
        section(text, "Evidence", message.evidence());
        if (!message.steps().isEmpty()) {
            text.append("\nWhat to do:\n");
            int number = 1;
            for (Step step : message.steps()) {
                text.append(number++).append(". ").append(step.text()).append('\n');
                step.link().ifPresent(link -> text.append("   ").append(link).append('\n'));
            }
        }
        list(text, "Also check", message.alsoCheck());
        list(text, "Do not", message.doNot());
        return text.toString();
    }

    private static void section(StringBuilder text, String title, String content) {
        if (!content.isEmpty()) {
            text.append('\n').append(title).append(":\n").append(content).append('\n');
        }
    }

    private static void list(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append('\n').append(title).append(":\n");
            lines.forEach(line -> text.append("- ").append(line).append('\n'));
        }
    }
}
