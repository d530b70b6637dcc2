package dev.depwatch.inventory.jamf;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import dev.depwatch.http.Http;
import dev.depwatch.http.ServerJson;
import java.io.IOException;
import java.util.OptionalLong;

/** Finds {@code totalCount} in a list while its bytes arrive, in constant memory, wherever it is in the object. */
final class TotalCount implements Http.Pieces {
    private static final String FIELD = "totalCount";
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(ServerJson.MAX_DEPTH)
                    .build())
            .build();

    private JsonParser parser = parser();
    private boolean isNext;
    private OptionalLong found = OptionalLong.empty();

    /** Starts again, because the list is sent once more. */
    void restart() {
        parser = parser();
        isNext = false;
        found = OptionalLong.empty();
    }

    /** Empty if the input holds none, or is invalid JSON before it. */
    OptionalLong found() {
        return found;
    }

    @Override
    public boolean take(byte[] bytes) {
        try {
            ((ByteArrayFeeder) parser.getNonBlockingInputFeeder()).feedInput(bytes, 0, bytes.length);
            JsonToken token;
            while ((token = parser.nextToken()) != JsonToken.NOT_AVAILABLE) {
                if (isNext) {
                    found = token == JsonToken.VALUE_NUMBER_INT && parser.getLongValue() >= 0
                            ? OptionalLong.of(parser.getLongValue())
                            : OptionalLong.empty();
                    return true;
                }
                isNext = token == JsonToken.FIELD_NAME
                        && parser.getParsingContext().getParent().inRoot()
                        && FIELD.equals(parser.currentName());
            }
            return false;
        } catch (IOException e) {
            // Invalid JSON: the rest cannot contain the number.
            return true;
        }
    }

    private static JsonParser parser() {
        try {
            return JSON.createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new IllegalStateException("a parser without input cannot fail to read", e);
        }
    }
}
