package dev.depwatch.assess;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.assess.Advice.TokenGroup;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.SyncCount;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One remedy for each token: if several sources report a token, one finding has it. The order: the token of another
 * server, a token whose server is gone at Apple, cases with a certain token, the token's own date and state, cases with
 * one of several tokens, and last a date that is near. Only tokens that no evidence separates keep several remedies,
 * because two causes can be about two of them.
 */
final class Findings {
    private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::instance)
            .thenComparing(Finding::kind)
            .thenComparing(Finding::remedy)
            .thenComparing(finding ->
                    finding.tokens().stream().map(Token::id).findFirst().orElse(""));

    private final AssessmentInput input;
    private final Map<TokenGroup, List<Advice>> byGroup;
    private final Set<Token.Key> claimed = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();

    private Findings(AssessmentInput input, Collection<Advice> advice) {
        this.input = input;
        this.byGroup = new TreeMap<>(advice.stream().collect(groupingBy(Advice::group)));
        this.byGroup.replaceAll((group, competing) -> Advice.byPrecedence(competing, input.thresholds()));
    }

    static List<Finding> of(
            AssessmentInput input,
            TokenDates dates,
            Certificates certificates,
            AppleEvidence apple,
            Collection<Advice> advice) {
        Findings all = new Findings(input, advice);
        all.fromTokens(new MovedServers(input)::of);
        all.fromTokens(apple::goneServer);
        all.fromCases();
        all.fromCertificates(certificates.findings());
        all.fromTokens(TokenDates::over);
        all.fromTokens(TokenDates::claimedElsewhere);
        all.fromAmbiguousCases();
        all.fromTokens(apple::endangered);
        all.fromTokens(dates::soon);
        return all.findings.stream().sorted(ORDER).toList();
    }

    private void fromCases() {
        byGroup.values().forEach(competing -> {
            List<Advice> ordered = competing.stream()
                    .filter(one -> !one.attribution().ambiguous())
                    .toList();
            for (int i = 0; i < ordered.size(); i++) {
                claim(ordered.get(i), ordered.subList(i + 1, ordered.size()));
                if (ordered.get(i).attribution().certainty() == Certainty.UNKNOWN) {
                    // If no token is known, all failures on the instance are the same unknown.
                    break;
                }
            }
        });
    }

    private void claim(Advice winner, List<Advice> others) {
        List<Token> tokens = winner.attribution().tokens().stream()
                .filter(token -> !claimed.contains(token.key()))
                .toList();
        if (winner.attribution().certainty() == Certainty.UNKNOWN) {
            findings.add(winner.finding(
                    List.of(),
                    others.stream()
                            .filter(other -> other.remedy() == winner.remedy())
                            .toList(),
                    Optional.empty()));
        } else if (!tokens.isEmpty()) {
            add(winner, tokens, others);
        }
    }

    private void fromAmbiguousCases() {
        Set<Token.Key> certain = Set.copyOf(claimed);
        Set<Token.Key> ambiguous = new HashSet<>();
        byGroup.values()
                .forEach(competing -> competing.stream()
                        .filter(one -> one.attribution().ambiguous())
                        .filter(one -> !isOutageDuringARefusal(one, competing))
                        .collect(groupingBy(Advice::remedy, LinkedHashMap::new, toList()))
                        .values()
                        .forEach(agreeing -> {
                            for (int i = 0; i < agreeing.size(); i++) {
                                claim(agreeing.get(i), agreeing.subList(i + 1, agreeing.size()));
                            }
                            ambiguous.addAll(claimed);
                            claimed.retainAll(certain);
                        }));
        claimed.addAll(ambiguous);
    }

    /** An outage says nothing new of tokens of which Apple has refused one: their refusal is what somebody must mend. */
    private static boolean isOutageDuringARefusal(Advice advice, List<Advice> competing) {
        return advice.episode().cause() == Cause.SERVICE_ERROR
                && competing.stream()
                        .filter(other -> other.attribution().ambiguous()
                                && other.episode().answerKnown())
                        .anyMatch(other -> other.attribution()
                                .tokens()
                                .containsAll(advice.attribution().tokens()));
    }

    private void add(Advice winner, List<Token> tokens, List<Advice> others) {
        Set<Token.Key> keys = tokens.stream().map(Token::key).collect(toUnmodifiableSet());
        findings.add(winner.finding(
                tokens,
                others.stream()
                        .filter(other -> other.remedy() == winner.remedy()
                                && other.attribution().tokens().stream()
                                        .map(Token::key)
                                        .anyMatch(keys::contains))
                        .toList(),
                winner.attribution().verdict() == Verdict.FLAPS
                        ? syncCount(winner.attribution(), keys)
                        : Optional.empty()));
        claimed.addAll(keys);
    }

    /** How the syncs of these tokens went within the last hour; empty if none of them failed. */
    private Optional<SyncCount> syncCount(Attribution attribution, Set<Token.Key> keys) {
        Instant since = input.now().minus(input.thresholds().goodSyncs());
        List<SyncCount> counts = attribution.candidates().stream()
                .map(Candidate::token)
                .filter(token -> keys.contains(token.key()) && !token.isRemoved())
                .map(token -> token.entrySyncs().count(since))
                .toList();
        int failed = counts.stream().mapToInt(SyncCount::failed).sum();
        return failed == 0
                ? Optional.empty()
                : Optional.of(new SyncCount(
                        failed, counts.stream().mapToInt(SyncCount::all).sum()));
    }

    /** A case about the certificate has the record, and says the same. */
    private void fromCertificates(Stream<Finding> certificates) {
        certificates
                .filter(finding -> findings.stream()
                        .noneMatch(
                                other -> other.instance().equals(finding.instance()) && other.kind() == finding.kind()))
                .toList()
                .forEach(finding -> {
                    findings.add(finding);
                    finding.tokens().forEach(token -> claimed.add(token.key()));
                });
    }

    private void fromTokens(Function<TokenTimeline, Optional<Finding>> rule) {
        input.tokens().stream()
                .filter(token -> !claimed.contains(token.key()))
                .forEach(token -> rule.apply(token).ifPresent(finding -> {
                    findings.add(finding);
                    claimed.add(token.key());
                }));
    }
}
