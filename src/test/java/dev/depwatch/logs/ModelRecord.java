package dev.depwatch.logs;

import java.time.Instant;

/** A record that was written, and what the model knows of its fate. */
final class ModelRecord {
    /** What took the last file it stood in. */
    enum GoneBy {
        CHAIN,
        DELETE,
        TRUNCATE
    }

    final int id;
    /** Which run of bytes from the beginning of a file it belongs to; a copy is the same generation. */
    final int generation;

    final String header;
    final String continuation;

    /** Written in several goes, so that it may be complete before its last line has come. */
    boolean slow;
    /** Its end was never written, or elsewhere: a piece of it may be read, or none. */
    boolean broken;
    /** Added to a file that had been renamed before. */
    boolean late;
    /** When a running tail must have looked for it, if it is late. */
    Instant due = Instant.EPOCH;
    /** Not asked for: it was there before following began, or came too late for the one late look. */
    boolean excused;

    boolean gone;
    GoneBy goneBy = GoneBy.CHAIN;
    /** Whether the first poll after it went found something put away later: the chain has visibly moved on. */
    boolean outlived;

    boolean missed;
    /** Whether a gap was counted after it went. */
    boolean goneBeforeGap;
    /** The life of the tail in which it went, 0 while none was looking. */
    int goneInLife;
    /** The life of the tail in which a poll found it in a file. */
    int seenInLife;
    /** Whether a gap was counted while it was not yet due. */
    boolean told;
    /** Known to be gone unread, and settled. */
    boolean accounted;

    ModelRecord(int id, int generation, String header, String continuation) {
        this.id = id;
        this.generation = generation;
        this.header = header;
        this.continuation = continuation;
    }

    /** Too long for lines that come late to join it. */
    boolean isLong() {
        return text().length() > 8 * 1024;
    }

    String text() {
        return header + "\n" + continuation;
    }

    @Override
    public String toString() {
        return "record <%d> of generation %d%s%s%s"
                .formatted(
                        id,
                        generation,
                        late ? ", late" : "",
                        slow ? ", slow" : "",
                        gone ? ", gone by " + goneBy + " in life " + goneInLife : "");
    }
}
