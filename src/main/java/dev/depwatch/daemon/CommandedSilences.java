package dev.depwatch.daemon;

import dev.depwatch.assess.Silence;
import dev.depwatch.state.SharedFile;
import dev.depwatch.token.Instance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The silences that {@code depwatch silence} made: the file {@value #NAME} in the state directory. The command changes
 * it; the running depwatch reads it once a second, on the thread {@code state}.
 */
public final class CommandedSilences {
    /** The name of the file. */
    public static final String NAME = "silences.json";

    private static final Logger LOG = LoggerFactory.getLogger(CommandedSilences.class);

    private final SharedFile<Saved> file;
    private volatile List<Silence.Config> latest = List.of();
    private volatile Optional<String> fault = Optional.empty();

    /** The saved form. */
    record Saved(List<Silence.Config> silences) {
        static final Saved NONE = new Saved(List.of());

        /** Refuses a silence that names no instance. */
        Saved {
            silences = List.copyOf(silences);
            silences.forEach(silence -> new Instance(silence.instance()));
        }
    }

    /** @param stateDirectory of the running depwatch */
    public CommandedSilences(Path stateDirectory) {
        this.file = new SharedFile<>(stateDirectory, NAME, Saved.class);
    }

    /**
     * All silences, including ended ones, of the depwatch whose state is in the folder.
     *
     * @throws IOException with a sentence for the administrator
     */
    public List<Silence.Config> read() throws IOException {
        file.requireDirectory();
        return saved();
    }

    private List<Silence.Config> saved() throws IOException {
        return file.read().orElse(Saved.NONE).silences();
    }

    /**
     * Adds a silence, or replaces the one of the same instance, kind and token.
     *
     * @param zone in which the last day of a silence ends; this removes silences that ended before {@code now}
     * @throws IOException with a sentence for the administrator; then nothing has changed
     */
    public void put(Silence.Config silence, ZoneId zone, Instant now) throws IOException {
        change(silence, Stream.of(silence), zone, now);
    }

    /**
     * Ends the silence of this instance, kind and token.
     *
     * @return whether there was one
     * @throws IOException with a sentence for the administrator; then nothing has changed
     */
    public boolean end(Silence.Config target, ZoneId zone, Instant now) throws IOException {
        if (read().stream().noneMatch(each -> covers(each, target))) {
            return false;
        }
        change(target, Stream.empty(), zone, now);
        return true;
    }

    /** Whether both have the same target. */
    private static boolean covers(Silence.Config one, Silence.Config other) {
        return one.instance().equals(other.instance())
                && one.kindOfTokens().equals(other.kindOfTokens())
                && one.token().equals(other.token());
    }

    private void change(Silence.Config target, Stream<Silence.Config> with, ZoneId zone, Instant now)
            throws IOException {
        file.change(
                Saved.NONE,
                before ->
                        new Saved(Stream.concat(before.silences().stream().filter(each -> !covers(each, target)), with)
                                .filter(silence -> now.isBefore(silence.end(zone)))
                                .toList()));
    }

    /** @param renamed what is silenced, under the present names */
    void rename(UnaryOperator<Saved> renamed) {
        try {
            if (!saved().isEmpty()) {
                file.change(Saved.NONE, renamed);
                look();
            }
        } catch (IOException e) {
            LOG.warn("{} Silences of renamed instances have no effect any more: silence them anew.", e.getMessage());
        }
    }

    /** Reads the file again. Reports an unusable file once, and keeps the previous silences. */
    void look() {
        try {
            List<Silence.Config> next = saved();
            if (!next.equals(latest)) {
                LOG.info("silences by command in force: {}", next.size());
            }
            latest = next;
            fault = Optional.empty();
        } catch (IOException | RuntimeException e) {
            Optional<String> sentence = Optional.of(String.valueOf(e.getMessage()));
            if (!fault.equals(sentence)) {
                LOG.error("{} Until then, the previous silences stay in force.", e.getMessage());
            }
            fault = sentence;
        }
    }

    /** Why a change of the file has no effect; empty if it has. */
    Optional<String> fault() {
        return fault;
    }

    /** All silences in the form that the assessment needs; none if this user may not read them. */
    public List<Silence> readable(ZoneId zone) {
        try {
            return read().stream().map(silence -> silence.silence(zone)).toList();
        } catch (IOException ignored) {
            // A user who may not read the state may still read the tokens.
            return List.of();
        }
    }

    /** The silences of the last reading, in the form that the assessment needs. */
    List<Silence> applied(ZoneId zone) {
        return latest.stream().map(silence -> silence.silence(zone)).toList();
    }
}
