package dev.depwatch.renewal;

import dev.depwatch.text.SafeText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Files that are no tokens, or not yet: a browser may still write them. Pure. */
public record Unreadable(Map<Path, Why> files) {
    /** A browser that writes nothing for so long has given up. */
    private static final Duration DOWNLOAD_STALLS = Duration.ofSeconds(15);

    /**
     * Why a file cannot be used.
     *
     * @param sentence for a person, as it was said last; "" before
     * @param grewAt when it was seen to change last; empty if nothing more is waited for
     */
    public record Why(String sentence, Optional<Instant> grewAt) {}

    /** None yet. */
    public Unreadable() {
        this(Map.of());
    }

    /** A file was looked at, and cannot be used. */
    public Unreadable with(Path file, RefusedFileException refusal, boolean mayGrow, Instant now) {
        String before = files.containsKey(file) ? files.get(file).sentence() : "";
        return put(
                file,
                mayGrow && refusal.isUnfinished()
                        ? new Why(before, Optional.of(now))
                        : new Why(refusal.getMessage(), Optional.empty()));
    }

    /** The file is a token now, or gone. */
    public Unreadable without(Path file) {
        Map<Path, Why> next = new LinkedHashMap<>(files);
        next.remove(file);
        return new Unreadable(next);
    }

    /** Time passes. */
    public Unreadable at(Instant now) {
        Unreadable next = this;
        for (Path file : growing()) {
            if (files.get(file).grewAt().orElseThrow().plus(DOWNLOAD_STALLS).isBefore(now)) {
                String sentence = SafeText.line(String.valueOf(file.getFileName()), TokenFile.MAX_NAME)
                        + ": the download is not complete, and nothing more came for " + DOWNLOAD_STALLS.toSeconds()
                        + " s. " + RefusedFileException.AGAIN;
                next = next.put(file, new Why(sentence, Optional.empty()));
            }
        }
        return next;
    }

    private Unreadable put(Path file, Why why) {
        Map<Path, Why> next = new LinkedHashMap<>(files);
        next.put(file, why);
        return new Unreadable(next);
    }

    /** The files that may become tokens. */
    public Set<Path> growing() {
        Set<Path> growing = new TreeSet<>(files.keySet());
        growing.removeIf(file -> files.get(file).grewAt().isEmpty());
        return growing;
    }

    public List<String> sentences() {
        return files.values().stream()
                .map(Why::sentence)
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }
}
