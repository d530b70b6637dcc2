package dev.depwatch.inventory;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What is known of one instance's tokens.
 *
 * @param jamf the instance's address for links in messages; empty where none is configured
 * @param source where the tokens are known from
 * @param reading the last good answer; empty before the first
 * @param readAt when that was
 * @param readFromSince since when it is read from this address, if it was read from another one before, which may be
 *     another Jamf Pro: what failed until then failed there
 * @param replaced of each token that was seen to be a new one, when that was, the newest last
 * @param removed tokens that were there within the last day and are no more
 * @param syncs how each token's syncs went on, as far as that was read, of removed ones too
 * @param signedTerms when notifications of unsigned terms were last seen to be gone
 * @param gapsSince since when what the reading lacks could not be read, without a good answer in between
 * @param heardSince since when each part has been read at every attempt: only then silence means something. Empty for what
 *     the newest attempt did not tell, and before the first since the start
 * @param failure why the newest attempt did not succeed; empty if it did
 */
public record InstanceInventory(
        Instance instance,
        Optional<URI> jamf,
        Source source,
        Optional<Reading> reading,
        Optional<Instant> readAt,
        Optional<Instant> readFromSince,
        Map<Token.Key, List<Replaced>> replaced,
        Map<Token.Key, Removed> removed,
        Map<Token.Key, SyncHistory> syncs,
        List<SignedTerms> signedTerms,
        Map<Part, Instant> gapsSince,
        Map<Part, Instant> heardSince,
        Optional<ReadFailure> failure) {
    public InstanceInventory {
        replaced = Map.copyOf(replaced);
        removed = Map.copyOf(removed);
        syncs = Map.copyOf(syncs);
        signedTerms = List.copyOf(signedTerms);
        gapsSince = Map.copyOf(gapsSince);
        heardSince = Map.copyOf(heardSince);
    }

    /** A case about a token ends minutes after the token is gone. */
    private static final Duration REMOVED_KEPT = Duration.ofDays(1);

    private static final int MAX_REMOVED = 100;

    /** What an object takes beside its texts. */
    private static final int OVERHEAD = 100;

    /** Nobody renews a token more often within the time in which it matters. */
    private static final int MAX_REPLACED = 4;

    /** Apple was seen to need more than a day to let tokens in again (github.com/fleetdm/fleet/issues/33405). */
    private static final Duration SIGNED_TERMS_KEPT = Duration.ofDays(3);

    private static final int MAX_SIGNED_TERMS = 20;

    /** Where an instance's tokens are known from. */
    public enum Source {
        /** The Jamf Pro API. */
        JAMF,
        /** Fixed tokens in the configuration: as right as the configuration. */
        CONFIGURED,
        /** Neither: owners are unknown until one is configured. */
        NONE
    }

    /** Why tokens could not be read, and since when without a good answer in between. */
    public record ReadFailure(TokenSourceException.Kind kind, String sentence, Instant since) {}

    /**
     * That a token is a new one.
     *
     * @param former the one before; empty where only the time was saved
     * @param after the newest reading that told of the one before; empty where it was not saved
     * @param at the first reading that told of the new one
     */
    public record Replaced(Optional<Token> former, Optional<Instant> after, Instant at) {}

    /**
     * That a notification of unsigned terms is gone.
     *
     * @param name the name that it had, which clients of Jamf Pro's show as that of the token
     * @param notified when it was first read
     * @param at the first reading that did not have it
     */
    public record SignedTerms(String name, Instant notified, Instant at) {}

    /** A token as it was when it was last read, and the first reading in which it was missing. */
    public record Removed(TokenState state, Instant at) {}

    /** What is known before anything was read. */
    public static InstanceInventory unread(Instance instance, Optional<URI> jamf, Source source) {
        return withoutHistory(instance, jamf, source, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** What one reading tells where nothing tells what was before. */
    public static InstanceInventory withoutHistory(
            Instance instance,
            Optional<URI> jamf,
            Source source,
            Optional<Reading> reading,
            Optional<Instant> readAt,
            Optional<ReadFailure> failure) {
        Map<Token.Key, SyncHistory> syncs = new HashMap<>();
        reading.map(Reading::tokens)
                .orElse(List.of())
                .forEach(state -> state.sync()
                        .ifPresent(sync -> syncs.put(
                                state.token().key(), SyncHistory.NONE.with(sync, false, readAt.orElse(sync.at())))));
        return new InstanceInventory(
                instance,
                jamf,
                source,
                reading,
                readAt,
                Optional.empty(),
                Map.of(),
                Map.of(),
                syncs,
                List.of(),
                Map.of(),
                Map.of(),
                failure);
    }

    /** What is known where it was read from another address before. */
    InstanceInventory readFromSince(Instant now) {
        return new InstanceInventory(
                instance,
                jamf,
                source,
                reading,
                readAt,
                Optional.of(now),
                replaced,
                removed,
                syncs,
                signedTerms,
                gapsSince,
                heardSince,
                failure);
    }

    /** The newest of the token; empty if it was not seen to be a new one. */
    public Optional<Replaced> newestReplacement(Token.Key token) {
        List<Replaced> all = replaced.getOrDefault(token, List.of());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** Those whose tokens these are, as far as that is known. */
    List<AppleId> owners() {
        return reading.map(Reading::tokens).orElse(List.of()).stream()
                .flatMap(state -> state.token().owner().stream())
                .toList();
    }

    /** How many characters it takes in memory, about: what an API lists is bounded by them. */
    long size() {
        long size = 0;
        for (TokenState state : reading.map(Reading::tokens).orElse(List.of())) {
            size += size(state.token());
        }
        for (JamfNotification notification : reading.map(Reading::notices).orElse(List.of())) {
            size += OVERHEAD + notification.name().length();
        }
        for (List<Replaced> all : replaced.values()) {
            for (Replaced one : all) {
                size += OVERHEAD + one.former().map(InstanceInventory::size).orElse(0L);
            }
        }
        for (Removed token : removed.values()) {
            size += size(token.state().token());
        }
        for (SyncHistory history : syncs.values()) {
            size += OVERHEAD * (1L + history.words().size() + history.streaks().size());
        }
        return size + OVERHEAD * (1L + signedTerms.size());
    }

    private static long size(Token token) {
        return 2L * OVERHEAD
                + token.id().length()
                + token.name().length()
                + token.owner().map(owner -> owner.value().length()).orElse(0)
                + token.organization().length()
                + token.serverName().length()
                + token.serverUuid().length();
    }

    /** Whether it was ever read, be it before the start, or is known not to be readable: its trouble is told then. */
    public boolean isHeard() {
        return reading.isPresent() || failure.isPresent();
    }

    /**
     * What is known after a good answer. What it could not tell of is still what it was.
     *
     * @param nothingFails whether nothing fails on the instance, as far as its logs tell, and they are followed
     */
    InstanceInventory after(Reading answer, boolean nothingFails, Instant now) {
        // What the answer has is taken from these; what is left is gone.
        Map<Token.Key, TokenState> before = new LinkedHashMap<>();
        reading.map(Reading::tokens)
                .orElse(List.of())
                .forEach(state -> before.put(state.token().key(), state));
        List<TokenState> tokens = completed(answer, before);
        Map<Token.Key, List<Replaced>> renewed = new HashMap<>();
        for (TokenState state : tokens) {
            Token.Key key = state.token().key();
            List<Replaced> known = new ArrayList<>(replaced.getOrDefault(key, List.of()));
            Optional.ofNullable(before.remove(key))
                    .map(TokenState::token)
                    .filter(old -> isReplacement(old, state.token()))
                    .ifPresent(old -> known.add(new Replaced(Optional.of(old), readAt, now)));
            if (!known.isEmpty()) {
                renewed.put(key, List.copyOf(known.subList(Math.max(0, known.size() - MAX_REPLACED), known.size())));
            }
        }
        Map<Token.Key, Removed> gone = gone(before.values(), tokens, now);
        Map<Part, Instant> lacking = new EnumMap<>(Part.class);
        Map<Part, Instant> heard = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            if (answer.unreadParts().containsKey(part)) {
                lacking.put(part, gapsSince.getOrDefault(part, now));
            } else {
                heard.put(part, heardSince.getOrDefault(part, now));
            }
        }
        return new InstanceInventory(
                instance,
                jamf,
                source,
                Optional.of(new Reading(tokens, answer.terms(), notices(answer), answer.unreadParts())),
                Optional.of(now),
                readFromSince,
                renewed,
                gone,
                histories(answer, tokens, gone, nothingFails, now),
                signedTerms(answer, now),
                lacking,
                heard,
                Optional.empty());
    }

    private Map<Token.Key, Removed> gone(Collection<TokenState> missing, List<TokenState> tokens, Instant now) {
        Map<Token.Key, Removed> gone = new HashMap<>(removed);
        if (source == Source.JAMF) {
            // What a configuration no longer names may well be there.
            missing.forEach(state -> gone.put(state.token().key(), new Removed(state, now)));
        }
        tokens.forEach(state -> gone.remove(state.token().key()));
        return gone.values().stream()
                .filter(token -> token.at().plus(REMOVED_KEPT).isAfter(now))
                .sorted(Comparator.comparing(Removed::at).reversed())
                .limit(MAX_REMOVED)
                .collect(toMap(token -> token.state().token().key(), Function.identity()));
    }

    private Map<Token.Key, SyncHistory> histories(
            Reading answer, List<TokenState> tokens, Map<Token.Key, Removed> gone, boolean nothingFails, Instant now) {
        Map<Token.Key, SyncHistory> histories = new HashMap<>(syncs);
        histories
                .keySet()
                .retainAll(
                        Stream.concat(tokens.stream().map(state -> state.token().key()), gone.keySet().stream())
                                .collect(toUnmodifiableSet()));
        histories.replaceAll((key, history) -> gone.containsKey(key) ? history.ended(now) : history);
        for (TokenState told : answer.tokens()) {
            told.sync()
                    .ifPresent(sync -> histories.compute(
                            told.token().key(),
                            (key, history) ->
                                    (history == null ? SyncHistory.NONE : history).with(sync, nothingFails, now)));
        }
        return histories;
    }

    /** The tokens of the answer, and what it could not tell of as it was known before. A sync under way tells of none. */
    private static List<TokenState> completed(Reading answer, Map<Token.Key, TokenState> before) {
        List<TokenState> tokens = new ArrayList<>();
        for (TokenState state : answer.tokens()) {
            Optional<Sync> known =
                    Optional.ofNullable(before.get(state.token().key())).flatMap(TokenState::sync);
            Optional<Sync> told = state.sync()
                    .filter(sync -> known.isEmpty() || sync.outcome() != Outcome.UNDER_WAY)
                    .or(() -> answer.unreadParts().containsKey(Part.SYNCS)
                                    || state.sync().isPresent()
                            ? known
                            : Optional.empty());
            tokens.add(new TokenState(state.token(), told));
        }
        if (answer.unreadParts().containsKey(Part.CONTENT_TOKENS)) {
            before.values().stream()
                    .filter(state -> state.token().kind() == TokenKind.CONTENT)
                    .forEach(tokens::add);
        }
        return tokens;
    }

    /** Those that stood before are as old as they were then; what is new came after the reading before. */
    private List<JamfNotification> notices(Reading answer) {
        List<JamfNotification> known = reading.map(Reading::notices).orElse(List.of());
        Optional<Instant> readBefore = reading.filter(
                        before -> !before.unreadParts().containsKey(Part.TERMS))
                .flatMap(before -> readAt);
        return answer.unreadParts().containsKey(Part.TERMS)
                ? known
                : answer.notices().stream()
                        .map(notification -> known.stream()
                                .filter(notification::isSameAs)
                                .findFirst()
                                .map(notification::datedAs)
                                .orElseGet(() -> notification.notBefore(readBefore)))
                        .toList();
    }

    private List<SignedTerms> signedTerms(Reading answer, Instant now) {
        Stream<SignedTerms> gone = answer.unreadParts().containsKey(Part.TERMS)
                ? Stream.of()
                : reading.map(Reading::notices).orElse(List.of()).stream()
                        .filter(notification -> notification.cause() == Cause.TERMS_NOT_SIGNED)
                        .filter(notification -> answer.notices().stream().noneMatch(notification::isSameAs))
                        .map(notification -> new SignedTerms(notification.name(), notification.since(), now));
        List<SignedTerms> all = Stream.concat(
                        signedTerms.stream()
                                .filter(terms ->
                                        terms.at().plus(SIGNED_TERMS_KEPT).isAfter(now)),
                        gone)
                .toList();
        return all.subList(Math.max(0, all.size() - MAX_SIGNED_TERMS), all.size());
    }

    /** What is known after a failure: all that was known before it. */
    InstanceInventory after(TokenSourceException.Kind kind, String sentence, Instant now) {
        Instant since = failure.map(ReadFailure::since).orElse(now);
        return new InstanceInventory(
                instance,
                jamf,
                source,
                reading,
                readAt,
                readFromSince,
                replaced,
                removed,
                syncs,
                signedTerms,
                gapsSince,
                Map.of(),
                Optional.of(new ReadFailure(kind, sentence, since)));
    }

    /** Whether the same is known, but for when it was read, when tokens last synced and how long their words have stood. */
    boolean saysTheSameAs(InstanceInventory other) {
        return timeless(reading).equals(timeless(other.reading))
                && replaced.equals(other.replaced)
                && signedTerms.equals(other.signedTerms)
                && gapsSince.equals(other.gapsSince)
                && failure.equals(other.failure);
    }

    private static Optional<Reading> timeless(Optional<Reading> reading) {
        return reading.map(told -> new Reading(
                told.tokens().stream()
                        .map(state -> new TokenState(
                                state.token(), state.sync().map(sync -> new Sync(sync.state(), Instant.EPOCH))))
                        .toList(),
                told.terms(),
                told.notices(),
                told.unreadParts()));
    }

    /**
     * By its expiry, its owner or its server. A value that was not told before, or is no longer told, is no sign of a new
     * token; neither is a server that has another name under the same id.
     */
    private static boolean isReplacement(Token old, Token token) {
        return endOtherwise(old.expiry(), token.expiry())
                || differ(old.owner(), token.owner())
                || isOfAnotherServer(old, token);
    }

    /** Whether the token of another server at Apple has taken the place of one. */
    public static boolean isOfAnotherServer(Token old, Token token) {
        return (old.serverUuid().isBlank() || token.serverUuid().isBlank())
                ? differ(told(old.serverName()), told(token.serverName()))
                : !old.serverUuid().equals(token.serverUuid());
    }

    /** A date is no other than a time on that day: another version of Jamf Pro may print it so. */
    private static boolean endOtherwise(Optional<Expiry> before, Optional<Expiry> now) {
        boolean areDays = Stream.concat(before.stream(), now.stream())
                .anyMatch(expiry -> expiry.date().isPresent());
        return areDays
                ? differ(
                        before.map(expiry -> expiry.day(ZoneOffset.UTC)), now.map(expiry -> expiry.day(ZoneOffset.UTC)))
                : differ(before, now);
    }

    private static Optional<String> told(String name) {
        return name.isBlank() ? Optional.empty() : Optional.of(name);
    }

    private static <T> boolean differ(Optional<T> before, Optional<T> now) {
        return before.isPresent() && now.isPresent() && !before.equals(now);
    }
}
