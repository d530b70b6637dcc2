package dev.depwatch.inventory;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonProperty.Access;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.Reading.JamfNotification;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What depwatch knows about one instance's tokens. It is saved as it is, with the failure, so that a failure does not
 * begin anew with every restart.
 *
 * @param jamf the instance's address for links in messages; empty if none is configured
 * @param reading the last good answer; before the first, what the configuration names, or empty
 * @param readAt when the source last answered; empty before the first answer
 * @param readFromSince since when depwatch reads this address, if it read another one before; the other may be another
 *     Jamf Pro, and earlier failures belong to it
 * @param replaced the replacements of tokens, also of removed ones, of each token the newest last
 * @param removed tokens that were removed within the last day, and content tokens that a notification still names
 * @param syncs the history of each token's syncs, including removed tokens
 * @param signedTerms when notifications of unsigned terms disappeared
 * @param gapsSince since when a part of the reading could not be read, without a good answer in between
 * @param heardSince since when every attempt has read each part: only then silence counts. Empty for a part that the
 *     newest attempt did not read, and before the first attempt since the start: it is not saved
 * @param failure why the newest attempt failed; empty if it did not
 */
public record InstanceInventory(
        Instance instance,
        Source source,
        Optional<URI> jamf,
        Optional<Reading> reading,
        Optional<Instant> readAt,
        Optional<Instant> readFromSince,
        List<Replaced> replaced,
        List<Removed> removed,
        List<Syncs> syncs,
        List<SignedTerms> signedTerms,
        Map<Part, Instant> gapsSince,

        @JsonProperty(access = Access.WRITE_ONLY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        Map<Part, Instant> heardSince,

        Optional<ReadFailure> failure) {
    public InstanceInventory {
        replaced = List.copyOf(replaced);
        removed = List.copyOf(removed);
        syncs = List.copyOf(syncs);
        signedTerms = List.copyOf(signedTerms);
        gapsSince = Map.copyOf(gapsSince);
        heardSince = Map.copyOf(heardSince);
    }

    /** The size of an object without its texts. */
    private static final int OVERHEAD = 100;

    /** As long before the end as the first warning comes by default, and more. */
    private static final Duration SOON = Duration.ofDays(60);

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
    public record ReadFailure(Reason kind, String sentence, Instant since) {
        /** The next one, if any came before. One odd answer of a Jamf Pro that starts belongs to its outage or upgrade. */
        public static ReadFailure after(Optional<ReadFailure> before, ReadException e, Instant now) {
            ReadFailure newest = new ReadFailure(e.reason(), e.getMessage(), now);
            ReadFailure known = before.orElse(newest);
            // Each further try with refused credentials can lock the account.
            boolean mayBeOdd = newest.kind == Reason.PRIVILEGE || newest.kind == Reason.ANSWER;
            boolean isOutage = known.kind.passes() || known.kind == Reason.ANSWER;
            boolean isOdd = mayBeOdd && isOutage && !known.sentence.equals(newest.sentence);
            return new ReadFailure(isOdd ? known.kind : newest.kind, newest.sentence, known.since);
        }
    }

    /**
     * The replacement of a token.
     *
     * @param at the first reading with the new token
     * @param former the previous token
     * @param after the newest reading with the previous token
     */
    public record Replaced(Token.Key token, Instant at, Token former, Instant after) {}

    /** The history of a token's syncs. */
    public record Syncs(Token.Key token, SyncHistory history) {}

    /**
     * The end of a notification of unsigned terms.
     *
     * @param name the name in the notification, which Jamf Pro's clients show as the token's
     * @param notified when it was first read
     * @param at the first reading without it
     */
    public record SignedTerms(String name, Instant notified, Instant at) {}

    /** A token as last read, and the first reading without it. */
    public record Removed(TokenState state, Instant at) {
        private Token.Key key() {
            return state.token().key();
        }

        /** Whether it is a content token that Jamf Pro still notifies of. */
        public boolean isNamedIn(JamfNotification notice) {
            return state.token().kind() == TokenKind.CONTENT
                    && notice.cause().stream().anyMatch(cause -> cause.kind() == TokenKind.CONTENT)
                    && !notice.name().isEmpty()
                    && notice.name().equals(state.token().name());
        }
    }

    /**
     * An instance before its first reading.
     *
     * @param known the tokens that the configuration names
     */
    public static InstanceInventory unread(Instance instance, Optional<URI> jamf, Source source, Token... known) {
        List<TokenState> states = Stream.of(known)
                .map(token -> new TokenState(token, Optional.empty()))
                .toList();
        return new InstanceInventory(
                instance,
                source,
                jamf,
                Optional.of(states).filter(any -> !any.isEmpty()).map(Reading::new),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                Optional.empty());
    }

    /**
     * What was saved, for an instance that was not read yet; that one, if its source or address is another one now.
     * Another usual port is no other Jamf Pro: a proxy may stand before it now.
     */
    InstanceInventory onto(InstanceInventory unread, Instant now) {
        if (source == unread.source && place().equals(unread.place())) {
            return (readAt.isEmpty() ? unread : this).with(unread.jamf, readFromSince, failure);
        }
        boolean mayBeAnother = readAt.isPresent() && jamf.isPresent() && unread.jamf.isPresent();
        return mayBeAnother ? unread.with(unread.jamf, Optional.of(now), Optional.empty()) : unread;
    }

    private Optional<String> place() {
        return jamf.map(address -> (Set.of(-1, 443, 8443).contains(address.getPort()) ? "" : address.getPort() + " ")
                + address.getHost().toLowerCase(Locale.ROOT)
                + address.getPath());
    }

    /** The known replacements of the token, the newest last. */
    public List<Replaced> replaced(Token.Key token) {
        return replaced.stream().filter(one -> one.token().equals(token)).toList();
    }

    /** The token's newest replacement; empty if there is none. */
    public Optional<Replaced> newestReplacement(Token.Key token) {
        return replaced(token).stream().reduce((older, newer) -> newer);
    }

    /** The token that was in its place then; empty if a reading has found no other since. */
    public Optional<Token> formerSince(Instant moment, Token.Key token) {
        return replaced(token).stream()
                .filter(one -> one.at().isAfter(moment))
                .map(Replaced::former)
                .findFirst();
    }

    /** The token's removal, as long as it is known; empty if there is none. */
    public Optional<Removed> removed(Token.Key token) {
        return removed.stream().filter(one -> one.key().equals(token)).findFirst();
    }

    /** The history of the token's syncs. */
    public SyncHistory syncs(Token.Key token) {
        return syncs.stream()
                .filter(one -> one.token().equals(token))
                .findFirst()
                .map(Syncs::history)
                .orElse(SyncHistory.NONE);
    }

    /** The tokens of the newest reading of each instance. */
    public static List<Token> tokens(Collection<InstanceInventory> instances) {
        return instances.stream()
                .flatMap(known -> known.states().stream())
                .map(TokenState::token)
                .toList();
    }

    /** The tokens of the newest reading; before the first one, those that the configuration names. */
    public List<TokenState> states() {
        return reading.map(Reading::tokens).orElse(List.of());
    }

    /** All notifications of the newest reading. */
    public List<JamfNotification> notices() {
        return reading.map(Reading::notices).orElse(List.of());
    }

    /** Whether Jamf Pro's notifications were read: what they do not report is unknown otherwise. */
    public boolean knowsTerms() {
        return source == Source.JAMF && readAt(Part.TERMS).isPresent();
    }

    /** Whether Jamf Pro notifies of unsigned terms. */
    public boolean reportsUnsignedTerms() {
        return knowsTerms() && notices().stream().anyMatch(notice -> notice.reports(Cause.TERMS_NOT_SIGNED));
    }

    /** What the newest reading lacks, with the reasons. */
    public Map<Part, String> unreadParts() {
        return reading.map(Reading::unreadParts).orElse(Map.of());
    }

    /**
     * Whether the instance was ever read, even before the start, or is known to be unreadable, which has its own
     * monitoring issue.
     */
    @JsonIgnore
    public boolean isHeard() {
        return readAt.isPresent() || failure.isPresent();
    }

    /** Whether the newest reading could not list the tokens of the kind. */
    public boolean lacks(TokenKind kind) {
        return reading.filter(known -> known.isUnread(kind)).isPresent();
    }

    /** Whether the tokens of the kind were read then or later. Those that a reading cannot list are of unknown age. */
    public boolean isReadSince(Instant moment, TokenKind kind) {
        return !lacks(kind) && readAt.filter(at -> !at.isBefore(moment)).isPresent();
    }

    /** When the newest reading read this part; empty if it did not. */
    Optional<Instant> readAt(Part part) {
        return readAt.filter(at -> !unreadParts().containsKey(part));
    }

    /** About when readings last read this part; now, before the first answer. */
    public Instant lastRead(Part part, Instant now) {
        return Optional.ofNullable(gapsSince.get(part)).or(() -> readAt).orElse(now);
    }

    /** Whether no answer has listed its tokens yet, although it has a source of them. */
    public boolean lacksTokens() {
        return source != Source.NONE && readAt.isEmpty();
    }

    /**
     * The inventory after a good answer. Parts that the answer lacks stay as they were.
     *
     * @param nothingFails whether the logs are followed and report no failure on the instance
     */
    public InstanceInventory after(Reading answer, boolean nothingFails, Instant now) {
        // The loop removes the answer's tokens from this map; the rest is gone.
        Map<Token.Key, TokenState> before = new LinkedHashMap<>();
        states().forEach(state -> before.put(state.token().key(), state));
        List<TokenState> tokens = withUnreadParts(answer, before);
        List<Replaced> renewed = new ArrayList<>();
        for (TokenState state : tokens) {
            Token.Key key = state.token().key();
            List<Replaced> known = new ArrayList<>(replaced(key));
            // One that was removed may be back, with a token of another owner.
            Optional.ofNullable(before.remove(key))
                    .or(() -> removed(key).map(Removed::state))
                    .map(TokenState::token)
                    .filter(old -> old.isReplacedBy(state.token()))
                    .ifPresent(old -> known.add(new Replaced(key, now, old, readAt.orElse(now))));
            renewed.addAll(known.subList(Math.max(0, known.size() - MAX_REPLACED), known.size()));
        }
        List<JamfNotification> notices = notifications(answer);
        List<Removed> gone = gone(before.values(), tokens, notices, now);
        gone.forEach(token -> renewed.addAll(replaced(token.key())));
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
                source,
                jamf,
                Optional.of(new Reading(tokens, notices, answer.unreadParts())),
                Optional.of(now),
                readFromSince,
                renewed,
                gone,
                histories(answer, tokens, gone, nothingFails, now),
                signedTerms(notices, now),
                unreadSince,
                heard,
                Optional.empty());
    }

    private List<Removed> gone(
            Collection<TokenState> missing, List<TokenState> tokens, List<JamfNotification> notices, Instant now) {
        Set<Token.Key> there = tokens.stream().map(state -> state.token().key()).collect(toUnmodifiableSet());
        // A token that a configuration no longer names may still exist.
        Stream<Removed> newly = missing.stream()
                .filter(state -> source == Source.JAMF && state.token().kind() != TokenKind.PUSH)
                .map(state -> new Removed(state, now));
        return Stream.concat(newly, removed.stream())
                .filter(token -> !there.contains(token.key())
                        && (token.at().plus(REMOVED_KEPT).isAfter(now)
                                || notices.stream().anyMatch(token::isNamedIn)))
                .limit(MAX_REMOVED)
                .toList();
    }

    private List<Syncs> histories(
            Reading answer, List<TokenState> tokens, List<Removed> gone, boolean nothingFails, Instant now) {
        Map<Token.Key, SyncHistory> known = new HashMap<>();
        syncs.forEach(one -> known.put(one.token(), one.history()));
        for (TokenState state : answer.tokens()) {
            Token.Key key = state.token().key();
            Part part = key.kind() == TokenKind.CONTENT ? Part.CONTENT_TOKENS : Part.SYNCS;
            Optional<Instant> heard = Optional.ofNullable(heardSince.get(part));
            state.sync()
                    .ifPresent(sync -> known.put(
                            key, known.getOrDefault(key, SyncHistory.NONE).with(sync, heard, nothingFails, now)));
        }
        gone.forEach(token -> known.computeIfPresent(token.key(), (key, history) -> history.ended(now)));
        return Stream.concat(
                        tokens.stream().map(state -> state.token().key()),
                        gone.stream().map(Removed::key))
                .flatMap(key -> Stream.ofNullable(known.get(key)).map(history -> new Syncs(key, history)))
                .toList();
    }

    /** The answer's tokens. Parts that the answer lacks come from before. A sync under way counts as no sync. */
    private static List<TokenState> withUnreadParts(Reading answer, Map<Token.Key, TokenState> before) {
        boolean isWithoutSyncs = answer.unreadParts().containsKey(Part.SYNCS);
        List<TokenState> tokens = new ArrayList<>();
        for (TokenState state : answer.tokens()) {
            Optional<Sync> known =
                    Optional.ofNullable(before.get(state.token().key())).flatMap(TokenState::sync);
            Optional<Sync> sync = state.sync()
                    .filter(last -> known.isEmpty() || last.outcome() != Outcome.UNDER_WAY)
                    .or(() ->
                            known.filter(last -> isWithoutSyncs || state.sync().isPresent()));
            tokens.add(new TokenState(state.token(), sync));
        }
        Set<Token.Key> read = tokens.stream().map(state -> state.token().key()).collect(toUnmodifiableSet());
        before.values().stream()
                .filter(state -> answer.isUnread(state.token().kind())
                        && !read.contains(state.token().key()))
                .forEach(tokens::add);
        return tokens;
    }

    /** Known notifications keep their age; a new one came after the previous reading. */
    private List<JamfNotification> notifications(Reading answer) {
        List<JamfNotification> known = notices();
        return answer.unreadParts().containsKey(Part.TERMS)
                ? known
                : answer.notices().stream()
                        .map(notification -> known.stream()
                                .filter(notification::isSameAs)
                                .findFirst()
                                .map(same -> notification.dated(same.since(), same.notBefore()))
                                .orElseGet(() -> notification.dated(notification.since(), readAt(Part.TERMS))))
                        .toList();
    }

    private List<SignedTerms> signedTerms(List<JamfNotification> left, Instant now) {
        Stream<SignedTerms> gone = notices().stream()
                .filter(notification -> notification.reports(Cause.TERMS_NOT_SIGNED))
                .filter(notification -> left.stream().noneMatch(notification::isSameAs))
                .map(notification -> new SignedTerms(notification.name(), notification.since(), now));
        Stream<SignedTerms> kept = signedTerms.stream()
                .filter(terms -> terms.at().plus(SIGNED_TERMS_KEPT).isAfter(now));
        List<SignedTerms> all = Stream.concat(kept, gone).toList();
        return all.subList(Math.max(0, all.size() - MAX_SIGNED_TERMS), all.size());
    }

    /** The inventory after a failure: everything known before. */
    public InstanceInventory after(ReadException e, Instant now) {
        return with(jamf, readFromSince, Optional.of(ReadFailure.after(failure, e, now)));
    }

    /** The same, where the newest attempt has read no part. */
    private InstanceInventory with(Optional<URI> at, Optional<Instant> readFrom, Optional<ReadFailure> why) {
        return new InstanceInventory(
                instance,
                source,
                at,
                reading,
                readAt,
                readFrom,
                replaced,
                removed,
                syncs,
                signedTerms,
                gapsSince,
                Map.of(),
                why);
    }

    /**
     * The owners, or else the organisations, of the tokens that fail or end soon: each may get an alert of its own,
     * which takes far more memory than a token.
     */
    Set<String> inTrouble() {
        Instant soon = readAt.orElse(Instant.EPOCH).plus(SOON);
        Set<String> notified = notices().stream().map(JamfNotification::name).collect(toUnmodifiableSet());
        return states().stream()
                .filter(state -> state.outcome() == Outcome.FAILED
                        || notified.contains(state.token().name())
                        || state.token().expiry().stream()
                                .anyMatch(end -> end.at().isBefore(soon)))
                .map(TokenState::token)
                .map(token -> token.owner().map(AppleId::value).orElse(token.organization()))
                .collect(toUnmodifiableSet());
    }

    /** The approximate number of characters in memory. It bounds what an API can list. */
    long size() {
        long size = OVERHEAD;
        for (TokenState state : states()) {
            Token token = state.token();
            size += 2L * OVERHEAD
                    + token.name().length()
                    + token.owner().map(owner -> owner.value().length()).orElse(0)
                    + token.organization().length()
                    + token.serverName().length()
                    + token.serverUuid().length();
        }
        for (JamfNotification notification : notices()) {
            size += OVERHEAD
                    + notification.type().length()
                    + notification.name().length();
        }
        // What was replaced or removed is as large as a token at most, and little of it is kept.
        return size + 5L * OVERHEAD * (replaced.size() + removed.size() + syncs.size());
    }
}
