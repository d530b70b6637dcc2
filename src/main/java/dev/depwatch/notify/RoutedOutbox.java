package dev.depwatch.notify;

import dev.depwatch.alert.Alert;
import dev.depwatch.alert.Delivered;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Route;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The outbox of a receiver that is notified of a part: the outbox behind it sees nothing else. */
public final class RoutedOutbox implements Outbox {
    private final Route route;
    private final Outbox outbox;
    /** The newest assessment and its part: a receiver observes each assessment several times. */
    private @Nullable Assessment whole;

    private @Nullable Assessment part;

    public RoutedOutbox(Route route, Outbox outbox) {
        this.route = route;
        this.outbox = outbox;
    }

    /** Forgets what the receiver got of instances that a later configuration keeps from it. */
    @Override
    public void resume(Collection<Delivered> before) {
        outbox.resume(before.stream()
                .flatMap(delivered -> covered(delivered).stream())
                .toList());
    }

    private Optional<Delivered> covered(Delivered delivered) {
        Alert alert = delivered.alert();
        Set<Instance> instances =
                alert.instances().stream().filter(route::covers).collect(Collectors.toSet());
        return instances.isEmpty()
                ? Optional.empty()
                : Optional.of(new Delivered(
                        new Alert(
                                alert.remedy(),
                                alert.subject(),
                                alert.severity(),
                                covered(alert.tokens()),
                                instances,
                                alert.aspects(),
                                alert.since(),
                                alert.caseIds(),
                                alert.message()),
                        delivered.firstDeliveredAt(),
                        delivered.lastDeliveredAt(),
                        covered(delivered.tokens()),
                        delivered.handle()));
    }

    private Set<Token.Key> covered(Set<Token.Key> tokens) {
        return tokens.stream().filter(token -> route.covers(token.instance())).collect(Collectors.toSet());
    }

    @Override
    public void observe(Assessment assessment, Instant now) {
        if (part == null || !assessment.equals(whole)) {
            whole = assessment;
            part = route.of(
                    assessment,
                    delivered().stream()
                            .flatMap(delivered -> delivered.tokens().stream())
                            .collect(Collectors.toSet()));
        }
        outbox.observe(part, now);
    }

    @Override
    public List<Delivery> due(Instant now) {
        return outbox.due(now);
    }

    @Override
    public Optional<Instant> pendingSince() {
        return outbox.pendingSince();
    }

    @Override
    public Set<Delivered> delivered() {
        return outbox.delivered();
    }
}
