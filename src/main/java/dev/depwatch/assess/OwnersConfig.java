package dev.depwatch.assess;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import java.util.List;

/**
 * Whose tokens there should be.
 *
 * @param shared patterns of the accounts that do not belong to one person; empty: depwatch reports no personal owner
 */
public record OwnersConfig(
        @JsonProperty(defaultValue = "[]") List<String> shared) implements Checked {
    private static final int MAX_PATTERNS = 100;
    /** An Apple ID is an e-mail address. */
    private static final int MAX_LENGTH = 254;

    public OwnersConfig {
        shared = List.copyOf(shared);
    }

    @Override
    public void check(Remarks remarks) {
        if (shared.size() > MAX_PATTERNS) {
            remarks.problem("shared", "found " + shared.size() + " patterns; expected at most " + MAX_PATTERNS);
        }
        for (int i = 0; i < shared.size(); i++) {
            String pattern = shared.get(i);
            if (pattern.isBlank() || pattern.length() > MAX_LENGTH) {
                remarks.problem(
                        "shared[" + i + "]",
                        "found " + pattern.length()
                                + " characters; expected an Apple ID, in which each * stands for any characters");
            }
        }
    }

    public SharedAccounts accounts() {
        return new SharedAccounts(shared);
    }
}
