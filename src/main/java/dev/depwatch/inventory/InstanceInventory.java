package dev.depwatch.inventory;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
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
 * What depwatch knows about one instance's tokens.
 *
 * @param jamf the instance's address for links in messages; empty if none is configured
 * @param source the source of the tokens
 * @param reading the last good answer; empty before the first
 * @param readAt when that was
 * @param readFromSince since when depwatch reads this address, if it read another one before; the other may be another
 *     Jamf Pro, and earlier failures belong to it
 * @param replaced for each replaced token: when each replacement was found, the newest last
 * @param removed tokens that were removed within the last day
 * @param syncs the history of each token's syncs, including removed tokens
 * @param signedTerms when notifications of unsigned terms disappeared
 * @param gapsSince since when a part of the reading could not be read, without a good answer in between
 * @param heardSince since when every attempt has read each part: only then silence counts. Empty for a part that the
 *     newest attempt did not read, and before the first attempt since the start
 * @param failure why the newest attempt failed; empty if it did not
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

    /** A case about a token ends minutes after the token's removal. */
    private static final Duration REMOVED_KEPT = Duration.ofDays(1);

    private static final int MAX_REMOVED = 100;

    /** Nobody renews a token more often within the time that matters. */
    private static final int MAX_REPLACED = 4;

    /** Apple can need more than a day to accept tokens again (github.com/fleetdm/fleet/issues/33405). */
    private static final Duration SIGNED_TERMS_KEPT = Duration.ofDays(3);

    private static final int MAX_SIGNED_TERMS = 20;

    /** The source of an instance's tokens. */
    public enum Source {
        /** The Jamf Pro API. */
        JAMF,
        /** Fixed tokens in the configuration: as accurate as the configuration. */
        CONFIGURED,
        /** Neither: owners are unknown until one is configured. */
        NONE
    }

    /** Why depwatch cannot read the tokens, and since when without a good answer in between. */
    public record ReadFailure(TokenSourceException.Reason kind, String sentence, Instant since) {}

    /**
     * The replacement of a token.
     *
     * @param former the previous token; empty if only the time was saved
     * @param after the newest reading with the previous token; empty if it was not saved
     * @param at the first reading with the new token
     */
    public record Replaced(Optional<Token> former, Optional<Instant> after, Instant at) {}

    /**
     * The end of a notification of unsigned terms.
     *
     * @param name the name in the notification, which Jamf Pro's clients show as the token's
     * @param notified when it was first read
     * @param at the first reading without it
     */
    public record SignedTerms(String name, Instant notified, Instant at) {}

    /** A token as last read, and the first reading without it. */
    public record Removed(TokenState state, Instant at) {}

    /** An instance before its first reading. */
    public static InstanceInventory unread(Instance instance, Optional<URI> jamf, Source source) {
        return withoutHistory(instance, jamf, source, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** One reading without any history. */
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

    /** This inventory, if an earlier one came from another address. */
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

    /** The token's newest replacement; empty if there is none. */
    public Optional<Replaced> newestReplacement(Token.Key token) {
        List<Replaced> all = replaced.getOrDefault(token, List.of());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** The tokens of the newest reading; empty before the first one. */
    public List<TokenState> states() {
        return reading.map(Reading::tokens).orElse(List.of());
    }

    /**
     * Whether the instance was ever read, even before the start, or is known to be unreadable, which has its own
     * monitoring issue.
     */
    public boolean isHeard() {
        return reading.isPresent() || failure.isPresent();
    }

    /** Whether the newest reading could not list the tokens of the kind. */
    public boolean lacks(TokenKind kind) {
        return reading.filter(known -> known.isUnread(kind)).isPresent();
    }

    /**
     * Whether the tokens of the kind were read at that moment or later. If a reading cannot list them, depwatch keeps
     * those of an older reading of unknown age.
     */
    public boolean isReadSince(Instant moment, TokenKind kind) {
        return !lacks(kind) && readAt.filter(at -> !at.isBefore(moment)).isPresent();
    }

    /** Whether its tokens are unknown although it has a source of them. */
    public boolean lacksTokens() {
        return source != Source.NONE && reading.isEmpty();
    }

    /**
     * The inventory after a good answer. Parts that the answer lacks stay as they were.
     *
     * @param nothingFails whether the logs are followed and report no failure on the instance
     */
    InstanceInventory after(Reading answer, boolean nothingFails, Instant now) {
        // The loop removes the answer's tokens from this map; the rest is gone.
        Map<Token.Key, TokenState> before = new LinkedHashMap<>();
        states().forEach(state -> before.put(state.token().key(), state));
        List<TokenState> tokens = withUnreadParts(answer, before);
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
        Map<Part, Instant> unreadSince = new EnumMap<>(Part.class);
        Map<Part, Instant> heard = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            if (answer.unreadParts().containsKey(part)) {
                unreadSince.put(part, gapsSince.getOrDefault(part, now));
            } else {
                heard.put(part, heardSince.getOrDefault(part, now));
            }
        }
        return new InstanceInventory(
                instance,
                jamf,
                source,
                Optional.of(new Reading(tokens, answer.terms(), notifications(answer), answer.unreadParts())),
                Optional.of(now),
                readFromSince,
                renewed,
                gone,
                histories(answer, tokens, gone, nothingFails, now),
                signedTerms(answer, now),
                unreadSince,
                heard,
                Optional.empty());
    }

    private Map<Token.Key, Removed> gone(Collection<TokenState> missing, List<TokenState> tokens, Instant now) {
        Map<Token.Key, Removed> gone = new HashMap<>(removed);
        if (source == Source.JAMF) {
            // A token that a configuration no longer names may still exist.
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
        for (TokenState state : answer.tokens()) {
            state.sync()
                    .ifPresent(sync -> histories.compute(
                            state.token().key(),
                            (key, history) ->
                                    (history == null ? SyncHistory.NONE : history).with(sync, nothingFails, now)));
        }
        return histories;
    }

    /** The answer's tokens. Parts that the answer lacks come from before. A sync under way counts as no sync. */
    private static List<TokenState> withUnreadParts(Reading answer, Map<Token.Key, TokenState> before) {
        List<TokenState> tokens = new ArrayList<>();
        for (TokenState state : answer.tokens()) {
            Optional<Sync> known =
                    Optional.ofNullable(before.get(state.token().key())).flatMap(TokenState::sync);
            Optional<Sync> sync = state.sync()
                    .filter(last -> known.isEmpty() || last.outcome() != Outcome.UNDER_WAY)
                    .or(() -> answer.unreadParts().containsKey(Part.SYNCS)
                                    || state.sync().isPresent()
                            ? known
                            : Optional.empty());
            tokens.add(new TokenState(state.token(), sync));
        }
        if (answer.unreadParts().containsKey(Part.CONTENT_TOKENS)) {
            before.values().stream()
                    .filter(state -> state.token().kind() == TokenKind.CONTENT)
                    .forEach(tokens::add);
        }
        return tokens;
    }

    /** Known notifications keep their age; a new one came after the previous reading. */
    private List<JamfNotification> notifications(Reading answer) {
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

    /** The inventory after a failure: everything known before. */
    InstanceInventory after(TokenSourceException.Reason kind, String sentence, Instant now) {
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

    /** Whether both hold the same, apart from the times of readings and syncs and the age of words. */
    boolean holdsTheSameAs(InstanceInventory other) {
        return timeless(reading).equals(timeless(other.reading))
                && replaced.equals(other.replaced)
                && signedTerms.equals(other.signedTerms)
                && gapsSince.equals(other.gapsSince)
                && failure.equals(other.failure);
    }

    private static Optional<Reading> timeless(Optional<Reading> reading) {
        return reading.map(known -> new Reading(
                known.tokens().stream()
                        .map(state -> new TokenState(
                                state.token(), state.sync().map(sync -> new Sync(sync.state(), Instant.EPOCH))))
                        .toList(),
                known.terms(),
                known.notices(),
                known.unreadParts()));
    }

    /**
     * Whether the expiry, the owner or the server changed. A value that was missing before or is missing now proves no
     * replacement; neither does a new server name with the same id.
     */
    public static boolean isReplacement(Token old, Token token) {
        return endsDiffer(old.expiry(), token.expiry())
                || differ(old.owner(), token.owner())
                // A name alone may be a new one of the same server.
                || differ(known(old.serverId()), known(token.serverId()));
    }

    /** Whether the entry now holds the token of another server at Apple. */
    public static boolean isOfAnotherServer(Token old, Token token) {
        return (old.serverId().isEmpty() || token.serverId().isEmpty())
                ? differ(known(old.serverName()), known(token.serverName()))
                : !old.serverId().equals(token.serverId());
    }

    /** A date equals a time on that day: another version of Jamf Pro may print it that way. */
    private static boolean endsDiffer(Optional<Expiry> before, Optional<Expiry> now) {
        boolean areDays = Stream.concat(before.stream(), now.stream())
                .anyMatch(expiry -> expiry.date().isPresent());
        return areDays
                ? differ(
                        before.map(expiry -> expiry.day(ZoneOffset.UTC)), now.map(expiry -> expiry.day(ZoneOffset.UTC)))
                : differ(before, now);
    }

    private static Optional<String> known(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    private static <T> boolean differ(Optional<T> before, Optional<T> now) {
        return before.isPresent() && now.isPresent() && !before.equals(now);
    }
}
