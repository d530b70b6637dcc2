package dev.depwatch.config;

/** A record of the configuration that has rules beyond the types of its components. */
public interface Checked {
    /**
     * Remarks on every rule that does not hold, each on its own, so that all are seen at once. A component whose value
     * could not be read holds a stand-in; a remark on such a key is dropped, so that one mistake stays one problem.
     */
    void check(Remarks remarks);
}
