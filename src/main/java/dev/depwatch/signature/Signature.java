package dev.depwatch.signature;

import com.google.re2j.Pattern;
import dev.depwatch.record.LogRecord;
import dev.depwatch.record.LogRecord.ClassField;
import dev.depwatch.token.Cause;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The form of one kind of record, and the examples that prove it.
 *
 * @param cause what such a record reports; empty for a known record that is no token's problem
 * @param classes the classes that print it
 * @param literal text that every such record contains; the search begins with it
 * @param pattern matches from the message's beginning; empty if the message begins with the literal
 * @param published examples in the source's own words
 * @param matches examples composed from them
 */
record Signature(
        String id,
        Optional<Cause> cause,
        List<String> classes,
        String literal,
        Optional<Pattern> pattern,
        String source,
        List<String> published,
        List<String> matches,
        List<String> mustNotMatch) {
    List<String> mustMatch() {
        return Stream.concat(published.stream(), matches.stream()).toList();
    }

    /** The record that an example begins; empty if its date is invalid. */
    Optional<LogRecord> example(String text) {
        return Example.record(text, classes.get(0));
    }

    /** Whether the record matches, if the field is one of the classes. */
    boolean matches(LogRecord record, ClassField field) {
        String continuation = record.continuation();
        if (!record.header().contains(literal) && !continuation.contains(literal)) {
            return false;
        }
        String message = record.messageAfter(field);
        // It is not public whether Jamf Pro prints an exception as the message, below another message, or as both.
        return continuation.isEmpty()
                ? matches(message)
                : matches(message + '\n' + continuation) || matches(continuation);
    }

    private boolean matches(String text) {
        return pattern.map(expression -> expression.matcher(text).lookingAt())
                .orElseGet(() -> text.startsWith(literal));
    }
}
