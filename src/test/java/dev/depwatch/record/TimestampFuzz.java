package dev.depwatch.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;

class TimestampFuzz {
    private static final DateTimeFormatter PRINTED = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.nnnnnnnnn");

    @FuzzTest
    void a_line_starts_with_a_time_or_not_for_both_readers_of_a_log(byte[] input) {
        byte[] bytes = Arrays.copyOf(input, input.length + 1);
        bytes[input.length] = '\n';
        int first = LineReader.textStart(ByteBuffer.wrap(bytes), 0, bytes.length);
        int newline = first;
        while (bytes[newline] != '\n') {
            newline++;
        }
        String line = LineReader.text(ByteBuffer.wrap(bytes), first, newline);
        Optional<Timestamp> read = Timestamp.of(line);

        assertThat(LineReader.opensRecord(ByteBuffer.wrap(bytes), 0, bytes.length))
                .isEqualTo(read.isPresent());
        read.ifPresent(timestamp -> {
            assertThat(timestamp.end()).isBetween(Timestamp.DECIDED - 2, line.length());
            LocalDateTime local = timestamp.local();
            assertThat(Timestamp.of(PRINTED.format(local)).map(Timestamp::local))
                    .contains(local);
        });
    }
}
