package dev.depwatch.renewal;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The tokens to renew, in order, and how far each is. Pure: the caller passes what was read.
 * Not safe for use by several threads.
 */
public final class Checklist {
    private final Map<Token.Key, Step> steps = new LinkedHashMap<>();

    /**
     * @param tokens as they are now, in order
     * @param history what earlier runs did: a renewal that has begun continues
     */
    public Checklist(List<TokenState> tokens, RenewalHistory history, Instant now) {
        for (TokenState token : tokens) {
            Step step = history.resumed(token, now);
            steps.put(step.key(), step);
        }
    }

    public List<Step> steps() {
        return List.copyOf(steps.values());
    }

    public Optional<Step> step(Token.Key key) {
        return Optional.ofNullable(steps.get(key));
    }

    public boolean isDone() {
        return steps.values().stream().allMatch(Step::isDone);
    }

    public long done() {
        return steps.values().stream().filter(Step::isDone).count();
    }

    /**
     * An instance was read, or could not be.
     *
     * @return the steps that are in another state now
     */
    public List<Step> read(InstanceInventory inventory) {
        List<Step> changed = new ArrayList<>();
        if (inventory.reading().isEmpty() || inventory.readAt().isEmpty()) {
            return changed;
        }
        Reading reading = inventory.reading().get();
        Instant readAt = inventory.readAt().get();
        steps.replaceAll((key, step) -> {
            if (!key.instance().equals(inventory.instance())) {
                return step;
            }
            Step next = reading.tokens().stream()
                    .filter(state -> state.token().key().equals(key))
                    .findFirst()
                    .map(state -> step.read(state, readAt))
                    .orElseGet(() -> reading.isUnread(key.kind()) ? step : step.gone());
            if (next.state() != step.state()) {
                changed.add(next);
            }
            return next;
        });
        return changed;
    }

    /** A file was uploaded to an entry, which is on the list from then on. */
    public Step uploaded(Token before, Token after, Instant at) {
        Step step = Optional.ofNullable(steps.get(before.key()))
                .orElseGet(() -> Step.begun(new TokenState(before, Optional.empty())))
                .uploaded(after, at);
        steps.put(step.key(), step);
        return step;
    }

    /** The instances that must be read to know how far it is. */
    public Set<Instance> awaited() {
        return steps.values().stream()
                .filter(step -> !step.isDone())
                .map(step -> step.key().instance())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
