package dev.depwatch.cli;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.alert.RenewalTask;
import dev.depwatch.cli.RenewCommand.FileOptions;
import dev.depwatch.cli.RenewCommand.Known;
import dev.depwatch.cli.Screen.Style;
import dev.depwatch.config.ConfigException;
import dev.depwatch.fleet.NotAnsweredException;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Terms;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.jamf.Trial;
import dev.depwatch.renewal.Checklist;
import dev.depwatch.renewal.DownloadFolder;
import dev.depwatch.renewal.Placement;
import dev.depwatch.renewal.Placement.Places;
import dev.depwatch.renewal.Placement.Verdict;
import dev.depwatch.renewal.PublicKey;
import dev.depwatch.renewal.RefusedFileException;
import dev.depwatch.renewal.RenewalRecords;
import dev.depwatch.renewal.Step;
import dev.depwatch.renewal.TokenFile;
import dev.depwatch.renewal.Uploads;
import dev.depwatch.renewal.Uploads.Readiness;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One run of {@code renew}, from the list to the proofs. One thread decides, prints and uploads; what arrives in the
 * folder and what is read of the instances reaches it by one queue. Owns the thread {@code renew-ask}.
 */
final class RenewSession {
    /** A browser that writes nothing for so long has given up. */
    private static final Duration DOWNLOAD_STALLS = Duration.ofSeconds(15);

    /** An upload ends by itself within ten seconds, and so does the look at what became of it. */
    private static final Duration UPLOAD_ENDS = Duration.ofSeconds(25);

    private static final String HOW_TO_GO_ON =
            " Correct this and start the same command again with --from. Do not download again";

    private static final String IF_ELSEWHERE =
            " If it belongs to another entry, start the same command again with --from and choose that one. Otherwise:";

    private static final Map<TokenKind, String> ANOTHER_FILE = Map.of(
            TokenKind.ADE,
            " Check that you downloaded the file for this server, and that Apple has the"
                    + " public key of this instance (--public-key). Then download the token again",
            TokenKind.CONTENT,
            " Check that you downloaded the file for this location. Then download the token again");

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Screen screen;
    private final Person person;
    private final RenewalRecords records;
    private final Optional<Uploads> uploads;
    private final FileOptions options;
    private final Selection selection;
    private final Times times;
    private final Duration askEvery;
    private final InstantSource clock;

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Checklist list;
    private final Map<Token.Key, Token> inPlace = new HashMap<>();
    private final Map<Instance, InstanceInventory> read = new HashMap<>();
    /** What the instances of this run showed before it; none without credentials to upload. */
    private final Map<Instance, Readiness> ready;

    /** All that were understood, by name and hash. */
    private final Map<String, TokenFile> files = new LinkedHashMap<>();
    /** The entries that a file was uploaded to, by its hash. */
    private final Map<String, Set<Token.Key>> uploaded = new HashMap<>();
    /** When the newest upload to each instance ended. */
    private final Map<Instance, Instant> uploadedAt = new HashMap<>();

    /** What is uploaded again when Jamf Pro answers, by the entry. */
    private final Map<Token.Key, Waiting> waiting = new LinkedHashMap<>();
    /** Names and hashes: a file that is looked at twice is spoken of once. */
    private final Set<String> handled = new HashSet<>();

    /** Files that can still be uploaded, by their entry: to download again would end the token in them. */
    private final Map<Token.Key, TokenFile> atHand = new ConcurrentHashMap<>();

    /** Files whose place nobody chose, by each entry that they may be for. */
    private final Map<Token.Key, TokenFile> unplaced = new ConcurrentHashMap<>();

    private final Map<Path, Instant> unfinished = new HashMap<>();
    /** Why files cannot be used, as it was said last: a file that grows is looked at many times. */
    private final Map<Path, String> unreadable = new LinkedHashMap<>();

    private final List<String> refused = new ArrayList<>();
    /** Why files are not deleted that were uploaded. */
    private final List<String> kept = new ArrayList<>();

    /** Held during an upload. Who ends the process takes it, so that none begins. */
    private final Semaphore uploading = new Semaphore(1);

    /** When a file arrived, was uploaded or was proven last: the time to wait counts from then. */
    private Instant lastProgress = Instant.MIN;

    /** Why the last reading failed; empty after a good one. */
    private String notRead = "";

    private volatile List<Step> shown = List.of();

    /** The instances of what waits. */
    private volatile Set<Instance> waitedFor = Set.of();

    /** What happens. */
    private sealed interface Event {
        /** A file appeared or changed. */
        record Arrived(Path file) implements Event {}

        /**
         * Instances were read.
         *
         * @param begun before the first request
         */
        record Read(List<InstanceInventory> instances, Instant begun) implements Event {}

        /** They could not be. */
        record NotRead(String why) implements Event {}
    }

