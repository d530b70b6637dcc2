package dev.depwatch.notify.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.depwatch.alert.AlertEnd;
import dev.depwatch.alert.AlertEnd.How;
import dev.depwatch.alert.GoldenFile;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.NotifyReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleNotifierTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Zurich");

    @Test
    void a_new_alert_an_end_and_a_hostile_message_equal_the_golden_files() throws Exception {
        GoldenFile.assertMatches("console/opened.txt", printed(SampleAlerts.opened(), false));
        GoldenFile.assertMatches("console/hostile.txt", printed(SampleAlerts.hostileUpdate(), false));
        GoldenFile.assertMatches(
                "console/resolved.txt",
                printed(SampleAlerts.notification(NotifyReason.RESOLVED, SampleAlerts.ended()), false));
    }

    @ParameterizedTest
    @CsvSource({
        "NO_LONGER_FOUND, over",
        "UNKNOWN, not proven",
        "NO_LONGER_WATCHED, no longer watched",
        "WAITING, withdrawn",
        "SUPERSEDED, new advice"
    })
    void only_an_ended_failure_is_called_over(How how, String word) throws Exception {
        assertThat(printed(SampleAlerts.ended(new AlertEnd(how)), false))
                .contains("\nWas critical · " + word + "  2026");
    }

    @Test
    void the_address_of_the_page_is_a_line_at_the_end() throws Exception {
        Notification opened = SampleAlerts.opened();
        URI page = URI.create("https://depwatch.example.org/" + "a".repeat(200));

        assertThat(printed(SampleAlerts.withPage(opened, page.toString()), false))
                .endsWith("\n\nStatus page: " + page + "\n\n")
                .startsWith(printed(opened, false).stripTrailing());
        assertThat(printed(opened, false)).doesNotContain("Status page");
    }

    @Test
    void colour_adds_nothing_but_styles() throws Exception {
        String coloured = printed(SampleAlerts.opened(), true);

        assertThat(coloured).contains("\u001B[1;31mCritical · new\u001B[0m");
        assertThat(coloured.replaceAll("\u001B\\[[0-9;]+m", "")).isEqualTo(printed(SampleAlerts.opened(), false));
    }

    @Test
    void no_text_controls_the_terminal_or_leaves_its_column() throws Exception {
        Random random = new Random(14);
        for (int run = 0; run < 50; run++) {
            Message message = SampleAlerts.saying(SampleAlerts.hostile(random), random.nextInt(150));

            String block = printed(SampleAlerts.notification(NotifyReason.GREW, message), false);

            String as = "run " + run;
            assertThat(block.replace("\n", "").codePoints()).as(as).noneMatch(SampleAlerts::isHarmful);
            assertThat(block.lines()).as(as).allMatch(line -> line.codePointCount(0, line.length()) <= 100);
            assertThat(block.length()).as(as).isLessThan(700_000);
        }
    }

    @Test
    void a_closed_output_is_a_failure_that_can_be_retried() {
        PrintWriter closed = new PrintWriter(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("closed");
                    }
                },
                false,
                StandardCharsets.UTF_8);

        DeliveryException failure = catchThrowableOfType(
                DeliveryException.class, () -> new ConsoleNotifier(closed, false, ZONE).deliver(SampleAlerts.opened()));

        assertThat(failure.isRetryable()).isTrue();
        assertThat(failure).hasMessageContaining("standard output");
    }

    private static String printed(Notification notification, boolean colour) throws DeliveryException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ConsoleNotifier(new PrintWriter(bytes, false, StandardCharsets.UTF_8), colour, ZONE).deliver(notification);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
