package dev.depwatch.logs;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far depwatch has read a log: what it read of each file that is still there, and of each that must not be lost.
 */
public record Position(List<ReadFile> files) {
    public Position {
        files = List.copyOf(files);
    }

    /** What a release before 0.2 saved of a file; only its first record's date matters. */
    record Generation(Optional<String> firstDate) {}

    /** Such a release's position in a file that it had left. */
    record Left(Generation generation, long offset) {}

    /**
     * Reads a saved position.
     *
     * @param files empty if a release before 0.2 saved it
     * @param generation the file which that release read, to {@code offset}
     */
    @JsonCreator
    static Position saved(
            @JsonProperty("files") Optional<List<ReadFile>> files,
            @JsonProperty("generation") Optional<Generation> generation,
            @JsonProperty("offset") Optional<Long> offset,
            @JsonProperty("left") Optional<List<Left>> left) {
        return new Position(files.orElseGet(() -> Stream.concat(
                        left.stream().flatMap(List::stream).map(file -> known(file, false)),
                        generation.stream().map(read -> known(new Left(read, offset.orElse(0L)), true)))
                .toList()));
    }

    /** Whether a release before 0.2 read this file, and saved only a later one. */
    boolean isOlder(LogFile file) {
        List<LocalDateTime> saved = files.stream()
                .map(ReadFile::first)
                .filter(first -> first.line() == RecordMark.ANY)
                .map(RecordMark::date)
                .toList();
        Optional<LocalDateTime> own = file.first().map(RecordMark::date);
        return own.isPresent() && !saved.contains(own.get()) && saved.stream().anyMatch(own.get()::isBefore);
    }

    /** Without a date, all that was there was read. */
    private static ReadFile known(Left file, boolean open) {
        LocalDateTime first = file.generation()
                .firstDate()
                .filter(date -> !date.isEmpty())
                .map(LocalDateTime::parse)
                .orElse(LocalDateTime.MAX);
        return ReadFile.skipped(
                new RecordMark(first, RecordMark.ANY), file.offset(), open && !first.equals(LocalDateTime.MAX));
    }
}
