package dev.depwatch.config;

import static java.util.stream.Collectors.joining;

import java.util.List;

/** A configuration file is unusable. Carries all of its problems; the message has one a line. */
public final class ConfigException extends Exception {
    private final transient List<Problem> problems;

    /** @param problems at least one */
    public ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /** At least one, in the order of the file. */
    public List<Problem> problems() {
        return problems;
    }
}
