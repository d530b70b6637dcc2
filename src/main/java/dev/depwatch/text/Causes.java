package dev.depwatch.text;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** An exception and its causes, the exception first. */
public record Causes(List<Throwable> all) {
    /** An exception may be a cause of its own. */
    private static final int MOST = 20;

    public Causes(Throwable thrown) {
        this(Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .limit(MOST)
                .toList());
    }

    public <T extends Throwable> Optional<T> first(Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** Whether one of them is of one of these types. */
    public boolean have(Class<?>... types) {
        return Stream.of(types).anyMatch(type -> all.stream().anyMatch(type::isInstance));
    }
}
