package dev.depwatch.cli;

import static dev.depwatch.cli.Campus.ADMIN;
import static dev.depwatch.cli.Campus.LIBRARY;
import static dev.depwatch.cli.Campus.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.token.Instance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day on eight instances, and what depwatch reports. This test compares docs/story.md with the advice, and a file
 * with everything that depwatch answers; {@code -Ddepwatch.golden.update=true} rewrites both: read the diff.
 */
@Timeout(900)
@Order(1)
class StoryTest {
    private static final Path PAGE = Path.of("docs/story.md");
    private static final Path ANSWERS = Path.of("src/test/resources/story/answers.txt");

    private static final String INTRODUCTION = """
            # A day on eight instances

            For the Jamf Pro administrator: what depwatch reports, and when. [StoryTest](../src/test/java/dev/depwatch/cli/StoryTest.java) plays the day with the real daemon at every build, and compares each answer with this page. A line such as `regenerate: chemistry 1 of it-admin@example.org` names what to do, the instance, the id of the token and its owner.

            | instance | ADE tokens of | organisation | |
            | --- | --- | --- | --- |
            | physics | it-admin@example.org | Example University | an old Jamf Pro whose log does not state Apple's answer |
            | chemistry | it-admin@example.org | Example University | |
            | law | it-admin@example.org | Example University | a cluster of two nodes, each with its log |
            | medicine | it-admin@example.org, mdm@appleid.example.org | Example University | two tokens; the log never names one |
            | biology | mdm@appleid.example.org | Example University | |
            | arts | mdm@appleid.example.org | Example University | its token ends today |
            | library | anna.librarian@example.com | Example Library | |
            | reading-room | anna.librarian@example.com | Example Library | in Jamf Cloud: no log, only the API |

            The configuration names `*@appleid.example.org` as shared accounts, and does not use [Apple's API](apple-api.md). All times are UTC.
            """;

    /** What is shown of an assessment, and of each row there. */
    private static final Map<String, List<String>> EXCERPT = new LinkedHashMap<>();

    static {
        EXCERPT.put("accounts", List.of("appleId", "tokens", "tokensToRegenerate", "tokensSuspect"));
        EXCERPT.put(
                "findings",
                List.of("instance kind remedy certainty likely cause tokenIds appleId organization since reasons"
                        .split(" ", -1)));
        EXCERPT.put("cases", List.of("instance", "cause", "sightings", "firstLoggedAt", "lastLoggedAt"));
        EXCERPT.put("troubles", List.of("instance", "kind"));
    }

    @TempDir
    private Path folder;

    private final StringBuilder page = new StringBuilder(INTRODUCTION);
    private final StringBuilder answers = new StringBuilder();

