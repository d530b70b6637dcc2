package dev.depwatch.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.config.FileAccess;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@value #NAME}: a version and sections. An unusable file is logged, counted, and kept under another name
 * before the first write replaces it. Used by one thread at a time.
 *
 * <p>The file uses the names of record components, so renaming one changes the format. Within a version, unknown keys
 * are skipped. A new component is an {@code Optional}, or its reader accepts a missing value: otherwise that section of
 * an older file cannot be used. Any other change needs a new version, and this class then also reads the older ones.
 */
final class StateFile {
    static final String NAME = "state.json";

    /** The version of the file's format; each version reads every older one. */
    static final int VERSION = 1;

    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);

    private static final String MEANING =
            " depwatch reads each log whose position is lost as startAt says, and may repeat a notification.";

    private final StateDirectory directory;
    private final Counter unusable;
    /** The word for the name under which an unusable file is kept, before a write replaces it. */
    private Optional<String> toKeep = Optional.empty();

    StateFile(StateDirectory directory, MeterRegistry registry) {
        this.directory = directory;
        this.unusable = Counter.builder("depwatch.state.unusable")
                .description("Times a saved state, or a part of it, could not be used and was set aside.")
                .register(registry);
    }

    /**
     * What the file holds.
     *
     * @param sections values, and the JSON of those that stay as they were read
     */
    private record Document(int version, String savedAt, ObjectNode sections) {}

    /** The JSON of its sections by name; none if there is no file or no usable one. */
    ObjectNode read() {
        Path file = directory.file(NAME);
        try (InputStream in = directory.read(NAME)) {
            JsonNode document = SavedForm.parse(in.readAllBytes());
            int version = document.path("version").asInt();
            if (version > VERSION) {
                cannotUse(
                        "newer",
                        file + " has version " + version + " and was written by a later depwatch; this one reads"
                                + " version " + VERSION + ". It is kept under another name. To use it, stop depwatch,"
                                + " rename it to " + NAME + " and run the later depwatch.");
            } else if (version == VERSION && document.path("sections") instanceof ObjectNode sections) {
                LOG.info(
                        "resuming from {}, saved at {}",
                        file,
                        document.path("savedAt").asText());
                return sections;
            } else {
                damaged(" is damaged: it does not hold a state of depwatch.");
            }
        } catch (NoSuchFileException firstStart) {
            LOG.info("no {}: this is a first start", file);
        } catch (JsonProcessingException e) {
            // Jackson's own message would repeat the content of the file.
            damaged(" is damaged: it is truncated or not JSON.");
        } catch (IOException e) {
            damaged(" cannot be read: " + FileAccess.reason(e) + ".");
        }
        return JsonNodeFactory.instance.objectNode();
    }

    /** The value of a section; empty, and logged, if it is null or does not fit the type. */
    <T> Optional<T> bind(String section, JsonNode json, Class<T> type) {
        try {
            return Optional.of(SavedForm.bind(json, type));
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("section {}", section, e);
            cannotUse(
                    "damaged",
                    directory.file(NAME) + ": the section \"" + section + "\" is unusable; the others are used.");
            return Optional.empty();
        }
    }

    private void damaged(String what) {
        cannotUse("damaged", directory.file(NAME) + what);
    }

    private void cannotUse(String why, String sentence) {
        unusable.increment();
        LOG.error("{}{}", sentence, MEANING);
        toKeep = Optional.of(toKeep.orElse(why));
    }

    private void keepUnusable(Instant now) throws IOException {
        if (toKeep.isPresent() && Files.exists(directory.file(NAME), LinkOption.NOFOLLOW_LINKS)) {
            Path kept = directory.setAside(NAME, toKeep.get(), now);
            LOG.info("{} is kept as {}", NAME, kept);
        }
        toKeep = Optional.empty();
    }

    /** @param sections values, and the JSON of those that stay as they were read */
    void write(ObjectNode sections, Instant now) throws IOException {
        Document document = new Document(VERSION, now.toString(), sections);
        // A full disk must not cost the sections that are usable.
        directory.replace(NAME, out -> SavedForm.write(out, document), () -> keepUnusable(now));
    }
}
