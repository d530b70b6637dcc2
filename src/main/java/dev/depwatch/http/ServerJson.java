package dev.depwatch.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;

/** How depwatch reads the JSON of a server that it does not trust. */
public final class ServerJson {
    /** No documented answer of Jamf Pro or Apple has more than eight levels; deeper ones only use up the stack. */
    public static final int MAX_DEPTH = 32;

    private ServerJson() {}

    /** A reader that rejects deeper nesting. What its errors say quotes the answer: do not pass it on. */
    public static ObjectMapper mapper() {
        return new ObjectMapper(JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .build());
    }
}
