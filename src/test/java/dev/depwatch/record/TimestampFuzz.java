package dev.depwatch.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

class TimestampFuzz {
    private static final DateTimeFormatter PRINTED = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.nnnnnnnnn");

    @FuzzTest
    void a_time_is_read_as_it_would_be_printed(byte[] input) {
        String line = new String(input, UTF_8);

        Timestamp.of(line).ifPresent(timestamp -> {
            assertThat(timestamp.end()).isBetween("2026-11-24 22:32:43".length(), line.length());
            LocalDateTime local = timestamp.local();
            assertThat(Timestamp.of(PRINTED.format(local)).map(Timestamp::local))
                    .contains(local);
        });
    }
}
