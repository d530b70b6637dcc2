package dev.depwatch.renewal;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.renewal.FileState.Kind;
import dev.depwatch.renewal.Placement.Places;
import dev.depwatch.renewal.Placement.Verdict;
import dev.depwatch.renewal.Uploads.Readiness;
import dev.depwatch.renewal.Uploads.Result;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One run of {@code renew} as a value. Pure: each event gives the next value and what is to be done. The tables of
 * docs/renewal.md are those of this class.
 *
 * @param ready what the instances of this run showed before it; none without credentials to upload
 * @param files all that were understood; a later one of the same server ended the others
 * @param states how far each file is for each entry; none for a file that nothing was decided of
 * @param lastProgress when a file arrived, was uploaded or was proven last
 */
public record Renewal(
        Selection selection,
        Map<Instance, Readiness> ready,
        InPlace inPlace,
        Checklist list,
        List<TokenFile> files,
        List<FileState> states,
        Instant lastProgress) {
    /** How long after a failed upload it is tried again. */
    private static final Duration TRY_AGAIN = Duration.ofSeconds(15);

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

    public Renewal {
        ready = Map.copyOf(ready);
        files = List.copyOf(files);
        states = List.copyOf(states);
    }

    /** A run begins. */
    public static Renewal begun(
            Selection selection, Map<Instance, Readiness> ready, RenewalHistory history, Instant now) {
        Checklist list = Checklist.of(selection.list(), history, now);
        return new Renewal(selection, ready, InPlace.of(selection.instances()), list, List.of(), List.of(), now);
    }

    /** What is to be done, by whoever runs this. */
    public sealed interface Action {
        /**
         * Say something to the person.
         *
         * @param isBad whether it is the reason why something is not in place
         */
        record Say(String sentence, boolean isBad) implements Action {}

        /** Ask a person for the place, and pass the answer to {@link #chosen}. */
        record Ask(TokenFile file, List<Token> places, String why) implements Action {}

        /** Upload the file in the place of this token, and pass the result to {@link #ended}. */
        record Upload(TokenFile file, Token before, boolean isAgain) implements Action {}

        /** Pass the file to {@link #arrived} once more, or to {@link #changed}. */
        record Look(TokenFile file) implements Action {}

        /** Record that the file was uploaded: the token in place is that of the file. */
        record Found(TokenFile file, Token before, Token now) implements Action {}

        /** Report that this step is in another state, and record it if it is done. */
        record Report(Step step) implements Action {}
    }

    /** The run after an event, and what is to be done. */
    public record Turn(Renewal renewal, List<Action> actions) {
        public Turn {
            actions = List.copyOf(actions);
        }
    }

    // Events.

    /** A file was understood; nothing is decided of it. */
    public Renewal seen(TokenFile file) {
        return files.contains(file)
                ? this
                : new Renewal(selection, ready, inPlace, list, and(files, file), states, lastProgress);
    }

    /** A file arrived, or is looked at again. What was decided of it before counts no more, but for a chosen place. */
    public Turn arrived(TokenFile file, RenewalHistory history, Instant now) {
        List<FileState> former = waiting().filter(state -> state.isOf(file)).toList();
        Renewal next = (former.isEmpty() ? progressed(now) : this)
                .seen(file)
                .without(state -> state.isOf(file) && !state.is(Kind.UPLOADED));
        Placement place = next.place(file, history, now);
        FileState state = new FileState(file, Kind.UPLOADED, place.tokens(), false, "", now);
        return switch (place.verdict()) {
            case REFUSED -> next.refuse(file, List.of(), place.why(), now);
            case UPLOADED_BEFORE ->
                next.with(state).say(file.name() + ": " + place.why() + ". depwatch does not upload it again.");
            case CERTAIN -> next.upload(file, place.tokens(), false, former, now);
            case ASK -> {
                List<Token> chosen = place.tokens().stream()
                        .filter(token -> former.stream().anyMatch(was -> was.isChosen() && was.isFor(token.key())))
                        .toList();
                yield chosen.isEmpty()
                        ? new Turn(next, List.of(new Action.Ask(file, place.tokens(), place.why())))
                        : next.upload(file, chosen, true, former, now);
            }
        };
    }

    /** Nobody agreed to the upload of a file whose place is certain. */
    public Turn declined(TokenFile file, Placement place, Instant now) {
        String why = file.name() + ": not uploaded, as nobody agreed";
        return stop(new FileState(file, Kind.DECLINED, place.tokens(), false, why, now));
    }

    /** A person chose one of the places, or none. */
    public Turn chosen(Action.Ask asked, Optional<Token> choice, Instant now) {
        TokenFile file = asked.file();
        String why = file.name() + ": not uploaded, as nobody chose its place: " + asked.why();
        return choice.isPresent()
                ? upload(file, List.of(choice.get()), true, List.of(), now)
                : stop(new FileState(file, Kind.UNPLACED, asked.places(), false, why, now));
    }

    /** An upload ended. */
    public Turn ended(Action.Upload upload, Result result, Instant now) {
        FileState last = uploading(upload);
        String sentence = result.sentence();
        if (result.remedy().isEmpty()) {
            return taken(last, result.token().orElseThrow(), now).say(sentence);
        }
        return switch (result.remedy().get()) {
            case WAIT -> {
                Renewal next = with(last.to(Kind.WAITING, sentence, now));
                String again = " depwatch tries again every " + TRY_AGAIN.toSeconds() + " s. Do not download again.";
                yield last.sentence().equals(sentence)
                        ? new Turn(next, List.of())
                        : new Turn(next, List.of(new Action.Say(sentence + again, true)));
            }
            case CORRECT -> stop(last.to(Kind.FAILED, sentence + HOW_TO_GO_ON, now));
            case ANOTHER_FILE ->
                stop(last.to(
                        Kind.REJECTED,
                        sentence
                                + (last.isChosen() ? IF_ELSEWHERE : "")
                                + ANOTHER_FILE.get(upload.file().kind()),
                        now));
        };
    }

    /** A file whose upload failed is gone, or another one has its name. */
    public Turn changed(TokenFile file, Instant now) {
        return without(state -> state.isOf(file) && state.is(Kind.WAITING))
                .refuse(file, List.of(), "it is gone, or another file has its name now", now);
    }

    /**
     * An instance was read, or could not be.
     *
     * @param begun before the first request
     */
    public Turn read(InstanceInventory inventory, Instant begun, Instant now) {
        // A reading that began before an upload may hold the former token and a sync of the new one.
        if (states.stream().anyMatch(state -> state.isOn(inventory.instance()) && begun.isBefore(state.since()))) {
            return new Turn(this, List.of());
        }
        Checklist after = list.read(inventory);
        Renewal next = new Renewal(selection, ready, inPlace.read(inventory), after, files, states, lastProgress);
        List<Action> actions = new ArrayList<>();
        for (Step step : after.changedSince(list)) {
            // Whether it is the token of a file that waits is decided below.
            if (step.state() != Step.State.AWAITS_SYNC || waiting().noneMatch(state -> state.isFor(step.key()))) {
                next = next.progressed(now);
                actions.add(new Action.Report(step));
            }
        }
        boolean isWhole = inventory.failure().isEmpty()
                && inventory
                        .reading()
                        .filter(reading -> Set.of(Part.TERMS)
                                .containsAll(reading.unreadParts().keySet()))
                        .isPresent();
        for (FileState state : waiting().toList()) {
            if (isWhole && state.isOn(inventory.instance())) {
                Turn turn = next.goOn(state, begun, now);
                next = turn.renewal();
                actions.addAll(turn.actions());
            }
        }
        // A file may wait for two entries.
        return new Turn(next, actions.stream().distinct().toList());
    }

    /** A file waits, and its instance was read. */
    private Turn goOn(FileState waiting, Instant begun, Instant now) {
        TokenFile file = waiting.file();
        Token before = waiting.tokens().get(0);
        Token token = inPlace.tokens().getOrDefault(before.key(), before);
        if (Placement.isTaken(file, before, token)) {
            return new Turn(taken(waiting, token, now), List.of(new Action.Found(file, before, token)));
        }
        if (Step.isReplaced(before, token)) {
            return refuse(
                    file,
                    waiting.tokens(),
                    Placement.name(token) + " has another token than before the upload that failed. If this file is the"
                            + " newer one, start the same command again with --from",
                    now);
        }
        boolean isDue = !begun.isBefore(waiting.since().plus(TRY_AGAIN));
        return new Turn(this, isDue ? List.of(new Action.Look(file)) : List.of());
    }

    // The next value.

    /** @param former how far the file was: a reason that was said is not said again */
    private Turn upload(TokenFile file, List<Token> tokens, boolean isChosen, List<FileState> former, Instant now) {
        Renewal next = this;
        List<Action> actions = new ArrayList<>();
        for (Token token : tokens) {
            String said = former.stream()
                    .filter(state -> state.isFor(token.key()))
                    .map(FileState::sentence)
                    .findFirst()
                    .orElse("");
            next = next.with(new FileState(file, Kind.UPLOADING, List.of(token), isChosen, said, now));
            actions.add(new Action.Upload(file, token, !said.isEmpty()));
        }
        return new Turn(next, actions);
    }

    private Renewal taken(FileState last, Token after, Instant now) {
        Renewal next = with(last.to(Kind.UPLOADED, "", now)).progressed(now);
        Checklist uploaded = list.uploaded(last.tokens().get(0), after, now);
        return new Renewal(selection, ready, inPlace.with(after), uploaded, files, next.states, next.lastProgress);
    }

    private Turn refuse(TokenFile file, List<Token> tokens, String why, Instant now) {
        return stop(new FileState(file, Kind.REFUSED, tokens, false, file.name() + ": not uploaded: " + why, now));
    }

    private Turn stop(FileState state) {
        return new Turn(with(state), List.of(new Action.Say(state.sentence() + ".", true)));
    }

    private Turn say(String sentence) {
        return new Turn(this, List.of(new Action.Say(sentence, false)));
    }

    /** A file for one entry takes the place of another that could be uploaded to it. */
    private Renewal with(FileState state) {
        Renewal others = without(other -> (other.is(Kind.UPLOADING) || other.isAtHand())
                && other.tokens().size() == 1
                && state.tokens().size() == 1
                && other.isFor(state.tokens().get(0).key()));
        return others.states(and(others.states, state));
    }

    private Renewal without(Predicate<FileState> which) {
        return states(states.stream().filter(which.negate()).toList());
    }

    private Renewal states(List<FileState> next) {
        return new Renewal(selection, ready, inPlace, list, files, next, lastProgress);
    }

    private Renewal progressed(Instant now) {
        return new Renewal(selection, ready, inPlace, list, files, states, now);
    }

    private static <T> List<T> and(List<T> some, T one) {
        return Stream.concat(some.stream(), Stream.of(one)).toList();
    }

    // Questions.

    private FileState uploading(Action.Upload upload) {
        return states.stream()
                .filter(state -> state.is(Kind.UPLOADING)
                        && state.isOf(upload.file())
                        && state.isFor(upload.before().key()))
                .findFirst()
                .orElseThrow();
    }

    private Stream<FileState> waiting() {
        return states.stream().filter(state -> state.is(Kind.WAITING));
    }

    /** Whether nothing was decided of the file, or it may come again after a failed upload. */
    public boolean isNew(TokenFile file) {
        return !files.contains(file) || states.stream().anyMatch(state -> state.isOf(file) && state.mayComeAgain());
    }

    public Placement place(TokenFile file, RenewalHistory history, Instant now) {
        return Placement.of(file, files, places(), history, now);
    }

    /** The public key for which a file for the entry must be encrypted. */
    public Optional<PublicKey> key(Token token) {
        return Optional.ofNullable(ready.get(token.instance())).flatMap(Readiness::publicKey);
    }

    /** Whether a file can be uploaded there, as far as that could be tried. */
    public boolean isReady(Instance instance) {
        return !ready.containsKey(instance) || ready.get(instance).isReady();
    }

    private Places places() {
        Map<Instance, PublicKey> keys = new HashMap<>();
        ready.forEach((instance, found) -> found.publicKey().ifPresent(key -> keys.put(instance, key)));
        return selection.places(inPlace, keys);
    }

    /** The entries that the file has no place at yet, on the list or not. */
    public List<Token> rest(TokenFile file, RenewalHistory history, Instant now) {
        Placement rest = Placement.of(file, files, places().ofAll(), history, now);
        return rest.verdict() == Verdict.CERTAIN || rest.verdict() == Verdict.ASK ? rest.tokens() : List.of();
    }

    /** The tokens in place to which a file may be uploaded. */
    public List<Token> targets() {
        return places().tokens();
    }

    /** A token of the file that is in place, if there is one and each of them has synced well. */
    public Optional<Token> proven(TokenFile file) {
        List<Step> steps = list.steps().stream()
                .filter(step -> states.stream()
                        .anyMatch(state -> state.is(Kind.UPLOADED) && state.isOf(file) && state.isFor(step.key())))
                .toList();
        return steps.stream().allMatch(Step::isDone)
                ? steps.stream().findFirst().map(Step::now)
                : Optional.empty();
    }

    /** The newest file that can still be uploaded to the entry, or that may be for it. */
    public Optional<FileState> open(Token.Key key) {
        return states.stream()
                .filter(state -> (state.isAtHand() || state.is(Kind.UNPLACED)) && state.isFor(key))
                .reduce((older, newer) -> newer);
    }

    /** The instances to read: something happens there without this run. */
    public Set<Instance> awaited() {
        Set<Instance> awaited = new TreeSet<>(list.awaited());
        waiting().forEach(state -> awaited.add(state.tokens().get(0).instance()));
        return awaited;
    }

    /** Whether nothing is left to wait for. */
    public boolean isDone() {
        return list.isDone() && waiting().findAny().isEmpty();
    }

    /** Why files are not in place, and how to go on. */
    public List<String> remains() {
        return states.stream()
                .filter(state -> !state.sentence().isEmpty())
                .map(state -> state.sentence() + (state.is(Kind.WAITING) ? HOW_TO_GO_ON : ""))
                .toList();
    }

    /** Content tokens of the same Apple ID that are not on the list. */
    public List<Token> alsoToRenew() {
        return selection.also().stream()
                .filter(token -> selection.isChosen() && token.kind() == TokenKind.CONTENT)
                .filter(token -> list.step(token.key()).isEmpty())
                .toList();
    }

    /** All instances as they were read last. */
    public List<InstanceInventory> read() {
        return inPlace.read().values().stream()
                .sorted(Comparator.comparing(InstanceInventory::instance))
                .toList();
    }

    /** Those that this run is about. */
    public List<InstanceInventory> concerned() {
        return read().stream()
                .filter(inventory -> selection.concerns(inventory.instance()))
                .toList();
    }
}
