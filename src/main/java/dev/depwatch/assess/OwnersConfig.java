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
    public OwnersConfig {
        shared = List.copyOf(shared);
    }

    @Override
    public void check(Remarks remarks) {
        Globs.check("shared", shared, "an Apple ID", remarks);
    }

    public SharedAccounts accounts() {
        return new SharedAccounts(shared);
    }
}
