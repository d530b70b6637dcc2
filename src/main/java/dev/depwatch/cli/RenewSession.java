package dev.depwatch.cli;

import dev.depwatch.cli.Screen.Style;
import dev.depwatch.config.ConfigException;
import dev.depwatch.fleet.NotAnsweredException;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.renewal.DownloadFolder;
import dev.depwatch.renewal.Placement;
import dev.depwatch.renewal.Placement.Verdict;
import dev.depwatch.renewal.RefusedFileException;
import dev.depwatch.renewal.Renewal;
import dev.depwatch.renewal.Renewal.Action;
import dev.depwatch.renewal.Renewal.Turn;
import dev.depwatch.renewal.RenewalHistory;
import dev.depwatch.renewal.RenewalRecords;
import dev.depwatch.renewal.Selection;
import dev.depwatch.renewal.Step;
import dev.depwatch.renewal.TokenFile;
import dev.depwatch.renewal.Uploads;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * One run of {@code renew}, from the list to the proofs. {@link Renewal} decides; this passes it what happens and does
 * what it says. One thread decides, prints and uploads; what arrives in the folder and what is read of the instances
 * reaches it by one queue. Owns the thread {@code renew-ask}.
 */
final class RenewSession {
    /** A browser that writes nothing for so long has given up. */
    private static final Duration DOWNLOAD_STALLS = Duration.ofSeconds(15);

    /** An upload ends by itself within ten seconds, and so does the look at what became of it. */
    private static final Duration UPLOAD_ENDS = Duration.ofSeconds(25);

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final RenewText text;
    private final Person person;
    private final RenewalRecords records;
    private final Optional<Uploads> uploads;
    private final FileOptions options;
    private final Known known;
    private final Duration askEvery;
    private final InstantSource clock;

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    /** Held during an upload. Who ends the process takes it, so that none begins. */
    private final Semaphore uploading = new Semaphore(1);

    /** All that changes. One thread replaces it; others read it. */
    private volatile Renewal renewal;

    private final Map<Path, Unusable> unusable = new LinkedHashMap<>();
    /** Each reason is said once: a file that grows is looked at many times. */
    private final Set<String> said = new HashSet<>();

    /** Why the last reading failed; empty after a good one. */
    private String notRead = "";

    /** The source of the tokens. */
    interface Known {
        /**
         * Reads instances.
         *
         * @param wanted those to read; empty for all
         */
        List<InstanceInventory> read(Set<Instance> wanted)
                throws NotAnsweredException, ConfigException, InterruptedException;
    }

    /** What the user wants done with files. */
    record FileOptions(Optional<Path> from, Optional<Path> watch, boolean dryRun, boolean yes, boolean delete) {
        boolean uploads() {
            return from.isPresent() || watch.isPresent();
        }
    }

    /** Why a file cannot be used, and when to say so: a browser may still write it. */
    private record Unusable(String sentence, Instant due) {}

    /** Something happened in another thread. */
    private interface Event {
        void take() throws IOException, InterruptedException;
    }

    RenewSession(
            RenewText text,
            Person person,
            RenewalRecords records,
            Optional<Uploads> uploads,
            FileOptions options,
            Known known,
            Renewal renewal,
            Duration askEvery,
            InstantSource clock) {
        this.text = text;
        this.person = person;
        this.records = records;
        this.uploads = uploads;
        this.options = options;
        this.known = known;
        this.renewal = renewal;
        this.askEvery = askEvery;
        this.clock = clock;
    }

    /** Works until all is done or the time is over, and answers the exit code. */
    int run(Duration patience) throws IOException, InterruptedException {
        text.list(renewal, history());
        Selection selection = renewal.selection();
        if (selection.isChosen()
                && selection.list().isEmpty()
                && selection.also().isEmpty()) {
            text.remains(renewal, List.of());
            return ExitCode.FAILED;
        }
        if (options.dryRun()) {
            work(patience);
            text.say(Style.BOLD, "Nothing was uploaded: this was a dry run.");
            return renewal.remains().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        }
        if (patience.isZero() && !options.uploads()) {
            return renewal.list().isDone() ? ExitCode.OK : ExitCode.FAILED;
        }
        if (options.from().isEmpty() && options.uploads() && !canUpload()) {
            text.say(
                    Style.BAD,
                    "depwatch cannot upload anything now. Download nothing yet. Correct what is said above and start the"
                            + " same command again.");
            text.remains(renewal, List.of());
            return ExitCode.FAILED;
        }
        try (Closeable lock = options.uploads() ? records.alone(selection.concerned()) : () -> {}) {
            Objects.requireNonNull(lock);
            records.begin(renewal.list(), clock.instant());
            Thread hook = new Thread(this::interrupted, "renew-interrupted");
            Runtime.getRuntime().addShutdownHook(hook);
            Thread asking = new Thread(this::ask, "renew-ask");
            asking.setDaemon(true);
            try {
                if (options.watch().isEmpty() || agreesToWatch(options.watch().get())) {
                    asking.start();
                    work(patience);
                }
            } finally {
                asking.interrupt();
                forget(hook);
            }
        }
        return finish();
    }

