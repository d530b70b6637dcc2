package dev.depwatch.logs;

import dev.depwatch.token.Instance;

/** One followed log: the instance that writes it and the path it is configured under. A cluster has one a node. */
public record LogName(Instance instance, String path) implements Comparable<LogName> {
    @Override
    public int compareTo(LogName other) {
        int byInstance = instance.compareTo(other.instance);
        return byInstance != 0 ? byInstance : path.compareTo(other.path);
    }
}
