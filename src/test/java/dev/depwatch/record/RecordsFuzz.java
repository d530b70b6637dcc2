package dev.depwatch.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.depwatch.record.RecordAssembler.Accept;
import dev.depwatch.record.RecordAssembler.Completed;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The first byte sets the size of the pieces in which the rest of the input, a log, is read. */
class RecordsFuzz {
    private static final ZoneId ZONE = ZoneId.of("Europe/Vienna");
    private static final int CAUSES = 32 * 257;

    /** Returns at most this many bytes at a time. */
    private record Pieces(ByteBuffer log, int most) implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer target) {
            if (!log.hasRemaining()) {
                return -1;
            }
            int count = Math.min(most, Math.min(log.remaining(), target.remaining()));
            target.put(log.slice().limit(count));
            log.position(log.position() + count);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @FuzzTest
    void a_log_is_the_same_records_in_whatever_pieces_it_comes(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] log = Arrays.copyOfRange(input, 1, input.length);
        Accept accept = input[0] < 0 ? Accept.DATED : Accept.DATED_OR_SHORT;
        List<Completed> whole = records(log, log.length + 1, accept);

        assertThat(records(log, 1 + (input[0] & 31), accept)).isEqualTo(whole);

        long before = 0;
        for (Completed completed : whole) {
            assertThat(completed.end()).isBetween(before, (long) log.length);
            before = completed.end();
            completed.record().ifPresent(RecordsFuzz::isSound);
        }
    }

    private static void isSound(LogRecord record) {
        assertThat(record.firstLine().length() + record.continuation().length())
                .isLessThanOrEqualTo(RecordAssembler.MAX_KEPT + CAUSES);
        assertThat(record.firstLine() + record.continuation()).doesNotContain("\r");
        assertThat(record.understood()).isEqualTo(!record.classFields().isEmpty());
        record.classFields().forEach(field -> assertThat(record.firstLine()).endsWith(record.messageAfter(field)));
    }

    private static List<Completed> records(byte[] log, int most, Accept accept) {
        LineReader lines = new LineReader(new Pieces(ByteBuffer.wrap(log), most));
        RecordAssembler assembler = new RecordAssembler(ZONE, accept);
        List<Completed> records = new ArrayList<>();
        while (lines.next()) {
            assembler.line(lines.line(), lines.end()).ifPresent(records::add);
        }
        assembler.finish().ifPresent(records::add);
        return records;
    }
}
