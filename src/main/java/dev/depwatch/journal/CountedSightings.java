package dev.depwatch.journal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.depwatch.text.Sha256;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The newest sightings of one log that were counted, so that reading one again does not count it again. Immutable.
 *
 * <p>Bounded: what is older than all of them counts as read.
 *
 * @param records the oldest first
 */
public record CountedSightings(List<Counted> records) {
    /** 17 hours of a token that fails every two minutes. */
    static final int MOST = 512;

    /** The time is in milliseconds. */
    private record Counted(long time, long identity) {
        static final Comparator<Counted> ORDER =
                Comparator.comparingLong(Counted::time).thenComparingLong(Counted::identity);
    }

    /** None. */
    public CountedSightings() {
        this(List.of());
    }

    /**
     * Identifies a record in its log, wherever its file lies by now.
     *
     * @param firstLine holds its date, thread and text
     * @param ordinal its number among equal first lines of one file, from 0
     */
    public static long identity(String firstLine, int ordinal) {
        return Sha256.brief(ordinal + "\n" + firstLine);
    }

    /** These and one more; empty if that one has been counted, or is older than all of a full set. */
    Optional<CountedSightings> with(Instant loggedAt, long identity, Instant now) {
        Counted added = new Counted(Math.min(loggedAt.toEpochMilli(), now.toEpochMilli()), identity);
        // This host's clock was wrong when it read later ones. They would make the others look old.
        long latest = now.plus(Case.CLOCK_TOLERANCE).toEpochMilli();
        List<Counted> before =
                records.stream().filter(known -> known.time <= latest).toList();
        boolean isFull = before.size() >= MOST;
        if (before.stream().anyMatch(known -> known.identity == identity)
                || (isFull && Counted.ORDER.compare(added, before.get(0)) < 0)) {
            return Optional.empty();
        }
        return Optional.of(new CountedSightings(Stream.concat(
                        before.stream().skip(isFull ? before.size() - MOST + 1L : 0), Stream.of(added))
                .sorted(Counted.ORDER)
                .toList()));
    }

    /** When the newest was logged; empty if there is none. */
    Optional<Instant> newest() {
        return records.stream().reduce((older, newer) -> newer).map(last -> Instant.ofEpochMilli(last.time));
    }

    /** From their saved form. */
    @JsonCreator
    public static CountedSightings read(byte[] saved) {
        LongBuffer numbers = ByteBuffer.wrap(saved).asLongBuffer();
        List<Counted> records = new ArrayList<>();
        while (numbers.remaining() > 1) {
            records.add(new Counted(numbers.get(), numbers.get()));
        }
        return new CountedSightings(List.copyOf(records));
    }

    /** Of each the time, and then the identity. JSON has the bytes in base64. */
    @JsonValue
    byte[] saved() {
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES * records.size());
        records.forEach(counted -> bytes.putLong(counted.time).putLong(counted.identity));
        return bytes.array();
    }
}
