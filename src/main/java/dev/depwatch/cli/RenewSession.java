package dev.depwatch.cli;

import static java.util.stream.Collectors.joining;

import dev.depwatch.cli.RenewCommand.FileOptions;
import dev.depwatch.cli.Screen.Style;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.loop.Loop;
import dev.depwatch.renewal.DownloadFolder;
import dev.depwatch.renewal.FileState;
import dev.depwatch.renewal.Placement;
import dev.depwatch.renewal.Placement.Ruling;
import dev.depwatch.renewal.RefusedFileException;
import dev.depwatch.renewal.Renewal;
import dev.depwatch.renewal.Renewal.Action;
import dev.depwatch.renewal.Renewal.Turn;
import dev.depwatch.renewal.RenewalRecords;
import dev.depwatch.renewal.TokenFile;
import dev.depwatch.renewal.TokenRenewal.State;
import dev.depwatch.renewal.Uploads;
import dev.depwatch.text.Phrase;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One run of {@code renew}, from the list to the proofs. {@link Renewal} decides; this passes it what happens and does
 * what it says. One thread looks into the folder, decides, prints and uploads; another one, {@code renew-ask}, reads the
 * instances meanwhile.
 */
final class RenewSession {
    /** A browser that writes nothing for so long has given up. */
    private static final Duration DOWNLOAD_STALLS = Duration.ofSeconds(15);

    /** Enough for most: only a busy Jamf Pro takes longer for an upload and the look at what became of it. */
    private static final Duration UPLOAD_ENDS = Duration.ofSeconds(25);

    /** Two seconds are promised from the arrival to the upload; most of that is left for the upload. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final RenewReport text;
    private final Person person;
    private final RenewalRecords records;
    private final Optional<Uploads> uploads;
    private final FileOptions options;
    private final ParallelCalls.Work<Set<Instance>, List<InstanceInventory>> reading;
    private final Duration askEvery;

    /** Held during an upload. Who ends the process takes it, so that none begins. */
    private final Semaphore uploading = new Semaphore(1);

    private final BlockingQueue<Answer> answers = new ArrayBlockingQueue<>(1);

    /** All that changes. One thread replaces it; others read it. */
    private volatile Renewal renewal;

    /** Who ends the process reads it while files arrive. */
    private final Map<Path, Unusable> unusable = new ConcurrentSkipListMap<>();

    /** Each reason is said once: a file that grows is looked at many times. */
    private final Set<String> said = new HashSet<>();

    /** When a file arrived, was uploaded or was proven last. */
    private Instant lastProgress = Instant.EPOCH;

    /** Why a file cannot be used, and when to say so: a browser may still write it. */
    private record Unusable(String sentence, Instant due) {}

    /** What was read of instances, and since when. */
    private record Answer(Instant begun, List<InstanceInventory> instances) {}

    RenewSession(
            RenewReport text,
            Person person,
            RenewalRecords records,
            Optional<Uploads> uploads,
            FileOptions options,
            ParallelCalls.Work<Set<Instance>, List<InstanceInventory>> reading,
            Renewal renewal,
            Duration askEvery) {
        this.text = text;
        this.person = person;
        this.records = records;
        this.uploads = uploads;
        this.options = options;
        this.reading = reading;
        this.renewal = renewal;
        this.askEvery = askEvery;
    }

