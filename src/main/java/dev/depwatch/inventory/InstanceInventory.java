package dev.depwatch.inventory;

import dev.depwatch.inventory.Reading.Notice;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one instance's tokens.
 *
 * @param jamf the instance's address for links in messages; empty where none is configured
 * @param source where the tokens are known from
 * @param reading the last good answer; empty before the first
 * @param readAt when that was
 * @param replacedAt when a token was last seen to have another expiry or owner than before, that is, a new server token
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
        Map<Token.Key, Instant> replacedAt,
        Map<Part, Instant> gapsSince,
        Map<Part, Instant> heardSince,
        Optional<Failure> failure) {
    public InstanceInventory {
        replacedAt = Map.copyOf(replacedAt);
        gapsSince = Map.copyOf(gapsSince);
        heardSince = Map.copyOf(heardSince);
    }

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

    /** What is known before anything was read. */
    public static InstanceInventory unread(Instance instance, Optional<URI> jamf, Source source) {
        return new InstanceInventory(
                instance,
                jamf,
                source,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                Map.of(),
                Optional.empty());
    }

    /** Whether it was ever read, be it before the start, or is known not to be readable: its trouble is told then. */
    public boolean isHeard() {
        return reading.isPresent() || failure.isPresent();
    }

    /** What is known after a good answer. Content tokens and notices that it could not tell of are still what they were. */
    InstanceInventory after(Reading answer, Instant now) {
        List<TokenState> known = reading.map(Reading::tokens).orElse(List.of());
        List<TokenState> tokens = new ArrayList<>(answer.tokens());
        if (answer.gaps().containsKey(Part.CONTENT_TOKENS)) {
            known.stream()
                    .filter(state -> state.token().kind() == TokenKind.CONTENT)
                    .forEach(tokens::add);
        }
        Map<Token.Key, Token> before = new HashMap<>();
        known.forEach(state -> before.put(state.token().key(), state.token()));
        Map<Token.Key, Instant> replaced = new HashMap<>();
        for (TokenState state : tokens) {
            Token token = state.token();
            Optional.ofNullable(replacedAt.get(token.key())).ifPresent(at -> replaced.put(token.key(), at));
            if (isReplacement(Optional.ofNullable(before.get(token.key())), token)) {
                replaced.put(token.key(), now);
            }
        }
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
                replaced,
                lacking,
                heard,
                Optional.empty());
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
                replacedAt,
                gapsSince,
                Map.of(),
                Optional.of(new Failure(kind, sentence, since)));
    }

    /** Whether the same is known, but for when it was read and when tokens last synced. */
    boolean saysTheSameAs(InstanceInventory other) {
        return timeless(reading).equals(timeless(other.reading))
                && replacedAt.equals(other.replacedAt)
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
    private static boolean isReplacement(Optional<Token> before, Token token) {
        return before.filter(old -> differ(old.expiry(), token.expiry()) || differ(old.owner(), token.owner()))
                .isPresent();
    }

    private static <T> boolean differ(Optional<T> before, Optional<T> now) {
        return before.isPresent() && now.isPresent() && !before.equals(now);
    }
}
