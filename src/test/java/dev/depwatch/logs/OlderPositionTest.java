package dev.depwatch.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.record.LogRecord;
import dev.depwatch.state.SavedForm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A position of a release before 0.2, which knew a file by the date of its first record. */
class OlderPositionTest {
    private static final int HALF = record(10).length();
    private static final String OLDER = """
            {"generation": {"fileKey": "(dev=fe00,ino=7)", "headLength": 1024, "headHash": "2f41ca28",
             "beforeLength": 1024, "beforeHash": "9b2d0c11", "firstDate": "2026-11-24T04:00:00"}, "offset": %d,
             "began": "2026-11-24T04:00:00",
             "last": {"date": "2026-11-24T04:00:00", "length": 42, "hash": "5d02a7f0"},
             "left": [{"generation": {"firstDate": "2026-11-24T03:00:00"}, "offset": %d,
               "since": "2026-11-24T04:00:30Z"}]}""".formatted(HALF, HALF);

    @TempDir
    private Path folder;

    private final List<Integer> read = new ArrayList<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T10:00:00Z"));

    @Test
    void it_says_how_far_files_are_read_whose_first_lines_it_does_not_know() throws IOException {
        assertThat(position(OLDER).files())
                .containsExactly(
                        ReadFile.skipped(mark("2026-11-24T03:00:00"), HALF, false),
                        ReadFile.skipped(mark("2026-11-24T04:00:00"), HALF, true));
        // Without a date every file that is there counts as older.
        assertThat(position("{\"generation\": {\"fileKey\": \"(dev=fe00,ino=7)\"}, \"offset\": 48213}")
                        .files())
                .containsExactly(ReadFile.skipped(new RecordMark(LocalDateTime.MAX, RecordMark.ANY), 48_213, false));
    }

    @Test
    void nothing_before_it_is_read_and_everything_after_it_is() throws IOException {
        LogFolder files = new LogFolder(folder);
        for (int hour = 1; hour < 6; hour++) {
            files.append(record(10 * hour) + record(10 * hour + 1));
            files.rename();
        }
        files.append(record(60));

        try (FollowedLog followed = new FollowedLog(
                files.log(),
                Optional.of(position(OLDER)),
                (record, place, end) -> record.ifPresent(this::note),
                now::get)) {
            followed.poll();
            now.updateAndGet(before -> before.plus(ReadTable.PATIENCE));
            followed.poll();

            assertThat(read).containsExactly(31, 41, 50, 51, 60);
            assertThat(followed.gaps()).isZero();
        }
    }

    private static Position position(String text) throws IOException {
        return SavedForm.bind(SavedForm.parse(text.getBytes(UTF_8)), Position.class);
    }

    private static RecordMark mark(String date) {
        return new RecordMark(LocalDateTime.parse(date), RecordMark.ANY);
    }

    private static String record(int number) {
        return "2026-11-24 %02d:00:%02d [INFO ] [main] [Api] - %d\n".formatted(number / 10, number % 10, number);
    }

    private void note(LogRecord record) {
        String header = record.header();
        read.add(Integer.parseInt(header.substring(header.length() - 2)));
    }
}
