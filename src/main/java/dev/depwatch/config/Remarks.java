package dev.depwatch.config;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Receives the remarks of a record's rules and adds the place in the file. */
public final class Remarks {
    /** All authorities of a system are some 200 KiB. */
    private static final int MAX_PEM_KIB = 4096;

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

    /**
     * A problem with the text of a key.
     *
     * @param expected completes the sentence "expected …"
     */
    public void unexpected(String key, String found, String expected) {
        problem(key, "found " + shown(key, found) + "; expected " + expected);
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

    /** The address of a server; empty, with a problem, if the text is none. */
    public Optional<WebAddress> address(String key, URI written, String expected) {
        return address(key, "", written.toString(), expected);
    }

    /** The same for an address in a file of its own. */
    public Optional<WebAddress> address(String key, Secret written, String expected) {
        return address(key, "the file holds ", written.reveal(), expected);
    }

    private Optional<WebAddress> address(String key, String where, String written, String expected) {
        try {
            return Optional.of(WebAddress.of(written));
        } catch (IllegalArgumentException e) {
            problem(key, where + e.getMessage() + "; expected " + expected);
            return Optional.empty();
        }
    }

    /** A problem unless the secret is an address that travels where nobody can read it. */
    public void secretAddress(String key, Secret written, String expected) {
        if (address(key, written, expected).stream().anyMatch(address -> !address.isPrivate())) {
            problem(key, "the file holds an address that is not https; expected " + expected);
        }
    }

    /** A problem if there is a file that depwatch cannot read certificates from. */
    public void certificates(String key, Optional<Path> file) {
        if (file.isPresent() && !problems.isSample(Problems.join(path, key))) {
            pem(key, file.get(), "CERTIFICATE", "-----BEGIN ");
        }
    }

    /** A problem if depwatch cannot read a private key, of whatever form, from a PEM file. */
    public void privateKey(String key, Path file) {
        pem(key, file, "PRIVATE KEY", "");
    }

    private void pem(String key, Path file, String kind, String before) {
        try {
            FileAccess.requireSmall(file, MAX_PEM_KIB);
            if (!Files.readString(file, StandardCharsets.ISO_8859_1).contains(before + kind + "-----")) {
                throw new IOException("no such block in it");
            }
        } catch (IOException e) {
            problem(
                    key,
                    "cannot read \"" + file + "\" (" + FileAccess.whyUnread(e)
                            + "); expected a PEM file with a block \"-----BEGIN " + kind + "-----\"");
        }
    }

    /** A warning if others may read, change or replace a secret file. */
    public void closed(String key, Path secret) {
        SecretFiles.openness(secret).ifPresent(open -> warning(key, open));
    }

    /**
     * A problem with the name of each element of a list that an earlier one has.
     *
     * @param another completes "… is the name of another "
     */
    public <T> void unique(String list, List<T> elements, Function<T, String> name, String another) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < elements.size(); i++) {
            String found = name.apply(elements.get(i));
            if (!names.add(found)) {
                problem(list + "[" + i + "].name", "\"" + found + "\" is the name of another " + another);
            }
        }
    }

    /** A problem if only one of two keys is present and needs the other. */
    public void together(String key, Optional<?> found, String partner, Optional<?> partnerFound) {
        if (found.isEmpty() != partnerFound.isEmpty()) {
            boolean isFirst = found.isEmpty();
            problem(isFirst ? key : partner, "missing; expected beside " + (isFirst ? partner : key));
        }
    }

    /** A text of the file in quotes, for a sentence: cut, and hidden if it may contain a secret. */
    public String shown(String key, String text) {
        return Problems.shown(text, Problems.join(path, key));
    }
}