    @Test
    void what_depwatch_says_of_a_day_on_eight_instances() throws Exception {
        try (Campus campus = new Campus(folder)) {
            chapter("09:00 All is well", """
                    Nothing fails. One token ends today at noon, when the day of its date is over in every time zone.""");
            assertThat(advice(says(campus.passesTo(9, 0)))).containsExactly("renew: arts 1 of mdm@appleid.example.org");
            prints("tokens", campus.tokensCommand());
            prints("impact it-admin@example.org", campus.impactCommand(ADMIN));

            chapter("09:10 A password is changed", """
                    The person behind it-admin@example.org changes the password, and Apple refuses the four tokens that this account downloaded. One refusal may be a blip: depwatch notifies nobody yet.""");
            campus.jamf().changePassword(ADMIN);
            assertThat(advice(says(campus.passesTo(9, 10))))
                    .containsExactly("renew: arts 1 of mdm@appleid.example.org");

            chapter("09:12 The next sync fails as well", """
                    depwatch now notifies: four tokens of one Apple ID. On medicine Jamf Pro's sync states show which of the two tokens fails. On physics Apple's answer is unknown, so that one is `likely`.""");
            assertThat(advice(says(campus.passesTo(9, 12))))
                    .containsExactly(
                            "renew: arts 1 of mdm@appleid.example.org",
                            "regenerate: chemistry 1 of it-admin@example.org",
                            "regenerate: law 1 of it-admin@example.org",
                            "regenerate: medicine 1 of it-admin@example.org",
                            "regenerate, likely: physics 1 of it-admin@example.org");
            prints("tokens", campus.tokensCommand());

            chapter("09:16 A fail-over", """
                    On law the other node of the cluster takes over. The failures stop in one log and continue in the other: depwatch reports nothing new.""");
            campus.failsOver("law");
            assertThat(cases(says(campus.passesTo(9, 16), "law"))).containsExactly("law forbidden since 09:10");

            chapter("09:22 New terms at the other organisation", """
                    Apple has new terms, and Example Library has not accepted them. The log of library reports that, and Jamf Pro's own notification on reading-room. No new token would help, and depwatch asks for none.""");
            campus.jamf().leaveTermsUnsigned(LIBRARY);
            campus.passesTo(9, 20);
            assertThat(advice(says(campus.passesTo(9, 22), "library", "reading-room")))
                    .containsExactly(
                            "accept_terms: library 1 of anna.librarian@example.com",
                            "accept_terms: reading-room 1 of anna.librarian@example.com");

            chapter("09:30 Three of four are renewed, and the terms accepted", """
                    physics, chemistry and law get new tokens, downloaded with the shared account, and the tokens sync well. Three syncs without a failure must prove the end.""");
            campus.passesTo(9, 26);
            for (String instance : List.of("physics", "chemistry", "law")) {
                campus.jamf().renewToken(new Instance(instance), "1", SHARED);
            }
            campus.jamf().acceptTerms(LIBRARY);
            assertThat(advice(says(campus.passesTo(9, 30))))
                    .containsExactly(
                            "renew: arts 1 of mdm@appleid.example.org",
                            "regenerate: medicine 1 of it-admin@example.org");

            chapter("09:36 One is left", """
                    Three syncs without a failure prove that the tokens work again, except that of medicine.""");
            assertThat(advice(says(campus.passesTo(9, 36))))
                    .containsExactly(
                            "renew: arts 1 of mdm@appleid.example.org",
                            "regenerate: medicine 1 of it-admin@example.org");
            prints("tokens", campus.tokensCommand());
            prints("impact it-admin@example.org", campus.impactCommand(ADMIN));

            chapter("10:00 Apple has an outage", """
                    Every sync fails. The newer Jamf Pros log that the service reports an error. The old one on physics logs the same line as after the password change. physics has another token now, so this is another failure.""");
            // So that all are due at 10:00: who is only asked because its case opens is asked at the next look, half a
            // second
            // on, which by a clock that stands still never comes.
            campus.passesTo(9, 41);
            campus.passesTo(9, 46);
            campus.passesTo(9, 50);
            campus.jamf().beginOutageAtApple();
            assertThat(advice(says(campus.passesTo(10, 0))))
                    .containsExactly(
                            "renew: arts 1 of mdm@appleid.example.org",
                            "regenerate: medicine 1 of it-admin@example.org");

            chapter("10:02 depwatch asks for no new token because of it", """
                    Failures that begin together for every owner of a working token come from Apple or the network: `wait`.""");
            assertThat(advice(says(campus.passesTo(10, 2))))
                    .containsExactly(
                            "renew: arts 1 of mdm@appleid.example.org",
                            "regenerate: medicine 1 of it-admin@example.org",
                            "wait: physics 1 of mdm@appleid.example.org, apple_or_network");

            chapter("10:32 It lasts", """
                    Half an hour is too long to wait: somebody should look. medicine still needs its new token.""");
            campus.passesTo(10, 20);
            assertThat(advice(says(campus.passesTo(10, 32))))
                    .containsExactly(
                            "investigate: arts 1 of mdm@appleid.example.org, apple_or_network",
                            "investigate: biology 1 of mdm@appleid.example.org, apple_or_network",
                            "investigate: chemistry 1 of mdm@appleid.example.org, apple_or_network",
                            "investigate: law 1 of mdm@appleid.example.org, apple_or_network",
                            "investigate: library 1 of anna.librarian@example.com, apple_or_network",
                            "regenerate: medicine 1 of it-admin@example.org",
                            "investigate: medicine 2 of mdm@appleid.example.org, apple_or_network",
                            "investigate: physics 1 of mdm@appleid.example.org, apple_or_network",
                            "investigate: reading-room 1 of anna.librarian@example.com");

            chapter("10:44 Apple is back", """
                    Every sync goes well again, except that of medicine.""");
            campus.jamf().endOutageAtApple();
            campus.passesTo(10, 38);
            assertThat(advice(says(campus.passesTo(10, 44))))
                    .containsExactly(
                            "renew: arts 1 of mdm@appleid.example.org",
                            "regenerate: medicine 1 of it-admin@example.org");

            chapter("10:50 The fourth is renewed", "depwatch asks nothing more about the four.");
            campus.jamf().renewToken(new Instance("medicine"), "1", SHARED);
            assertThat(advice(says(campus.passesTo(10, 50))))
                    .containsExactly("renew: arts 1 of mdm@appleid.example.org");

            chapter("12:00 A token expires", """
                    The year of the token on arts is over, and Apple reports that.""");
            assertThat(advice(says(campus.passesTo(12, 0))))
                    .containsExactly("regenerate: arts 1 of mdm@appleid.example.org");
            prints("tokens", campus.tokensCommand());

            chapter("12:10 It is renewed", "Nothing fails, and there is nothing to do.");
            campus.jamf().renewToken(new Instance("arts"), "1", SHARED);
            assertThat(advice(says(campus.passesTo(12, 10)))).isEmpty();
            prints("tokens", campus.tokensCommand());
        }
        if (Boolean.getBoolean("depwatch.golden.update")) {
            Files.writeString(PAGE, page);
            Files.writeString(ANSWERS, answers);
        }
        assertThat(answers.toString()).isEqualTo(Files.readString(ANSWERS));
        assertThat(page.toString()).isEqualTo(Files.readString(PAGE));
    }

