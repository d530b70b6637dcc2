package dev.depwatch.assess;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What one receiver is notified of. It sees an assessment of nothing else, so that no text, number or end shows
 * others. Conclusions stay those that all facts support.
 */
public final class Route {
    public static final Route ALL = new Config(List.of(), List.of()).route();

    /**
     * What one receiver is notified of, as patterns; with both keys, what matches both.
     *
     * @param instances names of instances; empty: all
     * @param owners Apple IDs; empty: all, and failures whose owner is not known
     */
    public record Config(
            @JsonProperty(defaultValue = "[]") List<String> instances,
            @JsonProperty(defaultValue = "[]") List<String> owners)
            implements Checked {
        @Override
        public void check(Remarks remarks) {
            Globs.check("instances", instances, remarks);
            Globs.check("owners", owners, remarks);
        }

        public Route route() {
            return new Route(this);
        }
    }

    private final Globs instances;
    private final Globs owners;

    private Route(Config config) {
        this.instances =
                new Globs(config.instances().stream().map(SafeText::name).toList());
        this.owners = Globs.ofAppleIds(config.owners());
    }

    public boolean coversAll() {
        return instances.isEmpty() && owners.isEmpty();
    }

    /** Whether it covers tokens of the instance. */
    public boolean covers(Instance instance) {
        return instances.isEmpty() || instances.match(instance.name());
    }

    /** Whether it covers the instance whoever owns its tokens, and what keeps depwatch from watching it. */
    public boolean coversAllOf(Instance instance) {
        return owners.isEmpty() && covers(instance);
    }

    public boolean covers(Token token) {
        return covers(token.instance())
                && (owners.isEmpty() || token.owner().stream().anyMatch(owner -> owners.match(owner.value())));
    }

    /**
     * The part of the assessment that this covers.
     *
     * @param reported tokens that the receiver was notified of: their ends are its news, whoever owns them by then
     */
    public Assessment of(Assessment all, Set<Token.Key> reported) {
        if (coversAll()) {
            return all;
        }
        Set<Instance> covered = all.instances().stream()
                .map(inventory -> inventory.instance())
                .filter(this::covers)
                .collect(Collectors.toUnmodifiableSet());
        List<TokenHealth> tokens = all.tokens().stream()
                .filter(health -> covered.contains(health.token().instance())
                        && (covers(health.token())
                                || reported.contains(health.token().key())))
                .toList();
        return new Assessment(
                all.at(),
                only(all.instances(), inventory -> covered.contains(inventory.instance())),
                only(all.logs(), log -> covered.contains(log.log().instance())),
                tokens,
                all.findings().stream()
                        .filter(finding -> covered.contains(finding.instance()))
                        .flatMap(finding -> part(finding).stream())
                        .map(finding -> finding.with(finding.detail().withoutNumbers()))
                        .toList(),
                only(
                        all.issues(),
                        issue -> issue.instance().filter(this::coversAllOf).isPresent() || isOfOne(issue, tokens)),
                only(all.cases(), open -> covered.contains(open.instance())),
                only(all.ended(), end -> covered.contains(end.closed().instance())),
                only(all.recentlyEnded(), end -> covered.contains(end.closed().instance())),
                only(all.silences(), silence -> covered.contains(silence.instance())),
                all.apple());
    }

    /** Whether it is about one of these and not about what depwatch sees of the instance. */
    private static boolean isOfOne(MonitoringIssue issue, List<TokenHealth> tokens) {
        return issue.kind() == MonitoringIssue.Kind.TOPIC_CHANGED
                && tokens.stream()
                        .anyMatch(
                                health -> issue.tokens().contains(health.token().key()));
    }

    private static <T> List<T> only(List<T> all, Predicate<T> covered) {
        return all.stream().filter(covered).toList();
    }

    /** Of several candidates all must be covered: without the others, these would be accused. */
    private Optional<Finding> part(Finding finding) {
        if (owners.isEmpty()) {
            return Optional.of(finding);
        }
        List<Token> tokens = only(finding.tokens(), this::covers);
        boolean isEnough = finding.certainty() == Certainty.CERTAIN
                || tokens.size() == finding.tokens().size();
        return isEnough && !tokens.isEmpty() ? Optional.of(finding.with(tokens)) : Optional.empty();
    }
}
