package dev.depwatch.assess;

import dev.depwatch.assess.Finding.Server;
import dev.depwatch.inventory.InstanceInventory.Replaced;
import dev.depwatch.journal.Case;
import dev.depwatch.journal.ClosedCase;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Entries that now hold the token of another server at Apple. The upload cut off the devices of the former server,
 * unless another entry holds its token now or the server is gone at Apple, and no failure reports it.
 */
record MovedServers(AssessmentInput input) {
    Optional<Finding> of(TokenTimeline timeline) {
        Token token = timeline.token();
        if (token.kind() != TokenKind.ADE) {
            return Optional.empty();
        }
        return lost(token, timeline.replacements())
                .filter(moved -> !wasServerDeleted(timeline, moved))
                .filter(moved ->
                        moved.at().plus(Finding.OTHER_SERVER_REPORTED_FOR).isAfter(input.now()))
                .map(moved -> Finding.withoutCase(
                                Remedy.INVESTIGATE, Cause.TOKEN_OF_ANOTHER_SERVER, token, moved.at(), Set.of())
                        .insteadOf(Server.of(moved.former()), casesOf(token)));
    }

    /** The upload by which a server lost its token; empty if the entry held the present server's token before. */
    private Optional<Replaced> lost(Token token, List<Replaced> all) {
        Optional<Replaced> lost = Optional.empty();
        for (Replaced replaced : all) {
            Token former = replaced.former();
            if (isSame(former, token)) {
                // The uploads in between were a mistake that somebody corrected.
                lost = Optional.empty();
            } else if (lost.map(before -> Server.of(before.former()).isThatOf(former))
                    .orElse(true)) {
                // The newest upload that ended a token of this server; earlier ones renewed it.
                lost = Optional.of(replaced);
            }
        }
        return lost.filter(
                moved -> held(Server.of(moved.former())).findAny().isEmpty() && !input.isGone(moved.former()));
    }

    /**
     * A server that was deleted and created again at Apple has another id and its old name. Without ids, a name that no
     * other entry has is the server's new name.
     */
    private boolean isSame(Token former, Token token) {
        boolean hasIds = !former.serverId().isEmpty() && !token.serverId().isEmpty();
        return Server.of(former).isThatOf(token)
                || (!token.serverName().isBlank() && former.serverName().equals(token.serverName()))
                || (!hasIds && held(Server.of(token)).allMatch(token::equals));
    }

    /** Whether Apple had no server for the entry any more when its token was replaced. */
    private boolean wasServerDeleted(TokenTimeline token, Replaced replaced) {
        Stream<Case> ended = input.closed().stream()
                .filter(end -> end.closed().cause() == Cause.SERVER_INACTIVE
                        && !end.closedAt().isBefore(replaced.after()))
                .map(ClosedCase::closed)
                .filter(found -> found.instance().equals(token.token().instance()));
        Stream<Case> continuing = input.factsOf(token.token().instance())
                .open()
                .filter(episode -> episode.cause() == Cause.SERVER_INACTIVE)
                .map(Episode::ofCase);
        return Stream.concat(ended, continuing)
                .filter(found -> !found.firstSeenAt().isAfter(replaced.at()))
                .anyMatch(found -> !token.entrySyncs().wentWellBetween(found.lastSeenAt(), replaced.after()));
    }

    /** The upload explains earlier failures. Later ones are no reason to renew this server's token here. */
    private List<String> casesOf(Token token) {
        return input.factsOf(token.instance()).episodes().stream()
                .filter(episode -> episode.kind() == token.kind())
                .map(episode -> episode.ofCase().id())
                .toList();
    }

    /** The tokens of the server in the entries of all instances. */
    private Stream<Token> held(Server server) {
        return input.enrollmentTokens().map(TokenTimeline::token).filter(server::isThatOf);
    }
}
