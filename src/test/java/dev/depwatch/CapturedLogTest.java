package dev.depwatch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CapturedLogTest {
    @Test
    void one_of_a_logger_takes_nothing_from_one_above() {
        try (CapturedLog above = new CapturedLog("dev.depwatch.captured", Level.TRACE);
                CapturedLog below = new CapturedLog("dev.depwatch.captured.Below", Level.INFO)) {
            LoggerFactory.getLogger("dev.depwatch.captured.Below").info("said");

            assertThat(below.messages()).containsExactly("said");
            assertThat(above.messages()).containsExactly("said");
        }
    }
}
