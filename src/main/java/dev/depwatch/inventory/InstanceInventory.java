package dev.depwatch.inventory;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.inventory.Reading.Notice;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
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
 * @param replaced tokens that were seen to have another expiry or owner than before, that is, a new server token
 * @param removed tokens that were there within the last day and are no more
 * @param syncs how each token's syncs went on, as far as that was read, of removed ones too
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
        Map<Token.Key, Replaced> replaced,
        Map<Token.Key, Removed> removed,
        Map<Token.Key, SyncHistory> syncs,
        Map<Part, Instant> gapsSince,
        Map<Part, Instant> heardSince,
        Optional<Failure> failure) {
    public InstanceInventory {
        replaced = Map.copyOf(replaced);
        removed = Map.copyOf(removed);
        syncs = Map.copyOf(syncs);
        gapsSince = Map.copyOf(gapsSince);
        heardSince = Map.copyOf(heardSince);
    }

    /** A case about a token ends minutes after the token is gone. */
    private static final Duration REMOVED_KEPT = Duration.ofDays(1);

    private static final int MAX_REMOVED = 100;

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
    public record Failure(TokenSourceException.Kind kind, String sentence, Instant since) {}

    /**
     * That a token is a new one.
     *
     * @param former the one before; empty where only the time was saved
     * @param at the first reading that told of the new one
     */
    public record Replaced(Optional<Token> former, Instant at) {}

    /** A token as it was when it was last read, and the first reading in which it was missing. */
    public record Removed(TokenState state, Instant at) {}

    /** What is known before anything was read. */
    public static InstanceInventory unread(Instance instance, Optional<URI> jamf, Source source) {
        return withoutHistory(instance, jamf, source, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** What is known where nothing tells what was before. */
    public static InstanceInventory withoutHistory(
            Instance instance,
            Optional<URI> jamf,
            Source source,
            Optional<Reading> reading,
            Optional<Instant> readAt,
            Optional<Failure> failure) {
        return new InstanceInventory(
                instance, jamf, source, reading, readAt, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), failure);
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
        Map<Token.Key, Replaced> renewed = new HashMap<>();
        for (TokenState state : tokens) {
            Token.Key key = state.token().key();
            Optional.ofNullable(replaced.get(key)).ifPresent(known -> renewed.put(key, known));
            Optional.ofNullable(before.remove(key))
                    .map(TokenState::token)
                    .filter(old -> isReplacement(old, state.token()))
                    .ifPresent(old -> renewed.put(key, new Replaced(Optional.of(old), now)));
        }
        Map<Token.Key, Removed> gone = gone(before.values(), tokens, now);
        Map<Part, Instant> lacking = new EnumMap<>(Part.class);
        Map<Part, Instant> heard = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            if (answer.gaps().containsKey(part)) {
                lacking.put(part, gapsSince.getOrDefault(part, now));
            } else {
                heard.put(part, heardSince.getOrDefault(part, now));
            }
        }
        return new InstanceInventory(
                instance,
                jamf,
                source,
                Optional.of(new Reading(tokens, answer.terms(), notices(answer), answer.gaps())),
                Optional.of(now),
                renewed,
                gone,
                histories(answer, tokens, gone, nothingFails, now),
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

    /** The tokens of the answer, and what it could not tell of as it was known before. */
    private static List<TokenState> completed(Reading answer, Map<Token.Key, TokenState> before) {
        List<TokenState> tokens = new ArrayList<>();
        for (TokenState state : answer.tokens()) {
            Optional<Sync> known = answer.gaps().containsKey(Part.SYNCS)
                    ? Optional.ofNullable(before.get(state.token().key())).flatMap(TokenState::sync)
                    : Optional.empty();
            tokens.add(new TokenState(state.token(), state.sync().or(() -> known)));
        }
        if (answer.gaps().containsKey(Part.CONTENT_TOKENS)) {
            before.values().stream()
                    .filter(state -> state.token().kind() == TokenKind.CONTENT)
                    .forEach(tokens::add);
        }
        return tokens;
    }

    /** Those that stood before are as old as they were then. */
    private List<Notice> notices(Reading answer) {
        List<Notice> known = reading.map(Reading::notices).orElse(List.of());
        return answer.gaps().containsKey(Part.TERMS)
                ? known
                : answer.notices().stream()
                        .map(notice -> known.stream()
                                .filter(notice::isSameAs)
                                .findFirst()
                                .map(old -> notice.since(old.since()))
                                .orElse(notice))
                        .toList();
    }

    /** What is known after a failure: all that was known before it. */
    InstanceInventory after(TokenSourceException.Kind kind, String sentence, Instant now) {
        Instant since = failure.map(Failure::since).orElse(now);
        return new InstanceInventory(
                instance,
                jamf,
                source,
                reading,
                readAt,
                replaced,
                removed,
                syncs,
                gapsSince,
                Map.of(),
                Optional.of(new Failure(kind, sentence, since)));
    }

    /** Whether the same is known, but for when it was read, when tokens last synced and how long their words have stood. */
    boolean saysTheSameAs(InstanceInventory other) {
        return timeless(reading).equals(timeless(other.reading))
                && replaced.equals(other.replaced)
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
                told.gaps()));
    }

    /** A value that was not told before, or is no longer told, is no sign of a new token. */
    private static boolean isReplacement(Token old, Token token) {
        return differ(old.expiry(), token.expiry()) || differ(old.owner(), token.owner());
    }

    private static <T> boolean differ(Optional<T> before, Optional<T> now) {
        return before.isPresent() && now.isPresent() && !before.equals(now);
    }
}
