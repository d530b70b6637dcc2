package dev.depwatch.torture;

import java.io.IOException;
import java.util.Optional;

/** A log that rotates by size, in one of the ways that logs of Jamf Pro do. Used by one thread. */
interface RotatingLog extends AutoCloseable {
    /** How many rotated files are kept. Jamf Pro ships 10; more gives depwatch the time to be killed often. */
    int BACKUPS = 40;

    void write(PublishedMessage message, Optional<Exception> thrown) throws IOException;

    /** All that was written stands in the files, whole. */
    void flush() throws IOException;

    long rotations();

    /** Whether a rotation has begun and the next records may still go to the old file. */
    default boolean isRotating() {
        return false;
    }

    @Override
    void close() throws IOException;
}
