package dev.depwatch.journal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.depwatch.text.Sha256;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The newest sightings of one log that were counted, so that reading one again does not count it again. Immutable.
 *
 * <p>Bounded: what is older than all of them counts as read.
 */
public final class CountedRecords {
    /** 17 hours of a token that fails every two minutes. */
    static final int MOST = 512;

    /** The clock of a log's host may be ahead by this much without being wrong. */
    static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(10);

    /** Two numbers each: the time in milliseconds, and the identity. In their order; the oldest is the first. */
    private final long[] pairs;

    /** None. */
    public CountedRecords() {
        this(new long[0]);
    }

    private CountedRecords(long[] pairs) {
        this.pairs = pairs;
    }

    /**
     * Identifies a record in its log, wherever its file lies by now.
     *
     * @param firstLine holds its date, thread and text
     * @param place among equal first lines of one file, from 0
     */
    public static long identity(String firstLine, int place) {
        return Sha256.brief(place + "\n" + firstLine);
    }

    /** These and one more; empty if that one has been counted, or is older than all of a full set. */
    Optional<CountedRecords> with(Instant loggedAt, long identity, Instant now) {
        long time = Math.min(loggedAt.toEpochMilli(), now.toEpochMilli());
        int end = pairs.length;
        // This host's clock was wrong when it read them. They would make the others look old.
        while (end > 0 && pairs[end - 2] > now.plus(CLOCK_TOLERANCE).toEpochMilli()) {
            end -= 2;
        }
        int place = 0;
        for (int at = 0; at < end; at += 2) {
            if (pairs[at + 1] == identity) {
                return Optional.empty();
            }
            if (pairs[at] < time || (pairs[at] == time && pairs[at + 1] < identity)) {
                place = at + 2;
            }
        }
        boolean isFull = end == 2 * MOST;
        if (isFull && place == 0) {
            return Optional.empty();
        }
        int from = isFull ? 2 : 0;
        long[] more = new long[end - from + 2];
        System.arraycopy(pairs, from, more, 0, place - from);
        more[place - from] = time;
        more[place - from + 1] = identity;
        System.arraycopy(pairs, place, more, place - from + 2, end - place);
        return Optional.of(new CountedRecords(more));
    }

    /** When the newest was logged; empty if there is none. */
    Optional<Instant> newest() {
        return pairs.length == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(pairs[pairs.length - 2]));
    }

    /** From their text; none if it is damaged: the rest of the journal is worth more than they are. */
    @JsonCreator
    public static CountedRecords read(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            long[] pairs = new long[bytes.length / Long.BYTES];
            ByteBuffer.wrap(bytes).asLongBuffer().get(pairs);
            boolean isWhole = bytes.length % (2 * Long.BYTES) == 0 && pairs.length <= 2 * MOST;
            return isWhole ? new CountedRecords(pairs) : new CountedRecords();
        } catch (IllegalArgumentException damaged) {
            return new CountedRecords();
        }
    }

    /** Their numbers in base64. */
    @JsonValue
    @Override
    public String toString() {
        ByteBuffer bytes = ByteBuffer.allocate(pairs.length * Long.BYTES);
        bytes.asLongBuffer().put(pairs);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CountedRecords same && Arrays.equals(pairs, same.pairs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(pairs);
    }
}