    RenewSession(
            Screen screen,
            Person person,
            RenewalRecords records,
            Optional<Uploads> uploads,
            FileOptions options,
            Selection selection,
            Map<Instance, Readiness> ready,
            Times times,
            Duration askEvery,
            InstantSource clock) {
        this.screen = screen;
        this.person = person;
        this.records = records;
        this.uploads = uploads;
        this.options = options;
        this.selection = selection;
        this.ready = Map.copyOf(ready);
        this.times = times;
        this.askEvery = askEvery;
        this.clock = clock;
        this.list = new Checklist(selection.list(), records.history(), clock.instant());
        this.shown = list.steps();
        selection.instances().forEach(this::keep);
    }

    private void keep(InstanceInventory inventory) {
        read.put(inventory.instance(), inventory);
        inventory.reading().ifPresent(reading -> {
            inPlace.keySet()
                    .removeIf(key -> key.instance().equals(inventory.instance()) && !reading.isUnread(key.kind()));
            reading.tokens().stream().map(TokenState::token).forEach(token -> inPlace.put(token.key(), token));
        });
    }

    /** Works until all is done or the time is over, and answers the exit code. */
    int run(Known known, Duration patience) throws IOException, InterruptedException {
        printList();
        if (selection.isChosen()
                && selection.list().isEmpty()
                && selection.also().isEmpty()) {
            printRemains();
            return ExitCode.FAILED;
        }
        if (options.dryRun()) {
            return dryRun(patience);
        }
        if (patience.isZero() && !options.uploads()) {
            return list.isDone() ? ExitCode.OK : ExitCode.FAILED;
        }
        if (options.from().isEmpty() && options.uploads() && !canUpload()) {
            say(
                    Style.BAD,
                    "depwatch cannot upload anything now. Download nothing yet. Correct what is said above and start the"
                            + " same command again.");
            printRemains();
            return ExitCode.FAILED;
        }
        try (Closeable lock = options.uploads() ? records.alone(selection.concerned()) : () -> {}) {
            Objects.requireNonNull(lock);
            records.begin(list, clock.instant());
            Thread hook = new Thread(this::interrupted, "renew-interrupted");
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                work(known, patience);
            } finally {
                forget(hook);
            }
        }
        finish();
        return list.isDone() && refused.isEmpty() && unreadable.isEmpty() && unfinished.isEmpty()
                ? ExitCode.OK
                : ExitCode.FAILED;
    }

    private boolean canUpload() {
        return targets().stream().map(Token::instance).anyMatch(this::isReady);
    }

    private boolean isReady(Instance instance) {
        return Optional.ofNullable(ready.get(instance))
                .filter(found -> !found.isReady())
                .isEmpty();
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException isEnding) {
            // The hook runs.
        }
    }

    private void work(Known known, Duration patience) throws IOException, InterruptedException {
        if (options.watch().isPresent() && !agreesToWatch(options.watch().get())) {
            return;
        }
        Thread asking = new Thread(() -> ask(known), "renew-ask");
        asking.setDaemon(true);
        try (Closeable folder = watched()) {
            Objects.requireNonNull(folder);
            asking.start();
            if (options.watch().isPresent()) {
                say(Style.PLAIN, "Waiting for downloads. Ctrl-C ends the run; the same command continues it.");
            }
            if (options.from().isPresent()) {
                uploadThoseThere(options.from().get());
            }
            lastProgress = clock.instant();
            while (!isOver()) {
                if (!clock.instant().isBefore(lastProgress.plus(patience))) {
                    say(Style.WARNING, "The time to wait is over.");
                    return;
                }
                Event event = events.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                if (event != null) {
                    take(event);
                }
                giveUpUnfinished();
            }
        } finally {
            asking.interrupt();
        }
    }

    private Closeable watched() throws IOException {
        return options.watch().isPresent()
                ? DownloadFolder.watch(options.watch().get(), file -> events.add(new Event.Arrived(file)))
                : () -> {};
    }

    private boolean isOver() {
        boolean endless = options.watch().isPresent() && !selection.isChosen();
        return !endless && list.isDone() && unfinished.isEmpty() && waiting.isEmpty();
    }

    private void ask(Known known) {
        try {
            while (true) {
                Thread.sleep(askEvery.toMillis());
                Set<Instance> awaited = awaited();
                if (!awaited.isEmpty()) {
                    Instant begun = clock.instant();
                    try {
                        events.add(new Event.Read(known.read(awaited), begun));
                    } catch (NotAnsweredException | ConfigException e) {
                        events.add(new Event.NotRead(String.valueOf(e.getMessage())));
                    }
                }
            }
        } catch (InterruptedException isOver) {
            Thread.currentThread().interrupt();
        }
    }

    private Set<Instance> awaited() {
        Set<Instance> awaited = new HashSet<>(waitedFor);
        shown.stream()
                .filter(step -> !step.isDone())
                .forEach(step -> awaited.add(step.key().instance()));
        return awaited;
    }

    private void take(Event event) throws IOException, InterruptedException {
        if (event instanceof Event.Arrived arrived) {
            arrived(arrived.file());
        } else if (event instanceof Event.Read read) {
            // A reading that began before an upload may hold the former token and a sync of the new one.
            List<InstanceInventory> answers = read.instances().stream()
                    .filter(inventory ->
                            !read.begun().isBefore(uploadedAt.getOrDefault(inventory.instance(), Instant.MIN)))
                    .toList();
            for (InstanceInventory inventory : answers) {
                keep(inventory);
                for (Step step : list.read(inventory)) {
                    // Whether it is the token of a file that waits is decided below.
                    if (step.state() != Step.State.AWAITS_SYNC || !waiting.containsKey(step.key())) {
                        changed(step);
                    }
                }
            }
            shown = list.steps();
            for (InstanceInventory inventory : answers) {
                uploadAgain(inventory, read.begun());
            }
            notRead = "";
        } else if (event instanceof Event.NotRead failure && !failure.why().equals(notRead)) {
            notRead = failure.why();
            say(Style.WARNING, "Not read: " + notRead);
        }
    }

    private void changed(Step step) throws IOException {
        lastProgress = clock.instant();
        String name = name(step.before());
        switch (step.state()) {
            case AWAITS_SYNC ->
                say(
                        Style.PLAIN,
                        name + ": a new token is in place" + inPlace(step) + ". It waits for a" + " good sync.");
            case DONE -> {
                records.proven(step, clock.instant());
                say(
                        Style.GOOD,
                        name + ": done, " + list.done() + " of " + list.steps().size() + ". " + proof(step));
            }
            case FAILS ->
                say(
                        Style.BAD,
                        name + ": the first sync with the new token failed"
                                + step.sync().map(sync -> ": " + sync.state()).orElse("")
                                + ". Was the same file uploaded to the right entry, and no other downloaded since?");
            case OTHER_SERVER ->
                say(
                        Style.BAD,
                        name + ": Jamf Pro has a token of another server now, \""
                                + step.now().serverName() + "\" instead of \""
                                + step.before().serverName() + "\".");
            case GONE -> say(Style.BAD, name + ": Jamf Pro no longer has this entry.");
            case AWAITS_TOKEN -> {}
        }
    }

    // Files.

    private boolean agreesToWatch(Path folder) {
        List<Token> targets = targets();
        say(
                Style.BOLD,
                "depwatch uploads each token file that arrives in " + folder + " at once, if it is certainly for "
                        + (targets.size() == 1 ? name(targets.get(0)) : "one of " + targets.size() + " tokens") + ".");
        return options.yes() || person.agrees(screen, "Continue?");
    }

    private void arrived(Path path) throws IOException, InterruptedException {
        unfinished.remove(path);
        Optional<TokenFile> file = understood(path);
        if (file.isPresent()) {
            lastProgress = clock.instant();
            Placement place = place(file.get());
            putInPlace(file.get(), place);
        }
    }

    private Optional<TokenFile> understood(Path path) {
        try {
            TokenFile file = TokenFile.read(path);
            unreadable.remove(path);
            files.put(file.toString(), file);
            return handled.add(file.toString()) ? Optional.of(file) : Optional.empty();
        } catch (RefusedFileException e) {
            if (e.isUnfinished() && options.watch().isPresent() && Files.exists(path)) {
                unfinished.put(path, clock.instant());
            } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                cannotUse(path, e.getMessage());
            }
            return Optional.empty();
        }
    }

    private void cannotUse(Path path, String sentence) {
        if (!sentence.equals(unreadable.put(path, sentence))) {
            say(Style.BAD, sentence + ".");
        }
    }

    private void giveUpUnfinished() {
        unfinished.entrySet().removeIf(entry -> {
            boolean isStalled = entry.getValue().plus(DOWNLOAD_STALLS).isBefore(clock.instant());
            if (isStalled && Files.exists(entry.getKey())) {
                cannotUse(
                        entry.getKey(),
                        Screen.clean(String.valueOf(entry.getKey().getFileName()))
                                + ": the download is not complete, and nothing more came for "
                                + DOWNLOAD_STALLS.toSeconds() + " s. " + RefusedFileException.AGAIN);
            }
            return isStalled || !Files.exists(entry.getKey());
        });
    }

    private void refuse(String sentence) {
        refused.add(sentence);
        say(Style.BAD, sentence + ".");
    }

    private Placement place(TokenFile file) {
        return Placement.of(file, files.values(), places(), records.history(), clock.instant());
    }

    private List<Token> targets() {
        Set<Token.Key> wanted = new HashSet<>();
        list.steps().forEach(step -> wanted.add(step.key()));
        selection.also().forEach(token -> wanted.add(token.key()));
        return inPlace.values().stream()
                .filter(token -> wanted.contains(token.key()))
                .sorted(Comparator.comparing(Token::key))
                .toList();
    }

    private Places places() {
        List<Token> targets = targets();
        return new Places(
                targets,
                inPlace.values().stream()
                        .filter(token -> !targets.contains(token))
                        .toList(),
                keys(),
                selection.isNamed());
    }

    private Map<Instance, PublicKey> keys() {
        Map<Instance, PublicKey> keys = new HashMap<>();
        ready.forEach((instance, found) -> found.publicKey().ifPresent(key -> keys.put(instance, key)));
        return keys;
    }

    private void putInPlace(TokenFile file, Placement place) throws IOException, InterruptedException {
        // This decision replaces the one that an earlier upload of the same file waits with.
        atHand.values().removeIf(each -> each.sha256().equals(file.sha256()));
        unplaced.values().removeIf(each -> each.sha256().equals(file.sha256()));
        waiting.values().removeIf(each -> each.file().sha256().equals(file.sha256()));
        waitFor();
        switch (place.verdict()) {
            case REFUSED -> refuse(file.name() + ": not uploaded: " + place.why());
            case UPLOADED_BEFORE -> {
                say(Style.PLAIN, file.name() + ": " + place.why() + ". depwatch does not upload it again.");
                place.tokens().forEach(token -> noteUploaded(file, token.key()));
            }
            case CERTAIN -> {
                for (Token token : place.tokens()) {
                    upload(file, token, false, Optional.empty());
                }
            }
            case ASK -> {
                Optional<Token> chosen = chosen(file, place);
                if (chosen.isPresent()) {
                    upload(file, chosen.get(), true, Optional.empty());
                } else {
                    place.tokens().forEach(token -> unplaced.put(token.key(), file));
                    refuse(file.name() + ": not uploaded, as nobody chose its place: " + place.why());
                }
            }
        }
    }

    private Optional<Token> chosen(TokenFile file, Placement place) {
        say(Style.WARNING, file.name() + ": where does it belong? " + place.why() + ".");
        for (int i = 0; i < place.tokens().size(); i++) {
            screen.paragraph(
                    Style.PLAIN, "  " + (i + 1) + ". ", described(place.tokens().get(i)));
        }
        OptionalInt choice =
                person.choice(screen, "Upload it to which?", place.tokens().size());
        return choice.isPresent() ? Optional.of(place.tokens().get(choice.getAsInt() - 1)) : Optional.empty();
    }

    private String described(Token token) {
        return name(token)
                + (token.serverName().isBlank() ? "" : ", server \"" + token.serverName() + "\"")
                + token.expiry()
                        .map(expiry -> ", expires " + times.expiry(expiry))
                        .orElse("");
    }

    /** After enough good readings, what failed before has another try, if nothing changed since. */
    private void uploadAgain(InstanceInventory inventory, Instant begun) throws IOException, InterruptedException {
        if (inventory.failure().isPresent() || inventory.reading().isEmpty()) {
            return;
        }
        for (Waiting each : List.copyOf(waiting.values())) {
            if (each.token().instance().equals(inventory.instance()) && !begun.isBefore(each.failedAt())) {
                uploadAgain(each, inventory.reading().get());
            }
        }
    }

    private void uploadAgain(Waiting last, Reading reading) throws IOException, InterruptedException {
        Token before = last.token();
        Optional<Token> now = reading.tokens().stream()
                .map(TokenState::token)
                .filter(token -> token.key().equals(before.key()))
                .findFirst();
        boolean isExpiryUnread = reading.unreadParts().containsKey(Part.EXPIRY)
                && before.expiry().isPresent()
                && now.filter(token -> token.expiry().isEmpty()).isPresent();
        if (reading.isUnread(before.kind()) || isExpiryUnread) {
            return;
        }
        if (now.isEmpty() || Step.isReplaced(before, now.get())) {
            stopWaiting(before.key());
            replaced(last, now);
            return;
        }
        Optional<String> obstacle = obstacle(last);
        if (obstacle.isPresent()) {
            stopWaiting(before.key());
            atHand.remove(before.key());
            refuse(last.file().name() + ": not uploaded again to " + name(before) + ": " + obstacle.get()
                    + ". To upload what is there now, start the same command again with --from");
        } else if (last.readings() > 1) {
            waiting.put(before.key(), last.oneReadingLess());
        } else {
            upload(last.file(), now.get(), last.isChosen(), Optional.of(last));
        }
    }

    /** Why the file no longer goes where it was to go; empty if it does. */
    private Optional<String> obstacle(Waiting last) {
        if (!last.file().isUnchanged()) {
            return Optional.of("it is gone, or another file has its name now");
        }
        Placement place = place(last.file());
        boolean isAgreed = (place.verdict() == Verdict.CERTAIN || (place.verdict() == Verdict.ASK && last.isChosen()))
                && place.tokens().stream().map(Token::key).anyMatch(last.token().key()::equals);
        return isAgreed
                ? Optional.empty()
                : Optional.of(place.why().isEmpty() ? "its place is another now" : place.why());
    }

    /** The entry holds another token than before the upload that failed: that of the file, or not. */
    private void replaced(Waiting last, Optional<Token> now) throws IOException {
        if (now.isEmpty()) {
            refuse(name(last.token()) + ": Jamf Pro no longer has this entry, so depwatch does not upload "
                    + last.file().name() + " again. If it belongs elsewhere, start the same command again with --from");
            return;
        }
        Optional<Uploads.Result> taken =
                uploads.orElseThrow().foundTaken(last.file(), last.token(), now.get(), places());
        if (taken.isEmpty()) {
            refuse(name(last.token())
                    + ": Jamf Pro has another token than before the upload that failed, so depwatch does"
                    + " not upload " + last.file().name()
                    + " again. If this file is the newer one, start the same command again with --from");
            return;
        }
        if (list.step(last.token().key()).isEmpty()) {
            list.uploaded(last.token(), now.get(), clock.instant());
            shown = list.steps();
        }
        noteUploaded(last.file(), last.token().key());
        say(Style.PLAIN, taken.get().sentence());
    }

    private void noteUploaded(TokenFile file, Token.Key key) {
        uploaded.computeIfAbsent(file.sha256(), none -> new HashSet<>()).add(key);
    }

    private void stopWaiting(Token.Key key) {
        waiting.remove(key);
        waitFor();
    }

    private void waitFor() {
        waitedFor = waiting.keySet().stream().map(Token.Key::instance).collect(toUnmodifiableSet());
    }

    /** @param last the upload of this file to this entry that failed before */
    private void upload(TokenFile file, Token token, boolean isChosen, Optional<Waiting> last)
            throws IOException, InterruptedException {
        stopWaiting(token.key());
        if (last.isEmpty()) {
            say(Style.PLAIN, "Uploading " + file.name() + " to " + name(token) + " …");
        }
        uploading.acquire();
        Uploads.Result result;
        try {
            result = uploads.orElseThrow().upload(file, token, places());
            result.token().ifPresent(after -> {
                list.uploaded(token, after, clock.instant());
                inPlace.put(after.key(), after);
                noteUploaded(file, token.key());
                shown = list.steps();
            });
        } finally {
            uploading.release();
            uploadedAt.put(token.instance(), clock.instant());
        }
        if (result.remedy().isEmpty()) {
            lastProgress = clock.instant();
            atHand.remove(token.key());
            say(Style.PLAIN, result.sentence());
            return;
        }
        // The person may touch the file to have it uploaded again.
        handled.remove(file.toString());
        switch (result.remedy().get()) {
            case WAIT -> {
                atHand.put(token.key(), file);
                Waiting next = Waiting.after(last, file, token, isChosen, clock.instant(), result.sentence());
                waiting.put(token.key(), next);
                waitFor();
                if (!next.isSaid(last)) {
                    say(Style.BAD, next.sentence() + " " + next.nextTry(askEvery));
                }
            }
            case CORRECT -> {
                atHand.put(token.key(), file);
                refuse(result.sentence() + HOW_TO_GO_ON);
            }
            case ANOTHER_FILE -> {
                atHand.remove(token.key());
                refuse(result.sentence() + (isChosen ? IF_ELSEWHERE : "") + ANOTHER_FILE.get(file.kind()));
            }
        }
    }

    /** What would be uploaded, or is about to be. Copies of one file are one file. */
    private Map<TokenFile, Placement> plan(Path folder) throws IOException {
        Map<String, TokenFile> found = new LinkedHashMap<>();
        for (Path path : DownloadFolder.list(folder)) {
            understood(path).ifPresent(file -> {
                TokenFile same = found.putIfAbsent(file.sha256(), file);
                if (same != null) {
                    say(Style.PLAIN, file.name() + ": the same file as " + same.name() + ".");
                }
            });
        }
        Map<TokenFile, Placement> plan = new LinkedHashMap<>();
        found.values().forEach(file -> plan.put(file, place(file)));
        return plan;
    }

    private void uploadThoseThere(Path folder) throws IOException, InterruptedException {
        Map<TokenFile, Placement> plan = plan(folder);
        printPlan(plan, folder);
        long certain = plan.values().stream()
                .filter(place -> place.verdict() == Verdict.CERTAIN)
                .count();
        boolean agrees = certain == 0
                || options.yes()
                || person.agrees(screen, "Upload " + Screen.counted(certain, "file") + "?");
        for (Map.Entry<TokenFile, Placement> entry : plan.entrySet()) {
            if (entry.getValue().verdict() == Verdict.CERTAIN && !agrees) {
                entry.getValue().tokens().forEach(token -> atHand.put(token.key(), entry.getKey()));
                refuse(entry.getKey().name() + ": not uploaded, as nobody agreed");
            } else {
                putInPlace(entry.getKey(), entry.getValue());
            }
        }
    }

    private void printPlan(Map<TokenFile, Placement> plan, Path folder) {
        if (plan.isEmpty()) {
            say(Style.WARNING, "No token file that can be used is in " + folder + ".");
        }
        plan.forEach((file, place) -> {
            if (place.verdict() == Verdict.CERTAIN) {
                say(
                        Style.PLAIN,
                        file.name() + ": to "
                                + String.join(
                                        " and ",
                                        place.tokens().stream()
                                                .map(this::described)
                                                .toList()) + ".");
            }
        });
    }

    private int dryRun(Duration patience) throws IOException, InterruptedException {
        if (options.from().isPresent()) {
            Map<TokenFile, Placement> plan = plan(options.from().get());
            printPlan(plan, options.from().get());
            plan.forEach(this::sayWithoutUpload);
        }
        if (options.watch().isPresent()) {
            Instant end = clock.instant().plus(patience);
            try (Closeable folder = watched()) {
                Objects.requireNonNull(folder);
                say(Style.PLAIN, "Waiting for downloads. Nothing is uploaded.");
                while (clock.instant().isBefore(end)) {
                    if (events.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS) instanceof Event.Arrived arrived) {
                        understood(arrived.file()).ifPresent(file -> {
                            Placement place = place(file);
                            printPlan(Map.of(file, place), options.watch().get());
                            sayWithoutUpload(file, place);
                        });
                    }
                    giveUpUnfinished();
                }
            }
        }
        say(Style.BOLD, "Nothing was uploaded: this was a dry run.");
        return refused.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private void sayWithoutUpload(TokenFile file, Placement place) {
        switch (place.verdict()) {
            case REFUSED -> refuse(file.name() + ": not to be uploaded: " + place.why());
            case ASK -> refuse(file.name() + ": a person has to choose its place: " + place.why());
            case UPLOADED_BEFORE -> say(Style.PLAIN, file.name() + ": " + place.why() + ".");
            case CERTAIN -> {}
        }
    }

    // The end.

    private void finish() throws IOException {
        waiting.values().forEach(each -> refused.add(each.sentence() + HOW_TO_GO_ON));
        offerDeletion();
        screen.line("");
        screen.line(screen.styled(
                Style.BOLD,
                list.done() + " of " + Screen.counted(list.steps().size(), "token") + " renewed and proven."));
        for (Step step : list.steps()) {
            screen.paragraph(
                    step.isDone() ? Style.GOOD : Style.BAD,
                    step.isDone() ? "  ✓ " : "  ✗ ",
                    name(step.before()) + ": " + (step.isDone() ? proof(step) : left(step)));
        }
        printRemains();
    }

    private void offerDeletion() throws IOException {
        for (TokenFile file : files.values()) {
            Set<Token.Key> keys = uploaded.getOrDefault(file.sha256(), Set.of());
            List<Step> steps = list.steps().stream()
                    .filter(step -> keys.contains(step.key()))
                    .toList();
            boolean proven = !steps.isEmpty() && steps.stream().allMatch(Step::isDone);
            if (proven && Files.exists(file.path())) {
                Placement rest =
                        Placement.of(file, files.values(), places().ofAll(), records.history(), clock.instant());
                if (rest.verdict() == Verdict.CERTAIN || rest.verdict() == Verdict.ASK) {
                    kept.add(file.path() + " is not deleted: " + names(rest.tokens())
                            + " has the same server at Apple and needs the same file. Start the command again with"
                            + " --from, and name this entry with --instance or --token");
                } else if (options.delete() || person.agrees(screen, "Delete " + file.path() + "?")) {
                    delete(file, keys);
                } else {
                    say(Style.PLAIN, file.path() + " is no longer needed, and is a secret: delete it.");
                }
            }
        }
    }

    private void delete(TokenFile file, Set<Token.Key> keys) throws IOException {
        Optional<Token> token =
                keys.stream().map(inPlace::get).filter(Objects::nonNull).findFirst();
        if (uploads.isPresent() && token.isPresent() && uploads.get().delete(file, token.get())) {
            say(Style.PLAIN, file.name() + " is deleted.");
        } else {
            say(Style.WARNING, file.path() + " is not the file that was uploaded, or cannot be deleted: look at it.");
        }
    }

    private void interrupted() {
        try {
            boolean isQuiet = uploading.tryAcquire(UPLOAD_ENDS.toMillis(), TimeUnit.MILLISECONDS);
            List<Step> steps = shown;
            long done = steps.stream().filter(Step::isDone).count();
            screen.line("");
            screen.paragraph(
                    Style.WARNING,
                    "",
                    "Interrupted: " + done + " of " + Screen.counted(steps.size(), "token")
                            + " renewed and proven."
                            + (isQuiet ? "" : " An upload was under way, and its end is not known.")
                            + " Start the same command again, with --from for the files that were not uploaded.");
            steps.stream()
                    .filter(step -> !step.isDone())
                    .forEach(step -> screen.paragraph(Style.PLAIN, "  ✗ ", name(step.before()) + ": " + left(step)));
            screen.out().flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String inPlace(Step step) {
        return step.now()
                        .expiry()
                        .map(expiry -> ", expires " + times.expiry(expiry))
                        .orElse("")
                + step.now()
                        .owner()
                        .map(owner -> ", downloaded by " + owner.value())
                        .orElse("");
    }

    private String proof(Step step) {
        return "New token" + inPlace(step)
                + step.sync()
                        .map(sync -> "; synced well at " + times.time(sync.at()))
                        .orElse("") + ".";
    }

    private String left(Step step) {
        return switch (step.state()) {
            case AWAITS_TOKEN ->
                Optional.ofNullable(atHand.get(step.key()))
                        .filter(TokenFile::isUnchanged)
                        .map(file -> "no new token is in place as far as is known. Upload " + file.name()
                                + ". Do not download again.")
                        .or(() -> Optional.ofNullable(unplaced.get(step.key()))
                                .filter(TokenFile::isUnchanged)
                                .map(file -> "no new token is in place as far as is known. " + file.name()
                                        + " may be its file: start the same command again with --from, without --yes,"
                                        + " and choose its place. Download a new one only if it is not."))
                        .orElse("the former token is in place. "
                                + (refused.isEmpty()
                                        ? "Download a new one and upload it."
                                        : "Read below what remains before you download a new one."));
            case AWAITS_SYNC ->
                step.hasUnknownWord()
                        ? "a new token is in place, and synced with the state \""
                                + step.sync().map(sync -> sync.state()).orElse("")
                                + "\", which depwatch does not know. Look in Jamf Pro."
                        : "a new token is in place" + inPlace(step) + ", and has not synced yet.";
            case FAILS -> "a new token is in place, and its sync fails. See depwatch's alert or the log.";
            case OTHER_SERVER ->
                "the token in place is of another server, \"" + step.now().serverName() + "\". Upload the"
                        + " newest file of \"" + step.before().serverName()
                        + "\". Download one only if you have none.";
            case GONE -> "Jamf Pro no longer has this entry.";
            case DONE -> "";
        };
    }

    private void printRemains() {
        List<String> remains = new ArrayList<>(refused);
        remains.addAll(unreadable.values());
        remains.addAll(kept);
        selection.also().stream()
                .filter(token -> selection.isChosen() && token.kind() == TokenKind.CONTENT)
                .filter(token -> list.step(token.key()).isEmpty())
                .forEach(token -> remains.add(name(token) + ": an Apps and Books token"
                        + token.owner().map(owner -> " of " + owner.value()).orElse("")
                        + ". Apple says that a change of the password ends it too. To renew it, download it and name it with"
                        + " --token " + token.instance().name() + "/"
                        + token.kind().key() + "/" + token.id()));
        concerned().forEach(inventory -> {
            inventory
                    .failure()
                    .ifPresent(failure -> remains.add(inventory.instance().name() + ": " + failure.sentence()));
            inventory
                    .reading()
                    .ifPresent(reading -> reading.unreadParts().forEach((part, why) -> {
                        if (part != Part.TERMS && list.awaited().contains(inventory.instance())) {
                            remains.add(inventory.instance().name() + ": " + why);
                        }
                    }));
        });
        named(Terms.NOT_SIGNED)
                .ifPresent(instances -> remains.add(instances
                        + ": Apple's terms are not signed. An administrator signs in at Apple and accepts them"));
        named(Terms.UNKNOWN)
                .ifPresent(instances -> remains.add(
                        instances + ": whether Apple's terms are signed is not known. Check them at Apple"));
        if (!remains.isEmpty()) {
            screen.line("");
            screen.line(screen.styled(Style.BOLD, "What remains"));
            remains.forEach(each -> screen.paragraph(Style.PLAIN, "  • ", each + (each.endsWith(".") ? "" : ".")));
        }
    }

    /** The instances that this run is about, as they were read last. */
    private Stream<InstanceInventory> concerned() {
        return read.values().stream()
                .filter(inventory -> selection.concerns(inventory.instance()))
                .sorted(Comparator.comparing(InstanceInventory::instance));
    }

    /** The instances with these terms, by name. */
    private Optional<String> named(Terms terms) {
        return concerned()
                .filter(inventory -> inventory
                        .reading()
                        .filter(reading -> reading.terms() == terms)
                        .isPresent())
                .map(inventory -> inventory.instance().name())
                .reduce((some, next) -> some + ", " + next);
    }

    // The list.

    private void printList() {
        List<Token> tokens = list.steps().stream().map(Step::now).toList();
        printObstacles();
        if (tokens.isEmpty()) {
            if (selection.isChosen()) {
                screen.paragraph(
                        Style.BOLD,
                        "",
                        "Nothing to renew: no ADE token that was asked for is on the "
                                + Screen.counted(
                                        read.values().stream()
                                                .filter(inventory ->
                                                        inventory.reading().isPresent())
                                                .count(),
                                        "instance")
                                + " that answered.");
            }
            return;
        }
        screen.line(screen.styled(
                Style.BOLD,
                Screen.counted(tokens.size(), "token") + " to renew"
                        + (list.done() == 0 ? "" : ", " + list.done() + " of them done") + ". One at a time:"));
        List<TokenKind> kinds = tokens.stream().map(Token::kind).distinct().toList();
        RenewalTask.ways(kinds).forEach(way -> screen.paragraph(Style.PLAIN, "  • ", way));
        RenewalTask.doNot(kinds).forEach(warning -> screen.paragraph(Style.PLAIN, "  • ", warning));
        screen.line("");
        Map<Instance, URI> pages = read.values().stream()
                .filter(inventory -> inventory.jamf().isPresent())
                .collect(toMap(
                        InstanceInventory::instance,
                        inventory -> inventory.jamf().orElseThrow()));
        int number = 0;
        for (RenewalTask task : RenewalTask.of(tokens, pages)) {
            number++;
            printTask(number, task);
        }
        screen.line("");
        screen.paragraph(Style.PLAIN, "", times.legend(clock.instant()));
        screen.line("");
    }

    /** What keeps tokens from this list or from being uploaded. */
    private void printObstacles() {
        concerned()
                .filter(inventory -> inventory.reading().isEmpty())
                .forEach(inventory -> screen.paragraph(
                        Style.BAD,
                        "",
                        "Not on this list: the tokens of "
                                + inventory.instance().name() + ". "
                                + inventory.failure().map(ReadFailure::sentence).orElse("It was not read") + "."));
        if (options.uploads()) {
            ready.entrySet().stream()
                    .filter(entry -> entry.getValue().upload().verdict() != Trial.Verdict.OK)
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> screen.paragraph(
                            entry.getValue().isReady() ? Style.WARNING : Style.BAD,
                            "",
                            entry.getKey().name() + ": "
                                    + (entry.getValue().isReady() ? "" : "download nothing for it yet. ")
                                    + entry.getValue().upload().sentence() + "."));
        }
    }

    private void printTask(int number, RenewalTask task) {
        Step step = list.step(task.token().key()).orElseThrow();
        String lead = "%3d. ".formatted(number);
        screen.paragraph(
                step.isDone() ? Style.GOOD : Style.BOLD,
                lead + (step.isDone() ? "[x] " : "[ ] "),
                task.name() + (step.isDone() ? ": done. " + proof(step) : ""));
        String indent = " ".repeat(lead.length() + 4);
        if (!task.server().isEmpty()) {
            screen.paragraph(Style.PLAIN, indent, "At Apple: " + task.server());
            screen.paragraph(Style.PLAIN, indent, "Public key: " + publicKey(task.token()));
        }
        if (options.uploads() && !isReady(task.token().instance())) {
            screen.paragraph(Style.BAD, indent, "Do not download it yet.");
        }
        task.page().ifPresent(page -> screen.line(indent + "In Jamf Pro: " + page.toASCIIString()));
        if (step.state() != Step.State.AWAITS_TOKEN && !step.isDone()) {
            screen.paragraph(Style.PLAIN, indent, "So far: " + left(step));
        }
    }

    /**
     * As far as it is known: Apple reports to nobody which key it has, but a file names the one it is encrypted for.
     */
    private String publicKey(Token token) {
        Optional<Readiness> found = Optional.ofNullable(ready.get(token.instance()));
        Optional<PublicKey> known = found.flatMap(Readiness::publicKey);
        if (known.isEmpty()) {
            return found.flatMap(Readiness::keyNotRead)
                    .map(why -> "not read: " + why)
                    .orElse(
                            uploads.isEmpty()
                                    ? "not compared, without --credentials"
                                    : "not known. If the upload is refused, save it with --public-key and upload it at"
                                            + " Apple");
        }
        PublicKey key = known.get();
        String end = key.certificate()
                .map(certificate ->
                        ", ends " + times.day(certificate.getNotAfter().toInstant()))
                .orElse("");
        return "Jamf Pro's is " + key.sha256().substring(0, 12) + end
                + records.history()
                        .lastUse(key.sha256(), token.key())
                        .map(at -> "; Apple had it at " + times.time(at))
                        .orElse("; the downloaded file will show whether Apple has the same one");
    }

    private void say(Style style, String sentence) {
        screen.paragraph(style, times.clock(clock.instant()) + "  ", sentence);
    }

    private static String names(List<Token> tokens) {
        return String.join(", ", tokens.stream().map(RenewSession::name).toList());
    }

    private static String name(Token token) {
        return token.instance().name() + " (\"" + (token.name().isBlank() ? "id " + token.id() : token.name()) + "\")";
    }
}
