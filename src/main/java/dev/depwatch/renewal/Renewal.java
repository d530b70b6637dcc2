package dev.depwatch.renewal;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.renewal.FileState.Stage;
import dev.depwatch.renewal.Placement.Places;
import dev.depwatch.renewal.Placement.Ruling;
import dev.depwatch.renewal.TokenRenewal.State;
import dev.depwatch.renewal.Uploads.Readiness;
import dev.depwatch.renewal.Uploads.UploadEnd;
import dev.depwatch.text.Phrase;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run of {@code renew} as a value. Pure: each event gives the next value and what to do. The table of
 * {@code RenewalTest} shows how far a file gets; docs/renewal.md, what a person reads.
 *
 * @param ready what the instances of this run showed before it; none without credentials to upload
 * @param read all instances as they were read last, by name
 * @param tokens those to renew, in order, and how far each is
 * @param files all that were understood; a later one of the same server ended the others
 * @param states how far each file is for each entry; none for a file that nothing was decided of
 */
public record Renewal(
        Selection selection,
        Map<Instance, Readiness> ready,
        Map<Instance, InstanceInventory> read,
        List<TokenRenewal> tokens,
        List<TokenFile> files,
        List<FileState> states) {
    /** How long after a failed upload it is tried again. */
    private static final Duration TRY_AGAIN = Duration.ofSeconds(15);

    private static final String HOW_TO_GO_ON =
            " Correct this and start the same command again with --from. If that fails too, and Jamf Pro still has the"
                    + " former token, upload the file by hand. Do not download again";

    private static final String IF_ELSEWHERE =
            " If it belongs to another entry, start again with --from and choose that one. Otherwise check";

    /** A run begins. */
    public static Renewal begun(
            Selection selection, Map<Instance, Readiness> ready, RenewalHistory history, Instant now) {
        Map<Instance, InstanceInventory> read = new TreeMap<>();
        selection.instances().forEach(inventory -> read.put(inventory.instance(), inventory));
        List<TokenRenewal> tokens = selection.list().stream()
                .map(state -> history.resumed(state, now))
                .toList();
        return new Renewal(selection, new TreeMap<>(ready), read, tokens, List.of(), List.of()).tokens(token -> token);
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

        /** Upload the file in the place of the token, and pass the end to {@link #ended}. */
        record Upload(FileState state) implements Action {}

        /** Record that the file was uploaded: the token in place is that of the file. */
        record Found(TokenFile file, Token now) implements Action {}

        /** Report that the renewal of this token is in another state, and record it if it is done. */
        record Report(TokenRenewal token) implements Action {}
    }

    /** The run after an event, and what to do. */
    public record Turn(Renewal renewal, List<Action> actions) {}

    // Events.

    /** A file was understood; nothing is decided of it. */
    public Renewal seen(TokenFile file) {
        return files.contains(file) ? this : new Renewal(selection, ready, read, tokens, and(files, file), states);
    }

    /** A file arrived. What was decided of it before counts no more. */
    public Turn arrived(TokenFile file, RenewalHistory history, Instant now) {
        Renewal next = seen(file).without(state -> state.isOf(file) && !state.is(Stage.UPLOADED));
        Placement place = next.place(file, history, now);
        return switch (place.ruling()) {
            case REFUSED -> next.stop(file, Stage.REFUSED, List.of(), place.why(), now);
            case UPLOADED_BEFORE -> {
                // Not in place of a file that waits.
                FileState state = new FileState(file, Stage.UPLOADED, place.tokens(), false, "", now);
                String why = file.name() + ": " + place.why() + ". depwatch does not upload it again.";
                yield new Turn(next.states(and(next.states, state)), List.of(new Action.Say(why, false)));
            }
            case CERTAIN -> next.upload(file, place.tokens(), false, "", now);
            case ASK -> new Turn(next, List.of(new Action.Ask(file, place.tokens(), place.why())));
        };
    }

    /** The run ends before anything was decided of some files: they are at hand. */
    public Renewal brokenOff(RenewalHistory history, Instant now) {
        Renewal next = this;
        for (TokenFile file : files) {
            if (states.stream().noneMatch(state -> state.isOf(file))) {
                Turn turn = next.arrived(file, history, now);
                next = turn.actions().get(0) instanceof Action.Ask asked
                        ? next.chosen(asked, Optional.empty(), now).renewal()
                        : turn.renewal();
            }
        }
        return next;
    }

    /** Nobody agreed to the upload of a file whose place is certain. */
    public Turn declined(TokenFile file, List<Token> places, Instant now) {
        return stop(file, Stage.FAILED, places, "nobody confirmed it", now);
    }

    /** A person chose one of the places, or none. */
    public Turn chosen(Action.Ask asked, Optional<Token> choice, Instant now) {
        String why = "nobody chose its place. " + Phrase.capital(asked.why());
        return choice.isPresent()
                ? upload(asked.file(), List.of(choice.get()), true, "", now)
                : stop(asked.file(), Stage.UNPLACED, asked.places(), why, now);
    }

    /** The upload of a file for an entry ended. */
    public Turn ended(FileState last, UploadEnd end, Instant now) {
        if (end.nextTry().isEmpty()) {
            return taken(last, end.token().orElseThrow(), now);
        }
        String sentence = end.sentence();
        return switch (end.nextTry().get()) {
            case WAIT -> {
                String again = " depwatch retries every " + TRY_AGAIN.toSeconds() + " s. Do not download again.";
                yield new Turn(
                        with(last.to(Stage.WAITING, sentence, now)),
                        last.sentence().equals(sentence) ? List.of() : List.of(new Action.Say(sentence + again, true)));
            }
            case CORRECT -> stop(last.to(Stage.FAILED, sentence + HOW_TO_GO_ON, now));
            case ANOTHER_FILE -> {
                String check = (last.isChosen() ? IF_ELSEWHERE : " Check") + " that you downloaded the file for this "
                        + (last.file().kind() == TokenKind.CONTENT
                                ? "location"
                                : "server, and that Apple has the public key of this instance (--public-key)");
                String again = last.isChosen()
                        ? ". Download again only if this entry still needs a new token"
                        : ". Then download the token again";
                yield stop(last.to(Stage.REJECTED, sentence + check + again, now));
            }
        };
    }

    /**
     * An instance was read, or could not be.
     *
     * @param begun before the first request
     */
    public Turn read(InstanceInventory inventory, RenewalHistory history, Instant begun, Instant now) {
        // A reading that began before an upload may hold the former token and a sync of the new one.
        if (states.stream()
                .filter(state -> begun.isBefore(state.since()))
                .flatMap(state -> state.tokens().stream())
                .anyMatch(token -> token.instance().equals(inventory.instance()))) {
            return new Turn(this, List.of());
        }
        Map<Instance, InstanceInventory> all = new TreeMap<>(read);
        all.put(inventory.instance(), inventory);
        List<Action> actions = new ArrayList<>();
        Renewal next = new Renewal(selection, ready, all, tokens, files, states).tokens(token -> token.read(inventory));
        for (FileState state : states) {
            for (TokenState read : inventory.states()) {
                // An answer that failed can hide that the file was taken.
                if (state.isAtHand() && state.isOnlyFor(read.token().key())) {
                    Turn turn = next.goOn(state, read.token(), history, begun, now);
                    next = turn.renewal();
                    actions.addAll(turn.actions());
                }
            }
        }
        // A file may change a state too, and may wait for two entries.
        Stream<Action> reports = next.tokens.stream()
                .filter(then -> tokens.stream()
                        .noneMatch(token -> token.key().equals(then.key()) && token.state() == then.state()))
                .map(Action.Report::new);
        return new Turn(
                next, Stream.concat(reports, actions.stream()).distinct().toList());
    }

    /** A file is not in place as far as is known, and its entry was read. */
    private Turn goOn(FileState waiting, Token token, RenewalHistory history, Instant begun, Instant now) {
        TokenFile file = waiting.file();
        Token before = waiting.before();
        if (Placement.isTaken(file, before, token)) {
            Turn taken = taken(waiting, token, now);
            return new Turn(taken.renewal(), and(taken.actions(), new Action.Found(file, token)));
        }
        if (waiting.is(Stage.WAITING) && before.isReplacedBy(token)) {
            String why = Placement.name(token) + " has another token than before the upload that failed. If this file"
                    + " is the newer one, start the same command again with --from";
            return stop(file, Stage.REFUSED, waiting.tokens(), why, now);
        }
        if (!waiting.is(Stage.WAITING) || begun.isBefore(waiting.since().plus(TRY_AGAIN))) {
            return new Turn(this, List.of());
        }
        Placement place = place(file, history, now);
        return place.ruling() == Ruling.REFUSED
                ? stop(file, Stage.REFUSED, waiting.tokens(), place.why(), now)
                : upload(file, waiting.tokens(), waiting.isChosen(), waiting.sentence(), now);
    }

    // The next value.

    /** @param said why the upload failed before, which is not said again; "" at the first one */
    private Turn upload(TokenFile file, List<Token> places, boolean isChosen, String said, Instant now) {
        Renewal next = this;
        List<Action> uploads = new ArrayList<>();
        for (TokenRenewal token : tokens) {
            if (places.stream().map(Token::key).anyMatch(token.key()::equals)) {
                FileState state = new FileState(file, Stage.UPLOADING, List.of(token.now()), isChosen, said, now);
                next = next.with(state);
                uploads.add(new Action.Upload(state));
            }
        }
        return new Turn(next, uploads);
    }

    private Turn taken(FileState last, Token after, Instant now) {
        Renewal next = with(last.to(Stage.UPLOADED, "", now))
                .tokens(token -> last.isFor(token.key()) ? token.uploaded(after, now) : token);
        Stream<TokenRenewal> changed = next.tokens.stream().filter(token -> last.isFor(token.key()));
        return new Turn(next, changed.<Action>map(Action.Report::new).toList());
    }

    private Turn stop(TokenFile file, Stage stage, List<Token> tokens, String why, Instant now) {
        return stop(new FileState(file, stage, tokens, false, file.name() + ": not uploaded: " + why, now));
    }

    private Turn stop(FileState state) {
        return new Turn(with(state), List.of(new Action.Say(state.sentence() + ".", true)));
    }

    /** A file for one entry takes the place of another that could be uploaded to it. */
    private Renewal with(FileState state) {
        Renewal others = without(other -> other.isReplaceable()
                && state.tokens().size() == 1
                && other.isOnlyFor(state.before().key()));
        return others.states(and(others.states, state));
    }

    private Renewal without(Predicate<FileState> which) {
        return states(states.stream().filter(which.negate()).toList());
    }

    private Renewal states(List<FileState> next) {
        return new Renewal(selection, ready, read, tokens, files, next);
    }

    private Renewal tokens(UnaryOperator<TokenRenewal> next) {
        List<TokenRenewal> after = tokens.stream().map(next).map(this::apart).toList();
        return new Renewal(selection, ready, read, after, files, states);
    }

    private static <T> List<T> and(List<T> some, T one) {
        return Stream.concat(some.stream(), Stream.of(one)).toList();
    }

    // Questions.

    public Placement place(TokenFile file, RenewalHistory history, Instant now) {
        // Jamf Pro has not taken a rejected content file, so it may be for another location than this one.
        List<TokenFile> downloads = files.stream()
                .filter(known -> known.kind() == TokenKind.ADE
                        || states.stream().noneMatch(state -> state.isOf(known) && state.is(Stage.REJECTED)))
                .toList();
        Placement place = Placement.of(file, downloads, places(), history, now);
        boolean mayBeOlder = place.ruling() == Ruling.CERTAIN
                && tokens.stream()
                        .anyMatch(token -> token.hasSyncedSince(file)
                                && Placement.isServerOf(token.now(), place.tokens())
                                && !history.had(file, token.now()));
        String why = "a token of its server has synced well since the download: the file is older, or the same token";
        return mayBeOlder ? new Placement(Ruling.ASK, place.tokens(), why) : place;
    }

    /** The public key for which a file for the entry must be encrypted. */
    public Optional<PublicKey> key(Token token) {
        return Optional.ofNullable(ready.get(token.instance())).flatMap(Readiness::publicKey);
    }

    /** The entries of its server at Apple: one file is for all of them, and a download ends all their tokens. */
    public Stream<TokenRenewal> ofServer(TokenRenewal token) {
        return tokens.stream()
                .filter(one -> one.before().server().equals(token.before().server()) && one.state() != State.GONE);
    }

    /** Whether the file can be uploaded to all of them, as far as that could be tried. */
    public boolean isReady(TokenRenewal token) {
        return ofServer(token)
                .flatMap(one -> Optional.ofNullable(ready.get(one.key().instance())).stream())
                .allMatch(Readiness::isReady);
    }

    private Places places() {
        Map<Instance, PublicKey> keys = new HashMap<>();
        ready.forEach((instance, found) -> found.publicKey().ifPresent(key -> keys.put(instance, key)));
        List<Token> others = Placement.those(
                InstanceInventory.tokens(selection.instances()),
                token -> tokens.stream().noneMatch(renewed -> renewed.key().equals(token.key())));
        Stream<TokenRenewal> misplaced = tokens.stream().filter(token -> token.state() == State.OTHER_SERVER);
        List<Token> lost = misplaced.map(TokenRenewal::before).toList();
        String unread = Placement.listed(Selection.unread(selection.instances()).toList(), Instance::name);
        return new Places(tokens.stream().map(TokenRenewal::target).toList(), others, keys, lost, unread);
    }

    /** Two servers may have one name: that of another entry is not this entry's, made anew. */
    private TokenRenewal apart(TokenRenewal token) {
        boolean isOthers = token.before().hasOtherServerId(token.now())
                && Stream.concat(tokens.stream().map(TokenRenewal::before), places().others().stream())
                        .anyMatch(other -> other.serverId().equals(token.now().serverId()));
        return isOthers && token.state() != State.GONE ? token.in(State.OTHER_SERVER, token.placedAt()) : token;
    }

    /** The renewals of the entries that have the token of the file, other than by mistake. */
    private Stream<TokenRenewal> inPlace(TokenFile file, RenewalHistory history) {
        return tokens.stream()
                .filter(token -> token.state() != State.OTHER_SERVER
                        && history.newest(file, token.key()).stream()
                                .anyMatch(line -> !line.token().isReplacedBy(token.now())));
    }

    /** How far the file is where it is not uploaded. */
    private Stream<FileState> open(TokenFile file) {
        return states.stream().filter(state -> state.isOf(file) && !state.is(Stage.UPLOADED));
    }

    /**
     * The entries, on the list or not, that still need a file which was uploaded before, and of which no state of the file
     * tells: where it is in place, all of its server; if not, those with an older token.
     */
    public List<Token> rest(TokenFile file, RenewalHistory history, Instant now) {
        boolean isInPlace = inPlace(file, history).findAny().isPresent();
        Placement rest = Placement.of(file, files, places().ofAll(), history, now);
        return Placement.those(
                rest.tokens(),
                token -> rest.ruling() != Ruling.UPLOADED_BEFORE
                        && open(file).noneMatch(state -> state.isFor(token.key()))
                        && Placement.isServerOf(
                                token, Placement.those(history.tokens(file), up -> isInPlace || token.endsBefore(up))));
    }

    /** A token of the file that is in place, if there is one, each of them has synced well, and none is left to upload. */
    public Optional<Token> proven(TokenFile file, RenewalHistory history, Instant now) {
        return inPlace(file, history).allMatch(TokenRenewal::isDone)
                        && open(file).findAny().isEmpty()
                        && rest(file, history, now).isEmpty()
                ? inPlace(file, history).findFirst().map(TokenRenewal::now)
                : Optional.empty();
    }

    /** The newest file that can still be uploaded to the entry, or that may be for it. */
    public Optional<FileState> open(Token.Key key) {
        return states.stream()
                .filter(state -> (state.isAtHand() || state.is(Stage.UNPLACED)) && state.isFor(key))
                .reduce((older, newer) -> newer);
    }

    /** The instances to read: something happens there without this run. */
    public Set<Instance> awaited() {
        Stream<TokenRenewal> open = tokens.stream().filter(token -> !token.isDone());
        Stream<FileState> waiting = states.stream().filter(state -> state.is(Stage.WAITING));
        return Stream.concat(open.map(TokenRenewal::now), waiting.map(FileState::before))
                .map(Token::instance)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** How many tokens are renewed. */
    public long done() {
        return tokens.stream().filter(TokenRenewal::isDone).count();
    }

    /** Whether nothing is left to wait for. */
    public boolean isDone() {
        return awaited().isEmpty();
    }

    /** Whether its entry needs no file: it is gone, or has a newer token that has synced well, such as by hand. */
    public boolean isSettled(Token before) {
        return tokens.stream()
                .filter(one -> one.key().equals(before.key()))
                .anyMatch(one -> one.state() == State.GONE || (one.isDone() && before.isReplacedBy(one.now())));
    }

    /** Why files are not in place, and how to go on. */
    public List<String> remains() {
        return states.stream()
                .filter(state -> !state.sentence().isEmpty()
                        && !(state.isReplaceable() && state.tokens().stream().allMatch(this::isSettled)))
                .map(state -> state.sentence() + (state.is(Stage.WAITING) ? HOW_TO_GO_ON : ""))
                .toList();
    }

    /** The instances that this run is about, as they were read last. */
    public List<InstanceInventory> concerned() {
        return read.values().stream()
                .filter(inventory -> selection.concerned().contains(inventory.instance()))
                .toList();
    }
}
