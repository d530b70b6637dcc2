package dev.depwatch.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.io.input.BrokenInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineReaderTest {
    @Test
    void lines_come_without_their_ends_and_with_the_offset_after_them() {
        assertThat(read("a\n\nbc\r\nd\re\r\n\r\nlast"))
                .containsExactly("a@2", "@3", "bc@7", "d e@12", "@14", "last@18");
    }

    @Test
    void a_hole_that_copytruncate_leaves_before_a_line_is_skipped() {
        assertThat(read("\0\0a\0b\n\0\n\0\0\0")).containsExactly("a\0b@6", "@8");
    }

    @Test
    void a_byte_order_mark_before_a_line_is_skipped() {
        assertThat(read("\uFEFFa\uFEFFb\n\0\uFEFF\0c\n\uFEFF\n\uFEFF")).containsExactly("a\uFEFFb@9", "c@16", "@20");
    }

    @Test
    void a_stream_that_fails_ends_with_the_last_whole_line() {
        InputStream damaged = new SequenceInputStream(
                new ByteArrayInputStream("whole\ntorn".getBytes(StandardCharsets.UTF_8)),
                new BrokenInputStream(() -> new IOException("damaged")));
        LineReader lines = new LineReader(Channels.newChannel(damaged));

        assertThat(lines.next()).isTrue();
        assertThat(lines.line()).isEqualTo("whole");
        assertThat(lines.failure()).isEmpty();
        assertThat(lines.next()).isFalse();
        assertThat(lines.failure()).get().extracting(Throwable::getMessage).isEqualTo("damaged");
    }

    @Test
    void an_empty_stream_has_no_line() {
        assertThat(read("")).isEmpty();
    }

    @Test
    void a_long_line_keeps_its_beginning_and_the_next_line_follows() {
        InputStream long100 = new InputStream() {
            private static final int LENGTH = 100_000_000;
            private int given;

            @Override
            public int read() {
                given++;
                return given <= LENGTH ? 'x' : given == LENGTH + 1 ? '\n' : given == LENGTH + 2 ? 'y' : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                int count = 0;
                for (int next = read(); next >= 0; next = count < length ? read() : -2) {
                    bytes[offset + count++] = (byte) next;
                }
                return count == 0 ? -1 : count;
            }
        };
        LineReader lines = new LineReader(Channels.newChannel(long100));

        assertThat(lines.next()).isTrue();
        assertThat(lines.line()).hasSize(RecordAssembler.MAX_KEPT);
        assertThat(lines.end()).isEqualTo(100_000_001L);
        assertThat(lines.next()).isTrue();
        assertThat(lines.line()).isEqualTo("y");
        assertThat(lines.next()).isFalse();
    }

    /** There may be hundreds of logs with a backlog at once. */
    @ParameterizedTest
    @CsvSource({"70, 8", "10000, 16", "20000, 32", "200000, 128"})
    void a_small_reader_takes_room_for_its_longest_line_however_much_there_is(int length, int kibibytes) {
        String line = "x".repeat(length) + "\n";
        byte[] text = line.repeat(200_000 / line.length() + 2).getBytes(StandardCharsets.UTF_8);
        LineReader lines = LineReader.small(Channels.newChannel(new ByteArrayInputStream(text)), 0);

        while (lines.nextWhole()) {
            assertThat(lines.line()).hasSize(Math.min(line.length() - 1, RecordAssembler.MAX_KEPT));
        }

        assertThat(lines.end()).isEqualTo(text.length);
        assertThat(lines.bytes().capacity()).isEqualTo(kibibytes * 1024 + Needles.SLACK);
    }

    @Test
    void binary_rubbish_is_replaced_and_harms_nothing() {
        long seed = 7;
        byte[] rubbish = new byte[300_000];
        new Random(seed).nextBytes(rubbish);

        assertThat(read(new ByteArrayInputStream(rubbish))).as("seed %d", seed).isNotEmpty();
    }

    @Test
    void a_stream_that_gives_one_byte_at_a_time_gives_the_same_lines() {
        byte[] text = "\uFEFFä\r\nöü\n\nx".getBytes(StandardCharsets.UTF_8);
        InputStream slow = new ByteArrayInputStream(text) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 1));
            }
        };

        assertThat(read(slow)).isEqualTo(read(new ByteArrayInputStream(text)));
    }

    private static List<String> read(String text) {
        return read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> read(InputStream in) {
        LineReader lines = new LineReader(Channels.newChannel(in));
        List<String> read = new ArrayList<>();
        while (lines.next()) {
            read.add(lines.line() + "@" + lines.end());
        }
        return read;
    }
}
