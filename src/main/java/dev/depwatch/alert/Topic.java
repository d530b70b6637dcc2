package dev.depwatch.alert;

import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.assess.Finding.Reason;
import dev.depwatch.assess.Trouble;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Everything that one alert tells: what was found that needs one remedy for one subject, ordered by instance.
 *
 * @param troubles of the instance, where the remedy is to investigate; else none
 * @param readAt when the tokens were last read of instances that cannot be asked for them now, of these or others
 */
record Topic(
        Remedy remedy, Subject subject, List<Finding> findings, List<Trouble> troubles, Map<Instance, Instant> readAt) {
    private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::instance)
            .thenComparing(Finding::kind)
            .thenComparing(Finding::cause)
            .thenComparing(Finding::since);

    Topic {
        findings = findings.stream().sorted(ORDER).toList();
        troubles = troubles.stream()
                .sorted(Comparator.comparing(Trouble::kind).thenComparing(Trouble::sentence))
                .toList();
    }

    List<Instance> instances() {
        return List.copyOf(new TreeSet<>(Stream.concat(
                        findings.stream().map(Finding::instance),
                        troubles.stream().map(Trouble::instance))
                .toList()));
    }

    /** Those of its instances whose tokens are as they were read some time ago. */
    Map<Instance, Instant> outdated() {
        Map<Instance, Instant> outdated = new TreeMap<>(readAt);
        outdated.keySet().retainAll(instances());
        return outdated;
    }

    List<Token> tokens() {
        return findings.stream()
                .flatMap(finding -> finding.tokens().stream())
                .distinct()
                .toList();
    }

    List<TokenKind> kinds() {
        return findings.stream().map(Finding::kind).distinct().sorted().toList();
    }

    List<Cause> causes() {
        return findings.stream().map(Finding::cause).distinct().sorted().toList();
    }

    boolean says(Reason reason) {
        return findings.stream().anyMatch(finding -> finding.reasons().contains(reason));
    }

    /** Whether a finding is there whose token has no name. */
    boolean hasUnknownToken() {
        return findings.stream().anyMatch(finding -> finding.certainty() == Certainty.UNKNOWN);
    }

    boolean allLikely() {
        return !findings.isEmpty() && findings.stream().allMatch(Finding::likely);
    }

    boolean anyLikely() {
        return findings.stream().anyMatch(Finding::likely);
    }

    Instant since() {
        return Stream.concat(
                        findings.stream().map(Finding::since), troubles.stream().map(Trouble::since))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    List<String> caseIds() {
        return findings.stream()
                .flatMap(finding -> finding.caseIds().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** The newest record. */
    String evidence() {
        return findings.stream()
                .filter(finding -> !finding.evidence().isBlank())
                .max(Comparator.comparing(Finding::lastSeen).thenComparing(Finding::evidence))
                .map(Finding::evidence)
                .orElse("");
    }
}
