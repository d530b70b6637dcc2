package dev.depwatch.alert;

import dev.depwatch.alert.AlertEnd.How;
import dev.depwatch.alert.Message.Line;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Counts the done tokens among those that a continuing alert named: "2 of 5 renewed", and says if a good sync has
 * not proven each of them yet. Names those that nobody watches any more, too: they are not done.
 */
public final class Progress {
    private static final String DONE = "done_";
    private static final String UNWATCHED = "unwatched_";

    /** The dates of one account come one by one over the year: a renewal of long ago is no part of the next. */
    private static final Duration LATELY = Duration.ofDays(30);

    private Progress() {}

    /**
     * The alert, with the progress since a receiver's last message added. If all tokens that left it are done or no longer
     * watched, and it is no renewal, it began with them.
     */
    public static Alert of(Alert alert, Delivered last, Assessment now) {
        Set<Token.Key> left = new HashSet<>(last.tokens());
        left.removeAll(alert.tokens());
        boolean isRenewal = alert.remedy().isRenewal();
        if (left.isEmpty() || !(isRenewal || alert.remedy().changesAFailingToken())) {
            return alert;
        }
        Predicate<Token.Key> watched = AlertEnds.watched(now);
        if (isRenewal) {
            left.removeIf(token ->
                    watched.test(token) && !now.isReplacedSince(now.at().minus(LATELY), token));
        }
        Instant began = isRenewal ? now.at().minus(LATELY) : last.alert().since();
        List<Done> done = now.tokens().stream()
                .filter(health -> left.contains(health.token().key()))
                .flatMap(health -> done(health, began, now).stream())
                .toList();
        List<Token.Key> unwatched = left.stream().filter(watched.negate()).toList();
        int all = left.size() + alert.tokens().size();
        List<Line> where = new ArrayList<>(alert.message().where());
        where.addAll(Format.unlinked(Stream.concat(
                        done.stream().map(one -> line(one, alert.remedy())),
                        unwatched.stream()
                                .map(token -> Format.name(token.instance()) + ": " + Format.token(token)
                                        + " is no longer watched"))
                .sorted()));
        Set<String> aspects = new HashSet<>(alert.aspects());
        // Every count up to this one: the receiver gets no message when depwatch cannot see one of them for a time.
        IntStream.rangeClosed(1, done.size()).forEach(count -> aspects.add(DONE + count));
        IntStream.rangeClosed(1, unwatched.size()).forEach(count -> aspects.add(UNWATCHED + count));
        String headline = alert.message().headline()
                + count(done.size(), all, (areRenewed(done, alert.remedy()) ? "renewed" : "done") + doubt(done))
                + count(unwatched.size(), all, "no longer watched");
        // Each date has its own beginning, and what is only silenced or deleted may have failed long before the others.
        boolean isWhole = !isRenewal && done.size() + unwatched.size() == left.size();
        Instant before = isWhole ? last.alert().since() : alert.since();
        Instant since = before.isBefore(alert.since()) ? before : alert.since();
        return alert.with(aspects, since, alert.message().with(headline, where));
    }

    private static String count(int some, int all, String what) {
        return some == 0 ? "" : " " + some + " of " + all + " " + what + ".";
    }

    /** The aspects that are not progress. */
    public static Set<String> without(Set<String> aspects) {
        return aspects.stream()
                .filter(aspect -> !aspect.startsWith(DONE) && !aspect.startsWith(UNWATCHED))
                .collect(Collectors.toSet());
    }

    /** Whether each has a new token; one that only works again was done some other way. */
    private static boolean areRenewed(List<Done> done, Remedy remedy) {
        return remedy.isRenewal()
                || (remedy == Remedy.REGENERATE
                        && done.stream().allMatch(one -> one.how() == How.REPLACED || one.how() == How.IN_PLACE));
    }

    /** Of a token that left the alert. */
    private record Done(Token token, How how) {}

    private static Optional<Done> done(TokenHealth health, Instant began, Assessment now) {
        Token token = health.token();
        // A certificate never syncs. Only another date proves that it was renewed, and no other topic.
        Optional<How> how = token.kind().isCertificate()
                ? now.formerSince(began, token.key())
                        .filter(former -> token.endDiffers(former) && !token.hasOtherServerId(former))
                        .map(former -> How.REPLACED)
                : How.bySyncs(health, now.isReplacedSince(began, token.key()));
        // At another address of Jamf Pro the tokens are read anew, and nobody did anything.
        return how.filter(any -> any != How.NOT_SEEN_SINCE && health.finding().isEmpty())
                .map(any -> new Done(token, any));
    }

    private static String doubt(List<Done> done) {
        long proven = done.stream().filter(one -> one.how().isProof()).count();
        return proven == done.size() ? "" : proven > 0 ? ", not all proven yet" : ", not yet proven";
    }

    private static String line(Done done, Remedy remedy) {
        boolean isProven = done.how().isProof();
        return Format.name(done.token().instance()) + ": " + Format.token(done.token())
                + (isProven ? " is done: " : ": ")
                + (remedy.isRenewal() && isProven
                        ? "a new " + (done.token().kind().isCertificate() ? "certificate" : "token") + " is in place"
                        : done.how().words());
    }
}
