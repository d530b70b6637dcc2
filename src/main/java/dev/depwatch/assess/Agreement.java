package dev.depwatch.assess;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where several cases can be about one token, and all of them ask for the same remedy, the token is certain: which case it
 * was changes nothing for who must act.
 */
final class Agreement {
    private final Attribution.Evidence evidence;
    private final Diagnosis diagnosis;
    /** Of each case, with the tokens that it shares as one of several. */
    private final Map<Run, List<Conclusion>> apart = new LinkedHashMap<>();

    private Agreement(List<Run> runs, Attribution.Evidence evidence, Diagnosis diagnosis) {
        this.evidence = evidence;
        this.diagnosis = diagnosis;
        runs.forEach(run -> apart.put(run, conclusions(run, Candidates.of(run, evidence))));
    }

    static List<Conclusion> among(List<Run> runs, Attribution.Evidence evidence, Diagnosis diagnosis) {
        Agreement agreement = new Agreement(runs, evidence, diagnosis);
        return runs.stream()
                .flatMap(run -> agreement.of(run).stream())
                .map(Conclusion::identifyFirst)
                .toList();
    }

    private List<Conclusion> of(Run run) {
        Candidates candidates = Candidates.of(run, evidence);
        Set<TokenState> agreed = candidates.shared().entrySet().stream()
                .filter(shared -> Stream.concat(Stream.of(run), shared.getValue().stream())
                                .flatMap(one -> remedies(one, shared.getKey()))
                                .distinct()
                                .count()
                        == 1)
                .map(Map.Entry::getKey)
                .collect(toUnmodifiableSet());
        return agreed.isEmpty() ? apart.getOrDefault(run, List.of()) : conclusions(run, candidates.agreedOn(agreed));
    }

    /** What a case asks for, for one token; without a conclusion what its cause asks for. */
    private Stream<Remedy> remedies(Run run, TokenState state) {
        List<Remedy> remedies = apart.getOrDefault(run, List.of()).stream()
                .filter(conclusion -> conclusion.attribution().tokens().stream()
                        .map(Token::key)
                        .anyMatch(state.token().key()::equals))
                .map(Conclusion::remedy)
                .toList();
        return remedies.isEmpty() ? Stream.of(run.cause().remedy()) : remedies.stream();
    }

    private List<Conclusion> conclusions(Run run, Candidates candidates) {
        return Attribution.of(run, candidates, evidence).stream()
                .flatMap(attribution -> {
                    Run own = run.from(attribution.began());
                    return diagnosis
                            .of(own, attribution)
                            .map(advice -> new Conclusion(own, attribution, advice))
                            .stream();
                })
                .toList();
    }
}
