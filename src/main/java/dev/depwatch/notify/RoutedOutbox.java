package dev.depwatch.notify;

import dev.depwatch.alert.Delivered;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Route;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The outbox of a receiver that is notified of a part: the outbox behind it sees nothing else. */
public record RoutedOutbox(Route route, Outbox outbox) implements Outbox {
    /** Forgets an alert that names what a later configuration keeps from it: its own part is a new alert. */
    @Override
    public void resume(Collection<Delivered> before) {
        outbox.resume(before.stream()
                .filter(delivered -> !delivered.alert().instances().isEmpty()
                        && delivered.alert().instances().stream().allMatch(route::covers))
                .toList());
    }

    @Override
    public void observe(Assessment assessment, Instant now) {
        Set<Token.Key> reported = delivered().stream()
                .flatMap(delivered -> delivered.tokens().stream())
                .collect(Collectors.toSet());
        outbox.observe(route.of(assessment, reported), now);
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
