package dev.depwatch.inventory;

import dev.depwatch.inventory.Reading.Notice;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The signs of failure in the newest reading of an instance. Where a log is followed it tells of failing syncs and unsigned
 * terms by itself, with the reason and sooner; what it tells of a revoked content token nobody knows.
 */
final class Signs {
    private static final String SAID_BY = "Jamf Pro API: ";

    private final InstanceInventory known;
    private final InstanceInventory before;
    private final boolean hasLog;
    private final Reading reading;
    private final Instant readAt;

    /**
     * @param known with the reading
     * @param before what was known without it
     */
    Signs(InstanceInventory known, InstanceInventory before, boolean hasLog) {
        this.known = known;
        this.before = before;
        this.hasLog = hasLog;
        this.reading = known.reading().orElseThrow();
        this.readAt = known.readAt().orElseThrow();
    }

    /** The oldest first, since a case begins with its first. */
    List<Sign> all() {
        return Stream.concat(tells(Part.SYNCS) ? ofSyncs() : Stream.of(), tells(Part.TERMS) ? ofNotices() : Stream.of())
                .sorted(Comparator.comparing(Sign::since)
                        .thenComparing(Sign::cause)
                        .thenComparing(Sign::evidence))
                .toList();
    }

    private boolean tells(Part part) {
        return !reading.gaps().containsKey(part);
    }

    private Stream<Sign> ofSyncs() {
        return hasLog ? Stream.of() : reading.failingSyncs().map(this::ofSync);
    }

    private Stream<Sign> ofNotices() {
        return reading.notices().stream()
                .filter(notice -> !hasLog || notice.cause().kind() == TokenKind.CONTENT)
                .filter(notice -> !isOfAnEarlierToken(notice))
                .map(this::ofNotice);
    }

    private Sign ofSync(TokenState state) {
        Token token = state.token();
        Sync sync = state.sync().orElseThrow();
        return new Sign(
                known.instance(),
                Cause.SYNC_FAILED,
                Set.of(token.key()),
                "syncState",
                sync.at(),
                readBefore(Part.SYNCS),
                readAt,
                SAID_BY + "syncState " + sync.state() + " of \"" + token.name() + "\" at " + sync.at());
    }

    private Sign ofNotice(Notice notice) {
        return new Sign(
                known.instance(),
                notice.cause(),
                hasLog ? Set.of() : reading.saidOf(notice),
                notice.type(),
                notice.since(),
                readBefore(Part.TERMS),
                readAt,
                SAID_BY + "notification " + notice.type()
                        + (notice.name().isEmpty() ? "" : " of \"" + notice.name() + "\""));
    }

    private Optional<Instant> readBefore(Part part) {
        return before.reading()
                .filter(earlier -> !earlier.gaps().containsKey(part))
                .flatMap(earlier -> before.readAt());
    }

    /**
     * Whether every content token that the notification can be about was replaced since it was first read: then it is an old
     * one that nobody has dismissed. A new token signs no terms.
     */
    private boolean isOfAnEarlierToken(Notice notice) {
        if (notice.cause().kind() != TokenKind.CONTENT) {
            return false;
        }
        Set<Token.Key> named = reading.saidOf(notice);
        List<Token.Key> about = reading.ofKind(TokenKind.CONTENT)
                .map(state -> state.token().key())
                .filter(token -> named.isEmpty() || named.contains(token))
                .toList();
        return !about.isEmpty() && about.stream().allMatch(token -> wasReplacedSince(notice.since(), token));
    }

    private boolean wasReplacedSince(Instant moment, Token.Key token) {
        return known.newestReplacement(token)
                .filter(replaced -> replaced.at().isAfter(moment))
                .isPresent();
    }
}
