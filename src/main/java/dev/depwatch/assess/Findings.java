package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.assess.Candidate.Verdict;
import dev.depwatch.assess.Candidates.Attribution;
import dev.depwatch.assess.Diagnosis.Advice;
import dev.depwatch.assess.Finding.Detail;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.assess.Finding.Seen;
import dev.depwatch.assess.Finding.SyncCount;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One remedy for each token: if several sources report a token, one finding has it. The order: the token of another
 * server, a token whose server is gone at Apple, cases about certain tokens, certificates, the token's
 * own date and state, cases with one of several tokens, a server that may go, and last a date that is near. Only tokens
 * that no evidence separates keep several remedies, because two causes can be about two of them, and their dates.
 */
final class Findings {
    private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::instance)
            .thenComparing(Finding::kind)
            .thenComparing(Finding::remedy)
            .thenComparing(finding ->
                    finding.tokens().stream().map(Token::id).findFirst().orElse(""));

    private final AssessmentInput input;
    private final TokenFindings tokens;
    /** A list for each instance and kind; in each, the strongest advice first. */
    private final List<List<Advice>> competing;

    private final Set<AppleId> contentOwners;
    private final Set<Token.Key> claimed = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();

    /** The advice of one group competes for its tokens. */
    private record Group(Instance instance, TokenKind kind) {}

    Findings(AssessmentInput input, Collection<Advice> advice) {
        this.input = input;
        this.tokens = new TokenFindings(input);
        this.competing = advice.stream()
                .collect(groupingBy(
                        one -> new Group(one.episode().instance(), one.episode().kind())))
                .values()
                .stream()
                .map(group -> byPrecedence(group, input.thresholds()))
                .toList();
        this.contentOwners = input.tokens().stream()
                .filter(token -> token.kind() == TokenKind.CONTENT)
                .flatMap(token -> token.token().owner().stream())
                .collect(toUnmodifiableSet());
    }

    /**
     * Sorts advice that competes for a token, the strongest first.
     *
     * <ol>
     *   <li>A case whose record states Apple's answer. An answer without a remedy, or of a single record, counts only
     *       while the case continues and, if another case began earlier, once it lasts three syncs: otherwise two such
     *       records would hide for a day what every sync reports.
     *   <li>Any cause but one that {@linkplain Cause#hidesRefusals hides} what Apple refused before, and does not cure it.
     *   <li>A case that has not missed three syncs while another continued, however late it began.
     *   <li>A case that asks for a remedy.
     *   <li>The last to begin, so that two alternating cases do not change the advice with every line.
     * </ol>
     */
    private static List<Advice> byPrecedence(Collection<Advice> competing, Thresholds thresholds) {
        Instant newest = times(competing, Episode::last).last();
        Instant earliest = times(competing, Episode::began).first();
        Predicate<Episode> isOlder = one -> Duration.between(one.last(), newest).compareTo(thresholds.threeSyncs()) > 0;
        Predicate<Episode> isNew = one -> !one.lastedAtLeast(thresholds.threeSyncs())
                && Duration.between(earliest, one.began()).compareTo(thresholds.threeSyncs()) > 0;
        Predicate<Episode> states = one -> one.cause().isAnswered()
                && !((isOlder.test(one) || isNew.test(one))
                        && (one.cause().remedy() == Remedy.INVESTIGATE
                                || one.ofCase().sightings() == 1));
        return competing.stream()
                .sorted(Comparator.comparing(
                        Advice::episode,
                        Comparator.comparing((Episode one) -> !states.test(one))
                                .thenComparing(one -> one.cause().hidesRefusals())
                                .thenComparing(isOlder::test)
                                .thenComparing(one -> one.cause().remedy() == Remedy.INVESTIGATE)
                                .thenComparing(Episode::began, Comparator.reverseOrder())
                                .thenComparing(Episode::last, Comparator.reverseOrder())
                                .thenComparing(Episode::cause)))
                .toList();
    }

    private static SortedSet<Instant> times(Collection<Advice> some, Function<Episode, Instant> time) {
        return new TreeSet<>(some.stream().map(Advice::episode).map(time).toList());
    }

    List<Finding> all() {
        fromTokens(tokens::ofAnotherServer);
        fromTokens(tokens::goneServer);
        fromCases();
        fromCertificates(new Certificates(input).findings());
        fromTokens(tokens::expired);
        fromTokens(tokens::claimedElsewhere);
        fromAmbiguousCases();
        fromTokens(tokens::endangered);
        fromTokens(tokens::soon);
        return findings.stream().map(this::withOwner).sorted(ORDER).toList();
    }

    /** The finding with what else is known of the tokens' owner. */
    private Finding withOwner(Finding finding) {
        boolean isAboutTokens = switch (finding.remedy()) {
            case REGENERATE, IDENTIFY, INVESTIGATE, RENEW, RENEW_CERTIFICATE -> true;
            case ACCEPT_TERMS, RELINK_SERVER, RECLAIM, WAIT -> false;
        };
        boolean isOut = finding.account()
                .flatMap(finding.remedy().isRenewal() ? tokens::outToWarnOf : input.witnesses()::accountOut)
                .isPresent();
        boolean isContentAtRisk = finding.endangersContentTokens()
                && finding.account().filter(contentOwners::contains).isPresent();
        // A token that needs renewal anyway is better renewed with a shared account.
        boolean isPersonal = (finding.remedy() == Remedy.REGENERATE || finding.remedy() == Remedy.RENEW)
                && finding.account().filter(input.policy().owners()::isPersonal).isPresent();
        Finding marked = isAboutTokens && isOut ? finding.with(Hint.OWNER_ACCOUNT_OUT) : finding;
        marked = isContentAtRisk ? marked.with(Hint.CONTENT_TOKENS_AT_RISK) : marked;
        return isPersonal ? marked.with(Hint.PERSONAL_OWNER) : marked;
    }

    private void fromCases() {
        competing.forEach(group -> claim(
                group.stream().filter(one -> !one.attribution().ambiguous()).toList()));
    }

    private void fromAmbiguousCases() {
        Set<Token.Key> certain = Set.copyOf(claimed);
        competing.forEach(group -> group.stream()
                .filter(one -> one.attribution().ambiguous() && !isOutageDuringARefusal(one, group))
                .collect(groupingBy(Advice::remedy, LinkedHashMap::new, toList()))
                .values()
                .forEach(agreeing -> {
                    claim(agreeing);
                    // What may be about another token hides no date.
                    claimed.retainAll(certain);
                }));
    }

    /** An outage says nothing new of tokens of which Apple has refused one: their refusal is what somebody must mend. */
    private static boolean isOutageDuringARefusal(Advice advice, List<Advice> competing) {
        List<Token> concerned = advice.attribution().tokens();
        return advice.episode().cause() == Cause.SERVICE_ERROR
                && competing.stream()
                        .filter(other -> other.episode().cause().isAnswered())
                        .map(Advice::attribution)
                        .anyMatch(other -> other.ambiguous() && other.tokens().containsAll(concerned));
    }

    private void claim(List<Advice> ordered) {
        for (int i = 0; i < ordered.size(); i++) {
            claim(ordered.get(i), ordered.subList(i + 1, ordered.size()));
            if (ordered.get(i).isAboutUnknown()) {
                // If no token is known, all failures on the instance are the same unknown.
                break;
            }
        }
    }

    /**
     * The finding of the winner about its tokens that are left.
     *
     * @param others that lost against it. It rests on those too that ask for the same remedy for one of these tokens, and
     *     includes their hints
     */
    private void claim(Advice winner, List<Advice> others) {
        Attribution attribution = winner.attribution();
        Episode episode = winner.episode();
        boolean isInUse = isInUse(winner.remedy(), episode.kind());
        List<Token> tokens = attribution.tokens().stream()
                .filter(token -> !claimed.contains(token.key()) && !(isInUse && endsSoon(token)))
                .toList();
        if (tokens.isEmpty() && !winner.isAboutUnknown()) {
            return;
        }
        List<Advice> all = Stream.concat(
                        Stream.of(winner),
                        others.stream()
                                .filter(other -> other.remedy() == winner.remedy()
                                        && (winner.isAboutUnknown()
                                                || other.attribution().tokens().stream()
                                                        .anyMatch(tokens::contains))))
                .toList();
        List<Episode> episodes = all.stream().map(Advice::episode).toList();
        add(new Finding(
                winner.remedy(),
                attribution.certainty(),
                winner.likely(),
                episode.cause(),
                Stream.concat(attribution.hints().stream(), all.stream().flatMap(one -> one.hints().stream()))
                        .collect(toSet()),
                episode.instance(),
                episode.kind(),
                tokens,
                new Seen(
                        times(all, Episode::shownBegan).first(),
                        times(all, Episode::shownLast).last(),
                        episodes.stream()
                                .mapToLong(one -> one.ofCase().sightings())
                                .sum(),
                        episodes.stream().map(one -> one.ofCase().id()).toList(),
                        episode.ofCase().evidence()),
                new Detail(
                        all.stream().mapToInt(Advice::othersThatWork).max().orElse(0),
                        attribution.verdict() == Verdict.FLAPS ? syncCount(attribution, tokens) : Optional.empty(),
                        Optional.empty())));
    }

    /** A content token to look into still syncs. */
    static boolean isInUse(Remedy remedy, TokenKind kind) {
        return remedy == Remedy.INVESTIGATE && kind == TokenKind.CONTENT;
    }

    /** Of a content token that still syncs, this asks for more than a record or a notification. */
    private boolean endsSoon(Token token) {
        return input.policy().warnsSince(token, input.now()).isPresent()
                && token.expiry().stream().anyMatch(end -> end.isUrgent(input.now()));
    }

    private void add(Finding finding) {
        findings.add(finding);
        finding.tokens().forEach(token -> claimed.add(token.key()));
    }

    /** How the syncs of these tokens went within the last hour; empty if none of them failed. */
    private static Optional<SyncCount> syncCount(Attribution attribution, List<Token> tokens) {
        return attribution
                .timelines()
                .filter(token -> tokens.contains(token.token()) && !token.isRemoved())
                .map(token -> token.entrySyncs().count())
                .reduce(SyncCount::plus)
                .filter(count -> count.failed() > 0);
    }

    /** A case about the certificate has the record, and says the same. */
    private void fromCertificates(Stream<Finding> certificates) {
        certificates
                .filter(finding -> findings.stream()
                        .noneMatch(
                                other -> other.instance().equals(finding.instance()) && other.kind() == finding.kind()))
                .toList()
                .forEach(this::add);
    }

    private void fromTokens(Function<TokenTimeline, Optional<Finding>> rule) {
        input.tokens().stream()
                .filter(token -> !claimed.contains(token.key()))
                .forEach(token -> rule.apply(token).ifPresent(this::add));
    }
}
