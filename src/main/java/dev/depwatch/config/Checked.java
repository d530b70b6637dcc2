package dev.depwatch.config;

/** A record of the configuration that has rules beyond the types of its components. */
public interface Checked {
    /**
     * Remarks on every rule that does not hold, separately, so that the administrator sees all at once. A component
     * whose value could not be read holds a stand-in; remarks on such a key are dropped, so that one mistake stays one
     * problem.
     */
    void check(Remarks remarks);
}
