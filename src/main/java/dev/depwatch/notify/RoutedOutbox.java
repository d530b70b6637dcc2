package dev.depwatch.notify;

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

/** The outbox of a receiver that is notified of a part: the outbox behind it sees nothing else. */
public final class RoutedOutbox implements Outbox {
    private final Route route;
    private final Outbox outbox;
    /** From before a restart, until an assessment shows whose tokens they name. */
    private Collection<Delivered> before = List.of();

    public RoutedOutbox(Route route, Outbox outbox) {
        this.route = route;
        this.outbox = outbox;
    }

    @Override
    public void resume(Collection<Delivered> all) {
        before = all;
    }

    @Override
    public void observe(Assessment assessment, Instant now) {
        if (!before.isEmpty()) {
            outbox.resume(before.stream()
                    .filter(delivered -> isOwn(delivered, assessment))
                    .toList());
            before = List.of();
        }
        Set<Token.Key> reported = delivered().stream()
                .flatMap(delivered -> delivered.tokens().stream())
                .collect(Collectors.toSet());
        outbox.observe(route.of(assessment, reported), now);
    }

    /**
     * An alert that names what a later configuration keeps from the receiver is forgotten: its own part is a new alert.
     * That another account has renewed a token since is its news.
     */
    private boolean isOwn(Delivered delivered, Assessment assessment) {
        Set<Instance> instances = delivered.alert().instances();
        return !instances.isEmpty()
                && instances.stream().allMatch(route::covers)
                && assessment
                        .everyToken()
                        .filter(token -> delivered.tokens().contains(token.key()) && !route.covers(token))
                        .allMatch(token -> assessment.isReplacedSince(delivered.firstDeliveredAt(), token.key()));
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
        return before.isEmpty() ? outbox.delivered() : Set.copyOf(before);
    }
}
