package dev.depwatch.logs;

import java.util.List;

/**
 * How far depwatch has read a log: what it read of each file that is still there, and of each that must not be lost.
 */
public record Position(List<ReadFile> files) {
    public Position {
        files = List.copyOf(files);
    }
}
