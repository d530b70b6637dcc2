package dev.depwatch.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.state.SavedForm;
import dev.depwatch.state.StateDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The closed cases of more than a year, in {@value #FILE}: one case in a line, as JSON. A case that reopened has
 * several lines, and so may one that closed just before a crash: the last line of an id counts. A line that a crash
 * tore is no JSON; the next line is whole again. Used only by the thread {@code state}.
 */
public final class History {
    static final String FILE = "history.jsonl";

    /** A year, and some time to look back at it. */
    private static final Duration KEPT = Duration.ofDays(400);

    private static final int MOST_WAIT = 1_000;
    private static final Duration PRUNED_EVERY = Duration.ofDays(1);
    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    private final StateDirectory directory;
    private Optional<Instant> prunedAt = Optional.empty();
    private Optional<String> trouble = Optional.empty();

    public History(StateDirectory directory) {
        this.directory = directory;
    }

    /**
     * Writes the newly closed cases and returns the snapshot to save. A crash in between repeats a line and loses none.
     * If they cannot be written, the newest thousand stay in the snapshot.
     */
    public Journal.Snapshot append(Journal journal, Instant now) {
        List<ClosedCase> waiting = journal.snapshot().notInHistory();
        try {
            if (!waiting.isEmpty()) {
                String lines = waiting.stream().map(History::line).collect(joining());
                directory.append(FILE, lines.getBytes(UTF_8));
                journal.historyHas(waiting);
            }
            pruneDaily(now);
            trouble = Optional.empty();
        } catch (IOException e) {
            String sentence = directory.sentence(e);
            if (!trouble.equals(Optional.of(sentence))) {
                LOG.warn(
                        "depwatch cannot write {}: {} depwatch retries, and until then keeps the newest {} cases.",
                        directory.file(FILE),
                        sentence,
                        MOST_WAIT);
            }
            trouble = Optional.of(sentence);
            journal.historyHas(waiting.subList(0, Math.max(0, waiting.size() - MOST_WAIT)));
        }
        return journal.snapshot();
    }

    private static String line(ClosedCase end) {
        ObjectNode line = SavedForm.of(end.closed()).deepCopy();
        return line.put("closedAt", end.closedAt().toString())
                        .put("proof", end.proof().key())
                + "\n";
    }

    private void pruneDaily(Instant now) throws IOException {
        if (prunedAt.stream().noneMatch(at -> Duration.between(at, now).abs().compareTo(PRUNED_EVERY) < 0)) {
            // Before: a disk that is full is not rewritten at each save.
            prunedAt = Optional.of(now);
            if (Files.exists(directory.file(FILE))) {
                prune(now.minus(KEPT));
            }
        }
    }

    private void prune(Instant oldest) throws IOException {
        directory.replace(FILE, out -> {
            // Accepts bytes that are no text: a torn line may have some.
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(directory.read(FILE), UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (isKept(line, oldest)) {
                        out.write((line + '\n').getBytes(UTF_8));
                    }
                }
            }
        });
    }

    private static boolean isKept(String line, Instant oldest) {
        try {
            String closedAt =
                    SavedForm.parse(line.getBytes(UTF_8)).path("closedAt").asText();
            return !Instant.parse(closedAt).isBefore(oldest);
        } catch (IOException | DateTimeException torn) {
            return false;
        }
    }
}
