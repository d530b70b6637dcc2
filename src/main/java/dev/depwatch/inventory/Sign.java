package dev.depwatch.inventory;

import dev.depwatch.inventory.Reading.Notice;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * That a token fails, as Jamf Pro's API says at one reading. It says what stands, so the same sign is given again at every
 * reading for as long as it does.
 *
 * @param tokens which tokens it is about, as far as that can be told; empty beside a log, which may speak of another one
 * @param source what said so, in Jamf Pro's word for it: {@code syncState}, or the type of a notification
 * @param since when it began, as far as it says: the failed sync, or when the notification was first read
 * @param readBefore the reading before this one, if that could have said so: what is new here began after it
 * @param readAt when it was read
 * @param evidence what was said, on one line; text of Jamf Pro's and of its administrators: escape it
 */
public record Sign(
        Instance instance,
        Cause cause,
        Set<Token.Key> tokens,
        String source,
        Instant since,
        Optional<Instant> readBefore,
        Instant readAt,
        String evidence) {
    static final String SYNC_STATE = "syncState";

    public Sign {
        tokens = Set.copyOf(tokens);
    }

    /**
     * The signs that the newest reading gives, oldest first. Where a log is followed it tells of failing syncs and unsigned
     * terms by itself, with the reason and sooner; of a revoked content token nobody knows what it tells.
     */
    static List<Sign> in(InstanceInventory known, InstanceInventory before, boolean hasLog) {
        Reading reading = known.reading().orElseThrow();
        Instant readAt = known.readAt().orElseThrow();
        List<Sign> signs = new ArrayList<>();
        if (!hasLog) {
            reading.failingSyncs().forEach(state -> signs.add(ofSync(state, before, readAt)));
        }
        if (!reading.gaps().containsKey(Part.TERMS)) {
            reading.notices().stream()
                    .filter(notice -> !hasLog || notice.cause().kind() == TokenKind.CONTENT)
                    .filter(notice -> !isOfAnEarlierToken(notice, known))
                    .forEach(notice -> signs.add(ofNotice(notice, known.instance(), reading, before, readAt, hasLog)));
        }
        signs.sort(Comparator.comparing(Sign::since).thenComparing(Sign::cause).thenComparing(Sign::evidence));
        return signs;
    }

    private static Sign ofSync(TokenState state, InstanceInventory before, Instant readAt) {
        Token token = state.token();
        Sync sync = state.sync().orElseThrow();
        return new Sign(
                token.instance(),
                Cause.SYNC_FAILED,
                Set.of(token.key()),
                SYNC_STATE,
                sync.at(),
                readingOf(Part.SYNCS, before),
                readAt,
                "Jamf Pro API: syncState " + sync.state() + " of \"" + token.name() + "\" at " + sync.at());
    }

    private static Sign ofNotice(
            Notice notice,
            Instance instance,
            Reading reading,
            InstanceInventory before,
            Instant readAt,
            boolean hasLog) {
        return new Sign(
                instance,
                notice.cause(),
                hasLog ? Set.of() : reading.saidOf(notice),
                notice.type(),
                notice.since(),
                readingOf(Part.TERMS, before),
                readAt,
                "Jamf Pro API: notification " + notice.type()
                        + (notice.name().isEmpty() ? "" : " of \"" + notice.name() + "\""));
    }

    private static Optional<Instant> readingOf(Part part, InstanceInventory before) {
        return before.reading()
                .filter(reading -> !reading.gaps().containsKey(part))
                .flatMap(reading -> before.readAt());
    }

    /**
     * Whether every content token that the notification can be about was replaced since it was first read: then it is an old
     * one that nobody has dismissed. Terms are not signed by a new token.
     */
    private static boolean isOfAnEarlierToken(Notice notice, InstanceInventory known) {
        Reading reading = known.reading().orElseThrow();
        if (notice.cause().kind() != TokenKind.CONTENT) {
            return false;
        }
        Set<Token.Key> named = reading.saidOf(notice);
        List<Token.Key> about = reading.ofKind(TokenKind.CONTENT)
                .map(state -> state.token().key())
                .filter(token -> named.isEmpty() || named.contains(token))
                .toList();
        return !about.isEmpty()
                && about.stream()
                        .allMatch(
                                token -> Optional.ofNullable(known.replacedAt().get(token))
                                        .filter(at -> at.isAfter(notice.since()))
                                        .isPresent());
    }
}
