package dev.depwatch.assess;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.depwatch.assess.Candidates.Attribution;
import dev.depwatch.assess.Diagnosis.Advice;
import dev.depwatch.token.Remedy;
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
    private final Diagnosis diagnosis;

    /** The advice of each case before agreement. A shared token is still one of several. */
    private final Map<Episode, List<Advice>> apart = new HashMap<>();

    private Agreement(List<Candidates> cases, Map<Episode, List<Attribution>> answers, Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
        cases.stream()
                .map(Candidates::episode)
                .forEach(episode -> apart.put(episode, advice(answers.getOrDefault(episode, List.of()))));
    }

    /**
     * @param cases those that compete
     * @param answers of each
     */
    static List<Advice> among(List<Candidates> cases, Map<Episode, List<Attribution>> answers, Diagnosis diagnosis) {
        Agreement agreement = new Agreement(cases, answers, diagnosis);
        return cases.stream()
                .flatMap(candidates -> agreement.of(candidates).stream())
                .map(Advice::identifyFirst)
                .toList();
    }

    private List<Advice> of(Candidates candidates) {
        Set<Candidate> agreed = candidates.shared().entrySet().stream()
                .filter(shared -> Stream.concat(Stream.of(candidates.episode()), shared.getValue().stream())
                                .flatMap(one -> remedies(one, shared.getKey().timeline()))
                                .distinct()
                                .count()
                        == 1)
                .map(Map.Entry::getKey)
                .collect(toUnmodifiableSet());
        return agreed.isEmpty()
                ? apart.getOrDefault(candidates.episode(), List.of())
                : advice(candidates.agreedOn(agreed).attributions());
    }

    /** The remedies that a case asks for one token. A case without advice asks for the remedy of its cause. */
    private Stream<Remedy> remedies(Episode episode, TokenTimeline token) {
        List<Remedy> remedies = apart.getOrDefault(episode, List.of()).stream()
                .filter(advice -> advice.attribution().isAbout(token))
                .map(Advice::remedy)
                .toList();
        return remedies.isEmpty() ? Stream.of(episode.cause().remedy()) : remedies.stream();
    }

    private List<Advice> advice(List<Attribution> attributions) {
        return attributions.stream()
                .flatMap(attribution -> diagnosis.of(attribution).stream())
                .toList();
    }
}
