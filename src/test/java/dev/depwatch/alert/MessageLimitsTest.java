package dev.depwatch.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.alert.Message.Line;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageLimitsTest {
    @Test
    void a_message_is_limited_to_a_readable_size() {
        Message huge = SampleAlerts.saying("x".repeat(100_000), 1000);

        Message plain = MessageLimits.message(huge);

        assertThat(plain.headline()).hasSize(2000).endsWith("…");
        assertThat(plain.where()).hasSize(41).endsWith(Line.of("… and 960 more"));
        assertThat(plain.steps()).hasSize(41).endsWith(new Line("… and 960 more", Optional.empty()));
        assertThat(plain.toString().length()).isLessThan(120_000);
    }

    @Test
    void readable_text_is_unchanged() {
        assertThat(MessageLimits.message(SampleAlerts.passwordChanged())).isEqualTo(SampleAlerts.passwordChanged());
        assertThat(MessageLimits.message(SampleAlerts.saying("a", 40)).where())
                .isEqualTo(Collections.nCopies(40, Line.of("a")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "jamf.example.org", "//a/b"})
    void an_unsafe_link_is_left_out(String link) {
        assertThat(linkOf(link)).isEmpty();
    }

    @Test
    void a_link_has_a_readable_length() {
        assertThat(linkOf("https://a.example.org/" + "x".repeat(600))).isEmpty();
        assertThat(linkOf("https://a.example.org/x")).isPresent();
        assertThat(linkOf("http://a.example.org/x")).isPresent();
    }

    private static Optional<URI> linkOf(String link) {
        Message message = new Message(
                "h", List.of(), "", "", List.of(new Line("s", Optional.of(URI.create(link)))), List.of(), List.of());
        return MessageLimits.message(message).steps().get(0).link();
    }
}
