package dev.depwatch.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.io.output.ThresholdingOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@value #NAME}: a version and sections. An unusable file is logged, counted, and kept under another name
 * before the first write replaces it. Used by one thread at a time.
 */
final class StateFile {
    static final String NAME = "state.json";

    /** The version of the file's format; each version reads every older one. */
    static final int VERSION = 1;

    /** Many times what a thousand instances need. */
    static final int MAX_BYTES = 64 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);

    private static final String MEANING =
            " For what is missing, depwatch reads the logs from startAt: it finds failures in them again"
                    + " and may repeat a notification.";

    private final StateDirectory directory;
    private final Counter unusable;
    private Optional<Aside> toKeep = Optional.empty();

    StateFile(StateDirectory directory, MeterRegistry registry) {
        this.directory = directory;
        this.unusable = Counter.builder("depwatch.state.unusable")
                .description("Times a saved state, or a part of it, could not be used and was set aside.")
                .register(registry);
    }

    /**
     * A file to keep under another name before a write replaces it.
     *
     * @param inPart whether a part of it is usable, so that it also stays in place until then
     */
    private record Aside(String why, boolean inPart) {}

    /** The JSON of its sections by name; none if there is no file or no usable one. */
    Map<String, ByteBuffer> read() {
        Path file = directory.file(NAME);
        try {
            byte[] text = bytes();
            int version = SavedForm.version(text);
            if (version > VERSION) {
                cannotUse(
                        new Aside("newer", false),
                        file + " has version " + version + " and was written by a later depwatch; this one reads"
                                + " version " + VERSION + ". It is kept under another name. To use it, stop depwatch,"
                                + " rename it to " + NAME + " and run the later depwatch.");
                return Map.of();
            }
            if (version == VERSION) {
                SavedForm.Document document = SavedForm.document(text);
                LOG.info(
                        "resuming from {}, saved at {}",
                        file,
                        document.savedAt().orElse(""));
                return document.sections();
            }
            damaged(" is damaged: it does not hold a state of depwatch.");
        } catch (NoSuchFileException firstStart) {
            LOG.info("no {}: this is a first start", file);
        } catch (MismatchedInputException e) {
            damaged(" is damaged: it does not hold a state of depwatch.");
        } catch (JsonProcessingException e) {
            // Jackson's own message would repeat the content of the file.
            damaged(" is damaged: it is truncated or not JSON.");
        } catch (IOException e) {
            damaged(" cannot be read: " + StateDirectory.reason(e) + ".");
        }
        return Map.of();
    }

    private byte[] bytes() throws IOException {
        try (InputStream in = directory.read(NAME)) {
            if (Files.size(directory.file(NAME)) > MAX_BYTES) {
                throw new IOException("it is larger than " + (MAX_BYTES >> 20) + " MiB");
            }
            return in.readAllBytes();
        }
    }

    /** The value of a section; empty, and logged, if it is null or does not fit the type. */
    <T> Optional<T> bind(String section, ByteBuffer json, Class<T> type) {
        try {
            return Optional.of(SavedForm.bind(json, type));
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("section {}", section, e);
            cannotUse(
                    new Aside("damaged", true),
                    directory.file(NAME) + ": the section \"" + section + "\" is unusable; the others are used.");
            return Optional.empty();
        }
    }

    private void damaged(String what) {
        cannotUse(new Aside("damaged", false), directory.file(NAME) + what);
    }

    private void cannotUse(Aside aside, String sentence) {
        unusable.increment();
        LOG.error("{}{}", sentence, MEANING);
        toKeep = Optional.of(toKeep.orElse(aside));
    }

    private void keepUnusable(Instant now) throws IOException {
        if (toKeep.isPresent() && Files.exists(directory.file(NAME), LinkOption.NOFOLLOW_LINKS)) {
            Aside aside = toKeep.get();
            Path kept = directory.setAside(NAME, aside.why(), aside.inPart(), now);
            LOG.info("{} is kept as {}", NAME, kept);
        }
        toKeep = Optional.empty();
    }

    /** @param sections values, and the JSON of those that stay as they were read */
    void write(Map<String, Object> sections, Instant now) throws IOException {
        keepUnusable(now);
        directory.replace(NAME, out -> SavedForm.write(bounded(out), VERSION, now.toString(), sections));
    }

    private static OutputStream bounded(OutputStream out) {
        return new ThresholdingOutputStream(
                MAX_BYTES,
                whole -> {
                    throw new IOException("the state has grown to more than " + (MAX_BYTES >> 20)
                            + " MiB, which would not be read again: this is a fault of depwatch");
                },
                whole -> out);
    }
}
