package dev.depwatch.http;

/** Receives the body of a large answer in pieces, so that it is never in memory as a whole. */
public interface Pieces {
    /**
     * Receives the next bytes, on a thread of the client.
     *
     * @return whether this is enough: the client then aborts the rest
     */
    boolean take(byte[] bytes);
}
