package dev.depwatch.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/** How depwatch reads the JSON of a server that it does not trust. */
public final class ServerJson {
    /**
     * Names, values and brackets of one answer: a thousand accounts of Apple have some 50,000. A tree takes up to 50
     * bytes for each, so that a page of empty objects would fill the memory.
     */
    private static final int MAX_TOKENS = 100_000;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxTokenCount(MAX_TOKENS).build())
            .build());

    private ServerJson() {}

    /** Whether an answer is a page for people: white space and a byte order mark, and then a tag. */
    public static boolean isWebPage(byte[] answer) {
        int at = 0;
        // The bytes of a byte order mark are negative.
        while (at < answer.length && answer[at] <= ' ') {
            at++;
        }
        return at < answer.length && answer[at] == '<';
    }

    /** The whole answer; empty if it is incomplete or invalid. The parser's message quotes the answer, so it is dropped. */
    public static Optional<JsonNode> tree(String answer) {
        try {
            return Optional.of(MAPPER.readTree(answer));
        } catch (JsonProcessingException ignored) {
            return Optional.empty();
        }
    }
}
