package dev.depwatch.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;

class WordsFuzz {
    @FuzzTest
    void a_word_is_accepted_or_rejected_without_quoting_it(byte[] input) {
        String text = new String(input, UTF_8);
        try {
            Duration duration = Durations.read(text);
            assertThat(Durations.read(Durations.write(duration))).isEqualTo(duration);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessage("not a duration");
        }
        try {
            WebAddress address = WebAddress.of(text);
            assertThat(WebAddress.of(address.uri().toString())).isEqualTo(address);
            assertThat(address.uri().getHost()).isNotEmpty();
            assertThat(address.isPrivate() || text.regionMatches(true, 0, "http:", 0, 5))
                    .isTrue();
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage())
                    .matches("(not )?an (http or https )?address.*|not an http or https address");
            assertThat(text.length() > 12
                            && String.valueOf(refused.getMessage()).contains(text))
                    .isFalse();
        }
    }
}
