package dev.depwatch.logs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
 */
record Sibling(Path path, String key, long size, FileTime modified, String head) {
    /** More than any rotation keeps; a folder with more is not a folder of logs. */
    private static final int MOST = 1000;

    /** The order in which generations were written. */
    private static final Comparator<Sibling> OLDEST_FIRST =
            Comparator.comparing(Sibling::firstDate).thenComparing(Sibling::modified);

    /** All generations beside the log, the log itself included, oldest first. */
    static List<Sibling> of(Path log) throws IOException {
        Path folder = Objects.requireNonNull(log.toAbsolutePath().getParent(), "a log has a folder");
        List<Sibling> siblings = new ArrayList<>();
        try (DirectoryStream<Path> listing = Files.newDirectoryStream(folder, entry -> belongsTo(log, entry))) {
            for (Path entry : listing) {
                if (siblings.size() == MOST) {
                    break;
                }
                read(entry, siblings);
            }
        }
        siblings.sort(OLDEST_FIRST);
        return siblings;
    }

    private static boolean belongsTo(Path log, Path entry) {
        String name = String.valueOf(log.getFileName());
        int dot = name.indexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        return String.valueOf(entry.getFileName()).startsWith(stem);
    }

    private static void read(Path entry, List<Sibling> siblings) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return;
            }
            String head;
            try (InputStream in = Files.newInputStream(entry)) {
                head = new String(in.readNBytes(OpenGeneration.SAMPLE), StandardCharsets.ISO_8859_1);
            }
            siblings.add(new Sibling(entry, key(attributes), attributes.size(), attributes.lastModifiedTime(), head));
        } catch (IOException ignored) {
            // Renamed or removed between the listing and the look: the next listing shows what it became.
        }
    }

    static String key(BasicFileAttributes attributes) {
        Object key = attributes.fileKey();
        return key == null ? "" : key.toString();
    }

    LocalDateTime firstDate() {
        return OpenGeneration.firstDate(head);
    }

    /** Whether this was written after a generation with such a first record and last change. */
    boolean isNewerThan(LocalDateTime otherFirstDate, FileTime otherModified) {
        int byDate = firstDate().compareTo(otherFirstDate);
        return byDate > 0 || (byDate == 0 && modified.compareTo(otherModified) > 0);
    }

    /** Whether this is a copy of, or the same as, a generation that begins with these bytes. */
    boolean beginsWith(String otherHead) {
        int length = Math.min(head.length(), otherHead.length());
        return length > 0 && head.regionMatches(0, otherHead, 0, length);
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

    boolean sameFileAs(OpenGeneration generation) {
        return key.equals(generation.key());
    }

    /** What two listings must agree on before they are believed. */
    static List<String> outline(List<Sibling> siblings) {
        return siblings.stream()
                .map(sibling -> sibling.path + " " + sibling.key)
                .toList();
    }
}
