package dev.depwatch.assess;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.assess.Attribution.Attributed;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Resolves cases that compete for a token. If all of them ask for the same remedy, the token is certain: whichever case
 * it is, the same person must do the same thing.
 */
final class Agreement {
    private final Attribution.Evidence evidence;
    private final Diagnosis diagnosis;

    /** The conclusions of each case before agreement. A shared token is still one of several. */
    private final Map<Episode, List<Conclusion>> apart = new HashMap<>();

    private Agreement(List<Attributed> cases, Attribution.Evidence evidence, Diagnosis diagnosis) {
        this.evidence = evidence;
        this.diagnosis = diagnosis;
        cases.forEach(one -> apart.put(one.episode(), conclusions(one.episode(), one.answers())));
    }

    static List<Conclusion> among(List<Attributed> cases, Attribution.Evidence evidence, Diagnosis diagnosis) {
        Agreement agreement = new Agreement(cases, evidence, diagnosis);
        return cases.stream()
                .flatMap(one -> agreement.of(one.episode(), one.candidates()).stream())
                .map(Conclusion::identifyFirst)
                .toList();
    }

    private List<Conclusion> of(Episode episode, Candidates found) {
        Set<TokenState> agreed = found.shared().entrySet().stream()
                .filter(shared -> Stream.concat(Stream.of(episode), shared.getValue().stream())
                                .flatMap(one -> remedies(one, shared.getKey()))
                                .distinct()
                                .count()
                        == 1)
                .map(Map.Entry::getKey)
                .collect(toUnmodifiableSet());
        return agreed.isEmpty()
                ? apart.getOrDefault(episode, List.of())
                : conclusions(episode, Attribution.of(episode, found.agreedOn(agreed), evidence));
    }

    /** The remedies that a case asks for one token. A case without a conclusion asks for the remedy of its cause. */
    private Stream<Remedy> remedies(Episode episode, TokenState state) {
        List<Remedy> remedies = apart.getOrDefault(episode, List.of()).stream()
                .filter(conclusion -> conclusion.attribution().tokens().stream()
                        .map(Token::key)
                        .anyMatch(state.token().key()::equals))
                .map(Conclusion::remedy)
                .toList();
        return remedies.isEmpty() ? Stream.of(episode.cause().remedy()) : remedies.stream();
    }

    private List<Conclusion> conclusions(Episode episode, List<Attribution> answers) {
        return answers.stream()
                .flatMap(attribution -> {
                    Episode own = episode.from(attribution.began());
                    return diagnosis
                            .of(own, attribution)
                            .map(advice -> new Conclusion(own, attribution, advice))
                            .stream();
                })
                .toList();
    }
}
