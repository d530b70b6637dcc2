package dev.depwatch.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Receives the remarks of a record's rules and adds the place in the file. */
public final class Remarks {
    private final Problems problems;
    private final String path;

    Remarks(Problems problems, String path) {
        this.problems = problems;
        this.path = path;
    }

    /**
     * A rule does not hold: the file is unusable.
     *
     * @param key the key of the record, or a path below it such as {@code warnAt[2]}; "" for the record as a whole
     * @param sentence what was found and what is expected; no secret
     */
    public void problem(String key, String sentence) {
        problems.remark(Problems.join(path, key), sentence);
    }

    /** The file is usable, but the administrator should know this; parameters as in {@link #problem}. */
    public void warning(String key, String sentence) {
        problems.warn(Problems.join(path, key), sentence);
    }

    /** A problem if the text is blank. */
    public void notBlank(String key, String found) {
        if (found.isBlank()) {
            problem(key, "found \"\"; expected a text");
        }
    }

    /** A problem unless the duration is within the bounds, inclusive. */
    public void between(String key, Duration found, Duration least, Duration most) {
        if (found.compareTo(least) < 0 || found.compareTo(most) > 0) {
            problem(
                    key,
                    "found %s; expected %s to %s"
                            .formatted(Durations.write(found), Durations.write(least), Durations.write(most)));
        }
    }

    /** A problem if there is a file of certificates that depwatch cannot read. */
    public void readable(String key, Optional<Path> pem) {
        if (pem.isPresent() && !(Files.isRegularFile(pem.get()) && Files.isReadable(pem.get()))) {
            problem(key, "cannot read \"" + pem.get() + "\"; expected a PEM file that depwatch may read");
        }
    }

    /** A warning if others may read, change or replace a secret file. */
    public void closed(String key, Path secret) {
        String open = SecretFiles.openness(secret);
        if (!open.isEmpty()) {
            warning(key, open);
        }
    }

    /** A problem if only one of two keys is present and needs the other. */
    public void together(String key, Optional<?> found, String partner, Optional<?> partnerFound) {
        if (found.isEmpty() && partnerFound.isPresent()) {
            problem(key, "missing; expected beside " + partner);
        }
        if (partnerFound.isEmpty() && found.isPresent()) {
            problem(partner, "missing; expected beside " + key);
        }
    }

    /** A text of the file in quotes, for a sentence: cut, and hidden if it may contain a secret. */
    public String shown(String key, String text) {
        return Problems.shown(text, Problems.join(path, key));
    }

    /**
     * The same for another record from the same file.
     *
     * @throws IllegalArgumentException if it is from another file
     */
    public Remarks on(Record other) {
        return new Remarks(problems, problems.pathOf(other));
    }
}
