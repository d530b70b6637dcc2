package dev.depwatch.logs;

import dev.depwatch.text.SafeText;
import dev.depwatch.token.Instance;

/**
 * One followed log: the instance that writes it and its configured path. A cluster has one log per node.
 *
 * @param path cleaned, so it may not be usable to open the file
 */
public record LogName(Instance instance, String path) implements Comparable<LogName> {
    public LogName {
        path = SafeText.of(path);
    }

    @Override
    public int compareTo(LogName other) {
        int byInstance = instance.compareTo(other.instance);
        return byInstance != 0 ? byInstance : path.compareTo(other.path);
    }
}
