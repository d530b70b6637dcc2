package dev.depwatch.logs;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * How far depwatch has read a log: what it read of each file that is still there, and of each that must not be lost.
 */
public record Position(List<ReadFile> files) {
    public Position {
        files = List.copyOf(files);
    }

    /**
     * How far one file of a log is read. Reading resumes at {@code resumeAt}, so the records of the newest second come
     * again. Equal first lines among them keep their place, so each counts once.
     *
     * @param first identifies the file
     * @param resumeAt where the first record of its newest second begins, in bytes of its text, unpacked if it is packed
     * @param resumeMark the record that begins there; empty if nothing was read of the text before
     * @param end how far it is read
     * @param open whether there may be more: such a file must not be lost unread
     */
    public record ReadFile(
            RecordMark first,
            @JsonProperty("at") long resumeAt,
            @JsonProperty("last") Optional<RecordMark> resumeMark,
            long end,
            boolean open) {
        /** A file that is not read yet. */
        static ReadFile unread(RecordMark first) {
            return new ReadFile(first, 0, Optional.empty(), 0, true);
        }

        /** A file whose text so far is not to be read. */
        static ReadFile skipped(RecordMark first, long length, boolean open) {
            return new ReadFile(first, length, Optional.empty(), length, open);
        }

        ReadFile opened() {
            return new ReadFile(first, resumeAt, resumeMark, end, true);
        }

        ReadFile closed() {
            return new ReadFile(first, resumeAt, resumeMark, end, false);
        }
    }
}
