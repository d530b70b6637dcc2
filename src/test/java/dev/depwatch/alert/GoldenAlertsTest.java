package dev.depwatch.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.Message.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The text of every alert equals its file in {@code src/test/resources/alerts/text}. After an intended change, write
 * the files again with {@code ./mvnw test -Dtest=GoldenAlertsTest -Ddepwatch.golden.update=true} and read the
 * difference.
 */
class GoldenAlertsTest {
    private static final Path FOLDER = Path.of("src/test/resources/alerts/text");

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void the_text_equals_the_golden_file(String name, String text) throws IOException {
        GoldenFile.assertMatches("text/" + name + ".txt", text);
    }

    @Test
    void a_brief_text_fits_on_a_phone_and_cuts_no_warning() {
        GoldenSituations.alerts().forEach((name, situation) -> {
            Message message = GoldenSituations.only(situation.assessment()).message();
            Message brief = message.inBrief();

            assertThat(brief.headline()).as(name).isEqualTo(message.headline());
            assertThat(brief.doNot()).as(name).isEqualTo(message.doNot());
            assertThat(brief.where()).as(name).isEqualTo(message.where());
            assertThat(whole(brief)).as(name).hasSizeLessThanOrEqualTo(3000);
            // The one step of a certificate is short as it is.
            assertThat(message.brief().toString()).as(name).doesNotContainPattern("Settings > Global > [AV]");
        });
    }

    @Test
    void the_texts_stay_short() {
        assertThat(medianLength(Message::inBrief)).as("in brief").isLessThanOrEqualTo(620);
        assertThat(medianLength(message -> message)).as("whole").isLessThanOrEqualTo(1100);
    }

    /** Without the links, which nobody reads. */
    private static int medianLength(UnaryOperator<Message> form) {
        Stream<Message> alerts = GoldenSituations.alerts().values().stream()
                .map(situation -> GoldenSituations.only(situation.assessment()).message());
        int[] lengths = Stream.concat(alerts, GoldenSituations.ends().values().stream())
                .mapToInt(message -> whole(form.apply(message))
                        .replaceAll("(?m)^   http.*\\R", "")
                        .length())
                .sorted()
                .toArray();
        return lengths[lengths.length / 2];
    }

    @Test
    void every_golden_file_has_a_situation() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> found = files.map(file -> file.getFileName().toString().replace(".txt", ""))
                    .sorted()
                    .toList();
            assertThat(found).isEqualTo(List.copyOf(said().keySet()));
        }
    }

    static Stream<Arguments> texts() {
        return said().entrySet().stream().map(text -> Arguments.of(text.getKey(), text.getValue()));
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

    /** In brief, then the whole text. */
    private static String plain(Message message) {
        String full = whole(message);
        String brief = whole(message.inBrief());
        return brief.equals(full) ? full : brief + "\n----\n" + full;
    }

    private static String whole(Message message) {
        StringBuilder text = new StringBuilder(message.headline()).append('\n');
        linked(text, "Where", message.where(), number -> "- ");
        section(text, "Why", message.why());
        section(text, "Evidence", message.evidence());
        linked(text, "What to do", message.steps(), number -> number + ". ");
        list(text, "Also check", message.alsoCheck());
        list(text, "Do not", message.doNot());
        return text.toString();
    }

    private static void linked(StringBuilder text, String title, List<Line> lines, IntFunction<String> leads) {
        if (!lines.isEmpty()) {
            text.append('\n').append(title).append(":\n");
        }
        int number = 0;
        for (Line line : lines) {
            text.append(leads.apply(++number)).append(line.text()).append('\n');
            line.link().ifPresent(link -> text.append("   ").append(link).append('\n'));
        }
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
