package dev.depwatch.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds one of several texts in the bytes of a log without reading most of them. Immutable and thread-safe.
 *
 * <p>It takes samples of up to eight bytes. Their stride follows from the shortest text, so that a sample lies wholly
 * in a text wherever it is. It examines only a sample that occurs in a text. No sample depends on another, so the
 * processor takes several at once; with texts of 25 bytes that is as fast as the memory.
 */
final class Needles {
    /** How many bytes after the searched ones must be readable. */
    static final int SLACK = Long.BYTES - 1;

    /** A table of 16 KiB stays in the processor's first-level cache. */
    private static final int SLOT_BITS = 14;

    /** 2^64 divided by the golden ratio: Fibonacci hashing. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** Shorter samples would occur in many other words. */
    private static final int SHORTEST_SAMPLE = 4;

    /** A text that a sample may be part of, and the sample's offset in it. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Place(byte[] needle, int offset) {}

    private final int sampleLength;
    private final long sampleMask;
    private final int stride;
    private final boolean[] occurs = new boolean[1 << SLOT_BITS];
    private final Place[][] places = new Place[1 << SLOT_BITS][];

    /** @param texts it searches for the longest part of each that is never in two pieces; it finds "" everywhere */
    Needles(Collection<String> texts) {
        List<byte[]> needles = texts.stream()
                .map(Needles::searchable)
                .distinct()
                .map(Needles::bytes)
                .toList();
        int shortest = needles.stream().mapToInt(needle -> needle.length).min().orElse(Long.BYTES);
        this.sampleLength = Math.min(shortest, Math.max(SHORTEST_SAMPLE, Math.min(Long.BYTES, shortest / 2)));
        this.sampleMask = sampleLength == Long.BYTES ? -1 : (1L << (Byte.SIZE * sampleLength)) - 1;
        this.stride = shortest - sampleLength + 1;
        Arrays.fill(places, new Place[0]);
        for (byte[] needle : needles) {
            for (int offset = 0; offset < stride; offset++) {
                add(new Place(needle, offset));
            }
        }
    }

    /** How many bytes of the text it searches for. */
    static int length(String text) {
        return bytes(searchable(text)).length;
    }

    /**
     * Finds the first text. Of two texts that overlap it may find the later one first.
     *
     * @param to the end of the search; {@link #SLACK} more bytes must be readable
     * @return the index in {@code bytes} of a text that ends before {@code to}; -1 if there is none
     */
    int find(ByteBuffer bytes, int from, int to) {
        if (sampleLength == 0) {
            return from < to ? from : -1;
        }
        int last = to - sampleLength;
        for (int at = candidate(bytes, from, last); at <= last; at = candidate(bytes, at + stride, last)) {
            int start = startOfNeedle(bytes, at, from, to);
            if (start >= 0) {
                return start;
            }
        }
        return -1;
    }

    /**
     * The first sample that probably occurs in a text; more than {@code last} if there is none. The loop to keep fast.
     */
    private int candidate(ByteBuffer bytes, int from, int last) {
        boolean[] known = occurs;
        long mask = sampleMask;
        int step = stride;
        int at = from;
        while (at <= last && !known[slot(bytes.getLong(at) & mask)]) {
            at += step;
        }
        return at;
    }

    private int startOfNeedle(ByteBuffer bytes, int sampleAt, int from, int to) {
        for (Place place : places[slot(bytes.getLong(sampleAt) & sampleMask)]) {
            int start = sampleAt - place.offset;
            int length = place.needle.length;
            if (start >= from
                    && start + length <= to
                    && bytes.slice(start, length).equals(ByteBuffer.wrap(place.needle))) {
                return start;
            }
        }
        return -1;
    }

    private void add(Place place) {
        long sample = 0;
        for (int at = 0; at < sampleLength; at++) {
            sample |= (place.needle[place.offset + at] & 0xFFL) << (Byte.SIZE * at);
        }
        int slot = slot(sample);
        occurs[slot] = true;
        places[slot] = Arrays.copyOf(places[slot], places[slot].length + 1);
        places[slot][places[slot].length - 1] = place;
    }

    private static int slot(long sample) {
        return (int) ((sample * SPREAD) >>> (Long.SIZE - SLOT_BITS));
    }

    /**
     * The longest part whose bytes are the same in the file. More than a line's end may separate two lines, depwatch
     * reads bytes that are not UTF-8 as U+FFFD, and half a surrogate pair has no bytes.
     */
    private static String searchable(String text) {
        return Stream.of(text.split("[\\r\\n\\uFFFD\\uD800-\\uDFFF]", -1))
                .max(Comparator.comparing(String::length))
                .orElse("");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
