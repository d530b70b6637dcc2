package dev.depwatch.notify.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.GoldenFile;
import dev.depwatch.alert.Message;
import dev.depwatch.alert.SampleAlerts;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Subject;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notification.Detail;
import dev.depwatch.notify.Notification.NotifyReason;
import dev.depwatch.token.Remedy;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailMessageTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Zurich");
    private static final Instant AT = Instant.parse("2026-11-24T14:30:00Z");
    private static final Session SESSION = Session.getInstance(new Properties());
    private static final String INJECTED =
            "\r\nBcc: <x@example.net>\r\n\r\n<script>alert('1')</script>\" onclick=\"x {{why}}";
    private static final Pattern TAG = Pattern.compile("<[^>]*>");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "regenerate-password-changed",
                "regenerate-forty",
                "terms-organisation",
                "renew-several",
                "hostile-names"
            })
    void a_new_alert_equals_the_golden_file(String situation) throws Exception {
        GoldenFile.assertMatches("email/" + situation + ".eml", stable(opened(situation)));
    }

    @Test
    void an_end_and_a_hostile_message_equal_the_golden_files() throws Exception {
        GoldenFile.assertMatches("email/end-synced.eml", stable(ended()));
        GoldenFile.assertMatches("email/hostile.eml", stable(SampleAlerts.hostileUpdate()));
    }

    @Test
    void every_text_appears_completely() throws Exception {
        for (String situation : SampleAlerts.situations()) {
            Mail mail = Mail.of(raw(opened(situation)));
            Message message = SampleAlerts.situation(situation).message();
            String html = shown(mail.html());
            String text = mail.text().replaceAll("\\s+", "");

            for (Message.Line step : message.steps()) {
                assertThat(html).as(situation).contains(step.text());
                assertThat(text).as(situation).contains(step.text().replaceAll("\\s+", ""));
            }
            assertThat(html).as(situation).contains(message.headline());
            assertThat(message.doNot())
                    .as(situation)
                    .allSatisfy(warning -> assertThat(html).contains(warning));
            // Gmail hides the rest of a message whose HTML is larger than 102 KB.
            assertThat(mail.html()).as(situation).hasSizeLessThan(30_000);
        }
    }

    @Test
    void the_html_loads_no_external_resource() throws Exception {
        String html = Mail.of(raw(opened("regenerate-forty"))).html();

        assertThat(html).doesNotContainPattern("(?i)<img|<link|<script|<iframe|url\\(|@import|src=");
        assertThat(html).contains("<meta name=\"color-scheme\" content=\"light dark\">", "<html lang=\"en\"");
    }

    @Test
    void no_template_contains_an_unescaped_value() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/resources"))) {
            List<Path> templates =
                    files.filter(file -> file.toString().endsWith(".html")).toList();
            assertThat(templates).isNotEmpty();
            for (Path template : templates) {
                assertThat(Files.readString(template)).as(template.toString()).doesNotContainPattern("\\{\\{\\s*[{&]");
            }
        }
    }

    @Test
    void no_text_adds_a_header_or_a_tag_or_exceeds_a_limit() throws Exception {
        Random random = new Random(14);
        for (int run = 0; run < 30; run++) {
            String as = "run " + run;
            int items = random.nextInt(60);

            String raw = raw(saying(INJECTED + SampleAlerts.hostile(random), items));

            assertThat(raw.length()).as(as).isLessThan(2_000_000);
            assertThat(raw.replace("\r\n", "").codePoints()).as(as).allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'));
            assertThat(raw.lines()).as(as).allMatch(line -> line.length() <= 998);
            String headers = raw.substring(0, raw.indexOf("\r\n\r\n"));
            assertThat(headers.lines().filter(line -> !line.startsWith(" ") && !line.startsWith("\t")))
                    .as(as)
                    .extracting(line -> line.substring(0, line.indexOf(':')))
                    .containsExactlyInAnyOrder(
                            "Date",
                            "From",
                            "To",
                            "Message-ID",
                            "Subject",
                            "MIME-Version",
                            "Content-Type",
                            "Auto-Submitted",
                            "X-Auto-Response-Suppress");
            Mail mail = Mail.of(raw);
            assertThat(tags(mail.html()))
                    .as(as)
                    .isEqualTo(tags(Mail.of(raw(saying("harmless", items))).html()));
            assertThat((mail.text() + mail.html()).replace("\n", "").codePoints())
                    .as(as)
                    .noneMatch(SampleAlerts::isHarmful);
            assertThat(mail.text().lines())
                    .as(as)
                    .allMatch(line -> line.codePointCount(0, line.length()) <= 72
                            || line.strip().startsWith("http"));
        }
    }

    private static Notification saying(String text, int items) {
        Alert alert = SampleAlerts.alert(Remedy.REGENERATE, Severity.CRITICAL, "certain", "school");
        Alert named = new Alert(
                alert.remedy(),
                new Subject(Subject.Kind.APPLE_ID, text),
                alert.severity(),
                alert.tokens(),
                alert.instances(),
                alert.aspects(),
                alert.since(),
                alert.caseIds(),
                // A part without a text is left out, so each part has one here.
                SampleAlerts.saying("x" + text, items));
        return new Notification(
                NotifyReason.OPENED, named, Optional.empty(), Detail.FULL, Optional.empty(), AT, Optional.empty());
    }

    /** The tags with every attribute, without a link's address. */
    private static List<String> tags(String html) {
        return TAG.matcher(html).results().map(MatchResult::group).toList();
    }

    private static String shown(String html) {
        String body = html.substring(html.indexOf("<body"));
        return TAG.matcher(body)
                .replaceAll(" ")
                .replace("&nbsp;", " ")
                .replace("&ensp;", " ")
                .replace("&#x3D;", "=")
                .replace("&#39;", "'")
                .replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .replaceAll("\\s+", " ")
                .strip();
    }

    @Test
    void the_status_page_is_below_the_message() throws Exception {
        Notification opened = opened("regenerate-password-changed");
        String raw = raw(SampleAlerts.withPage(opened, "https://depwatch.example.org"));

        assertThat(raw).contains("\nStatus page: https://depwatch.example.org\r\n", "Status page</a>");
    }

    private static Notification opened(String situation) {
        Alert alert = SampleAlerts.situation(situation);
        return SampleAlerts.first(alert, AT);
    }

    /** The end of the first alert, three hours later. */
    private static Notification ended() {
        Notification opened = opened("regenerate-password-changed");
        Optional<String> handle = Optional.of(new EmailMessage(opened, ZONE, "example.org").first());
        return SampleAlerts.later(
                NotifyReason.RESOLVED, opened, SampleAlerts.end("end-synced"), handle, AT.plus(Duration.ofHours(3)));
    }

    private static String raw(Notification notification) throws Exception {
        MimeMessage message = new EmailMessage(notification, ZONE, "example.org")
                .message(
                        SESSION,
                        new InternetAddress("depwatch <depwatch@example.org>"),
                        List.of(new InternetAddress("it@example.org"), new InternetAddress("Ops <ops@example.org>")));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        message.writeTo(bytes);
        return bytes.toString(StandardCharsets.US_ASCII);
    }

    /** Without the one part that differs each time. */
    private static String stable(Notification notification) throws Exception {
        return raw(notification).replaceAll("----=_Part_[0-9_.]+", "----=_Part").replace("\r\n", "\n");
    }
}