    private RenewalHistory history() {
        return records.history();
    }

    private boolean canUpload() {
        return renewal.targets().stream().map(Token::instance).anyMatch(renewal::isReady);
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException isEnding) {
            // The hook runs.
        }
    }

    private boolean agreesToWatch(Path folder) {
        List<Token> targets = renewal.targets();
        text.say(
                Style.BOLD,
                "depwatch uploads each token file that arrives in " + folder + " at once, if it is certainly for "
                        + (targets.size() == 1
                                ? Placement.name(targets.get(0))
                                : "one of " + targets.size() + " tokens")
                        + ".");
        return options.yes() || person.agrees(text.screen(), "Continue?");
    }

    private void work(Duration patience) throws IOException, InterruptedException {
        try (Closeable folder = watched()) {
            Objects.requireNonNull(folder);
            if (options.watch().isPresent()) {
                text.say(
                        Style.PLAIN,
                        "Waiting for downloads. "
                                + (options.dryRun()
                                        ? "Nothing is uploaded."
                                        : "Ctrl-C ends the run; the same command continues it."));
            }
            if (options.from().isPresent()) {
                takeThoseThere(options.from().get());
            }
            Instant begun = clock.instant();
            while (!isOver()) {
                Instant since = renewal.lastProgress().isAfter(begun) ? renewal.lastProgress() : begun;
                if (!clock.instant().isBefore(since.plus(patience))) {
                    text.say(Style.WARNING, "The time to wait is over.");
                    return;
                }
                Event event = events.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                if (event != null) {
                    event.take();
                }
                sayUnusable();
            }
        }
    }

    private Closeable watched() throws IOException {
        return options.watch().isPresent()
                ? DownloadFolder.watch(options.watch().get(), file -> events.add(() -> arrived(file)))
                : () -> {};
    }

    private boolean isOver() {
        if (options.dryRun()) {
            return options.watch().isEmpty();
        }
        boolean isEndless = options.watch().isPresent() && !renewal.selection().isChosen();
        return !isEndless
                && renewal.isDone()
                && unusable.values().stream().noneMatch(file -> file.due().isAfter(clock.instant()));
    }

    private void ask() {
        try {
            while (true) {
                Thread.sleep(askEvery.toMillis());
                Set<Instance> awaited = renewal.awaited();
                if (!awaited.isEmpty()) {
                    events.add(read(awaited));
                }
            }
        } catch (InterruptedException isOver) {
            Thread.currentThread().interrupt();
        }
    }

    private Event read(Set<Instance> awaited) throws InterruptedException {
        Instant begun = clock.instant();
        try {
            List<InstanceInventory> answers = known.read(awaited);
            return () -> {
                notRead = "";
                for (InstanceInventory inventory : answers) {
                    go(renewal.read(inventory, begun, clock.instant()));
                }
            };
        } catch (NotAnsweredException | ConfigException e) {
            String why = String.valueOf(e.getMessage());
            return () -> {
                if (!why.equals(notRead)) {
                    notRead = why;
                    text.say(Style.WARNING, "Not read: " + why);
                }
            };
        }
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
            if (report.step().state() == Step.State.DONE) {
                records.proven(report.step(), clock.instant());
            }
            text.report(report.step(), renewal.list());
        } else if (action instanceof Action.Ask asked) {
            go(renewal.chosen(asked, chosen(asked), clock.instant()));
        } else if (action instanceof Action.Upload upload && !options.dryRun()) {
            upload(upload);
        } else if (action instanceof Action.Look look) {
            go(
                    look.file().isUnchanged()
                            ? renewal.arrived(look.file(), history(), clock.instant())
                            : renewal.changed(look.file(), clock.instant()));
        } else if (action instanceof Action.Found found) {
            text.say(
                    Style.PLAIN,
                    uploads.orElseThrow()
                            .taken(found.file(), found.before(), found.now(), renewal.key(found.before()))
                            .sentence());
        }
    }

    private Optional<Token> chosen(Action.Ask asked) {
        if (options.dryRun()) {
            return Optional.empty();
        }
        List<Token> places = asked.places();
        text.say(Style.WARNING, asked.file().name() + ": where does it belong? " + asked.why() + ".");
        for (int i = 0; i < places.size(); i++) {
            text.screen().paragraph(Style.PLAIN, "  " + (i + 1) + ". ", text.described(places.get(i)));
        }
        OptionalInt choice = person.choice(text.screen(), "Upload it to which?", places.size());
        return choice.isPresent() ? Optional.of(places.get(choice.getAsInt() - 1)) : Optional.empty();
    }

    private void upload(Action.Upload upload) throws IOException, InterruptedException {
        TokenFile file = upload.file();
        if (!upload.isAgain()) {
            text.say(Style.PLAIN, "Uploading " + file.name() + " to " + Placement.name(upload.before()) + " …");
        }
        Turn turn;
        uploading.acquire();
        try {
            Uploads.Result result = uploads.orElseThrow().upload(file, upload.before(), renewal.key(upload.before()));
            turn = renewal.ended(upload, result, clock.instant());
            renewal = turn.renewal();
        } finally {
            uploading.release();
        }
        go(turn);
    }

    // Files.

    private void arrived(Path path) throws IOException, InterruptedException {
        Optional<TokenFile> file = understood(path);
        if (file.isPresent()) {
            if (options.dryRun()) {
                print(file.get(), place(file.get()));
            }
            go(renewal.arrived(file.get(), history(), clock.instant()));
        }
    }

    private Optional<TokenFile> understood(Path path) {
        try {
            TokenFile file = TokenFile.read(path);
            unusable.remove(path);
            boolean isNew = renewal.isNew(file);
            renewal = renewal.seen(file);
            return isNew ? Optional.of(file) : Optional.empty();
        } catch (RefusedFileException e) {
            boolean mayGrow = e.isUnfinished() && options.watch().isPresent();
            unusable.put(
                    path,
                    new Unusable(e.getMessage(), clock.instant().plus(mayGrow ? DOWNLOAD_STALLS : Duration.ZERO)));
            return Optional.empty();
        }
    }

    private void sayUnusable() {
        unusable.keySet().removeIf(path -> !Files.exists(path, LinkOption.NOFOLLOW_LINKS));
        for (Unusable file : unusable.values()) {
            if (!file.due().isAfter(clock.instant()) && said.add(file.sentence())) {
                text.say(Style.BAD, file.sentence() + ".");
            }
        }
    }

    private Placement place(TokenFile file) {
        return renewal.place(file, history(), clock.instant());
    }

    /** Copies of one file are one file. */
    private void takeThoseThere(Path folder) throws IOException, InterruptedException {
        Map<String, TokenFile> found = new LinkedHashMap<>();
        for (Path path : DownloadFolder.list(folder)) {
            understood(path).ifPresent(file -> {
                TokenFile same = found.putIfAbsent(file.sha256(), file);
                if (same != null) {
                    text.say(Style.PLAIN, file.name() + ": the same file as " + same.name() + ".");
                }
            });
        }
        sayUnusable();
        Map<TokenFile, Placement> plan = new LinkedHashMap<>();
        found.values().forEach(file -> plan.put(file, place(file)));
        if (plan.isEmpty()) {
            text.say(Style.WARNING, "No token file that can be used is in " + folder + ".");
        }
        plan.forEach(this::print);
        long certain = plan.values().stream().filter(RenewSession::isCertain).count();
        boolean agrees = certain == 0
                || options.dryRun()
                || options.yes()
                || person.agrees(text.screen(), "Upload " + Screen.counted(certain, "file") + "?");
        for (Map.Entry<TokenFile, Placement> entry : plan.entrySet()) {
            go(
                    isCertain(entry.getValue()) && !agrees
                            ? renewal.declined(entry.getKey(), entry.getValue(), clock.instant())
                            : renewal.arrived(entry.getKey(), history(), clock.instant()));
        }
    }

    private static boolean isCertain(Placement place) {
        return place.verdict() == Verdict.CERTAIN;
    }

    private void print(TokenFile file, Placement place) {
        if (isCertain(place)) {
            List<String> places = place.tokens().stream().map(text::described).toList();
            text.say(Style.PLAIN, file.name() + ": to " + String.join(" and ", places) + ".");
        }
    }

    // The end.

    private int finish() throws IOException {
        List<String> remains = new ArrayList<>(renewal.remains());
        unusable.values().forEach(file -> remains.add(file.sentence()));
        boolean isGood = renewal.list().isDone() && remains.isEmpty();
        remains.addAll(offerDeletion());
        text.end(renewal);
        text.remains(renewal, remains);
        return isGood ? ExitCode.OK : ExitCode.FAILED;
    }

    /** The sentences about files that are still needed. */
    private List<String> offerDeletion() throws IOException {
        List<String> kept = new ArrayList<>();
        for (TokenFile file : renewal.files()) {
            Optional<Token> token = renewal.proven(file);
            if (token.isPresent() && Files.exists(file.path())) {
                List<Token> rest = renewal.rest(file, history(), clock.instant());
                if (!rest.isEmpty()) {
                    kept.add(file.path() + " is not deleted: " + Placement.names(rest)
                            + " has the same server at Apple and needs the same file. Start the command again with"
                            + " --from, and name this entry with --instance or --token");
                } else if (options.delete() || person.agrees(text.screen(), "Delete " + file.path() + "?")) {
                    delete(file, token.get());
                } else {
                    text.say(Style.PLAIN, file.path() + " is no longer needed, and is a secret: delete it.");
                }
            }
        }
        return kept;
    }

    private void delete(TokenFile file, Token token) throws IOException {
        if (uploads.orElseThrow().delete(file, token)) {
            text.say(Style.PLAIN, file.name() + " is deleted.");
        } else {
            text.say(
                    Style.WARNING,
                    file.path() + " is not the file that was uploaded, or cannot be deleted: look at it.");
        }
    }

    private void interrupted() {
        try {
            boolean isQuiet = uploading.tryAcquire(UPLOAD_ENDS.toMillis(), TimeUnit.MILLISECONDS);
            text.interrupted(renewal, isQuiet);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
