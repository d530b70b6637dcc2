package dev.depwatch.alert;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Counts the done tokens among all that a continuing alert ever named: "2 of 5 renewed". Names those that nobody
 * watches any more, too: they are not done.
 */
public final class Progress {
    private static final String DONE = "done_";
    private static final String UNWATCHED = "unwatched_";

    private Progress() {}

    /**
     * The alert, with the progress added.
     *
     * @param named every token of this alert that a receiver was notified of so far
     */
    public static Alert of(Alert alert, Set<Token.Key> named, Assessment now) {
        Set<Token.Key> left = new HashSet<>(named);
        left.removeAll(alert.tokens());
        if (left.isEmpty() || !isWork(alert)) {
            return alert;
        }
        List<TokenHealth> done = now.tokens().stream()
                .filter(health -> left.contains(health.token().key()) && isDone(health))
                .sorted(Comparator.comparing(
                                (TokenHealth health) -> health.token().instance())
                        .thenComparing(health -> health.token().id()))
                .toList();
        List<Token.Key> unwatched =
                left.stream().filter(AlertEnds.watched(now).negate()).sorted().toList();
        if (done.isEmpty() && unwatched.isEmpty()) {
            return alert;
        }
        Set<Token.Key> all = new HashSet<>(named);
        all.addAll(alert.tokens());
        Message message = alert.message();
        List<Line> where = new ArrayList<>(message.where());
        where.addAll(Format.unlinked(
                done.stream().map(health -> line(health, alert.remedy())).toList()));
        Set<String> aspects = new HashSet<>(alert.aspects());
        where.addAll(Format.unlinked(unwatched.stream()
                .map(token -> Format.name(token.instance()) + ": " + Format.noun(token.kind()) + " with id "
                        + Format.cut(token.id()) + " is no longer watched")
                .toList()));
        // The done tokens are the other tokens that work.
        if (!done.isEmpty()) {
            aspects.remove(Finding.Hint.OTHER_TOKENS_WORK.name());
        }
        // Every count up to this one: the receiver gets no message when depwatch cannot see one of them for a time.
        for (int count = 1; count <= done.size(); count++) {
            aspects.add(DONE + count);
        }
        for (int count = 1; count <= unwatched.size(); count++) {
            aspects.add(UNWATCHED + count);
        }
        return new Alert(
                alert.remedy(),
                alert.subject(),
                alert.severity(),
                alert.tokens(),
                alert.instances(),
                aspects,
                alert.since(),
                alert.caseIds(),
                message.with(
                        message.headline()
                                + (done.isEmpty()
                                        ? ""
                                        : " " + done.size() + " of " + all.size()
                                                + (areRenewed(done, alert.remedy()) ? " renewed." : " done."))
                                + (unwatched.isEmpty()
                                        ? ""
                                        : " " + unwatched.size() + " of " + all.size() + " no longer watched."),
                        where));
    }

    /** The aspects that are not progress. */
    public static Set<String> without(Set<String> aspects) {
        return aspects.stream()
                .filter(aspect -> !aspect.startsWith(DONE) && !aspect.startsWith(UNWATCHED))
                .collect(Collectors.toSet());
    }

    /** Whether somebody must act for each of its tokens. */
    private static boolean isWork(Alert alert) {
        return switch (alert.remedy()) {
            case REGENERATE, RELINK_SERVER, RECLAIM, RENEW, RENEW_CERTIFICATE -> true;
            case ACCEPT_TERMS, IDENTIFY, INVESTIGATE, WAIT -> false;
        };
    }

    /** Whether each has a new token; one that only works again was done some other way. */
    private static boolean areRenewed(List<TokenHealth> done, Remedy remedy) {
        return remedy == Remedy.RENEW
                || (remedy == Remedy.REGENERATE
                        && done.stream()
                                .allMatch(
                                        health -> health.recovery().renewedAt().isPresent()));
    }

    private static boolean isDone(TokenHealth health) {
        return health.finding().isEmpty() && AlertEnds.proofOfSyncs(health).isPresent();
    }

    private static String line(TokenHealth health, Remedy remedy) {
        return Format.name(health.token().instance()) + ": " + Format.token(health.token()) + " is done: "
                + (remedy == Remedy.RENEW
                        ? "a new token is in place"
                        : AlertEnds.proofOfSyncs(health).orElseThrow().words());
    }
}