    private void chapter(String title, String text) {
        page.append("\n## ").append(title).append('\n');
        answers.append("\n## ").append(title).append('\n');
        text(text);
    }

    private void text(String text) {
        page.append('\n').append(text).append('\n');
    }

    private void prints(String command, String output) {
        answers.append("\n```text\n$ depwatch ")
                .append(command)
                .append('\n')
                .append(output)
                .append("```\n");
    }

    /** What {@code /api/v1/assessment} says, or what it says of these instances only; its advice is on the page. */
    private JsonNode says(JsonNode whole, String... instances) {
        JsonNode assessment = instances.length == 0 ? whole : of(List.of(instances), whole);
        answers.append("\n```json\n{\n  \"at\": ").append(assessment.path("at"));
        EXCERPT.forEach((field, kept) -> {
            List<String> rows = Campus.stream(assessment, field)
                    .map(row -> ((ObjectNode) row.deepCopy()).retain(kept).toString())
                    .toList();
            answers.append(",\n  \"").append(field).append("\": [");
            rows.forEach(row -> answers.append(row.equals(rows.get(0)) ? "\n    " : ",\n    ")
                    .append(row));
            answers.append(rows.isEmpty() ? "]" : "\n  ]");
        });
        answers.append("\n}\n```\n");
        List<String> advice = advice(assessment);
        text("```text\n" + (advice.isEmpty() ? "nothing" : String.join("\n", advice)) + "\n```");
        return assessment;
    }

    private static JsonNode of(List<String> instances, JsonNode assessment) {
        ObjectNode some = assessment.deepCopy();
        EXCERPT.keySet().forEach(field -> {
            ArrayNode rows = some.putArray(field);
            Campus.stream(assessment, field)
                    .filter(row -> instances.contains(row.path("instance").asText()))
                    .forEach(rows::add);
        });
        return some;
    }

    /** The findings in a few words, in the order of their instances. */
    private static List<String> advice(JsonNode assessment) {
        return Campus.stream(assessment, "findings")
                .map(finding -> finding.path("remedy").asText()
                        + (finding.path("likely").asBoolean() ? ", likely" : "") + ": "
                        + finding.path("instance").asText()
                        + Campus.stream(finding, "tokenIds")
                                .map(id -> " " + id.asText())
                                .collect(Collectors.joining())
                        + " of " + finding.path("appleId").asText()
                        + Campus.stream(finding, "reasons")
                                .map(JsonNode::asText)
                                .filter("apple_or_network"::equals)
                                .map(reason -> ", " + reason)
                                .collect(Collectors.joining()))
                .toList();
    }

    private static List<String> cases(JsonNode assessment) {
        return Campus.stream(assessment, "cases")
                .map(one ->
                        one.path("instance").asText() + " " + one.path("cause").asText() + " since "
                                + one.path("firstLoggedAt").asText().substring(11, 16))
                .toList();
    }
}