    /** Works until all is done or the time is over, and answers the exit code. */
    int run(Duration patience) throws IOException, InterruptedException {
        Optional<DownloadFolder> folder = options.watch.map(DownloadFolder::new);
        // What is there already is no arrival; what comes while a person reads the list is one.
        folder.ifPresent(DownloadFolder::arrivals);
        text.list(renewal, options.watch.isEmpty());
        if (renewal.tokens().isEmpty()) {
            text.remains(renewal, List.of());
            return ExitCode.FAILED;
        }
        if (options.dryRun) {
            takeThoseThere();
            text.say(Style.BOLD, "Nothing was uploaded: this was a dry run.");
            return renewal.remains().isEmpty() && unusable.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        }
        if (patience.isZero() && !options.uploads()) {
            return renewal.isDone() ? ExitCode.OK : ExitCode.FAILED;
        }
        boolean isReady = renewal.isDone()
                || renewal.tokens().stream()
                        .filter(token -> !token.isDone())
                        .anyMatch(token -> token.state() == State.AWAITS_SYNC || renewal.isReady(token));
        if (!isReady && options.from.isEmpty() && options.uploads()) {
            String again = " Correct what is said above and start the same command again.";
            text.say(Style.BAD, "depwatch cannot upload anything now. Download nothing yet." + again);
            text.remains(renewal, List.of());
            return ExitCode.FAILED;
        }
        Loop reader = new Loop("renew-ask", text.clock(), this::read);
        Thread hook = new Thread(this::interrupted, "renew-interrupted");
        try (Closeable lock =
                options.uploads() ? records.alone(renewal.selection().concerned()) : () -> {}) {
            Objects.requireNonNull(lock);
            records.begin(renewal.tokens(), now());
            Runtime.getRuntime().addShutdownHook(hook);
            takeThoseThere();
            if (options.watch.isPresent() && renewal.isDone()) {
                text.say(
                        Style.WARNING,
                        "All were renewed within the last seven days. To renew one again, start with --from and a folder with"
                                + " a file newer than the one in use. Download only if you have none.");
            } else if (options.watch.isEmpty() || agreesToWatch(options.watch.get())) {
                reader.start();
                work(patience, folder);
            }
            return finish();
        } finally {
            reader.stop();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException isEnding) {
                // The hook runs.
            }
        }
    }

    private Instant now() {
        return text.clock().instant();
    }

    private boolean agreesToWatch(Path folder) {
        String which = ", if it is certainly for a token on the list.";
        text.say(Style.BOLD, "depwatch uploads each token file that arrives in " + folder + " at once" + which);
        return options.yes || person.agrees(text.screen(), "Continue?");
    }

    private void work(Duration patience, Optional<DownloadFolder> folder) throws IOException, InterruptedException {
        if (!renewal.isDone() && !patience.isZero()) {
            String what = folder.isPresent() ? "downloads" : "new tokens and their syncs";
            text.say(Style.PLAIN, "Waiting for " + what + ". Ctrl-C ends the run and says how to continue it.");
        }
        // A person may have been asked for long.
        lastProgress = now();
        while (!renewal.isDone()
                || unusable.values().stream().anyMatch(file -> file.due().isAfter(now()))) {
            if (!now().isBefore(lastProgress.plus(patience))) {
                text.say(Style.WARNING, "The time to wait is over.");
                return;
            }
            for (TokenFile file : folder.map(this::understood).orElse(List.of())) {
                go(renewal.arrived(file, records.history(), now()));
                lastProgress = now();
            }
            sayUnusable();
            Answer answer = answers.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            if (answer != null) {
                for (InstanceInventory inventory : answer.instances()) {
                    go(renewal.read(inventory, records.history(), answer.begun(), now()));
                }
            }
        }
    }

    // What is read.

    /** A step of the thread that reads. */
    private Duration read(Instant begun) throws InterruptedException {
        answers.put(new Answer(begun, reading.on(renewal.awaited())));
        return askEvery;
    }

    // What is to be done.

    private void go(Turn turn) throws IOException, InterruptedException {
        renewal = turn.renewal();
        for (Action action : turn.actions()) {
            perform(action);
        }
    }

    private void perform(Action action) throws IOException, InterruptedException {
        if (action instanceof Action.Say say) {
            text.say(say.isBad() ? Style.BAD : Style.PLAIN, say.sentence());
        } else if (action instanceof Action.Report report) {
            lastProgress = now();
            if (report.token().isDone()) {
                records.proven(report.token(), now());
            }
            text.report(report.token(), renewal);
        } else if (action instanceof Action.Ask asked) {
            go(renewal.chosen(asked, chosen(asked), now()));
        } else if (action instanceof Action.Upload upload && !options.dryRun) {
            upload(upload.state());
        } else if (action instanceof Action.Found found) {
            uploads.orElseThrow().taken(found.file(), found.now());
        }
    }

    private Optional<Token> chosen(Action.Ask asked) {
        if (!person.isThere()) {
            return Optional.empty();
        }
        List<Token> places = asked.places();
        text.say(Style.WARNING, asked.file().name() + ": where does it belong? " + asked.why() + ".");
        for (int i = 0; i < places.size(); i++) {
            text.screen().paragraph(Style.PLAIN, "  " + (i + 1) + ". ", text.described(places.get(i)));
        }
        return person.choice(text.screen(), "Upload it to which?", places);
    }

    private void upload(FileState state) throws IOException, InterruptedException {
        TokenFile file = state.file();
        Token before = state.before();
        if (state.sentence().isEmpty()) {
            text.say(Style.PLAIN, "Uploading " + file.name() + " to " + Placement.name(before) + " …");
        }
        Turn turn;
        uploading.acquire();
        try {
            turn = renewal.ended(state, uploads.orElseThrow().upload(file, before, renewal.key(before)), now());
            renewal = turn.renewal();
        } finally {
            uploading.release();
        }
        go(turn);
    }

    // Files.

    /** Those that arrived, before any is uploaded: a newer one ends another, and an upload may be broken off. */
    private List<TokenFile> understood(DownloadFolder folder) {
        List<TokenFile> files = new ArrayList<>();
        for (Path path : folder.arrivals()) {
            try {
                TokenFile file = TokenFile.read(path);
                unusable.remove(path);
                if (!renewal.files().contains(file)) {
                    files.add(file);
                    renewal = renewal.seen(file);
                }
            } catch (RefusedFileException e) {
                boolean mayGrow = e.isUnfinished() && options.watch.isPresent();
                String why = TokenFile.name(path) + ": " + e.getMessage();
                unusable.put(path, new Unusable(why, now().plus(mayGrow ? DOWNLOAD_STALLS : Duration.ZERO)));
            }
        }
        return files;
    }

    private void sayUnusable() {
        unusable.keySet().removeIf(path -> !Files.exists(path, LinkOption.NOFOLLOW_LINKS));
        for (Unusable file : unusable.values()) {
            if (!file.due().isAfter(now()) && said.add(file.sentence())) {
                text.say(Style.BAD, file.sentence() + ".");
            }
        }
    }

    /** Takes the files that are in the folder of {@code --from} already. */
    private void takeThoseThere() throws IOException, InterruptedException {
        if (options.from.isEmpty()) {
            return;
        }
        List<TokenFile> files = understood(new DownloadFolder(options.from.get()));
        sayUnusable();
        if (files.isEmpty()) {
            text.say(Style.WARNING, "No token file that can be used is in " + options.from.get() + ".");
        }
        Map<TokenFile, List<Token>> certain = new LinkedHashMap<>();
        for (TokenFile file : files) {
            Placement place = renewal.place(file, records.history(), now());
            if (place.ruling() == Ruling.CERTAIN) {
                certain.put(file, place.tokens());
                Stream<String> places = place.tokens().stream().map(text::described);
                text.say(Style.PLAIN, file.name() + ": to " + places.collect(joining(" and ")) + ".");
            }
        }
        boolean agrees = certain.isEmpty()
                || options.dryRun
                || options.yes
                || person.agrees(text.screen(), "Upload " + Phrase.counted(certain.size(), "file") + "?");
        for (TokenFile file : files) {
            go(
                    agrees || !certain.containsKey(file)
                            ? renewal.arrived(file, records.history(), now())
                            : renewal.declined(file, certain.get(file), now()));
        }
    }

    // The end.

    private int finish() throws IOException {
        List<String> remains = remains(renewal);
        offerDeletion();
        text.end(renewal, remains);
        return renewal.isDone() && remains.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private List<String> remains(Renewal end) {
        List<String> remains = new ArrayList<>(end.remains());
        unusable.values().forEach(file -> remains.add(file.sentence()));
        for (TokenFile file : end.files()) {
            List<Token> rest = new ArrayList<>(end.rest(file, records.history(), now()));
            // Of what still needs a file, only an entry that is gone is settled: its own sentence says what to do.
            rest.removeIf(end::isSettled);
            if (!rest.isEmpty() && file.isUnchanged()) {
                remains.add(file.path() + " is still needed for " + Placement.names(rest)
                        + ", unless a newer token is in place there. Start the command again with --from, and name each entry"
                        + " with --token, or its instance with --instance");
            }
        }
        return remains;
    }

    private void offerDeletion() throws IOException {
        for (TokenFile file : renewal.files()) {
            Optional<Token> token = renewal.proven(file, records.history(), now());
            if (token.isPresent() && Files.exists(file.path())) {
                if (!options.delete && !person.agrees(text.screen(), "Delete " + file.path() + "?")) {
                    text.say(Style.PLAIN, file.path() + " is no longer needed, and is a secret: delete it.");
                } else if (uploads.orElseThrow().delete(file, token.get())) {
                    text.say(Style.PLAIN, file.name() + " is deleted.");
                } else {
                    text.say(Style.WARNING, file.path() + " is another file by now, or cannot be deleted: look at it.");
                }
            }
        }
    }

    /** Says what is done and what remains, as the process ends. */
    void interrupted() {
        try {
            boolean isQuiet = uploading.tryAcquire(UPLOAD_ENDS.toMillis(), TimeUnit.MILLISECONDS);
            Renewal end = renewal.brokenOff(records.history(), now());
            text.interrupted(end, remains(end), isQuiet);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
