package dev.depwatch.logs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * What a record counts by, read from the files alone, without depwatch's own code.
 *
 * @param firstLine with its date, thread and text
 * @param ordinal how many equal first lines come before it in its file, with no record of another second in between
 */
record WrittenRecord(String firstLine, int ordinal) {
    /** All records of a folder; of files that end in {@code .gz} the plain form. */
    static Set<WrittenRecord> in(Path folder) throws IOException {
        Set<WrittenRecord> written = new HashSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Map<String, Integer> places = new HashMap<>();
                LocalDateTime second = LocalDate.EPOCH.atStartOfDay();
                for (String line : lines(file)) {
                    if (line.startsWith("20")) {
                        LocalDateTime date = LocalDateTime.parse(
                                line.substring(0, 23).replace(' ', 'T').replace(',', '.'));
                        // On a busy machine a thread stalls between two equal lines while others go on.
                        if (second.until(date, ChronoUnit.MILLIS) / 1000 != 0) {
                            second = date;
                            places.clear();
                        }
                        written.add(new WrittenRecord(line, places.merge(line, 1, Integer::sum) - 1));
                    }
                }
            }
        }
        return written;
    }

    private static List<String> lines(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file);
                InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    // A hole comes before the first record after a truncation.
                    .map(line -> line.replace("\0", ""))
                    .toList();
        }
    }
}
