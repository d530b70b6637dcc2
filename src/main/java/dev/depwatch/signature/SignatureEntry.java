package dev.depwatch.signature;

import dev.depwatch.record.LogRecord;
import java.util.List;
import java.util.Optional;

/**
 * A signature and the examples that prove it.
 *
 * @param published examples in the source's own words
 * @param matches examples composed from them
 */
record SignatureEntry(Signature signature, List<String> published, List<String> matches, List<String> mustNotMatch) {
    SignatureEntry {
        published = List.copyOf(published);
        matches = List.copyOf(matches);
        mustNotMatch = List.copyOf(mustNotMatch);
    }

    Optional<LogRecord> example(String text) {
        return Example.record(text, signature.classes().get(0));
    }
}
