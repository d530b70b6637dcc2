package dev.depwatch.writer;

import java.io.IOException;
import java.util.Optional;

/** A log that rotates by size, in one of the ways that logs of Jamf Pro do. */
public interface RotatingLog extends AutoCloseable {
    /**
     * Writes a record.
     *
     * @param className the class that logs, whole or as printed
     */
    void write(String level, String className, String text, Optional<Exception> thrown) throws IOException;

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
