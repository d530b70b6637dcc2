package dev.depwatch.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import org.jspecify.annotations.Nullable;

/**
 * How values of one type are written in a file.
 *
 * @param written the kind of node
 * @param expected completes the sentence "expected …"
 * @param standIn replaces a value that is missing or unreadable
 * @param reader records a problem in place of failing, and continues with a stand-in
 */
record Form(JsonNodeType written, String expected, StandIn standIn, Reader reader) {

    /** A replacement of a value at a path; null if nothing can replace it. */
    interface StandIn {
        @Nullable
        Object at(String path);
    }

    /** Reads a node of the right kind. Null if there is nothing to continue with, which has been recorded. */
    interface Reader {
        @Nullable
        Object read(JsonNode node, String path);
    }
}
