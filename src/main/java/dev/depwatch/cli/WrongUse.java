package dev.depwatch.cli;

import dev.depwatch.config.Nearest;
import dev.depwatch.token.Instance;
import java.time.DateTimeException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The command line is wrong. The sentence says what was expected; picocli's own errors end a command in the same way. */
final class WrongUse extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongUse(String sentence) {
        super(sentence);
    }

    /**
     * Fails if one of the names is that of no instance.
     *
     * @param how the others are known, such as "is configured"
     */
    static void checkInstances(List<String> names, Stream<Instance> instances, String how) {
        List<String> known = instances.map(Instance::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new WrongUse("No instance \"" + name + "\" " + how + Nearest.question(name, known));
            }
        }
    }

    /**
     * What an option's value means.
     *
     * @param reader throws an {@link IllegalArgumentException} or {@link DateTimeException} if it means nothing
     */
    static <T> T valueOf(String option, String text, Function<String, T> reader, String expected) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException | DateTimeException ignored) {
            throw ofValue(option, text, expected);
        }
    }

    static WrongUse ofValue(String option, String value, String expected) {
        return new WrongUse("Invalid value for option '" + option + "': '" + value + "'; expected " + expected);
    }
}
