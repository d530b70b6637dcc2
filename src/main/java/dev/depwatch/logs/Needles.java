package dev.depwatch.logs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Finds where one of several texts stands in the bytes of a log, without looking at most of them. Unchangeable, and safe
 * to use from any thread.
 *
 * <p>Samples of up to eight bytes are taken at a stride that follows from the shortest text, such that wherever a text stands a
 * sample lies wholly in it. Only a sample that occurs in a text is looked at further. No sample depends on another, so
 * that the processor takes several at once; with texts of 25 bytes that is as fast as the memory.
 */
final class Needles {
    /** So many bytes must be readable behind those that are searched. */
    static final int SLACK = Long.BYTES - 1;

    /** A table of 16 KiB stays in the processor's nearest cache. */
    private static final int SLOT_BITS = 14;

    /** 2^64 divided by the golden ratio: Fibonacci hashing. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** Shorter samples would stand in many other words. */
    private static final int SHORTEST_SAMPLE = 4;

    /** What a sample may be part of: a text, and where in it the sample stands. */
    private static final class Place {
        private final byte[] needle;
        private final int offset;

        Place(byte[] needle, int offset) {
            this.needle = needle;
            this.offset = offset;
        }
    }

    private final int sampleLength;
    private final long sampleMask;
    private final int stride;
    private final boolean[] occurs = new boolean[1 << SLOT_BITS];
    private final Place[][] places = new Place[1 << SLOT_BITS][];

    /** @param texts looked for by the longest part of each that never stands in two pieces; "" is found everywhere */
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
                add(new Place(needle, offset), 0, 0);
            }
        }
    }

    /** How many bytes the text has as it is looked for. */
    static int length(String text) {
        return bytes(searchable(text)).length;
    }

    /**
     * The first place that is found; a text that begins further on may be found before one that overlaps it.
     *
     * @param to the end of what is searched; {@link #SLACK} more bytes must be readable
     * @return where in {@code bytes} a text begins that ends before {@code to}; -1 if there is none
     */
    int find(ByteBuffer bytes, int from, int to) {
        if (sampleLength == 0) {
            return from < to ? from : -1;
        }
        int last = to - sampleLength;
        for (int at = suspicious(bytes, from, last); at <= last; at = suspicious(bytes, at + stride, last)) {
            int start = startOfNeedle(bytes, at, from, to);
            if (start >= 0) {
                return start;
            }
        }
        return -1;
    }

    /** The first sample that probably occurs in a needle; more than {@code last} if there is none. The loop that counts. */
    private int suspicious(ByteBuffer bytes, int from, int last) {
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
            if (start >= from && stands(place.needle, bytes, start, to)) {
                return start;
            }
        }
        return -1;
    }

    private static boolean stands(byte[] needle, ByteBuffer bytes, int start, int to) {
        if (start + needle.length > to) {
            return false;
        }
        for (int i = 0; i < needle.length; i++) {
            byte found = bytes.get(start + i);
            if (found != needle[i] && !(needle[i] == ' ' && found == '\r')) {
                return false;
            }
        }
        return true;
    }

    /** A carriage return within a line is read as a blank, so a sample with a blank in it has two spellings. */
    private void add(Place place, int taken, long sample) {
        if (taken == sampleLength) {
            int slot = slot(sample);
            occurs[slot] = true;
            places[slot] = Arrays.copyOf(places[slot], places[slot].length + 1);
            places[slot][places[slot].length - 1] = place;
            return;
        }
        byte next = place.needle[place.offset + taken];
        int shift = Byte.SIZE * taken;
        add(place, taken + 1, sample | (next & 0xFFL) << shift);
        if (next == ' ') {
            add(place, taken + 1, sample | (long) '\r' << shift);
        }
    }

    private static int slot(long sample) {
        return (int) ((sample * SPREAD) >>> (Long.SIZE - SLOT_BITS));
    }

    /**
     * The longest part whose bytes stand in the file as they are. Lines may be parted by more than their end, bytes that
     * are no UTF-8 are read as U+FFFD, and half a surrogate pair has no bytes.
     */
    private static String searchable(String text) {
        String longest = "";
        for (String part : text.split("[\\r\\n\\uFFFD\\uD800-\\uDFFF]", -1)) {
            longest = part.length() > longest.length() ? part : longest;
        }
        return longest;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
