package dev.depwatch.renewal;

import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.Reading;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tokens to renew, and how far each is. Pure.
 *
 * @param steps in order
 */
public record Checklist(List<Step> steps) {
    public Checklist {
        steps = List.copyOf(steps);
    }

    /**
     * @param tokens as they are now, in order
     * @param history what earlier runs did: a renewal that has begun continues
     */
    static Checklist of(List<TokenState> tokens, RenewalHistory history, Instant now) {
        return new Checklist(
                tokens.stream().map(token -> history.resumed(token, now)).toList());
    }

    public Optional<Step> step(Token.Key key) {
        return steps.stream().filter(step -> step.key().equals(key)).findFirst();
    }

    public boolean isDone() {
        return done() == steps.size();
    }

    public long done() {
        return steps.stream().filter(Step::isDone).count();
    }

    /** The list after an instance was read, or could not be. */
    Checklist read(InstanceInventory inventory) {
        if (inventory.reading().isEmpty() || inventory.readAt().isEmpty()) {
            return this;
        }
        Reading reading = inventory.reading().get();
        return new Checklist(steps.stream()
                .map(step -> step.key().instance().equals(inventory.instance())
                        ? step.read(reading, inventory.readAt().get())
                        : step)
                .toList());
    }

    /** The list after an upload to an entry, which is on the list from then on. */
    Checklist uploaded(Token before, Token after, Instant at) {
        Step step = step(before.key())
                .orElseGet(() -> Step.begun(new TokenState(before, Optional.empty())))
                .uploaded(after, at);
        return step(before.key()).isEmpty()
                ? new Checklist(Stream.concat(steps.stream(), Stream.of(step)).toList())
                : new Checklist(steps.stream()
                        .map(each -> each.key().equals(step.key()) ? step : each)
                        .toList());
    }

    /** The steps that are in another state than they were. */
    List<Step> changedSince(Checklist former) {
        return steps.stream()
                .filter(step -> former.step(step.key()).stream().noneMatch(was -> was.state() == step.state()))
                .toList();
    }

    /** The instances that must be read to know how far it is. */
    public Set<Instance> awaited() {
        return steps.stream()
                .filter(step -> !step.isDone())
                .map(step -> step.key().instance())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
