package dev.depwatch.logs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * A file that may be a generation of a log: it lies beside it and its name starts with the same stem. Names say no more
 * than that, since log4j numbers one way, log4j2 the other, and logrotate writes dates: the order is that of the first
 * records, then of the last changes.
 *
 * @param head the first bytes, at most {@link OpenGeneration#SAMPLE}, each as one character
 * @param firstDate when its first record was written; the earliest of times if none is found
 */
record Sibling(Path path, String key, FileTime modified, long size, String head, LocalDateTime firstDate) {
    /** More than any rotation keeps; a folder with more is not a folder of logs. */
    private static final int MOST = 1000;

    /** The order in which generations were written. */
    private static final Comparator<Sibling> OLDEST_FIRST =
            Comparator.comparing(Sibling::firstDate).thenComparing(Sibling::modified);

    /**
     * All generations beside the log, the log itself included, oldest first.
     *
     * @param neighbours other logs that are followed, whose generations are none of this one's
     */
    static List<Sibling> of(Path log, List<Path> neighbours) throws IOException {
        Path folder = Objects.requireNonNull(log.toAbsolutePath().getParent(), "a log has a folder");
        List<Path> neighboursHere = neighbours.stream()
                .filter(neighbour -> folder.equals(neighbour.toAbsolutePath().getParent()))
                .toList();
        List<Sibling> siblings = new ArrayList<>();
        try (DirectoryStream<Path> listing =
                Files.newDirectoryStream(folder, entry -> isGeneration(entry, log, neighboursHere))) {
            for (Path entry : listing) {
                if (siblings.size() == MOST) {
                    break;
                }
                read(entry, siblings);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        siblings.sort(OLDEST_FIRST);
        return siblings;
    }

    /** A file belongs to the log with the longest stem that its name starts with. */
    private static boolean isGeneration(Path entry, Path log, List<Path> neighbours) {
        String name = name(entry);
        return startsWithStem(name, stem(log))
                && neighbours.stream()
                        .noneMatch(neighbour -> name.startsWith(name(neighbour))
                                || (stem(neighbour).length() > stem(log).length()
                                        && startsWithStem(name, stem(neighbour))));
    }

    /** The stem of {@code node1.log} is no stem of {@code node10.log}. */
    private static boolean startsWithStem(String name, String stem) {
        return name.startsWith(stem)
                && (name.length() == stem.length() || !Character.isLetterOrDigit(name.charAt(stem.length())));
    }

    private static String stem(Path log) {
        String name = name(log);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static void read(Path entry, List<Sibling> siblings) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return;
            }
            try (InputStream in = Files.newInputStream(entry)) {
                String head = characters(in.readNBytes(OpenGeneration.SAMPLE));
                LocalDateTime firstDate = OpenGeneration.firstDate(head);
                if (firstDate.equals(LocalDateTime.MIN)) {
                    // A file that begins with the end of a long record.
                    firstDate = OpenGeneration.firstDate(head + characters(in.readNBytes(LineBuffer.MAX_LINE)));
                }
                siblings.add(new Sibling(
                        entry, key(attributes), attributes.lastModifiedTime(), attributes.size(), head, firstDate));
            }
        } catch (IOException ignored) {
            // Renamed or removed between the listing and the look: the next listing shows what it became.
        }
    }

    static String key(BasicFileAttributes attributes) {
        Object key = attributes.fileKey();
        return key == null ? "" : key.toString();
    }

    private static String characters(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Whether this was written after a generation with such a first record and last change. */
    boolean isNewerThan(LocalDateTime otherFirstDate, FileTime otherModified) {
        int byDate = firstDate.compareTo(otherFirstDate);
        return byDate > 0 || (byDate == 0 && modified.compareTo(otherModified) > 0);
    }

    /**
     * Whether this is a copy of, or the same as, a generation that begins with these bytes. A file of which only the first
     * few bytes are written yet is none.
     */
    boolean beginsWith(String otherHead) {
        return !otherHead.isEmpty() && head.startsWith(otherHead);
    }

    /** Whether this is the generation a saved position speaks of: by content, and by the file key only without any. */
    boolean is(Position position) {
        Generation generation = position.generation();
        if (size < position.offset() || head.length() < generation.headLength()) {
            return false;
        }
        return generation.headLength() == 0
                ? key.equals(generation.fileKey())
                : OpenGeneration.hash(head.substring(0, generation.headLength()))
                        .equals(generation.headHash());
    }

    /** Whether it is gzipped: two bytes at the beginning say so, whatever the name. */
    boolean isCompressed() {
        return head.startsWith("\u001f\u008b");
    }

    /** What two listings must agree on before they are believed. */
    static List<String> outline(List<Sibling> siblings) {
        return siblings.stream()
                .map(sibling -> sibling.path + " " + sibling.key)
                .toList();
    }
}
