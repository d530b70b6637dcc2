package dev.depwatch.notify.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.alert.AlertEnd.How;
import dev.depwatch.alert.GoldenFile;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.NotifyReason;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlackMessageTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The only markup that depwatch writes, and every escape. */
    private static final Pattern OURS = Pattern.compile("<https?://[!-;=?-{}~]+\\|open>|&amp;|&lt;|&gt;");

    @Test
    void a_new_alert_an_end_and_a_hostile_message_equal_the_golden_files() throws Exception {
        GoldenFile.assertMatches("slack/opened.json", pretty(SampleAlerts.opened()));
        GoldenFile.assertMatches(
                "slack/resolved.json", pretty(SampleAlerts.notification(NotifyReason.RESOLVED, SampleAlerts.ended())));
        GoldenFile.assertMatches("slack/hostile.json", pretty(SampleAlerts.hostileUpdate()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            it_admin@example.org | it_admin@example.org
            a*b~c | a*b~c
            *bold* | ∗bold∗
            _it_ | ˍitˍ
            a`b | aˋb
            <!here> @here | &lt;!here&gt; ＠here
            R&D | R&amp;D
            half \uD83D pair | half � pair
            """)
    void text_of_unknown_origin_formats_nothing(String raw, String expected) {
        assertThat(SlackMessage.text(raw, 100)).isEqualTo(expected);
    }

    @Test
    void a_limit_never_cuts_an_escape_or_a_surrogate_pair() {
        assertThat(SlackMessage.text("ab<", 6)).isEqualTo("ab&lt;");
        assertThat(SlackMessage.text("ab<", 5)).isEqualTo("ab…");
        assertThat(SlackMessage.text("a\uD83D\uDD34b", 3)).isEqualTo("a…");
    }

    @ParameterizedTest
    @CsvSource({"SYNCED, ✅", "NOT_SEEN_SINCE, ⚪", "IN_PLACE, ⚪", "UNSUPPORTED, ⚪", "NO_LONGER_FOUND, ⚪"})
    void only_a_proven_end_has_a_check_mark(How how, String symbol) {
        assertThat(of(SampleAlerts.ended(SampleAlerts.over(how))).path("text").asText())
                .startsWith(symbol);
    }

    @Test
    void a_long_list_is_cut_at_a_whole_line() {
        Message many = SampleAlerts.saying("instance " + "n".repeat(40), 500);

        String where = of(SampleAlerts.notification(NotifyReason.OPENED, many))
                .at("/blocks/2/text/text")
                .asText();

        assertThat(where).startsWith("*Where*\n• instance n").hasSizeBetween(2600, 2800);
        assertThat(where.lines().skip(1))
                .allMatch(line -> line.startsWith("• instance n") || line.startsWith("… and "));
        long shown = where.lines().filter(line -> line.startsWith("•")).count();
        assertThat(where).endsWith("\n… and " + (500 - shown) + " more");
    }

    @Test
    void the_status_page_is_a_link_next_to_the_severity() {
        assertThat(of(SampleAlerts.withPage(SampleAlerts.opened(), "https://depwatch.example.org"))
                        .at("/blocks/1/elements/0/text")
                        .asText())
                .isEqualTo("depwatch · critical · new · <https://depwatch.example.org|status page>");
    }

    @Test
    void an_unsafe_link_is_left_out() {
        assertThat(SlackMessage.link(URI.create("javascript:alert(1)"), "open")).isEmpty();
        assertThat(SlackMessage.link(URI.create("https://a.example.org/" + "x".repeat(600)), "open"))
                .isEmpty();
    }

    @Test
    void no_text_exceeds_a_limit_or_stays_unescaped() throws Exception {
        Random random = new Random(14);
        for (int run = 0; run < 60; run++) {
            Message message = SampleAlerts.saying(SampleAlerts.hostile(random), random.nextInt(60));
            NotifyReason reason = random.nextBoolean() ? NotifyReason.OPENED : NotifyReason.RESOLVED;

            Notification notification = SampleAlerts.notification(reason, message);

            // As bytes and back, since Slack reads bytes.
            for (JsonNode post :
                    List.of(of(notification), SlackMessage.of(notification, message.withoutReasonsAndSteps()))) {
                assertSound(JSON.readTree(JSON.writeValueAsBytes(post)), "run " + run);
            }
        }
    }

    private static void assertSound(JsonNode post, String run) {
        assertThat(BlockKit.problems(post)).as(run).isEmpty();
        List<String> texts = new ArrayList<>();
        texts.add(post.path("text").asText());
        for (JsonNode block : post.path("blocks")) {
            JsonNode node = block.has("elements") ? block.at("/elements/0") : block.path("text");
            String text = node.path("text").asText();
            texts.add(text);
            if (block.path("type").asText().equals("section")) {
                assertThat(text.split("```", -1).length).as(run).isIn(1, 3);
            }
        }
        for (String text : texts) {
            assertThat(OURS.matcher(text).replaceAll("")).as(run).doesNotContainPattern("[<>&]");
            assertThat(text.replace("\n", "").codePoints()).as(run).noneMatch(SampleAlerts::isHarmful);
        }
    }

    private static String pretty(Notification notification) throws Exception {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        return JSON.writer(printer).writeValueAsString(of(notification)) + "\n";
    }

    @Test
    void a_step_without_a_link_has_none() {
        Message message = new Message(
                "h", List.of(), "", "", List.of(new Message.Line("wait", Optional.empty())), List.of(), List.of());

        assertThat(of(SampleAlerts.notification(NotifyReason.OPENED, message))
                        .at("/blocks/2/text/text")
                        .asText())
                .isEqualTo("*What to do*\n1. wait");
    }

    private static ObjectNode of(Notification notification) {
        return SlackMessage.of(notification, notification.atDetail());
    }
}
