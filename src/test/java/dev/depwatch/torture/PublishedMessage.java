package dev.depwatch.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Something that Jamf Pro has been seen to log, word for word.
 *
 * @param className the class as printed, at most its last 25 characters
 * @param cause the key of the cause that it states; empty for the many messages that state none
 */
record PublishedMessage(String level, String className, String text, Optional<String> cause) {
    /** Class and message must have been published together; a level that was not is taken to be ERROR. */
    private static final Pattern WHOLE = Pattern.compile(
            "(?:\\S+ \\S+ )?(?:\\[(?<level>INFO|WARN|ERROR) ?\\] )?(?:\\[[^\\]]+\\] )?\\[(?<class>\\w+) *\\] - (?<text>.+)");

    static List<PublishedMessage> all() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("src/test/resources/signatures/published-lines.tsv"))) {
            return lines.skip(1)
                    .map(line -> line.split("\t", -1))
                    .flatMap(cells -> of(cells[0], cells[3]).stream())
                    .toList();
        }
    }

    private static Optional<PublishedMessage> of(String expected, String published) {
        Matcher whole = WHOLE.matcher(published);
        if (!whole.matches()) {
            return Optional.empty();
        }
        String cause = expected.split(" ", 2)[0];
        return Optional.of(new PublishedMessage(
                Optional.ofNullable(whole.group("level")).orElse("ERROR"),
                whole.group("class"),
                whole.group("text"),
                cause.equals("none") ? Optional.empty() : Optional.of(cause)));
    }

    /**
     * An exception that describes itself by this message, as Jamf Pro's do: then the text stands in the record twice.
     */
    Exception thrown() {
        return new PublishedException(text);
    }

    @SuppressWarnings("OverrideThrowableToString") // The class name is part of the published text, or there is none.
    private static final class PublishedException extends Exception {
        PublishedException(String text) {
            super(text, new IOException("Server returned HTTP response code: 403"));
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
